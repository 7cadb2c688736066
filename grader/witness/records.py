"""What a witness holds: steps of threads, events of processes, and who waits for what."""

from __future__ import annotations

import re

from grader.choices import Choices
from grader.model import Record
from grader.wording import Words, words_of


class Event(Record, frozen=True):
    """What one process reported to the recorder."""

    lane: int
    """Index into :attr:`Witness.lanes`."""
    what: str
    """``start``, ``end``, ``waits``, ``goes on``, ``killed``, ``gone``, ``raised ValueError``,
    ``begins``, or a word of the check's author; at the end of a run that hung ``hangs`` (at a line
    of the student's) and ``rests`` (in the library)."""
    task: str
    """Which task it is about; may be empty."""
    thread: str
    line: int | None = None
    """The line of the student's file at which it hangs."""
    on: str = ""
    """What it waits for there; for ``rests`` ``next task`` or ``queue not emptied``."""

    @property
    def is_end(self) -> bool:
        """Whether it says where a process stood when the time was up."""
        return self.what in ("hangs", "rests")

    def told(self, words: Words) -> str:
        """What happened, in the language of ``words``."""
        task = words("witness.task", task=self.task) if self.task else ""
        if self.what in _EVENTS:
            return words(f"witness.{_EVENTS[self.what]}", task=task).strip()
        if self.what.startswith("raised "):
            return words("witness.raised", task=task, error=self.what.removeprefix("raised "))
        if self.what == "rests":
            key = {"next task": "rests_idle", "queue not emptied": "rests_queue"}.get(self.on)
            return words(f"witness.{key or 'rests'}")
        if self.what == "hangs":
            key = "hangs_for" if self.on else "hangs"
            return words(f"witness.{key}", line=self.line or "?", on=self.on)
        return f"{task} {self.what}".strip()


MAIN_PROCESS = "process 0"
"""The lane of the process that the check called the student's code in."""
_EVENTS = {
    "start": "start",
    "end": "end",
    "waits": "waiting",
    "goes on": "goes_on",
    "killed": "killed",
    "gone": "gone",
    "begins": "begins",
}


class Step(Record, frozen=True):
    """One operation of one thread or process."""

    number: int
    """From 1, over all lanes."""
    lane: int
    """Index into :attr:`Witness.lanes`."""
    line: int | None
    """Line of the student's file."""
    source: str
    """Text of that line."""
    what: str
    """What happened there, in English: ``reads value: 0``."""
    op: str = ""
    """The operation's name in the explorer; empty where ``what`` is all that is known."""
    target: str = ""
    """What it is done to: an attribute, an item, a lock."""
    owner: str = ""
    """The object whose attribute or item that is; empty when it is not one."""
    value: str | None = None
    holds: tuple[str, ...] = ()
    """Locks that the thread held just before."""
    event: Event | None = None
    """Where it is an event of a process."""

    def told(self, words: Words) -> str:
        """:attr:`what`, in the language of ``words``."""
        if self.event is not None:
            return self.event.told(words)
        return step_words(words, self.op, self.target, self.value) if self.op else self.what


class Wait(Record, frozen=True):
    """A thread that can't go on."""

    thread: str
    on: str
    line: int | None
    holder: str | None
    """The thread that holds what this one waits for."""
    taken: int | None
    """The line where it took it."""
    holds: tuple[str, ...] = ()
    """Locks that the waiting thread itself holds."""

    @property
    def sentence(self) -> str:
        """``Thread-2 waits at line 14 for a.lock, which Thread-1 has held since line 9.``"""
        return self.told(words_of("en"))

    def told(self, words: Words) -> str:
        """:attr:`sentence`, in the language of ``words``."""
        key = "wait"
        if self.holder is not None:
            key += "_own" if self.holder == self.thread else "_held"
        key += "_at" if self.line else ""
        key += "_since" if self.holder is not None and self.taken else ""
        ended = self.on.removeprefix("thread ")
        on = self.on if ended == self.on else words("witness.end_of", thread=ended)
        return words(
            f"witness.{key}",
            thread=self.thread,
            on=on,
            line=str(self.line),
            holder=self.holder,
            taken=str(self.taken),
        )

    def told_by(self, text: str) -> bool:
        """Whether ``text`` says the same already."""
        place = re.compile(rf"(?:\bline|第) {self.line}\b")
        return self.thread in text and place.search(text) is not None


class Witness(Record, frozen=True):
    """How a check failed, step by step."""

    lanes: tuple[str, ...]
    """Names of threads or processes, in the order in which they appear."""
    steps: tuple[Step, ...]
    waits: tuple[Wait, ...]
    conclusion: str
    """The sentence that says what went wrong; may be empty."""
    left_out: int
    """Earlier steps that are not shown."""
    replay: str = ""
    """What ``grader check --replay`` takes to run this schedule again; may be empty."""
    events: tuple[Event, ...] = ()
    """Of a run with processes; then ``steps`` tells the same in words."""
    choices: Choices | None = None
    """Schedules to choose among, where there are any."""

    def names(self, words: Words) -> list[str]:
        """The names of the lanes: of processes in the language of ``words``, numbered as they
        appear; the one that the check called the student's code in is the main process."""
        if not self.events:
            return list(self.lanes)
        begun = next((event.lane for event in self.events if event.what == "begins"), None)
        main = self.lanes.index(MAIN_PROCESS) if MAIN_PROCESS in self.lanes else begun
        names, number = [], 0
        for lane in range(len(self.lanes)):
            number += lane != main
            names.append(
                words("witness.caller") if lane == main else words("witness.process", n=number)
            )
        return names

    @property
    def lines(self) -> tuple[int, ...]:
        """Lines of the student's file that take part, in order."""
        used = [step.line for step in self.steps] + [wait.line for wait in self.waits]
        used += [wait.taken for wait in self.waits]
        return tuple(sorted({line for line in used if line}))

    @property
    def last_line(self) -> int | None:
        """The line to look at first: where a thread is stuck, or the last step."""
        for line in [w.line for w in self.waits] + [s.line for s in reversed(self.steps)]:
            if line:
                return line
        return None


def step_words(words: Words, op: str, target: str, value: str | None) -> str:
    """One operation in words: ``reads value: 0``."""
    if words.has(f"step.{op}"):
        what = words(f"step.{op}", target=target)
    else:
        what = words(
            "step.other" if target else "step.bare", op=op.replace("_", " "), target=target
        )
    return what if value is None else words("step.value", what=what, value=value)
