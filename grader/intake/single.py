"""Read one submitted file, whatever lies at its path.

Theory of operation. The path is opened once, without waiting (a FIFO without a writer would hang
for ever) and every question is asked of the open descriptor, so nothing can be swapped between
question and answer. Only a regular file of a sane size is read. A symbolic link is followed only
when it stays in its own folder: a class is graded on a machine that holds other people's files,
and a link to one of them would put its text into the report.

The bytes are then decoded as Python would (a byte-order mark, a coding cookie, UTF-8), because
the report shows the text; the file that is graded keeps its own bytes. The text is *not* parsed
here: deep nesting can exhaust the C stack of CPython's parser, and this process is the trusted
one. The sandbox's loader meets syntax errors, at the price of one fork.
"""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import re
import stat
from pathlib import Path

import msgspec

from grader.errors import SubmissionError

MAX_SIZE = 1 << 20
"""Bytes that a submission may have; the longest right solution has a few thousand."""

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_CODECS = re.compile(
    r"utf-?8|ascii|us-ascii|latin-?1|iso-?8859-?\d+|cp\d+|windows-?\d+|mac-?\w+|koi8-?\w|"
    r"gbk|gb18030|gb2312|big5|shift-?jis|euc-?\w+"
)
"""Codecs of real editors. Others (``idna``, ``unicode_escape``) are slow, or encode no text."""

_OTHER_KINDS = (
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a document of a word processor (RTF)"),
    (b"\x7fELF", "a compiled program"),
    (b"\x1f\x8b", "a gzip archive"),
)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SAVE_AS = "Save it as UTF-8 in your editor."


class Submission(msgspec.Struct, frozen=True):
    """One file that can be graded."""

    data: bytes
    """The file as it was handed in."""
    text: str
    """Its decoded text, lines ended by ``\\n``, without a byte-order mark; for showing."""
    digest: str
    """SHA-256 of ``data``, in hexadecimal."""
    name: str
    """The file's own name. Hostile text: show it, never use it as a path."""
    slug: str
    """The exercise, and so the name of the module."""

    def place(self, folder: Path) -> Path:
        """Write the file as ``<slug>.py`` into ``folder``, readable by everybody.

        Raises:
            FileExistsError: something of that name is there already.
        """
        target = folder / f"{self.slug}.py"
        with target.open("xb") as file:
            file.write(self.data)
        target.chmod(0o644)
        return target


def read_submission(path: Path, slug: str) -> Submission:
    """Read and check the file at ``path`` that is to be graded as exercise ``slug``.

    Raises:
        SubmissionError: it can't be graded; the message is for the student.
    """
    data = _read(path, slug, follow=True)
    return as_submission(data, str(path), path.name, slug)


def as_submission(data: bytes, subject: str, name: str, slug: str) -> Submission:
    """Check bytes that are to be graded as exercise ``slug``.

    Args:
        data: the whole file.
        subject: what messages call it.
        name: its own name, as it was handed in.
        slug: the exercise.

    Raises:
        SubmissionError: they can't be graded; the message is for the student.
    """
    if len(data) > MAX_SIZE:
        raise too_large(subject, len(data))
    text = _decode(subject, data)
    if not text.strip():
        raise SubmissionError(
            subject, "the file is empty", f"Write your solution, or `make reset EX={slug}`."
        )
    return Submission(data, text, hashlib.sha256(data).hexdigest(), name, slug)


def read_plain(path: Path, limit: int = MAX_SIZE) -> bytes:
    """Read a regular file that somebody handed in; no symbolic link is followed, not even one
    that stays in its folder, since other people's files may lie beside it.

    Args:
        path: where it lies.
        limit: bytes that are read at most; one more than that is an error.

    Raises:
        SubmissionError: it is no regular file, can't be read, or is larger than ``limit``.
    """
    return _read(path, path.stem, follow=False, limit=limit)


def too_large(subject: str, size: int, limit: int = MAX_SIZE) -> SubmissionError:
    """What a student hears who hands in ``size`` bytes where ``limit`` are allowed."""
    return SubmissionError(
        subject,
        f"the file has {size / (1 << 20):.1f} MiB; {limit >> 20} MiB is the most that is graded",
        "Hand in only your Python source, without data in it.",
    )


