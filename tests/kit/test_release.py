"""Making a kit, and bringing one up to date."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import msgspec
import pytest

from grader.course import Course, load_course
from grader.errors import CourseError, UsageError
from grader.kit import ReleaseOptions, inspect, read_kit, release, stub_of
from grader.kit.layout import KIT, LOCK, MANIFEST, SEALED, WHEELS
from grader.kit.placing import place
from grader.kit.releasing import kit_files
from tests.kit.conftest import KEY, OTHER_KEY, ROOT, SOME


def test_a_kit_is_a_course_with_the_visible_checks(kit: Path, course: Course):
    """It loads, in the order of the path, and speaks of nothing that was left out."""
    loaded = load_course(kit)
    assert sorted(loaded.exercises) == sorted(SOME)
    for slug, exercise in loaded.exercises.items():
        full = course.exercises[slug]
        visible = {name for name, check in full.spec.checks.items() if check.visible}
        assert set(exercise.spec.checks) == visible
        assert exercise.spec.hints == full.spec.hints
        assert all(set(idea.fails) < visible for idea in exercise.spec.misconceptions.values())
        assert stub_of(kit, slug) == full.stub.read_bytes()


def test_a_kit_says_what_is_decided_elsewhere(kit: Path, course: Course):
    """Number and points of the hidden checks, and the digest of the full exercise."""
    described = read_kit(kit)
    assert described.key == KEY.id
    for slug, facts in described.exercises.items():
        full = course.exercises[slug]
        hidden = [check for check in full.spec.checks.values() if not check.visible]
        assert facts.hidden_checks == len(hidden)
        assert facts.hidden_points == sum(check.points for check in hidden)
        assert facts.digest == full.digest()


def test_the_same_gives_the_same_kit(small: dict[str, bytes], course: Course):
    """To the last byte, sealed file and manifest included; with another key only these differ."""
    chosen = [e for slug, e in course.exercises.items() if slug in SOME]
    options = ReleaseOptions(exercises=SOME)
    assert kit_files(course, chosen, options, KEY) == small
    other = kit_files(course, chosen, options, OTHER_KEY)
    differing = {path for path in small if small[path] != other[path]}
    assert differing == {KIT, SEALED, MANIFEST}


def test_an_update_touches_only_what_a_release_wrote(
    kit: Path, course: Course, small: dict[str, bytes]
):
    """Stubs and texts that were changed stay, and so does all that is nobody's business."""
    (kit / "exercises/lock/lock.py").write_text("# solved\n")
    (kit / "README.md").write_text("# Ours\n")
    (kit / "LICENSE").write_text("MIT\n")
    (kit / "Makefile").write_text("all:\n")
    (kit / ".grader/wheels/old.whl").write_text("")
    placed = place(small, kit)
    assert not placed.new
    assert placed.written == ("Makefile",)
    assert placed.kept == ("README.md", "exercises/lock/lock.py")
    assert (kit / "LICENSE").read_text() == "MIT\n"
    assert (kit / "exercises/lock/lock.py").read_text() == "# solved\n"
    assert (kit / "Makefile").read_bytes() == small["Makefile"]


def test_an_update_removes_what_is_no_more(kit: Path, course: Course):
    """An exercise that was left out goes, but not what a student wrote in it."""
    (kit / "exercises/pool/pool.py").write_text("# mine\n")
    options = ReleaseOptions(exercises=("lock",))
    done = release(course, kit, options=options, key=KEY)
    assert "exercises/pool/checks/test_pool.py" in done.placed.removed
    assert done.placed.kept == ("exercises/pool/pool.py",)
    assert not (kit / "exercises/pool/checks").exists()
    assert list(load_course(kit).exercises) == ["lock"]
    assert inspect(kit, KEY) == ()


def test_an_update_without_changes_writes_nothing(kit: Path, small: dict[str, bytes]):
    """Git sees no difference."""
    placed = place(small, kit)
    assert (placed.written, placed.kept, placed.removed) == ((), (), ())


