"""mutants_of(): what is a mutant, and what it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from grader.mutation.explained import load_explanations, unmatched
from grader.mutation.hunt import derive
from grader.mutation.mutant import mutants_of
from grader.mutation.operators import OPERATORS
from tests.mutation.samples import BY_NAME, code, made

COUNTER = code("""
    class Counter:
        def add(self, n):
            with self._lock:
                self.value += n
                self.seen += 1
""")


def keys(source: str) -> list[str]:
    return [mutant.key for mutant in mutants_of(source, OPERATORS)]


def test_keys_are_distinct():
    """Also of mutants that differ only in where a section ends."""
    assert len(set(keys(COUNTER))) == len(keys(COUNTER)) > 5


def test_keys_do_not_depend_on_the_place_in_the_file():
    """New functions, comments and blank lines leave a recorded reason valid."""
    moved = "import os\n\n\ndef other():\n    return 1\n\n\n" + COUNTER.replace(
        "            self.value", "            # n may be negative\n\n            self.value"
    )
    assert keys(moved) == keys(COUNTER)


def test_keys_depend_on_what_changes():
    """A reason given for one line does not hold for another."""
    other = COUNTER.replace("self.seen += 1", "self.seen += 2")
    assert set(keys(other)) != set(keys(COUNTER))


def test_ids_name_operator_line_and_ordinal():
    """Two mutants by one operator on one line are told apart."""
    found = made("off-by-one", "x = 1\nPool(n)\n")
    assert [mutant.id for mutant in found] == ["off-by-one:2:1", "off-by-one:2:2"]


def test_keys_name_the_function():
    """A reader of mutants.toml finds the place without a line number."""
    assert made("drop-with", COUNTER)[0].key.startswith("drop-with:Counter.add:")


def test_the_same_twice_is_numbered():
    """Equal changes in equal surroundings still have a key each."""
    found = made("drop-join", "t.join()\nt.join()\nt.join()\nt.join()\n")
    assert len({mutant.key for mutant in found}) == len(found)


def test_equal_mutants_are_dropped():
    """Taking away either of two equal neighbours is one mutant."""
    assert len(made("drop-join", "t.join()\nt.join()\n")) == 1


def test_what_equals_the_reference_is_dropped():
    """No mutant without a mistake."""
    assert made("swap-statements", "with l:\n    a()\n    a()\n") == []


def test_what_does_not_compile_is_dropped():
    """A mutant is a program: the checks have to find its mistake, not the parser."""
    source = "def f():\n    for x in y:\n        with l:\n            a()\n        continue\n"
    for mutant in mutants_of(source, OPERATORS):
        compile(mutant.source, "mutant.py", "exec")


def test_diffs_are_short():
    """A person has to see the mistake at a glance."""
    (mutant,) = made("drop-join", "a()\nb()\nt.join()\nc()\nd()\n")
    assert mutant.diff.split("\n")[2:] == ["@@ -2,3 +2,2 @@", " b()", "-t.join()", " c()"]


def test_mutants_come_in_the_order_of_lines():
    """The same every time."""
    lines = [mutant.line for mutant in mutants_of(COUNTER, OPERATORS)]
    assert lines == sorted(lines)


def test_of_equal_mutants_the_first_operator_names_it():
    """Order in the table of operators is priority."""
    source = "with l:\n    a()\nb()\n"
    one, two = BY_NAME["drop-with"], BY_NAME["drop-join"]
    assert {m.operator for m in mutants_of(source, [one, two, one])} == {"drop-with"}


COURSE = load_course(Path(__file__).parents[2])


@pytest.mark.parametrize("slug", COURSE.exercises)
def test_every_recorded_reason_has_its_mutant(slug):
    """Of this course: a reason whose mutant is gone is stale."""
    exercise = COURSE.exercise(slug)
    mutants = derive(COURSE, exercise)
    assert mutants
    assert unmatched(load_explanations(COURSE, exercise), [m.key for m in mutants]) == []
