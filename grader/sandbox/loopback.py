"""Makes TCP on the sandbox's own loopback answer at once; set from outside, as far as it can be.

A connection that answers requests delays its acknowledgements by 40 ms, in the hope of sending
them along with an answer. With a peer that waits for them (Nagle), as the two ends of a
``multiprocessing.managers`` connection do while they greet each other, each connection costs
0.2 s in which nobody does anything. The sandbox has a network namespace of its own, and in it the
kernel can be told to expect no such pattern (Linux 6.7 or later: ``tcp_pingpong_thresh``).

Nothing depends on it: where it can't be set, scenarios with TCP take longer.
"""

from __future__ import annotations

import ctypes
import os
import threading
from contextlib import suppress

_SETTING = "/proc/sys/net/ipv4/tcp_pingpong_thresh"
_NEVER = b"255"
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000
_GET_OWNER = 0xB701
"""``NS_GET_USERNS``: the user namespace that owns a namespace."""


def hasten(init: int) -> None:
    """Set it in the network namespace of process ``init``, which is not this process's own."""
    with suppress(OSError):
        network = os.open(f"/proc/{init}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            if os.path.sameopenfile(network, _own_network()):
                return
            if os.geteuid() == 0:
                # A namespace is joined by a thread, which ends with its task.
                thread = threading.Thread(target=_set, args=(network,))
                thread.start()
                thread.join()
            else:
                _set_as_owner(network)
        finally:
            os.close(network)


def _own_network() -> int:
    global _own
    if _own < 0:
        _own = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    return _own


_own = -1


def _set(network: int) -> None:
    with suppress(OSError):
        if _libc.setns(network, _NEW_NETWORK) == 0:
            setting = os.open(_SETTING, os.O_WRONLY | os.O_CLOEXEC)
            os.write(setting, _NEVER)
            os.close(setting)


def _set_as_owner(network: int) -> None:
    """As the user whose namespace it is: only a process of one thread may join that one."""
    import fcntl

    owner = fcntl.ioctl(network, _GET_OWNER)
    pid = os.fork()
    if pid == 0:
        try:
            if _libc.setns(owner, _NEW_USER) == 0:
                _set(network)
        finally:
            os._exit(0)
    os.close(owner)
    os.waitpid(pid, 0)


_libc = ctypes.CDLL(None, use_errno=True)
