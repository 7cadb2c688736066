"""The catalogues: one shape, the same places, every text that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.course import SECTIONS
from grader.model import IsolationLevel, Verdict
from grader.reports import class_report, student_report
from grader.wording import LANGUAGES, language_of, words_of
from tests import samples
from tests.browser import classes, pages

ROOT = Path(__file__).parent.parent
FORMS = {"one", "other"}


def texts(table: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Name and text of each entry; of one with forms, the form for many."""
    for name, value in table.items():
        if isinstance(value, str):
            yield ".".join((*path, name)), value
        elif set(value) <= FORMS:
            assert "other" in value, name
            yield ".".join((*path, name)), value["other"]
        else:
            yield from texts(value, (*path, name))


CATALOGUES = {code: dict(texts(words_of(code)._texts)) for code in LANGUAGES}


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogues_have_the_same_texts_with_the_same_places(code):
    """So that no language lacks a sentence, or the names in it."""
    english = CATALOGUES["en"]
    assert list(CATALOGUES[code]) == list(english)
    for key, text in CATALOGUES[code].items():
        assert places(text) == places(english[key]), key


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_chinese_is_chinese():
    """No English sentence was left standing."""
    same = {key for key, text in CATALOGUES["zh"].items() if text == CATALOGUES["en"][key]}
    assert same == {"step.bare", "class.bucket", "class.percent", "section.thread_local"}


def test_every_text_that_the_code_asks_for_is_there():
    """In templates, scripts and modules; and every text is asked for somewhere."""
    known = CATALOGUES["en"]
    sources = [*ROOT.glob("grader/**/*.py"), *ROOT.glob("grader/reports/templates/*.html")]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    tables = "|".join({key.partition(".")[0] for key in known} - {"js", "classjs"})
    asked = set(re.findall(rf'"((?:{tables})\.(?!html|css|js|py)[a-z_]+)"', code))
    assert asked <= set(known)
    # Names that are put together: of verdicts, levels, operations, sections, kits, waits, events.
    made = re.compile(
        r"(verdict|isolation|step|section|kit)\.|witness\.(wait|[a-z_]+$)|\w+\.(std|print|on_)"
    )
    assert {key for key in known if not key.startswith(("js.", "classjs."))} - asked <= {
        key for key in known if made.match(key)
    }
    for prefix, scripts in (("js", "[!c]*.js"), ("classjs", "class*.js")):
        script = "\n".join(
            path.read_text("utf-8")
            for path in (ROOT / "grader/reports/assets").glob("*.js")
            if path.match(scripts) or (prefix == "js" and path.name == "dom.js")
        )
        used = set(re.findall(r"\bwords\.([a-z_]+)", script))
        own = {key.partition(".")[2] for key in known if key.startswith(f"{prefix}.")}
        assert own <= used
        assert used - own <= {"verdicts", "student", "total", "matrix"}


def test_every_verdict_level_and_section_has_a_word():
    """In both languages."""
    for code in LANGUAGES:
        words = words_of(code)
        assert all(words.verdict(verdict) for verdict in Verdict)
        assert all(words.isolation(level) for level in IsolationLevel)
        assert all(words(f"section.{section}") for section in SECTIONS)


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zhx"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "zh-Hans"}, "zh"),
        ({"LANG": "zh.GB18030@pinyin"}, "zh"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en_GB:zh"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "de:fr"}, "zh"),
        ({"LANG": "C", "LANGUAGE": "zh"}, "en"),
        ({"LANGUAGE": "zh"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(environment, code):
    """By the precedence of POSIX; English where we have no other."""
    assert language_of(environment) == code


def test_a_count_chooses_the_form():
    """And a hostile name is no place."""
    words = words_of("en")
    assert words("witness.earlier", n=1) == "1 earlier step left out."
    assert words("witness.earlier", n=2) == "2 earlier steps left out."
    assert words("witness.task", task="{n} {0.__class__}") == "task {n} {0.__class__}"


def test_a_page_in_chinese_has_no_english_of_ours():
    """What is left in English are the words of checks, authors and commands."""
    html = student_report(pages.everything(), samples.SOURCE, lang="zh")
    assert '<html lang="zh">' in html
    assert "看它如何发生" in html
    assert "Step by step" not in html
    page = class_report(classes.class_of(3, 2), classes.link, lang="zh")
    assert "学生与练习" in page
    assert "Misconceptions" not in page
