"""A witness is hostile data: what has the agreed form is read, the rest is left out."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.witness import MAX_LANES, MAX_STEPS, read_witness
from tests import samples

UNTIMED = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
KEYS = st.sampled_from(
    ["steps", "blocked", "waits", "events", "explanation", "thread", "line", "source", "op",
     "object", "attr", "value", "what", "on", "lock", "holds", "holder", "text", "pid", "task"]
)  # fmt: skip
SHAPED = st.recursive(
    JSON, lambda inner: st.dictionaries(KEYS, inner) | st.lists(inner), max_leaves=30
)


@UNTIMED
@given(SHAPED)
def test_reads_anything(raw: object) -> None:
    """No JSON value makes it fail."""
    witness = read_witness(raw)
    if witness is not None:
        assert all(wait.sentence for wait in witness.waits)
        assert list(witness.lines) == sorted(set(witness.lines))


@pytest.mark.parametrize("raw", [None, 3, "x", [], {}, {"steps": 3}, {"steps": ["x"]}])
def test_finds_nothing_in_what_is_no_witness(raw: object) -> None:
    """Nothing usable is no witness at all."""
    assert read_witness(raw) is None


def test_reads_a_schedule() -> None:
    """Lanes in order of appearance, steps in words, lines without repetition."""
    witness = read_witness(samples.LOST_UPDATE)
    assert witness is not None
    assert witness.lanes == ("Thread-1", "Thread-2")
    assert [(step.lane, step.what) for step in witness.steps] == [
        (0, "reads value: 0"),
        (1, "reads value: 0"),
        (1, "writes value: 1"),
        (0, "writes value: 1"),
    ]
    assert witness.lines == (14,)
    assert witness.last_line == 14


def test_finds_the_holder_of_each_lock() -> None:
    """Who holds what is joined with who waits for what."""
    witness = read_witness(samples.DEADLOCK)
    assert witness is not None
    assert [(wait.thread, wait.holder, wait.taken) for wait in witness.waits] == [
        ("Thread-1", "Thread-2", 9),
        ("Thread-2", "Thread-1", 9),
    ]


def test_reads_a_hang() -> None:
    """A hang of real threads names its holder itself."""
    wait = {"thread": "T2", "line": 14, "lock": "a", "kind": "lock", "holder": "T1",
            "holder_line": 9, "timed": False}  # fmt: skip
    witness = read_witness({"kind": "hang", "waits": [wait]})
    assert witness is not None
    assert witness.waits[0].sentence == "T2 waits at line 14 for a, which T1 has held since line 9."


def test_reads_events_as_lanes_of_processes() -> None:
    """Events of the recorder become steps, one lane a process."""
    events = [{"pid": 7, "task": "a", "what": "began"}, {"pid": 8, "task": "b", "what": "ended"}]
    witness = read_witness({"events": events})
    assert witness is not None
    assert witness.lanes == ("process 7", "process 8")
    assert witness.steps[1].what == "ended b"


def test_keeps_the_end_of_a_long_schedule() -> None:
    """The last steps are kept, with their numbers, and the number of those left out."""
    steps = [{"thread": f"T{n % 40}", "what": f"step {n}"} for n in range(1, 501)]
    witness = read_witness({"steps": steps})
    assert witness is not None
    assert len(witness.lanes) == MAX_LANES
    assert witness.left_out == 500 - MAX_STEPS
    assert all(step.what == f"step {step.number}" for step in witness.steps)


def test_knows_what_was_said_already() -> None:
    """A wait whose thread and line stand in the feedback need not be told again."""
    witness = read_witness(samples.DEADLOCK)
    assert witness is not None
    assert witness.waits[0].told_by("Thread-1 has waited for the lock at line 14.")
    assert not witness.waits[0].told_by("Every thread waits for another.")


def test_shows_nothing_of_the_hidden_half() -> None:
    """Lines of a scenario are in no step and no wait."""
    hidden = {"thread": "MainThread", "file": "scenarios.py", "line": 6, "source": "SECRET"}
    own = {"thread": "T1", "file": "/submission/lock.py", "line": 9, "op": "read", "attr": "value"}
    witness = read_witness({"steps": [hidden, own], "blocked": [{**hidden, "on": "T1"}]})
    assert witness is not None
    assert "SECRET" not in repr(witness)
    assert witness.lanes == ("T1",)
    assert witness.lines == (9,)
    assert witness.waits[0].sentence == "MainThread waits for T1."


def test_leaves_out_the_lookup_of_a_lock() -> None:
    """`with a.lock` is one step: taking it."""
    step = {"thread": "T1", "line": 8, "source": "with a.lock:"}
    look = {**step, "op": "read", "object": "A #1", "attr": "lock", "value": "lock #1"}
    take = {**step, "op": "acquire", "object": "lock #1", "value": None}
    stuck = {**step, "on": "lock #2"}
    look_again = {**look, "value": "lock #2"}
    witness = read_witness({"steps": [look, take, look_again], "blocked": [stuck]})
    assert witness is not None
    assert [found.what for found in witness.steps] == ["takes lock #1"]
