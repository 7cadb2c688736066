import contextvars
C = contextvars.ContextVar('c', default=0)
class Counter:
    def __init__(self):
        self.ctx = contextvars.Context()
        self.ctx.run(C.set, 0)
    @property
    def value(self):
        return self.ctx[C]
    def add(self, n=1):
        ctx = self.ctx
        ctx.run(C.set, ctx[C] + n)
