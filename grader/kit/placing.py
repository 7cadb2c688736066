"""Writing a kit: a new one appears whole, and an old one is brought up to date in place.

In an update only files that a release wrote are touched: what it protects is written anew, texts
and stubs only where nobody has changed them, and a file that it no longer has goes if it is as it
was. Everything else in the folder (git's, the students', the instructor's) stays.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from grader.errors import UsageError
from grader.files import write_whole
from grader.kit.layout import MANIFEST, is_kit
from grader.kit.manifest import Manifest, read_manifest, sha256
from grader.model import Record


class Placed(Record, frozen=True):
    """What became of the files, by path."""

    new: bool
    """Whether there was no kit before."""
    written: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Texts and stubs that somebody has changed."""
    removed: tuple[str, ...] = ()


def place(files: Mapping[str, bytes], out: Path) -> Placed:
    """Write ``files`` to ``out``.

    Raises:
        UsageError: it is a folder of something else, or can't be written.
    """
    try:
        if is_kit(out):
            return _update(files, out, read_manifest(out))
        if out.exists() and (not out.is_dir() or set(os.listdir(out)) - {".git"}):
            raise UsageError(
                str(out), "it is there, and is no kit", "Name an empty folder, or a kit to update."
            )
        _create(files, out)
    except OSError as error:
        raise UsageError(
            str(out), f"the kit can't be written ({error.strerror})", "Name another folder."
        ) from None
    return Placed(new=True, written=tuple(sorted(files)))


def _create(files: Mapping[str, bytes], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as name:
        new = Path(name) / "kit"
        new.mkdir()
        for path, data in files.items():
            _write(new / path, data)
        if not out.exists():
            new.rename(out)
            return
        for entry in sorted(new.iterdir()):  # an empty folder, or one with only .git
            shutil.move(entry, out / entry.name)


def _update(files: Mapping[str, bytes], out: Path, old: Manifest) -> Placed:
    known = old.protected | old.others
    written, kept, removed = [], [], []
    # The manifest comes last: after an interrupt, the next update knows the old files still.
    for path in sorted(files, key=lambda path: (path == MANIFEST, path)):
        target = out / path
        present = _present(target)
        if present == files[path]:
            continue
        own = path in old.others or (path not in known and path != MANIFEST)
        if own and present is not None and sha256(present) != old.others.get(path):
            kept.append(path)
            continue
        _write(target, files[path])
        written.append(path)
    for path in sorted(set(known) - set(files)):
        present = _present(out / path)
        if present is None:
            continue
        if sha256(present) == known[path]:
            (out / path).unlink()
            _remove_empty(out, (out / path).parent)
            removed.append(path)
        else:
            kept.append(path)
    return Placed(new=False, written=tuple(written), kept=tuple(kept), removed=tuple(removed))


def _present(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        path.unlink()
    write_whole(path, data)


def _remove_empty(root: Path, folder: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
