"""How long a large class report takes to make, how large it is, and how fast it opens.

    python -m benchmarks.class_report [STUDENTS EXERCISES]

Opening is measured by the browser itself, from the navigation's start to the end of its load event
(scripts have run then), five times in a fresh context.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from grader.reports import class_report
from tests.browser import classes

LOADED = """() => {
  const seen = performance.getEntriesByType("navigation")[0];
  return seen.loadEventEnd;
}"""


def main(students: int = 1000, exercises: int = 25) -> None:
    book = classes.class_of(students, exercises)
    begun = time.perf_counter()
    html = class_report(book, classes.link)
    made = time.perf_counter() - begun
    print(f"{students} students, {exercises} exercises: made in {made:.2f} s, "
          f"{len(html.encode()) / 1e6:.2f} MB")  # fmt: skip
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "class.html"
        file.write_text(html, "utf-8")
        browser = playwright.chromium.launch(executable_path=chromium)
        times = []
        for _ in range(5):
            context = browser.new_context()
            page = context.new_page()
            page.goto(file.as_uri())
            page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
            times.append(page.evaluate(LOADED) / 1000)
            context.close()
        browser.close()
    shown = ", ".join(f"{one:.2f}" for one in times)
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"opened in {statistics.median(times):.2f} s (each: {shown}); load per core: {load:.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
