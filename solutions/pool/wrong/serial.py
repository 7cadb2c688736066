def fan_out(func, items, workers):
    return [func(item) for item in items]
