"""Tables of philosophers."""

import os
import threading


def where_they_eat(student, names):
    """Whether eat is called in the process of the caller."""
    pids = []
    student.dine(names, 1, lambda name: pids.append(os.getpid()))
    return {"here": pids == [os.getpid()] * len(names)}


def all_meals(student, names, meals):
    """How often each has eaten when dine returns, and whether any thread still runs."""
    eaten = {name: [] for name in names}
    threads = []

    def eat(name):
        eaten[name].append("meal")
        threads.append(threading.current_thread())

    student.dine(names, meals, eat)
    here = threading.current_thread()
    return {
        "meals": {name: len(each) for name, each in eaten.items()},
        "running": sum(thread.is_alive() for thread in threads if thread is not here),
    }


def neighbours(student, names, meals):
    """How often somebody ate while a neighbour did."""
    eating = dict.fromkeys(names, False)
    clashes = []

    def eat(name):
        seat = names.index(name)
        eating[name] = True
        for neighbour in {names[seat - 1], names[(seat + 1) % len(names)]} - {name}:
            if eating[neighbour]:
                clashes.append(name)
        eating[name] = False

    student.dine(names, meals, eat)
    return len(clashes)


def apart(student, names, pair):
    """The two of ``pair`` wait for each other while they eat, as long as anything can happen.

    Whether both found the other one eating.
    """
    here = {name: threading.Event() for name in pair}
    found = []

    def eat(name):
        if name in pair:
            other = pair[1] if name == pair[0] else pair[0]
            here[name].set()
            if here[other].wait(timeout=60):
                found.append(name)

    student.dine(names, 1, eat)
    return len(found) == 2


def small_table(student, names, meals):
    """How often each has eaten, and how often two at a time."""
    eaten = {name: [] for name in names}
    eating = [0]
    crowded = []

    def eat(name):
        eating[0] += 1
        if eating[0] > 1:
            crowded.append(name)
        eaten[name].append("meal")
        eating[0] -= 1

    student.dine(names, meals, eat)
    return {
        "meals": {name: len(each) for name, each in eaten.items()},
        "crowded": len(crowded),
    }


def eat_raises(student, names, sick):
    """One or more who raise at their meal: what dine raises, and what still runs then."""
    errors = {name: RuntimeError(f"{name} is sick") for name in sick}
    threads = []

    def eat(name):
        threads.append(threading.current_thread())
        if name in errors:
            raise errors[name]

    try:
        student.dine(names, 1, eat)
        raised = "nothing"
    except RuntimeError as error:
        raised = "an error of eat" if error in errors.values() else str(error)
    here = threading.current_thread()
    return {
        "raised": raised,
        "running": sum(thread.is_alive() for thread in threads if thread is not here),
    }
