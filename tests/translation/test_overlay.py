"""The overlay beside ``exercise.toml``: strict for its author, forgiving for its reader."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.course import Exercise, load_course
from grader.errors import CourseError
from grader.translation import check_overlay, overlay_path, phrasebook_of, read_overlay
from grader.translation.extract import sentences_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lock(tmp_path) -> Exercise:
    """A copy of the exercise ``lock`` that a test may change."""
    shutil.copytree(ROOT / "exercises/lock", tmp_path / "exercises/lock")
    return load_course(tmp_path).exercise("lock")


def edit(exercise: Exercise, old: str, new: str) -> None:
    path = overlay_path(exercise, "zh")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "没有锁"\n', "", "misconceptions.no_lock.title"),
        ("[checks.own_lock]", "[checks.no_such]", "checks.no_such"),
        ('hint = "锁是', 'hunt = "锁是', "unknown field `hunt`"),
        ('[[hints]]\ntext = "`self.value', '[[hint]]\ntext = "`self.value', "hint"),
        ("计数器却是 {value}", "计数器却是 {valve}", "other places"),
        ('"each Counter counts for itself" =', '"each Counter counts" =', "line 22"),
        ("[sentences]", '[sentences]\n"nobody says this" = "没有人说"', "no check says this"),
        ("[sentences]", '[sentences]\n"{a}{b}" = "{a}{b}"', "side by side"),
        ("[sentences]", '[sentences]\n"{a!r}" = "{a!r}"', "no plain name"),
        ("[sentences]", "[sentences", "not valid TOML"),
    ],
)
def test_what_is_wrong_with_a_translation_is_named(lock, old, new, said):
    """File, key, cause: an author finds the place."""
    check_overlay(lock, "zh")
    edit(lock, old, new)
    with pytest.raises(CourseError) as caught:
        check_overlay(lock, "zh")
    assert "exercise.zh.toml" in str(caught.value)
    assert said in str(caught.value)


def test_a_new_sentence_of_a_check_has_to_be_translated(lock):
    """Its author is told which one, where, and how the line begins."""
    tests = lock.tests
    tests.write_text(tests.read_text().replace("each Counter counts for itself", "one each"))
    with pytest.raises(CourseError) as caught:
        check_overlay(lock, "zh")
    assert 'Add: "one each" = "…"' in str(caught.value)


def test_an_exercise_without_a_translation_is_no_mistake(lock):
    """A course may be in English only."""
    overlay_path(lock, "zh").unlink()
    check_overlay(lock, "zh")
    assert read_overlay(lock, "zh").title == ""
    assert phrasebook_of(lock, "zh").exact("No lock") == "No lock"


@pytest.mark.parametrize("content", [b"\xff", b"title = ", b"unknown = 1\n", b"title = 3\n"])
def test_a_reader_never_fails_over_a_translation(lock, content):
    """What can't be used is shown in English."""
    overlay_path(lock, "zh").write_bytes(content)
    assert phrasebook_of(lock, "zh").exact("No lock") == "No lock"


def test_a_sentence_with_other_places_is_left_out_and_the_others_stay(lock):
    """So that no value is lost on the way."""
    edit(lock, "计数器却是 {value}", "计数器却是 {valve}")
    book = phrasebook_of(lock, "zh")
    english = "2 threads added 1 each, and the counter says 1."
    assert book.text(english) == english
    assert book.text("Each Counter counts for itself.") == "每个 Counter 各数各的。"


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ('expect(1, "the value").equals(2, because="so")', {"the value", "so"}),
        ('outcomes.always(ok, f"{a} and {{value}}")', {"{a} and {value}"}),
        ('x.satisfies(ok, "one of them")', {"one of them"}),
        ('expect(1, "one" if a else "two")', {"one", "two"}),
        ('why = "a reason"\nx.equals(1, because=why)', {"a reason"}),
        (
            'for n, what in ((1, "open files"), (2, "x")):\n    expect(n, f"the {what} left")',
            {"the {what} left", "open files"},
        ),
        ('expect(1, "the value".upper())', {"the value"}),
        ('recorder.note(key, "put away")\nrecorder.note(key, "start")', {"put away"}),
        ('student.run("a scenario", text="some words")', set()),
        ('expect(run[what], f"{workers}")', set()),
    ],
)
def test_a_sentence_is_what_stands_where_checks_take_sentences(code, needed):
    """Also behind a name, a condition, or a place of an f-string; data is none."""
    assert {said.template for said in sentences_of(code) if said.needed} == needed
