"""A dataclass with a lock for each instance.

two_increments: nothing
two_counters: nothing
"""

from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Counter:
    value: int = 0
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def increment(self, n: int = 1) -> None:
        with self.lock:
            self.value += n
