"""Submissions that are more alike than chance makes them are found, and nothing else is said."""

from __future__ import annotations

import builtins
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from grader.batch import similarity
from grader.batch.similarity import ALIKE, similar
from grader.course import Course, load_course
from grader.errors import UsageError

ROOT = Path(__file__).parent.parent.parent
COPIED = '''\
"""How I did it."""

import threading


class Counter:
    """Mine."""

    def __init__(self):
        self.value = 0
        self.guard = threading.RLock()
        self.history = []

    def add(self, n=1):
        self.guard.acquire()
        try:
            before = self.value
            after = before + n
            self.history.append((before, after))
            if len(self.history) > 1000:
                self.history = self.history[-10:]
            self.value = after
        finally:
            self.guard.release()


def count(threads, times):
    total = Counter()
    started = []
    for number in range(threads):
        def work(times=times):
            left = times
            while left > 0:
                total.add(1)
                left = left - 1
        thread = threading.Thread(target=work, name="worker %d" % number)
        started.append(thread)
        thread.start()
    while started:
        started.pop().join()
    return total.value
'''


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


def renamed(text: str) -> str:
    """The same program with other names, other comments and other blanks."""
    for old, new in {
        "guard": "mutex", "history": "log", "before": "a", "after": "b", "total": "result",
        "started": "ts", "thread ": "t ", "left": "todo", "Mine": "My own", "work": "job",
    }.items():  # fmt: skip
        text = text.replace(old, new)
    return text.replace("    def add", "\n    # adds\n    def add").replace(" = ", "=")


def others(count: int, seed: int = 1) -> dict[str, str]:
    """Programs that have nothing to do with each other."""
    draw = random.Random(seed)
    words = ["alpha", "beta", "gamma", "delta", "store", "item", "total", "result", "data", "flag"]
    forms = [
        "    if {a} > {n}: {b} = {a} * {n}\n",
        "    for {a} in range({n}): {b}.append({a})\n",
        "    while {a} < {b}: {a} += {n}\n",
        "    {a} = [{b} for {b} in {c} if {b} != {n}]\n",
        "    {a}.update({{'{b}': {c}, {n}: '{a}'}})\n",
        "    with open({a}) as {b}: {c} = {b}.read({n})\n",
        "    try: {a}({b}, {c})\n    except ValueError: {c} = {n}\n",
        "    return {a} + {b} - {c} // {n}\n",
        "    assert {a} is not {b} or {c} == {n}, '{a}'\n",
        "    {a}, *{b} = sorted({c}, key=lambda x: -x % {n})\n",
    ]
    return {
        f"s{number:03}": "def f():\n"
        + "".join(
            draw.choice(forms).format(
                a=draw.choice(words), b=draw.choice(words), c=draw.choice(words), n=draw.random()
            )
            for _ in range(60)
        )
        for number in range(count)
    }


def test_a_copy_is_found(course: Course) -> None:
    """With the lines that both have."""
    (found,) = similar(course, "lock", {"zoe": COPIED, "ada": COPIED, **others(8)})
    assert (found.exercise, found.first, found.second, found.share) == ("lock", "ada", "zoe", 1.0)
    assert found.lines
    for first, last, other_first, other_last in found.lines:
        assert 1 <= first <= last <= COPIED.count("\n") + 1
        assert (first, last) == (other_first, other_last)


def test_other_names_and_comments_hide_nothing(course: Course) -> None:
    """And the lines are those of each text: here the second has a line and a blank line more."""
    changed = "# mine\n\n" + renamed(COPIED)
    (found,) = similar(course, "lock", {"ada": COPIED, "bob": changed, **others(8)})
    assert found.share >= ALIKE
    one, two = COPIED.split("\n"), changed.split("\n")
    for first, _, other_first, _ in found.lines:
        assert renamed(one[first - 1]).split("=")[0].strip() in two[other_first - 1]


def test_what_was_given_is_no_evidence(course: Course) -> None:
    """The stub, and the code of the statement."""
    stub = course.exercise("lock").stub.read_text()
    assert similar(course, "lock", {"ada": stub, "bob": stub}) == ()
    statement = course.exercise("lock").statement.read_text()
    code = "\n".join(similarity._FENCE.findall(statement))
    assert similar(course, "lock", {"ada": code, "bob": code}) == ()


def test_what_many_have_is_no_evidence(course: Course) -> None:
    """A class that solves it alike has not copied."""
    assert similar(course, "lock", {f"s{number}": COPIED for number in range(20)}) == ()


def test_short_programs_are_no_evidence(course: Course) -> None:
    """There is one way to write them."""
    short = "def count(threads, times):\n    return threads * times\n"
    assert similar(course, "lock", {"ada": short, "bob": short}) == ()


def test_different_programs_are_not_found(course: Course) -> None:
    """Nothing is said about people who have nothing in common."""
    assert similar(course, "lock", others(40)) == ()


def test_the_order_of_the_class_means_nothing(course: Course) -> None:
    """Nor does the seed of this process's hashes."""
    texts = {"ada": COPIED, "bob": renamed(COPIED), "eve": COPIED, **others(5)}
    expected = similar(course, "lock", texts)
    assert len(expected) == 3
    assert similar(course, "lock", dict(reversed(texts.items()))) == expected
    program = (
        "import sys, ast, pathlib; from grader.course import load_course;"
        "from grader.batch.similarity import similar;"
        "texts = ast.literal_eval(sys.stdin.read());"
        "print(similar(load_course(pathlib.Path('.')), 'lock', texts))"
    )
    for seed in ("1", "2"):
        answer = subprocess.run(
            [sys.executable, "-c", program],
            input=repr(texts),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert answer.stdout.strip() == repr(expected)


@pytest.mark.parametrize(
    "hostile",
    [
        "def f(:\n  ]]\n" * 200,
        "x = " + "1+" * (1 << 19) + "1",
        "\0" * 5000,
        "",
        "\n" * 5000,
        "'''" * 4000,
        "(" * 20_000,
        "f'{" * 5000,
        "\\" * 20_000,
        "é\u202e\U0001f600" * 5000,
        "\t \t" * 8000 + "x",
        "0_" * 10_000,
        "@" * 20_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_no_text_is_too_hostile(course: Course, hostile: str) -> None:
    """It is looked at up to a length, and disturbs nobody else's comparison."""
    texts = {"ada": COPIED, "bob": COPIED, "eve": hostile, **others(4)}
    found = similar(course, "lock", texts)
    assert [(pair.first, pair.second) for pair in found] == [("ada", "bob")]


def test_without_the_extra_the_remedy_is_said(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library is asked for by the name of the extra."""
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "copydetect":
            raise ModuleNotFoundError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"concurrency-grader\[similarity\]"):
        similar(course, "lock", {"ada": COPIED, "bob": COPIED})


def test_an_exercise_that_is_none(course: Course) -> None:
    """As everywhere."""
    with pytest.raises(UsageError, match="no such exercise"):
        similar(course, "lokc", {})
