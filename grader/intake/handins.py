"""From what a layout gives each student to the files that may be graded.

Archives that a student handed in are opened here, one level deep and no deeper. Whatever is wrong
with one of them is that student's verdict, and everybody else's submissions go on. Each file that
may count is read once, so that it is known from the start whether it can be graded at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from grader.errors import SubmissionError
from grader.intake import names
from grader.intake.archives import MIB, STUDENT, ArchiveError
from grader.intake.layouts import Claim
from grader.intake.listing import Item, Listing, list_hand_in
from grader.intake.records import Problem
from grader.intake.single import as_submission
from grader.intake.sources import InHandIn, Reader, Source
from grader.model import Record

MOST_ARCHIVES = 20
"""Archives of one student that are opened: a class's worth of hand-ins is read by one machine."""
_SEND_FILE = "Hand in the .py file itself."


class Refusal(Record, frozen=True):
    """Why a student's file can't be graded."""

    cause: str
    remedy: str


class Candidate(Record, frozen=True):
    """A Python file that a student handed in, or an archive that was not opened."""

    claim: Claim
    name: str
    """As handed in, for people."""
    origin: str
    inner: tuple[str, ...]
    """Path within what the student handed in."""
    exercise: str | None
    """By the layout or by the file's name; None when neither says."""
    copy: tuple[int, ...] = ()
    """The numbers that a system appended to the name."""
    source: Source | None = None
    digest: str | None = None
    refusal: Refusal | None = None
    several: bool = False
    """Whether it stands for several files that no rule tells apart."""


class Misnamed(Record, frozen=True):
    """A file that is no Python by its name, and may be what was meant: ``lock.ipynb``."""

    claim: Claim
    exercise: str
    origin: str


class HandIns(Record, frozen=True):
    """All that was handed in."""

    candidates: tuple[Candidate, ...]
    refused: tuple[Candidate, ...]
    """Archives that were not opened: they may hold any exercise."""
    other: tuple[str, ...]
    """Where files lie that are no Python."""
    misnamed: tuple[Misnamed, ...]
    problems: tuple[Problem, ...]


def open_hand_ins(
    listing: Listing, claims: Sequence[Claim], reader: Reader, slugs: Sequence[str]
) -> HandIns:
    """Look at everything that was handed in.

    Args:
        listing: where it lies.
        claims: what is whose.
        reader: reads it.
        slugs: the exercises of the course.
    """
    work = _Work(listing, reader, slugs)
    for claim in claims:
        work.take(claim)
    return HandIns(
        candidates=tuple(work.candidates),
        refused=tuple(work.refused),
        other=tuple(work.other),
        misnamed=tuple(work.misnamed),
        problems=tuple(work.problems),
    )


