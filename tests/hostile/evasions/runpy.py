import runpy
open('/tmp/evasion_r.py', 'w').write('def inc(s, n):\n    s.value += n\n')
M = runpy.run_path('/tmp/evasion_r.py')
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        M['inc'](self, n)
