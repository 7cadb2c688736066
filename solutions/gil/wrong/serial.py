"""Wrong: one after the other."""

def map_io(func, items, workers):
    return [func(item) for item in items]


def map_cpu(func, items, workers):
    return [func(item) for item in items]
