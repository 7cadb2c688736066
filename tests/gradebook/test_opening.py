"""Opening a gradebook: what is one, what is made into one, and what is left alone."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.gradebook import Gradebook
from grader.gradebook.opening import APPLICATION_ID, open_database, schema_steps

ROOT = Path(__file__).parents[2]


def refused(path: Path, **options: object) -> UsageError:
    """The error with which ``path`` is refused; the file is as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(UsageError) as caught:
        Gradebook.open(path, **options)  # type: ignore[arg-type]
    assert before == (path.read_bytes() if path.is_file() else None)
    return caught.value


def test_a_book_that_is_not_there_is_made_only_when_asked_for(path):
    """A mistyped path of `show` does not make an empty book."""
    assert "no gradebook here" in refused(path).cause
    Gradebook.open(path, create=True).close()
    Gradebook.open(path).close()


def test_a_new_book_says_what_it_is_and_uses_wal(path):
    """The header names the program and the version; the journal is WAL."""
    with Gradebook.open(path, create=True) as book:
        assert book.notes == ()
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert raw.execute("PRAGMA user_version").fetchone() == (len(schema_steps()),)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_system_without_shared_memory_gets_a_rollback_journal_and_a_note(path):
    """Without WAL the book works all the same, and the user is told."""
    with Gradebook.open(path, create=True, vfs="unix-dotfile") as book:
        assert len(book.notes) == 1
        assert "rollback journal" in book.notes[0]
        book.remember(policy="")
    with Gradebook.open(path) as book:
        assert book.remembered("policy") == ""


def test_a_newer_book_is_refused_untouched(path):
    """What a later version wrote is not guessed at."""
    Gradebook.open(path, create=True).close()
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version = {len(schema_steps()) + 1}")
    raw.close()
    assert f"version {len(schema_steps()) + 1}" in refused(path, create=True).cause


def test_a_database_of_another_program_is_refused_untouched(path):
    """Also when a new book would be welcome there."""
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE cookies (host TEXT)")
    raw.close()
    assert "another program" in refused(path, create=True).cause


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough", b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_refused_untouched(path, content):
    """Text, or a database's first line with rubbish behind it."""
    path.write_bytes(content)
    assert "no gradebook, or a damaged one" in refused(path, create=True).cause


def test_a_damaged_book_is_refused_untouched(path):
    """Pages overwritten in the middle are found when it is opened."""
    with Gradebook.open(path, create=True) as book:
        book.remember(**{f"key{number}": "x" * 500 for number in range(200)})
    data = bytearray(path.read_bytes())
    data[3 * 4096 : -4096] = b"\xff" * len(data[3 * 4096 : -4096])
    path.write_bytes(data)
    assert "damaged" in refused(path).cause


def test_a_folder_in_its_place_is_refused(path):
    """The error names the path."""
    path.mkdir()
    with pytest.raises(UsageError, match=r"gradebook\.sqlite"):
        Gradebook.open(path, create=True)


def test_an_empty_file_becomes_a_book(path):
    """SQLite itself leaves one behind when it is killed early."""
    path.touch()
    Gradebook.open(path, create=True).close()


def test_an_older_book_takes_the_steps_that_it_lacks(path):
    """What it holds stays."""
    steps = schema_steps()
    with Gradebook.open(path, create=True) as book:
        book.remember(policy="kept")
    more = [*steps, "ALTER TABLE students ADD COLUMN shoe_size REAL;\nCREATE TABLE more (x);"]
    connection, _ = open_database(path, create=False, steps=more)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(more),)
    assert connection.execute("SELECT value FROM meta").fetchall() == [("kept",)]
    assert connection.execute("SELECT shoe_size FROM students").fetchall() == []
    connection.close()


def test_a_migration_that_fails_changes_nothing(path):
    """All steps happen, or none does."""
    Gradebook.open(path, create=True).close()
    more = [*schema_steps(), "CREATE TABLE half (x);", "CREATE TABLE half (x);"]
    with pytest.raises(UsageError):
        open_database(path, create=False, steps=more)
    connection, _ = open_database(path, create=False)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    assert "half" not in names
    connection.close()


def test_a_process_killed_inside_a_transaction_leaves_the_book_as_it_was(path):
    """kill -9 between two statements of one change."""
    Gradebook.open(path, create=True).close()
    program = (
        "import os, sys; from pathlib import Path; from grader.gradebook import Gradebook\n"
        "book = Gradebook.open(Path(sys.argv[1]))\n"
        "book.remember(first='whole')\n"
        "with book._transaction():\n"
        "    book._db.execute(\"INSERT INTO meta VALUES ('second', 'half')\")\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    with Gradebook.open(path) as book:
        assert (book.remembered("first"), book.remembered("second")) == ("whole", None)
