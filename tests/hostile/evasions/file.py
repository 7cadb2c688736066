class Counter:
    def __init__(self):
        open('/tmp/evasion_x', 'w').write('0')
    value = property(lambda self: int(open('/tmp/evasion_x').read()))
    def add(self, n=1):
        v = int(open('/tmp/evasion_x').read())
        open('/tmp/evasion_x', 'w').write(str(v + n))