class _Work:
    """What is known so far."""

    def __init__(self, listing: Listing, reader: Reader, slugs: Sequence[str]) -> None:
        self.listing = listing
        self.reader = reader
        self.slugs = slugs
        self.candidates: list[Candidate] = []
        self.refused: list[Candidate] = []
        self.other: list[str] = []
        self.misnamed: list[Misnamed] = []
        self.problems: list[Problem] = []
        self._opened: dict[str, int] = {}
        self._bytes: dict[str, int] = {}

    def take(self, claim: Claim) -> None:
        """Look at one file of the listing."""
        origin = self.listing.where(*claim.item.parts)
        if claim.online_text:
            self._say(
                "online-text",
                claim,
                f"{names.spelling(claim.inner[-1])} was typed into the platform, not handed in "
                f"as a file",
                "Ask for the .py file: such texts lose their indentation.",
            )
            self.other.append(origin)
        elif names.is_archive(claim.inner[-1]) and claim.item.kind == "file":
            self._open(claim, origin)
        elif names.is_closed_archive(claim.inner[-1]) and claim.item.kind == "file":
            cause = "this kind of archive is not opened (only zip and tar are)"
            self._refuse(claim, origin, cause, _SEND_FILE, None)
        else:
            self._file(claim, claim.item, claim.inner, origin, claim.exercise)

    def _file(
        self,
        claim: Claim,
        item: Item,
        inner: tuple[str, ...],
        origin: str,
        exercise: str | None,
    ) -> None:
        """Look at a file that is no archive, or is inside one.

        Args:
            exercise: what it is for when the layout says so, whatever its name.
        """
        name = inner[-1]
        if not names.is_python(name):
            self.other.append(origin)
            meant = names.exercise_meant(name, self.slugs)
            if item.kind != "file":
                self._not_a_file(claim, item, origin)
            elif meant is not None:
                self.misnamed.append(Misnamed(claim=claim, exercise=meant, origin=origin))
            return
        named = names.exercise_of(name, [exercise] if exercise else self.slugs)
        candidate = Candidate(
            claim=claim,
            name=names.spelling(name),
            origin=origin,
            inner=inner,
            exercise=exercise or (named and named[0]),
            copy=named[1] if named else (),
            source=item.source,
        )
        self.candidates.append(self._looked_at(candidate, item))

    def _looked_at(self, candidate: Candidate, item: Item) -> Candidate:
        """With its digest, or why it can't be graded."""
        name = candidate.name
        digest = None
        try:
            refusal = item.refusal(name)
            if refusal is not None:
                raise refusal
            assert item.source is not None
            data = self.reader.read(item.source, name)
            digest = hashlib.sha256(data).hexdigest()
            as_submission(data, name, name, candidate.exercise or "NAME")
        except SubmissionError as error:
            why = Refusal(cause=error.cause, remedy=error.remedy)
            return msgspec.structs.replace(candidate, digest=digest, refusal=why)
        return msgspec.structs.replace(candidate, digest=digest)

    def _open(self, claim: Claim, origin: str) -> None:
        """Open an archive that was handed in."""
        source = claim.item.source
        assert source is not None
        assert not isinstance(source, InHandIn)
        student = claim.student.key
        name = names.spelling(claim.inner[-1])
        self._opened[student] = self._opened.get(student, 0) + 1
        if self._opened[student] > MOST_ARCHIVES:
            cause = f"more than {MOST_ARCHIVES} archives were handed in; this one was not opened"
            self._refuse(claim, origin, cause, _SEND_FILE, None)
            return
        try:
            archive = self.reader.hand_in(source, name)
        except (ArchiveError, SubmissionError) as error:
            self._refuse(claim, origin, error.cause, error.remedy, source)
            return
        self._bytes[student] = self._bytes.get(student, 0) + sum(m.size for m in archive.members)
        if self._bytes[student] > STUDENT.total:
            cause = f"all archives of this student hold more than {STUDENT.total // MIB} MiB"
            self._refuse(claim, origin, cause, _SEND_FILE, source)
            return
        items = list_hand_in(archive, source, claim.inner)
        python = [item for item in items if names.is_python(item.name)]
        nested = [item for item in items if names.is_archive(item.name)]
        if nested and not python:
            cause = "it holds another archive, which is not opened, and no .py file"
            self._refuse(claim, origin, cause, _SEND_FILE, source)
            return
        only = claim.exercise if len(python) == 1 else None
        for item in items:
            within = names.spelling("/".join(item.parts[len(claim.inner) :]))
            self._file(claim, item, item.parts, f"{origin}/{within}", only)

    def _refuse(
        self, claim: Claim, origin: str, cause: str, remedy: str, source: Source | None
    ) -> None:
        """An archive that is not opened."""
        digest = None
        if source is not None and STUDENT.size is not None:
            try:
                data = self.reader.read(source, origin, STUDENT.size)
                digest = hashlib.sha256(data).hexdigest()
            except SubmissionError:
                pass  # too large, or not to be read: that is what the refusal says already
        self.refused.append(
            Candidate(
                claim=claim,
                name=names.spelling(claim.inner[-1]),
                origin=origin,
                inner=claim.inner,
                exercise=None,
                source=source,
                digest=digest,
                refusal=Refusal(cause=cause, remedy=remedy),
            )
        )
        self._say("archive", claim, f"{origin}: {cause}", remedy)

    def _not_a_file(self, claim: Claim, item: Item, origin: str) -> None:
        refusal = item.refusal(origin)
        assert refusal is not None
        kind = "link" if item.kind == "link" else "special"
        self._say(kind, claim, f"{origin}: {refusal.cause}", "It is not followed or read.")

    def _say(self, kind: str, claim: Claim, cause: str, remedy: str) -> None:
        subject = claim.student.name or claim.student.key
        self.problems.append(Problem(kind=kind, subject=subject, cause=cause, remedy=remedy))
