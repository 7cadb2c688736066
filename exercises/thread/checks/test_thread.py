"""Judges thread: all started, all joined, nothing lost, values and errors under their names."""

from grader.checks import expect

NAMES = ["north", "east", "south", "west", "up", "down"]


def test_values(student, explore, rng):
    run = student.run("where_they_run", names=rng.sample(NAMES, 2))
    expect(run["here"], "that the jobs ran in the process of their caller").is_true(
        because="what a job changes in another process is seen by nobody here"
    )
    jobs = {name: rng.randint(1, 99) for name in rng.sample(NAMES, 2)}
    outcomes = explore("values", jobs=jobs)
    right = {name: [value, None] for name, value in jobs.items()}
    outcomes.always(
        lambda seen: seen == [right, {}, right],
        f"[value, error] of jobs that return {jobs}; of no jobs; of them again: {{value}}",
        because="each name has the outcome of its own job",
    )


def test_named(explore, rng):
    names = rng.sample(NAMES, 2)
    outcomes = explore("named", names=names)
    right = {
        "names": {name: name for name in names},
        "threads": len(names),
        "caller_ran_some": False,
    }
    outcomes.always(
        lambda seen: seen == right,
        f"jobs named {names} saw as the names of their threads: {{value}}",
        because="each job runs in a new thread that has its name",
    )


def test_at_once(explore, rng):
    names = rng.sample(NAMES, 2)
    outcomes = explore("at_once", names=names)
    outcomes.always(
        lambda seen: seen == {name: ["met", None] for name in names},
        f"the jobs {names} waited for each other, and ended as {{value}}",
    )


def test_every_schedule(explore, rng):
    jobs = {name: rng.randint(1, 99) for name in rng.sample(NAMES, 2)}
    outcomes = explore("every_schedule", jobs=jobs)
    right = {
        "outcomes": {name: [value, None] for name, value in jobs.items()},
        "runs": dict.fromkeys(jobs, 1),
    }
    outcomes.always(
        lambda seen: seen == right,
        f"the jobs return {jobs}; the outcomes, and how often each job ran: {{value}}",
        because="each job runs once, and its outcome stands under its own name",
    )


def test_errors(explore, rng):
    text = f"no room {rng.randint(1, 99)}"
    # Whether the thread also shows the error to its excepthook is left to the student.
    outcomes = explore("errors", text=text, allow={"thread_raised"})
    right = {"fails": [None, f"ValueError: {text}"], "returns": [1, None], "same": True}
    outcomes.always(
        lambda seen: seen == right,
        f"one job raised ValueError({text!r}), the other returned 1: {{value}}",
        because="the error of a job is the exception that it raised, and stops no other job",
    )


def test_system_exit(explore, rng):
    code = rng.randint(1, 9)
    outcomes = explore("system_exit", code=code, allow={"thread_raised"})
    right = {"leaves": [None, f"SystemExit: {code}"], "stays": [1, None]}
    outcomes.always(
        lambda seen: seen == right,
        f"one job raised SystemExit({code}), the other returned 1: {{value}}",
        because="SystemExit is an exception, and must not get lost",
    )


def test_all_ended(explore):
    outcomes = explore("all_ended")
    outcomes.always(
        lambda seen: seen == {"ran": 2, "alive": 0},
        "when run_named returned, of two jobs had run, and were alive: {value}",
        because="it returns when all threads have ended",
    )
