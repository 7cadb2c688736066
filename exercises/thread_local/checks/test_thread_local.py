"""Judges thread_local: a student per thread, and everything as before after as_student."""

from grader.checks import expect

NAMES = ["Ann", "Bob", "Cai", "Dan", "Eve", "Fei", "Gao", "Hua"]


def test_own_student(student, rng):
    main, other = rng.sample(NAMES, 2)
    thread_name = f"desk-{rng.randint(1, 9)}"
    run = student.run("own_student", main=main, other=other, thread_name=thread_name)
    expect(run["thread"], "the answer of current_student() in a second thread").equals(other)
    expect(
        run["main"], "the answer of current_student() in the main thread, after the second one"
    ).equals(main, because="what another thread sets must not change it")
    expect(run["thread_greets"], f"the answer of greet() in the thread {thread_name}").equals(
        f"Hello, {other} (in {thread_name})"
    )
    expect(run["main_greets"], "the answer of greet() in the main thread").equals(
        f"Hello, {main} (in MainThread)"
    )


def test_under_any_schedule(explore, rng):
    names = rng.sample(NAMES, 2)
    for thread_names in (["desk-1", "desk-2"], ["desk", "desk"]):
        outcomes = explore("two_threads", names=names, thread_names=thread_names)
        right = [
            [
                name,
                f"Hello, {name} (in {thread})",
                f"{name} again",
                f"Hello, {name} again (in {thread})",
            ]
            for name, thread in zip(names, thread_names, strict=True)
        ]
        outcomes.always(
            lambda seen, right=right: seen == right,
            f"the threads {thread_names} were {names}, and saw {{value}}",
            because="a thread sees only the student that it has set itself",
        )


def test_unset(explore, rng):
    outcomes = explore("unset", main=rng.choice(NAMES))
    nobody = ["LookupError", "LookupError"]
    outcomes.always(
        lambda seen: seen == {"before": nobody, "second_thread": nobody},
        "current_student() and greet() before any student was set, and in a second thread while "
        "only the main thread has one: {value}",
        because="where this thread has no student, both raise LookupError with a message",
    )


def test_nothing_inherited(student, rng):
    run = student.run("one_after_the_other", name=rng.choice(NAMES), threads=50)
    expect(run.value, "the student that each of 50 new threads found").equals(
        ["LookupError"] * 50, because="a new thread has no student, whatever threads had before it"
    )


def test_as_before(explore, rng):
    first, second, third = names = rng.sample(NAMES, 3)
    outcomes = explore("as_before", names=names)
    right = ["LookupError", first, second, third, first, "LookupError", first, third]
    outcomes.always(
        lambda seen: seen == right,
        f"the students before, in and after nested blocks: {{value}}, not {right}",
        because="after a block all is as it was before it",
    )


def test_as_before_on_error(explore, rng):
    first, second = names = rng.sample(NAMES, 2)
    outcomes = explore("as_before_on_error", names=names)
    outcomes.always(
        lambda seen: seen["came"] == ["lost homework", "lost again"],
        "the exceptions that left two blocks: {value}",
        because="an exception goes on through as_student()",
    )
    outcomes.always(
        lambda seen: seen["after_inner"] == first and seen["after_all"] == "LookupError",
        f"after an exception in as_student({second!r}) inside as_student({first!r}): {{value}}",
        because="after a block all is as it was before it, also when an exception leaves it",
    )


def test_pool_thread(explore, rng):
    main, name = rng.sample(NAMES, 2)
    outcomes = explore("pool_thread", main=main, name=name)
    outcomes.always(
        lambda seen: seen == [name, "LookupError", "raised", "LookupError"],
        f"in one thread of a pool, a task as {name}, one that looks, one as {name} that raises, "
        "and one that looks saw {value}",
        because="a thread that is used again must not keep what the last task set",
    )
