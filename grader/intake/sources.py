"""Where the bytes of a file are, and how they are read: from the disk, from the class's archive, or
from an archive that a student handed in, which may lie in either."""

from __future__ import annotations

import io
from pathlib import Path

from grader.errors import SubmissionError
from grader.intake import names
from grader.intake.archives import CLASS, STUDENT, Archive, ArchiveError
from grader.intake.single import MAX_SIZE, read_plain, too_large
from grader.model import Record


class OnDisk(Record, frozen=True):
    """A file of the disk."""

    path: Path


class InArchive(Record, frozen=True):
    """A file of the class's archive."""

    index: int
    """Place in :attr:`Archive.members`."""


class InHandIn(Record, frozen=True):
    """A file of an archive that a student handed in."""

    outer: OnDisk | InArchive
    index: int


Source = OnDisk | InArchive | InHandIn


class Reader:
    """Reads the files of one listing.

    Args:
        archive: the class's archive; None when a folder was listed.
    """

    def __init__(self, archive: Path | None) -> None:
        self._path = archive
        self._archive: Archive | None = None
        self._hand_in: tuple[Source, Archive] | None = None

    def __getstate__(self) -> dict[str, object]:
        """Open archives stay behind; they are opened again where they are needed."""
        return {"_path": self._path, "_archive": None, "_hand_in": None}

    def read(self, source: Source, subject: str, limit: int = MAX_SIZE) -> bytes:
        """The bytes of a file.

        Raises:
            SubmissionError: it can't be read, or is larger than ``limit``.
        """
        try:
            if isinstance(source, OnDisk):
                return read_plain(source.path, limit)
            if isinstance(source, InArchive):
                archive = self.class_archive()
                data = archive.read(archive.members[source.index], limit)
            else:
                archive = self.hand_in(source.outer, subject)
                data = archive.read(archive.members[source.index], limit)
        except SubmissionError as error:
            raise SubmissionError(subject, error.cause, error.remedy) from None
        except (ArchiveError, IndexError) as error:
            cause = error.cause if isinstance(error, ArchiveError) else "the archive has changed"
            raise SubmissionError(subject, cause, "Hand in the .py file itself.") from None
        if len(data) > limit:
            raise too_large(subject, len(data), limit)
        return data

    def class_archive(self) -> Archive:
        """The archive that holds the class, opened once.

        Raises:
            ArchiveError: it is not opened.
            OSError: there is none any more.
        """
        assert self._path is not None
        if self._archive is None:
            self._archive = Archive(
                self._path.open("rb"), CLASS, names.spelling(str(self._path.name))
            )
        return self._archive

    def hand_in(self, source: OnDisk | InArchive, subject: str) -> Archive:
        """An archive that a student handed in; the last one is kept open.

        Raises:
            ArchiveError: it is not opened.
            SubmissionError: its bytes can't be had.
        """
        if self._hand_in is None or self._hand_in[0] != source:
            assert STUDENT.size is not None
            data = self.read(source, subject, STUDENT.size)
            archive = Archive(io.BytesIO(data), STUDENT, subject)
            self._forget_hand_in()
            self._hand_in = (source, archive)
        return self._hand_in[1]

    def close(self) -> None:
        """Close what is open; it is opened again when it is needed."""
        self._forget_hand_in()
        if self._archive is not None:
            self._archive.close()
            self._archive = None

    def _forget_hand_in(self) -> None:
        if self._hand_in is not None:
            self._hand_in[1].close()
            self._hand_in = None
