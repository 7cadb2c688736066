"""Student code that is hard on the explorer gets a right verdict or none, and never a wrong one."""

from typing import Any

import pytest

from tests.explore.running import explore_text

COUNT = """
from grader.student.together import together


def run(student):
    counter = student.Counter()
    together(counter.increment, counter.increment)
    return counter.value


def call(student):
    return student.main()


def call_twice(student):
    results = together(student.main, student.main)
    return [type(r.error).__name__ if r.error is not None else r.value for r in results]
"""

LOCKED = """
import threading

class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self):
        with self.lock:
            {line}
            self.value += 1
"""

RACY = """
import threading

class Counter:
    def __init__(self):
        self.value = 0

    def increment(self):
        {line}
        self.value += 1
"""

HABITS = {
    "prints": "for i in range(50): print('line', i, flush=True)",
    "sleeps an hour": "__import__('time').sleep(3600)",
    "recurses": "(f := lambda n: n and f(n - 1))(200)",
    "runs a generator": "assert sum(x for x in range(10) if x % 3) == 27",
    "sets a trace function": "__import__('sys').settrace(lambda *a: None)",
    "sets a profile function": "threading.setprofile(lambda *a: None)",
    "changes the switch interval": "__import__('sys').setswitchinterval(1e-6)",
    "collects garbage": "__import__('gc').collect()",
    "names its thread": "threading.current_thread().name = 'mine'",
    "lists the threads": "assert threading.current_thread() in threading.enumerate()",
    "warns": "__import__('warnings').warn('careful')",
    "logs": "__import__('logging').getLogger('student').error('oh')",
    "walks the stack": "__import__('inspect').stack()",
    "formats a traceback": "__import__('traceback').format_stack()",
    "changes the recursion limit": "__import__('sys').setrecursionlimit(3000)",
}


def values(result: dict[str, Any]) -> list[Any]:
    """The observations, each once; anything but a return shows as its kind."""
    return [o["value"] if o["kind"] == "returned" else o["kind"] for o in result["outcomes"]]


@pytest.mark.parametrize("habit", HABITS)
def test_a_locked_counter_with_a_habit_is_right(habit: str) -> None:
    result = explore_text(LOCKED.format(line=HABITS[habit]), COUNT)
    assert values(result) == [2]


