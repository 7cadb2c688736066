"""A little language of threads, run by an exhaustive search that shares nothing with the explorer.

A program is data: some shared variables and locks, and for each thread a list of statements. It has
two readings. `source` writes it as a Python module for the explorer. `outcomes` walks through every
interleaving of the same statements, one visible operation at a time, and remembers the states it
has met: no happens-before, no reduction, no scheduler, no threads.

What can be observed is the final values of the shared variables and what each thread read, or that
no thread could go on.
"""

from dataclasses import dataclass, field
from typing import Any

Outcome = tuple[Any, ...]
DEADLOCK = "deadlock"


@dataclass(frozen=True)
class Op:
    """One statement; `name` is a variable or a lock, `body` belongs to `if`, `while` and `with`."""

    kind: str
    name: str = ""
    number: int = 0
    body: tuple["Op", ...] = ()


@dataclass(frozen=True)
class Program:
    threads: tuple[tuple[Op, ...], ...]
    variables: tuple[str, ...] = ("x", "y")
    home: str = "attribute"
    locks: tuple[str, ...] = ("a", "b")
    reentrant: bool = False
    permits: int = 1
    name: str = field(default="", compare=False)


# Reading one: Python.


def source(program: Program) -> str:
    """The program as a student's module: `worker_N()` for each thread, `observe()` at the end."""
    lock = "RLock" if program.reentrant else "Lock"
    lines = ["import threading", "", "class Shared:", "    pass", "", "S = Shared()", "D = {}"]
    for name in program.variables:
        lines.append(f"{place(program, name)} = 0")
    lines += [f"{name} = threading.{lock}()" for name in program.locks]
    lines += [
        f"sem = threading.Semaphore({program.permits})",
        "event = threading.Event()",
        "cond = threading.Condition()",
    ]
    for number, body in enumerate(program.threads):
        lines += ["", f"def worker_{number}():"]
        if program.home == "global":
            lines.append(f"    global {', '.join(program.variables)}")
        lines += ["    r = 0", "    seen = []", *_python(program, body, 1), "    return seen"]
    values = ", ".join(place(program, name) for name in program.variables)
    lines += ["", "def observe():", f"    return [{values}]"]
    return "\n".join(lines) + "\n"


def place(program: Program, name: str) -> str:
    return {"attribute": f"S.{name}", "entry": f"D[{name!r}]", "global": name}[program.home]


def _python(program: Program, body: tuple[Op, ...], depth: int) -> list[str]:
    lines = []
    for op in body:
        where = place(program, op.name)
        text = {
            "read": f"r = {where}; seen.append(r)",
            "write": f"{where} = {op.number}",
            "write_r": f"{where} = r + {op.number}",
            "add": f"{where} += {op.number}",
            "if": f"if {where} == {op.number}:",
            "while": f"while {where} == {op.number}:",
            "with": f"with {op.name}:",
            "try_lock": f"if {op.name}.acquire(blocking=False):",
            "acquire": f"{op.name}.acquire()",
            "sem_acquire": "sem.acquire()",
            "sem_release": "sem.release()",
            "set": "event.set()",
            "wait": "event.wait()",
            "is_set": "seen.append(int(event.is_set()))",
            "cond_wait": "cond.wait()",
            "notify": f"cond.notify({op.number})",
        }[op.kind]
        lines.append("    " * depth + text)
        if op.kind in ("if", "while", "with", "try_lock"):
            lines += _python(program, op.body, depth + 1) or ["    " * (depth + 1) + "pass"]
        if op.kind == "try_lock":
            lines.append("    " * (depth + 1) + f"{op.name}.release()")
    return lines


SCENARIO = """
from grader.student.together import together


def run(student, threads):
    workers = [getattr(student, f"worker_{n}") for n in range(threads)]
    seen = [result.value for result in together(*workers)]
    return [student.observe(), seen]
"""


# Reading two: a state machine.


@dataclass(frozen=True)
class State:
    """Everything that matters: what is left of each thread, registers, variables, locks."""

    left: tuple[tuple[Op, ...], ...]
    registers: tuple[int, ...]
    seen: tuple[tuple[int, ...], ...]
    variables: tuple[int, ...]
    owners: tuple[tuple[int, int] | None, ...]
    permits: int
    event: bool
    waiters: tuple[int, ...]


def lock_names(program: Program) -> tuple[str, ...]:
    """The program's locks, and the one inside its condition."""
    return (*program.locks, "cond")


