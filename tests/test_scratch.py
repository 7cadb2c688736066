"""Private folders: gone with their process, whatever became of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader import scratch

ROOT = Path(__file__).parent.parent
KEEPS = """
import sys
from grader import scratch
print(scratch.make("kept-", base=sys.argv[1]), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    """Another process that has a folder, and the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", KEEPS, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    yield process, Path(process.stdout.readline().strip())
    process.kill()
    process.communicate()


def test_what_a_killed_process_left_is_removed(tmp_path, other):
    """By whoever looks next."""
    process, folder = other
    (folder / "checks").mkdir()
    (folder / "checks" / "test_lock.py").write_text("secret")
    process.kill()
    process.wait()
    assert scratch.sweep(tmp_path) == 1
    assert not folder.exists()


def test_what_is_in_use_stays(tmp_path, other):
    """Its owner lives, in another process or in this one."""
    _, folder = other
    own = scratch.make(base=str(tmp_path))
    assert scratch.sweep(tmp_path) == 0
    assert folder.is_dir()
    assert own.is_dir()
    scratch.remove(own)
    assert not own.exists()


def test_what_is_not_ours_stays(tmp_path):
    """Files, links, and folders of another name."""
    (tmp_path / "grader.txt").write_text("")
    (tmp_path / "else").mkdir()
    (tmp_path / "grader.link").symlink_to(tmp_path / "else")
    assert scratch.sweep(tmp_path) == 0
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to somebody else")
def test_a_folder_of_another_user_stays(tmp_path):
    """It may be in use under a lock that can't be seen."""
    theirs = tmp_path / "grader.theirs"
    theirs.mkdir()
    os.chown(theirs, 12345, 12345)
    assert scratch.sweep(tmp_path) == 0
    assert theirs.is_dir()


def test_a_folder_is_for_its_owner_alone(tmp_path):
    """It may hold checks."""
    with scratch.scratch() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()
