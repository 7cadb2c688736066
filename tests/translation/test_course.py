"""Every exercise of the course is translated, to the last sentence of its checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from grader.translation import check_overlay, overlay_path, phrasebook_of, read_overlay
from grader.translation.extract import sentences_of
from grader.translation.templates import is_cjk, read_template

COURSE = load_course(Path(__file__).parents[2])
SLUGS = list(COURSE.exercises)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_exercise_is_translated_as_a_whole(slug):
    """Nothing is missing, nothing is left over, and every place stands in both languages."""
    exercise = COURSE.exercise(slug)
    assert overlay_path(exercise, "zh").is_file()
    check_overlay(exercise, "zh")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_sentence_of_the_checks_is_found_again_with_its_values(slug):
    """Filled with values, a sentence comes out in Chinese, and each value is still in it."""
    exercise = COURSE.exercise(slug)
    book = phrasebook_of(exercise, "zh")
    needed = [said for said in sentences_of(exercise.tests.read_text("utf-8")) if said.needed]
    assert len(needed) >= 8
    for said in needed:
        template = read_template(said.template)
        values = {name: f"[{number}7]" for number, name in enumerate(template.names)}
        text = template.fill(values).rstrip(". ")
        told = book.text(f"{text[:1].upper()}{text[1:]}.")
        assert told.endswith("。"), said.template
        assert all(value in told for value in values.values())
        framed = book.text(f"Not as expected: {text} ({text}).")
        assert "Not as expected" not in framed, said.template


@pytest.mark.parametrize("slug", SLUGS)
def test_titles_hints_and_ideas_are_chinese(slug):
    """No English text of an author was copied instead of translated."""
    exercise = COURSE.exercise(slug)
    overlay = read_overlay(exercise, "zh")
    texts = [overlay.title, overlay.why, *(hint.text for hint in overlay.hints)]
    texts += [text for check in overlay.checks.values() for text in (check.title, check.hint or "")]
    for idea in overlay.misconceptions.values():
        texts += [idea.title, idea.feedback]
    assert [text for text in texts if text and not any(map(is_cjk, text))] in (
        [],
        ["shutdown(wait=False)"],
        ["threading.Thread(..., name=name)。"],
    )


def test_the_title_is_that_of_the_statement():
    """But for the name of the module before it, and for signs of half width."""
    signs = str.maketrans(",:?", "，：？")
    for exercise in COURSE.exercises.values():
        heading = (exercise.folder / "README.zh.md").read_text("utf-8").split("\n")[0]
        title = heading.removeprefix("# ").translate(signs)
        assert title.endswith(exercise.title("zh")), exercise.slug
