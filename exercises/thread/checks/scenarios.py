"""Jobs for run_named, and what is seen of them."""

import os
import threading


def plain(outcomes):
    """Outcomes as plain data: [value, name of the error's class and its text]."""
    return {
        name: [outcome.value, None if outcome.error is None else told(outcome.error)]
        for name, outcome in outcomes.items()
    }


def told(error):
    """An error as text."""
    return f"{type(error).__name__}: {error}"


def where_they_run(student, names):
    """Whether the jobs run in the process of the caller."""
    outcomes = student.run_named(dict.fromkeys(names, os.getpid))
    return {"here": [outcome.value for outcome in outcomes.values()] == [os.getpid()] * len(names)}


def values(student, jobs):
    """Jobs that return a value each; then no jobs; then the jobs again."""

    def returns(value):
        return lambda: value

    work = {name: returns(value) for name, value in jobs.items()}
    return [plain(student.run_named(each)) for each in (work, {}, work)]


def named(student, names):
    """The name of the thread each job runs in, and whether it is a thread of its own."""
    threads = []

    def look():
        threads.append(threading.current_thread())
        return threading.current_thread().name

    outcomes = student.run_named(dict.fromkeys(names, look))
    return {
        "names": {name: outcome.value for name, outcome in outcomes.items()},
        "threads": len({id(thread) for thread in threads}),
        "caller_ran_some": threading.current_thread() in threads,
    }


def at_once(student, names):
    """Jobs that each wait until all of them are running."""
    meeting = threading.Barrier(len(names))

    def meet():
        meeting.wait()
        return "met"

    return plain(student.run_named(dict.fromkeys(names, meet)))


def every_schedule(student, jobs):
    """Two jobs, of which each counts how often it runs."""
    runs = {name: [] for name in jobs}

    def counted(name):
        def job():
            runs[name].append("run")
            return jobs[name]

        return job

    outcomes = student.run_named({name: counted(name) for name in jobs})
    return {
        "outcomes": plain(outcomes),
        "runs": {name: len(each) for name, each in runs.items()},
    }


def errors(student, text):
    """One job that raises and one that returns an exception as its value."""
    error = ValueError(text)

    def fails():
        raise error

    def returns():
        return 1

    outcomes = student.run_named({"fails": fails, "returns": returns})
    return {**plain(outcomes), "same": outcomes["fails"].error is error}


def system_exit(student, code):
    """One job that calls for the end of its thread, and one that returns."""

    def leaves():
        raise SystemExit(code)

    return plain(student.run_named({"leaves": leaves, "stays": lambda: 1}))


def all_ended(student):
    """Whether any thread is alive at the return."""
    threads = []

    def job():
        threads.append(threading.current_thread())

    student.run_named({"one": job, "two": job})
    return {"ran": len(threads), "alive": sum(thread.is_alive() for thread in threads)}
