"""Runs one try in a process of its own, with a deadline: whatever it does ends with it."""

import multiprocessing
import os
import pickle
import selectors
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HANG = "hang"


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took; `value` is HANG when nothing came in time."""

    value: Any
    seconds: float


def apart(work: Callable[[], Any], deadline: float) -> Answer:
    began = time.perf_counter()
    receive, send = os.pipe()
    process = multiprocessing.get_context("fork").Process(target=_child, args=(work, send))
    process.start()
    os.close(send)
    received = _receive(receive, began + deadline)
    seconds = time.perf_counter() - began
    if process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    os.close(receive)
    return Answer(pickle.loads(received) if received else HANG, seconds)


def _receive(receive: int, until: float) -> bytes:
    """All that the child writes before it closes its end, or what came until the deadline."""
    received = b""
    with selectors.DefaultSelector() as selector:
        selector.register(receive, selectors.EVENT_READ)
        while selector.select(max(0.0, until - time.perf_counter())):
            chunk = os.read(receive, 65536)
            if not chunk:
                return received
            received += chunk
    return b""


def _child(work: Callable[[], Any], send: int) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        answer = work()
    except BaseException as error:
        answer = error if isinstance(error, Exception) else repr(error)
    try:
        data = pickle.dumps(answer)
    except Exception:
        data = pickle.dumps(RuntimeError(repr(answer)))
    os.write(send, data)
    os._exit(0)
