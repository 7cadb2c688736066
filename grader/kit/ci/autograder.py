"""What Gradescope's ``run_autograder`` runs: ``python -I -m grader.kit.ci.autograder ROOT``.

Theory of operation. ROOT is ``/autograder`` there. ``source/`` holds what
:func:`grader.kit.gradescope.gradescope_zip` packed and is for root alone; ``submission/`` is what
the student handed in, hostile in every respect; ``results/results.json`` is written at the end,
with what is decided by then when the time is up (SIGTERM). The script around this writes it when
this process could not: there is always a file, and no fault of ours ever becomes a score.

The containers of Gradescope are unprivileged: bubblewrap may not work in them, and Landlock takes
its place where the kernel has it. Below that nothing is run unless the zip says so.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader.course import Course, Exercise, load_course
from grader.errors import GradingError
from grader.exporters import gradescope
from grader.files import write_whole
from grader.kit.ci.combined import combined
from grader.kit.ci.handed_in import read_handed_in
from grader.kit.ci.run import WEAKEST_RUNG, Graded, grade_all, nothing_run, weakness
from grader.kit.gradescope import CONFIG, COURSE, Config
from grader.model import GradeReport, Verdict
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.payload import payload_folder
from grader.sandbox.probe import choose_level
from grader.text import one_line
from grader.translation import Translator
from grader.wording import words_of

_TIME_UP = "The time of the autograder was over before this was decided. It costs you no point."


def main(root: Path) -> int:
    """Grade one submission, and write ``results.json``."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    target = root / "results" / "results.json"
    lang: str = "en"
    try:
        config = msgspec.json.decode((root / "source" / CONFIG).read_bytes(), type=Config)
        lang = config.lang
        course = load_course(root / "source" / COURSE)
        translator = Translator(course.exercises, config.lang)
        reports = [translator.report(report) for report in _grade(root, course, config)]
        whole = combined(words_of(config.lang)("ci.title"), reports)
        data = gradescope.results(whole, lang=config.lang)
        if data is None:
            data = gradescope.undecided(whole, _why(reports), config.lang)
    except Exception as error:
        traceback.print_exc()
        why = str(error) if isinstance(error, GradingError) else type(error).__name__
        # A student reads it: no path of the machine.
        data = gradescope.undecided(None, why.replace(f"{root}/", ""), lang)
    write_whole(target, data)
    return 0


def _grade(root: Path, course: Course, config: Config) -> list[GradeReport]:
    """A report for each exercise; what was not decided in time is inconclusive."""
    exercises = [course.exercise(slug) for slug in config.exercises]
    why = weakness(config.allow_weak_isolation) or _exposure()
    if why:
        print(why)
        return [nothing_run(exercise, why) for exercise in exercises]
    read = read_handed_in(root / "submission", config.exercises)
    done: dict[str, GradeReport] = {}

    def take(graded: Graded) -> None:
        report = graded.report
        done[report.exercise] = report
        print(f"{report.exercise}: {report.verdict}, {report.score} of {report.max_score}")

    student = _student(root / "submission_metadata.json")
    try:
        grade_all(course, exercises, read, student=student, on_done=take)
    except KeyboardInterrupt:
        print("The time is up.")
    return [_or_late(exercise, done) for exercise in exercises]


def _exposure() -> str:
    """Why students' code could read the checks here; empty when it can't.

    Below Landlock only the file system's own permissions keep it from them: it must run as another
    user, and must not need root's right to read everything in order to find its interpreter.
    """
    if choose_level().rung <= WEAKEST_RUNG:
        return ""
    needed = (payload_folder(), Path(tempfile.gettempdir(), "workspace"))
    if os.geteuid() == 0 and Interpreter.current().is_open_to_all(*needed):
        return ""
    return (
        "At this isolation level students' code could read the checks, so nothing was run: Python, "
        "or the temporary folder, lies in a folder that only root may enter."
    )


def _or_late(exercise: Exercise, done: dict[str, GradeReport]) -> GradeReport:
    return done.get(exercise.slug) or nothing_run(exercise, _TIME_UP)


def _why(reports: Sequence[GradeReport]) -> str:
    """Why something is not decided, for a person who can do something about it."""
    told: list[str] = []
    for report in reports:
        if report.verdict is not Verdict.INCONCLUSIVE:
            continue
        told += [flag.message for flag in report.flags]
        told += [report.problem] if report.problem else []
        told += [c.feedback for c in report.checks if c.verdict is Verdict.INCONCLUSIVE]
    return "\n".join(dict.fromkeys(told))


def _student(path: Path) -> str | None:
    """Who handed it in, as ``submission_metadata.json`` says; None where it does not."""
    try:
        found: Any = msgspec.json.decode(path.read_bytes())
        users = [user.get("name") or user.get("email") for user in found["users"]]
    except (OSError, msgspec.MsgspecError, LookupError, TypeError, AttributeError):
        return None
    return one_line(", ".join(str(user) for user in users if user)) or None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
