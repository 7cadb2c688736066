"""A registry for each thread: `Registry()` with `put`, `get` and `clear`."""

import threading
from concurrent.futures import ThreadPoolExecutor

from grader.student.together import together


def own_entry(student):
    """Two threads put and get.

    right: value == ["a", "b"]
    other-thread's: value in (["a", "a"], ["b", "b"], ["b", "a"])
    crash: "KeyError" in value or "LookupError" in value or "RuntimeError" in value
    """
    registry = student.Registry()

    def use(x):
        registry.put(x)
        return registry.get()

    results = together(lambda: use("a"), lambda: use("b"))
    return [type(r.error).__name__ if r.error is not None else r.value for r in results]


def cleared_beside(student):
    """One thread clears its entry; the other keeps its own.

    right: value == "b"
    crash: value in ("KeyError", "LookupError", "RuntimeError")
    """
    registry = student.Registry()

    def one():
        registry.put("a")
        registry.clear()

    def two():
        registry.put("b")
        return registry.get()

    result = together(one, two)[1]
    return type(result.error).__name__ if result.error is not None else result.value


def reused_thread(student):
    """The next thread with the same number finds nothing of the last one.

    right: value == "LookupError"
    sees-old: value == "old"
    """
    registry = student.Registry()
    seen = []

    def look():
        try:
            seen.append(registry.get())
        except LookupError:
            seen.append("LookupError")

    for job in (lambda: registry.put("old"), look):
        thread = threading.Thread(target=job)
        thread.start()
        thread.join()
    return seen[0]
