"""What lies in a folder or an archive, as one flat list, whatever it is.

Layouts are recognised on this list, so they need not know whether they look at a folder or at an
archive. A folder is walked breadth first, in the order of names, without following any link and
within bounds; so what a student's tree of a million files costs is known, and the files near its
top are the ones that are seen.
"""

from __future__ import annotations

import os
import stat
from collections import Counter, deque
from pathlib import Path

from grader.errors import SubmissionError, UsageError
from grader.intake import names
from grader.intake.archives import Archive, ArchiveError, Member
from grader.intake.records import Problem
from grader.intake.sources import InArchive, InHandIn, OnDisk, Reader, Source
from grader.model import Record

DEEPEST = 16
"""Folders within each other."""
MOST = (500_000, 50_000, 5000)
"""Files and folders below one folder at the top, one in such a folder, and any one further down.
Whatever the layout, a student's folder is full long before the one that others share with it."""
_SHOWN = {"link": "a symbolic link", "special": "no regular file", "unreadable": "not readable"}


class Item(Record, frozen=True):
    """One file or folder."""

    parts: tuple[str, ...]
    """Its path below the top, well-formed; for people and for recognising, never to be opened."""
    kind: str
    """``file``, ``folder``, ``link``, ``special`` or ``unreadable``."""
    source: Source | None
    """Where its bytes are; None for what has none."""

    @property
    def name(self) -> str:
        return self.parts[-1]

    def refusal(self, subject: str) -> SubmissionError | None:
        """Why it is not read, whatever is in it; None for a regular file."""
        if self.kind == "file":
            return None
        return SubmissionError(
            subject, f"it is {_SHOWN.get(self.kind, 'a folder')}", "Hand in the file itself."
        )


