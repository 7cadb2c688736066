"""One grading in other systems' formats: valid, harmless, and fair where nothing was decided."""

from __future__ import annotations

import base64
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema

from grader.exporters import classroom50, exercism, gradescope, junit, legacy, prairielearn
from grader.model import GradeReport, Verdict
from tests import samples
from tests.exporters.classes import AT

SCHEMAS = Path(__file__).parent / "schemas"
RUN = classroom50.Run.from_environment(
    {
        "CLASSROOM": "cs",
        "ASSIGNMENT": "lock",
        "SUBMISSION_TAG": "submit/2026-10-05T12-30-00Z-abc",
        "COMMIT_URL": "https://example.org/c",
        "RELEASE_URL": "https://example.org/r",
        "USERNAME": "ada",
    },
    AT,
)
WRITERS: dict[str, Callable[[GradeReport], bytes | None]] = {
    "gradescope": gradescope.results,
    "prairielearn": prairielearn.results,
    "exercism": exercism.results,
    "classroom50": lambda report: classroom50.result(report, RUN),
    "legacy": lambda report: base64.b64decode(legacy.result(report)),
    "junit": junit.one,
}
JSONS = [name for name in WRITERS if name != "junit"]
JENKINS = xmlschema.XMLSchema10(SCHEMAS / "junit-10.xsd")
ODD = "\x00\x1b[31m\ud800\ufffe\uffff\u202e<b>&\"']]>\U0001f600"


def nasty() -> GradeReport:
    """Characters that no format takes, in every text, and more of them than fit."""
    return samples.report(
        samples.check(
            "a",
            Verdict.FAILED,
            title=ODD,
            visible=True,
            feedback=ODD * 3000,
            observed=ODD * 3000,
            stdout=ODD * 9000,
            stderr="é" * 70_000,
            witness={"explanation": ODD, "blocked": [{"thread": ODD, "on": ODD, "line": 3}]},
        ),
        title=ODD,
        problem=None,
    )


SHAPES = {**samples.SHAPES, "nasty": nasty}


def validate(name: str, data: bytes) -> Any:
    """Check against the schema of a format."""
    value = json.loads(data)
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(value, schema)
    return value


@pytest.mark.parametrize("name", JSONS)
@pytest.mark.parametrize("shape", SHAPES)
def test_fits_the_schema(name: str, shape: str) -> None:
    """Every shape of a grading, hostile and oversized ones included."""
    data = WRITERS[name](SHAPES[shape]())
    if data is None:
        assert shape == "inconclusive"
    else:
        validate(name, data)


@pytest.mark.parametrize("shape", SHAPES)
def test_junit_fits_the_schema_of_jenkins(shape: str) -> None:
    """The one that pytest's own files are tested against."""
    JENKINS.validate(ET.fromstring(junit.one(SHAPES[shape]())))


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("shape", ["hostile", "nasty"])
def test_holds_no_character_that_could_do_something(name: str, shape: str) -> None:
    """No escapes, no direction marks, nothing that can't be encoded."""
    data = WRITERS[name](SHAPES[shape]())
    assert data is not None
    text = data.decode("utf-8")
    if name == "junit":
        text = "".join(ET.fromstring(text).itertext())
    else:
        text = "".join(strings(json.loads(text)))
    assert not set(text) & set("\x00\x1b\u202e\ufffe\uffff")


def strings(value: Any) -> list[str]:
    """All texts in a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = [*value, *value.values()]
    return [text for item in value for text in strings(item)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", WRITERS)
def test_tells_nothing_of_hidden_checks(name: str) -> None:
    """Neither input, observation, expectation nor output, nor a step of the hidden scenario."""
    hidden = samples.check(
        "a",
        Verdict.FAILED,
        observed="SECRET",
        expected="SECRET",
        stdout="SECRET",
        stderr="SECRET",
        feedback="told",
        witness={
            "steps": [
                {
                    "thread": "main",
                    "file": "scenarios.py",
                    "line": 1,
                    "source": "SECRET",
                    "op": "read",
                }
            ]
        },
    )
    data = WRITERS[name](samples.report(hidden))
    assert data is not None
    assert b"told" in data
    assert b"SECRET" not in data


# What became of something that was not decided


def test_gradescope_gets_no_file_when_undecided() -> None:
    """It has no word for it, and a missing score would count as nothing."""
    assert gradescope.results(samples.inconclusive()) is None


def test_classroom50_gets_no_file_when_undecided() -> None:
    """The exit code is its word for a failure of the infrastructure."""
    assert classroom50.result(samples.inconclusive(), RUN) is None


def test_prairielearn_is_told_that_it_is_not_gradable() -> None:
    """No points, and no attempt lost; what was decided is shown."""
    value = validate("prairielearn", prairielearn.results(samples.inconclusive()))
    assert value["gradable"] is False
    assert "not your fault" in value["format_errors"][0]
    assert [test["name"] for test in value["tests"]] == ["Adds up in one thread"]


def test_prairielearn_does_not_count_a_file_that_can_not_be_loaded() -> None:
    """As its documentation says of syntax errors."""
    value = validate("prairielearn", prairielearn.results(samples.unloadable()))
    assert value["gradable"] is False
    assert "never closed" in value["format_errors"][0]


def test_exercism_gets_an_error_when_nothing_failed_for_certain() -> None:
    """Neither pass nor fail would be true."""
    value = validate("exercism", exercism.results(samples.inconclusive()))
    assert value["status"] == "error"
    assert "not your fault" in value["message"]
    assert "tests" not in value


def test_exercism_gets_a_fail_when_something_else_failed() -> None:
    """That is certain; the undecided test is an error that says so."""
    report = samples.report(
        samples.check("a", Verdict.FAILED, feedback="no"), samples.check("b", Verdict.INCONCLUSIVE)
    )
    value = validate("exercism", exercism.results(report))
    assert value["status"] == "fail"
    assert [test["status"] for test in value["tests"]] == ["fail", "error"]
    assert "not your fault" in value["tests"][1]["message"]


def test_junit_has_an_error_and_no_score_when_undecided() -> None:
    """Apart from the failures, and without points."""
    suite = ET.fromstring(junit.one(samples.inconclusive()))[0]
    assert (suite.get("errors"), suite.get("failures")) == ("1", "0")
    assert suite.find("testcase/error[@type='inconclusive']") is not None
    assert suite.find("properties/property[@name='score']") is None


def test_the_legacy_format_reports_no_points_when_undecided() -> None:
    """A maximum of 0 is left out of the sum, and an error fails the job."""
    value = validate("legacy", base64.b64decode(legacy.result(samples.inconclusive())))
    assert (value["status"], value["max_score"]) == ("error", 0)
    assert {test["score"] for test in value["tests"]} == {0}


# What became of the rest


def test_gradescope_adds_up() -> None:
    """The tests' points and the score at the top are the same."""
    report = samples.lost_update()
    value = validate("gradescope", gradescope.results(report) or b"")
    assert value["score"] == report.score == sum(test["score"] for test in value["tests"])
    assert [test["status"] for test in value["tests"]] == ["passed", "failed", "failed", "failed"]
    assert value["output_format"] == value["test_output_format"] == "text"
    assert value["stdout_visibility"] == "hidden"
    assert "adding x" in value["tests"][2]["output"]


