"""Whether Linux ended processes for lack of memory, which is nobody's mistake.

A process of a scenario that vanishes (a worker, or the referee that makes tasks meet) was nearly
always ended by the student's code: with ``os.kill``, ``os.killpg`` or ``os._exit``. Seen from
outside, a SIGKILL of the kernel's looks the same. The one trustworthy difference is a counter of
the kernel's that no process in a sandbox can raise by sending signals: how often it had to choose a
victim because memory ran out, of the machine or of a control group. Our own limit of memory is
kept by other means and does not count there.
"""

from __future__ import annotations

import re
from pathlib import Path

_VMSTAT = Path("/proc/vmstat")
_COUNTER = re.compile(rb"^oom_kill (\d+)$", re.MULTILINE)


def victims(vmstat: Path = _VMSTAT) -> int:
    """How many processes of this machine Linux has ended so far for lack of memory.

    Returns:
        0 where the kernel does not say (before Linux 4.13, and on macOS).
    """
    try:
        found = _COUNTER.search(vmstat.read_bytes())
    except OSError:
        return 0
    return int(found[1]) if found else 0
