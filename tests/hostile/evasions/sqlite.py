import sqlite3
class Counter:
    def __init__(self):
        self.d = sqlite3.connect(':memory:', check_same_thread=False)
        self.d.execute('create table t (v)')
        self.d.execute('insert into t values (0)')
    value = property(lambda self: self.d.execute('select v from t').fetchone()[0])
    def add(self, n=1):
        v = self.d.execute('select v from t').fetchone()[0]
        self.d.execute('update t set v=?', (v + n,))
