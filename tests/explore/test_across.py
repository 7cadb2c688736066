"""What of multiprocessing works between threads is explored; what does not is not judged."""

from __future__ import annotations

from typing import Any

import pytest

from tests.explore.running import explore_text

COUNT = """
from grader.student.together import together

def run(student):
    counter = student.Counter()
    together(counter.add, counter.add)
    return counter.value
"""
CALL = """
def run(student):
    return student.main()
"""
COUNTER = """
import threading
{imports}

class Counter:
    def __init__(self):
        self.value = 0
        self.guard = {make}

    def add(self):
        with self.guard:
            self.value += 1
"""
GUARDS = {
    "Lock": ("import multiprocessing", "multiprocessing.Lock()"),
    "RLock": ("from multiprocessing import RLock", "RLock()"),
    "Semaphore": ("import multiprocessing as mp", "mp.Semaphore()"),
    "BoundedSemaphore": ("import multiprocessing as mp", "mp.BoundedSemaphore(1)"),
    "Condition": ("import multiprocessing as mp", "mp.Condition()"),
    "context": ("import multiprocessing as mp", "mp.get_context('fork').Lock()"),
    "dummy": ("from multiprocessing.dummy import Lock", "Lock()"),
    "value": ("from multiprocessing import Value", "Value('i', 0).get_lock()"),
}
VALUE = """
import multiprocessing

class Counter:
    def __init__(self):
        self.shared = multiprocessing.Value("i", 0)

    @property
    def value(self):
        return self.shared.value

    def add(self):
        {guard}
            self.shared.value += 1
"""
POOL = """
import {module}
from {module} import {name} as make_pool

def main():
    seen = []
    def work(n):
        seen.append(n)
        return 10 * n
    with make_pool(2) as pool:
        {use}
"""
USES = {
    "map": ("return pool.map(work, [1, 2, 3], chunksize=1)", [[10, 20, 30]]),
    "starmap": ("return pool.starmap(pow, [(2, 3), (3, 2)])", [[8, 9]]),
    "imap": ("return list(pool.imap(work, [1, 2]))", [[10, 20]]),
    "apply": ("return pool.apply(work, (4,))", [40]),
    "apply_async": ("return [r.get() for r in [pool.apply_async(work, (i,)) for i in (1, 2)]]",
                    [[10, 20]]),
    "imap_unordered": ("return list(pool.imap_unordered(work, [1, 2]))", [[10, 20], [20, 10]]),
    "order of work": ("pool.map(work, [1, 2], chunksize=1); return seen", [[1, 2], [2, 1]]),
    "error": (
        "r = pool.map_async(abs, [1, 'a'])\n"
        "        try:\n            r.get()\n"
        "        except TypeError:\n            return r.successful()",
        [False],
    ),
    "callback": (
        "got = []\n        r = pool.apply_async(work, (1,), callback=got.append)\n"
        "        r.wait()\n        return got",
        [[10]],
    ),
    "close and join": (
        "rs = [pool.apply_async(work, (i,)) for i in (1, 2)]\n"
        "        pool.close(); pool.join()\n        return sorted(seen)",
        [[1, 2]],
    ),
    "closed": (
        "pool.close()\n        try:\n            pool.apply(work, (1,))\n"
        "        except ValueError as e:\n            return str(e)",
        ["Pool not running"],
    ),
}  # fmt: skip


def values(result: dict[str, Any]) -> list[Any]:
    return sorted(o["value"] if o["kind"] == "returned" else o["kind"] for o in result["outcomes"])


@pytest.mark.parametrize("guard", GUARDS)
def test_a_counter_guarded_by_a_lock_of_multiprocessing_is_right(guard: str) -> None:
    imports, make = GUARDS[guard]
    result = explore_text(COUNTER.format(imports=imports, make=make), COUNT)
    assert (values(result), result["exhausted"], result["patched"]) == ([2], True, [])


def test_a_new_lock_of_multiprocessing_for_each_call_guards_nothing() -> None:
    text = COUNTER.format(imports="import multiprocessing", make="None")
    text = text.replace("with self.guard", "with multiprocessing.Lock()")
    assert values(explore_text(text, COUNT)) == [1, 2]


@pytest.mark.parametrize(
    ("guard", "expected"), [("with self.shared.get_lock():", [2]), ("if True:", [1, 2])]
)
def test_a_shared_value_is_safe_only_under_its_lock(guard: str, expected: list[int]) -> None:
    assert values(explore_text(VALUE.format(guard=guard), COUNT)) == expected


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    ("module", "name"), [("multiprocessing.pool", "ThreadPool"), ("multiprocessing.dummy", "Pool")]
)
def test_a_pool_of_threads_gives_what_cpython_s_gives(module: str, name: str, use: str) -> None:
    body, expected = USES[use]
    result = explore_text(POOL.format(module=module, name=name, use=body), CALL)
    assert (values(result), result["nondeterminism"]) == (expected, None)


@pytest.mark.parametrize(
    "body",
    [
        "return multiprocessing.Pool(2).map(abs, [1])",
        "multiprocessing.Process(target=print).start()",
        "return multiprocessing.Manager().dict()",
        "return multiprocessing.get_context('spawn').Pipe()",
    ],
)
def test_processes_are_not_judged_here(body: str) -> None:
    result = explore_text(f"import multiprocessing\n\ndef main():\n    {body}\n", CALL)
    assert "it uses processes" in result["nondeterminism"]["reason"]


OUTSIDE = """
import fcntl, os, tempfile, threading

class Counter:
    def __init__(self):
        self.value = 0
        self.file = tempfile.NamedTemporaryFile()
        self.ours, self.theirs = os.pipe()
        os.write(self.theirs, b"x")

    def add(self):
        {take}
        self.value += 1
        {give}
"""


@pytest.mark.parametrize(
    ("take", "give"),
    [
        ("os.read(self.ours, 1)", "os.write(self.theirs, b'x')"),
        ("f = open(self.file.name); fcntl.flock(f, fcntl.LOCK_EX)", "f.close()"),
    ],
    ids=["pipe", "file lock"],
)
def test_a_wait_that_only_a_parked_thread_can_end_is_not_called_a_hang(
    take: str, give: str
) -> None:
    result = explore_text(OUTSIDE.format(take=take, give=give), COUNT)
    assert "outside of the explorer's control" in result["nondeterminism"]["reason"]
    assert (result["nondeterminism"]["file"], result["nondeterminism"]["line"]) == (
        "student.py",
        12,
    )
