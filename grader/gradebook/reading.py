"""What is read from the gradebook, and how its file is asked."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from grader.classbook import ClassBook, Override, Similarity, Student
from grader.course import Course
from grader.gradebook import assembly
from grader.gradebook.opening import explained
from grader.gradebook.people import find_student
from grader.gradebook.policy import Policy
from grader.gradebook.policy_file import parse_policy
from grader.gradebook.records import Attempt, Cell, Key, Known, Past, Recorded, Refusal
from grader.model import Verdict, from_json

_Row = tuple[Any, ...]


class BookReader:
    """The reading half of :class:`~grader.gradebook.store.Gradebook`; a context manager."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        notes: tuple[str, ...],
        clock: Callable[[], datetime],
    ) -> None:
        self.path = path
        self.notes = notes
        """Sentences that the user should read."""
        self._db = connection
        self._clock = clock

    def close(self) -> None:
        """Close the file. Idempotent."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # What was handed in, and what is known of it

    def cells(self) -> dict[tuple[str, str], Cell]:
        """What counts at present, by student's key and exercise, in that order."""
        rows = self._all(
            "SELECT c.student, c.exercise, c.wanted, g.verdict, a.digest, a.name, a.origin,"
            " a.submitted_at, a.late, a.refusal FROM cells c JOIN attempts a ON a.id = c.attempt"
            " LEFT JOIN gradings g ON g.id = c.grading ORDER BY c.student, c.exercise"
        )
        found = {}
        for student, exercise, wanted, verdict, digest, name, origin, dated, late, refusal in rows:
            attempt = Attempt(
                student=student,
                exercise=exercise,
                digest=digest,
                name=name,
                origin=origin,
                submitted_at=_time(dated),
                late=None if late is None else bool(late),
                refusal=None if refusal is None else msgspec.json.decode(refusal, type=Refusal),
            )
            found[student, exercise] = Cell(
                attempt=attempt,
                verdict=None if verdict is None else Verdict(verdict),
                wanted=bool(wanted),
            )
        return found

    def source(self, digest: str) -> bytes | None:
        """The bytes of a submission; None when it could not be read, or was never graded."""
        row = self._one("SELECT data FROM sources WHERE digest = ?", (digest,))
        return None if row is None else bytes(row[0])

    def known(self) -> dict[Key, Known]:
        """All that was ever graded."""
        rows = self._all(
            "SELECT student, exercise, submission, checks, grader, max(round) + 1, max(decided)"
            " FROM gradings GROUP BY student, exercise, submission, checks, grader"
        )
        return {
            Key(student=a, exercise=b, submission=c, checks=d, grader=e): Known(
                rounds=rounds, final=bool(final)
            )
            for a, b, c, d, e, rounds, final in rows
        }

    # The class

    def students(self) -> tuple[Student, ...]:
        """Everybody, in the order of their keys."""
        rows = self._all("SELECT key, name, id, login, email FROM students ORDER BY key")
        return tuple(
            Student(key=key, name=name, id=id, login=login, email=email)
            for key, name, id, login, email in rows
        )

    def student(self, text: str) -> Student:
        """Whom ``text`` names: a key, a number, a login, an address or a name.

        Raises:
            UsageError: nobody, or several; the message names the nearest ones.
        """
        return find_student(text, self.students())

    def recorded(self, cells: Sequence[tuple[str, str]] | None = None) -> Iterator[Recorded]:
        """The present gradings, with what they were made of, one at a time.

        Args:
            cells: only these, by student's key and exercise; all when None.
        """
        wanted = list(self.cells()) if cells is None else cells
        for student, exercise in wanted:
            row = self._one(
                "SELECT g.report, s.data FROM cells c JOIN gradings g ON g.id = c.grading"
                " LEFT JOIN sources s ON s.digest = g.submission"
                " WHERE c.student = ? AND c.exercise = ?",
                (student, exercise),
            )
            if row is not None:
                report = from_json(zlib.decompress(row[0]))
                yield Recorded(student=student, report=report, source=row[1])

    def history(self, student: str, exercise: str) -> tuple[Past, ...]:
        """All that ever happened in one cell, oldest first."""
        rows = self._all(
            "SELECT at, kind, text, score, most FROM ("
            "  SELECT graded_at AS at, 'graded' AS kind, verdict AS text, score,"
            "    max_score AS most, id FROM gradings WHERE student = :s AND exercise = :e"
            "  UNION ALL SELECT at, 'override', reason, score, NULL, id FROM overrides"
            "    WHERE student = :s AND exercise = :e"
            "  UNION ALL SELECT at, 'comment', text, NULL, NULL, id FROM comments"
            "    WHERE student = :s AND exercise = :e) ORDER BY at, id",
            {"s": student, "e": exercise},
        )
        return tuple(assembly.past(*row) for row in rows)

    def attempts(self, student: str, exercise: str) -> int:
        """How many files this student handed in for ``exercise``."""
        row = self._one(
            "SELECT count(*) FROM attempts WHERE student = ? AND exercise = ?", (student, exercise)
        )
        return 0 if row is None else int(row[0])

    def policy(self) -> Policy:
        """The late policy and the title that the last run was given."""
        return parse_policy(self.remembered("policy") or "", str(self.path))

    def remembered(self, key: str) -> str | None:
        """A fact that :meth:`remember` kept."""
        row = self._one("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    def class_book(self, course: Course) -> ClassBook:
        """The class as it stands: who, what was to be solved, and the gradings that count.

        The late policy is that of the last ``grade`` or ``regrade``. The reports in it hold the
        raw scores; a grade's own ``score`` is after the policy, or the override.

        Args:
            course: gives the columns their order, titles and points.
        """
        with self._snapshot():
            return assembly.class_book(
                course=course,
                policy=self.policy(),
                students=self.students(),
                columns=[slug for (slug,) in self._all("SELECT exercise FROM columns")],
                graded=self._graded(),
                overrides=self._overrides(),
                comments=self._comments(),
                similarities=self._similarities(),
            )

    def _graded(self) -> list[assembly.Graded]:
        rows = self._all(
            "SELECT c.student, g.report, g.graded_at, a.submitted_at FROM cells c"
            " JOIN gradings g ON g.id = c.grading JOIN attempts a ON a.id = c.graded"
            " ORDER BY c.student, c.exercise"
        )
        return [
            assembly.Graded(
                student=student,
                report=from_json(zlib.decompress(report)),
                graded_at=datetime.fromisoformat(graded_at),
                submitted_at=_time(submitted_at),
            )
            for student, report, graded_at, submitted_at in rows
        ]

    def _overrides(self) -> Mapping[tuple[str, str], Override]:
        rows = self._all("SELECT student, exercise, score, reason, at FROM overrides ORDER BY id")
        latest = {(student, exercise): rest for student, exercise, *rest in rows}
        return {
            cell: Override(score=score, reason=reason, at=datetime.fromisoformat(at))
            for cell, (score, reason, at) in latest.items()
            if score is not None
        }

    def _comments(self) -> Mapping[tuple[str, str], str]:
        rows = self._all("SELECT student, exercise, text FROM comments ORDER BY id")
        return {(student, exercise): text for student, exercise, text in rows}

    def _similarities(self) -> tuple[Similarity, ...]:
        rows = self._all(
            "SELECT exercise, first, second, share, lines FROM similarities"
            " ORDER BY exercise, share DESC, first, second"
        )
        shape = tuple[tuple[int, int, int, int], ...]
        return tuple(
            Similarity(
                exercise=exercise,
                first=first,
                second=second,
                share=share,
                lines=msgspec.json.decode(lines, type=shape),
            )
            for exercise, first, second, share, lines in rows
        )

    # The file

    @contextlib.contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
        """All or nothing, also when the process is killed inside."""
        with explained(self.path):
            self._db.execute(begin)
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself rolls back on some errors
                    self._db.execute("ROLLBACK")
                raise

    def _snapshot(self) -> contextlib.AbstractContextManager[None]:
        """Several questions, answered at one moment."""
        return self._transaction("BEGIN")

    def _all(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[_Row]:
        with explained(self.path):
            return self._db.execute(sql, values).fetchall()

    def _one(self, sql: str, values: Sequence[object] = ()) -> _Row | None:
        with explained(self.path):
            row: _Row | None = self._db.execute(sql, values).fetchone()
            return row


def as_text(time: datetime | None) -> str | None:
    """UTC, always of one length, so that texts sort as times do."""
    if time is None:
        return None
    assert time.tzinfo is not None, "a time without a zone"
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
