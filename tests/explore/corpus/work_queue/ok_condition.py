"""A list, a count of open tasks and a condition.

two_workers: nothing
one_fails: nothing
"""

import threading


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle = handle
        self.todo, self.results = [], []
        self.open = 0
        self.closed = False
        self.changed = threading.Condition()
        self.team = [threading.Thread(target=self.work) for _ in range(workers)]
        for thread in self.team:
            thread.start()

    def next_job(self):
        with self.changed:
            self.changed.wait_for(lambda: self.todo or self.closed)
            return self.todo.pop(0) if self.todo else None

    def work(self):
        while (job := self.next_job()) is not None:
            number, x = job
            try:
                result = self.handle(x)
            except Exception as error:
                result = error
            with self.changed:
                self.results[number] = result
                self.open -= 1
                self.changed.notify_all()

    def submit(self, x):
        with self.changed:
            self.todo.append((len(self.results), x))
            self.results.append(None)
            self.open += 1
            self.changed.notify_all()

    def join(self):
        with self.changed:
            while self.open:
                self.changed.wait()

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify_all()
        for thread in self.team:
            thread.join()
        return self.results
