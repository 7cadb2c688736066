"""Judges phases: together in a phase, nobody early, and an error ends it all."""

from grader.checks import expect

FEWER = {"executions": 60}
"""Barriers have many schedules, and what can go wrong shows in the first ones."""


def test_all_steps(student, explore):
    run = student.run("where_steps_are_taken", workers=2)
    expect(run["here"], "that the workers took their steps in the process of the caller").is_true(
        because="what a step changes in another process is seen by nobody here"
    )
    for workers, phases in ((2, 2), (1, 3), (2, 0)):
        outcomes = explore("all_steps", workers=workers, phases=phases, options=FEWER)
        steps = {f"{worker}.{phase}": 1 for worker in range(workers) for phase in range(phases)}
        outcomes.always(
            lambda seen, steps=steps: seen == [{"steps": steps, "returned": None}] * 2,
            f"{workers} workers, {phases} phases, twice; how often each step was taken: {{value}}",
            because="each worker calls step(worker, phase) once for each phase, from 0 on",
        )


def test_together(explore):
    outcomes = explore("together", workers=2, phases=2, options=FEWER)
    outcomes.always(
        lambda taken: taken == [[0, 1], [0, 1]],
        "2 workers that wait for each other in each of 2 phases took these: {value}",
    )


def test_nobody_early(explore):
    for workers, phases in ((2, 3), (3, 2)):
        outcomes = explore("nobody_early", workers=workers, phases=phases, options=FEWER)
        outcomes.always(
            lambda missing: missing == 0,
            f"of {workers} workers, {{value}} had not finished a phase when another one began the "
            "next",
        )


def test_error(explore, rng):
    worker = rng.randint(0, 1)
    for bad in ([[worker, 0]], [[worker, 1]], [[0, 0], [1, 0]]):
        # How the thread itself ends is left to the student: with the error, or quietly.
        outcomes = explore(
            "raising", workers=2, phases=2, bad=bad, options=FEWER, allow={"thread_raised"}
        )
        outcomes.always(
            lambda seen: seen["raised"] == "the error of a step" and seen["running"] == 0,
            f"2 workers, 2 phases, and the steps [worker, phase] {bad} raised: {{value}}",
            because="the caller gets what the step raised, and all threads have ended by then",
        )


def test_no_later_phase(explore, rng):
    worker = rng.randint(0, 1)
    outcomes = explore(
        "raising",
        workers=2,
        phases=3,
        bad=[[worker, 0]],
        options=FEWER,
        allow={"thread_raised"},
    )
    outcomes.always(
        lambda seen: seen["last_phase_begun"] == 0,
        f"worker {worker} failed in phase 0, and the last phase that anybody began was: {{value}}",
        because="a phase that somebody did not finish is not over",
    )


def test_all_ended(explore):
    outcomes = explore("all_ended", workers=2, phases=1, options=FEWER)
    outcomes.always(
        lambda seen: seen == {"steps": 2, "running": 0},
        "2 workers, 1 phase; the steps taken and the threads left at the return: {value}",
    )
