"""Expectations: compare what was seen with what was expected, and fail with a good text.

    from grader.checks import expect

    expect(run.value, f"the counter after {n} increments").equals(n, because="each add(1) counts")

A failed expectation says *what* was not as expected and *why* it matters in the feedback, and
keeps what was seen and what was expected apart, because students see those for visible checks
only. Values come from a hostile process: they are plain JSON data, compared by type as well
(``True`` is not 1), and shown by :func:`grader.checks.render.show`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grader.checks.render import show
from grader.checks.verdicts import CheckFailed


class Expectation:
    """What a check expects of one value; see :func:`expect`."""

    def __init__(self, value: Any, what: str) -> None:
        self.value = value
        self.what = what

    def equals(self, expected: Any, *, because: str = "") -> None:
        """It equals ``expected``, nested data included; tuples count as lists."""
        self.satisfies(lambda value: same(value, expected), show(expected), because=because)

    def differs_from(self, other: Any, *, because: str = "") -> None:
        """It does not equal ``other``."""
        self.satisfies(
            lambda value: not same(value, other), f"anything but {show(other)}", because=because
        )

    def is_true(self, *, because: str = "") -> None:
        """It is ``True`` itself."""
        self.equals(True, because=because)

    def is_false(self, *, because: str = "") -> None:
        """It is ``False`` itself."""
        self.equals(False, because=because)

    def is_none(self, *, because: str = "") -> None:
        """It is ``None``."""
        self.equals(None, because=because)

    def is_one_of(self, choices: Sequence[Any], *, because: str = "") -> None:
        """It equals one of ``choices``."""
        self.satisfies(
            lambda value: any(same(value, choice) for choice in choices),
            f"one of {show(list(choices))}",
            because=because,
        )

    def is_between(self, low: float, high: float, *, because: str = "") -> None:
        """It is a number from ``low`` to ``high``, both included."""
        self.satisfies(
            lambda value: _is_number(value) and low <= value <= high,
            f"a number from {show(low)} to {show(high)}",
            because=because,
        )

    def contains(self, item: Any, *, because: str = "") -> None:
        """It is a text with that part, a list with that item or a dict with that key."""

        def holds(value: Any) -> bool:
            if isinstance(value, str):
                return isinstance(item, str) and item in value
            return isinstance(value, list | dict) and any(same(one, item) for one in value)

        self.satisfies(holds, f"something that contains {show(item)}", because=because)

    def has_length(self, length: int, *, because: str = "") -> None:
        """It has that many items, keys or characters."""
        self.satisfies(
            lambda value: isinstance(value, str | list | dict) and len(value) == length,
            f"something with {length} items",
            because=because,
        )

    def has_same_items(self, expected: Sequence[Any], *, because: str = "") -> None:
        """It is a list of these items, each as often, in any order."""

        def holds(value: Any) -> bool:
            if not isinstance(value, list) or len(value) != len(expected):
                return False
            left = list(expected)
            for item in value:
                index = next((i for i, other in enumerate(left) if same(item, other)), None)
                if index is None:
                    return False
                del left[index]
            return True

        self.satisfies(holds, f"these items in any order: {show(list(expected))}", because=because)

    def is_distinct(self, *, because: str = "") -> None:
        """It is a list in which no item comes twice."""

        def holds(value: Any) -> bool:
            return isinstance(value, list) and not any(
                same(item, other) for i, item in enumerate(value) for other in value[:i]
            )

        self.satisfies(holds, "a list in which no item comes twice", because=because)

    def satisfies(
        self, condition: Callable[[Any], object], expected: str, *, because: str = ""
    ) -> None:
        """``condition`` holds for it; an exception of the condition means that it does not.

        Args:
            condition: called with the value.
            expected: what is expected, in words or as a value.
            because: why it matters, in the student's terms.

        Raises:
            CheckFailed: it does not hold.
        """
        try:
            held = bool(condition(self.value))
        except Exception:
            # The value's form is the hostile side's choice: a condition that trips over it has
            # met something that was not expected.
            held = False
        if held:
            return
        # A form that is right whatever follows: one thing, several, or "whether ...".
        why = f" ({because.rstrip('. ')})" if because else ""
        raise CheckFailed(
            f"Not as expected: {self.what}{why}.",
            observed=show(self.value),
            expected=expected,
        )


def expect(value: Any, what: str) -> Expectation:
    """State an expectation of ``value``.

    Args:
        value: what was seen, as plain data.
        what: what it is, in the student's terms, for example "the counter after 2 increments".
            It stands in the feedback of hidden checks too, so it holds no expected value.
    """
    return Expectation(value, what)


def same(value: Any, expected: Any) -> bool:
    """Equality of JSON data that tells ``True`` from 1; tuples count as lists."""
    if isinstance(value, bool) or isinstance(expected, bool):
        return value is expected
    if _is_number(value) and _is_number(expected):
        return bool(value == expected)
    if isinstance(value, list | tuple) and isinstance(expected, list | tuple):
        return len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(
            same(item, expected[key]) for key, item in value.items()
        )
    return type(value) is type(expected) and bool(value == expected)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
