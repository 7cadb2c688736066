"""Say things."""


def say(text: str, times: int = 1) -> str:
    """Give ``text`` back, ``times`` times."""
    raise NotImplementedError("TODO: say")


class Tally:
    """Counts."""

    value = 0

    def add(self) -> None:
        """Count one more."""
        raise NotImplementedError("TODO: add")
