"""The gradebook: every SQL statement there is stands here (and in ``schema.sql``).

Each public method is one transaction: after a kill at any moment it has happened or it has not.
Nothing is ever deleted but what the latest run replaces (similarities); a cell points at the
grading that counts, and the others are its history.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from grader.classbook import ClassBook, Override, Similarity, Student
from grader.course import Course
from grader.errors import UsageError
from grader.gradebook import assembly
from grader.gradebook.opening import explained, open_database
from grader.gradebook.people import find_student
from grader.gradebook.policy import Policy
from grader.gradebook.policy_file import parse_policy
from grader.gradebook.records import Attempt, Cell, Key, Known, Past, Recorded, Refusal
from grader.model import GradeReport, Verdict, from_json, to_json


class Gradebook:
    """An open gradebook; a context manager that closes it.

    Use :meth:`open`. Any method raises :class:`~grader.errors.UsageError` when the file can't be
    written (a full disk, a damaged file).
    """

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

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        vfs: str | None = None,
    ) -> Gradebook:
        """Open the book at ``path``, bringing an older one up to date.

        Args:
            path: its file.
            create: make a new one where there is none.
            clock: the time, with a zone.
            vfs: SQLite's access to files, for tests of odd file systems.

        Raises:
            UsageError: there is none, or it is not one that this program can use.
        """
        connection, notes = open_database(path, create=create, vfs=vfs)
        return cls(path, connection, notes, clock)

    def close(self) -> None:
        """Close the file. Idempotent."""
        self._db.close()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Submissions in

    def take_in(
        self,
        students: Iterable[Student],
        attempts: Iterable[Attempt],
        superseded: Iterable[Attempt] = (),
        columns: Iterable[str] = (),
    ) -> None:
        """Note who is in the class and what was handed in.

        Args:
            students: also those without a submission. What is unknown about one now but was known
                before is kept.
            attempts: the one that counts, of each student and exercise.
            superseded: earlier ones.
            columns: exercises that the class was to solve.
        """
        with self._transaction():
            for student in students:
                self._db.execute(
                    "INSERT INTO students (key, name, id, login, email) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (key) DO UPDATE SET name = coalesce(excluded.name, name),"
                    " id = coalesce(excluded.id, id), login = coalesce(excluded.login, login),"
                    " email = coalesce(excluded.email, email)",
                    (student.key, student.name, student.id, student.login, student.email),
                )
            for slug in columns:
                self._db.execute("INSERT OR IGNORE INTO columns (exercise) VALUES (?)", (slug,))
            for attempt in superseded:
                self._attempt(attempt)
            for attempt in attempts:
                number = self._attempt(attempt)
                self._db.execute(
                    "INSERT OR IGNORE INTO columns (exercise) VALUES (?)", (attempt.exercise,)
                )
                self._db.execute(
                    "INSERT INTO cells (student, exercise, attempt) VALUES (?, ?, ?)"
                    " ON CONFLICT (student, exercise) DO UPDATE SET attempt = excluded.attempt",
                    (attempt.student, attempt.exercise, number),
                )

    def _attempt(self, attempt: Attempt) -> int:
        """The attempt's row, written when it is new."""
        dated = _text(attempt.submitted_at)
        where = (attempt.student, attempt.exercise, attempt.digest, attempt.origin, dated)
        refusal = None if attempt.refusal is None else msgspec.json.encode(attempt.refusal).decode()
        self._db.execute(
            "INSERT OR IGNORE INTO attempts"
            " (student, exercise, digest, origin, submitted_at, name, late, refusal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*where, attempt.name, attempt.late, refusal),
        )
        (number,) = self._db.execute(
            "SELECT id FROM attempts WHERE student = ? AND exercise = ? AND digest = ?"
            " AND origin = ? AND submitted_at IS ?",
            where,
        ).fetchone()
        return int(number)

    # Planning

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

    def settle(self, keys: Iterable[Key]) -> None:
        """Let the known gradings of ``keys`` count, for the attempts that count now."""
        with self._transaction():
            for key in keys:
                self._point(key)

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

    def want(self, cells: Iterable[tuple[str, str]]) -> None:
        """Ask for a new grading of these cells; the wish lasts until it is recorded."""
        with self._transaction():
            self._db.executemany(
                "UPDATE cells SET wanted = 1 WHERE student = ? AND exercise = ?", list(cells)
            )

    def source(self, digest: str) -> bytes | None:
        """The bytes of a submission; None when it could not be read, or was never graded."""
        row = self._one("SELECT data FROM sources WHERE digest = ?", (digest,))
        return None if row is None else bytes(row[0])

    # Gradings in

    def record(self, key: Key, round: int, report: GradeReport, source: bytes | None) -> bool:
        """Write a grading, and let it count.

        A grading that left a check undecided does not take the place of one of the same key that
        decided all; it is kept in the history.

        Args:
            key: what was graded.
            round: how many gradings of this key were known when it began.
            report: what came out.
            source: the submission's bytes.

        Returns:
            False when a grading of this key and round is recorded already: nothing was changed.
        """
        decided = all(check.verdict is not Verdict.INCONCLUSIVE for check in report.checks)
        with self._transaction():
            if source is not None:
                self._db.execute(
                    "INSERT OR IGNORE INTO sources (digest, data) VALUES (?, ?)",
                    (key.submission, source),
                )
            done = self._db.execute(
                "INSERT OR IGNORE INTO gradings (student, exercise, submission, checks, grader,"
                " round, decided, verdict, score, max_score, seed, isolation, graded_at, report)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *_parts(key),
                    round,
                    decided,
                    report.verdict,
                    report.score,
                    report.max_score,
                    report.seed,
                    report.isolation,
                    _text(self._clock()),
                    zlib.compress(to_json(report, indent=0)),
                ),
            )
            if done.rowcount == 0:
                return False
            self._point(key)
        return True

    def _point(self, key: Key) -> None:
        """Let the best grading of ``key`` count, if the attempt that counts is what it graded."""
        self._db.execute(
            "UPDATE cells SET wanted = 0, graded = attempt, grading = ("
            "  SELECT id FROM gradings WHERE student = ? AND exercise = ? AND submission = ?"
            "  AND checks = ? AND grader = ? ORDER BY decided DESC, round DESC LIMIT 1)"
            " WHERE student = ? AND exercise = ?"
            " AND (SELECT digest FROM attempts WHERE id = attempt) = ?",
            (*_parts(key), key.student, key.exercise, key.submission),
        )

    def set_similarities(self, exercise: str, found: Iterable[Similarity]) -> None:
        """Replace what is known of similar submissions of ``exercise``."""
        with self._transaction():
            self._db.execute("DELETE FROM similarities WHERE exercise = ?", (exercise,))
            self._db.executemany(
                "INSERT INTO similarities (exercise, first, second, share, lines)"
                " VALUES (?, ?, ?, ?, ?)",
                [
                    (exercise, s.first, s.second, s.share, msgspec.json.encode(s.lines).decode())
                    for s in found
                ],
            )

    # The instructor's word

    def override(self, student: str, exercise: str, score: float | None, reason: str) -> None:
        """Give a score that counts instead of the report's; None takes the last one back.

        Args:
            student: key.
            exercise: slug.
            score: points, not below 0.
            reason: why; not empty.

        Raises:
            UsageError: the score makes no sense, or the reason is missing.
        """
        if score is not None and not (math.isfinite(score) and score >= 0):
            raise UsageError(
                f"score {score}", "a number of points that is not below 0 is expected", "Mend it."
            )
        if not reason.strip():
            raise UsageError(
                "--reason", "it is empty", "Say why: whoever reads the book later will ask."
            )
        self._say("overrides", "score, reason", (student, exercise), (score, reason))

    def comment(self, student: str, exercise: str, text: str) -> None:
        """Say something to the student about an exercise; an empty text takes it back."""
        self._say("comments", "text", (student, exercise), (text,))

    def _say(
        self, table: str, fields: str, cell: tuple[str, str], values: tuple[object, ...]
    ) -> None:
        places = ", ".join("?" * (len(values) + 3))
        with self._transaction():
            self._db.execute(
                f"INSERT INTO {table} (student, exercise, {fields}, at) VALUES ({places})",
                (*cell, *values, _text(self._clock())),
            )
            self._db.execute("INSERT OR IGNORE INTO columns (exercise) VALUES (?)", (cell[1],))

    # What is known

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

    def remember(self, **values: str) -> None:
        """Keep some facts about the book as a whole."""
        with self._transaction():
            self._db.executemany(
                "INSERT INTO meta (key, value) VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                list(values.items()),
            )

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


_Row = tuple[Any, ...]


def _parts(key: Key) -> tuple[str, ...]:
    return (key.student, key.exercise, key.submission, key.checks, key.grader)


def _text(time: datetime | None) -> str | None:
    """UTC, always of one length, so that texts sort as times do."""
    if time is None:
        return None
    assert time.tzinfo is not None, "a time without a zone"
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
