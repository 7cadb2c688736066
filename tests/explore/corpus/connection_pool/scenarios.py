"""Connections lent out one user at a time: `ConnectionPool(connections)`."""

from grader.student.together import together


def names(results):
    return [type(r.error).__name__ if r.error is not None else r.value for r in results]


class Users:
    """Who uses what at this moment, and whether two ever used the same."""

    def __init__(self):
        self.using = []
        self.shared = False

    def use(self, connection):
        if connection in self.using:
            self.shared = True
        self.using.append(connection)
        self.using.remove(connection)


def two_users(student):
    """Two users, one connection, by `lease`.

    right: value == {"shared": False, "ended": [None, None], "again": "c1"}
    shared-connection: value["shared"]
    crash: value["ended"] != [None, None]
    """
    pool = student.ConnectionPool(["c1"])
    users = Users()

    def use():
        with pool.lease() as connection:
            users.use(connection)

    ended = names(together(use, use))
    return {"shared": users.shared, "ended": ended, "again": pool.acquire()}


def two_of_two(student):
    """Two users and two connections: each has its own.

    right: sorted(map(str, value)) == ["c1", "c2"]
    shared-connection: value in (["c1", "c1"], ["c2", "c2"])
    crash: "IndexError" in value or "ValueError" in value
    """
    pool = student.ConnectionPool(["c1", "c2"])
    return names(together(pool.acquire, pool.acquire))


def failing_user(student):
    """A user that raises gives its connection back.

    right: value == ["KeyError", "c1"]
    """
    pool = student.ConnectionPool(["c1"])

    def fail():
        with pool.lease():
            raise KeyError("mine")

    def use():
        with pool.lease() as connection:
            return connection

    return names(together(fail, use))


def released_twice(student):
    """Two threads give the same connection back; one of them is refused.

    right: value == {"ended": ["None", "ValueError"], "next": ["c1", "TimeoutError"]}
    extra-slot: value["next"] == ["c1", "c1"] or value["ended"] == ["None", "None"]
    """
    pool = student.ConnectionPool(["c1"])
    connection = pool.acquire()
    ended = names(together(lambda: pool.release(connection), lambda: pool.release(connection)))
    following = []
    for _ in range(2):
        (got,) = names(together(lambda: pool.acquire(timeout=1)))
        following.append(got)
    return {"ended": sorted(map(str, ended)), "next": following}
