"""Cutting a module down to what some names need."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from grader.errors import CourseError
from grader.kit import strip

MODULE = dedent('''\
    """Speaks of the secret."""

    from __future__ import annotations

    import os, sys
    import multiprocessing.connection
    from json import dumps, loads as read

    # About the limit.
    LIMIT = 3
    """How many."""
    # About nothing in particular.

    SECRET = 4
    """Documents the secret."""


    @property
    def shown(student, secret=None):
        """Local names are not the module's."""
        SECRET = read("1")  # not the other one
        return helper(LIMIT, SECRET)


    def hidden(student):
        return SECRET, dumps, sys


    # Above the helper.
    def helper(*values):
        def inner():
            return os.getpid()

        return inner


    class Kept:
        limit = LIMIT


    Kept.more = 1
    multiprocessing.connection.thing = helper
    ''')


def kept(*names: str, text: str = MODULE) -> str:
    return strip.keep(text, names, "Neutral.", "module.py")


def test_keeps_what_the_wanted_names_use_and_nothing_else():
    """Transitively, with decorators, documentation and comments that stand at it."""
    assert kept("shown") == dedent('''\
        """Neutral."""

        from __future__ import annotations

        import os
        from json import loads as read

        # About the limit.
        LIMIT = 3
        """How many."""


        @property
        def shown(student, secret=None):
            """Local names are not the module's."""
            SECRET = read("1")  # not the other one
            return helper(LIMIT, SECRET)


        # Above the helper.
        def helper(*values):
            def inner():
                return os.getpid()

            return inner
        ''')


def test_keeps_what_is_done_to_a_kept_thing():
    """A statement that binds nothing goes with what it changes."""
    assert "Kept.more = 1" in kept("Kept")
    assert "Kept.more" not in kept("shown")
    assert "multiprocessing" not in kept("Kept")


def test_refuses_two_statements_on_one_line():
    """Such a line could not be cut without writing it anew."""
    with pytest.raises(CourseError, match="two statements"):
        kept("a", text="a = 1; b = 2\n")


def test_refuses_what_is_no_python():
    """The author is told which file."""
    with pytest.raises(CourseError, match=r"module\.py"):
        kept("a", text="def (")


CHECKS = dedent('''\
    def test_one(student, explore):
        run = student.run("plain", key="other")
        explore("shared")

    def test_any(explore):
        for name in ("first", "second"):
            explore(name)
''')  # fmt: skip


def test_takes_the_scenario_that_a_call_names():
    """Other strings are no scenarios, unless a variable stands in the call."""
    known = {"plain", "shared", "first", "second", "other", "key", "unused"}
    expected = {"plain", "shared", "first", "second"}
    assert strip.called_scenarios(CHECKS, known) == expected
    assert strip.named_scenarios(CHECKS) == {"plain", "shared"}


def test_sees_what_nothing_binds():
    """Names of the module, not local ones, and not the built-ins."""
    assert strip.unbound("def f(a):\n    b = a\n    return len(b), lost\n", "m") == {"lost"}


def test_renders_strings_with_places():
    """As a translation's key has them."""
    text = 'x = f"the {a + b} of {{value}} in " "two parts"\n'
    assert "the {} of {value} in two parts" in strip.sentences(text)


@pytest.mark.parametrize("name", ["tests", "scenarios"])
def test_what_is_left_of_the_course_is_whole_python(course, whole, name):
    """Nothing that is used was cut away, in any exercise; and something was cut."""
    for slug, exercise in course.exercises.items():
        path = getattr(exercise, name)
        text = whole[f"exercises/{slug}/checks/{path.name}"].decode()
        ast.parse(text)
        assert strip.unbound(text, slug) == set()
        assert len(text) < len(path.read_text("utf-8"))
