"""Threads that each have a student, or none."""

import threading
from concurrent.futures import ThreadPoolExecutor


def together(*calls):
    """Run each call in a thread of its own; what they returned, in order, or raise an error."""
    endings = [[] for _ in calls]
    threads = [threading.Thread(target=end, args=pair) for pair in zip(calls, endings, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _, error in endings:
        if error is not None:
            raise error
    return [value for value, _ in endings]


def end(call, ending):
    """Call it, and note how it ended: what it returned and what it raised."""
    try:
        ending.extend((call(), None))
    except Exception as error:
        ending.extend((None, error))


def now(student):
    """The current student, or the text "LookupError"."""
    try:
        return student.current_student()
    except LookupError:
        return "LookupError"


def own_student(student, main, other, thread_name):
    """The main thread has one student, a second thread another."""
    seen = {}

    def work():
        student.set_student(other)
        seen["thread"] = student.current_student()
        seen["thread_greets"] = student.greet()

    student.set_student(main)
    thread = threading.Thread(target=work, name=thread_name)
    thread.start()
    thread.join()
    seen["main"] = student.current_student()
    seen["main_greets"] = student.greet()
    return seen


def two_threads(student, names, thread_names):
    """Two threads set their student at the same time, twice, and look what they have."""
    seen = [[], []]

    def work(name, mine):
        for part in (name, name + " again"):
            student.set_student(part)
            mine.append(student.current_student())
            mine.append(student.greet())

    threads = [
        threading.Thread(target=work, args=(name, mine), name=thread_name)
        for name, mine, thread_name in zip(names, seen, thread_names, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def unset(student, main):
    """Ask where there is no student: before any was set, and in a second thread."""

    def ask():
        answers = []
        for call in (student.current_student, student.greet):
            try:
                answers.append(call())
            except LookupError as error:
                answers.append("LookupError" if str(error).strip() else "no message")
            except AttributeError:
                answers.append("AttributeError")
        return answers

    before = ask()
    student.set_student(main)
    return {"before": before, "second_thread": together(ask)[0]}


def one_after_the_other(student, name, threads):
    """Threads of the same name, one after the other; each sets a student before it ends."""
    seen = []

    def work():
        seen.append(now(student))
        student.set_student(name)

    for _ in range(threads):
        thread = threading.Thread(target=work, name="worker")
        thread.start()
        thread.join()
    return seen


def as_before(student, names):
    """Nested blocks, begun with no student and then with one; who it is at each step."""
    first, second, third = names
    seen = [now(student)]
    with student.as_student(first):
        seen.append(now(student))
        with student.as_student(second):
            seen.append(now(student))
            student.set_student(third)
            seen.append(now(student))
        seen.append(now(student))
    seen.append(now(student))
    student.set_student(third)
    with student.as_student(first):
        seen.append(now(student))
    seen.append(now(student))
    return seen


def as_before_on_error(student, names):
    """Nested blocks that an exception leaves; who it is afterwards, and what came through."""
    first, second = names
    came = []
    with student.as_student(first):
        try:
            with student.as_student(second):
                raise KeyError("lost homework")
        except KeyError as error:
            came.append(error.args[0])
        inner = now(student)
    try:
        with student.as_student(first):
            raise ValueError("lost again")
    except ValueError as error:
        came.append(str(error))
    return {"came": came, "after_inner": inner, "after_all": now(student)}


def pool_thread(student, main, name):
    """A pool of one thread; a task with a student, one that fails, and tasks that only look."""

    def with_student():
        with student.as_student(name):
            return student.current_student()

    def fails():
        with student.as_student(name):
            raise RuntimeError("failed")

    student.set_student(main)
    with ThreadPoolExecutor(1) as pool:
        tasks = [with_student, lambda: now(student), fails, lambda: now(student)]
        seen = []
        for task in tasks:
            future = pool.submit(task)
            seen.append("raised" if future.exception() else future.result())
    return seen
