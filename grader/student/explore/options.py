"""What to explore, and how far: the explorer's inputs as plain data."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

Timeouts = Literal["any", "late"]
StrategyName = Literal["dpor", "dfs", "pct", "walk"]


@dataclass(frozen=True)
class Source:
    """The text of one module, the file name shown for it, and the name it is imported by."""

    text: str
    filename: str
    module: str


@dataclass(frozen=True)
class Options:
    """Budgets and choices. Budgets are executions and steps, never seconds.

    ``executions``: how many schedules to run at most.
    ``steps``: visible operations in one execution at most; loops without any
    are cut off after ``steps * TICKS_PER_STEP`` iterations.
    ``timeouts``: ``"any"`` lets a timed wait expire at any moment, ``"late"``
    only when nothing else can run.
    ``early_expiries``: how often one timed wait of one thread may expire before
    its time; after that it expires only when nothing else can run. Without this
    a thread that polls with a timeout has endlessly many schedules.
    ``strategy``: ``"dpor"`` (exhaustive up to equivalence), ``"dfs"``
    (exhaustive without reduction) or ``"pct"`` (random priorities from ``seed``). ``"walk"`` is
    for showing, not for finding: each execution is an outcome of its own, with its steps.
    ``preemption_bound``: leave out schedules with more preemptions; None for no bound.
    ``pct_depth``: how many priority changes one PCT execution makes.
    ``tail``: the share of ``executions``, as 1/tail, that DPOR leaves to PCT when
    the space is too large to finish; 0 for none.
    ``max_outcomes``: distinct outcomes kept; more set ``truncated``.
    ``daemon_steps``: steps that daemons get after everything else has ended.
    ``run_on_steps``: steps that other threads get after the main thread has
    ended; a thread that needs more counts as leaked.
    """

    executions: int = 300
    steps: int = 20000
    timeouts: Timeouts = "any"
    early_expiries: int = 2
    strategy: StrategyName = "dpor"
    preemption_bound: int | None = None
    seed: int = 0
    max_outcomes: int = 64
    pct_depth: int = 3
    tail: int = 6
    daemon_steps: int = 100
    run_on_steps: int = 2000

    def __post_init__(self) -> None:
        """Raise ValueError for a choice that does not exist or a budget below one."""
        if self.timeouts not in get_args(Timeouts):
            raise ValueError(f"timeouts must be 'any' or 'late', not {self.timeouts!r}")
        if self.strategy not in get_args(StrategyName):
            raise ValueError(f"strategy must be dpor, dfs, pct or walk, not {self.strategy!r}")
        if self.executions < 1 or self.steps < 1 or self.max_outcomes < 1:
            raise ValueError("executions, steps and max_outcomes must be at least 1")

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Options:
        """Make options from JSON. Raise ValueError when a name is unknown."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise ValueError(f"unknown explorer options {unknown}; known are {sorted(known)}")
        return cls(**values)
