"""Judges `process`."""

from grader.checks import expect


def names_of(rng, number):
    return rng.sample(["ada", "grace", "alan", "edsger", "barbara", "tony", "guido"], number)


def test_outcomes(student, rng):
    names = names_of(rng, 3)
    run = student.run("outcomes", names=names)
    outcomes, ran = run["outcomes"], run["ran"]
    expect([one[0] for one in outcomes], "the names in the outcomes").has_same_items(
        names, because="there is one outcome for each job"
    )
    for name, pid, exitcode in outcomes:
        expect(ran.get(name), f"the process in which job {name!r} ran").differs_from(
            run["me"], because="each job runs in a process of its own, not in the caller's"
        )
        expect(pid, f"the pid in the outcome of {name!r}").equals(
            ran.get(name), because="it is to be the pid of the process that ran the job"
        )
        expect(exitcode, f"the exit code of {name!r}").equals(
            0, because="it is known once the process was joined; before that it is None"
        )
    expect([one[1] for one in outcomes], "the pids").is_distinct(
        because="each job runs in a process of its own"
    )


def test_together(student, rng):
    jobs = rng.randint(3, 5)
    seen = student.run("together", jobs=jobs).value
    expect(seen, f"how many of the {jobs} jobs were at work at once").equals(
        [jobs],
        because="each job waited for all the others to start; start all processes, then join them",
    )


def test_names(student, rng):
    names = names_of(rng, 3)
    seen = student.run("names", names=names).value
    expect(seen, "the names that the jobs' processes have").equals(
        {name: name for name in names},
        because="multiprocessing.current_process().name in the job is to be the job's name",
    )


def test_arguments(student, rng):
    arguments = [[], [rng.randint(1, 99)], ["a", [rng.randint(1, 99), None], {"k": 2.5}]]
    seen = student.run("arguments", arguments=arguments).value
    expect(seen, "the arguments that the jobs got").equals(
        [repr(tuple(rest)) for rest in arguments], because="a job is func(*args)"
    )


def test_order(student, rng):
    names = names_of(rng, 4)
    seen = student.run("order", names=names, late=names[0]).value
    expect(seen, "the names in the outcomes, when the first job ended last").equals(
        names, because="the outcomes stand in the order of the jobs, not in that of their ends"
    )


def test_failing_job(student, rng):
    code = rng.randint(2, 99)
    seen = student.run("failing_job", code=code).value
    expected = [["first", 0], ["raises", 1], ["exits", code], ["killed", -9], ["last", 0]]
    expect(seen, "names and exit codes, when three of five jobs fail").equals(
        expected,
        because="a job that raises ends with 1, sys.exit(n) with n, signal 9 with -9; "
        "a job's failure changes nothing but its own exit code",
    )


def test_same_name(student, rng):
    name, other = names_of(rng, 2)
    run = student.run("same_name", name=name, other=other)
    expect([one[0] for one in run["outcomes"]], "the names in the outcomes").has_same_items(
        [name, other, name], because="two jobs may have one name, and each has its outcome"
    )
    expect([one[1] for one in run["outcomes"]], "the pids in the outcomes").has_same_items(
        run["ran"],
        because="each of the three jobs ran in a process of its own, and has its outcome",
    )


def test_nobody_left(student, rng):
    left = student.run("nobody_left", jobs=rng.randint(2, 3)).value
    expect(left["processes"], "the number of processes left").equals(
        0, because="run_all waits for every process, also for one that failed"
    )
    expect(left["threads"], "the number of threads left").equals(0, because="nothing stays behind")
    expect(left["descriptors"], "the number of descriptors left open").equals(
        0, because="nothing stays behind"
    )


def test_empty(student):
    expect(student.run("empty").value, "the outcomes of no jobs").equals(
        [], because="no jobs are no error"
    )
