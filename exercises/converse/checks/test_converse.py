"""Judges `converse`."""

from grader.checks import expect


def test_talks(student, rng):
    lines = [f"hello {rng.randint(10, 99)}\n"]
    code = rng.randint(2, 99)
    run = student.run("talks", lines=lines, code=code)
    expect(run["stdout"], "what came from the program's stdout").equals(
        lines[0].upper(),
        because="the program writes its input in capitals, once its input is at its end",
    )
    expect(run["stderr"], "what came from the program's stderr").equals(
        "1 lines", because="stderr is a stream of its own"
    )
    expect(run["exit_code"], "the exit code").equals(
        code, because="the program says by it how it went"
    )


def test_lines(student, rng):
    number = rng.randint(10, 99)
    for lines, arrives in (
        ([f"a{number}", f"b{number}\n", "", "\n"], [f"a{number}\n", f"b{number}\n", "\n", "\n"]),
        ([f"naïve {number}", "中文"], [f"naïve {number}\n", "中文\n"]),
        ([], []),
    ):
        said = student.run("lines", lines=lines).value
        expect(said, f"what the program read when it was sent {lines!a}").equals(
            ascii([line.encode() for line in arrives]),
            because="each line ends by one newline, added where there is none, and is UTF-8",
        )


def test_text(student, rng):
    number = rng.randint(10, 99)
    run = student.run(
        "text",
        out=f"one {number}\r\ntwo\rthree\n\n".encode().hex(),
        err=b"caf\xe9 \xff\xe4\xb8\xad\r\n".hex(),
    )
    expect(run["stdout"], "a stdout with different line ends").equals(
        f"one {number}\r\ntwo\rthree\n\n", because="line ends are kept as the program wrote them"
    )
    expect(run["stderr"], "a stderr with bytes that are not UTF-8").equals(
        "caf\ufffd \ufffd中\r\n", because="such bytes become the replacement character U+FFFD"
    )
    expect(run["exit_code"], "the exit code").equals(0, because="the program did well")


def test_big_output(student, rng):
    size = (1 << 20) + rng.randint(1, 999)
    for order, why in (("eo", "stderr"), ("oe", "stdout")):
        run = student.run("big_output", order=order, size=size)
        for name, stream in (("o", "stdout"), ("e", "stderr")):
            expect(run[name], f"what came from {stream}, when {why} was written first").equals(
                [size, size],
                because="a pipe holds 64 KiB, so both have to be read while the program runs",
            )


def test_big_input(student, rng):
    count, width = rng.randint(10_000, 11_000), 99
    run = student.run("big_input", program="mirror", lines=count, width=width)
    expect(run["characters"], "how many characters came back of 1 MiB that was sent").equals(
        count * (width + 1),
        because="the program answers while it reads: who only writes blocks as soon as the pipe "
        "back is full",
    )
    expect(run["same"], "whether they came back as they were sent").is_true()
    run = student.run("big_input", program="deaf", lines=count, width=width)
    expect(run["start"], "what a program said that does not read its input").equals(
        "I do not listen", because="a program may leave its input unread: that is no error"
    )
    expect(run["exit_code"], "its exit code").equals(0, because="it did well")


def test_arguments(student, rng):
    arguments = [
        "$HOME",
        "a b",
        "*",
        "",
        f"; exit {rng.randint(2, 9)}",
        "`id`",
        "'",
        '"',
        "\\n",
        "%s",
    ]
    rng.shuffle(arguments)
    seen = student.run("arguments", arguments=arguments).value
    expect(seen, "the arguments that the program got").equals(
        arguments, because="no shell stands between, so every character is just a character"
    )


def test_missing_program(student, rng):
    name = f"/no/such/program{rng.randint(10, 99)}"
    expect(student.run("missing_program", name=name).value, "what a missing program gave").equals(
        "FileNotFoundError", because="subprocess.Popen raises it, and the caller wants to know"
    )


def test_timeout_says(student, rng):
    out, err = f"out {rng.randint(10, 99)} 中\r\n", f"err {rng.randint(10, 99)}"
    run = student.run("timeout_says", out=out, err=err)
    expect(run["raised"], "what was raised when the program did not end in time").equals(
        "TimeoutExpired", because="the caller asked for at most that many seconds"
    )
    expect(run["output"], "the exception's output").equals(
        ["str", out], because="it carries what the program had written to stdout, as str"
    )
    expect(run["stderr"], "the exception's stderr").equals(
        ["str", err], because="it carries what the program had written to stderr, as str"
    )


def test_timeout_kills(student):
    run = student.run("timeout_kills")
    expect(run["child"], "whether the program was dead after the timeout").is_true(
        because="a program that ran out of time must not run on; SIGTERM it may ignore, "
        "SIGKILL it can't"
    )
    expect(run["grandchild"], "whether the program's own child was dead too").is_true(
        because="a signal to the program does not reach what the program started: put them into "
        "one process group and kill that"
    )


def test_no_leaks(student, rng):
    left = student.run("no_leaks", calls=rng.randint(4, 6)).value
    for name, what in (
        ("processes", "processes, running or as zombies,"),
        ("descriptors", "open descriptors"),
        ("threads", "threads"),
    ):
        expect(left[name], f"the number of {what} that were left").equals(
            0, because="also after a timeout and a missing program, nothing stays behind"
        )
