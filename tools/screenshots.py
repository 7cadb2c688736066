"""Make the pictures in docs/images from real gradings, in the system's Chromium.

    .venv/bin/python tools/screenshots.py

Needs what the tests need: bubblewrap (or a weaker rung), Chromium (or its path in ``CHROMIUM``),
and a font for Chinese (``fonts-wqy-microhei``). Seeds are fixed, so a picture changes only when
a page does.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from grader.classbook import ClassBook, Column, Grade, Lateness, Student  # noqa: E402
from grader.course import Course, load_course  # noqa: E402
from grader.grading import grade  # noqa: E402
from grader.intake import read_submission  # noqa: E402
from grader.model import GradeReport  # noqa: E402
from grader.reports import class_report, student_report  # noqa: E402
from grader.reports.judging import judging_of  # noqa: E402
from grader.translation import Translator  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SEED = 20261102
WHEN = datetime(2026, 11, 2, 12, tzinfo=UTC)
CLASS = ("lock", "pool", "thread", "fork", "thread_local")
NAMES = ("Ada Okafor", "Bram Visser", "Chandra Iyer", "Dilnoza Karimova", "Elif Demir", "Fang Li",
         "Grace Mensah", "Hugo Martin", "Ingrid Solberg", "Jun Tanaka", "Kofi Boateng",
         "Lucía Romero")  # fmt: skip


def graded(course: Course, slug: str, path: Path, student: str | None = None) -> GradeReport:
    """One real grading."""
    return grade(
        course, course.exercise(slug), read_submission(path, slug), seed=SEED, student=student
    )


def wrong(slug: str, name: str) -> Path:
    return ROOT / "solutions" / slug / "wrong" / f"{name}.py"


def small_class(course: Course) -> ClassBook:
    """Twelve students whose submissions are solutions of ours, right and wrong."""
    students = tuple(Student(key=f"s{n:02}", name=name) for n, name in enumerate(NAMES, 1))
    columns, grades = [], []
    for place, slug in enumerate(CLASS):
        exercise = course.exercise(slug)
        solutions = course.solutions(exercise)
        files = [solutions.reference, *solutions.wrong.values()]
        spec = exercise.spec
        columns.append(
            Column(exercise=slug, title=spec.title, max_score=exercise.max_score,
                   checks=tuple(spec.checks))
        )  # fmt: skip
        known: dict[Path, GradeReport] = {}
        for number, student in enumerate(students):
            # Every other one is right; one has not handed in.
            pick = 0 if (number + place) % 2 else 1 + (number * 3 + place) % (len(files) - 1)
            if (number, place) == (7, 3):
                continue
            path = files[pick]
            if path not in known:
                known[path] = graded(course, slug, path)
            report = msgspec.structs.replace(known[path], student=student.key)
            late = Lateness(due=WHEN, submitted=WHEN, days=1, factor=1.0, why="a day late")
            grades.append(
                Grade(student=student.key, report=report, score=report.score, graded_at=WHEN,
                      lateness=late if (number + place) % 11 == 3 else None)
            )  # fmt: skip
    return ClassBook(
        title="Concurrent Python", columns=tuple(columns), students=students, grades=tuple(grades)
    )


class Camera:
    """Takes pictures of HTML texts."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder

    def take(
        self,
        name: str,
        html: str,
        *,
        of: str | None = None,
        width: int = 1000,
        height: int = 720,
        scheme: str = "light",
        before: str = "",
    ) -> None:
        """Write ``docs/images/<name>.png``: of an element, or of what is seen first."""
        file = self.folder / f"{name}.html"
        file.write_text(html, "utf-8")
        page = self.browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        page.goto(file.as_uri())
        if before:
            page.evaluate(before)
        target = IMAGES / f"{name}.png"
        if of is None:
            page.screenshot(path=target)
        else:
            page.locator(of).first.screenshot(path=target)
        page.close()
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KiB")


def main() -> None:
    course = load_course(ROOT)
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        camera = Camera(playwright.chromium.launch(executable_path=chromium), Path(folder))
        lock = graded(course, "lock", wrong("lock", "no_lock"))
        source = wrong("lock", "no_lock").read_text("utf-8")
        html = student_report(lock, source)
        race = "#check-3"
        camera.take("report", html, height=900)
        camera.take("stepper", html, of=f"{race} .witness", before=press(race, "ArrowRight", 1))
        pick = f"document.querySelectorAll('{race} .tab')[1].click();"
        pick += f"document.querySelectorAll('{race} .pick')[0].click();"
        camera.take("game", html, of=f"{race} .witness", before=pick, scheme="dark")
        camera.take("phone", html, width=400, height=860,
                    before=f"document.querySelector('{race}').scrollIntoView()")  # fmt: skip
        chinese = Translator(course.exercises, "zh").report(lock)
        camera.take("chinese", student_report(chinese, source, lang="zh"), of=race, width=900)
        path = wrong("philosophers", "left_first")
        report = graded(course, "philosophers", path)
        html = student_report(report, path.read_text("utf-8"))
        camera.take("waits", html, of=".graph", width=1000)
        path = wrong("cluster", "lost_task")
        html = student_report(graded(course, "cluster", path), path.read_text("utf-8"))
        camera.take("timeline", html, of="[data-timeline]")
        path = wrong("exchange", "join_before_drain")
        hung = student_report(graded(course, "exchange", path), path.read_text("utf-8"))
        camera.take("hang", hung, of="[data-timeline]")
        exercise = course.exercise("lock")
        judging = judging_of(exercise, lock.engine.exercise_digest)
        html = student_report(lock, source, edition="instructor", judging=judging)
        opened = f"document.querySelector('{race} .judging').open = true;"
        camera.take("instructor", html, of=f"{race} .judging", before=opened)
        book = small_class(course)
        html = class_report(book, lambda grade: f"students/{grade.student}.html", made_at=WHEN)
        camera.take("class", html, width=1100, height=800)
        camera.browser.close()


def press(check: str, key: str, times: int) -> str:
    """A script that presses a key on a stepper's slider."""
    event = f"new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }})"
    slider = f"document.querySelector('{check} .stepper input')"
    return f"for (let n = 0; n < {times}; n++) {slider}.dispatchEvent({event});"


if __name__ == "__main__":
    main()
