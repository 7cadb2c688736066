"""Random programs in the little language of `brute.py`: the same seed, the same program."""

import random

from tests.explore.brute import Op, Program

VARIABLES = ("x", "y")
LOCKS = ("a", "b")
LARGEST = {2: 10, 3: 7}  # statements in all, so that the explorer can finish the space


def random_program(seed: int) -> Program:
    """Two threads of up to four statements, or three of up to two."""
    rng = random.Random(seed)
    threads = rng.choice((2, 2, 3))
    most = {2: 4, 3: 2}[threads]
    signals = rng.random() < 0.4
    while True:
        bodies = tuple(
            tuple(_statement(rng, 0, signals) for _ in range(rng.randint(1, most)))
            for _ in range(threads)
        )
        if sum(map(_size, bodies)) <= LARGEST[threads]:
            break
    return Program(
        threads=bodies,
        home=rng.choice(("attribute", "entry", "global")),
        reentrant=rng.random() < 0.3,
        permits=rng.choice((0, 1, 1, 2)),
        name=f"seed {seed}",
    )


def _statement(rng: random.Random, depth: int, signals: bool) -> Op:
    plain = ["read", "write", "write_r", "add", "add"]
    nested = ["if", "with", "with", "with", "try_lock"] if depth < 2 else []
    more = ["sem_acquire", "sem_release", "set", "wait", "is_set"] if signals else []
    more += ["await", "tell"] if signals and depth == 0 else []
    kind = rng.choice(plain + nested + more)
    variable, number = rng.choice(VARIABLES), rng.randint(0, 2)
    if kind == "await":
        wait = Op("cond_wait")
        loop = Op(rng.choice(("if", "while")), variable, number % 2, (wait,))
        return Op("with", "cond", body=(loop, Op("add", variable, 1)))
    if kind == "tell":
        return Op("with", "cond", body=(Op("write", variable, number), Op("notify", number=1)))
    if kind in ("if", "with", "try_lock"):
        body = tuple(_statement(rng, depth + 1, False) for _ in range(rng.randint(1, 2)))
        name = variable if kind == "if" else rng.choice(LOCKS)
        return Op(kind, name, number if kind == "if" else 0, body)
    return Op(kind, variable, number)


def _size(body: tuple[Op, ...]) -> int:
    return sum(1 + _size(op.body) for op in body)
