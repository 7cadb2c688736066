"""The referee: what it counts, holds and kills, for every way of starting processes."""

from __future__ import annotations

import pytest

busy_too = pytest.mark.usefixtures("load")
methods = pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])


@busy_too
@methods
@pytest.mark.parametrize("how", ["pool", "executor"])
def test_a_pool_fills_up_and_takes_no_more(situation, how, method):
    """Three workers hold three of five tasks; when one is done, the next takes its place."""
    seen = situation("crowd", how=how, method=method)
    assert seen["seen"] == [3, 3]
    assert seen["most"] == 3
    assert seen["result"] == [1, 4, 7, 10, 13]
    assert seen["events"] == 5
    assert seen["reasons"] == ["still", "still"]


def test_threads_are_counted_like_processes(situation):
    """The tasks of a thread pool are inside at once, in one process."""
    seen = situation("crowd", how="threads")
    assert (seen["seen"], seen["processes"]) == ([3, 3], 1)


def test_too_few_are_seen_at_once(situation):
    """A serial loop never has more than one task inside."""
    seen = situation("crowd", how="serial")
    assert seen["most"] == 1
    assert seen["reasons"] == ["still", "still"]


@busy_too
@methods
def test_too_many_are_all_seen(situation, method):
    """One process per task: all of them arrive before the referee decides."""
    assert situation("crowd", how="each", method=method)["seen"] == [5, 4]


@busy_too
@pytest.mark.parametrize("nap", [0.0005, 0.01, 0.1])
def test_pollers_are_waited_for(situation, nap):
    """A program that polls gets to fill up, and the referee decides all the same."""
    seen = situation("crowd", how="polling", nap=nap)
    assert seen["seen"] == [3, 3]
    assert seen["most"] == 3


def test_spinners_are_waited_for(situation):
    """A program that never sleeps gets to fill up, and the referee decides all the same."""
    seen = situation("crowd", how="polling")
    assert seen["seen"] == [3, 3]
    assert seen["reasons"] == ["spinning", "spinning"]


def test_orphans_belong_to_the_scenario(situation):
    """Tasks in processes whose parent is gone arrive before the referee decides."""
    assert situation("adopted", count=3, workers=3)["seen"] == [3, 2]


@methods
def test_a_meeting_takes_place(situation, method):
    """As many as are needed come: they meet."""
    seen = situation("meeting", method=method, needed=3, count=3)
    assert seen == {"met": True, "seen": [3], "arrivals": 3}


@methods
def test_a_meeting_is_called_off(situation, method):
    """Fewer come than are needed, and nothing more can come: they are let go."""
    seen = situation("meeting", method=method, needed=3, count=2)
    assert seen == {"met": False, "seen": [2], "arrivals": 2}


@pytest.mark.parametrize(("locked", "value"), [(True, 2), (False, 1)])
def test_a_lock_prevents_a_meeting(situation, locked, value):
    """Between the read and the write two threads meet exactly when no lock keeps them apart."""
    assert situation("read_then_write", locked=locked) == {"value": value, "met": not locked}


@methods
def test_the_holder_is_killed_as_often_as_asked(situation, method):
    """Two of three attempts at task 7 are killed, and no other task."""
    seen = situation("killed", method=method, times=2, attempts=3)
    assert seen == {"codes": [0, -9, 0, -9, 0, 0], "killed": [7, 7]}


def test_the_scenario_itself_is_spared(situation):
    """A killing rule does not end the process that has to tell about it."""
    assert situation("spared") == [True]


def test_one_worker_is_never_counted_twice(situation):
    """Forty tasks of one worker follow each other: never two inside."""
    assert situation("never_twice", method="fork", count=40) == {"most": 1, "arrivals": 40}


@methods
@pytest.mark.parametrize("joined", [True, False])
def test_processes_that_nobody_joins_are_still_there(situation, joined, method):
    """A lingering worker shows whether the pool was joined."""
    assert situation("left_behind", joined=joined, method=method) == (0 if joined else 2)


@busy_too
def test_a_message_that_tcp_holds_back_is_waited_for(situation):
    """Both ends sleep while the kernel delays a message: that is not the end."""
    assert situation("held_back") == 1


def test_the_referee_is_nobodys_child(situation):
    """A student's os.wait() does not meet the referee."""
    assert situation("no_child") == "no child"


def test_the_referee_ends_with_its_scenario(situation):
    """A scenario that dies leaves no referee behind."""
    assert situation("ends_with_the_scenario") == 1


def test_leaks_are_named(situation):
    """What was left behind is listed; what was cleaned up is not."""
    seen = situation("footprint")
    assert seen["left"] == [["Z"], ["left"], ["/dev/null"]]
    assert seen["after"] == {"processes": [], "threads": [], "descriptors": []}


@methods
def test_everything_travels(situation, method):
    """Large values, exceptions, events and the scenario's own functions cross over."""
    seen = situation("gone", method=method)
    assert seen == {"size": 1 << 20, "message": "one", "doubled": 42, "noted": 1}
