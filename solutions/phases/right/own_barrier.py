"""Another style: a meeting point of one's own, from a condition and a count per phase."""

import threading


class Team:
    def __init__(self, size):
        self.size = size
        self.finished = {}
        self.failed = None
        self.changed = threading.Condition()

    def report(self, phase):
        """Say that this worker has finished ``phase``; whether to go on, when all have."""
        with self.changed:
            self.finished[phase] = self.finished.get(phase, 0) + 1
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.failed or self.finished[phase] == self.size)
            return self.failed is None

    def fail(self, error):
        with self.changed:
            self.failed = self.failed or error
            self.changed.notify_all()


class Worker(threading.Thread):
    def __init__(self, number, phases, step, team):
        super().__init__(name=f"worker {number}")
        self.number, self.phases, self.step, self.team = number, phases, step, team

    def run(self):
        for phase in range(self.phases):
            try:
                self.step(self.number, phase)
            except BaseException as error:
                self.team.fail(error)
                return
            if not self.team.report(phase):
                return


def run_phases(workers, phases, step):
    team = Team(workers)
    crew = [Worker(number, phases, step, team) for number in range(workers)]
    for worker in crew:
        worker.start()
    for worker in crew:
        worker.join()
    if team.failed is not None:
        raise team.failed
