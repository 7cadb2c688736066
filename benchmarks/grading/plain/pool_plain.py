"""What an ordinary autograder would ask of ``pool``: by luck, in its own process."""

import multiprocessing
import os
import time


def affine(number):
    return 3 * number + 100


def where(number):
    time.sleep(0.02)
    return os.getpid()


def when(number):
    began = time.monotonic()
    time.sleep(0.02)
    return began, time.monotonic()


def bad(number):
    if number == 2:
        raise ValueError("item 2 is bad")
    return number


def most_at_once(spans):
    edges = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    now = most = 0
    for _, step in edges:
        now += step
        most = max(most, now)
    return most


def raised(kind, function, *arguments):
    try:
        function(*arguments)
    except kind as error:
        return str(error)
    return None


def test_in_order(module):
    items = [5, 1, 9, 3, 7, 2]
    assert module.fan_out(affine, items, 3) == [affine(item) for item in items]


def test_other_processes(module):
    assert os.getpid() not in module.fan_out(where, range(6), 2)


def test_all_at_work(module):
    assert len(set(module.fan_out(where, range(9), 5))) >= 2


def test_never_more(module):
    assert most_at_once(module.fan_out(when, range(9), 5)) <= 5


def test_error_reaches_caller(module):
    assert raised(ValueError, module.fan_out, bad, range(5), 2) == "item 2 is bad"


def test_joined(module):
    module.fan_out(affine, range(5), 3)
    assert multiprocessing.active_children() == []


def test_joined_after_error(module):
    assert raised(ValueError, module.fan_out, bad, range(5), 2) == "item 2 is bad"
    assert multiprocessing.active_children() == []


def test_empty(module):
    assert module.fan_out(affine, [], 2) == []


def test_any_iterable(module):
    assert sorted(module.fan_out(affine, (item for item in range(5)), 2)) == [
        affine(item) for item in range(5)
    ]


def test_few_items(module):
    for workers in (4, 1):
        assert sorted(module.fan_out(affine, [1, 2], workers)) == [affine(1), affine(2)]