def _read(path: Path, slug: str, *, follow: bool, limit: int = MAX_SIZE) -> bytes:
    """The bytes of a regular file of a sane size, without ever waiting for anybody."""
    subject = str(path)
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW
    try:
        descriptor = os.open(_followed(path) if follow else path, flags)
    except FileNotFoundError:
        raise SubmissionError(
            subject, "there is no such file", f"Create it, or `make reset EX={slug}`."
        ) from None
    except PermissionError:
        raise SubmissionError(
            subject, "the file may not be read", f"Allow it: chmod u+r {path.name}"
        ) from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            raise SubmissionError(
                subject, "it is a symbolic link, which is not followed", "Hand in the file itself."
            ) from None
        cause = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise SubmissionError(
            subject, f"it can't be opened ({cause})", "Hand in a plain Python file."
        ) from None
    try:
        status = os.fstat(descriptor)
        _refuse_special(path, slug, status.st_mode)
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise SubmissionError(
            subject, f"it can't be read ({error.strerror})", "Copy it elsewhere, and try again."
        ) from None
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise too_large(subject, max(status.st_size, len(data)), limit)
    return data


def _followed(path: Path) -> Path:
    """Resolve a symbolic link that stays in its own folder; leave any other path alone."""
    if not path.is_symlink():
        return path
    try:
        target, folder = path.resolve(strict=True), path.parent.resolve()
    except (FileNotFoundError, RuntimeError, OSError):
        raise SubmissionError(
            str(path), "it is a symbolic link that leads nowhere", "Hand in the file itself."
        ) from None
    if not target.is_relative_to(folder):
        raise SubmissionError(
            str(path), "it is a symbolic link out of its folder", "Hand in the file itself."
        )
    return target


def _refuse_special(path: Path, slug: str, mode: int) -> None:
    """Let only regular files pass."""
    if stat.S_ISDIR(mode):
        inside = path / f"{slug}.py"
        remedy = f"Name the file in it: {inside}" if inside.is_file() else "Name a file."
        raise SubmissionError(str(path), "it is a folder, not a file", remedy)
    if not stat.S_ISREG(mode):
        raise SubmissionError(
            str(path), f"it is {_kind(mode)}, not a file", "Hand in a plain file."
        )


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a named pipe (FIFO)"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "something special"


def _decode(subject: str, data: bytes) -> str:
    """Text of ``data`` as Python would decode it, with ``\\n`` at the end of each line."""
    _refuse_other_kinds(subject, data)
    encoding = "utf-8"
    cookie = _cookie(data)
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        if cookie is not None and not re.fullmatch(r"utf-?8(-sig)?", cookie):
            raise SubmissionError(
                subject,
                f"it starts with the mark of UTF-8, but its coding line says {cookie!r}",
                "Remove the coding line.",
            )
    elif cookie is not None:
        encoding = cookie
    try:
        text = data.decode(encoding if _CODECS.match(encoding) else "no such codec")
    except LookupError:
        raise SubmissionError(
            subject, f"its coding line names {encoding!r}, which is not known here", _SAVE_AS
        ) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SubmissionError(
            subject,
            f"line {line} holds the byte 0x{data[error.start]:02x}, which is not {encoding}",
            _SAVE_AS,
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_other_kinds(subject: str, data: bytes) -> None:
    """Name what is no Python source at all, instead of pointing at a byte of it."""
    for start, kind in _OTHER_KINDS:
        if data.startswith(start):
            raise SubmissionError(
                subject, f"this is {kind}, not Python source", "Hand in the .py file."
            )
    if data.lstrip()[:1] == b"{" and b'"cells"' in data and b'"nbformat"' in data:
        raise SubmissionError(
            subject, "this is a Jupyter notebook", "Export it as a Python script (.py)."
        )
    if data.lstrip()[:15].lower().startswith((b"<!doctype", b"<html")):
        raise SubmissionError(
            subject, "this is a web page, not Python source", "Download the raw file instead."
        )
    zeros = data[:1000].count(0)
    if data.startswith(_UTF16) or zeros > len(data[:1000]) // 4:
        raise SubmissionError(subject, "the file is saved as UTF-16 or UTF-32", _SAVE_AS)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise SubmissionError(
            subject,
            f"line {line} holds a null byte, which no Python source may have",
            "Delete that character, or save the file anew as UTF-8.",
        )


def _cookie(data: bytes) -> str | None:
    """The encoding that the first or second line names, as PEP 263 defines it."""
    for line in data.removeprefix(codecs.BOM_UTF8)[:4096].splitlines()[:2]:
        match = _COOKIE.match(line)
        if match is not None:
            return match.group(1).decode("ascii", "replace").lower().replace("_", "-")
        if not _BLANK.match(line):
            return None
    return None
