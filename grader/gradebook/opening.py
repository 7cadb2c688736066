"""Open the file of a gradebook: is it one, is it whole, is it ours to change?

Theory of operation. SQLite keeps two numbers in a file's header for its users: `application_id`
says that the file is a gradebook, `user_version` which version of the schema it has. Both are read
before anything is written, so that somebody else's database, a file that is no database and a book
of a newer program stay as they are.

The book is kept in WAL mode: readers (``show``, an export) never wait for a run that writes, and a
process that is killed at any moment leaves a whole book behind. WAL needs shared memory beside the
file, which network file systems do not have; there the older rollback journal is used, which is
just as safe but lets readers wait. The caller is told, to say so.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from grader.errors import UsageError

APPLICATION_ID = 0x47724264
"""``GrBd``, in the file's header."""
_PATIENCE = 30.0
"""Seconds to wait for another process that writes."""

WITHOUT_WAL = (
    "its file system has no shared memory (a network drive?), so the book keeps a rollback "
    "journal: it is as safe, but other commands wait while a run writes to it."
)


def schema_steps() -> list[str]:
    """The steps of ``schema.sql``; the first makes version 1."""
    text = resources.files("grader.gradebook").joinpath("schema.sql").read_text("utf-8")
    _, *parts = re.split(r"^-- version (\d+)$", text, flags=re.MULTILINE)
    numbers, steps = parts[::2], parts[1::2]
    assert numbers == [str(place) for place in range(1, len(steps) + 1)]
    return steps


def open_database(
    path: Path, *, create: bool, steps: list[str] | None = None, vfs: str | None = None
) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """Open the book at ``path``, bringing an older one up to date.

    Args:
        path: its file.
        create: make a new book where there is no file.
        steps: of the schema; those of this program when None.
        vfs: SQLite's access to files, for tests of odd file systems.

    Returns:
        The connection, in autocommit mode, and sentences that the user should read.

    Raises:
        UsageError: there is no such file, or it is not a book that this program can use. Nothing
            was changed then.
    """
    steps = schema_steps() if steps is None else steps
    if not create and not path.is_file():
        raise UsageError(
            str(path),
            "there is no gradebook here",
            "Name its file with --gradebook, or make one with `grader grade DIR --out OUT`.",
        )
    access = "rwc" if create else "rw"
    uri = f"{path.absolute().as_uri()}?mode={access}" + (f"&vfs={vfs}" if vfs else "")
    with explained(path):
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(uri, timeout=_PATIENCE, isolation_level=None, uri=True)
        try:
            _recognise(connection, path, len(steps))
            notes = _set_journal(connection, path)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            _migrate(connection, steps)
        except BaseException:
            connection.close()
            raise
    return connection, notes


def _recognise(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    """Refuse what is not a book, or not one of ours, before anything is written."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (tables or application or version):
        raise UsageError(
            str(path),
            "this is a database of another program",
            "Name another file: it is untouched.",
        )
    if version > newest:
        raise UsageError(
            str(path),
            f"the book has version {version}, and this program knows versions up to {newest}",
            "Use the newer program that wrote it. The file is untouched.",
        )
    (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise _damaged(path, state)


def _set_journal(connection: sqlite3.Connection, path: Path) -> tuple[str, ...]:
    """WAL where it can be had."""
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode == "wal":
            # The shared memory is met by the first real access only.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
        mode = ""
    if mode == "wal":
        return ()
    connection.execute("PRAGMA journal_mode = DELETE")
    return (f"{path}: {WITHOUT_WAL}",)


def _migrate(connection: sqlite3.Connection, steps: list[str]) -> None:
    """Run the steps that the book lacks; all of them or none."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been faster.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for step in steps[version:]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(len(steps), version)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """Split a script: ``executescript`` would commit on its own."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Tell SQLite's errors in the user's terms.

    Raises:
        UsageError: whatever the file system or SQLite did not like about ``path``.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise UsageError(
                str(path), "another process writes to this book", "Wait until it is done."
            ) from None
        raise UsageError(
            str(path),
            f"the book can't be read or written ({error})",
            "Make room, or name a file that you may write to. What was recorded is safe.",
        ) from None
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from None
    except OSError as error:
        raise UsageError(
            str(path), f"the book can't be made here ({error.strerror})", "Name another place."
        ) from None


def _damaged(path: Path, detail: str) -> UsageError:
    return UsageError(
        str(path),
        f"this is no gradebook, or a damaged one ({detail})",
        "Restore it from a backup, or name another file: it is untouched.",
    )
