"""Running a plan: retries, losses, interrupts; a stand-in for the sandbox, no process of ours."""

from __future__ import annotations

import os
import signal
from concurrent.futures import CancelledError, Future

import msgspec
import pytest

from grader.batch import run
from grader.batch.interrupts import Interrupts
from grader.batch.job import Fault, Job, Outcome
from grader.batch.local import LocalProcesses, WorkerLostError, WorkerRaisedError
from grader.errors import GraderError, UsageError
from grader.grading import grade
from grader.intake import read_submission
from grader.model import GradeReport
from tests.batch.conftest import FAKE, Here


def says(ending: str) -> str:
    """A submission that ends as the stand-in is told."""
    return f"def say(text, times=1):\n    raise Exception({ending!r})\n\n\nclass Tally:\n    pass\n"


def comparable(report: GradeReport) -> GradeReport:
    """A report without what differs from run to run: times."""
    return msgspec.structs.replace(
        report,
        usage=None,
        student=None,
        checks=tuple(msgspec.structs.replace(check, duration=0.0) for check in report.checks),
    )


class Scripted(Here):
    """Answers some students' jobs as foretold, once each, and does the others."""

    def __init__(self, *foretold: tuple[str, Outcome | Exception]) -> None:
        super().__init__()
        self.foretold = list(foretold)

    def answer(self, fn, argument):
        job = msgspec.msgpack.decode(argument, type=Job)
        for place, (student, what) in enumerate(self.foretold):
            if student == job.student:
                del self.foretold[place]
                if isinstance(what, Exception):
                    raise what
                return msgspec.msgpack.encode(what)
        return fn(argument)

    def jobs(self, student: str) -> list[Job]:
        every = [msgspec.msgpack.decode(call, type=Job) for call in self.calls]
        return [job for job in every if job.student == student]


def fault(kind, cause="it broke") -> Outcome:
    return Outcome(fault=Fault(kind=kind, subject="x", cause=cause, remedy="Mend it."))


def test_verdicts_equal_those_of_one_by_one_gradings(room):
    """The whole report does, but for names and times."""
    texts = {
        "ada": None,
        "bob": says("hang"),
        "cy": says("crash"),
        "dan": "1 / 0\n",
        "eve": "def say(text, times=1):\n    return text\n\n\nclass Tally:\n    pass\n",
    }
    paths = {name: room.hand_in(name, text) for name, text in texts.items()}
    assert room.run().graded == 5
    exercise = room.course.exercise("echo")
    with room.open() as book:
        for one in book.class_book(room.course).grades:
            submission = read_submission(paths[one.student], "echo")
            alone = grade(room.course, exercise, submission, keeper=FAKE, seed=one.report.seed)
            assert comparable(one.report) == comparable(alone)


def test_each_grading_has_a_report_in_the_folder(room):
    """Under a name made from the identity."""
    room.hand_in("ada")
    room.run()
    (page,) = room.out.glob("reports/ada-*/echo.html")
    assert "say gives its text back" in page.read_text()


def test_something_undecided_is_tried_again_once_on_a_fresh_sandbox_and_then_recorded(room):
    """After everything else, so that nobody waits for it."""
    room.hand_in("ada", says("lost"))
    room.hand_in("bob")
    workers = Scripted()
    summary = room.run(workers)
    assert (summary.graded, summary.undecided, summary.retried) == (2, 1, 1)
    assert [job.fresh for job in workers.jobs("ada")] == [False, True]
    assert room.told == ["bob", "ada"]
    assert room.verdicts() == {"ada": "inconclusive", "bob": "passed"}
    assert len(workers.jobs("bob")) == 1


def test_what_is_undecided_once_and_decided_then_is_decided(room):
    """Only the second grading is recorded."""
    room.hand_in("ada")
    room.hand_in("bob", says("lost"))
    bad = Scripted()
    room.run(bad)
    report = next(iter(bad.jobs("bob")))
    lost = msgspec.msgpack.decode(run.perform(msgspec.msgpack.encode(report)), type=Outcome)
    room.hand_in("cy")
    summary = room.run(Scripted(("cy", lost)))
    assert summary.retried == 2  # bob's again, since that is not final, and cy's
    assert room.verdicts()["cy"] == "passed"
    with room.open() as book:
        assert len(book.history("cy", "echo")) == 1


def test_a_lost_worker_costs_a_second_try_and_no_more(room):
    """The submission is graded by the next worker."""
    room.hand_in("ada")
    summary = room.run(Scripted(("ada", WorkerLostError("SIGKILL"))))
    assert (summary.graded, summary.retried, summary.undecided) == (1, 1, 0)
    assert room.verdicts() == {"ada": "passed"}


@pytest.mark.parametrize(
    "end", [WorkerLostError("SIGKILL"), WorkerRaisedError("Traceback /secret/path"), None]
)
def test_a_submission_that_loses_two_workers_is_inconclusive(room, end):
    """The others are graded; the student hears nothing of our machine."""
    end = fault("grader", "/secret/path") if end is None else end
    room.hand_in("ada")
    room.hand_in("bob")
    summary = room.run(Scripted(("ada", end), ("ada", end)))
    assert room.verdicts() == {"ada": "inconclusive", "bob": "passed"}
    assert len(summary.faults) == 1
    (page,) = room.out.glob("reports/ada-*/echo.html")
    assert "/secret" not in page.read_text()
    with room.open() as book:
        (kept,) = book.recorded([("ada", "echo")])
    assert kept.source is not None
    assert kept.report.score == kept.report.max_score == 0


def test_what_several_workers_were_lost_with_is_not_tried_again(room):
    """A cluster has tried it elsewhere already."""
    room.hand_in("ada")
    workers = Scripted(("ada", WorkerLostError("KilledWorker", final=True)))
    assert room.run(workers).retried == 0
    assert room.verdicts() == {"ada": "inconclusive"}


