"""A witness in one line of text, which can be copied from a report and replayed.

``no_lost_update:521018892:0:0x2.1x3.2x6.1x3.0x3`` says: the first exploration (0) of the check
``no_lost_update``, with the inputs of seed 521018892, under the schedule that lets thread 0 take
two steps, thread 1 three, and so on. It holds no input and no expectation of the check: those are
drawn again from the seed.
"""

from __future__ import annotations

import re
from itertools import groupby

from grader.errors import UsageError
from grader.model import Record

MAX_STEPS = 1_000_000
"""Steps of a schedule that is read back; more is no witness of ours."""
_FORM = re.compile(r"([A-Za-z_]\w*):(\d{1,20}):(\d{1,6}):((?:\d{1,4}x\d{1,7}(?:\.|$))*)")
_REMEDY = "Copy the whole of it from the report, or name the JSON file of a grading."


class Replay(Record, frozen=True):
    """One execution of one exploration of one check."""

    check: str
    seed: int
    """Of the grading's random inputs."""
    call: int
    """Which exploration of the check, from 0."""
    schedule: tuple[int, ...]
    """The thread that takes each step, numbered in the order of creation."""

    def __str__(self) -> str:
        """The line of text that :func:`read_replay` reads."""
        runs = ".".join(f"{thread}x{len(list(run))}" for thread, run in groupby(self.schedule))
        return f"{self.check}:{self.seed}:{self.call}:{runs}"


def read_replay(text: str) -> Replay:
    """Read what ``str(replay)`` wrote.

    Raises:
        UsageError: it is not of that form.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise UsageError("the witness", "it is not of the form CHECK:SEED:NUMBER:SCHEDULE", _REMEDY)
    check, seed, call, runs = found.groups()
    schedule: list[int] = []
    for run in filter(None, runs.split(".")):
        thread, times = run.split("x")
        if len(schedule) + int(times) > MAX_STEPS:
            raise UsageError("the witness", "its schedule is too long", _REMEDY)
        schedule += [int(thread)] * int(times)
    return Replay(check=check, seed=int(seed), call=int(call), schedule=tuple(schedule))
