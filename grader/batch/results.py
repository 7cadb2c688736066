"""The results' folder: the reports, the book, and the whole as JSON.

``OUT/gradebook.sqlite``, ``OUT/reports/<student>/<exercise>.html``, ``OUT/results.json``,
``OUT/class.html``. Only the process that runs the batch writes here. A report is written before
the book knows of its grading: whoever dies in between leaves a file that the next run writes anew,
never a grading without one.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.batch.digests import drawing_digest
from grader.batch.documents import documents, place
from grader.batch.plan import Task, parse_kept
from grader.classbook import ClassBook, Grade
from grader.course import Course
from grader.edition import Edition
from grader.errors import UsageError
from grader.files import write_whole
from grader.gradebook import Gradebook, Recorded, Refusal
from grader.model import GradeReport, Verdict
from grader.reports import class_report, notes_of
from grader.translation import Translator, overlay_path
from grader.wording import Language

SCHEMA = "concurrency-grader/results/v1"
BOOK = "gradebook.sqlite"
CLASS = "class.html"
"""The class at a glance; for instructors."""


class Results:
    """The folder that a batch writes to.

    Args:
        folder: of the results; made when it is missing.
        book: open, and written to by nobody else.
        editions: of the reports.
        course: whose checks the instructor's reports show, and whose translations.
        lang: of the reports.

    Raises:
        UsageError: the folder can't be made.
    """

    def __init__(
        self,
        folder: Path,
        book: Gradebook,
        editions: Sequence[Edition],
        course: Course,
        lang: Language = "en",
    ) -> None:
        self.folder = folder
        self.book = book
        self.editions = tuple(editions)
        self.course = course
        self.lang = lang
        self._noted: dict[str, str] = msgspec.json.decode(
            book.remembered("notes") or "{}", type=dict[str, str]
        )
        """Of the pages that show notes: a digest of these, by the page's place."""
        with _writing(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def record(
        self,
        task: Task,
        report: GradeReport,
        pages: dict[Edition, bytes],
        source: bytes | None,
    ) -> None:
        """Keep one grading: its files, then its row.

        Raises:
            UsageError: they can't be written.
        """
        self._write(task.key.student, task.key.exercise, pages)
        self.book.record(task.key, task.round, report, source)

    def refresh(self) -> int:
        """Write the reports that are missing, or all when their looks have changed since.

        Returns:
            How many gradings got theirs anew.
        """
        looks = ",".join((drawing_digest(), self._translations(), *self.editions))
        all_anew = self.book.remembered("looks") != looks
        stale = [
            cell
            for cell in self.book.cells()
            if all_anew
            or not all((self.folder / place(*cell, edition)).is_file() for edition in self.editions)
        ]
        count = 0
        for kept in self.book.recorded(stale):
            text = _text(kept)
            exercise = self.course.exercises.get(kept.report.exercise)
            pages = documents(kept.report, text, self.editions, exercise, lang=self.lang)
            self._write(kept.student, kept.report.exercise, pages)
            count += 1
        if all_anew:
            self.book.remember(looks=looks)
        return count

    def write_summary(self, classbook: ClassBook) -> Path:
        """Write ``results.json``, every grade in the book's order, and ``class.html``.

        Reports on which something was noted since they were written are written anew.
        """
        self._note(classbook)
        path = self.folder / "results.json"
        rows = [self._row(grade) for grade in classbook.grades]
        content = {"schema": SCHEMA, "title": classbook.title, "grades": rows}
        with _writing(path):
            write_whole(path, msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
        page = self.folder / CLASS
        with _writing(page):
            shown = Translator(self.course.exercises, self.lang).titles(classbook)
            html = class_report(shown, self.link, student_link=self._student_link, lang=self.lang)
            write_whole(page, html.encode())
        return path

    def link(self, grade: Grade) -> str | None:
        """The page of a grade, relative to the folder; None when it has none."""
        return self._place(grade, self.editions[-1])

    def _student_link(self, grade: Grade) -> str | None:
        """The student's edition beside that of the instructor; None when there is one only."""
        return self._place(grade, "student") if len(self.editions) > 1 else None

    def _place(self, grade: Grade, edition: Edition) -> str | None:
        path = place(grade.student, grade.report.exercise, edition)
        return path.as_posix() if (self.folder / path).is_file() else None

    def _row(self, grade: Grade) -> dict[str, object]:
        report = grade.report
        return {
            "student": grade.student,
            "exercise": report.exercise,
            "score": grade.score,
            "max_score": report.max_score,
            "raw_score": report.score,
            "verdict": report.verdict,
            "checks": {check.id: check.verdict for check in report.checks},
            "flags": sorted({flag.kind for flag in report.flags}),
            "inconclusive": report.verdict is Verdict.INCONCLUSIVE,
            "submitted_at": grade.submitted_at,
            "days_late": grade.lateness.days if grade.lateness else 0,
            "override": grade.override,
            "comment": grade.comment,
            "report": self.link(grade),
        }

    def _note(self, classbook: ClassBook) -> None:
        """Write comments, overrides and lateness into the reports that do not show them as is."""
        translator = Translator(self.course.exercises, self.lang)
        told: dict[str, str] = {}
        for grade in classbook.grades:
            slug = grade.report.exercise
            at = place(grade.student, slug, "student").as_posix()
            notes = notes_of(translator.noted(grade), self.lang)
            if notes:
                told[at] = hashlib.sha256(repr(notes).encode("utf-8", "replace")).hexdigest()[:16]
            if told.get(at) == self._noted.get(at) or not grade.report.engine.grader:
                continue
            exercise = self.course.exercises.get(slug)
            for kept in self.book.recorded([(grade.student, slug)]):
                pages = documents(
                    kept.report, _text(kept), self.editions, exercise, lang=self.lang, notes=notes
                )
                self._write(grade.student, slug, pages)
        if told != self._noted:
            self._noted = told
            self.book.remember(notes=msgspec.json.encode(told).decode())

    def _translations(self) -> str:
        """A digest of what the reports' language depends on beside the grader."""
        total = hashlib.sha256(self.lang.encode())
        if self.lang != "en":
            for exercise in self.course.exercises.values():
                with contextlib.suppress(OSError):
                    total.update(overlay_path(exercise, self.lang).read_bytes())
        return total.hexdigest()[:16]

    def _write(self, student: str, exercise: str, pages: dict[Edition, bytes]) -> None:
        # Whoever adds notes says so afterwards: a kill in between must not hide them.
        if self._noted.pop(place(student, exercise, "student").as_posix(), None) is not None:
            self.book.remember(notes=msgspec.json.encode(self._noted).decode())
        for edition, page in pages.items():
            path = self.folder / place(student, exercise, edition)
            with _writing(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, page)


def _text(kept: Recorded) -> str:
    """The source that a report shows; empty when it could not be read."""
    if kept.source is None:
        return ""
    found = parse_kept(kept.source, "", kept.report.exercise)
    return "" if isinstance(found, Refusal) else found.text


@contextlib.contextmanager
def alone(book: Path) -> Iterator[None]:
    """Keep other batches off the book at ``book`` while this one runs.

    The lock ends with the process, however that ends.

    Raises:
        UsageError: another batch has it.
    """
    path = book.with_name(f"{book.name}.lock")
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                str(book),
                "another command grades into this book right now",
                "Wait until it is done, or end it.",
            ) from None
        except OSError:
            # No locks on this file system. The book itself keeps a grading from counting twice.
            pass
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Errors of the file system, in the user's terms."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            str(path),
            f"it can't be written ({error.strerror})",
            "Make room, or name another place. What was recorded is safe: run the same again.",
        ) from None
