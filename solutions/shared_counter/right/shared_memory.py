"""`shared_counter` in a block of shared memory, with a semaphore and a finalizer."""

import multiprocessing
import struct
import weakref
from multiprocessing.shared_memory import SharedMemory


def _remove(memory):
    memory.close()
    memory.unlink()


class SharedCounter:
    def __init__(self):
        self._memory = SharedMemory(create=True, size=8)
        self._memory.buf[:8] = bytes(8)
        self._turn = multiprocessing.BoundedSemaphore(1)
        self._owner = multiprocessing.current_process().pid
        weakref.finalize(self, _remove, self._memory).atexit = False

    def increment(self):
        with self._turn:
            (number,) = struct.unpack_from("q", self._memory.buf)
            struct.pack_into("q", self._memory.buf, 0, number + 1)

    @property
    def value(self):
        return struct.unpack_from("q", self._memory.buf)[0]
