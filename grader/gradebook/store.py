"""The gradebook: what is written to it. All SQL stands here, in ``reading.py`` and ``schema.sql``.

Each public method is one transaction: after a kill at any moment it has happened or it has not.
Nothing is ever deleted but what the latest run replaces (similarities); a cell points at the
grading that counts, and the others are its history.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from grader.classbook import Similarity, Student
from grader.errors import UsageError
from grader.gradebook.opening import open_database
from grader.gradebook.reading import BookReader, as_text
from grader.gradebook.records import Attempt, Key
from grader.model import GradeReport, Verdict, to_json


class Gradebook(BookReader):
    """An open gradebook; a context manager that closes it.

    Use :meth:`open`. Any method raises :class:`~grader.errors.UsageError` when the file can't be
    written (a full disk, a damaged file).
    """

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
        dated = as_text(attempt.submitted_at)
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

    def settle(self, keys: Iterable[Key]) -> None:
        """Let the known gradings of ``keys`` count, for the attempts that count now."""
        with self._transaction():
            for key in keys:
                self._point(key)

    def want(self, cells: Iterable[tuple[str, str]]) -> None:
        """Ask for a new grading of these cells; the wish lasts until it is recorded."""
        with self._transaction():
            self._db.executemany(
                "UPDATE cells SET wanted = 1 WHERE student = ? AND exercise = ?", list(cells)
            )

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
                    as_text(self._clock()),
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
                (*cell, *values, as_text(self._clock())),
            )
            self._db.execute("INSERT OR IGNORE INTO columns (exercise) VALUES (?)", (cell[1],))

    # About the book

    def remember(self, **values: str) -> None:
        """Keep some facts about the book as a whole."""
        with self._transaction():
            self._db.executemany(
                "INSERT INTO meta (key, value) VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                list(values.items()),
            )


def _parts(key: Key) -> tuple[str, ...]:
    return (key.student, key.exercise, key.submission, key.checks, key.grader)
