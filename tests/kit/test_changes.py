"""What was changed in a kit is told, and what is the student's is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.kit import CourseKey, inspect, told
from grader.kit.changes import Change
from grader.kit.layout import MANIFEST, SEALED
from grader.kit.manifest import digest, read_manifest, sha256, to_json
from grader.model import Verdict
from tests import samples
from tests.kit.conftest import KEY

WITH_AND_WITHOUT = pytest.mark.parametrize("key", [None, KEY], ids=["without key", "with key"])
CHECKS = "exercises/lock/checks/test_lock.py"


@WITH_AND_WITHOUT
def test_a_kit_as_it_was_delivered_has_no_changes(kit: Path, key: CourseKey | None):
    """Nor has one in which a student has worked."""
    (kit / "exercises/lock/lock.py").write_text("x = 1\n")
    (kit / "exercises/lock/notes.md").write_text("mine\n")
    (kit / "README.md").write_text("# Mine\n")
    (kit / "src").mkdir()
    (kit / "src/helper.py").write_text("")
    (kit / ".grader/progress.json").write_text("{}")
    (kit / ".venv/lib").mkdir(parents=True)
    (kit / ".venv/lib/sitecustomize.py").write_text("")
    assert inspect(kit, key) == ()


@WITH_AND_WITHOUT
@pytest.mark.parametrize(
    "path",
    [CHECKS, "exercises/lock/exercise.toml", "Makefile", "tools/venv.sh", ".gitattributes",
     ".grader/requirements.lock", ".grader/kit.toml", SEALED],
)  # fmt: skip
def test_a_changed_file_is_told(kit: Path, key: CourseKey | None, path: str):
    """By its name, and alone."""
    with (kit / path).open("ab") as file:
        file.write(b"\n")
    assert inspect(kit, key) == (Change(path=path, kind="changed"),)


def test_a_missing_file_and_a_link_are_told(kit: Path):
    """A link could lead to another text the next time."""
    (kit / "Makefile").rename(kit / "Other")
    (kit / CHECKS).rename(kit / "elsewhere.py")
    (kit / CHECKS).symlink_to(kit / "elsewhere.py")
    assert inspect(kit, KEY) == (
        Change(path="Makefile", kind="missing"),
        Change(path=CHECKS, kind="changed"),
    )


@pytest.mark.parametrize(
    "path",
    ["conftest.py", "exercises/conftest.py", "pytest.ini", "sitecustomize.py", "pytest.py",
     "threading.py", "exercises/lock/checks/helper.py", ".github/workflows/mine.yml",
     ".grader/wheels/grader-9-py3-none-any.whl", "tools/extra.sh"],
)  # fmt: skip
def test_an_added_file_that_could_steer_the_grader_is_told(kit: Path, path: str):
    """Also where it would only hide a module."""
    (kit / path).parent.mkdir(parents=True, exist_ok=True)
    (kit / path).write_text("")
    assert inspect(kit, None) == (Change(path=path, kind="added"),)


def test_an_added_folder_that_would_hide_the_grader_is_told(kit: Path):
    """``python -m grader`` would start it."""
    (kit / "grader").mkdir()
    assert inspect(kit, None) == (Change(path="grader/", kind="added"),)


def forged(kit: Path) -> None:
    """Change a check, and write a manifest to which it is right."""
    (kit / CHECKS).write_text("def test_adds_up(): pass\n")
    manifest = read_manifest(kit)
    protected = manifest.protected | {CHECKS: sha256((kit / CHECKS).read_bytes())}
    (kit / MANIFEST).write_bytes(
        to_json(msgspec.structs.replace(manifest, protected=protected, kit=digest(protected)))
    )


def test_a_forged_manifest_is_told_where_the_key_is(kit: Path):
    """And what it was to hide, since the sealed file keeps the original one."""
    forged(kit)
    assert inspect(kit, None) == ()
    assert inspect(kit, KEY) == (
        Change(path=MANIFEST, kind="manifest"),
        Change(path=CHECKS, kind="changed"),
    )


@WITH_AND_WITHOUT
def test_a_missing_or_damaged_manifest_is_told(kit: Path, key: CourseKey | None):
    """With the key, all the rest is compared all the same."""
    for spoil in (lambda: (kit / MANIFEST).write_text("{"), (kit / MANIFEST).unlink):
        spoil()
        (kit / "Makefile").write_text("all:\n")
        changes = inspect(kit, key)
        assert Change(path=MANIFEST, kind="manifest") in changes
        assert [change for change in changes if change.kind == "added"] == []
        assert (Change(path="Makefile", kind="changed") in changes) is (key is not None)


Telling = Callable[..., tuple[Verdict, list[str]]]


class TestReport:
    """What becomes of a grading."""

    @pytest.fixture
    def tell(self, kit: Path) -> Telling:
        """Verdict and kinds of flags of full marks in ``lock``."""

        def tell(*changes: Change, sealed: bool = False) -> tuple[Verdict, list[str]]:
            report = told(samples.full_marks(), kit, changes, sealed=sealed)
            return report.verdict, [flag.kind for flag in report.flags]

        return tell

    def test_without_changes_only_says_what_is_decided_elsewhere(self, kit: Path):
        """Seven more checks of ``lock``, worth ten points; none with the sealed ones."""
        report = told(samples.full_marks(), kit, (), sealed=False)
        assert report.elsewhere is not None
        assert (report.elsewhere.checks, report.elsewhere.points) == (7, 10)
        assert report.verdict is Verdict.PASSED
        assert told(samples.full_marks(), kit, (), sealed=True) == samples.full_marks()

    def test_full_marks_by_a_changed_check_are_not_believed(self, tell: Telling):
        """The student's own laptop may say anything, but not that it is right."""
        change = Change(path=CHECKS, kind="changed")
        assert tell(change) == (Verdict.INCONCLUSIVE, ["kit-check"])

    def test_a_changed_check_has_no_say_where_the_originals_were_run(self, tell: Telling):
        """It is told all the same."""
        change = Change(path=CHECKS, kind="changed")
        assert tell(change, sealed=True) == (Verdict.PASSED, ["kit-replaced"])

    def test_checks_of_other_exercises_have_no_say(self, tell: Telling):
        """But are told."""
        change = Change(path="exercises/pool/exercise.toml", kind="changed")
        assert tell(change) == (Verdict.PASSED, ["kit-changed"])

    @pytest.mark.parametrize("sealed", [False, True])
    def test_full_marks_by_another_grader_are_not_believed(self, tell: Telling, sealed: bool):
        """With or without the key, the lock and the wheel say what has graded."""
        change = Change(path=".grader/requirements.lock", kind="changed")
        assert tell(change, sealed=sealed) == (Verdict.INCONCLUSIVE, ["kit-grader"])

    @pytest.mark.parametrize("path", ["Makefile", ".github/workflows/grade.yml"])
    def test_a_changed_makefile_or_workflow_is_told(self, tell: Telling, path: str):
        """It decides nothing about the file that was graded."""
        assert tell(Change(path=path, kind="changed")) == (Verdict.PASSED, ["kit-changed"])

    def test_an_unreadable_manifest_leaves_nothing_to_believe(self, tell: Telling):
        """Where the originals are not at hand."""
        change = Change(path=MANIFEST, kind="manifest")
        assert tell(change) == (Verdict.INCONCLUSIVE, ["kit-manifest"])
        assert tell(change, sealed=True) == (Verdict.PASSED, ["kit-forged"])
