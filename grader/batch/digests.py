"""What makes two gradings the same: digests of the grader and of submissions, and the seed.

A grading is known by what was graded, against what, by what. The last is the digest of the grader:
its version, the minor version of the Python that runs the students' code, and the source of every
room that can decide a verdict. A version alone would not do: a grader that was mended in place (a
checkout, a patched install) would keep yesterday's verdicts for good. Rooms that only store, show
or schedule are left out, so that a new style sheet regrades nobody; a new room counts until it
is named here.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import grader
from grader.gradebook import Refusal
from grader.intake import Submission

_SHOWING = frozenset(
    {
        "__main__.py",
        "batch",
        "classbook.py",
        "cli.py",
        "commands",
        "edition.py",
        "exporters",
        "gradebook",
        "kit",
        "mutation",
        "reports",
        "translation",
    }
)
"""Parts of the package that decide no verdict."""
_DRAWING = frozenset(
    {"choices.py", "edition.py", "reports", "text.py", "translation", "witness", "wording"}
)
"""Parts of the package that a report's looks come from."""


@cache
def grader_digest() -> str:
    """SHA-256 over everything of the grader that can decide a verdict."""
    package = Path(grader.__file__).parent
    parts = sorted(path.name for path in package.iterdir() if path.name not in _SHOWING)
    major, minor = sys.version_info[:2]
    python = f"{sys.implementation.name}-{major}.{minor}"
    return _digest_of(package, parts, f"{grader.__version__}:{python}")


@cache
def drawing_digest() -> str:
    """SHA-256 over everything that decides how a report looks."""
    return _digest_of(Path(grader.__file__).parent, sorted(_DRAWING), "")


def submission_digest(submission: Submission | Refusal, digest: str | None = None) -> str:
    """What stands for a submission in a key.

    Args:
        submission: the file, or why it can't be graded.
        digest: of the bytes, where these could be read all the same.
    """
    if isinstance(submission, Submission):
        return submission.digest
    if digest is not None:
        return digest
    reason = f"{submission.cause}\0{submission.remedy}"
    return hashlib.sha256(b"refused\0" + reason.encode("utf-8", "surrogatepass")).hexdigest()


def seed_of(submission: str, checks: str, round: int) -> int:
    """The seed of a grading: the same for the same file and checks, another in each round.

    No verdict depends on it. Drawn from what is graded, it makes a run that was killed and resumed
    write what an undisturbed one writes.
    """
    drawn = hashlib.sha256(f"seed:{submission}:{checks}:{round}".encode()).digest()
    return int.from_bytes(drawn[:4], "big")


def _digest_of(package: Path, parts: list[str], start: str) -> str:
    total = hashlib.sha256(start.encode())
    for part in parts:
        whole = package / part
        for path in sorted(whole.rglob("*")) if whole.is_dir() else [whole]:
            if path.is_file() and path.suffix != ".pyc":
                content = path.read_bytes()
                name = path.relative_to(package).as_posix()
                total.update(f"{name}:{len(content)}:".encode() + content)
    return total.hexdigest()
