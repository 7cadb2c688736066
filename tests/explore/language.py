"""A student's module that uses every corner of the language; ``run`` returns what it saw."""
# ruff: noqa: B018, B023

from __future__ import annotations

import contextlib
import enum
import functools
import inspect
import itertools
import traceback
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field

total = 0
names = []


def outer():
    count = 0
    items = []

    def inner(n=1, *args, key=None, **kw):
        nonlocal count, items
        count += n
        items += [count]
        return count, args, key, sorted(kw)

    return inner, lambda: (count, items)


class Meta(type):
    def __new__(mcs, name, bases, space, flag=False):
        cls = super().__new__(mcs, name, bases, space)
        cls.flag = flag
        return cls


class Base(metaclass=Meta):
    shared = 0
    __private = 5

    def __init__(self, value):
        self.value = value
        self.__hidden = [value]

    def hidden(self):
        self.__hidden[0] += 1
        self.__hidden.append(self.__private)
        return self.__hidden

    def who(self):
        return __class__.__name__

    @property
    def double(self):
        return self.value * 2

    @double.setter
    def double(self, new):
        self.value = new // 2

    def __iadd__(self, other):
        self.value += other
        return self

    def __getitem__(self, key):
        return key

    def __contains__(self, item):
        return item == self.value

    def __bool__(self):
        return self.value > 0

    def __len__(self):
        return 7

    def __eq__(self, other):
        return isinstance(other, Base) and self.value == other.value

    __hash__ = None


class Child(Base, flag=True):
    __slots__ = ("extra",)

    def __init__(self, value):
        super().__init__(value)
        self.extra = value + 1

    def who(self):
        return super().who() + "+" + __class__.__name__

    @classmethod
    def make(cls, value):
        cls.shared += 1
        return cls(value)

    @staticmethod
    def plain(*args):
        return args


@dataclass(order=True)
class Point:
    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)


class Color(enum.Enum):
    RED = 1
    BLUE = 2


def classify(thing):
    match thing:
        case {"kind": str(kind), **rest}:
            return ["map", kind, sorted(rest)]
        case [first, *rest] if rest:
            return ["seq", first, rest]
        case Point(x=0, y=y):
            return ["point", y]
        case Color.RED | Color.BLUE as color:
            return ["color", color.name]
        case int() | float() as number:
            return ["number", number]
        case _:
            return ["other"]


def generate(n):
    received = []
    try:
        for i in range(n):
            got = yield i
            received.append(got)
    finally:
        names.append("closed")
    return received


def delegate():
    result = yield from generate(2)
    yield ["result", result]


@contextlib.contextmanager
def managed(log):
    log.append("in")
    try:
        yield log
    except KeyError as error:
        log.append(repr(error))
    finally:
        log.append("out")


def order(log, value):
    log.append(value)
    return value


def evaluation_order():
    log = []
    box = {order(log, "k1"): order(log, "v1"), order(log, "k2"): order(log, "v2")}
    box[order(log, "key")] = order(log, "value")
    box[order(log, "key")] += order(log, "more")
    seq = [0, 1, 2, 3, 4]
    seq[order(log, 1) : order(log, 3)] = [order(log, 9)]
    thing = Base(1)
    (lambda: (log.append("object"), thing)[1])().value += order(log, 4)
    first, *seq[1:3], box["last"] = (order(log, i) for i in range(4))
    return [log, box, seq, thing.value, first]


def errors():
    seen = []
    for attempt in (
        lambda: {}["missing"],
        lambda: [].pop(),
        lambda: [1][5],
        lambda: None.attr,
        lambda: 1 / 0,
        lambda: undefined_name,  # noqa: F821
        lambda: int("x"),
        lambda: [][{}.get(1, 0) + 1],
    ):
        try:
            attempt()
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[1]
            seen.append([type(error).__name__, str(error), frame.lineno, frame.name])
    return seen


def comprehensions():
    rows = [[1, 2], [3, 4]]
    late = [lambda: i for i in range(3)]
    return [
        [x for row in rows for x in row if x % 2],
        sorted({x * y for x in (1, 2) for y in (3, 4)}),
        {k: [v for v in vs if v > 1] for k, vs in enumerate(rows)},
        sum(x for row in rows for x in row),
        [f() for f in late],
        [(y := x + 1, y * y) for x in range(3)],
        y,
        any((found := x) > 2 for row in rows for x in row),
        found,
        [*rows[0], *(z for z in rows[1])],
        max(rows, key=lambda row: -row[0]),
    ]


