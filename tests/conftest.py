"""What every test stands on: Hypothesis settings and one browser for the session."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VENDOR = Path(__file__).parent / "vendor"

# No deadline: a busy machine is not a fault. In CI the examples are always the same, so red means a change.
settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


def _missing_for_browser() -> str:
    """Say what the browser tests lack, or nothing."""
    if not os.access(CHROMIUM, os.X_OK):
        return f"no Chromium at {CHROMIUM} (Debian: apt-get install chromium)"
    lister = shutil.which("fc-list")
    fonts = subprocess.run([lister, ":lang=zh-cn"], capture_output=True, check=True).stdout if lister else b""
    return "" if fonts.strip() else "no Chinese font (Debian: apt-get install fontconfig fonts-noto-cjk)"


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Start Chromium once; skip where it is missing, but fail where CI=true."""
    if missing := _missing_for_browser():
        if os.environ.get("CI") == "true":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Open a page of its own, without cookies or storage of other tests."""
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """Return the script of axe-core, to be evaluated in a page: a policy on scripts forbids adding it."""
    return (VENDOR / "axe.min.js").read_text("utf-8")
