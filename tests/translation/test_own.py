"""What the grader itself says to students: every text of its code has a translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.translation import phrasebook_of
from grader.translation.phrasebook import SAID, own_sentences
from grader.translation.templates import is_cjk, read_template

GRADER = Path(__file__).parents[2] / "grader"
OWN = own_sentences("zh")
SPEAKING = {
    "batch/job": {"Mend the files", "they can't be read ("},
    "checks/blocked": {
        *("leaked thread", "lock-order cycle", "missed notification"),
        *("never-released lock", "lost wake-up", "lock kept while joining"),
    },
    "checks/decide": set(),
    "checks/expect": set(),
    "checks/explain": {"wrong lock", "released between", "lost update", "if instead of while"},
    "checks/explanation": set(),
    "checks/flags": set(),
    "checks/found": set(),
    "checks/hang": {"queue not emptied"},
    "checks/outcomes": {"that matter)", "held in"},
    "checks/races": set(),
    "checks/render": set(),
    "checks/runtime": {
        *("no session has begun", "Pass plain data only", "its parameters can't be sent inside"),
    },
    "checks/stacks": {r"\(most recent call first\)", "queue not emptied"},
    "checks/student": set(),
    "checks/verdicts": {"the process"},
    "gradebook/assembly": {"taken back"},
    "gradebook/policy": set(),
    "grading/pipeline": {
        *("the witness", "Is it a witness of another exercise?", "has no check"),
        *("a judge ended without a report", "Mend the files", "they can't be read ("),
    },
    "grading/records": {"passed, but its test did not"},
    "intake/single": {"no such codec", "holds the byte 0x"},
    "sandbox/result": {"bytes left out ...]", "did not end in time"},
    "student/audit": set(),
    "student/explore/foreign": set(),
    "student/explore/modules": set(),
    "student/explore/outside": set(),
    "student/explore/recorder": set(),
    "student/loading": set(),
    "student/plain": set(),
}
"""Files whose texts students read, and those of their texts that no student reads: names of
patterns, what is said to authors, and parts of regular expressions."""


def chunks(path: Path) -> Iterator[str]:
    """The literal parts of the texts of a file that are words, without its documentation."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(body := getattr(node, "body", None), list)
        for statement in body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) in silent:
            continue
        for part in re.split(r"\{[a-z_]*\}|(?<=[.?!])\s+|\n", node.value):
            text = part.strip(".: ").removeprefix("py ").lstrip(".:;,( ")
            for opening in ("it ", "the process "):
                text = text.removeprefix(opening)
            if re.search(r"[A-Za-z']+ [A-Za-z']", text):
                yield text


@pytest.mark.parametrize("name", SPEAKING)
def test_every_text_of_a_file_that_speaks_to_students_is_translated(name):
    """Each literal part is one of a template's: a new sentence has to be translated."""
    known = [*OWN.sentences, *OWN.words]
    missing = {text for text in chunks(GRADER / f"{name}.py") if not any(text in k for k in known)}
    assert missing == {text.removeprefix("the process ") for text in SPEAKING[name]}


@pytest.mark.parametrize(("key", "text"), [*OWN.sentences.items(), *OWN.words.items()])
def test_a_sentence_and_its_translation_have_the_same_places(key, text):
    """So that no value is lost; and no two places stand side by side."""
    english, other = read_template(key), read_template(text)
    assert set(english.names) == set(other.names)
    assert len(set(english.names)) == len(english.names)
    assert "" not in english.parts[1:-1]


def test_every_sentence_comes_out_in_chinese_with_its_values():
    """Each is found by its own template, or by one that says the same."""
    book = phrasebook_of(None, "zh")
    for key, text in OWN.sentences.items():
        template = read_template(key)
        if any(name.startswith(SAID) for name in template.names):
            continue
        values = {name: str(70 + number) for number, name in enumerate(template.names)}
        told = book.text(template.fill(values))
        assert any(map(is_cjk, told)), key
        assert all(value in told for value in values.values()), key
        assert told == read_template(text).fill(values), key
