"""`cluster` with one pipe a worker: a closed pipe is a dead worker."""

import multiprocessing
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait


@dataclass
class Report:
    results: list
    retries: int


def _serve(connection, func):
    for task in iter(connection.recv, None):
        try:
            answer = (True, func(*task))
        except Exception as error:
            answer = (False, error)
        connection.send(answer)


class GoneError(Exception):
    pass


def run(func, tasks, workers, authkey, max_attempts=3):
    tasks = list(tasks)
    results = [GoneError("not done")] * len(tasks)
    todo = deque((number, 1) for number in range(len(tasks)))
    busy, crew = {}, {}
    retries = 0

    def start():
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=_serve, args=(theirs, func), daemon=True)
        process.start()
        theirs.close()
        crew[ours] = process

    while todo or busy:
        for connection, process in list(crew.items()):
            if connection not in busy and not process.is_alive():
                crew.pop(connection).join()
                connection.close()
        while len(crew) < workers:
            start()
        for connection in crew:
            if todo and connection not in busy:
                busy[connection] = todo.popleft()
                number, attempt = busy[connection]
                retries += attempt > 1
                with suppress(OSError):  # it is dead: noticed below
                    connection.send((tasks[number],))
        for connection in wait(list(busy)):
            number, attempt = busy.pop(connection)
            try:
                _, results[number] = connection.recv()
            except (EOFError, OSError):
                process = crew.pop(connection)
                process.join()
                connection.close()
                if attempt < max_attempts:
                    todo.append((number, attempt + 1))
                else:
                    results[number] = GoneError(f"killed {attempt} workers")
    for connection, process in crew.items():
        with suppress(OSError):
            connection.send(None)
        process.join()
        connection.close()
    return Report(results, retries)
