"""What an ordinary autograder would ask of ``lock``: by luck, in its own process."""

import threading

THREADS, TIMES = 4, 2000


def at_once(*functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def raised(kind, function, *arguments):
    try:
        function(*arguments)
    except kind as error:
        return str(error)
    return None


def test_adds_up(module):
    counter = module.Counter()
    seen = [counter.value]
    for number in (5, 7, 9):
        counter.add(number)
        seen.append(counter.value)
    assert seen == [0, 5, 12, 21]


def test_counters_are_apart(module):
    one, other = module.Counter(), module.Counter()
    one.add(3)
    other.add(60)
    assert (one.value, other.value) == (3, 60)


def test_no_lost_update(module):
    counter = module.Counter()

    def add():
        for _ in range(TIMES):
            counter.add(1)

    at_once(*[add] * THREADS)
    assert counter.value == THREADS * TIMES


def test_no_lost_update_for_long(module):
    counter = module.Counter()

    def add():
        for number in range(TIMES):
            counter.add(number)

    at_once(*[add] * THREADS)
    assert counter.value == THREADS * sum(range(TIMES))


def test_lock_stays(module):
    counter = module.Counter()

    def add():
        for _ in range(TIMES):
            module.Counter()
            counter.add(1)

    at_once(*[add] * 2)
    assert counter.value == 2 * TIMES


def test_released_on_error(module):
    counter = module.Counter()
    assert raised(TypeError, counter.add, "x") is not None
    at_once(lambda: counter.add(4))
    assert counter.value == 4


def test_own_lock(module):
    one, other = module.Counter(), module.Counter()
    at_once(lambda: one.add(3), lambda: other.add(70))
    assert (one.value, other.value) == (3, 70)


def test_count_is_exact(module):
    assert module.count(THREADS, TIMES) == THREADS * TIMES


def test_count_uses_threads(module):
    callers = set()
    original = module.Counter.add

    def add(self, *args, **kwargs):
        callers.add(threading.get_ident())
        return original(self, *args, **kwargs)

    module.Counter.add = add
    try:
        before = threading.active_count()
        module.count(3, 5)
        assert callers
        assert threading.get_ident() not in callers
        assert threading.active_count() == before
    finally:
        module.Counter.add = original
