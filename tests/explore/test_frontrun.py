"""The explorer and the public library frontrun agree on programs that both can be asked about."""

import pytest

from benchmarks.explorer.apart import apart
from benchmarks.explorer.with_frontrun import explore_with_frontrun
from tests.explore.programs import Case, cases, found
from tests.explore.running import explored

# A few quick ones, right and wrong; the whole corpus is in the benchmark.
AGREED = {
    "check_then_act/check_outside_lock:one_seat",
    "counters/no_lock:two_increments",
    "counters/ok_with_lock:two_increments",
    "events/set_before_value:publish",
    "lazy/check_then_act:made_once",
    "rwlock/reader_ignores_writer:reader_and_writer",
    "thread_local/global_name:two_students",
    "transfers/one_lock_only:opposite",
    "transfers/ok_global_lock:opposite",
}
PATIENCE = 240.0


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.id in AGREED], ids=lambda case: case.id
)
def test_frontrun_sees_the_same_kinds_of_bugs(case: Case) -> None:
    kinds, _ = apart(lambda: explore_with_frontrun(case, PATIENCE), PATIENCE).value
    assert kinds == found(case, explored(case.id)["outcomes"])


def test_every_case_to_be_compared_exists() -> None:
    assert {case.id for case in cases()} >= AGREED
