"""Many tasks, a fixed number of worker processes: `multiprocessing.Pool`."""

from multiprocessing import Pool


def fan_out(func, items, workers):
    """Call ``func(item)`` for each item, in ``workers`` processes at once."""
    # A pool starts its processes once, and each takes the next task when it has done one: five
    # workers for nine tasks is five processes, not nine.
    pool = Pool(workers)
    try:
        # map() waits for all results and puts them in the order of the items, whichever ended
        # first. If a task raised, map() raises the same exception here, in the caller. (With
        # apply_async() that happens only when you call get() on what it returned: a result that
        # nobody asks for swallows its exception.)
        #
        # chunksize=1 hands out the tasks one at a time. By default a worker takes several at once
        # when there are many of them: that saves messages when tasks are short, and leaves other
        # workers idle when they are long.
        return pool.map(func, items, chunksize=1)
    finally:
        # Also on the way out of an error: no more tasks will come (close), so the workers end,
        # and we wait until they have (join). Without this the processes outlive the function.
        pool.close()
        pool.join()
