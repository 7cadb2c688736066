"""Another style: three states and a condition; the factory runs without any lock held."""

import enum
import threading


class State(enum.Enum):
    UNMADE = 0
    BEING_MADE = 1
    MADE = 2


class Lazy:
    def __init__(self, factory):
        self.factory = factory
        self.state = State.UNMADE
        self.condition = threading.Condition()

    def get(self):
        with self.condition:
            self.condition.wait_for(lambda: self.state is not State.BEING_MADE)
            if self.state is State.MADE:
                return self.value
            self.state = State.BEING_MADE
        outcome = State.UNMADE
        try:
            self.value = self.factory()
            outcome = State.MADE
        finally:
            with self.condition:
                self.state = outcome
                self.condition.notify_all()
        return self.value
