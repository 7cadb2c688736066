"""What the audit hook reports, and what it must not."""

from __future__ import annotations

from typing import Any

import pytest

from grader.sandbox import RunStatus

GUILTY = {
    "sys._getframe": ("import sys\ndef attack():\n    sys._getframe(1)\n", "frame-walking", 3),
    "inspect": ("import inspect\ndef attack():\n    inspect.stack()\n", "frame-walking", 3),
    "traceback": (
        "def attack():\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n"
        "        e.__traceback__.tb_frame\n",
        "frame-walking",
        5,
    ),
    "gc": ("import gc\ndef attack():\n    gc.get_objects()\n", "gc-probing", 3),
    "referrers": ("import gc\ndef attack():\n    gc.get_referrers(1)\n", "gc-probing", 3),
    "ctypes": ("import ctypes\ndef attack():\n    ctypes.CDLL(None)\n", "ctypes", 3),
    "memory": ("import ctypes\ndef attack():\n    ctypes.string_at(id(1))\n", "ctypes", 3),
    "trace": ("import sys\ndef attack():\n    sys.settrace(None)\n", "tracing", 3),
    "proc": ("def attack():\n    open('/proc/self/maps').close()\n", "memory-access", 2),
}
INNOCENT = """
import argparse, collections, concurrent.futures, contextlib, copy, ctypes, dataclasses, enum
import functools, inspect, logging, multiprocessing, pickle, queue, random, socket, subprocess
import tempfile, threading, time, traceback, typing, unittest, uuid, warnings
from multiprocessing import shared_memory
from multiprocessing.managers import BaseManager
Point = collections.namedtuple("Point", "x y")
Pair = typing.NamedTuple("Pair", [("a", int)])
class Colour(enum.Enum):
    RED = 1
Made = dataclasses.make_dataclass("Made", ["n"])
@dataclasses.dataclass
class Data:
    n: int = 0
def double(n):
    return 2 * n
class Manager(BaseManager):
    pass
def attack():
    logging.basicConfig(level="INFO")
    logging.getLogger("x").warning("w", stack_info=True)
    warnings.warn("careful")
    context = multiprocessing.get_context("fork")
    value = context.Value("i", 0)
    with value.get_lock():
        value.value += 1
    array = context.Array("d", 3)
    with context.Pool(2) as pool:
        assert pool.map(double, [1, 2]) == [2, 4]
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        assert list(threads.map(double, [1])) == [2]
    block = shared_memory.SharedMemory(create=True, size=16)
    block.close()
    block.unlink()
    channel = queue.Queue()
    Manager.register("channel", callable=lambda: channel)
    manager = Manager(("127.0.0.1", 0), b"key", ctx=context)
    manager.start()
    manager.shutdown()
    try:
        1 / 0
    except ZeroDivisionError:
        traceback.format_exc()
        logging.exception("seen")
    subprocess.run(["true"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        pass
    inspect.signature(attack)
    copy.deepcopy(Data())
    pickle.dumps(Point(1, 2))
    timer = threading.Timer(0, double, [1])
    timer.start()
    timer.join()
    return value.value
"""


@pytest.mark.parametrize("name", GUILTY)
def test_a_look_into_the_engine_is_reported_with_its_line(start: Any, run: Any, name: str) -> None:
    """Kind, file and line; the score is not touched."""
    source, kind, line = GUILTY[name]
    result = run(start(source))
    assert result.status is RunStatus.ANSWERED
    found = [(flag["kind"], flag["file"], flag["line"]) for flag in result.flags]
    assert (kind, "task.py", line) in found
    assert result.answer.flags == result.flags


def test_a_report_is_out_before_the_code_can_take_it_back(start: Any, run: Any) -> None:
    """Even if the process ends at once, without an answer."""
    source = "import gc, os\ndef attack():\n    gc.get_objects()\n    os._exit(0)\n"
    result = run(start(source))
    assert result.status is RunStatus.CRASHED
    assert [flag["kind"] for flag in result.flags] == ["gc-probing"]


def test_a_patched_engine_is_reported_and_has_no_effect(start: Any, run: Any) -> None:
    """The answer is written by what was bound before."""
    source = (
        "import grader.student.plain as plain, grader.student.frames as frames\n"
        "plain.encode = lambda value: '\"forged\"'\n"
        "frames.write_frame = lambda fd, body: None\n"
        "def attack():\n    return 'real'\n"
    )
    result = run(start(source))
    assert result.answer.value == "real"
    assert {flag["kind"] for flag in result.flags} == {"patched-engine"}


def test_what_the_standard_library_does_for_a_right_solution_is_no_finding(
    start: Any, run: Any
) -> None:
    """Named tuples, enums, logging, shared values, managers, pools: not one report."""
    result = run(start(INNOCENT))
    assert result.answer is not None, result.reason
    assert result.answer.kind == "returned", result.answer.error
    assert result.flags == ()


REPLACES = """
import multiprocessing.connection

def {name}(*arguments):
    return real(*arguments)

real = multiprocessing.connection.SocketClient
multiprocessing.connection.SocketClient = {name}
"""


def test_what_a_scenario_replaces_is_no_finding(start: Any, run: Any) -> None:
    """Its author needs to catch a process in the act."""
    scenario = REPLACES.format(name="watched") + "def f(student):\n    return 1\n"
    result = run(start("def attack(): pass\n"), scenario)
    assert (result.answer.value, result.flags) == (1, ())


def test_the_same_replacement_by_student_code_is_a_finding(start: Any, run: Any) -> None:
    """Also when its code is written exactly as the scenario's is."""
    text = REPLACES.format(name="watched")
    scenario = (
        "def watched(*arguments):\n    return real(*arguments)\n\ndef f(student):\n    return 1\n"
    )
    result = run(start(text), scenario)
    assert result.answer.value == 1
    assert [flag["kind"] for flag in result.flags] == ["patched-library"]
