"""A class in Chinese: pages, notes, the class report and exports; and where the book is found."""

from __future__ import annotations

import msgspec
import pytest

from grader.batch.documents import place
from grader.batch.job import pack
from grader.batch.results import BOOK
from grader.cli import run
from tests.batch.conftest import Room
from tests.batch.test_commands import POLICY

OVERLAY = """\
title = "回声"
[checks.says]
title = "say 返回它的文字"
hint = "返回文字。"
[checks.says_often]
title = "say 重复它的文字"
[checks.refuses]
title = "say 拒绝负数"
hint = "raise ValueError"
[checks.counts]
title = "任何调度下都不丢计数"
[misconceptions.polite]
title = "什么都接受"
feedback = "负数没有意义。"
"""


@pytest.fixture
def class_(tmp_path, monkeypatch) -> Room:
    """Bob handed in something wrong, late; everything is graded, in no locale."""
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    room = Room(tmp_path)
    (room.root / "exercises/echo/exercise.zh.toml").write_text(OVERLAY, "utf-8")
    room.hand_in("bob", solution="wrong/polite.py")
    room.run()
    monkeypatch.chdir(room.root)
    return room


def grade(room: Room, *more: str) -> int:
    return run(["grade", str(room.submissions), "--out", str(room.out), *more])


def page(room: Room) -> str:
    return (room.out / place("bob", "echo", "student")).read_text("utf-8")


def test_the_pages_of_a_class_are_in_the_language_that_was_asked_for(class_, capsys):
    """With the words of the exercise's author; also those that were written before."""
    assert grade(class_) == 0
    assert '<html lang="en">' in page(class_)
    assert grade(class_, "--lang", "zh") == 0
    assert '<html lang="zh">' in page(class_)
    assert "<h1>回声</h1>" in page(class_)
    assert "say 拒绝负数" in page(class_)
    assert "say refuses" not in page(class_)
    whole = (class_.out / "class.html").read_text("utf-8")
    assert "学生与练习" in whole
    assert "say 拒绝负数" in whole
    with class_.open() as book:
        report = book.class_book(class_.course).grades[0].report
    assert report.title == "Echo"  # the book stays English


def test_a_class_keeps_its_language(class_, capsys):
    """That of the last time, unless grader.toml names one, or the option does."""
    grade(class_, "--lang", "zh")
    assert grade(class_) == 0
    assert '<html lang="zh">' in page(class_)
    (class_.root / "grader.toml").write_text('language = "en"\n')
    grade(class_)
    assert '<html lang="en">' in page(class_)
    grade(class_, "--lang", "zh")
    assert '<html lang="zh">' in page(class_)


def test_the_course_names_its_language(class_, capsys):
    """In grader.toml, and for the exports as well."""
    (class_.root / "grader.toml").write_text('language = "zh"\n')
    grade(class_)
    assert '<html lang="zh">' in page(class_)
    book = ["--gradebook", str(class_.out)]
    out = class_.out / "export"
    assert run(["export", "--format", "gradescope", "--out", str(out), *book]) == 0
    [result] = out.glob("echo/*/results.json")
    told = msgspec.json.decode(result.read_bytes())
    names = [test["name"] for test in told["tests"]]
    assert names[2] == "say 拒绝负数"
    assert "什么都接受" in told["output"]
    capsys.readouterr()
    assert run(["export", "--format", "json", *book]) == 0
    assert '"title": "say refuses a negative number"' in capsys.readouterr().out
    capsys.readouterr()
    run(["export", "--format", "gradescope", "--lang", "en", "--out", str(out) + "2", *book])
    [result] = class_.out.glob("export2/echo/*/results.json")
    assert "say refuses" in result.read_text()


def test_an_unknown_language_in_grader_toml_is_refused(class_, capsys):
    """And those that are known are named."""
    (class_.root / "grader.toml").write_text('language = "tlh"\n')
    assert grade(class_) == 2
    assert "language" in capsys.readouterr().err


