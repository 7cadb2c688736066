"""Each operator makes the mistake that it is named after, and no other."""

from __future__ import annotations

import pytest

from grader.mutation.operators import OPERATORS
from tests.mutation.samples import BY_NAME, code, texts

SECTION = """
    def add(self, n):
        with self._lock:
            a()
            b()
"""

# operator, reference, mutants: one row a behaviour.
ROWS = {
    "the body of a dropped with stays": (
        "drop-with",
        SECTION,
        ["def add(self, n):\n    a()\n    b()\n"],
    ),
    "a dropped with that gives a name becomes an assignment": (
        "drop-with",
        "with open(p) as f:\n    f.read()\n",
        ["f = open(p)\nf.read()\n"],
    ),
    "one of two locks goes": (
        "drop-with",
        "with a, b:\n    c()\n",
        ["with b:\n    c()\n", "with a:\n    c()\n"],
    ),
    "each acquire and release goes by itself": (
        "drop-acquire",
        "l.acquire()\nx()\nl.release()\n",
        ["x()\nl.release()\n", "l.acquire()\nx()\n"],
    ),
    "a lock made at each use needs its import": (
        "lock-per-call",
        "with l:\n    x()\n",
        ["import threading\nwith threading.Lock():\n    x()\n"],
    ),
    "the lock of a Value is replaced by one of processes": (
        "lock-per-call",
        "import multiprocessing\nwith v.get_lock():\n    x()\n",
        ["import multiprocessing\nwith multiprocessing.Lock():\n    x()\n"],
    ),
    "the other lock of the object is taken": (
        "other-lock",
        "self.a = Lock()\nself.b = Lock()\nwith self.a:\n    x()\n",
        ["self.a = Lock()\nself.b = Lock()\nwith self.b:\n    x()\n"],
    ),
    "nested locks change places": (
        "swap-locks",
        "with a:\n    with b:\n        x()\n",
        ["with b:\n    with a:\n        x()\n"],
    ),
    "two locks of one with change places": (
        "swap-locks",
        "with a, b:\n    x()\n",
        ["with b, a:\n    x()\n"],
    ),
    "sorted loses its order": ("drop-order", "f(sorted(x))\n", ["f(list(x))\n"]),
    "a lock made in __init__ is made once for all objects": (
        "share-lock",
        "class A:\n    def __init__(self):\n        self.l = Lock()\n",
        [
            "class A:\n    def __init__(self):\n"
            "        self.l = type(self).__init__.__dict__.setdefault('self.l', Lock())\n"
        ],
    ),
    "a thread-local object becomes a shared one": (
        "drop-local",
        "import threading\nx = threading.local()\n",
        ["import types\nimport threading\nx = types.SimpleNamespace()\n"],
    ),
    "a Value loses its lock": (
        "drop-value-lock",
        "v = Value('i', 0)\n",
        ["v = Value('i', 0, lock = False)\n"],
    ),
    "the first and the last statement leave the section": (
        "narrow",
        "with l:\n    a()\n    b()\n",
        ["a()\nwith l:\n    b()\n", "with l:\n    a()\nb()\n"],
    ),
    "the neighbours join the section": (
        "widen",
        "a()\nwith l:\n    b()\nc()\n",
        ["with l:\n    a()\n    b()\nc()\n", "a()\nwith l:\n    b()\n    c()\n"],
    ),
    "a section is cut at each place": (
        "split",
        "with l:\n    a()\n    b()\n    c()\n",
        [
            "with l:\n    a()\nwith l:\n    b()\n    c()\n",
            "with l:\n    a()\n    b()\nwith l:\n    c()\n",
        ],
    ),
    "an update is cut into reading and writing": (
        "split-update",
        "with l:\n    x += 1\n",
        ["with l:\n    seen = x\nwith l:\n    x = seen + 1\n"],
    ),
    "a section is left after its first statement": (
        "return-early",
        "def f():\n    with l:\n        a()\n        b()\n",
        ["def f():\n    with l:\n        a()\n        return\n        b()\n"],
    ),
    "two statements of a section swap": (
        "swap-statements",
        "with l:\n    a()\n    b()\n",
        ["with l:\n    b()\n    a()\n"],
    ),
    "a loop around wait becomes an if": (
        "if-for-while",
        "while not full:\n    c.wait()\n",
        ["if not full:\n    c.wait()\n"],
    ),
    "wait_for looks once": (
        "if-for-while",
        "c.wait_for(lambda: full, t)\n",
        ["((full) or c.wait(t))\n"],
    ),
    "a loop without wait stays a loop": ("if-for-while", "while x:\n    y()\n", []),
    "a wait goes, and what it returns is true": (
        "drop-wait",
        "c.wait()\nok = c.wait_for(p)\n",
        ["ok = c.wait_for(p)\n", "c.wait()\nok = True\n"],
    ),
    "a notify goes": ("drop-notify", "x()\nc.notify()\n", ["x()\n"]),
    "one is woken instead of all": ("notify-one", "c.notify_all()\n", ["c.notify()\n"]),
    "all are woken instead of some": ("notify-all", "c.notify(2)\n", ["c.notify_all()\n"]),
    "task_done goes": ("drop-task-done", "x()\nq.task_done()\n", ["x()\n"]),
    "a timed wait ends at once": ("busy-wait", "e.wait(t)\n", ["e.wait(0)\n"]),
    "a block that loses its only statement keeps a pass": (
        "drop-join",
        "for t in ts:\n    t.join()\n",
        ["for t in ts:\n    pass\n"],
    ),
    "a join of texts is no join of threads": ("drop-join", 'x = ",".join(y)\n', []),
    "a close goes": ("drop-close", "p.close()\np.join()\n", ["p.join()\n"]),
    "a put goes": ("drop-put", "x()\nq.put(1)\n", ["x()\n"]),
    "run for start": ("start-to-run", "t.start()\n", ["t.run()\n"]),
    "a start with arguments is none of a thread": ("start-to-run", "m.start(f)\n", []),
    "each is joined before the next starts": (
        "join-at-once",
        "for t in ts:\n    t.start()\n",
        ["for t in ts:\n    t.start()\n    t.join()\n"],
    ),
    "a thread becomes a daemon": (
        "daemon",
        "Thread(target=f)\n",
        ["Thread(target=f, daemon = True)\n"],
    ),
    "a daemon stays one": ("daemon", "Thread(target=f, daemon=False)\n", []),
    "nobody waits for a child": (
        "drop-waitpid",
        "_, s = os.waitpid(pid, 0)\n",
        ["_, s = (pid, 0)\n"],
    ),
    "an exit that climbs": (
        "soft-exit",
        "import sys\nos._exit(c)\n",
        ["import sys\nsys.exit(c)\n"],
    ),
    "nothing is sent": ("drop-input", "p.communicate(x, t)\n", ["p.communicate(None, t)\n"]),
    "results as they arrive": (
        "unordered",
        "pool.map(f, xs, chunksize=1)\n",
        ["list(pool.imap_unordered(f, xs, chunksize=1))\n"],
    ),
    "what a given function raises is swallowed": (
        "swallow",
        "def f(func):\n    x = func()\n    y()\n",
        [
            "def f(func):\n    try:\n        x = func()\n    except Exception:\n        pass\n"
            "    y()\n"
        ],
    ),
    "a handler does nothing": (
        "empty-handler",
        "try:\n    x()\nexcept E:\n    raise\n",
        ["try:\n    x()\nexcept E:\n    pass\n"],
    ),
    "a lone handler takes its try along": (
        "drop-handler",
        "try:\n    x()\nexcept E:\n    y()\n",
        ["x()\n"],
    ),
    "a handler goes and the finally stays": (
        "drop-handler",
        "try:\n    x()\nexcept E:\n    y()\nfinally:\n    z()\n",
        ["try:\n    x()\nfinally:\n    z()\n"],
    ),
    "SystemExit gets through": (
        "narrow-handler",
        "try:\n    x()\nexcept BaseException:\n    y()\n",
        ["try:\n    x()\nexcept Exception:\n    y()\n"],
    ),
    "cleaning up on success only, or never": (
        "drop-finally",
        "try:\n    x()\nfinally:\n    y()\n",
        ["x()\ny()\n", "x()\n"],
    ),
    "nothing is raised": ("drop-raise", "if x:\n    raise E\n", ["if x:\n    pass\n"]),
    "a process becomes a thread": (
        "process-to-thread",
        "import threading\nProcess(target=f)\n",
        ["import threading\nthreading.Thread(target=f)\n"],
    ),
    "an import comes after the docstring and the future": (
        "thread-to-process",
        '"""Text."""\n\nfrom __future__ import annotations\n\nThread()\n',
        [
            '"""Text."""\n\nfrom __future__ import annotations\nimport multiprocessing\n\n'
            "multiprocessing.Process()\n"
        ],
    ),
    "a queue of processes becomes one of threads": (
        "not-shared",
        "import queue\nmultiprocessing.Queue()\nqueue.Queue()\n",
        ["import queue\nqueue.Queue()\nqueue.Queue()\n"],
    ),
    "one more and one fewer": ("off-by-one", "Pool(n)\n", ["Pool(n - 1)\n", "Pool(n + 1)\n"]),
    "one more of the whole count": (
        "off-by-one",
        "range(a if b else 0)\n",
        ["range((a if b else 0) - 1)\n", "range((a if b else 0) + 1)\n"],
    ),
    "the end of a range moves, not its start": (
        "off-by-one",
        "range(a, b)\n",
        ["range(a, b - 1)\n", "range(a, b + 1)\n"],
    ),
    "one sentinel fewer": (
        "one-fewer",
        "for _ in ws:\n    q.put(None)\n",
        ["for _ in list(ws)[1:]:\n    q.put(None)\n"],
    ),
    "a boundary moves": ("boundary", "x = a < b\n", ["x = a <= b\n"]),
    "nobody counts": ("drop-count", "n += 1\nx()\n", ["x()\n"]),
    "a keyword goes": ("drop-keyword", "f(a, b=1)\n", ["f(a, )\n"]),
    "a time-out goes": ("drop-timeout", "t.join(timeout)\n", ["t.join()\n"]),
    "an exception is told its time-out": ("drop-timeout", "raise E(timeout)\n", []),
    "a condition is turned round": ("negate", "if a:\n    x()\n", ["if not (a):\n    x()\n"]),
    "a negation goes": ("negate", "if not a:\n    x()\n", ["if a:\n    x()\n"]),
    "an endless loop is not turned round": ("negate", "while True:\n    x()\n", []),
    "half of a condition": ("drop-operand", "x = a or b\n", ["x = (a)\n", "x = (b)\n"]),
}


@pytest.mark.parametrize(("operator", "reference", "expected"), ROWS.values(), ids=list(ROWS))
def test_makes_its_mistake(operator, reference, expected):
    """The mutants of a small text, each in full."""
    assert texts(operator, reference) == expected


def test_every_operator_is_shown():
    """No operator without a row above, and no two of one name."""
    assert {operator for operator, _, _ in ROWS.values()} == set(BY_NAME)
    assert len(BY_NAME) == len(OPERATORS)


def test_comments_stay():
    """What no edit names is as it was, to the byte."""
    before = code("""
        x = 1  # one


        t.join()  # wait
        y  =  2   # oddly spaced
    """)
    assert texts("drop-join", before) == ["x = 1  # one\ny  =  2   # oddly spaced\n"]
