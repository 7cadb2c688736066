"""The plain tests as Gradescope's own utilities run them: unittest, weights, a JSON result."""

import importlib
import sys
import unittest

from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

slug = sys.argv[1]
module = importlib.import_module(slug)
plain = importlib.import_module(f"{slug}_plain")


def method(body):
    def run(self):
        body(module)

    run.__doc__ = body.__name__
    return weight(1)(run)


Tests = type(
    "Tests",
    (unittest.TestCase,),
    {name: method(body) for name, body in vars(plain).items() if name.startswith("test_")},
)

if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Tests)
    with open("results.json", "w") as file:
        JSONTestRunner(visibility="visible", stream=file).run(suite)
