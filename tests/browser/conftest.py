"""A real Chromium that may load files and nothing else. Without one, these tests fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, or what ``CHROMIUM`` names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    assert Path(path).exists(), "Chromium is missing: apt-get install chromium, or set CHROMIUM"
    launched = playwright.chromium.launch(executable_path=path)
    yield launched
    launched.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open an HTML text as a file; at the end, nothing may have gone wrong in it.

    No request but the one for the file itself, no message on the console, no error, no dialog.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(html: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(html, "utf-8")
        page = context.new_page()
        own = file.as_uri()

        def route(asked: Any) -> None:
            if asked.request.url.partition("#")[0] == own or asked.request.url == "data:,":
                asked.continue_()
            else:
                wrong.append(f"request: {asked.request.url}")
                asked.abort()

        page.route("**/*", route)
        page.on("console", lambda said: wrong.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
        page.on("popup", lambda _: wrong.append("popup"))
        page.goto(own)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
