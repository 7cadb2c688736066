"""Another style: a subclass of Thread that remembers how it ended."""

import dataclasses
from threading import Thread


@dataclasses.dataclass
class Outcome:
    value: object = None
    error: BaseException | None = None


class Job(Thread):
    def __init__(self, name, function):
        Thread.__init__(self, name=name)
        self.function = function
        self.outcome = None

    def run(self):
        try:
            self.outcome = Outcome(value=self.function())
        except:  # noqa: E722
            import sys

            self.outcome = Outcome(error=sys.exc_info()[1])


def run_named(jobs):
    running = {}
    for name in jobs:
        running[name] = Job(name, jobs[name])
        running[name].start()
    for job in running.values():
        job.join()
    return {name: job.outcome for name, job in running.items()}
