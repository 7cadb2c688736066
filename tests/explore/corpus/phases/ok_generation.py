"""An own barrier with a generation number.

two_by_two: nothing
two_by_three: nothing
"""

import threading


class Gate:
    def __init__(self, parties):
        self.parties = parties
        self.waiting = 0
        self.generation = 0
        self.condition = threading.Condition()

    def wait(self):
        with self.condition:
            mine = self.generation
            self.waiting += 1
            if self.waiting == self.parties:
                self.waiting = 0
                self.generation += 1
                self.condition.notify_all()
            while mine == self.generation:
                self.condition.wait()


def run_phases(workers, phases, step):
    gate = Gate(workers)

    def work(worker):
        for phase in range(phases):
            step(worker, phase)
            gate.wait()

    threads = [threading.Thread(target=work, args=(w,)) for w in range(workers)]
    [t.start() for t in threads]
    [t.join() for t in threads]
