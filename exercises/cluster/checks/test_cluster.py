"""Judges `cluster`."""

from grader.checks import expect


def test_workers(student, rng):
    workers = rng.randint(2, 3)
    run = student.run("crowd", count=workers + 2, workers=workers, killed=False)
    expect(run["in_caller"], "the number of tasks that ran in the caller's process").equals(
        0, because="tasks run in worker processes, which may die without the master"
    )
    expect(run["first"], f"how many tasks ran at once with {workers} workers").equals(
        workers, because="each worker has one task at a time, and all work"
    )
    expect(run["most"], "the most tasks at once").equals(
        workers, because="there are that many workers, and no more"
    )
    expect(run["processes"], "in how many processes tasks were run, when none died").equals(
        workers,
        because="a worker that has done a task takes the next one; only a dead one is replaced",
    )


def test_slow(student, rng):
    count = rng.randint(3, 5)
    run = student.run("slow", count=count, slow_one=rng.randint(0, count - 1))
    expect(list(run["attempts"].values()), "how often the slow task was begun").equals(
        [1], because="slow is not dead: only the end of a worker's process proves that it is"
    )
    expect(run["results"], "the results").has_same_items(
        list(range(count)), because="each is there once"
    )
    expect(run["retries"], "the retries").equals(0, because="no worker died")


def test_in_order(student, rng):
    factor, offset = rng.randint(2, 9), rng.randint(100, 999)
    # Then with more workers than tasks: those without one have to wait, and must not go.
    for tasks, workers, attempts in (
        (rng.sample(range(1000), 6), 2, 3),
        (rng.sample(range(1000), 4), 8, 1),
    ):
        run = student.run(
            "backwards",
            tasks=tasks,
            workers=workers,
            factor=factor,
            offset=offset,
            max_attempts=attempts,
        )
        expect(
            run["results"],
            f"the results of {tasks} with {workers} workers, when func(x) is "
            f"{factor} * x + {offset}",
        ).equals(
            [factor * task + offset for task in tasks],
            because="the results stand in the order of the tasks, whichever is done first",
        )
        expect(run["retries"], "the retries").equals(0, because="no worker died")


def test_killed(student, rng):
    count, factor = rng.randint(4, 6), rng.randint(2, 9)
    victims = [0, rng.randint(1, count - 1)]
    run = student.run(
        "killed",
        count=count,
        workers=2,
        victims=victims,
        factor=factor,
        max_attempts=3,
        times=1,
    )
    expect(run["spared"], "whether a task ran in the caller's process").is_false(
        because="a task that kills its process must not kill the master"
    )
    expect(
        run["results"], "the results, after two workers were killed with a task in hand"
    ).has_same_items(
        [factor * task for task in range(count)],
        because="the task of a dead worker is given to another one, and every result is there once",
    )
    expect(run["attempts"], "how often each task was begun").equals(
        {str(task): 2 if task in victims else 1 for task in range(count)},
        because="only what a dead worker held is run again",
    )
    expect(run["retries"], "the retries").equals(2, because="two tasks were given out again")


def test_replaced(student, rng):
    workers = rng.randint(2, 3)
    run = student.run("crowd", count=workers + 2, workers=workers, killed=True)
    expect(run["first"], f"how many of {workers} workers had a task, after one was killed").equals(
        workers, because="a dead worker is replaced while work remains"
    )


def test_last_worker(student, rng):
    count, factor = rng.randint(2, 4), rng.randint(2, 9)
    run = student.run(
        "killed",
        count=count,
        workers=1,
        victims=[count - 1],
        factor=factor,
        max_attempts=3,
        times=1,
    )
    expect(
        run["results"], "the results, after the only worker died with the last task"
    ).has_same_items(
        [factor * task for task in range(count)],
        because="work remains as long as a task has no result, also when none waits in the queue",
    )
    workers, times = 4, 3
    run = student.run("idle_die", factor=factor, workers=workers, times=times)
    expect(
        run["results"], "the results, after workers without a task died, and then the last one"
    ).has_same_items(
        [factor * task for task in range(workers)],
        because="a dead worker is replaced, and given no task, whether it had one or not",
    )
    expect(run["attempts"], "how often each task was begun").equals(
        {str(task): 1 if task else 1 + times for task in range(workers)},
        because="only what a dead worker held is run again",
    )
    # More: a master that has not noticed yet may hand the task to those that died idle.
    expect(run["retries"], "the retries").is_between(
        times, times + workers - 1, because="only one task was in the hands of those that died"
    )


def test_given_up(student, rng):
    # More attempts than there are workers: so they have to be replaced.
    count, factor, most = rng.randint(3, 5), rng.randint(2, 9), rng.randint(3, 4)
    poison = rng.randint(0, count - 1)
    run = student.run(
        "killed",
        count=count,
        workers=2,
        victims=[poison],
        factor=factor,
        max_attempts=most,
        times=most + 2,
    )
    expect(run["attempts"].get(str(poison)), "how often the task that kills was begun").equals(
        most, because="after max_attempts workers have died of it, it is given up"
    )
    results = run["results"]
    expect([one for one in results if not isinstance(one, dict)], "the values").has_same_items(
        [factor * n for n in range(count) if n != poison],
        because="no other task is lost with the one that was given up",
    )
    expect(len(results), "the number of results").equals(
        count, because="an exception stands in the place of a task that was given up"
    )
    expect(results, "the results").satisfies(
        lambda seen: sum(isinstance(one, dict) for one in seen) == 1,
        "one exception among them",
        because="an exception stands in the place of a task that was given up",
    )
    expect(run["retries"], f"the retries, with max_attempts={most}").equals(
        most - 1, because="the first attempt is no retry"
    )
    run = student.run("killed", count=1, workers=3, victims=[0], factor=1, max_attempts=3, times=5)
    expect(
        [isinstance(one, dict) for one in run["results"]], "whether the results are exceptions"
    ).equals([True], because="when the last task is given up, those that wait for one must end too")


def test_raising(student, rng):
    count, message = rng.randint(3, 5), f"no {rng.randint(10, 99)}"
    bad = rng.randint(0, count - 1)
    run = student.run("raising", count=count, bad=bad, message=message)
    expect(run["results"], "the results, when func raises for one task").has_same_items(
        [{"exception": "ValueError", "message": message} if n == bad else n for n in range(count)],
        because="what func raises stands in its task's place",
    )
    expect(run["attempts"].get(str(bad)), "how often the task that raises was begun").equals(
        1, because="an exception is an answer; only a death is not"
    )
    expect(run["retries"], "the retries").equals(0, because="no worker died")


def test_late_answer(student, rng):
    count = rng.randint(3, 5)
    special = rng.randint(0, count - 2)
    run = student.run("late_answer", count=count, special=special)
    expect(
        run["results"], "the results, when a dead worker's answer comes after its task was redone"
    ).has_same_items(
        list(range(count)),
        because="each task has one result: the first that comes, and a second is thrown away",
    )
    expect(run["retries"], "the retries").is_one_of(
        [0, 1], because="the task was given out again once, or its answer was seen in time"
    )


def test_nothing_left(student, rng):
    run = student.run("backwards", tasks=[], workers=2, factor=1, offset=0)
    expect(run.value, "the report of no tasks").equals(
        {"results": [], "retries": 0}, because="no tasks are no error"
    )
    for die in (False, True):
        run = student.run("nothing_left", count=rng.randint(2, 4), die=die)
        for what in ("processes", "threads"):
            after = "after a worker was killed" if die else "after a run"
            expect(run[what], f"the number of {what} left {after}").equals(
                0, because="workers and servers end with the run"
            )