@pytest.mark.parametrize("habit", HABITS)
def test_an_unlocked_counter_with_a_habit_is_caught(habit: str) -> None:
    result = explore_text(RACY.format(line=HABITS[habit]), COUNT)
    assert sorted(values(result)) == [1, 2]


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        pytest.param("while True: pass", {"livelock", "step_limit"}, id="loops on nothing"),
        pytest.param("n = 0\n    while True: n += 1", {"step_limit"}, id="counts for ever"),
        pytest.param("while box: pass", {"livelock", "step_limit"}, id="spins on a shared list"),
        pytest.param("while True: box.append(1)", {"step_limit"}, id="grows a list for ever"),
        pytest.param(
            "while True:\n        time.sleep(60)", {"livelock", "step_limit"}, id="sleeps for ever"
        ),
        pytest.param("threading.Lock().acquire() and None", {"returned"}, id="drops a taken lock"),
        pytest.param("for _ in iter(int, 1): pass", {"step_limit"}, id="iterates for ever"),
    ],
)
def test_code_that_never_ends_is_cut_off_and_never_called_right(body: str, kinds: set[str]) -> None:
    student = f"import threading, time\nbox = [1]\n\ndef main():\n    {body}\n"
    result = explore_text(student, COUNT, "call_twice", executions=10, steps=2000)
    assert {o["kind"] for o in result["outcomes"]} <= kinds


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("raise KeyError('x')", "KeyError"),
        ("return main()", "RecursionError"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_what_the_main_call_raises_is_the_outcome(body: str, error: str) -> None:
    result = explore_text(f"def main():\n    {body}\n", COUNT, "call")
    assert [(o["kind"], o["error"]["type"]) for o in result["outcomes"]] == [("raised", error)]


def test_sys_exit_is_an_outcome_of_its_own() -> None:
    result = explore_text("import sys\n\ndef main():\n    sys.exit(3)\n", COUNT, "call")
    assert [o["kind"] for o in result["outcomes"]] == ["exit"]


def test_a_syntax_error_is_a_load_error() -> None:
    result = explore_text("def main(:\n", COUNT, "call")
    assert result["load_error"] is not None
    assert not result["outcomes"]


def test_a_module_that_raises_when_imported_is_a_load_error() -> None:
    result = explore_text("boom = 1 / 0\n", COUNT, "call")
    assert "ZeroDivisionError" in str(result["load_error"])


CATCHES_EVERYTHING = """
import threading

class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self):
        while True:
            try:
                with self.lock:
                    self.value += 1
                return
            except BaseException:
                pass
"""


def test_code_that_catches_base_exception_around_a_lock_is_right() -> None:
    assert values(explore_text(CATCHES_EVERYTHING, COUNT)) == [2]


DEADLOCK_THAT_CATCHES_EVERYTHING = """
import threading

a, b = threading.Lock(), threading.Lock()
calls = []

def main():
    calls.append(1)
    first, second = (a, b) if len(calls) % 2 else (b, a)
    while True:
        try:
            with first:
                with second:
                    return "done"
        except BaseException:
            pass
"""


def test_a_deadlock_of_code_that_catches_base_exception_is_found() -> None:
    result = explore_text(DEADLOCK_THAT_CATCHES_EVERYTHING, COUNT, "call_twice")
    assert {"returned", "deadlock"} == {o["kind"] for o in result["outcomes"]}


STARTS_AT_IMPORT = """
import threading

value = 0

def work():
    global value
    value += 1

thread = threading.Thread(target=work)
thread.start()

def main():
    global value
    value += 1
    thread.join()
    return value
"""


def test_a_thread_started_at_import_is_explored_with_the_rest() -> None:
    assert sorted(values(explore_text(STARTS_AT_IMPORT, COUNT, "call"))) == [1, 2]


PATCHES_THREADING = """
import threading

class NoLock:
    def __enter__(self): return self
    def __exit__(self, *exc): return None
    def acquire(self, *args): return True
    def release(self): pass

threading.Lock = NoLock

class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self):
        with self.lock:
            self.value += 1
"""


def test_a_lock_class_patched_into_threading_does_not_hide_the_race() -> None:
    assert 1 in values(explore_text(PATCHES_THREADING, COUNT))


def test_a_patched_threading_does_not_outlive_the_exploration() -> None:
    explore_text(PATCHES_THREADING, COUNT)
    assert values(explore_text(LOCKED.format(line="pass"), COUNT)) == [2]
    assert sorted(values(explore_text(RACY.format(line="pass"), COUNT))) == [1, 2]


BREAKS_BUILTINS = """
import builtins

builtins.len = lambda x: 0
builtins.isinstance = lambda *a: True
builtins.print = None

def main():
    return 1
"""


def test_patched_builtins_do_not_outlive_the_exploration() -> None:
    explore_text(BREAKS_BUILTINS, COUNT, "call")
    assert len([1]) == 1
    assert sorted(values(explore_text(RACY.format(line="pass"), COUNT))) == [1, 2]


NOT_THE_SAME_TWICE = {
    "random": "import random\ndef main():\n    return random.random() < 0.5 and box.append(1)",
    "random choice of a lock": (
        "import random, threading\na, b = threading.Lock(), threading.Lock()\n"
        "def main():\n    with random.choice([a, b]):\n        box[0] += 1"
    ),
    "os.urandom": "import os\ndef main():\n    box.extend(os.urandom(1)[0] % 3 * [1])",
    "id": "def main():\n    for _ in range(id(object()) // 16 % 3): box.append(1)",
    "order of a set": ("class K: pass\ndef main():\n    for k in {K(), K(), K()}: box.append(1)"),
    "a real file": (
        "import os, tempfile\npath = os.path.join(tempfile.gettempdir(), f'n{os.getpid()}')\n"
        "def main():\n    open(path, 'a').write('x')\n"
        "    for _ in range(os.path.getsize(path) % 5): box.append(1)"
    ),
    "another module's state": (
        "import json\ndef main():\n    json.seen = getattr(json, 'seen', 0) + 1\n"
        "    for _ in range(json.seen % 4): box.append(1)"
    ),
    "the real clock": "import time\ndef main():\n    box.append(time.time_ns() % 7 == 0)",
}


@pytest.mark.parametrize("source", NOT_THE_SAME_TWICE)
def test_code_that_is_not_the_same_twice_is_tamed_or_reported(source: str) -> None:
    student = "box = [0]\n" + NOT_THE_SAME_TWICE[source] + "\n    return None\n"
    result = explore_text(student, COUNT, "call_twice", executions=60)
    again = explore_text(student, COUNT, "call_twice", executions=60)
    if not result["nondeterminism"] and not again["nondeterminism"]:
        assert values(result) == values(again)
        assert result["executions"] == again["executions"]
    kinds = {o["kind"] for o in result["outcomes"]}
    assert kinds <= {"returned"}


MANY_THREADS = """
import threading

def main():
    done = []
    threads = [threading.Thread(target=done.append, args=(i,)) for i in range(40)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return len(done)
"""


def test_forty_threads_are_handled_inside_the_budget() -> None:
    result = explore_text(MANY_THREADS, COUNT, "call", executions=20)
    assert values(result) == [40]


SUBCLASSES = """
import threading

class Worker(threading.Thread):
    total = 0

    def run(self):
        Worker.total += 1

def main():
    workers = [Worker(), Worker(daemon=True)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    return Worker.total
"""


def test_threads_of_a_subclass_are_explored() -> None:
    assert sorted(values(explore_text(SUBCLASSES, COUNT, "call"))) == [1, 2]


LOW_LEVEL = """
import _thread

total = 0
done = [_thread.allocate_lock(), _thread.allocate_lock()]

def work(i):
    global total
    total += 1
    done[i].release()

def main():
    for i in range(2):
        done[i].acquire()
        _thread.start_new_thread(work, (i,))
    for lock in done:
        lock.acquire()
    return total
"""


def test_threads_of_the_low_level_module_are_explored() -> None:
    assert sorted(values(explore_text(LOW_LEVEL, COUNT, "call"))) == [1, 2]


def test_line_numbers_in_a_traceback_are_the_student_s_own() -> None:
    student = (
        "import traceback\n\n\ndef main():\n    try:\n        {}['no']\n    except KeyError as e:\n"
        "        return [f.lineno for f in traceback.extract_tb(e.__traceback__)]\n"
    )
    assert values(explore_text(student, COUNT, "call")) == [[6]]


SETS = """
import threading

class Thing:
    {body}

class Slotted:
    __slots__ = ("n",)

def main():
    things = {{Thing() for _ in range(20)}} | {{Slotted() for _ in range(5)}}
    done = []
    lock = threading.Lock()
    def work():
        for thing in things:
            if type(thing) is Thing:
                with lock:
                    thing.n = len(done)
            done.append(1)
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)
"""


@pytest.mark.parametrize("body", ["pass", "def __repr__(self): return 'thing'"])
def test_a_set_of_the_programs_own_objects_iterates_alike_in_every_execution(body: str) -> None:
    result = explore_text(SETS.format(body=body), COUNT, "call", executions=20)
    assert (values(result), result["nondeterminism"]) == ([50], None)


def test_a_hash_of_the_programs_own_is_left_alone() -> None:
    student = (
        "class Mine:\n    def __hash__(self): return 7\n"
        "class Equal:\n    def __eq__(self, other): return True\n"
        "def main():\n    return [hash(Mine()), Equal.__hash__ is None]\n"
    )
    assert values(explore_text(student, COUNT, "call")) == [[7, True]]
