"""Names as platforms and students write them: identities, and which exercise a file is for.

A name is normalised once, here. ``spelling`` is what people are shown: well-formed, on one line,
NFC, blanks collapsed, with whatever could steer a terminal written as an escape. ``key`` is what
tells students apart: the spelling, without regard to case where the system that gave it has none.
Neither is ever used as a path.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection

from grader.text import harmless

LONGEST = 120
"""Characters of a spelling; what is longer is cut and told apart by a digest."""

_COPY = re.compile(r"(?P<stem>.+?)(?:-(?P<upload>\d{1,4})| ?\((?P<download>\d{1,4})\))", re.DOTALL)
_JUNK = re.compile(
    r"\.ds_store|__macosx|\._.*|\.git|\.github|\.gitignore|\.gitattributes|__pycache__|.*\.py[co]|"
    r"thumbs\.db|desktop\.ini|\.idea|\.vscode|\.venv|venv|node_modules|\.\w+_cache|\.grader|"
    r"\.ipynb_checkpoints|\.hypothesis|~\$.*|.*\.sw[op]|.*~|\.localized|\.spotlight-.*|\.trashes",
    re.IGNORECASE | re.DOTALL,
)
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_CLOSED = (".rar", ".7z", ".zipx", ".gz", ".bz2", ".xz", ".zst", ".cab", ".iso", ".dmg")


def well_formed(text: str) -> str:
    """``text`` with lone surrogates, as undecodable file names have them, written as escapes."""
    raw = text.encode("utf-8", "surrogateescape" if _decoded(text) else "backslashreplace")
    return raw.decode("utf-8", "backslashreplace")


def spelling(text: str) -> str:
    """``text`` as people may be shown it: one line, NFC, of a bounded length, never empty."""
    shown = unicodedata.normalize("NFC", harmless(well_formed(text)))
    shown = " ".join(shown.split()) or "(no name)"
    if len(shown) <= LONGEST:
        return shown
    tail = hashlib.sha256(shown.encode()).hexdigest()[:8]
    return f"{shown[: LONGEST - 10]}… {tail}"


def key(text: str, *, fold: bool = True) -> str:
    """What tells students apart.

    Args:
        text: the identity as the platform gives it.
        fold: whether case means nothing in it (names, logins, e-mail addresses).
    """
    shown = spelling(text)
    return unicodedata.normalize("NFC", shown.casefold()) if fold else shown


def is_junk(name: str) -> bool:
    """Whether everybody's machine makes files of this name, so that nobody need hear of them."""
    return _JUNK.fullmatch(name) is not None


def is_python(name: str) -> bool:
    """Whether a file of this name is meant to be Python."""
    return name.strip().casefold().endswith(".py")


def is_archive(name: str) -> bool:
    """Whether a file of this name is meant to be an archive that can be opened here."""
    return name.strip().casefold().endswith(_ARCHIVES)


def is_closed_archive(name: str) -> bool:
    """Whether a file of this name is meant to be an archive that can't be opened here."""
    return not is_archive(name) and name.strip().casefold().endswith(_CLOSED)


def stem(name: str) -> str:
    """``name`` without the ending of a Python file or an archive."""
    lower = name.casefold()
    for ending in sorted((".py", *_ARCHIVES), key=len, reverse=True):
        if lower.endswith(ending):
            return name[: len(name) - len(ending)]
    return name


def copied(stem: str) -> tuple[str, tuple[int, ...]]:
    """Take off what systems append to the name of a file that is there already.

    Canvas appends ``-1``, ``-2``, ... to a file that is handed in again; browsers and desktops
    append `` (1)``, `` (2)``, ... Both count upwards, so that the higher one is the later one.

    Returns:
        The name without them, and the numbers, the innermost first; empty for the first file.
    """
    numbers: list[int] = []
    while len(numbers) < 3 and (match := _COPY.fullmatch(stem)):
        numbers.insert(0, int(match["upload"] or match["download"]))
        stem = match["stem"]
    return stem, tuple(numbers)


def exercise_of(name: str, slugs: Collection[str]) -> tuple[str, tuple[int, ...]] | None:
    """Which exercise a file is for, by its name: ``lock.py``, ``Lock.PY``, ``lock-1.py`` and
    ``lock (2).py`` are for ``lock``; ``my_lock.py`` is for none.

    Args:
        name: the file's own name.
        slugs: the exercises that there are.

    Returns:
        The exercise, and the numbers of :func:`copied`; None when it names no exercise.
    """
    if not is_python(name):
        return None
    given = unicodedata.normalize("NFC", name.strip()).casefold().removesuffix(".py").strip()
    by_name = {slug.casefold(): slug for slug in slugs}
    if given in by_name:
        return by_name[given], ()
    bare, numbers = copied(given)
    slug = by_name.get(bare.strip())
    return None if slug is None else (slug, numbers)


def exercise_meant(name: str, slugs: Collection[str]) -> str | None:
    """Which exercise a file may be meant for that is no Python by its name: ``lock.ipynb``,
    ``lock.py.txt`` and ``lock`` for ``lock``."""
    named = exercise_of(name.strip().partition(".")[0] + ".py", slugs)
    return named and named[0]


def _decoded(text: str) -> bool:
    """Whether the only surrogates of ``text`` are those of an undecodable file name."""
    return not any("\ud800" <= char <= "\udc7f" or "\udd00" <= char <= "\udfff" for char in text)
