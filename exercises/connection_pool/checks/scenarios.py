"""Threads that want connections."""

import threading


def together(*calls):
    """Run each call in a thread of its own; what they returned, in order, or raise an error."""
    endings = [[] for _ in calls]
    threads = [threading.Thread(target=end, args=pair) for pair in zip(calls, endings, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _, error in endings:
        if error is not None:
            raise error
    return [value for value, _ in endings]


def end(call, ending):
    """Call it, and note how it ended: what it returned and what it raised."""
    try:
        ending.extend((call(), None))
    except Exception as error:
        ending.extend((None, error))


class Connection:
    """Something that counts its users."""

    def __init__(self, name):
        self.name = name
        self.users = 0

    def use(self):
        """How many users there were at most while this one used it, itself included."""
        self.users += 1
        most = self.users
        self.users -= 1
        return most


def lends(student, names):
    """One thread: take all, give all back, twice over; then one lease. All is out elsewhere."""
    other = student.ConnectionPool([Connection("other")])
    connections = [Connection(name) for name in names]
    pool = student.ConnectionPool(connections)
    other.acquire()
    seen = []
    for _ in range(2):
        out = [pool.acquire() for _ in names]
        seen.append(sorted(connection.name for connection in out))
        for connection in out:
            pool.release(connection)
    with pool.lease() as leased:
        mine = leased in connections
    return {"out": seen, "leased_of_the_pool": mine}


def one_user(student, connections, users):
    """Users that each take a connection, use it and give it back."""
    pool = student.ConnectionPool([Connection(str(number)) for number in range(connections)])

    def user():
        connection = pool.acquire()
        most = connection.use()
        pool.release(connection)
        return most

    return max(together(*[user] * users))


def both_out(student):
    """Two users that both keep their connection until the other has one, too."""
    pool = student.ConnectionPool([Connection("one"), Connection("other")])
    meeting = threading.Barrier(2)

    def user():
        with pool.lease() as connection:
            meeting.wait()
            return connection.name

    return sorted(together(user, user))


def waits(student, back):
    """All are out; one thread waits, and gets what another gives back: the first or second."""
    pool = student.ConnectionPool([Connection("one"), Connection("other")])
    out = [pool.acquire(), pool.acquire()]
    got = together(pool.acquire, lambda: pool.release(out[back]))[0]
    return {"the_one_that_came_back": got is out[back], "still_out": got is out[1 - back]}


def two_wait(student):
    """One connection, which is out, and two threads that wait for it in turn."""
    pool = student.ConnectionPool([Connection("only")])
    only = pool.acquire()

    def user():
        with pool.lease() as connection:
            return connection is only

    return together(user, user, lambda: pool.release(only))[:2]


def lease_returns(student):
    """Leases that end well and badly, of a pool with one connection; then it must be there."""
    only = Connection("only")
    pool = student.ConnectionPool([only])
    came = []
    for error in (None, KeyError("lost"), None, OSError("gone")):
        try:
            with pool.lease() as connection:
                came.append(connection is only)
                if error is not None:
                    raise error
        except (KeyError, OSError) as caught:
            came.append(caught is error)
    return {"came": came, "again": pool.acquire(timeout=5) is only}


def wrong_release(student):
    """What a release of what is not out raises, and how many can be taken afterwards."""
    connections = [Connection("one"), Connection("other")]
    pool = student.ConnectionPool(connections)

    def release(connection):
        try:
            pool.release(connection)
        except ValueError:
            return "ValueError"
        return "nothing"

    raised = {"never_out": release(connections[0]), "stranger": release(Connection("stranger"))}
    taken = pool.acquire()
    raised["first_time"] = release(taken)
    raised["second_time"] = release(taken)
    return {"raised": raised, "can_be_taken": sorted(take_all(pool))}


def take_all(pool):
    """The names of all connections that can be taken now."""
    names = []
    try:
        while len(names) < 9:
            names.append(pool.acquire(timeout=1).name)
    except TimeoutError:
        pass
    return names


def double_release_at_once(student):
    """Two threads give back the same connection."""
    pool = student.ConnectionPool([Connection("one"), Connection("other")])
    shared = pool.acquire()

    def release():
        try:
            pool.release(shared)
        except ValueError:
            return "ValueError"
        return "given back"

    return {"endings": sorted(together(release, release)), "can_be_taken": sorted(take_all(pool))}


def times_out(student):
    """Acquire with a timeout: when one is free, when none is, and when it is free again."""
    only = Connection("only")
    pool = student.ConnectionPool([only])
    seen = [pool.acquire(timeout=5) is only]
    try:
        pool.acquire(timeout=5)
        seen.append("got one")
    except TimeoutError:
        seen.append("TimeoutError")
    pool.release(only)
    seen.append(pool.acquire(timeout=5) is only)
    return seen
