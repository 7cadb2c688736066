"""A seccomp filter, assembled from a deny list that is pure data.

A rule is ``{"call": name, "errno": number}``, with ``"when"`` if only some arguments are denied:
``{"argument": index, "test": "any_bits" | "not_in" | "in", "values": [...]}``. Arguments are
compared by their low 32 bits, which is all that the kernel reads of those that we test.

The program is a straight list: for each call named, one comparison and a block behind it, and
each block ends in a ``RET``; so no jump is ever longer than a block. What is not named is allowed.
A foreign architecture (32-bit calls on a 64-bit kernel) kills the process, since its numbers would
mean other calls.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Iterable, Mapping
from typing import Any

from grader.student import kernel, syscalls

LOAD = 0x20
JUMP_EQUAL = 0x15
JUMP_AT_LEAST = 0x35
JUMP_BITS = 0x45
RETURN = 0x06

ALLOW = 0x7FFF0000
ERRNO = 0x00050000
KILL_PROCESS = 0x80000000

OFFSET_NUMBER = 0
OFFSET_ARCH = 4
OFFSET_ARGUMENTS = 16
X32_BIT = 0x40000000

Rule = Mapping[str, Any]
Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""


def assemble(rules: Iterable[Rule], machine: str) -> list[Instruction]:
    """Turn ``rules`` into a filter program for ``machine``.

    Raises:
        KeyError: a rule names a call that is not in the table.
        ValueError: the machine is not one that we know, or a test is unknown.
    """
    if machine not in syscalls.MACHINES:
        raise ValueError(f"there is no table of system calls for {machine!r}")
    program: list[Instruction] = [
        (LOAD, 0, 0, OFFSET_ARCH),
        (JUMP_EQUAL, 1, 0, syscalls.AUDIT_ARCH[machine]),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, OFFSET_NUMBER),
    ]
    if machine == "x86_64":
        program += [(JUMP_AT_LEAST, 0, 1, X32_BIT), (RETURN, 0, 0, ERRNO | errno.ENOSYS)]
    grouped: dict[int, list[Rule]] = {}
    for rule in rules:
        number = syscalls.number(rule["call"], machine)
        if number is not None:
            grouped.setdefault(number, []).append(rule)
    for number, group in grouped.items():
        block = [line for rule in group for line in _block(rule)]
        if block[-1][0] != RETURN or "when" in group[-1]:
            block.append((RETURN, 0, 0, ALLOW))
        program += [(JUMP_EQUAL, 0, len(block), number), *block]
    program.append((RETURN, 0, 0, ALLOW))
    return program


def _block(rule: Rule) -> list[Instruction]:
    deny = (RETURN, 0, 0, ERRNO | rule["errno"])
    when = rule.get("when")
    if when is None:
        return [deny]
    load = (LOAD, 0, 0, OFFSET_ARGUMENTS + 8 * when["argument"])
    values = [value & 0xFFFFFFFF for value in when["values"]]
    if when["test"] == "any_bits":
        return [load, (JUMP_BITS, 0, 1, values[0]), deny]
    if when["test"] == "in":
        tests = [line for value in values for line in ((JUMP_EQUAL, 0, 1, value), deny)]
        return [load, *tests]
    if when["test"] == "not_in":
        last = len(values) - 1
        jumps = [(JUMP_EQUAL, last - at + 1, 0, value) for at, value in enumerate(values)]
        return [load, *jumps, deny]
    raise ValueError(f"unknown test {when['test']!r}")


def encode(program: Iterable[Instruction]) -> bytes:
    """The program as the kernel reads it: 8 bytes an instruction."""
    return b"".join(struct.pack("=HBBI", *line) for line in program)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def install(code: bytes) -> bool:
    """Confine this thread, and all that it starts, for good; whether the kernel agreed."""
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    return kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1) and kernel.prctl(
        kernel.PR_SET_SECCOMP, kernel.SECCOMP_MODE_FILTER, ctypes.addressof(program)
    )
