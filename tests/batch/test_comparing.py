"""Similar submissions are looked for when there is something new to compare."""

from __future__ import annotations

from grader.batch.comparing import compare
from tests.batch.conftest import SOLUTIONS

LONG = (SOLUTIONS / "echo.py").read_text() + "".join(
    f"\n\ndef helper_{n}(first, second):\n    total = first * {n} + second\n"
    f"    for step in range(total, {n} * 7):\n        total ^= step << {n}\n    return total\n"
    for n in range(2, 9)
)


def test_a_class_is_compared_when_a_text_has_changed_and_only_then(room):
    """Copies with other names are found, kept in the book, and not looked for again."""
    room.hand_in("ada", LONG)
    room.hand_in("bob", LONG.replace("total", "sum_").replace("helper", "part"))
    room.hand_in("cy", "x = 1\n")
    begun = []
    with room.open() as book:
        assert compare(room.course, "echo", book, lambda: begun.append(1)) == 0
        assert begun == []
    room.run()
    with room.open() as book:
        assert compare(room.course, "echo", book, lambda: begun.append(1)) == 1
        (pair,) = book.class_book(room.course).similarities
        assert (pair.first, pair.second) == ("ada", "bob")
        assert compare(room.course, "echo", book, lambda: begun.append(2)) == 0
    assert begun == [1]