def test_a_folder_of_something_else_is_refused(small: dict[str, bytes], tmp_path: Path):
    """And left as it is; one with nothing but git's own folder is taken."""
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="no kit"):
        place(small, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    (tmp_path / "new/.git").mkdir(parents=True)
    assert place(small, tmp_path / "new").new
    assert (tmp_path / "new/.git").is_dir()


def test_links_in_an_old_kit_lead_nowhere(kit: Path, small: dict[str, bytes], tmp_path: Path):
    """A link in the place of a file is replaced, and what it names is not written."""
    (tmp_path / "victim").write_text("precious")
    (kit / "Makefile").unlink()
    (kit / "Makefile").symlink_to(tmp_path / "victim")
    place(small, kit)
    assert (tmp_path / "victim").read_text() == "precious"
    assert (kit / "Makefile").read_bytes() == small["Makefile"]


def test_sealing_wants_a_key(course: Course, tmp_path: Path):
    """Nothing is written without one."""
    with pytest.raises(UsageError, match="no course key"):
        release(course, tmp_path / "kit", options=ReleaseOptions(exercises=("lock",)))
    assert not (tmp_path / "kit").exists()


class TestAuthorsMistakes:
    """A course that is not fit to be given out is refused, and nothing is written."""

    @pytest.fixture
    def own(self, tmp_path: Path) -> Course:
        """A copy of the course with ``lock`` alone."""
        for part in ("exercises", "solutions"):
            shutil.copytree(ROOT / part / "lock", tmp_path / "course" / part / "lock")
        path = tmp_path / "course/exercises/lock/exercise.toml"
        path.write_text(re.sub(r"requires = .*\n", "", path.read_text("utf-8")))
        return load_course(tmp_path / "course")

    def refused(self, own: Course, prove: bool = False) -> str:
        own = load_course(own.root)
        out = own.root.parent / "kit"
        with pytest.raises(CourseError) as error:
            release(own, out, options=ReleaseOptions(), key=KEY, told=[].append if prove else None)
        assert not out.exists()
        return str(error.value)

    def test_a_stub_that_was_solved(self, own: Course):
        """A working copy in which somebody tried an exercise."""
        shutil.copy(own.root / "solutions/lock/right/condition.py", own.exercises["lock"].stub)
        assert "no stub but a solution" in self.refused(own)

    def test_a_stub_that_was_solved_in_other_words(self, own: Course):
        """Seen by grading it."""
        text = (own.root / "solutions/lock/lock.py").read_text("utf-8")
        own.exercises["lock"].stub.write_text(text + "# done\n")
        assert "passes all checks" in self.refused(own, prove=True)

    def test_a_visible_check_without_its_test(self, own: Course):
        """Named by the check."""
        tests = own.exercises["lock"].tests
        tests.write_text(tests.read_text("utf-8").replace("def test_adds_up", "def tried"))
        assert "test_adds_up" in self.refused(own)

    def test_a_scenario_that_is_not_there(self, own: Course):
        """Named by the scenario."""
        scenarios = own.exercises["lock"].scenarios
        text = scenarios.read_text("utf-8").replace("def in_turn", "def in_other_turn")
        scenarios.write_text(text)
        assert "'in_turn'" in self.refused(own)

    def test_a_reference_that_fails_without_the_hidden_checks(self, own: Course):
        """Seen by grading it with the kit's checks."""
        scenarios = own.exercises["lock"].scenarios
        text = scenarios.read_text("utf-8").replace("counter.add()\n", "globals()['apart']\n")
        scenarios.write_text(text)
        assert "adds_up" in self.refused(own, prove=True)


class TestWheelAndLock:
    """What `make` installs."""

    def test_the_lock_pins_everything_that_the_grader_needs(self, small: dict[str, bytes]):
        """Each dependency of the grader and of sealing, in a version that it takes."""
        from packaging.requirements import Requirement

        pinned = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", small[LOCK].decode(), re.MULTILINE))
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        needs = [*project["dependencies"], *project["optional-dependencies"]["kit"]]
        for need in map(Requirement, needs):
            assert need.specifier.contains(pinned[need.name]), need
        assert "concurrency-grader" in pinned

    def test_every_pin_has_hashes(self, small: dict[str, bytes]):
        """Of every file that there is of that version, for any system."""
        blocks = re.split(r"\n(?=\w)", small[LOCK].decode())[1:]
        assert len(blocks) > 15
        assert all("--hash=sha256:" in block for block in blocks)
        (msgspec_block,) = [block for block in blocks if block.startswith("msgspec==")]
        assert msgspec_block.count("--hash") > 10

    def test_the_wheel_is_a_wheel(self, small: dict[str, bytes], tmp_path: Path):
        """An installer takes it, and finds every file as its record says."""
        (path,) = [path for path in small if path.startswith(WHEELS)]
        file = tmp_path / Path(path).name
        file.write_bytes(small[path])
        command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "-q"]
        target = tmp_path / "target"
        subprocess.run([*command, "--target", str(target), str(file)], check=True)
        installed = {
            p.relative_to(target).as_posix()
            for p in target.rglob("*")
            if "__pycache__" not in p.parts
        }
        own = {
            f"grader/{p.relative_to(ROOT / 'grader').as_posix()}"
            for p in (ROOT / "grader").rglob("*")
            if p.is_file() and not {"__pycache__"} & set(p.parts)
        }
        assert own <= installed
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None

    def test_the_wheel_asks_for_what_the_project_declares(self, small: dict[str, bytes]):
        """Extras as well, as a marker."""
        (path,) = [path for path in small if path.startswith(WHEELS)]
        import io

        with zipfile.ZipFile(io.BytesIO(small[path])) as archive:
            (name,) = [name for name in archive.namelist() if name.endswith("METADATA")]
            text = archive.read(name).decode()
        assert "Requires-Dist: msgspec>=" in text
        assert "; extra == 'kit'" in text
        assert "Requires-Python: >=3.11" in text


def test_the_description_is_toml_of_one_shape(small: dict[str, bytes]):
    """With the record that reads it."""
    from grader.kit.layout import KitFile

    data = tomllib.loads(small[KIT].decode())
    assert msgspec.convert(data, KitFile).exercises.keys() == set(SOME)
