"""Prints and raises terminal escapes, workflow commands and markup."""

import threading
class Counter:
    def __init__(self):
        self.value = 0
    def add(self, n=1):
        self.value += n
def count(threads, times):
    c = Counter()
    ts = [threading.Thread(target=lambda: [c.add() for _ in range(times)]) for _ in range(threads)]
    for t in ts: t.start()
    for t in ts: t.join()
    return c.value

print("\x1b]0;pwn\x07\x1b[2J::error file=x::pwned\n::set-output name=a::b\n<script>alert(1)</script>")
class Counter(Counter):
    def add(self, n=1):
        raise ValueError("\x1b[31m::error::x\n::add-mask::y <script>alert(1)</script> \u202e")
