"""What does a page weigh: on the wire, as HTML, in a browser?

The wire is asked for with each encoding a browser names. Elements and the time to DOMContentLoaded come from
headless Chromium through Playwright (package `playwright`, CHROMIUM=/usr/bin/chromium); without them that is
left out, and said.
"""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from bench.server import Server

__all__ = ["HEADER", "LONG", "long_article", "weigh"]

ENCODINGS = ("gzip", "br", "zstd")
HEADER = [
    "| | HTML, KB | gzip | br | zstd | elements | DOMContentLoaded, ms |",
    "|---|---|---|---|---|---|---|",
]
LONG = "a-long-text"
BYTES = 313_000
TIMES = 5
_LOADED = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def long_article(texts: Iterator[str]) -> str:
    """Return an article file of BYTES of text in short paragraphs, a heading before every fifteenth."""
    lines, held, number = [], 0, 0
    for text in texts:
        for start in range(0, len(text), 56):
            number += 1
            piece = f"第{number}条 {text[start : start + 56]}"
            lines.append(f"## 第{number}章 长文\n\n{piece}" if number % 15 == 1 else piece)
            held += len(piece.encode())
        if held >= BYTES:
            break
    return f"---\nid: {LONG}\ntitle: 长文\npublished: '2024-05-01'\n---\n\n" + "\n\n".join(lines) + "\n"


def weigh(server: Server, pages: dict[str, str]) -> list[str]:
    """Return a row of each page, given by label and address."""
    seen = _browsed(server, pages)
    lines = [*HEADER]
    for label, path in pages.items():
        plain = len(server.get(path)[2])
        cells = [f"{plain / 1000:,.1f}", *(_wire(server, path, encoding) for encoding in ENCODINGS)]
        lines.append(f"| {label} | " + " | ".join([*cells, *seen.get(label, ("–", "–"))]) + " |")
    if not seen:
        lines += ["", "- browser: left out, no Playwright or no Chromium here"]
    return lines


def _wire(server: Server, path: str, encoding: str) -> str:
    _status, headers, body = server.get(path, encoding)
    told = {name.lower(): value for name, value in headers.items()}.get("content-encoding", "")
    return f"{len(body) / 1000:,.1f}" if told == encoding else "none"


def _browsed(server: Server, pages: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return elements and milliseconds to DOMContentLoaded of each page."""
    chromium = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    if not find_spec("playwright") or not chromium.exists():
        return {}
    from playwright.sync_api import sync_playwright

    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for label, path in pages.items():
            times = []
            for _ in range(TIMES):
                page.goto(f"http://127.0.0.1:{server.port}{path}", wait_until="domcontentloaded")
                times.append(page.evaluate(_LOADED))
            elements = page.evaluate("() => document.getElementsByTagName('*').length")
            found[label] = f"{elements:,}", f"{median(times):,.0f}"
        browser.close()
    return found