def outcomes(program: Program) -> set[Outcome]:
    """Every outcome of every interleaving: `(variables, what each thread saw)` or a deadlock."""
    n = len(program.threads)
    start = State(
        left=program.threads,
        registers=(0,) * n,
        seen=((),) * n,
        variables=(0,) * len(program.variables),
        owners=(None,) * len(lock_names(program)),
        permits=program.permits,
        event=False,
        waiters=(),
    )
    found: set[Outcome] = set()
    met, todo = {start}, [start]
    while todo:
        state = todo.pop()
        following = [after for t in range(n) if (after := step(program, state, t)) is not None]
        if not following:
            stuck = any(state.left)
            found.add((DEADLOCK,) if stuck else (state.variables, state.seen))
        for after in following:
            if after not in met:
                met.add(after)
                todo.append(after)
    return found


def step(program: Program, state: State, t: int) -> State | None:
    """The state after thread `t` did its next operation; `None` when it has none or must wait."""
    if not state.left[t]:
        return None
    op, *rest = state.left[t]
    m = _Step(program, state, t, list(rest))
    return m.done() if m.perform(op) else None


class _Step:
    """One operation of one thread, on copies of the parts of the state."""

    def __init__(self, program: Program, state: State, t: int, rest: list[Op]) -> None:
        self.program, self.state, self.t, self.rest = program, state, t, rest
        self.register = state.registers[t]
        self.seen = state.seen[t]
        self.variables = list(state.variables)
        self.owners = list(state.owners)
        self.permits, self.event, self.waiters = state.permits, state.event, state.waiters

    def done(self) -> State:
        t, old = self.t, self.state
        return State(
            left=(*old.left[:t], tuple(self.rest), *old.left[t + 1 :]),
            registers=(*old.registers[:t], self.register, *old.registers[t + 1 :]),
            seen=(*old.seen[:t], self.seen, *old.seen[t + 1 :]),
            variables=tuple(self.variables),
            owners=tuple(self.owners),
            permits=self.permits,
            event=self.event,
            waiters=self.waiters,
        )

    def perform(self, op: Op) -> bool:
        """Do it, or say that the thread must wait. `add` is a read and then a write."""
        if op.kind in ("read", "write", "write_r", "add", "if", "while", "add_write"):
            return self.variable(op, self.program.variables.index(op.name))
        if op.kind in ("with", "try_lock", "acquire", "release"):
            return self.lock(op, lock_names(self.program).index(op.name))
        if op.kind in ("cond_wait", "woken", "notify"):
            return self.condition(op)
        return self.signal(op)

    def variable(self, op: Op, i: int) -> bool:
        value = self.variables[i]
        if op.kind == "read":
            self.register = value
            self.seen += (value,)
        elif op.kind == "add":
            self.rest.insert(0, Op("add_write", op.name, value + op.number))
        elif op.kind == "if":
            self.rest[:0] = op.body if value == op.number else ()
        elif op.kind == "while":
            self.rest[:0] = (*op.body, op) if value == op.number else ()
        else:
            self.variables[i] = op.number + (self.register if op.kind == "write_r" else 0)
        return True

    def lock(self, op: Op, i: int) -> bool:
        owner = self.owners[i]
        if op.kind == "release":
            assert owner is not None
            self.owners[i] = (owner[0], owner[1] - 1) if owner[1] > 1 else None
            return True
        reentrant = self.program.reentrant or op.name == "cond"
        again = reentrant and owner is not None and owner[0] == self.t
        if owner is not None and not again:
            return op.kind == "try_lock"
        self.owners[i] = (self.t, owner[1] + 1 if again and owner else 1)
        if op.kind != "acquire":
            self.rest[:0] = (*op.body, Op("release", op.name))
        return True

    def condition(self, op: Op) -> bool:
        """A wait lets go of the lock, is told by `notify`, and takes the lock again."""
        if op.kind == "cond_wait":
            self.waiters += (self.t,)
            self.owners[-1] = None
            self.rest.insert(0, Op("woken"))
        elif op.kind == "notify":
            self.waiters = self.waiters[op.number :]
        elif self.t in self.waiters or self.owners[-1] is not None:
            return False
        else:
            self.owners[-1] = (self.t, 1)
        return True

    def signal(self, op: Op) -> bool:
        if op.kind == "sem_acquire":
            if not self.permits:
                return False
            self.permits -= 1
        elif op.kind == "sem_release":
            self.permits += 1
        elif op.kind == "set":
            self.event = True
        elif op.kind == "wait":
            return self.event
        elif op.kind == "is_set":
            self.seen += (int(self.event),)
        return True
