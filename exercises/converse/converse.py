"""Exercise `converse`: talk to another program through its three standard streams.

Read README.md first, then fill in what is marked TODO. Try it with

    make check EX=converse
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple


class Conversation(NamedTuple):
    """What the program said, and how it ended."""

    exit_code: int
    stdout: str
    stderr: str


def converse(argv: Sequence[str], lines: Sequence[str], timeout: float | None) -> Conversation:
    """Run the program `argv`, send it `lines`, and return all that it says.

    Raises:
        subprocess.TimeoutExpired: it did not end within `timeout` seconds. By then it and the
            processes that it started are dead; `output` and `stderr` hold what was read (str).
        FileNotFoundError: there is no such program.
    """
    # TODO: subprocess.Popen with stdin, stdout and stderr as pipes; send, close, read, wait.
    raise NotImplementedError


if __name__ == "__main__":
    upper = "import sys; sys.stdout.write(sys.stdin.read().upper())"
    print(converse([sys.executable, "-c", upper], ["hello", "world"], timeout=10))
