class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        import json
        self.value = json.loads(json.dumps(self.__dict__))['value'] + n
