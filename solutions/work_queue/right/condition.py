"""Another style: no queue.Queue, one condition over a deque and two counters."""

import threading
from collections import deque


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle = handle
        self.todo = deque()
        self.results = {}
        self.submitted = 0
        self.open = True
        self.cond = threading.Condition()
        self.crew = [threading.Thread(target=self.run, daemon=True) for _ in range(workers)]
        for thread in self.crew:
            thread.start()

    def run(self):
        while True:
            with self.cond:
                while self.open and not self.todo:
                    self.cond.wait()
                if not self.todo:
                    return
                number, item = self.todo.popleft()
            try:
                result = self.handle(item)
            except Exception as error:
                result = error
            with self.cond:
                self.results[number] = result
                self.cond.notify_all()

    def submit(self, x):
        with self.cond:
            if not self.open:
                raise RuntimeError("closed")
            self.todo.append((self.submitted, x))
            self.submitted += 1
            self.cond.notify_all()

    def join(self):
        with self.cond:
            self.cond.wait_for(lambda: len(self.results) == self.submitted)

    def close(self):
        self.join()
        with self.cond:
            self.open = False
            self.cond.notify_all()
        for thread in self.crew:
            thread.join()
        return [self.results[number] for number in sorted(self.results)]
