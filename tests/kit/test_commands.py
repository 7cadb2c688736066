"""``grader release``, and ``grader check`` in a kit."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from grader.cli import run
from grader.commands import coursekey
from grader.kit import inspect, read_key, read_kit
from grader.model import GradeReport, Verdict, from_json
from grader.spare import judge_environment
from tests.kit.conftest import KEY, OTHER_KEY, ROOT


class Outcome(msgspec.Struct):
    """What a command did."""

    code: int
    out: str
    err: str


Call = Callable[..., Outcome]


@pytest.fixture
def grader(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Call the command in this process, in a given folder."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv(coursekey.VARIABLE, raising=False)

    def call(folder: Path, *arguments: str) -> Outcome:
        monkeypatch.chdir(folder)
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    yield call
    coursekey.hold()


def made(grader: Call, out: Path, *arguments: str) -> Outcome:
    """Release ``lock`` to ``out``."""
    return grader(
        ROOT, "release", "--out", str(out), "--exercise", "lock", "--no-prove", *arguments
    )


class TestRelease:
    """The command."""

    def test_makes_a_key_beside_the_kit(self, grader: Call, tmp_path: Path):
        """For its owner only, outside of the kit; and says what to do with it."""
        done = made(grader, tmp_path / "kit")
        assert (done.code, done.err) == (0, "")
        key = read_key(tmp_path / "kit.key")
        assert stat.S_IMODE((tmp_path / "kit.key").stat().st_mode) == 0o600
        assert read_kit(tmp_path / "kit").key == key.id
        assert inspect(tmp_path / "kit", key) == ()
        assert "gh secret set GRADER_COURSE_KEY" in done.out
        assert key.text not in done.out

    def test_uses_the_key_again(self, grader: Call, tmp_path: Path):
        """So that CI's secret stays right, and nothing is written when nothing has changed."""
        made(grader, tmp_path / "kit")
        key = read_key(tmp_path / "kit.key")
        done = made(grader, tmp_path / "kit")
        assert "is up to date" in done.out
        assert read_key(tmp_path / "kit.key") == key

    def test_says_what_other_options_made_of_the_kit(self, grader: Call, tmp_path: Path):
        """Options are not kept: who leaves one out hands out more, or less, than before."""
        made(grader, tmp_path / "kit", "--solutions", "after-full-marks")
        done = made(grader, tmp_path / "kit", "--exercise", "lazy")
        notes = [line for line in done.out.splitlines() if line.startswith("Note: ")]
        assert [note.partition(". ")[0] for note in notes] == [
            "Note: added: lazy",
            "Note: solutions was 'after-full-marks', and is 'never'",
        ]

    def test_quotes_the_place_of_the_key(self, grader: Call, tmp_path: Path):
        """So that the line for GitHub can be pasted."""
        done = made(grader, tmp_path / "my kit")
        assert f"< '{tmp_path / 'my kit.key'}'" in done.out

    def test_makes_no_second_key_for_a_kit(self, grader: Call, tmp_path: Path):
        """Who has mislaid it is told, instead of CI failing later."""
        made(grader, tmp_path / "kit")
        (tmp_path / "kit.key").rename(tmp_path / "mislaid")
        done = made(grader, tmp_path / "kit")
        assert done.code == 2
        assert "is not there" in done.err
        assert not (tmp_path / "kit.key").exists()

    def test_takes_the_key_of_the_environment(
        self, grader: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """Where an instructor's own CI releases."""
        monkeypatch.setenv(coursekey.VARIABLE, KEY.text)
        assert made(grader, tmp_path / "kit").code == 0
        assert read_kit(tmp_path / "kit").key == KEY.id
        assert not (tmp_path / "kit.key").exists()

    def test_refuses_a_key_in_the_kit(self, grader: Call, tmp_path: Path):
        """It would be handed out with it."""
        done = made(grader, tmp_path / "kit", "--key-file", str(tmp_path / "kit/.grader/key"))
        assert done.code == 2
        assert "must not lie in the kit" in done.err
        assert not (tmp_path / "kit").exists()

    def test_leaves_no_key_of_a_kit_that_was_not_made(self, grader: Call, tmp_path: Path):
        """A folder of something else is refused, and nothing is left beside it."""
        (tmp_path / "kit").mkdir()
        (tmp_path / "kit/thesis.txt").write_text("years of work")
        done = made(grader, tmp_path / "kit")
        assert done.code == 2
        assert "no kit" in done.err
        assert [path.name for path in tmp_path.iterdir()] == ["kit"]

    def test_without_hidden_checks_needs_no_key(self, grader: Call, tmp_path: Path):
        """And makes none."""
        assert made(grader, tmp_path / "kit", "--hidden", "none").code == 0
        assert not (tmp_path / "kit.key").exists()

    def test_names_the_exercises_that_there_are(self, grader: Call, tmp_path: Path):
        """When asked for another one."""
        done = grader(ROOT, "release", "--out", str(tmp_path / "kit"), "--exercise", "lok")
        assert done.code == 2
        assert "Did you mean" in done.err
        assert not (tmp_path / "kit.key").exists()

    def test_the_course_name_is_data(self, grader: Call, tmp_path: Path):
        """Whatever it holds, it is shown, not run."""
        name = '{{ 7 * 7 }} "quoted"\n[x]\x1b[31m'
        assert made(grader, tmp_path / "kit", "--name", name).code == 0
        assert read_kit(tmp_path / "kit").course == name
        assert "{{ 7 * 7 }}" in (tmp_path / "kit/README.md").read_text()
        assert "\x1b" not in (tmp_path / "kit/README.md").read_text()


RIGHT = (ROOT / "solutions/lock/lock.py").read_bytes()
ONE_LOCK = (ROOT / "solutions/lock/wrong/global_lock.py").read_bytes()


def graded(grader: Call, kit: Path, *arguments: str) -> GradeReport:
    """The JSON of a grading of ``lock``."""
    done = grader(kit, "check", "lock", "--json", "-", *arguments)
    assert done.err == ""
    return from_json(done.out.encode())


class TestCheck:
    """In a kit."""

    @pytest.fixture(autouse=True)
    def solved(self, kit: Path) -> None:
        (kit / "exercises/lock/lock.py").write_bytes(RIGHT)

    @pytest.fixture
    def key_file(self, tmp_path: Path) -> str:
        (tmp_path / "key").write_text(KEY.text + "\n")
        return str(tmp_path / "key")

    def test_says_what_else_is_run(self, grader: Call, kit: Path):
        """On the terminal in both languages, and in the page."""
        done = grader(kit, "check", "lock")
        assert done.code == 0
        assert "4 of 4 points" in done.out
        assert "7 more checks, worth 10 points, are run when you hand in." in done.out
        page = (kit / "reports/lock.html").read_text("utf-8")
        assert "7 more checks, worth 10 points" in page
        assert "另外 7 项检查" in grader(kit, "check", "lock", "--lang", "zh").out

    def test_with_the_key_runs_all(self, grader: Call, kit: Path, key_file: str):
        """And has nothing to say of others."""
        report = graded(grader, kit, "--key-file", key_file)
        assert (report.score, report.max_score, report.elsewhere) == (14, 14, None)
        assert report.verdict is Verdict.PASSED

    def test_hidden_checks_find_what_visible_ones_can_not(
        self, grader: Call, kit: Path, key_file: str
    ):
        """One lock for all counters is right as far as a student can see."""
        (kit / "exercises/lock/lock.py").write_bytes(ONE_LOCK)
        assert graded(grader, kit).verdict is Verdict.PASSED
        assert graded(grader, kit, "--key-file", key_file).score == 12

    def test_a_json_that_students_get_keeps_hidden_inputs_hidden(
        self, grader: Call, kit: Path, key_file: str
    ):
        """CI leaves it where students read it: what was seen and expected is of visible checks."""
        text = RIGHT.decode().replace("self.value = 0", "self.value = 1")
        (kit / "exercises/lock/lock.py").write_text(text)
        report = graded(grader, kit, "--key-file", key_file)
        told = {check.id: (check.observed, check.expected) for check in report.checks}
        assert all(told["adds_up"])
        assert told["counters_are_apart"] == (None, None)

    def test_a_tampered_check_makefile_and_workflow_are_reported(
        self, grader: Call, kit: Path, key_file: str
    ):
        """In the JSON, on the terminal and in the page, with the key and without."""
        checks = "exercises/lock/checks/test_lock.py"
        workflow = ".github/workflows/grade.yml"
        (kit / checks).write_text((kit / checks).read_text().replace("value == 2", "True"))
        (kit / "Makefile").write_text("check:\n\t@echo full marks\n")
        (kit / workflow).parent.mkdir(parents=True, exist_ok=True)
        (kit / workflow).write_text("on: push\n")
        plain = graded(grader, kit)
        assert {flag.file for flag in plain.flags} == {checks, "Makefile", workflow}
        assert plain.verdict is Verdict.INCONCLUSIVE
        full = graded(grader, kit, "--key-file", key_file)
        assert {flag.file for flag in full.flags} == {checks, "Makefile", workflow}
        assert full.verdict is Verdict.PASSED
        done = grader(kit, "check", "lock")
        assert done.code == 3
        shown = " ".join(done.out.split())
        assert f"{checks} is not as the course delivered it" in shown
        assert f"bring back the course's own {checks}" in shown
        assert "not your fault" not in shown
        page = (kit / "reports/lock.html").read_text("utf-8")
        assert f"{checks} is not as the course delivered it" in page

    def test_another_key_is_an_error(self, grader: Call, kit: Path, tmp_path: Path):
        """Of usage: nothing is graded."""
        (tmp_path / "key").write_text(OTHER_KEY.text)
        done = grader(kit, "check", "lock", "--key-file", str(tmp_path / "key"))
        assert done.code == 2
        assert "another course key" in done.err

    def test_refuses_to_unseal_where_the_code_could_read_it(
        self, grader: Call, kit: Path, key_file: str
    ):
        """Unless somebody takes the risk."""
        weak = ("check", "lock", "--key-file", key_file, "--isolation", "limited")
        done = grader(kit, *weak)
        assert done.code == 2
        assert "can read it" in done.err
        assert grader(kit, *weak, "--allow-weak-isolation").code == 0

    def test_the_stub_comes_back_without_git(self, grader: Call, kit: Path, course):
        """A kit that was downloaded as an archive has no history."""
        assert grader(kit, "reset", "lock", "--yes").code == 0
        stub = course.exercises["lock"].stub.read_bytes()
        assert (kit / "exercises/lock/lock.py").read_bytes() == stub


SPY = b"""
import os


def look(pid):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read().decode("ascii", "replace")
    except OSError as error:
        return type(error).__name__


pids = [name for name in os.listdir("/proc") if name.isdigit()]
seen = [repr(dict(os.environ)), look("self"), *map(look, pids)]
found = any("GRADER_COURSE_KEY" in text for text in seen)
raise RuntimeError(f"looked at {len(seen)}: {'the key' if found else 'nothing'}")
"""


class TestKey:
    """The course key and the student's code."""

    def test_is_out_of_the_environment_when_a_command_runs(
        self, grader: Call, kit: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """Whatever the command: no child of it can have it."""
        monkeypatch.setenv(coursekey.VARIABLE, KEY.text)
        assert grader(kit, "list").code == 0
        assert coursekey.VARIABLE not in os.environ
        assert coursekey.course_key(None) == KEY

    def test_is_forgotten_by_the_next_command(
        self, grader: Call, kit: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """In one process, as tests and notebooks call it."""
        monkeypatch.setenv(coursekey.VARIABLE, KEY.text)
        grader(kit, "list")
        grader(kit, "list")
        assert coursekey.course_key(None) is None

    def test_is_nothing_that_a_judge_gets(self):
        """Its environment is made from nothing."""
        assert coursekey.VARIABLE not in judge_environment({coursekey.VARIABLE: KEY.text})

    @pytest.mark.parametrize("isolation", ["full", "landlock"])
    def test_is_nothing_that_the_students_code_can_see(self, kit: Path, isolation: str):
        """Neither in its environment nor in that of any process around it."""
        (kit / "exercises/lock/lock.py").write_bytes(SPY)
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "grader",
                "check",
                "lock",
                "--json=-",
                f"--isolation={isolation}",
            ],
            cwd=kit,
            env=os.environ | {coursekey.VARIABLE: KEY.text, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        report = from_json(done.stdout)
        assert len(report.checks) == 9
        assert re.search(r"looked at \d+: nothing", report.problem or "")
        assert KEY.text.encode() not in done.stdout + done.stderr
