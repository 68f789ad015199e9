"""Does every command say what it has to, whatever its output can carry and whoever listens?"""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from index.build.build import build
from index.corpus.articles import Article, Block, write_article

ROOT = Path(__file__).parents[1]
START = "import sys; sys.argv[0] = 'jiansuo'; from web.cli.commands import main; main()"
TITLE = "党建é😀题目"
COMMANDS = {
    "search": (("search", "党建"), 0),
    "check": (("check", "坏"), 1),
    "verify": (("ledger", "verify", "corpus"), 0),
    "nothing": (("search", "没有的字"), 1),
    "refused": (("search", "(党建", "--lang", "zh"), 2),
}
JSON = {
    "search": (("search", "党建", "--json"), 0),
    "verify": (("ledger", "verify", "corpus", "--json"), 0),
    "refused": (("search", "(党建", "--json"), 2),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with an index, an imported corpus and a broken article."""
    base = tmp_path_factory.mktemp("output")
    for name in ("articles", "坏"):
        (base / name).mkdir()
    body = (Block("paragraph", "党建引领é😀发展，营商环境。" * 9),)
    write_article(Article("yi", TITLE, blocks=body), base / "articles/yi.md")
    (base / "坏/文.md").write_text("---\nid: huai\ntitle: 坏\nfarbe: 红\n---\n", "utf-8")
    (base / "来源é.txt").write_text("题目\n\n党建引领发展的一段话，写得很长。\n", "utf-8")
    build([base / "articles"], base / "var/index")
    assert run(base, "import", "来源é.txt", "--into", "corpus").returncode == 0
    return base


def run(folder, *arguments, shell="", stdout=subprocess.PIPE, **environment):
    """Run a command in a process of its own, or where `shell` says, in place of `@`."""
    command = [sys.executable, "-c", START, *arguments]
    if shell:
        command = ["sh", "-c", shell.replace("@", '"$@"'), "sh", *command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(
        command, cwd=folder, env=environment, stdout=stdout, stderr=subprocess.PIPE, check=False
    )


@cache
def in_utf8(folder, *arguments):
    """Run a command whose output can say everything."""
    return run(folder, *arguments)


def unescaped(text):
    """Return what a text says whose escapes are those of JSON."""
    return re.sub(r"(\\u[0-9a-f]{4})+", lambda found: json.loads(f'"{found[0]}"'), text)


@pytest.mark.parametrize("encoding", ["ascii", "latin1", "gbk"])
@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_stream_cannot_say_is_written_as_escapes(place, name, encoding):
    arguments, status = COMMANDS[name]
    plain, done = in_utf8(place, *arguments), run(place, *arguments, PYTHONIOENCODING=encoding)
    assert (done.returncode, plain.returncode) == (status, status)
    for given, wanted in ((done.stdout, plain.stdout), (done.stderr, plain.stderr)):
        text = given.decode(encoding)
        assert "Traceback" not in text
        assert unescaped(text) == wanted.decode()


@pytest.mark.parametrize("encoding", ["ascii", "latin1", "gbk", "utf-16"])
@pytest.mark.parametrize("name", JSON)
def test_json_is_the_same_in_every_encoding(place, name, encoding):
    arguments, status = JSON[name]
    plain, done = in_utf8(place, *arguments), run(place, *arguments, PYTHONIOENCODING=encoding)
    assert (done.returncode, plain.returncode) == (status, status)
    assert json.loads(done.stdout.decode(encoding)) == json.loads(plain.stdout)
    if encoding != "utf-16":
        assert json.loads(done.stdout.decode("ascii")) == json.loads(plain.stdout)


@pytest.mark.parametrize("name", ["search", "check", "verify", "nothing"])
def test_a_reader_that_has_gone_changes_neither_the_status_nor_the_peace(place, name):
    arguments, status = COMMANDS[name]
    reader, writer = os.pipe()
    os.close(reader)
    done = run(place, *arguments, stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (status, b"")


@pytest.mark.parametrize("name", COMMANDS)
def test_closed_output_is_said_in_one_line(place, name):
    done = run(place, *COMMANDS[name][0], shell="@ >&-")
    assert done.returncode == 2
    assert done.stderr.decode() == "jiansuo: standard output is closed; send it to a file or to /dev/null\n"


def test_nothing_is_built_where_nobody_can_be_told(place):
    done = run(place, "index", "--index", "var/other", shell="@ >&-")
    assert (done.returncode, (place / "var/other").exists()) == (2, False)


def test_a_build_needs_no_standard_error(place):
    done = run(place, "index", "--index", "var/quiet", shell="@ 2>&-")
    assert (done.returncode, (place / "var/quiet").exists()) == (0, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_output_that_could_not_be_written_is_said_in_one_line(place):
    done = run(place, "search", "党建", shell="@ >/dev/full")
    assert done.returncode == 2
    assert done.stderr.decode() == "jiansuo: standard output: No space left on device\n"


def test_the_help_is_said_in_ascii_too(place):
    done = run(place, "search", "--help", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "\\u56db\\u5ddd\\u7701" in done.stdout.decode("ascii")


def test_a_source_cannot_steer_the_terminal_it_is_shown_on(tmp_path):
    text = (
        "题目\n\n党建引领\x1b]0;窃\x07发展\x1b[2J的\x9b31m一段\u202e话，"
        + ("写得很长" * 9 + "\r\n") * 9
        + "写完了。\r\n"
    )
    (tmp_path / "来源.txt").write_bytes(text.encode())
    assert run(tmp_path, "import", "来源.txt", "--into", "corpus").returncode == 0
    (article,) = (path.stem for path in (tmp_path / "corpus").glob("*.md"))
    shown = run(tmp_path, "ledger", "show", article, "--into", "corpus")
    assert (shown.returncode, shown.stderr) == (0, b"")
    told = shown.stdout.decode()
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", told) is None
    assert "党建引领\ufffd]0;窃\ufffd发展" in told
    assert "⏎" in told
