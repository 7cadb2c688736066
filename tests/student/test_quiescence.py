"""Reading threads' system calls, and comparing two scans."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from grader.student import procfs, quiescence
from grader.student.procfs import Thread

x86 = pytest.mark.parametrize(
    ("call", "timed"),
    [
        ("230 0x1 0x1 0x7f 0x0 0x0 0x0 0x7f 0x7f", True),  # clock_nanosleep
        ("7 0x7f 0x1 0xffffffffffffffff 0x0 0x0 0x0 0x7f 0x7f", False),  # poll, for ever
        ("7 0x7f 0x1 0xffffffff 0x0 0x0 0x0 0x7f 0x7f", False),
        ("7 0x7f 0x1 0x64 0x0 0x0 0x0 0x7f 0x7f", True),
        ("202 0x7f 0x189 0x0 0x0 0x0 0xffffffff 0x7f 0x7f", False),  # futex, for ever
        ("202 0x7f 0x189 0x0 0x7ffe 0x0 0xffffffff 0x7f 0x7f", True),
        ("0 0x3 0x7f 0x1 0x0 0x0 0x0 0x7f 0x7f", False),  # read
        ("-1 0x7f 0x7f", False),
        ("garbage", False),
    ],
)


@x86
def test_time_outs_are_told_from_the_arguments(monkeypatch, call, timed):
    """A call that ends by itself is told from one that somebody else has to end."""
    monkeypatch.setattr(procfs, "_TIMED", procfs._X86)
    assert Thread("S", 1, call).timed is timed


def test_the_tables_of_tcp_are_read_only_where_there_is_a_socket(monkeypatch, tmp_path):
    """The kernel's own count decides; where it can't be read, the table is."""
    counts = tmp_path / "sockstat"
    counts.write_text("sockets: used 15\nTCP: inuse 3 orphan 0 tw 2\nUDP: inuse 0\n")
    assert procfs._in_use(str(counts), b"TCP:") == 3
    assert procfs._in_use(str(counts), b"UDP:") == 0
    assert procfs._in_use(str(tmp_path / "none"), b"TCP:") is None
    monkeypatch.setattr(procfs, "_in_use", lambda path, name: {b"TCP:": 0}.get(name))
    assert procfs._used_tables() == ["tcp6"]


def test_a_writer_to_standard_output_is_not_at_rest(monkeypatch):
    """Whoever waits for the reader of its output will be woken from outside."""
    monkeypatch.setattr(procfs, "_WRITES", {1})
    assert not Thread("S", 1, "1 0x1 0x7f 0x1 0x0 0x0 0x0 0x7f 0x7f").asleep
    assert Thread("S", 1, "1 0x9 0x7f 0x1 0x0 0x0 0x0 0x7f 0x7f").asleep


@pytest.mark.parametrize("state", ["R", "D", "?"])
def test_only_sleepers_are_at_rest(state):
    """Running, runnable and briefly blocked threads go on by themselves."""
    assert not Thread(state, 1, "").asleep
    assert not Thread("S", 1, "running").asleep


def _scan(**threads: Thread) -> quiescence._Scan:
    keyed = {(1, 1, int(name[1:])): thread for name, thread in threads.items()}
    return quiescence._Scan(keyed, {})


ASLEEP = Thread("S", 5, "0 0x3")


def test_the_same_sleepers_prove_that_nobody_ran():
    """Same threads, all asleep, no switch counted."""
    assert quiescence._ran(_scan(t1=ASLEEP), _scan(t1=ASLEEP)) == set()


def test_a_counted_switch_shows_who_ran():
    """A thread that slept in both scans and ran in between is named."""
    assert quiescence._ran(_scan(t1=ASLEEP), _scan(t1=Thread("S", 6, "0 0x3"))) == {(1, 1, 1)}


@pytest.mark.parametrize(
    "second", [_scan(), _scan(t1=ASLEEP, t2=ASLEEP), _scan(t1=Thread("R", 5, ""))]
)
def test_anything_else_proves_nothing(second):
    """A thread that went, came or is awake: look again."""
    assert quiescence._ran(_scan(t1=ASLEEP), second) is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_real_sleeper_is_read_rightly():
    """A process that waits for its input: asleep, without a time-out, in the family."""
    child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None
    family = quiescence.Family({child.pid})
    watch = quiescence.Watch(family)
    while not watch.settled(patient=True):
        pass
    [thread] = procfs.threads(child.pid).values()
    assert watch.reason == "still"
    assert set(family.members()) == {child.pid}
    assert thread.state == "S"
    assert not thread.timed
    if platform.machine() == "x86_64":
        assert thread.call is not None
        assert thread.call.startswith("0 ")
    child.communicate()
    assert procfs.process(child.pid) is None
