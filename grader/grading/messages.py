"""What a host and its process say to each other; see ``host.py`` and ``hosted.py``."""

READY = b"ready"
"""The first message of a host that has collected its checks; otherwise it is a ``Fault``."""
MAX_MESSAGE = 1 << 16
"""Bytes of one message."""
