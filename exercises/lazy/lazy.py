"""A value that is made once, when it is first needed.

Mend it: this is right in one thread, and makes the value twice in two.
"""


class Lazy:
    """Keeps what ``factory()`` returns.

    TODO: which lines of ``get`` must no other thread come between?
    """

    def __init__(self, factory):
        self.factory = factory
        self.value = None

    def get(self):
        """Return what the factory made; make it if that was not done yet.

        Raises:
            Exception: what the factory raised; the next call tries again.
        """
        if self.value is None:
            self.value = self.factory()
        return self.value


if __name__ == "__main__":
    lazy = Lazy(lambda: print("making it") or ["dear"])
    print(lazy.get())
    print(lazy.get())  # "making it" is printed once
