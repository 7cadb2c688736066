"""The dining philosophers: `dine(names, meals, eat)` starts the threads itself."""

import threading


def table(student, names, meals=1):
    """Dine, and write down who began and ended while whom."""
    log = []
    eating = []

    def eat(name):
        eating.append(name)
        log.append(list(eating))
        eating.remove(name)

    student.dine(list(names), meals, eat)
    return log


def clash(log, names):
    n = len(names)
    for eaters in log:
        for i, name in enumerate(names):
            if name in eaters and names[(i + 1) % n] in eaters and n > 1:
                return True
    return False


def two(student):
    """A table of two.

    right: value == {"meals": 2, "clash": False}
    neighbours-eat: value["clash"]
    meals-missing: value["meals"] < 2
    """
    log = table(student, "ab")
    return {"meals": len(log), "clash": clash(log, "ab")}


def two_twice(student):
    """A table of two, two meals each.

    right: value == {"meals": 4, "clash": False}
    neighbours-eat: value["clash"]
    meals-missing: value["meals"] < 4
    """
    log = table(student, "ab", 2)
    return {"meals": len(log), "clash": clash(log, "ab")}


def three(student):
    """A table of three.

    right: value == {"meals": 3, "clash": False}
    neighbours-eat: value["clash"]
    meals-missing: value["meals"] < 3
    """
    log = table(student, "abc")
    return {"meals": len(log), "clash": clash(log, "abc")}


def one(student):
    """A table of one.

    right: value == {"meals": 1, "clash": False}
    """
    log = table(student, "a")
    return {"meals": len(log), "clash": clash(log, "a")}


def four(student):
    """At a table of four, those who face each other eat at once in some schedule.

    right: value["meals"] == 4 and not value["clash"]
    some never-together: value["together"]
    """
    log = table(student, "abcd")
    return {
        "meals": len(log),
        "clash": clash(log, "abcd"),
        "together": any(len(eaters) > 1 for eaters in log),
    }


def spoiled(student):
    """A meal that raises; the neighbour still eats.

    right: value == ["a", "b"]
    """
    tried = []

    def eat(name):
        tried.append(name)
        if name == "a":
            raise ValueError("spoiled")

    hook = threading.excepthook
    threading.excepthook = lambda args: None
    try:
        student.dine(["a", "b"], 1, eat)
    except ValueError:
        pass
    finally:
        threading.excepthook = hook
    return sorted(tried)
