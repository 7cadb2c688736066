"""Landlock: file access by hierarchy, without privileges (Linux).

What the running kernel knows is negotiated by its ABI number: rights that it does not know are
left out of the ruleset. Applied in the child, so that the zygote stays outside of the domain and
signals can't reach it (ABI 6 and later).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping, Sequence

from grader.student import kernel

_CREATE_RULESET = 444
_ADD_RULE = 445
_RESTRICT_SELF = 446
_VERSION_QUERY = 1
_PATH_BENEATH = 1

EXECUTE = 1 << 0
WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
TRUNCATE = 1 << 14
IOCTL_DEV = 1 << 15

_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: 1 << 13, 3: TRUNCATE, 5: IOCTL_DEV}
_FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
SCOPE_ABSTRACT_SOCKETS = 1 << 0
SCOPE_SIGNALS = 1 << 1
SCOPES_ABI = 6


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_fs", ctypes.c_uint64),
        ("handled_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """The kernel's Landlock version; 0 when there is none."""
    if not kernel.LINUX:
        return 0
    try:
        return kernel.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_QUERY)
    except OSError:
        return 0


def all_rights(version: int) -> int:
    """Every file-system right that ABI ``version`` knows."""
    total = 0
    for since, rights in _RIGHTS_BY_ABI.items():
        if version >= since:
            total |= rights
    return total


def restrict(access: Mapping[str, Sequence[str]]) -> None:
    """Confine this process to the paths of ``access``, for good.

    Args:
        access: ``"read"`` (and execute), ``"list"`` (only the names in folders) and ``"write"``
            (everything) to paths; paths that do not exist are passed over.

    Raises:
        OSError: the kernel refused.
    """
    version = abi()
    rights = all_rights(version)
    scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS if version >= SCOPES_ABI else 0
    ruleset = _Ruleset(rights, 0, scoped)
    size = ctypes.sizeof(ruleset) if version >= SCOPES_ABI else 8
    handle = kernel.syscall(
        _CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), ctypes.c_uint32(0)
    )
    try:
        reading = EXECUTE | READ_FILE | READ_DIR
        for kind, allowed in (("read", reading), ("list", READ_DIR), ("write", rights)):
            for path in access.get(kind, ()):
                _allow(handle, path, allowed & rights)
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.syscall(_RESTRICT_SELF, ctypes.c_int(handle), ctypes.c_uint32(0))
    finally:
        os.close(handle)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return
    try:
        if not os.path.isdir(path):
            rights &= _FILE_RIGHTS
        rule = _PathRule(rights, parent)
        kernel.syscall(
            _ADD_RULE,
            ctypes.c_int(ruleset),
            ctypes.c_int(_PATH_BENEATH),
            ctypes.byref(rule),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(parent)
