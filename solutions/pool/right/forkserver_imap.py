"""`imap` yields the results in the order of the items, here from a fork server's workers."""

import multiprocessing


def fan_out(func, items, workers):
    with multiprocessing.get_context("forkserver").Pool(workers) as pool:
        return list(pool.imap(func, items))
