"""The few system calls that the standard library does not offer, through ``ctypes``.

Imported by the zygote before any student code exists. On systems other than Linux every
function here does nothing and says so by returning ``False``.
"""

from __future__ import annotations

import ctypes
import os
import sys

LINUX = sys.platform == "linux"

_libc = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
SECCOMP_MODE_FILTER = 2
CAP_DAC_READ_SEARCH = 2
_M_PERTURB = -6  # mallopt(3)

_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION_3 = 0x20080522


def machine() -> str:
    """The architecture, by the kernel's name for it: ``x86_64``, ``aarch64``, ..."""
    name = os.uname().machine
    return {"arm64": "aarch64", "AMD64": "x86_64"}.get(name, name)


def prctl(option: int, first: int = 0, second: int = 0) -> bool:
    """Call ``prctl``; whether it succeeded."""
    if not LINUX:
        return False
    unsigned = ctypes.c_ulong
    return bool(
        _libc.prctl(option, unsigned(first), unsigned(second), unsigned(0), unsigned(0)) == 0
    )


def forget_freed(forget: bool) -> bool:
    """Overwrite memory as it is given back from now on, or no longer do; whether that is done.

    The C library does it, for blocks beyond a kilobyte or so: those too small to be kept for the
    next who asks.
    """
    option = getattr(_libc, "mallopt", None) if LINUX else None
    return option is not None and option(_M_PERTURB, 0xFF if forget else 0) == 1


def syscall(number: int, *arguments: object) -> int:
    """Call a system call by number.

    Raises:
        OSError: it failed.
    """
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Capabilities(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def become(uid: int, gid: int, *, keep_reading: bool) -> None:
    """Give up being root, for good.

    Args:
        uid: the user to become.
        gid: the group to become; all other groups are dropped.
        keep_reading: keep the one capability that lets an interpreter under a closed home
            folder be read (``CAP_DAC_READ_SEARCH``); it does not let anything be written.

    Raises:
        OSError: the kernel refused.
    """
    keep_reading = keep_reading and machine() in _CAPSET
    if keep_reading:
        prctl(PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if keep_reading:
        mask = 1 << CAP_DAC_READ_SEARCH
        header = _Header(_CAPABILITY_VERSION_3, 0)
        sets = (_Capabilities * 2)(_Capabilities(mask, mask, mask), _Capabilities(0, 0, 0))
        syscall(_CAPSET[machine()], ctypes.byref(header), ctypes.byref(sets))
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH)