def test_what_was_noted_since_stands_on_the_page(class_, capsys):
    """Comment, score given by hand and lateness; and goes when it is taken back."""
    (class_.root / "grader.toml").write_text(POLICY, "utf-8")
    grade(class_, "--lang", "zh")
    assert "教师评语" not in page(class_)
    book = ["--gradebook", str(class_.out)]
    assert run(["comment", "bob", "echo", "Come & <see> me", *book]) == 0
    assert run(["override", "bob", "echo", "9", "--reason", "Nearly", *book]) == 0
    before = page(class_)
    grade(class_)
    assert "教师评语" in page(class_)
    assert "Come &amp; &lt;see&gt; me" in page(class_)
    assert "教师给定的分数" in page(class_)
    assert page(class_) != before
    written = (class_.out / place("bob", "echo", "student")).stat().st_mtime_ns
    grade(class_)  # nothing new: not written again
    assert (class_.out / place("bob", "echo", "student")).stat().st_mtime_ns == written
    (class_.out / place("bob", "echo", "student")).unlink()
    grade(class_)
    assert "教师评语" in page(class_)
    run(["comment", "bob", "echo", "", *book])
    run(["override", "bob", "echo", "--take-back", "--reason", "No", *book])
    grade(class_)
    assert "教师评语" not in page(class_)
    assert "教师给定的分数" not in page(class_)


def test_a_changed_translation_changes_the_pages_and_grades_nobody_again(class_, capsys):
    """It decides no verdict."""
    grade(class_, "--lang", "zh")
    path = class_.root / "exercises/echo/exercise.zh.toml"
    path.write_text(path.read_text("utf-8").replace("回声", "山谷回声"), "utf-8")
    capsys.readouterr()
    grade(class_)
    assert "Nothing to do: 1 grading known already" in capsys.readouterr().out
    assert "<h1>山谷回声</h1>" in page(class_)


def test_a_translation_travels_to_the_workers(class_):
    """And another one is another package, though it is the same exercise."""
    exercise = class_.course.exercise("echo")
    first = pack(exercise)
    assert first.files["exercise.zh.toml"].decode() == OVERLAY
    (exercise.folder / "exercise.zh.toml").write_text(OVERLAY + "\n", "utf-8")
    second = pack(exercise)
    assert second.digest == first.digest
    assert second.identity != first.identity


@pytest.mark.parametrize("where", ["results", "autumn", "."])
def test_the_book_is_found_where_a_run_made_it(class_, capsys, where):
    """In results/, or in the only folder here that has one."""
    assert run(["grade", str(class_.submissions), "--out", where]) == 0
    assert run(["show"]) == 0
    assert run(["comment", "bob", "echo", "Well done"]) == 0
    assert run(["override", "bob", "echo", "9", "--reason", "Nearly"]) == 0
    assert run(["export", "--format", "csv"]) == 0
    assert "Well done" in capsys.readouterr().out


def test_results_is_the_folder_of_a_run_that_names_none(class_, capsys):
    """For grade, regrade and whatever looks into the book."""
    assert run(["grade", str(class_.submissions)]) == 0
    assert (class_.root / "results" / BOOK).is_file()
    assert run(["show", "bob", "--gradebook", "results"]) == 0


def test_several_books_are_named_and_none_is_guessed(class_, capsys):
    """The user says which one."""
    for folder in ("autumn", "spring"):
        assert run(["grade", str(class_.submissions), "--out", folder]) == 0
    assert run(["show"]) == 2
    error = capsys.readouterr().err
    assert "autumn/gradebook.sqlite, spring/gradebook.sqlite" in error
    assert run(["show", "--gradebook", "spring"]) == 0


def test_without_a_book_the_way_to_one_is_shown(class_, capsys):
    """In a folder where nothing was graded."""
    assert run(["show"]) == 2
    assert "grader grade DIR" in capsys.readouterr().err
