"""`fork` by way of multiprocessing: its "fork" start method calls os.fork and os._exit."""

import multiprocessing
import pickle
import sys
from dataclasses import dataclass
from typing import Any

context = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class ChildReport:
    pid: int
    exit_code: int
    value: Any = None


def _work(func, sender):
    try:
        sender.send_bytes(pickle.dumps(func()))
    except BaseException:
        sys.exit(1)


def run_in_child(func):
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(func, sender))
    child.start()
    sender.close()
    try:
        data = receiver.recv_bytes()
    except EOFError:
        data = None
    receiver.close()
    child.join()
    pid, code = child.pid, child.exitcode
    child.close()
    return ChildReport(pid, code, pickle.loads(data) if code == 0 and data else None)