def containers():
    d = defaultdict(list)
    d["a"].append(1)
    d["b"] += [2]
    q = deque([1, 2], maxlen=3)
    q.append(3)
    q.appendleft(0)
    o = OrderedDict(a=1)
    o.move_to_end("a")
    o |= {"z": 26}
    c = Counter("hello")
    c.update("he")
    s = {1, 2} | {3}
    s &= {2, 3}
    t = namedtuple("T", "a b")(1, b=2)
    text = bytearray(b"ab")
    text[0] = 99
    del text[1:]
    items = [3, 1, 2]
    items.sort(reverse=True)
    items[:] = items[::-1]
    add = items.append
    add(len(items))
    nested = {"x": {"y": [1]}}
    nested["x"]["y"][0] += 5
    nested["x"].setdefault("w", []).append(1)
    return [
        dict(d),
        list(q),
        list(o.items()),
        c.most_common(2),
        sorted(s),
        t.a + t[1],
        text.decode(),
        items,
        nested,
        2 in items,
        "x" not in nested,
        not items,
        items == [1, 2, 3],
        [*items, 0],
        items * 1 > [0],
        f"{items!r:>20}|{len(items):03d}",
        list(zip(items, "abc", strict=False)),
        list(map(str, items)),
        list(reversed(items)),
        list(itertools.islice(iter(items), 2)),
        [*nested],
        {**nested, "q": 1},
        list(enumerate(items, start=1)),
        next(iter(items)),
        next(iter([]), "none"),
    ]


def control():
    log = []
    for i in range(5):
        if i == 1:
            continue
        if i == 3:
            break
        log.append(i)
    else:
        log.append("no")
    n = 3
    while n:
        n -= 1
    else:
        log.append("done")
    try:
        try:
            raise ValueError("a")
        except ValueError as error:
            raise KeyError("b") from error
        finally:
            log.append("finally")
    except KeyError as error:
        log.append([type(error.__cause__).__name__, error.args])
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError as group:
        log.append(len(group.exceptions))
    except* TypeError:
        log.append("type")
    with managed([]) as inside, contextlib.suppress(ZeroDivisionError):
        1 / 0
    log.append(inside)
    with managed(log):
        {}["gone"]
    x = y = [1]
    x += [2]
    log.append(y)
    del x[0]
    assert x, "never"
    log.append(1 < 2 < 3 > 2 != 4)
    log.append("last")
    log.append("yes" if log else "no")
    a, (b, *c), d = 1, (2, 3, 4), 5
    log.append([a, b, c, d])
    return log


async def later(x):
    async def inner():
        return x + 1

    return [await inner() async for _ in aiter_of(2)] if False else await inner()


async def aiter_of(n):
    for i in range(n):
        yield i


def drive(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value


@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@functools.wraps(fib)
def wrapped(n: int = 3, /, *, k: str = "x") -> list[int]:
    """A docstring."""
    return [n, k]


def bump():
    global total
    total += 2
    total = total + 1
    return total


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def run():
    inner, look = outer()
    inner(2, 3, key=4, z=1, a=2)
    inner()
    child = Child.make(3)
    child.double += 4
    child += 1
    child.late = 1
    child.late += 1
    gen = generate(3)
    sent = [next(gen), gen.send("a"), gen.send("b")]
    gen.close()
    recursion = None
    try:
        deep(10**6)
    except RecursionError as error:
        recursion = type(error).__name__
    return [
        look(),
        inner(),
        child.value,
        child.who(),
        child.hidden(),
        child.extra,
        Child.flag,
        Child.shared,
        Base.shared,
        Child.plain(*[1, 2], *(3,)),
        repr(child[1:2, 3]),
        9 in child,
        bool(child),
        len(child),
        child == Child(child.value),
        getattr(child, "nope", "default"),
        hasattr(child, "late"),
        [
            classify(t)
            for t in ({"kind": "k", "b": 1, "a": 2}, [1, 2], Point(0, 5), Color.RED, 2.5, "s")
        ],
        sorted([Point(2), Point(1, tags=["t"])])[0].tags,
        repr(Point(1)),
        sent,
        names,
        [*delegate()],
        evaluation_order(),
        errors(),
        comprehensions(),
        containers(),
        control(),
        drive(later(4)),
        fib(30),
        fib.cache_info().currsize,
        wrapped(1),
        wrapped.__name__,
        str(inspect.signature(wrapped, follow_wrapped=False)),
        inspect.getsource(bump).count("total"),
        bump(),
        bump(),
        total,
        deep(100),
        recursion,
        bump.__code__.co_firstlineno,
        (lambda *a, **k: (a, k))(1, *[2], b=3, c=4),
        __name__,
        run.__qualname__,
    ]
