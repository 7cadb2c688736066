"""Judges `fork`."""

import hashlib

from grader.checks import expect


def test_comes_back(student, rng):
    payload = f"hello {rng.randint(100, 999)}"
    run = student.run("comes_back", payload=payload)
    expect(run["exit_code"], "the exit code of a child whose func returned").equals(
        0, because="nothing went wrong in it"
    )
    value = run["value"]
    expect(value, "what func returned").has_length(
        3, because="func returned a list of three, and it has to come through the pipe as it was"
    )
    expect(value[0], "the text that func returned").equals(
        payload, because="the child's value has to travel to the parent"
    )
    expect(value[1], "the process in which func ran").differs_from(
        run["me"], because="func must run in the child, and it ran in the caller's own process"
    )
    expect(value[2], "the parent of the process in which func ran").equals(
        run["me"], because="the child is made by a fork of the caller"
    )
    expect(run["pid"], "the pid in the report").equals(
        value[1], because="it is to be the pid of the process that ran func"
    )


def test_any_value(student, rng):
    for sent, code, got in student.run("any_value", number=rng.randint(2, 99)).value:
        expect(code, f"the exit code when func returned {sent}").equals(
            0, because="returning it is no failure"
        )
        expect(got, f"the value when func returned {sent}").equals(
            sent, because="None, 0, empty things and exceptions are values like any other"
        )


def test_big_value(student, rng):
    size, letter = (1 << 20) + rng.randint(1, 9999), rng.choice("abcdef")
    run = student.run("big_value", size=size, letter=letter)
    expect(run["exit_code"], "the exit code of a child that returned 1 MiB").equals(
        0, because="a value may be larger than what a pipe holds: read until the end, then wait"
    )
    expect(run["size"], "the number of bytes that arrived").equals(
        size, because="a single read gives what is there, which is not all"
    )
    expect(run["digest"], "the digest of the bytes").equals(
        hashlib.sha256(letter.encode() * size).hexdigest(), because="they arrive as they were sent"
    )


def test_exceptions(student):
    for name, (code, value) in student.run("exceptions").value.items():
        expect(code, f"the exit code of a child whose func raised {name}").equals(
            1, because="whatever func raises, SystemExit too, gives exit code 1"
        )
        expect(value, f"the value after {name}").is_none(because="there is none")


def test_unpicklable(student, rng):
    seen = student.run("unpicklable", size=rng.randint(100_000, 200_000)).value
    for name, (code, value) in seen.items():
        expect(code, f"the exit code when func returned {name}").equals(
            1, because="a value that can't be pickled can't come back, and that is a failure"
        )
        expect(value, f"the value when func returned {name}").is_none(because="it can't be sent")


def test_ends(student, rng):
    code = rng.randint(2, 99)
    seen = student.run("ends", code=code).value
    for name, expected, why in (
        ("signal 9", -9, "a child that a signal killed has minus the signal's number"),
        ("signal 15", -15, "a child that a signal killed has minus the signal's number"),
        ("exit code", code, "the exit code is the child's own"),
        ("exit code 0", 0, "the exit code is the child's own, also when it sent nothing"),
    ):
        expect(seen[name][0], f"the exit code of a child that ended by {name}").equals(
            expected, because=why
        )
        expect(seen[name][1], f"the value of a child that ended by {name}").is_none(
            because="it sent none"
        )


def test_stays_out(student, rng):
    mark = f"printed once {rng.randint(1000, 9999)}"
    run = student.run("stays_out", mark=mark)
    expect(run.value, "the number of children that came out of run_in_child").equals(
        0,
        because="a child that leaves by return, sys.exit or an exception goes on in the caller's "
        "code: finally blocks and atexit functions run twice",
    )
    expect(run.stdout.count(mark), "how often the caller's unflushed line was printed").equals(
        1, because="the child has a copy of the caller's buffers, and must not flush them"
    )


def test_other_child(student, rng):
    code = rng.randint(2, 99)
    run = student.run("other_child", code=code)
    expect(run["exit_code"], "the exit code of the child").equals(
        0, because="another child of the caller had ended before, with an exit code of its own"
    )
    expect(run["other"], "what the caller got when it waited for its other child").equals(
        code, because="run_in_child waits for its own child only, and leaves the others alone"
    )


def test_no_leaks(student):
    left = student.run("no_leaks", calls=50).value
    expect(left["processes"], "the number of processes left after 50 calls").equals(
        0, because="a child that nobody waits for stays in the process table as a zombie"
    )
    expect(left["descriptors"], "the number of descriptors left open after 50 calls").equals(
        0, because="both ends of each pipe have to be closed"
    )
    expect(left["threads"], "the number of threads left after 50 calls").equals(
        0, because="nothing is to be left behind"
    )
