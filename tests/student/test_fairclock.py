"""Time limits do not count the time in which the machine is busy with something else."""

import os

from grader.student.fairclock import STRETCH, FairClock, run_delays


class Machine:
    """A made-up machine: its clock, and how long each thread has waited for a processor."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waited: dict[int, float] = {1: 0.0}

    def clock(self) -> FairClock:
        return FairClock(lambda: [1], now=lambda: self.now, delays=lambda _: dict(self.waited))


def test_an_idle_machine_s_clock_is_the_wall_clock() -> None:
    machine = Machine()
    clock = machine.clock()
    for _ in range(10):
        machine.now += 1.0
        clock.elapsed()
    assert clock.elapsed() == 10.0


def test_time_in_which_a_thread_waited_for_a_processor_does_not_count() -> None:
    machine = Machine()
    clock = machine.clock()
    for _ in range(10):
        machine.now += 1.0
        machine.waited[1] += 0.75
        clock.elapsed()
    assert clock.elapsed() == 2.5


def test_a_wait_that_is_told_when_it_is_over_is_taken_off_then() -> None:
    machine = Machine()
    clock = machine.clock()
    for step in range(1, 21):
        machine.now += 1.0
        if step in (5, 10):
            machine.waited[1] += 4.0
        clock.elapsed()
    assert clock.elapsed() == 12.0


def test_threads_that_starve_one_another_can_not_stop_the_clock() -> None:
    machine = Machine()
    clock = machine.clock()
    for _ in range(100):
        machine.now += 1.0
        machine.waited = dict.fromkeys(range(50), machine.now)
        clock.elapsed()
    assert clock.elapsed() >= 100.0 / STRETCH


def test_the_clock_never_runs_backwards() -> None:
    machine = Machine()
    clock = machine.clock()
    seen = []
    for step in range(200):
        machine.now += 0.1
        machine.waited[1] += (0.0, 0.3, 0.05)[step % 3]
        seen.append(clock.elapsed())
    assert seen == sorted(seen)


def test_the_system_tells_how_long_this_process_has_waited() -> None:
    delays = run_delays([os.getpid()])
    assert os.getpid() in delays
    assert all(delay >= 0 for delay in delays.values())
