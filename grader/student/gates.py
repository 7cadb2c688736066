"""The referee's gates: who is inside, and who is let through when. No input or output here.

A gate's *policy* says what happens to those who arrive:

``open``       everybody is let through at once (and recorded).
``meet``       everybody waits until ``k`` are inside; after ``times`` meetings the gate opens.
``turnstile``  everybody waits; whenever nothing more can arrive, the number inside is noted and
               one is let through, ``times`` times; then it is noted once more, and the gate opens.
``linger``     everybody waits until nothing more can happen, then all are let through.
``hold``       everybody waits until the scenario releases them.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import Any, Literal

Message = dict[str, Any]
Policy = Literal["open", "meet", "turnstile", "linger", "hold"]
MAX_NOTES = 2000
"""Arrivals of which key and pid are kept."""


@dataclass(eq=False)
class Visitor:
    """One connection: a task, or the scenario."""

    connection: socket.socket
    pid: int
    buffer: bytes = b""
    gate: Gate | None = None
    """Where it is inside."""
    key: Any = None
    held: bool = False
    wants: Message | None = None
    """What the scenario waits for."""


@dataclass(eq=False)
class Gate:
    """One place of rendezvous, and all that was seen there."""

    name: str
    policy: Policy = "open"
    k: int = 1
    times: int = 1
    order: Literal["first", "last"] = "first"
    """Who goes through a turnstile: the ``first`` or the ``last`` who arrived."""
    inside: list[Visitor] = field(default_factory=list)
    arrivals: int = 0
    most: int = 0
    """Largest number inside at once."""
    seen: list[int] = field(default_factory=list)
    """Numbers inside whenever nothing more could arrive (turnstile), or that met (meet)."""
    met: bool = False
    """Whether ``k`` were inside at once at a meeting."""
    keys: list[Any] = field(default_factory=list)
    pids: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    """How it was found out, each time, that nothing more can happen."""

    @property
    def held(self) -> list[Visitor]:
        """Those who wait, in the order of arrival."""
        return [visitor for visitor in self.inside if visitor.held]

    def enter(self, visitor: Visitor) -> None:
        """Note an arrival."""
        visitor.gate = self
        self.inside.append(visitor)
        self.arrivals += 1
        self.most = max(self.most, len(self.inside))
        if self.arrivals <= MAX_NOTES:
            self.keys.append(visitor.key)
            self.pids.append(visitor.pid)

    def admit(self, visitor: Visitor) -> list[Visitor]:
        """Who is let through because ``visitor`` has entered."""
        if self.policy == "open":
            return [visitor]
        visitor.held = True
        if self.policy == "meet" and len(self.inside) >= self.k:
            self.met = True
            return self._meet()
        return []

    def settle(self, reason: str) -> list[Visitor]:
        """Who is let through because nothing more can happen."""
        self.reasons.append(reason)
        if self.policy == "meet":
            return self._meet()
        if self.policy == "turnstile":
            self.seen.append(len(self.inside))
            self.times -= 1
            if self.times >= 0:
                return [self.held[0 if self.order == "first" else -1]]
            self.policy = "open"
        return self.held

    @property
    def patience(self) -> bool | None:
        """Whether what happens next speaks against the student; None: it needs no decision."""
        if self.policy in ("open", "hold") or not self.held:
            return None
        if self.policy == "linger":
            return False
        # Only the first meeting can speak against the student.
        return len(self.inside) < self.k and not self.seen

    def report(self) -> Message:
        """What the scenario gets to know."""
        names = ("arrivals", "most", "seen", "met", "keys", "pids", "reasons")
        return {name: getattr(self, name) for name in names} | {
            "inside": len(self.inside),
            "held": len(self.held),
            "holders": [[visitor.key, visitor.pid] for visitor in self.held],
        }

    def _meet(self) -> list[Visitor]:
        self.seen.append(len(self.inside))
        self.times -= 1
        if self.times <= 0:
            self.policy = "open"
        return self.held
