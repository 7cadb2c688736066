"""`gil` with spawned workers for computing and an event loop's threads for waiting."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def map_io(func, items, workers):
    async def main():
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(workers) as threads:
            calls = [loop.run_in_executor(threads, func, item) for item in items]
            return await asyncio.gather(*calls)

    return list(asyncio.run(main()))


def map_cpu(func, items, workers):
    items = list(items)
    if not items:
        return []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as processes:
        futures = [processes.submit(func, item) for item in items]
    return [future.result() for future in futures]
