import dataclasses
@dataclasses.dataclass(slots=True)
class Counter:
    value: int = 0
    def add(self, n=1):
        self.value += n
