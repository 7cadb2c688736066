"""Things made once: `student.Lazy(factory).get()`, and singletons."""

from grader.student.together import together


def failures(results):
    return sorted(type(r.error).__name__ for r in results if r.error is not None)


def made_once(student):
    """Two threads ask for the value at once.

    right: value == {"made": 1, "got": ["thing", "thing"], "failed": []}
    made-twice: value["made"] == 2
    half-made: None in value["got"]
    """
    made = []

    def factory():
        made.append("thing")
        return "thing"

    lazy = student.Lazy(factory)
    results = together(lazy.get, lazy.get)
    return {"made": len(made), "got": [r.value for r in results], "failed": failures(results)}


def retried(student):
    """The factory raises the first time; whoever comes later tries again.

    right: value["failed"] == ["OSError"] and value["later"] == "thing"
    forgotten: value["later"] is None
    """
    made = []

    def factory():
        made.append("thing")
        if len(made) == 1:
            raise OSError("not yet")
        return made[1]

    lazy = student.Lazy(factory)
    results = together(lazy.get, lazy.get)
    return {"failed": failures(results), "later": lazy.get()}


def two_lazies(student):
    """The factory of one waits for the value of the other.

    right: value == ["outer of inner", "inner"]
    """
    import threading

    asked = threading.Event()

    def inner():
        asked.set()
        return "inner"

    def outer():
        asked.wait()
        return "outer of inner"

    first, second = student.Lazy(outer), student.Lazy(inner)
    return [r.value for r in together(first.get, second.get)]


def one_config(student):
    """Two threads ask for the one configuration.

    right: value == {"same": True, "names": ["main", "main"], "failed": []}
    made-twice: value["same"] is False
    half-made: "AttributeError" in value["failed"] or None in value["names"]
    """
    def ask():
        config = student.get_config()
        return config, config.name

    results = together(ask, ask)
    got = [r.value for r in results if r.error is None]
    return {
        "same": len({id(config) for config, _ in got}) <= 1,
        "names": [name for _, name in got],
        "failed": failures(results),
    }
