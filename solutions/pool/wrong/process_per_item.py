import multiprocessing


def _run(func, item, pipe):
    try:
        pipe.send((func(item), None))
    except Exception as error:
        pipe.send((None, error))


def fan_out(func, items, workers):
    running = []
    for item in items:
        here, there = multiprocessing.Pipe()
        process = multiprocessing.Process(target=_run, args=(func, item, there))
        process.start()
        running.append((process, here))
    answers = [here.recv() for _, here in running]
    for process, _ in running:
        process.join()
    for _, error in answers:
        if error is not None:
            raise error
    return [value for value, _ in answers]