def test_prairielearn_stays_below_its_limit() -> None:
    """Texts are shortened until the file fits."""
    checks = [
        samples.check(f"c{n}", Verdict.FAILED, visible=True, stdout="é" * 60_000) for n in range(40)
    ]
    data = prairielearn.results(samples.report(*checks))
    assert len(data) <= prairielearn.MAX_SIZE
    assert len(validate("prairielearn", data)["tests"]) == 40


def test_prairielearn_gets_a_share() -> None:
    """From 0 to 1."""
    value = validate("prairielearn", prairielearn.results(samples.full_marks()))
    assert value["score"] == 1.0


def test_exercism_keeps_the_order_and_the_limits() -> None:
    """500 characters of output with a note, and a message that fits in bytes."""
    value = validate("exercism", exercism.results(nasty()))
    test = value["tests"][0]
    assert len(test["output"]) == 500
    assert test["output"].endswith("(The rest was left out.)")
    order = [test["name"] for test in json.loads(exercism.results(samples.lost_update()))["tests"]]
    assert order == [check.title for check in samples.lost_update().checks]
    long = samples.report(samples.check("a"), problem="é" * 70_000)
    assert len(json.loads(exercism.results(long))["message"].encode()) <= exercism.MAX_MESSAGE


@pytest.mark.parametrize(
    ("points", "scores"), [((1.0, 2.0), [1, 2]), ((0.5, 2.25), [2, 9]), ((1 / 3, 1.0), [33, 100])]
)
def test_classroom50_has_integers(points: tuple[float, float], scores: list[int]) -> None:
    """All points are multiplied by the same number, and no score is above its maximum."""
    report = samples.report(*(samples.check(f"c{p}", max_score=p) for p in points))
    value = validate("classroom50", classroom50.result(report, RUN) or b"")
    assert [test["score"] for test in value["tests"]] == scores
    assert value["score"] <= value["max-score"]
    assert value["datetime"] == "2026-10-05T12:30:00Z"


def test_junit_counts_and_times() -> None:
    """As many as there are, each under its kind."""
    suite = ET.fromstring(junit.one(samples.lost_update()))[0]
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "4", "failures": "2", "errors": "0", "skipped": "1"}
    assert len(suite.findall("testcase/failure")) == 2
    assert suite.get("time") == "0.420"


def test_the_legacy_format_names_the_line() -> None:
    """For the annotation."""
    value = json.loads(base64.b64decode(legacy.result(samples.lost_update(), "lock.py")))
    assert [test["line_no"] for test in value["tests"]] == [0, 14, 0, 0]
    assert value["status"] == "fail"


@pytest.mark.parametrize("name", ["gradescope", "prairielearn", "exercism"])
def test_speaks_the_students_language(name: str) -> None:
    """The words that are ours."""
    writer = {"gradescope": gradescope, "prairielearn": prairielearn, "exercism": exercism}[name]
    data = writer.results(samples.lost_update(), lang="zh")  # type: ignore[attr-defined]
    assert "期望结果" in (data or b"").decode()


def test_says_nothing_twice() -> None:
    """Feedback that ends on the witness's sentence is not followed by it once more."""
    sentence = samples.LOST_UPDATE["explanation"]
    check = samples.check(
        "a",
        Verdict.FAILED,
        feedback=f"An addition was lost. {sentence}",
        witness=samples.LOST_UPDATE,
    )
    data = gradescope.results(samples.report(check)) or b""
    assert json.loads(data)["tests"][0]["output"].count(sentence) == 1
