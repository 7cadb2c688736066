"""Judges `shared_counter`."""

from grader.checks import expect


def test_counts(student, rng):
    times = rng.randint(5, 50)
    start, end = student.run("counts", times=times).value
    expect(start, "the value of a new counter").equals(0, because="nobody has incremented yet")
    expect(end, f"the value after {times} increments").equals(
        times, because="each increment adds 1"
    )


def test_large(student, rng):
    times = rng.randint(300, 999)
    _, end = student.run("counts", times=times).value
    expect(end, f"the value after {times} increments").equals(
        times, because="the type that you chose for the number must be large enough"
    )


def test_two_counters(student, rng):
    first, second = rng.randint(2, 20), rng.randint(21, 40)
    seen = student.run("two_counters", first=first, second=second).value
    expect(seen, f"two counters after {first} and {second} increments").equals(
        [first, second], because="each counter has a number of its own"
    )


def test_from_processes(student, rng):
    times = [rng.randint(1, 9) for _ in range(4)]
    run = student.run("from_processes", times=times)
    expect(
        run["in_them"], f"the value in 4 processes that incremented {times} times, in turn"
    ).equals(
        [sum(times[: number + 1]) for number in range(4)],
        because="the number lies in shared memory: each process sees what those before it counted",
    )
    expect(run["here"], "the value in the process that made the counter").equals(
        sum(times), because="it sees what the others counted"
    )


def test_other_side(student, rng):
    times = rng.randint(2, 30)
    seen = student.run("other_side", times=times).value
    expect(seen, f"the value that another process sees after {times} increments here").equals(
        times, because="the value can be read in every process"
    )


def test_no_lost_update(student):
    stops = student.run("in_the_middle").value
    expect(stops, "the places at which an increment was stopped").satisfies(
        lambda seen: len(seen) > 3, "some", because="increment has to do something"
    )
    for stop in stops:
        line = stop.get("line")
        expect(stop.get("stuck"), f"who waits for ever, after a stop in line {line}").is_none(
            because="a process that has finished its increment must have released the lock"
        )
        expect(
            stop["grown"],
            f"by how much the counter grew in 2 increments, one of them stopped in line {line}",
        ).equals(
            2,
            because=f"the first process was stopped in line {line} of its increment, the second "
            "did a whole increment, then the first went on: it wrote what it had read before, "
            "and one increment was lost. Reading and writing must be one step, under one lock "
            "that both processes share",
        )
