"""The student's module, imported into the process of the tests, as an ordinary autograder does."""

import importlib

import pytest


@pytest.fixture
def module(request):
    name = request.module.__name__.rpartition(".")[2].removesuffix("_plain")
    return importlib.import_module(name)
