"""Files that can't be loaded: what the student is told."""

from __future__ import annotations

from typing import Any

import pytest

CASES: dict[str, tuple[str, str, str, int | None]] = {
    "syntax": ("x = 1\ndef f(:\n    pass\n", "SyntaxError", "line 2: def f(:", 2),
    "indentation": ("def f():\nreturn 1\n", "IndentationError", "line 2: return 1", 2),
    "third party": ("import numpy\n", "ModuleNotFoundError", "only Python's standard library", 1),
    "third party, deep": ("from numpy.linalg import norm\n", "ModuleNotFoundError", "standard", 1),
    "typing error": ("import threadin\n", "ModuleNotFoundError", "threadin", 1),
    "input": ("n = 1\nname = input('? ')\n", "EOFError", "input() is called while", 2),
    "exit": ("import sys\nsys.exit(3)\n", "SystemExit", "line 2: sys.exit(3)", 2),
    "raise": ("def g():\n    raise ValueError('no')\ng()\n", "ValueError", "no", 2),
    "interrupt": ("raise KeyboardInterrupt\n", "KeyboardInterrupt", "", 1),
    "empty name": ("print(undefined)\n", "NameError", "undefined", 1),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("mode", ["load", "plain"])
def test_a_file_that_can_not_be_loaded_is_explained_with_its_line(
    start: Any, run: Any, name: str, mode: str
) -> None:
    """The kind of error, a sentence, and the last line of the student's own file."""
    source, kind, sentence, line = CASES[name]
    result = run(start(source), mode=mode)
    assert result.answer is not None, result.reason
    assert result.answer.kind == "import_error"
    error = result.answer.error
    assert error is not None
    assert error.type == kind
    assert sentence in error.message
    assert error.in_student_code
    own = [frame for frame in error.traceback if frame["file"] == "task.py"]
    assert own[-1]["line"] == line
    assert own[-1]["source"] == source.splitlines()[own[-1]["line"] - 1].strip()


def test_a_file_that_is_missing_is_an_import_error(start: Any, run: Any) -> None:
    """Not a crash, whoever lost it."""
    keeper = start("x = 1\n")
    (keeper._folder / "task.py").rename(keeper._folder / "other.py")
    result = run(keeper, mode="load")
    assert result.answer.kind == "import_error"
    assert result.answer.error.type == "ModuleNotFoundError"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfname = 'caf\xc3\xa9'\n",
        b"# -*- coding: latin-1 -*-\nname = 'caf\xe9'\n",
        b"name = 'caf\xc3\xa9'\r\nx = 1\r\n",
    ],
    ids=["byte order mark", "coding cookie", "carriage returns"],
)
def test_encodings_that_python_knows_are_read(start: Any, run: Any, data: bytes) -> None:
    """As the interpreter itself would."""
    keeper = start("")
    (keeper._folder / "task.py").write_bytes(data)
    result = run(keeper, "def f(student):\n    return student.name\n")
    assert result.answer.value == "caf\u00e9", result.answer


def test_no_source_line_of_a_scenario_is_in_an_answer(start: Any, run: Any) -> None:
    """Its frames are, so that the report can say how the student's code was called."""
    scenario = "def f(student):\n    secret = student.attack()\n    return secret\n"
    result = run(start("def attack():\n    raise KeyError('k')\n"), scenario)
    assert result.answer.kind == "raised"
    frames = result.answer.error.traceback
    assert [frame["file"] for frame in frames] == ["scenarios.py", "task.py"]
    assert frames[0]["source"] == ""
    assert frames[1]["source"] == "raise KeyError('k')"
    assert "secret" not in result.reply.answer


def test_an_error_of_the_scenario_itself_is_not_blamed_on_the_student(start: Any, run: Any) -> None:
    """No frame of it lies in the student's file."""
    result = run(start("x = 1\n"), "def f(student):\n    return 1 / 0\n")
    assert result.answer.error.type == "ZeroDivisionError"
    assert not result.answer.error.in_student_code


def test_lines_are_counted_as_python_counts_them(start: Any, run: Any) -> None:
    """A form feed or an exotic separator inside a text ends no line."""
    source = "x = 'a\x0cb\u2028c\x1dd'\ndef attack():\n    raise KeyError('k')\n"
    result = run(start(source))
    frame = result.answer.error.traceback[-1]
    assert (frame["line"], frame["source"]) == (3, "raise KeyError('k')")