class Listing(Record, frozen=True):
    """All that lies at a path."""

    origin: str
    """What the path is called, for people."""
    items: tuple[Item, ...]
    """In the order of their paths."""
    problems: tuple[Problem, ...] = ()
    wrapper: tuple[str, ...] = ()
    """Folders around everything that were taken off."""
    archive: bool = False

    def tops(self) -> dict[str, list[Item]]:
        """The items by the first part of their paths."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.parts[0], []).append(item)
        return found

    def inside(self) -> Listing | None:
        """The same without the one folder around everything; None when there is no such folder."""
        tops = self.tops()
        if len(tops) != 1:
            return None
        (top, items), *_ = tops.items()
        if any(len(item.parts) == 1 and item.kind != "folder" for item in items):
            return None
        return Listing(
            origin=self.origin,
            items=tuple(
                Item(parts=item.parts[1:], kind=item.kind, source=item.source)
                for item in items
                if len(item.parts) > 1
            ),
            problems=self.problems,
            wrapper=(*self.wrapper, top),
            archive=self.archive,
        )

    def where(self, *parts: str) -> str:
        """Where a file lies, for people: ``week1.zip: Ada_12/pool.py``."""
        path = names.spelling("/".join((*self.wrapper, *parts)))
        return f"{self.origin}: {path}" if self.archive else path


def list_path(path: Path) -> tuple[Listing, Reader]:
    """List a folder or an archive.

    Raises:
        UsageError: it is neither, or the archive is not to be trusted.
    """
    shown = names.spelling(path.name or str(path))
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _walked(path, shown), Reader(None)
        if not stat.S_ISREG(mode):
            raise UsageError(
                str(path), "it is neither a folder nor an archive", "Name the submissions' folder."
            )
        if names.is_python(path.name):
            raise UsageError(
                str(path),
                "it is one file, not a class's submissions",
                f"Use `grader check EX --file {shown}`.",
            )
        if names.is_closed_archive(path.name):
            raise UsageError(
                str(path), "this kind of archive is not opened", "Unpack it, and name the folder."
            )
        reader = Reader(path)
        members = reader.class_archive().members
    except ArchiveError as error:
        raise UsageError(
            str(path), error.cause, "Download it again, or unpack it and name the folder."
        ) from None
    except FileNotFoundError:
        raise UsageError(str(path), "there is nothing at this path", "Name a folder.") from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise UsageError(str(path), f"it can't be read ({cause})", "Name a folder.") from None
    items = [_item(member, InArchive(index=index)) for index, member in enumerate(members)]
    return Listing(origin=shown, items=tuple(_complete(items)), archive=True), reader


def list_hand_in(
    archive: Archive, outer: OnDisk | InArchive, inside: tuple[str, ...]
) -> list[Item]:
    """What is in an archive that a student handed in.

    Args:
        archive: the archive.
        outer: where it lies.
        inside: the path at which its files are said to lie: that of the archive.
    """
    return [
        Item(
            parts=(*inside, *member.parts),
            kind=member.kind,
            source=InHandIn(outer=outer, index=index),
        )
        for index, member in enumerate(archive.members)
        if member.kind != "folder"
    ]


def _item(member: Member, source: Source) -> Item:
    return Item(parts=member.parts, kind=member.kind, source=source)


def _complete(items: list[Item]) -> list[Item]:
    """With a folder for each path, though an archive need not list them; in order."""
    by_parts = {item.parts: item for item in items}
    for item in items:
        for depth in range(1, len(item.parts)):
            above = item.parts[:depth]
            by_parts.setdefault(above, Item(parts=above, kind="folder", source=None))
    return [by_parts[parts] for parts in sorted(by_parts)]


def _walked(root: Path, shown: str) -> Listing:
    items: list[Item] = []
    problems: list[Problem] = []
    counts: Counter[tuple[str, ...]] = Counter()
    full: set[tuple[str, ...]] = set()
    waiting: deque[tuple[Path, tuple[str, ...]]] = deque([(root, ())])
    while waiting:
        folder, parts = waiting.popleft()
        try:
            with os.scandir(folder) as entries:
                found = sorted(
                    (entry for entry in entries if not names.is_junk(entry.name)),
                    key=lambda entry: entry.name,
                )
        except OSError as error:
            if not parts:
                raise
            problems.append(_unlisted(parts, error))
            continue
        for entry in found:
            inner = (*parts, names.well_formed(entry.name))
            too_full = _too_full(counts, inner)
            if too_full is not None:
                full.add(too_full)
                continue
            kind = _kind(entry)
            path = Path(entry.path)
            source = OnDisk(path=path) if kind == "file" else None
            items.append(Item(parts=inner, kind=kind, source=source))
            if kind == "folder":
                waiting.append((path, inner))
    problems += [_too_many(parts) for parts in sorted(full)]
    items.sort(key=lambda item: item.parts)
    return Listing(origin=shown, items=tuple(items), problems=tuple(problems))


def _kind(entry: os.DirEntry[str]) -> str:
    try:
        if entry.is_symlink():
            return "link"
        if entry.is_dir(follow_symlinks=False):
            return "folder"
        return "file" if entry.is_file(follow_symlinks=False) else "special"
    except OSError:
        return "unreadable"


def _unlisted(parts: tuple[str, ...], error: OSError) -> Problem:
    return Problem(
        kind="unreadable",
        subject=names.spelling("/".join(parts)),
        cause=f"this folder can't be read ({error.strerror})",
        remedy="Allow it (chmod u+rx), and run again.",
    )


def _too_full(counts: Counter[tuple[str, ...]], parts: tuple[str, ...]) -> tuple[str, ...] | None:
    """Count a path for each folder above it; the folder that may hold no more, if there is one."""
    if len(parts) > DEEPEST:
        return parts[:1]
    above = [parts[:depth] for depth in range(1, len(parts))]
    for folder in above:
        if counts[folder] >= MOST[min(len(folder), len(MOST)) - 1]:
            return folder
    counts.update(above)
    return None


def _too_many(parts: tuple[str, ...]) -> Problem:
    return Problem(
        kind="too-many",
        subject=names.spelling("/".join(parts)),
        cause=f"it holds too many files, or folders more than {DEEPEST} deep; not all were looked "
        f"at",
        remedy="Look at what is in it, and remove what was not asked for.",
    )
