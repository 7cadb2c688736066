"""A class as CSV, JSON, JUnit and a folder for Gradescope."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import msgspec
import pytest
import xmlschema

from grader.classbook import ClassBook
from grader.exporters import classjson, gradescope, junit
from grader.exporters.encoding import inert
from grader.exporters.feedback import known_mistakes
from grader.exporters.table import table
from grader.exporters.words import words
from grader.model import GradeReport, Misconception, Verdict
from tests import samples
from tests.exporters import classes
from tests.exporters.classes import ADA, BOB, EVE, LI, LOCK, POOL, ZOE

SCHEMAS = Path(__file__).parent / "schemas"
COLUMNS = (LOCK, POOL)


def everybody() -> ClassBook:
    """One of each kind."""
    return classes.book(
        classes.late(ADA, 8.0),
        classes.graded(ADA, 4.0, exercise="pool"),
        classes.undecided(LI),
        classes.given(EVE, 7.5),
        classes.graded(ZOE, 0.0, report=samples.hostile(), comment="=cmd|' /C calc'!A0"),
        columns=COLUMNS,
    )


def rows_of(book: ClassBook) -> dict[str, dict[str, str]]:
    """The rows of the CSV file by key."""
    text = table(book, COLUMNS).decode("utf-8-sig")
    return {row["key"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_csv_says_for_each_where_the_score_comes_from() -> None:
    """Late, given, not decided, not handed in."""
    rows = rows_of(everybody())
    assert (rows["1001"]["lock"], rows["1001"]["lock state"]) == ("8", "failed")
    assert rows["1001"]["lock remark"].startswith("Late: 2 days late")
    assert (rows["li"]["lock"], rows["li"]["lock state"]) == ("", "not decided")
    assert (rows["eve"]["lock"], rows["eve"]["lock state"]) == ("7.5", "given by a person")
    assert (rows["bob"]["lock"], rows["bob"]["lock state"]) == ("", "not handed in")


def test_csv_has_no_total_where_something_is_open() -> None:
    """It would be read as the score."""
    rows = rows_of(everybody())
    assert (rows["1001"]["total"], rows["1001"]["of"]) == ("12", "14")
    assert (rows["li"]["total"], rows["bob"]["total"]) == ("", "0")


def test_csv_holds_no_formula() -> None:
    """No cell starts like one, whatever a student or an instructor wrote."""
    text = table(everybody(), COLUMNS).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r\n")]
    assert rows_of(everybody())["eve"]["name"].startswith("'=HYPERLINK")


@pytest.mark.parametrize(
    "text", ["=1", "+1+1", "-1+1", "@SUM(1)", "\t=1", " =1", "\uff1d1", "|calc", "%x", "\n=1"]
)
def test_what_starts_like_a_formula_is_inert(text: str) -> None:
    """An apostrophe goes in front."""
    assert inert(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Ada", "-1.5", "-1,5", "10", "李娜", "a=b"])
def test_what_is_no_formula_stays(text: str) -> None:
    """Numbers too."""
    assert inert(text) == text


def test_json_has_null_for_what_is_not_decided() -> None:
    """And the state beside it; what was not handed in has no entry."""
    value = json.loads(classjson.whole(everybody(), COLUMNS))
    states = {g["student"]: (g["state"], g["score"]) for g in value["grades"] if
              g["exercise"] == "lock"}  # fmt: skip
    assert states == {
        "1001": ("graded", 8.0),
        "li": ("undecided", None),
        "eve": ("given", 7.5),
        "zoe": ("graded", 0.0),
    }
    assert value["grades"][0]["late"]["days"] == 2
    assert value["grades"][0]["late"]["factor"] == 0.8
    assert [s["key"] for s in value["students"]] == ["1001", "li", "eve", "bob", "zoe"]


def test_json_holds_gradings_that_can_be_read_again() -> None:
    """In the form of ``check --json``, without what is hidden."""
    check = samples.check(
        "a", Verdict.FAILED, expected="SECRET", stdout="SECRET", witness=samples.LOST_UPDATE
    )
    book = classes.book(classes.graded(ADA, 0.0, report=samples.report(check)))
    data = classjson.whole(book, (LOCK,))
    assert b"SECRET" not in data
    report = msgspec.convert(json.loads(data)["grades"][0]["report"], GradeReport)
    assert report.checks[0].witness == {"explanation": samples.LOST_UPDATE["explanation"]}


def test_junit_has_a_suite_for_each_submission() -> None:
    """Valid, named after exercise and student, with score, override and lateness."""
    root = ET.fromstring(junit.whole(everybody(), COLUMNS))
    xmlschema.XMLSchema10(SCHEMAS / "junit-10.xsd").validate(root)
    suites = {suite.get("name"): suite for suite in root}
    assert set(suites) == {"lock.1001", "pool.1001", "lock.li", "lock.eve", "lock.zoe"}
    found = {
        name: {p.get("name"): p.get("value") for p in suite.iter("property")}
        for name, suite in suites.items()
    }
    assert (found["lock.1001"]["score"], found["lock.1001"]["late_factor"]) == ("8", "0.8")
    assert found["lock.eve"]["override"] == "Explained it in person"
    assert found["lock.eve"]["score"] == "7.5"
    assert "score" not in found["lock.li"]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_mistakes_that_can_not_be_told_apart_are_not_all_claimed(count: int) -> None:
    """One is explained, two are offered, of more only the names: they contradict each other."""
    known = tuple(Misconception(f"m{n}", f"Title {n}", f"Reason {n}.") for n in range(count))
    report = msgspec.structs.replace(samples.lost_update(), misconceptions=known)
    (said,) = known_mistakes(report, words())
    title, *rest = said.split("\n")
    assert title == (
        "This looks like a known mistake: Title 0"
        if count == 1
        else "This looks like one of these mistakes:"
    )
    assert [line for line in rest if line.startswith("Reason")] == (
        [] if count == 3 else [f"Reason {n}." for n in range(count)]
    )
    assert all(f"Title {n}" in said for n in range(count))


def test_gradescope_has_a_file_for_each_score() -> None:
    """None for what is not decided; paths are plain letters; an index says whose is what."""
    files = dict(gradescope.folder(everybody(), COLUMNS))
    assert set(files) == {
        "lock/0001_Ada-Lovelace/results.json",
        "pool/0001_Ada-Lovelace/results.json",
        "lock/0003_HYPERLINK-http-x-y/results.json",
        "lock/0005_Zoe-Muller/results.json",
        "index.csv",
    }
    schema = json.loads((SCHEMAS / "gradescope.schema.json").read_text("utf-8"))
    for path, data in files.items():
        if path.endswith(".json"):
            jsonschema.validate(json.loads(data), schema)
    rows = list(csv.reader(io.StringIO(files["index.csv"].decode("utf-8-sig"), newline="")))
    assert rows[2] == ["0002_student", "li", "李娜", "", "lina@example.org"]


def test_gradescope_puts_lateness_and_overrides_at_the_top() -> None:
    """The score there wins; the tests say what the grader found."""
    files = dict(gradescope.folder(everybody(), (LOCK,)))
    late = json.loads(files["lock/0001_Ada-Lovelace/results.json"])
    assert late["score"] == 8.0
    assert "Late: 2 days late" in late["output"]
    given = json.loads(files["lock/0003_HYPERLINK-http-x-y/results.json"])
    assert given["score"] == 7.5
    assert "given by a person: Explained it in person" in given["output"]
    assert "score" not in given["tests"][1]  # the one that was not decided


def test_a_key_never_becomes_a_path() -> None:
    """Nor does a name."""
    nasty = msgspec.structs.replace(BOB, key="../../etc", name="../x/\0y")
    book = classes.book(classes.graded(nasty), students=(nasty,))
    assert next(iter(gradescope.folder(book, (LOCK,))))[0] == "lock/0001_x-y/results.json"
