"""Archives that other people made, read without ever writing a byte of them to the disk.

Theory of operation. An archive is a hostile program for the one who unpacks it: it names paths
outside its folder, links, devices, the same file twice, sizes that are not true, and data that
expands without end. So nothing is unpacked. The list of members is read and judged as a whole,
before any data: too many members, too much data in sum, a ratio that no source text has, data
that overlaps (the bombs that reuse one block a thousand times), encryption, and names that no
honest archive has. Only then single members are read, into memory, and never more of one than
the caller asks for, whatever its header claims.

Only what Python's own readers do in bounded memory is accepted: stored and deflated members (the
dictionary of an LZMA member may claim 4 GiB), and compressed tar files that are small enough to
be held in memory.

Format: PKWARE's APPNOTE 6.3 for zip; POSIX.1-2001 (pax) and GNU for tar, as ``tarfile`` reads it.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import re
import stat
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from typing import IO, BinaryIO, NamedTuple

from grader.errors import GradingError
from grader.intake import names

MIB = 1 << 20
_Bytes = IO[bytes] | gzip.GzipFile


class ArchiveError(GradingError):
    """An archive that is not opened. Whose fault that is depends on whose archive it is."""


class Limits(NamedTuple):
    """What an archive may ask of this machine."""

    size: int | None
    """Bytes of the archive itself; None when it lies on the disk and is not held in memory."""
    members: int
    """Files and folders in it, without those that everybody's machine makes."""
    total: int
    """Bytes of all members in sum, as they claim."""
    unpacked: int
    """Bytes of a compressed tar file when it is unpacked, since that is held in memory."""
    names_apart: bool
    """Whether names that differ only in case or Unicode's normal form are refused. In a class's
    archive they are the business of the students they belong to."""


CLASS = Limits(None, 200_000, 16 << 30, 512 * MIB, names_apart=False)
"""For the archive that the instructor downloaded."""
STUDENT = Limits(8 * MIB, 2000, 32 * MIB, 32 * MIB, names_apart=True)
"""For an archive that one student handed in."""

