"""A value for each thread: `set_student`, `current_student`, `greet`, `as_student`."""

import threading
from concurrent.futures import ThreadPoolExecutor

from grader.student.together import together


def two_students(student):
    """Two threads set their student and read it back.

    right: value == ["ann", "bob"]
    other-thread's: set(value) <= {"ann", "bob", "LookupError"}
    """
    def use(name):
        student.set_student(name)
        return student.current_student()

    results = together(lambda: use("ann"), lambda: use("bob"))
    return [type(r.error).__name__ if r.error is not None else r.value for r in results]


def unset_in_new_thread(student):
    """The main thread's student is not the new thread's.

    right: value == "LookupError"
    default-leaks: value == "main"
    """
    student.set_student("main")
    (result,) = together(student.current_student)
    return type(result.error).__name__ if result.error is not None else result.value


def reused_thread(student):
    """After `as_student` a reused pool thread is as it was before.

    right: value == ["ann", "LookupError"]
    left-behind: value == ["ann", "ann"]
    """
    def first():
        with student.as_student("ann"):
            return student.current_student()

    def second():
        try:
            return student.current_student()
        except LookupError:
            return "LookupError"

    with ThreadPoolExecutor(1) as pool:
        return [pool.submit(first).result(), pool.submit(second).result()]


def restored_after_error(student):
    """Nested contexts restore, also when the inner one raises.

    right: value == ["ann", "bob"]
    left-behind: value != ["ann", "bob"]
    """
    def use(name):
        with student.as_student(name):
            try:
                with student.as_student("inner " + name):
                    raise KeyError
            except KeyError:
                return student.current_student()

    results = together(lambda: use("ann"), lambda: use("bob"))
    return [type(r.error).__name__ if r.error is not None else r.value for r in results]


def greetings(student):
    """Two named threads greet.

    right: value == ["Hello, ann (in t-ann)", "Hello, bob (in t-bob)"]
    other-thread's: value != []
    """
    said = {}

    def use(name):
        student.set_student(name)
        said[name] = student.greet()

    threads = [
        threading.Thread(target=use, args=(name,), name="t-" + name) for name in ("ann", "bob")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [said[name] for name in sorted(said)]


def same_names(student):
    """Two threads of the same name set their student and read it back.

    right: value == ["ann", "bob"]
    other-thread's: set(value) <= {"ann", "bob"}
    """
    said = {}

    def use(name):
        student.set_student(name)
        said[name] = student.current_student()

    threads = [threading.Thread(target=use, args=(n,), name="worker") for n in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [said["ann"], said["bob"]]
