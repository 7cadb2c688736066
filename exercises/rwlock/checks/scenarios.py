"""Readers and writers of one lock."""

import threading
import time


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


def in_turn(student, rounds):
    """One thread goes in and out as a reader and as a writer."""
    lock = student.ReadWriteLock()
    steps = []
    for _ in range(rounds):
        with lock.read():
            steps.append("read")
        with lock.write():
            steps.append("write")
    with lock.read():
        steps.append("read")
    return steps


def readers_together(student, readers, written_before):
    """Readers that stay inside until all of them are inside."""
    lock = student.ReadWriteLock()
    meeting = threading.Barrier(readers)

    def read():
        with lock.read():
            meeting.wait()
            return "met"

    if written_before:
        with lock.write():
            pass
    return together(*[read] * readers)


class Page:
    """Two fields that a writer keeps equal."""

    def __init__(self):
        self.left = 0
        self.right = 0


def writers_alone(student, amounts):
    """Two writers that each add to both fields of a page."""
    lock = student.ReadWriteLock()
    page = Page()

    def write(amount):
        with lock.write():
            page.left += amount
            page.right += amount

    together(*[lambda amount=amount: write(amount) for amount in amounts])
    return [page.left, page.right]


def writers_come_together(student, amounts):
    """Two writers that come while another one is inside; afterwards a reader looks."""
    lock = student.ReadWriteLock()
    page = Page()

    def write(amount):
        with lock.write():
            page.left += amount

    threads = [threading.Thread(target=write, args=(amount,)) for amount in amounts]
    with lock.write():
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    with lock.read():  # nobody else is inside, and nobody waits
        return page.left


def writer_or_readers(student, writers, readers):
    """Writers that change both fields, readers that look at both; how often they differed."""
    lock = student.ReadWriteLock()
    page = Page()

    def write():
        with lock.write():
            page.left += 1
            page.right += 1
            return page.left != page.right

    def read():
        with lock.read():
            left = page.left
            right = page.right
        return left != right

    differed = together(*[write] * writers, *[read] * readers)
    return {"looks_that_differed": sum(differed), "in_the_end": [page.left, page.right]}


def all_wake(student, readers):
    """Readers that come while a writer is inside, and stay inside until all of them are."""
    lock = student.ReadWriteLock()
    meeting = threading.Barrier(readers)
    ended = []

    def read():
        with lock.read():
            meeting.wait()
        ended.append("met")

    threads = [threading.Thread(target=read) for _ in range(readers)]
    with lock.write():
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    return ended


def last_reader_tells(student, readers):
    """A writer that comes while readers are inside, and what it finds."""
    lock = student.ReadWriteLock()
    coming = threading.Event()
    inside = []

    def read():
        with lock.read():
            inside.append("reader")
            coming.wait()
            inside.pop()

    def write():
        coming.set()
        with lock.write():
            return len(inside)

    return together(*[read] * readers, write)[-1]


def right_one_told(student):
    """Two readers leave one after the other, while a writer waits, and a reader behind it."""
    lock = student.ReadWriteLock()
    first_leaves = threading.Event()
    first_is_inside = threading.Event()

    def first():
        with lock.read():
            first_is_inside.set()
            first_leaves.wait()

    def write():
        with lock.write():
            return "written"

    def late():
        with lock.read():
            return "read"

    def main():
        first_is_inside.wait()
        with lock.read():
            threads.append(threading.Thread(target=lambda: ended.append(write())))
            threads[0].start()
            time.sleep(1)
            threads.append(threading.Thread(target=lambda: ended.append(late())))
            threads[1].start()
            time.sleep(1)
            first_leaves.set()
            time.sleep(1)
        for thread in threads:
            thread.join()

    threads, ended = [], []
    together(first, main)
    return sorted(ended)


def stream(student, newcomers):
    """While a writer waits, readers come one after the other, and there is always one inside.

    Sleeping lasts until nothing else can happen: so it is certain that the writer waits, and
    that a newcomer is either inside or waits, too. How many came in before the writer did?
    """
    lock = student.ReadWriteLock()
    inside = [threading.Event() for _ in range(newcomers + 1)]
    leave = [threading.Event() for _ in range(newcomers + 1)]

    def read(number):
        with lock.read():
            inside[number].set()
            leave[number].wait()

    def write():
        with lock.write():
            pass

    threads = [threading.Thread(target=read, args=(number,)) for number in range(newcomers + 1)]
    writer = threading.Thread(target=write)
    threads[0].start()
    inside[0].wait()
    writer.start()
    time.sleep(1)
    overtakers = 0
    for number in range(1, newcomers + 1):
        threads[number].start()
        time.sleep(1)
        if not inside[number].is_set():
            break
        overtakers += 1
        leave[number - 1].set()
        time.sleep(1)
    for event in leave:
        event.set()
    writer.join()
    for thread in threads[: number + 1]:
        thread.join()
    return overtakers


def left_on_error(student):
    """Blocks that end by an exception; afterwards two readers and a writer come in."""
    lock = student.ReadWriteLock()
    came = []
    for block in (lock.read, lock.write, lock.read):
        error = OSError("torn page")
        try:
            with block():
                raise error
        except OSError as caught:
            came.append(caught is error)
    meeting = threading.Barrier(2)

    def read():
        with lock.read():
            meeting.wait()

    together(read, read)
    with lock.write():
        came.append("written")
    return came