RATIO = 200
"""How many times larger than its compressed data a member may be; source text reaches 20."""
FREE = MIB
"""Bytes of a member up to which its ratio does not matter: an empty table compresses well."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DRIVE = re.compile(r"[A-Za-z]:")
_HAND_IN = "Hand in the .py file itself."


class Member(NamedTuple):
    """One file or folder of an archive."""

    parts: tuple[str, ...]
    """Its path: never empty, absolute or upwards."""
    kind: str
    """``file``, ``folder``, ``link`` or ``special``."""
    size: int
    """Bytes, as it claims."""
    handle: zipfile.ZipInfo | tarfile.TarInfo


class Archive:
    """An archive that was judged to be harmless, and its members.

    Args:
        file: the archive, which must be seekable; it is closed with this object.
        limits: what it may ask.
        name: what messages call it.

    Raises:
        ArchiveError: it is not opened; nothing of it was read but the list of its members.
    """

    def __init__(self, file: BinaryIO, limits: Limits, name: str) -> None:
        self.name = name
        self._file = file
        self._reader: zipfile.ZipFile | tarfile.TarFile
        try:
            self._reader = self._opened(limits)
            found = self._listed()
            self.members = _judged(found, limits, name)
        except ArchiveError:
            file.close()
            raise
        except MemoryError:
            file.close()
            raise ArchiveError(name, "it asks for more memory than there is", _HAND_IN) from None
        except Exception as error:
            # The readers meet hostile bytes with whatever their arithmetic happens to raise
            # (struct.error, ValueError, OverflowError, RecursionError, NotImplementedError, ...):
            # all of it says one thing.
            file.close()
            raise ArchiveError(
                name,
                f"it is no archive that can be read ({type(error).__name__}: damaged, or cut off "
                f"while it was sent)",
                "Make it anew and hand it in again.",
            ) from None

    def read(self, member: Member, limit: int) -> bytes:
        """The first ``limit`` + 1 bytes of a file: one more than ``limit`` says that it is larger.

        Raises:
            ArchiveError: its data is damaged.
        """
        try:
            with self._stream(member) as stream:
                return stream.read(limit + 1)
        except Exception as error:  # as above
            raise ArchiveError(
                f"{self.name}: {names.spelling('/'.join(member.parts))}",
                f"its data in the archive is damaged ({type(error).__name__})",
                "Make the archive anew and hand it in again.",
            ) from None

    def close(self) -> None:
        """Give the file back."""
        with contextlib.suppress(Exception):
            self._reader.close()
        self._file.close()

    def _stream(self, member: Member) -> _Bytes:
        if isinstance(self._reader, zipfile.ZipFile):
            assert isinstance(member.handle, zipfile.ZipInfo)
            return self._reader.open(member.handle)
        assert isinstance(member.handle, tarfile.TarInfo)
        stream = self._reader.extractfile(member.handle)
        if stream is None:
            raise ValueError("not a file")
        return stream

    def _opened(self, limits: Limits) -> zipfile.ZipFile | tarfile.TarFile:
        self._file.seek(0)
        start = self._file.read(6)
        self._file.seek(0)
        if start.startswith(b"PK"):
            return zipfile.ZipFile(self._file)
        for magic, kind in _CLOSED:
            if start.startswith(magic):
                cause = f"it is {kind} archive, which is not opened (only zip and tar are)"
                raise ArchiveError(self.name, cause, _HAND_IN)
        for magic, opener in _COMPRESSED:
            if start.startswith(magic):
                self._file = _unpacked(opener(self._file), limits, self.name)
        return tarfile.open(fileobj=self._file, mode="r:")

    def _listed(self) -> list[Member]:
        if isinstance(self._reader, zipfile.ZipFile):
            _refuse_bombs(self._reader, self.name)
            return [_zipped(info, self.name) for info in self._reader.infolist()]
        return [_tarred(info, self.name) for info in self._reader.getmembers()]


def _unpacked(stream: _Bytes, limits: Limits, name: str) -> BinaryIO:
    """All of a compressed tar file, in memory."""
    import io

    data = stream.read(limits.unpacked + 1)
    if len(data) > limits.unpacked:
        raise ArchiveError(
            name,
            f"it unpacks to more than {limits.unpacked // MIB} MiB",
            "Make it smaller, or unpack it and name the folder.",
        )
    return io.BytesIO(data)


def _gunzip(file: BinaryIO) -> _Bytes:
    return gzip.GzipFile(fileobj=file)


def _bunzip(file: BinaryIO) -> _Bytes:
    return bz2.BZ2File(file)


def _unxz(file: BinaryIO) -> _Bytes:
    return lzma.LZMAFile(file)


_COMPRESSED: tuple[tuple[bytes, Callable[[BinaryIO], _Bytes]], ...] = (
    (b"\x1f\x8b", _gunzip),
    (b"BZh", _bunzip),
    (b"\xfd7zXZ\0", _unxz),
)

_CLOSED = ((b"Rar!\x1a\x07", "a RAR"), (b"7z\xbc\xaf\x27\x1c", "a 7z"))
"""What people rename to ``.zip``, and how it begins."""


def _zipped(info: zipfile.ZipInfo, name: str) -> Member:
    raw = info.orig_filename
    if not info.flag_bits & 0x800:
        # Many programs write UTF-8 without saying so; zipfile then read it as code page 437.
        with contextlib.suppress(UnicodeError):
            raw = raw.encode("cp437").decode("utf-8")
    folder = raw.endswith(("/", "\\"))
    mode = info.external_attr >> 16 if info.create_system == 3 else 0
    kind = "folder" if folder else "file"
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        kind = "link" if stat.S_ISLNK(mode) else "special"
    return Member(_parts(raw, name), kind, info.file_size, info)


def _tarred(info: tarfile.TarInfo, name: str) -> Member:
    kind = "special"
    if info.isreg():
        kind = "special" if info.issparse() else "file"
    elif info.isdir():
        kind = "folder"
    elif info.issym() or info.islnk():
        kind = "link"
    return Member(_parts(info.name, name), kind, info.size, info)


def _parts(raw: str, name: str) -> tuple[str, ...]:
    """The path of a member, which must stay inside."""
    shown = names.spelling(raw)
    if "\0" in raw:
        raise ArchiveError(name, f"a name in it holds a null byte: {shown}", _HAND_IN)
    path = raw.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path):
        raise ArchiveError(name, f"it names an absolute path: {shown}", _HAND_IN)
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if ".." in parts:
        raise ArchiveError(name, f"it names a path outside its folder: {shown}", _HAND_IN)
    return tuple(names.well_formed(part) for part in parts)


def _refuse_bombs(archive: zipfile.ZipFile, name: str) -> None:
    """Judge what only a zip archive can be: encrypted, overlapping, expanding without end."""
    placed = sorted(archive.infolist(), key=lambda info: info.header_offset)
    ends = [*(info.header_offset for info in placed[1:]), archive.start_dir]
    for info, end in zip(placed, ends, strict=True):
        shown = names.spelling(info.filename)
        if info.flag_bits & 0x1:
            raise ArchiveError(
                name, f"it is encrypted (at least {shown} is)", "Make it without a password."
            )
        if info.compress_type not in _METHODS:
            raise ArchiveError(
                name,
                f"{shown} is compressed in a way that is not opened here "
                f"(method {info.compress_type})",
                "Make it with the usual method (deflate).",
            )
        if info.header_offset + 30 + info.compress_size > end:
            raise ArchiveError(name, f"the data of {shown} overlaps other data (a bomb)", _HAND_IN)
        if info.file_size > max(FREE, RATIO * info.compress_size):
            raise ArchiveError(
                name,
                f"{shown} would expand from {info.compress_size} to {info.file_size} bytes",
                _HAND_IN,
            )


def _judged(found: Sequence[Member], limits: Limits, name: str) -> tuple[Member, ...]:
    """The members that count, when there is nothing wrong with the whole."""
    kept = [
        member
        for member in found
        if member.parts and not any(names.is_junk(part) for part in member.parts)
    ]
    if len(kept) > limits.members:
        raise ArchiveError(
            name, f"it holds {len(kept)} files; {limits.members} are the most", _HAND_IN
        )
    total = sum(member.size for member in kept)
    if total > limits.total:
        raise ArchiveError(
            name,
            f"its files have {total // MIB} MiB in sum; {limits.total // MIB} MiB are the most",
            _HAND_IN,
        )
    seen: dict[tuple[str, ...], Member] = {}
    for member in kept:
        if limits.names_apart and member.kind in ("link", "special"):
            what = "a link" if member.kind == "link" else "something that is no file"
            shown = names.spelling("/".join(member.parts))
            raise ArchiveError(name, f"it holds {what}: {shown}", "Put the files themselves in.")
        place = member.parts
        if limits.names_apart:
            place = tuple(unicodedata.normalize("NFC", part).casefold() for part in place)
        other = seen.setdefault(place, member)
        if other is not member and "folder" not in (other.kind, member.kind):
            first, second = (names.spelling("/".join(m.parts)) for m in (other, member))
            cause = f"it holds {first} twice"
            if other.parts != member.parts:
                cause = f"it holds {first} and {second}, which are one file on many systems"
            raise ArchiveError(name, cause, "Keep one of them.")
    return tuple(kept)
