import sys
open('/tmp/evasion_m.py', 'w').write('def inc(s, n):\n    s.value += n\n')
sys.path.insert(0, '/tmp')
import evasion_m as evil
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        evil.inc(self, n)