def test_an_inconclusive_grading_is_tried_again_by_the_next_run(room):
    """And its place is taken by one that decides."""
    room.hand_in("ada")
    lost = WorkerLostError("SIGKILL")
    room.run(Scripted(("ada", lost), ("ada", lost)))
    assert room.run().graded == 1
    assert room.verdicts() == {"ada": "passed"}
    assert room.run().graded == 0


def test_a_broken_exercise_is_left_and_said(room):
    """Nothing of it is recorded."""
    room.hand_in("ada")
    room.hand_in("bob")
    summary = room.run(Scripted(("ada", fault("course")), ("bob", fault("course"))))
    assert (summary.graded, summary.left) == (0, 2)
    assert list(summary.broken) == ["echo"]
    assert room.verdicts() == {}


def test_a_worker_that_must_not_grade_ends_the_run(room):
    """Before a verdict of another grader, or a submission on the loose."""
    room.hand_in("ada")
    workers = Scripted(("ada", fault("unfit", "another version")))
    with pytest.raises(UsageError, match="another version"):
        room.run(workers)
    assert workers.ended == "killed"


def test_a_machine_on_which_nothing_works_ends_the_run(room):
    """Instead of a class full of inconclusive gradings."""
    for number in range(12):
        room.hand_in(f"s{number:02}")
    every = [(f"s{number:02}", fault("grader", "no space")) for number in range(12)]
    with pytest.raises(GraderError, match="no space"):
        room.run(Scripted(*every))
    assert room.verdicts() == {}


def test_workers_that_are_gone_end_the_run(room):
    """What was graded is kept."""
    room.hand_in("ada")
    room.hand_in("bob")

    class Gone(Here):
        def submit(self, fn, /, argument):
            if not self.calls:
                return super().submit(fn, argument)
            future: Future[bytes] = Future()
            future.set_exception(CancelledError())
            return future

    with pytest.raises(GraderError, match="they are gone"):
        room.run(Gone())
    assert room.run().graded == 1


def test_a_file_that_changes_after_planning_is_left_for_the_next_run(room):
    """Its grading would stand under the wrong digest."""
    path = room.hand_in("ada")

    with room.open() as book:
        plan = room.plan(book)
        path.write_text("x = 2\n")
        results = run.Results(room.out, book, ("student",), room.course)
        batch = run.Batch(room.course, results, run.Terms(grader="g", keeper=FAKE))
        summary = batch.run(plan.tasks, Here(), Interrupts(lambda: None))
    assert (summary.graded, summary.left, summary.changed) == (0, 1, ["ada: echo"])
    assert room.run().graded == 1


def test_an_interrupt_hands_out_nothing_more_and_keeps_what_is_in_hand(room):
    """The first Ctrl-C; the next run does the rest."""
    for name in ("ada", "bob", "cy", "dan"):
        room.hand_in(name)
    heard = []
    interrupts = Interrupts(lambda: heard.append(True))

    class Interrupted(Here):
        def answer(self, fn, argument):
            if len(self.calls) == 2:
                os.kill(os.getpid(), signal.SIGINT)
            return super().answer(fn, argument)

    with interrupts.watched():
        summary = room.run(Interrupted(), interrupts)
    assert (summary.graded, summary.left, summary.interrupted) == (2, 2, True)
    assert heard == [True]
    assert room.run().graded == 2


def test_a_job_that_nobody_has_begun_is_given_back_at_an_interrupt(room):
    """It counts as left, once."""
    for name in ("ada", "bob", "cy"):
        room.hand_in(name)
    interrupts = Interrupts(lambda: None)

    class Queued(Here):
        """The second job stays where it is."""

        def submit(self, fn, /, argument):
            if self.calls:
                interrupts.asked = True
                return Future()
            return super().submit(fn, argument)

    summary = room.run(Queued(), interrupts)
    assert (summary.graded, summary.left, summary.interrupted) == (1, 2, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_interrupt_ends_everything_at_once(room, number):
    """Also a SIGTERM. What was recorded before stays."""
    room.hand_in("ada")
    room.hand_in("bob")
    interrupts = Interrupts(lambda: os.kill(os.getpid(), number))

    class Endless(Here):
        """The second job is worked on for ever."""

        def submit(self, fn, /, argument):
            if self.calls:
                future: Future[bytes] = Future()
                future.set_running_or_notify_cancel()
                os.kill(os.getpid(), number)
                return future
            return super().submit(fn, argument)

    workers = Endless()
    with interrupts.watched(), pytest.raises(KeyboardInterrupt):
        room.run(workers, interrupts)
    assert workers.ended == "killed"


def test_signals_are_given_back_after_a_run():
    """The command's own Ctrl-C works as before."""
    before = signal.getsignal(signal.SIGTERM)
    with Interrupts(lambda: None).watched():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_real_workers_survive_a_submission_that_kills_them(room):
    """Twice lost, it is inconclusive; its neighbours are graded by what replaced them."""
    room.hand_in("ada")
    killer = (
        "import os\n"
        "pid = os.getpid()\n"
        "while b'grader.batch.worker' not in open(f'/proc/{pid}/cmdline', 'rb').read():\n"
        "    pid = int(open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()[1])\n"
        "os.kill(pid, 9)\n"
        "while True:\n"
        "    pass\n"
    )
    room.hand_in("bob", killer)
    room.hand_in("cy")
    summary = room.run(LocalProcesses(2, 120.0))
    assert room.verdicts() == {"ada": "passed", "bob": "inconclusive", "cy": "passed"}
    assert (summary.graded, summary.retried) == (3, 1)
    assert "SIGKILL" in summary.faults[0]
