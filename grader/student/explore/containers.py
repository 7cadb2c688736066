"""Which built-in containers threads can share, and which of their methods read or write.

One C-level operation on a container is atomic under the GIL, so it is one
visible operation. Methods written in Python (``Counter.update``) are treated
the same, although they are not atomic: see docs/EXPLORER.md.
"""

from __future__ import annotations

import array
import collections
import heapq
import io
import itertools
import random
from types import GeneratorType, ModuleType
from typing import Any

from grader.student.explore.ops import ITEM_READ, ITEM_WRITE, READ, WRITE, Keys, Op
from grader.student.explore.runtime import Execution, rt

CONTAINERS: tuple[type, ...] = (
    list,
    dict,
    set,
    bytearray,
    collections.deque,
    array.array,
    io.StringIO,
    io.BytesIO,
)

VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))

ITERATORS: tuple[type, ...] = (
    type(iter([])),
    type(reversed([])),
    type(iter({})),
    type(iter(set())),
    type(iter({}.values())),
    type(iter({}.items())),
    type(iter(())),
    type(iter(range(0))),
    type(iter("")),
    itertools.count,
    itertools.cycle,
    itertools.chain,
    itertools.repeat,
    itertools.islice,
    enumerate,
    zip,
    map,
    filter,
    reversed,
)

READS = frozenset(
    [
        "copy",
        "count",
        "get",
        "index",
        "items",
        "keys",
        "values",
        "isdisjoint",
        "issubset",
        "issuperset",
        "union",
        "intersection",
        "difference",
        "symmetric_difference",
        "__len__",
        "__contains__",
        "__getitem__",
        "__iter__",
        "__eq__",
        "__ne__",
        "__repr__",
        "getvalue",
        "tell",
        "most_common",
        "elements",
        "total",
        "find",
        "rfind",
        "startswith",
        "endswith",
        "decode",
        "hex",
        "tolist",
        "tobytes",
    ]
)
WRITES = frozenset(
    [
        "append",
        "appendleft",
        "extend",
        "extendleft",
        "insert",
        "remove",
        "pop",
        "popleft",
        "popitem",
        "clear",
        "sort",
        "reverse",
        "rotate",
        "add",
        "discard",
        "update",
        "setdefault",
        "intersection_update",
        "difference_update",
        "symmetric_difference_update",
        "move_to_end",
        "subtract",
        "write",
        "writelines",
        "read",
        "readline",
        "seek",
        "truncate",
        "__setitem__",
        "__delitem__",
        "__iadd__",
        "__ior__",
        "__next__",
    ]
)
METHODS = READS | WRITES
BY_ITEM = frozenset({"get", "__getitem__", "__contains__"})
PLAIN_KEYS = frozenset({int, str, bytes, bool, float, type(None)})

# Functions of the library that change or read the container given as that argument.
ARGUMENT: dict[Any, tuple[int, int]] = {
    heapq.heappush: (0, WRITE),
    heapq.heappop: (0, WRITE),
    heapq.heapify: (0, WRITE),
    heapq.heappushpop: (0, WRITE),
    heapq.heapreplace: (0, WRITE),
    random.shuffle: (0, WRITE),
    random.choice: (0, READ),
}

_kinds: dict[type, int] = {}
OTHER, CONTAINER, ITERATOR, VIEW, GENERATOR = 0, 1, 2, 3, 4


def kind_of(cls: type) -> int:
    """Say what sort of shared value the instances of a class are."""
    kind = _kinds.get(cls)
    if kind is None:
        if issubclass(cls, CONTAINERS):
            kind = CONTAINER
        elif issubclass(cls, VIEWS):
            kind = VIEW
        elif issubclass(cls, ITERATORS):
            kind = ITERATOR
        elif issubclass(cls, GeneratorType):
            kind = GENERATOR
        else:
            kind = OTHER
        _kinds[cls] = kind
    return kind


def item_keys(execution: Execution, box: Any, item: Any, write: bool) -> Keys:
    """Return the keys of reading or replacing one item; an insertion changes the whole."""
    number = execution.number(box)
    if id(box) in execution.spaces or (type(box) is dict and "__builtins__" in box):
        return _space_keys(execution, box, item, write)
    if type(item) not in PLAIN_KEYS:
        return (((number, None), WRITE if write else READ),)
    if isinstance(box, dict):
        if write and not dict.__contains__(box, item):
            return (((number, None), WRITE), ((number, "item", item), WRITE))
        if (
            not write
            and isinstance(box, collections.defaultdict)
            and not dict.__contains__(box, item)
        ):
            return (((number, None), WRITE), ((number, "item", item), WRITE))
    elif isinstance(item, int) and item < 0:
        try:
            item += len(box)
        except TypeError:
            item = None
    if write:
        return (((number, None), ITEM_WRITE), ((number, "item", item), WRITE))
    return (((number, None), ITEM_READ), ((number, "item", item), READ))


def _space_keys(execution: Execution, box: Any, item: Any, write: bool) -> Keys:
    """Return the keys of an item of a namespace: it is an attribute or a global, too."""
    mode = WRITE if write else READ
    owner = execution.spaces.get(id(box))
    if owner is None or isinstance(owner, ModuleType):
        attribute: Any = ("global", box.get("__name__"), item)
    else:
        attribute = (execution.number(owner), item)
    return (((execution.number(box), None), mode), (attribute, mode))


def touch_item(box: Any, item: Any, write: bool, site: int) -> None:
    """The visible operation of ``box[item]``."""
    execution = rt.execution
    if execution is not None:
        execution.visible(
            Op(
                "set_item" if write else "get_item",
                item_keys(execution, box, item, write),
                site,
                obj=box,
                attr=("item", item),
            )
        )


def touch(box: Any, mode: int, site: int, what: str, moved: Any = None) -> None:
    """The visible operation of reading or changing a whole container or iterator.

    ``moved`` is the iterator over the container that the operation moves on.
    """
    execution = rt.execution
    if execution is not None:
        keys: Keys = (((execution.number(box), None), mode),)
        if id(box) in execution.spaces and isinstance(box, dict):
            names = [name for name in box if type(name) is str]
            keys = (*keys, *(_space_keys(execution, box, name, mode == WRITE)[1] for name in names))
        if moved is not None:
            keys = (*keys, ((execution.number(moved), None), WRITE))
        execution.visible(Op(what, keys, site, obj=box))


def touch_method(box: Any, name: str, site: int, args: tuple[Any, ...] = ()) -> None:
    """The visible operation of calling a method of a container."""
    if (name in BY_ITEM and args and isinstance(box, dict)) or (
        name == "setdefault"
        and args
        and isinstance(box, dict)
        and type(args[0]) in PLAIN_KEYS
        and dict.__contains__(box, args[0])
    ):
        touch_item(box, args[0], False, site)
    else:
        touch(box, WRITE if name in WRITES else READ, site, name)
