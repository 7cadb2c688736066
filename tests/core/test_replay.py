"""A witness is one line of text that survives being copied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.replay import Replay, read_replay


@given(
    check=st.from_regex(r"[a-z_][a-z0-9_]{0,20}", fullmatch=True),
    seed=st.integers(0, 2**64 - 1),
    call=st.integers(0, 999),
    schedule=st.lists(st.integers(0, 20), max_size=200),
)
def test_what_is_written_is_read_back(
    check: str, seed: int, call: int, schedule: list[int]
) -> None:
    replay = Replay(check=check, seed=seed, call=call, schedule=tuple(schedule))
    assert read_replay(str(replay)) == replay


def test_runs_of_one_thread_are_written_short() -> None:
    replay = Replay(check="races", seed=7, call=0, schedule=(0, 0, 1, 1, 1, 0))
    assert str(replay) == "races:7:0:0x2.1x3.0x1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "races",
        "races:7:0:0-2",
        "races:-7:0:0x1",
        "a b:7:0:0x1",
        "races:7:0:0x9999999.0x9999999",
    ],
)
def test_anything_else_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(UsageError, match=r"the witness: .*Copy the whole"):
        read_replay(text)
