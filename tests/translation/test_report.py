"""A grading in Chinese: everything that is read is translated, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import msgspec

from grader.classbook import Lateness
from grader.course import load_course
from grader.model import Flag, to_json
from grader.translation import Translator
from tests import samples

COURSE = load_course(Path(__file__).parents[2])


def lock_report(**fields):
    """A grading of ``lock`` whose first check failed."""
    spec = COURSE.exercise("lock").spec
    check = spec.checks["no_lost_update"]
    defaults = {"feedback": "2 threads added 1 each, and the counter says 1.", "hint": check.hint}
    failed = samples.check("no_lost_update", **{"title": check.title, **defaults, **fields})
    return samples.report(failed, exercise="lock", title=spec.title)


def test_english_is_the_grading_itself():
    """No copy, no change."""
    report = lock_report()
    assert Translator(COURSE.exercises, "en").report(report) is report


def test_the_grading_itself_is_not_changed():
    """Its JSON is the contract, in every language."""
    report = lock_report()
    before = to_json(report)
    Translator(COURSE.exercises, "zh").report(report)
    assert to_json(report) == before


def test_what_is_read_is_translated():
    """Title, feedback and hint of the author, the problem and the flags of ours."""
    report = msgspec.structs.replace(
        lock_report(observed="something", expected="one of [1, 2]"),
        problem="lock.py: there is no such file. Create it, or `make reset EX=lock`.",
        flags=(Flag(kind="ctypes", message="The submission loads a C library."),),
    )
    shown = Translator(COURSE.exercises, "zh").report(report)
    check = shown.checks[0]
    assert shown.title == "多个线程可以同时使用的计数器"
    assert check.feedback == "2 个线程各加了 1，计数器却是 1。"
    assert (check.hint or "").startswith("两个线程都可能")
    assert check.expected == "[1, 2] 之一"
    assert shown.problem == "lock.py：没有这个文件。请创建它，或者运行 `make reset EX=lock`。"
    assert shown.flags[0].message == "提交的代码加载了 C 库。"
    assert shown.checks[0].stdout == report.checks[0].stdout


def test_an_exercise_that_is_not_here_keeps_its_authors_words():
    """And ours are translated all the same."""
    report = msgspec.structs.replace(
        lock_report(), exercise="gone", problem="It costs you no point."
    )
    shown = Translator(COURSE.exercises, "zh").report(report)
    assert shown.title == report.title
    assert shown.problem == "这不会扣你的分。"


def test_a_text_that_was_changed_since_stays_as_it_was():
    """A report of last year is not told in this year's words."""
    report = lock_report(title="Two threads add")
    assert Translator(COURSE.exercises, "zh").report(report).checks[0].title == "Two threads add"


def test_a_witness_is_translated_where_it_speaks():
    """Names of locks and of what is waited for; not the student's source, not its replay line."""
    witness = {
        "kind": "schedule",
        "explanation": "It goes round a loop for ever and gets nowhere.",
        "replay": "no_lost_update:1:0:0x1",
        "steps": [
            {
                "thread": "Thread-1",
                "op": "acquire",
                "object": "lock #1 made at line 3",
                "attr": None,
                "value": None,
                "source": "the lock",
                "holds": ["lock #1 made at line 3"],
                "line": 4,
                "file": "lock.py",
            }
        ],
        "blocked": [{"thread": "Thread-1", "on": "lock #1 made at line 3", "holds": []}],
        "events": [{"pid": 0, "what": "hangs", "on": "the lock self.a", "line": 3}],
        "choices": {
            "threads": ["Thread-1"],
            "texts": ["acquire\tlock #1 made by the check\t", "Nothing says what it waits for."],
            "nodes": [],
            "ends": [],
        },
        "waits": "not a list",
        "steps_of_nobody": [None],
    }
    shown = (
        Translator(COURSE.exercises, "zh").report(lock_report(witness=witness)).checks[0].witness
    )
    assert shown is not None
    assert shown["explanation"] == "它在一个循环里永远打转，没有任何进展。"
    assert shown["replay"] == witness["replay"]
    assert shown["steps"][0]["object"] == "lock #1（第 3 行创建）"
    assert shown["steps"][0]["holds"] == ["lock #1（第 3 行创建）"]
    assert shown["steps"][0]["source"] == "the lock"
    assert shown["blocked"][0]["on"] == "lock #1（第 3 行创建）"
    assert shown["events"][0]["on"] == "锁 self.a"
    assert shown["choices"]["texts"] == [
        "acquire\tlock #1（由检查程序创建）\t",
        "看不出它在等什么。",
    ]


def test_the_late_policy_speaks_chinese():
    """In the notes of a student's page and in exports."""
    late = Lateness(
        due=samples_time(), submitted=samples_time(), days=2, factor=0.8,
        why="2 days after the due date 2026-11-20 12:00: 20 % off.",
    )  # fmt: skip
    from grader.classbook import Grade

    grade = Grade(
        student="ada", report=lock_report(), score=1.0, graded_at=samples_time(), lateness=late
    )
    told = Translator(COURSE.exercises, "zh").grade(grade).lateness
    assert told is not None
    assert told.why == "比截止时间 2026-11-20 12:00 晚了 2 天：扣 20 %。"


def samples_time():
    from datetime import UTC, datetime

    return datetime(2026, 11, 20, 12, tzinfo=UTC)
