"""`master` whose server runs in a process made by hand, on a Unix socket in a folder of ours."""

import multiprocessing
import os
import queue
import tempfile
import time
import uuid
from multiprocessing.managers import BaseManager


class Server(BaseManager):
    pass


class Client(BaseManager):
    pass


Client.register("get_task_queue")
Client.register("get_result_queue")


def serve(address, authkey, ready):
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    Server.register("get_task_queue", callable=lambda: tasks)
    Server.register("get_result_queue", callable=lambda: results)
    server = Server(address, bytes(authkey)).get_server()
    ready.send("ready")
    server.serve_forever()


class Master:
    def __init__(self, authkey):
        self.authkey = authkey
        self.folder = None

    def start(self):
        self.folder = tempfile.TemporaryDirectory()
        address = os.path.join(self.folder.name, "socket")
        waiting, ready = multiprocessing.Pipe(False)
        self.process = multiprocessing.Process(
            target=serve, args=(address, bytearray(self.authkey), ready)
        )
        self.process.start()
        waiting.recv()
        client = Client(address, self.authkey)
        client.connect()
        self.tasks, self.answers = client.get_task_queue(), client.get_result_queue()
        self.pending, self.values = [], {}
        return address

    def put(self, tasks):
        for task in tasks:
            key = uuid.uuid4().hex
            self.pending.append(key)
            self.tasks.put((key, task))

    def results(self, n, timeout):
        end = time.monotonic() + timeout
        while True:
            missing = [key for key in self.pending[:n] if key not in self.values]
            if not missing:
                break
            try:
                key, value = self.answers.get(timeout=max(0.0, end - time.monotonic()))
                self.values.setdefault(key, value)
            except queue.Empty:
                raise TimeoutError(f"{len(missing)} results did not come in time") from None
        keys, self.pending = self.pending[:n], self.pending[n:]
        return [self.values.pop(key) for key in keys]

    def shutdown(self):
        if self.folder:
            self.tasks.put(None)
            self.process.terminate()
            self.process.join()
            self.folder.cleanup()
            self.folder = None
