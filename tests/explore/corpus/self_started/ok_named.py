"""A subclass of Thread keeps value and error.

named: nothing
who_ran: nothing
meeting: nothing
one_raises: nothing
"""

import threading
from dataclasses import dataclass


@dataclass
class Outcome:
    value: object
    error: BaseException | None


class Job(threading.Thread):
    def __init__(self, name, work):
        super().__init__(name=name)
        self.work = work
        self.outcome = Outcome(None, None)

    def run(self):
        try:
            self.outcome.value = self.work()
        except BaseException as error:
            self.outcome.error = error


def run_named(jobs):
    threads = [Job(name, work) for name, work in jobs.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {thread.name: thread.outcome for thread in threads}
