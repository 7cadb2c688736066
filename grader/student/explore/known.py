"""What is known of code without hooks: what touches nothing shared, and what reaches into objects.

Data only; ``opaque`` uses it.
"""

from __future__ import annotations

import operator
import types

# Names of builtins that reach into objects; all others only read their arguments.
REACHING = frozenset(
    ["open", "exec", "eval", "compile", "getattr", "setattr", "delattr", "vars", "__import__"]
)
PURE_MODULES = frozenset(
    [
        "math",
        "cmath",
        "_string",
        "_stat",
        "_statistics",
        "errno",
        "itertools",
        "unicodedata",
        "binascii",
        "zlib",
        "sys",
        "gc",
        "time",
        "_abc",
        "_functools",
        "_weakref",
        "_tracemalloc",
        "faulthandler",
        "_locale",
        "atexit",
    ]
)
PURE_NAMES = frozenset(
    [
        "getpid",
        "getppid",
        "urandom",
        "cpu_count",
        "get_terminal_size",
        "fspath",
        "strerror",
        "sched_yield",
        "sched_getaffinity",
        "getlogin",
        "uname",
        "times",
        "getloadavg",
    ]
)
# Python modules of the library whose functions keep no state that a program could count with.
PURE_LIBRARY = frozenset(
    [
        "functools",
        "dataclasses",
        "contextlib",
        "typing",
        "enum",
        "re",
        "re._parser",
        "re._compiler",
        "string",
        "textwrap",
        "abc",
        "inspect",
        "traceback",
        "logging",
        "warnings",
        "datetime",
        "statistics",
        "fractions",
        "decimal",
        "numbers",
        "_collections_abc",
        "random",
        "types",
        "reprlib",
        "keyword",
        "token",
        "genericpath",
        "posixpath",
        "stat",
        "bisect",
        "heapq",
        "_weakrefset",
        "locale",
        "gettext",
        "codecs",
        "encodings",
        "threading",
        "faulthandler",
        "atexit",
        "__future__",
        "tokenize",
        "linecache",
    ]
)
SEEDS = frozenset({"seed", "getstate", "setstate"})  # but these do
IMMUTABLE = (
    str,
    bytes,
    int,
    float,
    complex,
    tuple,
    frozenset,
    range,
    slice,
    type(None),
    type,
    types.FunctionType,
    types.MethodType,
    types.CodeType,
    types.ModuleType,
    types.MappingProxyType,
    types.GenericAlias,
    BaseException,
    operator.attrgetter,
    operator.itemgetter,
    operator.methodcaller,
)
ITEMS = frozenset({"getitem", "setitem", "delitem"})
IN_PLACE = frozenset({"iadd", "iconcat", "imul", "ior", "iand", "isub", "ixor"})
LOADS = frozenset({"__getattribute__", "__getattr__"})
STORES = frozenset({"__setattr__", "__delattr__"})
PASSING = frozenset(
    [
        "__init__",
        "__new__",
        "__init_subclass__",
        "__subclasshook__",
        "__hash__",
        "__eq__",
        "__ne__",
        "__lt__",
        "__le__",
        "__gt__",
        "__ge__",
        "__repr__",
        "__str__",
        "__format__",
        "__sizeof__",
        "__class__",
        "__dir__",
        "__reduce__",
        "__reduce_ex__",
        "__subclasses__",
        "mro",
        "with_traceback",
        "add_note",
        "__enter__",
        "__exit__",
    ]
)
