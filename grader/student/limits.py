"""Resource limits of a child, from names and numbers."""

from __future__ import annotations

import resource
from collections.abc import Mapping


def apply(limits: Mapping[str, int], *, cpu_seconds: int) -> None:
    """Set each limit of this process, soft and hard alike, so that it can't be raised again.

    Args:
        limits: name without ``RLIMIT_`` to value; a name this system does not know is passed over.
        cpu_seconds: CPU time; the process gets SIGXCPU then, and SIGKILL a second later.
    """
    for name, value in limits.items():
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is None:
            continue
        hard = resource.getrlimit(number)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(number, (value, value))
        except (OSError, ValueError):
            # macOS refuses some values of AS and DATA; the other limits still hold.
            continue
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or hard > cpu_seconds + 1:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
