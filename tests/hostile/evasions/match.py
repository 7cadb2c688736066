class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        match self:
            case Counter(value=v):
                self.value = v + n
