"""Whatever lies at a path becomes a submission, or a sentence for the student."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.intake import MAX_SIZE, read_submission


def submission(folder: Path, data: bytes, name: str = "lock.py") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(path: Path) -> SubmissionError:
    with pytest.raises(SubmissionError) as caught:
        read_submission(path, "lock")
    error = caught.value
    assert error.subject == str(path)
    assert error.cause
    assert error.remedy
    return error


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("name = 'Zoë'\n".encode(), id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + "name = 'Zoë'\n".encode(), id="utf-8 with a mark"),
        pytest.param("name = 'Zoë'\r\n".encode(), id="crlf"),
        pytest.param("name = 'Zoë'\r".encode(), id="cr"),
    ],
)
def test_reads_what_editors_write(tmp_path: Path, data: bytes) -> None:
    """Marks and line ends of any system are read, and the bytes are kept as they were."""
    found = read_submission(submission(tmp_path, data), "lock")
    assert found.text == "name = 'Zoë'\n"
    assert found.data == data


@pytest.mark.parametrize("codec", ["latin-1", "cp1252", "iso-8859-15", "utf-8", "gbk"])
def test_honours_a_coding_line(tmp_path: Path, codec: str) -> None:
    """A coding line in the first two lines decides how the text is read."""
    text = f"#!/usr/bin/python\n# -*- coding: {codec} -*-\nname = 'é'\n"
    path = submission(tmp_path, text.encode(codec))
    assert read_submission(path, "lock").text == text


def test_ignores_a_coding_word_after_code(tmp_path: Path) -> None:
    """Only a comment before any code names the encoding."""
    path = submission(tmp_path, b"x = 1\n# coding: rot13\n")
    assert read_submission(path, "lock").text == "x = 1\n# coding: rot13\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"x = '\xe9'\n", "line 1 holds the byte 0xe9, which is not utf-8"),
        (b"x = 1\ny = '\0'\n", "line 2 holds a null byte"),
        ("x = 1\n".encode("utf-16"), "UTF-16"),
        ("x = 1\n".encode("utf-16-le"), "UTF-16"),
        ("x = 1\n".encode("utf-32"), "UTF-32"),
        (b"# coding: rot13\nk = 1\n", "'rot13', which is not known"),
        (b"# coding: unicode_escape\nk = 1\n", "'unicode-escape', which is not known"),
        (b"# coding: no-such\nk = 1\n", "'no-such', which is not known"),
        (b"# coding: cp0\nk = 1\n", "'cp0', which is not known"),
        (b"\xef\xbb\xbf# coding: latin-1\nk = 1\n", "mark of UTF-8"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"%PDF-1.7", "PDF"),
        (b'{"cells": [], "nbformat": 4}', "Jupyter notebook"),
        (b"<!DOCTYPE html>\n<html>", "web page"),
    ],
)
def test_names_what_is_wrong_with_the_bytes(tmp_path: Path, data: bytes, words: str) -> None:
    """Bytes that are no Python source are refused in words that name the cause."""
    assert words in refusal(submission(tmp_path, data)).cause


def test_refuses_a_huge_file_without_reading_it(tmp_path: Path) -> None:
    """A file of 50 MB is refused with its size."""
    path = submission(tmp_path, b"")
    os.truncate(path, 50_000_000)
    assert "47.7 MiB" in refusal(path).cause


def test_accepts_a_file_at_the_limit(tmp_path: Path) -> None:
    """The limit itself is still graded."""
    path = submission(tmp_path, b"#" * MAX_SIZE)
    assert len(read_submission(path, "lock").data) == MAX_SIZE


def test_refuses_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there is named, and so is the way to get it back."""
    error = refusal(tmp_path / "lock.py")
    assert "no such file" in error.cause
    assert "make reset EX=lock" in error.remedy


def test_refuses_a_folder_and_names_the_file_in_it(tmp_path: Path) -> None:
    """A folder is refused, with the file that was probably meant."""
    submission(tmp_path, b"x = 1\n")
    error = refusal(tmp_path)
    assert "folder" in error.cause
    assert str(tmp_path / "lock.py") in error.remedy


def test_does_not_wait_for_a_fifo(tmp_path: Path) -> None:
    """A named pipe without a writer is refused at once."""
    path = tmp_path / "lock.py"
    os.mkfifo(path)
    assert "named pipe" in refusal(path).cause


def test_refuses_a_device() -> None:
    """An endless device is refused, not read."""
    assert "device" in refusal(Path("/dev/zero")).cause


def test_refuses_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket can't be opened, and says so."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("lock.py")
        assert "can't be opened" in refusal(Path("lock.py")).cause


def test_refuses_a_name_that_no_path_can_have(tmp_path: Path) -> None:
    """A null byte in the path, or a name that is too long, is a refusal and no crash."""
    assert "can't be opened" in refusal(tmp_path / ("a" * 5000)).cause
    assert "can't be opened" in refusal(Path("lock\0.py")).cause


def test_follows_a_link_inside_the_folder(tmp_path: Path) -> None:
    """A symbolic link to a neighbour is as good as the file."""
    submission(tmp_path, b"x = 1\n", "mine.py")
    (tmp_path / "lock.py").symlink_to("mine.py")
    assert read_submission(tmp_path / "lock.py", "lock").text == "x = 1\n"


@pytest.mark.parametrize("target", ["/etc/passwd", "../secret.py"])
def test_refuses_a_link_out_of_the_folder(tmp_path: Path, target: str) -> None:
    """A link that leaves the folder is refused, so that no other file gets into a report."""
    submission(tmp_path, b"secret = 1\n", "secret.py")
    folder = tmp_path / "student"
    folder.mkdir()
    (folder / "lock.py").symlink_to(target)
    assert "out of its folder" in refusal(folder / "lock.py").cause


@pytest.mark.parametrize("target", ["nowhere.py", "lock.py"])
def test_refuses_a_link_that_leads_nowhere(tmp_path: Path, target: str) -> None:
    """A dangling link and a link to itself are refused."""
    (tmp_path / "lock.py").symlink_to(target)
    assert "leads nowhere" in refusal(tmp_path / "lock.py").cause


def test_explains_a_file_that_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without permission is refused with the command that mends it."""

    def deny(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("grader.intake.single.os.open", deny)
    assert "chmod" in refusal(submission(tmp_path, b"x = 1\n")).remedy


def test_does_not_parse(tmp_path: Path) -> None:
    """A text that would exhaust the parser's stack is taken as it is: the sandbox parses."""
    path = submission(tmp_path, b"(" * 500_000)
    assert len(read_submission(path, "lock").text) == 500_000


def test_places_a_readable_copy_under_the_slug(tmp_path: Path) -> None:
    """The copy has the name of the module, the same bytes, and may be read by the sandbox."""
    path = submission(tmp_path, b"x = 1\r\n", "my lock (2).txt")
    path.chmod(0o600)
    folder = tmp_path / "private"
    folder.mkdir()
    placed = read_submission(path, "lock").place(folder)
    assert placed == folder / "lock.py"
    assert placed.read_bytes() == b"x = 1\r\n"
    assert stat.S_IMODE(placed.stat().st_mode) == 0o644
