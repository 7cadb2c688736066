"""Drives `exchange`: items that tell who puts them, handlers that wait, fail and are held."""

import gc
import multiprocessing.process
import os
from functools import partial

from grader.student.toolkit import Footprint, Recorder, Referee, portable

PATIENCE = 15.0
"""Seconds for a reader to end that nobody joined: it only ends hangs."""


class Item:
    """An item that tells in which process it is pickled, and waits there if the referee says so.

    A queue pickles what is put into it in the process that puts it.
    """

    def __init__(self, referee, key, gate, caller, filling=""):
        self.referee, self.key, self.gate, self.caller = referee, key, gate, caller
        self.filling = filling

    def __reduce__(self):
        recorder = Recorder(self.referee.folder)
        if os.getpid() == self.caller:
            recorder.note(self.key, "pickled by the caller")
        else:
            with self.referee.visit(self.gate, self.key):
                recorder.note(self.key, "put")
        return portable(rebuild), (self.referee, self.key, self.gate, self.caller, self.filling)

    def __eq__(self, other):
        # Unpickled ones are of this class as another process has it.
        return getattr(other, "key", None) == self.key

    def __hash__(self):
        return hash(self.key)


def rebuild(*parts):
    return Item(*parts)


def handle(referee, gate, factor, bad, item):
    """What the readers do: visit a gate, then answer, or raise for a bad item."""
    recorder = Recorder(referee.folder)
    key = None if item is None else item.key
    recorder.note(key, "start")
    with referee.visit(gate, key):
        recorder.note(key, "handled")
        if key in bad:
            raise ValueError(f"item {key} is bad")
    return "none" if item is None else factor * key + len(item.filling)


def items_of(referee, batches, late=0, size=0):
    """Batches of items for batches of numbers. The first item of batch `late` is put last."""
    return [
        [
            key
            if key is None
            else Item(
                referee,
                key,
                "late" if (batch, index) == (late, 0) else "put",
                os.getpid(),
                "x" * size,
            )
            for index, key in enumerate(keys)
        ]
        for batch, keys in enumerate(batches)
    ]


def plain(results):
    return [
        {"raised": type(one).__name__, "message": str(one)}
        if isinstance(one, BaseException)
        else one
        if isinstance(one, int | str | None)
        else repr(one)
        for one in results
    ]


def run(student, batches, readers, factor, bad=(), size=0):
    """Hold the first item until nothing else happens, and each reader with its item."""
    with Referee() as referee:
        referee.linger("late")
        referee.turnstile("item", expect=1, releases=None, last_first=True)
        handler = partial(portable(handle), referee, "item", factor, tuple(bad))
        results = student.exchange(items_of(referee, batches, size=size), readers, handler)
        return plain(results)


def fill(referee, size, item):
    """A handler that answers more than a pipe's buffer holds."""
    with referee.visit("item", item.key):
        return "y" * (size + item.key)


def big_results(student, batches, size):
    with Referee() as referee:
        referee.linger("late")
        referee.turnstile("item", expect=1, releases=None)
        handler = partial(portable(fill), referee, size)
        results = student.exchange(items_of(referee, batches), 1, handler)
        return {
            "got": [len(one) if isinstance(one, str) else repr(one) for one in results],
            "asked": [size + key for batch in batches for key in batch],
        }


def who(student, batches, readers):
    """Which process put and handled each item."""
    with Referee() as referee:
        referee.linger("late")
        referee.turnstile("item", expect=1, releases=None, last_first=True)
        handler = partial(portable(handle), referee, "item", 1, ())
        student.exchange(items_of(referee, batches), readers, handler)
        events = Recorder(referee.folder).events()
        return {
            "caller": os.getpid(),
            "put": [[one["task"], one["pid"]] for one in events if one["what"] == "put"],
            "handled": [[one["task"], one["pid"]] for one in events if one["what"] == "handled"],
        }


def share(student, items, readers):
    """How many readers have an item when nothing more can happen."""
    with Referee() as referee:
        referee.linger("late")
        referee.turnstile("item", expect=readers)
        handler = partial(portable(handle), referee, "item", 1, ())
        student.exchange(items_of(referee, [list(range(items))]), readers, handler)
        seen = referee.report("item")
        return {"first": seen["seen"][:1], "most": seen["most"]}


def ends(student, items, readers):
    """The exit codes of the processes that handled items."""
    codes = {}
    started = []
    base = multiprocessing.process.BaseProcess
    start, close = base.start, base.close

    def remember(process):
        start(process)
        started.append(process)

    def note_and_close(process):
        codes[process.pid] = process.exitcode
        close(process)

    base.start, base.close = remember, note_and_close
    try:
        seen = who(student, [list(range(items))], readers)
    finally:
        base.start, base.close = start, close
    for process in started:
        if getattr(process, "_closed", False) is False:
            process.join(PATIENCE)  # one that nobody joined ends soon, if it ends by itself
            codes[process.pid] = process.exitcode
    readers_seen = {pid for _, pid in seen["handled"] if pid != seen["caller"]}
    # A process that was made in another way is not known here: None says so, "?" that it lives.
    return [
        "still running" if codes.get(pid, 0) is None else codes.get(pid, 0)
        for pid in sorted(readers_seen)
    ]


def no_leaks(student, items, readers):
    with Referee() as referee:
        handler = partial(portable(handle), referee, "item", 1, (2,))

        def once():
            student.exchange(items_of(referee, [list(range(items))]), readers, handler)
            gc.collect()
            referee.settle()  # the thread of a queue that nobody has any more ends by itself

        once()
        before = Footprint()
        once()
        left = Footprint().beyond(before)
        return {name: len(things) for name, things in left.items()}
