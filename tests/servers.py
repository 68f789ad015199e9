"""A running server for tests: started on a free port, asked, and ended with all its processes."""

import json
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[1]
START = "import sys; sys.argv[0] = 'jiansuo'; from web.cli.commands import main; main()"
PATIENCE = 30  # seconds: the machine may be busy


@contextmanager
def serving(index, *options):
    """Start a server on a free port; give its process and address, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, "serve", "--port", "0", "--index", str(index), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + process.stderr.read()
        yield process, found[0]
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()
        process.stderr.close()


def answer(url, *, patience=PATIENCE, **headers):
    """Return status and JSON; an answer that takes longer than `patience` seconds raises TimeoutError."""
    try:
        with urlopen(Request(url, headers=headers), timeout=patience) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        with error:
            body = error.read()
            return error.code, json.loads(body) if body.startswith(b"{") else body


def children(process):
    """Return the processes that the server started."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(one) for one in found]


def until(condition):
    """Wait until a condition holds."""
    for _ in range(PATIENCE * 20):
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def alive(number):
    """Tell whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
