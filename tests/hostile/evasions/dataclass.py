import dataclasses
@dataclasses.dataclass
class Counter:
    value: int = 0
    def add(self, n=1):
        self.value += n
