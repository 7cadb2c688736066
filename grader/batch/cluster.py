"""Workers on other machines, by dask.distributed (extra ``[cluster]``).

The scheduler and its workers are started by whoever owns the machines; this is a client. A job
holds all that a grading needs, so a worker needs the same grader, the same minor version of Python
and a sandbox that is good enough: each is asked before the first job, and each job asks again, for
those that come later. When a worker dies, the scheduler gives its jobs to others; a job that takes
several workers along is given up, and its submission is inconclusive.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any

import msgspec

from grader.batch.job import Fault
from grader.batch.local import WorkerLostError
from grader.batch.work import fitness
from grader.errors import UsageError
from grader.model import IsolationLevel

_PATIENCE = 10.0
"""Seconds to wait for a scheduler."""
_CAPACITY_AGE = 2.0
"""Seconds for which a count of workers is believed."""


class Cluster:
    """A workforce of dask workers.

    Args:
        address: of the scheduler, as ``tcp://host:8786``.
        grader: digest of the grader that every worker must have.
        isolation: the rung to be used; the best one when None.
        allow_weak: whether rungs below the second will do.

    Raises:
        UsageError: dask is not installed, no scheduler answers, it has no workers, or one of them
            must not grade.
    """

    def __init__(
        self, address: str, grader: str, isolation: IsolationLevel | None, allow_weak: bool
    ) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise UsageError(
                "--executor dask",
                "dask.distributed is not installed",
                'Install it: pip install "concurrency-grader[cluster]"',
            ) from None
        # What goes wrong is said by us; the rest is of interest to nobody here.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            self._client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(
                f"--scheduler {address}",
                f"no scheduler answers there ({str(error) or type(error).__name__})",
                "Start one with `dask scheduler`, and name the address that it prints.",
            ) from None
        self._executor = self._client.get_executor(pure=False)
        self._counted = 0.0
        self._capacity = 0
        try:
            self._examine(address, grader, isolation, allow_weak)
        except BaseException:
            self.kill()
            raise

    def _examine(
        self, address: str, grader: str, isolation: IsolationLevel | None, allow_weak: bool
    ) -> None:
        """Ask every worker whether it may grade."""
        answers = self._client.run(
            examine, grader, isolation and isolation.value, allow_weak, on_error="return"
        )
        if not answers:
            raise UsageError(
                f"--scheduler {address}",
                "it has no workers",
                f"Start some, where this grader is installed: dask worker {address}",
            )
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, bytes):
                fault = msgspec.msgpack.decode(answer, type=Fault | None)
                if fault is None:
                    continue
                raise UsageError(f"{fault.subject} ({worker})", fault.cause, fault.remedy)
            raise UsageError(
                f"the worker {worker}",
                f"it can't run this grader ({type(answer).__name__}: {answer})",
                "Install the same version of the grader there, and restart the worker.",
            )

    @property
    def capacity(self) -> int:
        """Threads of all workers that there are now."""
        now = time.monotonic()
        if now - self._counted > _CAPACITY_AGE or not self._capacity:
            self._capacity = sum(self._client.nthreads().values())
            self._counted = now
        return self._capacity

    def submit(self, fn: Callable[[bytes], bytes], /, argument: bytes) -> Future[bytes]:
        """Call ``fn`` in some worker.

        The future can't be cancelled, since nobody here knows whether it is worked on; it raises
        :class:`~grader.batch.local.WorkerLostError` as that of a local process does.
        """
        inner: Future[bytes] = self._executor.submit(fn, argument)
        outer: Future[bytes] = Future()
        outer.set_running_or_notify_cancel()
        inner.add_done_callback(lambda done: _pass_on(done, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; its workers go on living."""
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def kill(self) -> None:
        """Cancel everything, and leave the cluster."""
        self.shutdown(wait=False)


def examine(grader: str, isolation: str | None, allow_weak: bool) -> bytes:
    """Run in a worker: why it must not grade, as MessagePack of a :class:`Fault` or None."""
    level = IsolationLevel(isolation) if isolation else None
    return msgspec.msgpack.encode(fitness(grader, level, allow_weak))


def _pass_on(inner: Future[bytes], outer: Future[bytes]) -> None:
    """Let ``outer`` end as ``inner`` has ended."""
    if inner.cancelled():
        outer.set_exception(CancelledError())
        return
    error = inner.exception()
    if error is None:
        outer.set_result(inner.result())
    elif type(error).__name__ == "KilledWorker":
        outer.set_exception(
            WorkerLostError("several workers ended while they worked on it", final=True)
        )
    else:
        outer.set_exception(error)
