"""A ticker: acts at once and then every hour, until it is stopped."""

import threading

from grader.student.together import together


def stop_at_once(student):
    """Start, then stop: after `stop` the action never runs again.

    right: value["after"] == value["before"]
    acted-after-stop: value["after"] > value["before"]
    """
    acts = []
    ticker = student.Ticker(lambda: acts.append(1), interval=3600.0)
    ticker.start()
    ticker.stop()
    before = len(acts)
    threading.Event().wait(10_000)
    return {"before": before, "after": len(acts)}


def stop_twice_at_once(student):
    """Two threads stop the ticker.

    right: value == []
    crash: value != []
    """
    ticker = student.Ticker(lambda: None, interval=3600.0)
    ticker.start()
    results = together(ticker.stop, ticker.stop)
    return [type(r.error).__name__ for r in results if r.error is not None]


def stop_from_inside(student):
    """The action stops its own ticker.

    right: value == ["stopped"]
    crash: value == ["RuntimeError"]
    """
    said = []

    def action():
        try:
            ticker.stop()
            said.append("stopped")
        except RuntimeError:
            said.append("RuntimeError")

    ticker = student.Ticker(action, interval=3600.0)
    ticker.start()
    ticker.stop()
    return said[:1]


def started_twice(student):
    """Two threads start one ticker; one of them gets a RuntimeError.

    right: value == {"errors": ["RuntimeError"], "acts": 1}
    runs-twice: value["acts"] == 2
    """
    acts = []
    ticker = student.Ticker(lambda: acts.append(1), interval=3600.0)
    results = together(ticker.start, ticker.start)
    ticker.stop()
    return {
        "errors": [type(r.error).__name__ for r in results if r.error is not None],
        "acts": min(len(acts), 2),
    }
