"""A new thread for each item."""

import queue
import threading


class WorkQueue:
    def __init__(self, workers, handle):
        self.handle = handle
        self.queue = queue.Queue()
        self.results = []
        self.closed = False
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def work(self):
        while True:
            task = self.queue.get()
            if task is None:
                self.queue.task_done()
                return
            place, item = task
            try:
                self.results[place] = self.handle(item)
            except Exception as error:
                self.results[place] = error
            finally:
                self.queue.task_done()

    def submit(self, x):
        with self.lock:
            if self.closed:
                raise RuntimeError
            place = len(self.results)
            self.results.append(None)
            self.queue.put((place, x))
            self.threads.append(threading.Thread(target=self.work))
            self.threads[-1].start()

    def join(self):
        self.queue.join()

    def close(self):
        with self.lock:
            self.closed = True
            for _ in self.threads:
                self.queue.put(None)
        for thread in self.threads:
            thread.join()
        return self.results
