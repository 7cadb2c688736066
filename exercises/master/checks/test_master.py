"""Judges `master`."""

import re

from grader.checks import expect


def key(rng):
    return f"key {rng.randint(10**6, 10**7)}"


def test_travels(student, rng):
    tasks = [f"task {rng.randint(10, 99)}" for _ in range(3)]
    run = student.run("travels", authkey=key(rng), tasks=tasks)
    expect(run["connected"], "how a worker in another process fared that wanted to connect").equals(
        "connected",
        because="it knows the address, the authkey, get_task_queue and get_result_queue",
    )
    expect(run["taken"], "what a worker got out of the task queue").satisfies(
        lambda taken: "tasks" in run.value,
        "pairs (task_id, task)",
        because="a task travels with its id, so that its result can be told from others; and the "
        "queue that the worker sees is the server process's, not a copy of it in your process",
    )
    expect(run["tasks"], "the tasks that a worker got").equals(
        tasks, because="they come in the order in which they were put"
    )
    expect(run["distinct"], "whether all task ids are different").is_true(
        because="results are told apart by them"
    )
    expect(run["results"], "the results").equals(
        [f"did {task}" for task in tasks], because="the worker answered each task"
    )


def test_order(student, rng):
    size = rng.randint(4, 6)
    order = rng.sample(range(size), size)
    while order == sorted(order):
        rng.shuffle(order)
    run = student.run("answered", authkey=key(rng), size=size, order=order, portions=[size])
    expect(
        run.value, f"the results of tasks 0 to {size - 1}, answered in the order {order}"
    ).equals(
        [[task * 10 for task in range(size)]],
        because="results are in the order of put, whichever worker was faster",
    )
    # Not the last one: a result must be missing still when another comes a second time.
    twice = rng.randint(0, size - 2)
    run = student.run(
        "answered",
        authkey=key(rng),
        size=size,
        order=list(range(size)),
        portions=[size],
        twice=twice,
    )
    expect(run.value, f"the results when that of task {twice} arrives twice").equals(
        [[task * 10 for task in range(size)]],
        because="each result belongs to its task; one that comes twice stands for no other",
    )


def test_portions(student, rng):
    size = rng.randint(3, 5)
    rest = list(range(1, size))
    seen = student.run("later", authkey=key(rng), size=size).value
    expect(seen, f"results(1), results({size - 1}) and the same again, then results(0)").equals(
        [[0], rest, [0], rest, []],
        because="results(n) gives those of the next n tasks, also when later tasks were answered "
        "first",
    )


def test_exceptions(student, rng):
    tasks = [rng.randint(1, 99), None, [rng.randint(1, 99)], "x" * rng.randint(200_000, 300_000)]
    bad, message = rng.choice([0, 2]), f"no {rng.randint(10, 99)}"
    run = student.run("exceptions", authkey=key(rng), tasks=tasks, bad=bad, message=message)
    expect(run["taken"], "the tasks that a worker got").equals(
        [repr(task) for task in tasks],
        because="any value is a task, None and large ones too; only a bare None is the end marker",
    )
    expect(run["results"], f"the results, when task number {bad} failed").equals(
        [
            {"exception": "ValueError", "message": message} if number == bad else repr(task)
            for number, task in enumerate(tasks)
        ],
        because="an exception is a result like any other, and stands in its task's place",
    )


def test_authkey(student, rng):
    first, second = student.run("refused", authkey=key(rng), other="another key").value
    expect(first, "how a worker with another authkey fared").equals(
        "AuthenticationError", because="who does not know the key must not get in"
    )
    expect(second, "how a worker with the right authkey fared").equals(
        "connected", because="Master(authkey) says what the key is"
    )


def test_timeout(student, rng):
    size, answered = rng.randint(12, 19), rng.randint(2, 5)
    run = student.run("too_late", authkey=key(rng), size=size, answered=answered)
    for seen, missing, what in (
        (run["none"], size, "no result"),
        (run["some"], size - answered, f"{answered} of {size} results"),
    ):
        expect(seen["raised"], f"what results({size}, timeout) raised, when {what} came").equals(
            "TimeoutError", because="the caller must not wait for ever, nor see a bare queue.Empty"
        )
        expect(
            [int(number) for number in re.findall(r"\d+", seen["message"])],
            f"the numbers in the message, when {what} came",
        ).contains(missing, because="it is to say how many results are missing")


def test_after_timeout(student, rng):
    size, answered = rng.randint(6, 9), rng.randint(2, 5)
    run = student.run("too_late", authkey=key(rng), size=size, answered=answered)
    expect(run["all"], "the results, asked for again after a timeout").equals(
        list(range(size)), because="what had arrived before the timeout is not lost"
    )


def test_two_masters(student, rng):
    run = student.run("two_masters", authkey=key(rng))
    expect(run["same_address"], "whether two masters have one address").is_false(
        because="port 0, or no address at all, lets the system pick a free one"
    )
    expect(run["taken"], "what the workers of two masters got").equals(
        [["task of 0"], ["task of 1"]], because="each master has queues of its own"
    )
    expect(run["third"], "how a worker of a third master fared, after these two").equals(
        "connected", because="a master can be made again and again"
    )


def test_spawn(student, rng):
    task = f"task {rng.randint(10, 99)}"
    run = student.run("spawned", authkey=key(rng), task=task)
    expect(run["connected"], "how a worker fared, where processes are spawned").equals(
        "connected",
        because="a spawned server process gets everything pickled, and a lambda or a local "
        "function can't be pickled",
    )
    expect(run["tasks"], "the tasks that it got").equals([task])


def test_shutdown(student, rng):
    run = student.run("shut", authkey=key(rng))
    expect(run["connection"], "how a connection fared after shutdown").equals(
        "refused", because="nobody listens any more"
    )
    expect(run["address"], "the address after shutdown").equals(
        "free", because="the next master may want it"
    )
    expect(run["worker"], "whether a worker that waited for a task came to an end").is_true(
        because="it gets the end marker, or sees that the master has gone"
    )
    expect(run["again"], "what a second shutdown raised").is_none(because="it does nothing")
    expect(run["processes"], "the number of processes that were left").equals(
        0, because="the server process ends with the master"
    )
