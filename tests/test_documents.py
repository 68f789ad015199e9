"""Do ARCHITECTURE.md, CONTRIBUTING.md and the README speak of the house as it is?"""

import ast
import importlib
import re
import tomllib
from fnmatch import fnmatchcase
from functools import reduce

import pytest
from growth import TIMES
from test_architecture import LIMITS, PACKAGES, ROOT

from index.build.build import build
from index.corpus.passages import digest
from index.corpus.validations import Validation, keep_validation
from index.intake.importing import import_sources
from index.intake.overrides import Choice
from index.intake.review import choose
from index.store.postings import SLOT
from search import open_engine
from search.instruments.table import Asked
from search.query.request import Query
from web.cli.commands import main
from web.receipts.saved import FILE, save_search

TEXTS = {name: (ROOT / name).read_text("utf-8") for name in ("ARCHITECTURE.md", "CONTRIBUTING.md")}
MODULES = {"index", "search", "web", "bench", *(path.stem for path in (ROOT / "tests").glob("*.py"))}
LAYOUT = ("<corpus>/", "<index>/")
IGNORED = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split() if line[0] != "#"]


def prose(text):
    """Return a document without its blocks of code."""
    return re.sub(r"^```[\s\S]*?^```$|^ {4}.*$", "", text, flags=re.MULTILINE)


def section(text, title):
    """Return what stands below a heading."""
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def names(text):
    """Return what stands in backticks."""
    return re.findall(r"`([^`\n]+)`", prose(text))


def fault(name):
    """Return what is wrong with something in backticks, "" where it exists."""
    first, _, rest = name.partition(" ")
    if first == "make":
        return "" if re.search(rf"^{rest}:", (ROOT / "Makefile").read_text(), re.MULTILINE) else "no target"
    if first == "jiansuo":
        return "" if main.get_command(None, rest) else "no command"
    if name.startswith(LAYOUT):
        return ""  # held against a real index below
    if rest:
        return next(filter(None, map(fault, (word for word in rest.split() if "/" in word))), "")
    if re.fullmatch(r"[a-z_]+(\.\w+)+", name) and name.partition(".")[0] in MODULES:
        return "" if found(name) else "no such module, or it has no such name"
    if name.partition("/")[0] in IGNORED:
        return ""
    path = ROOT / name
    return "" if (path.is_dir() if name.endswith("/") else path.exists()) else "no such path"


def found(name):
    """Tell whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module = ".".join(parts[:length])
        try:
            here = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if not module.startswith(str(error.name)):
                raise
            continue
        try:
            reduce(getattr, parts[length:], here)
        except AttributeError:
            return False
        return True
    return False


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("document", TEXTS)
def test_everything_in_backticks_exists(document):
    text = TEXTS[document]
    assert len(names(text)) > 20
    wrong = {name: reason for name in names(text) if (reason := fault(name))}
    assert not wrong, f"{document} names what is not there: {wrong}"


@pytest.mark.parametrize("document", TEXTS)
def test_what_is_in_backticks_stays_on_its_line(document):
    assert [line for line in prose(TEXTS[document]).splitlines() if line.count("`") % 2] == []


@pytest.mark.parametrize(
    "name",
    [
        "index/nowhere.py",
        "index/nowhere",
        "tests/growth.py/",
        "nowhere.md",
        "index.nowhere",
        "index.store.nowhere.SLOT",
        "index.store.postings.NOWHERE",
        "search.backend.View.nowhere",
        "growth.nowhere",
        "make nowhere",
        "jiansuo nowhere",
        ".venv/bin/python -m pytest tests/nowhere.py",
        "Engine",
    ],
)
def test_a_wrong_name_is_told(name):
    assert fault(name)


@pytest.mark.parametrize(
    "name",
    [
        "index/store/postings.py",
        "tests/",
        "README.md",
        "index.store",
        "index.store.postings.SLOT",
        "search.backend.View.match",
        "growth.TIMES",
        "make quick",
        "jiansuo import",
        ".venv/bin/python -m pytest tests/growth.py",
        "var/",
    ],
)
def test_a_right_name_is_not(name):
    assert not fault(name)


# ---------------------------------------------------------------- rooms


def test_every_room_is_described_by_the_question_of_its_docstring():
    rows = re.findall(r"^\| `(.*?)` \| (.*) \|$", section(TEXTS["ARCHITECTURE.md"], "Rooms"), re.MULTILINE)
    assert len(dict(rows)) == len(rows)
    rooms = {
        path.parent.relative_to(ROOT).as_posix(): ast.get_docstring(ast.parse(path.read_text("utf-8")))
        for package in PACKAGES
        for path in (ROOT / package).rglob("__init__.py")
    }
    assert dict(rows) == {room: docstring.splitlines()[0] for room, docstring in rooms.items()}


def test_the_readme_names_the_folders_and_points_to_both_documents():
    told = section((ROOT / "README.md").read_text("utf-8"), "How it is made")
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert {name.strip("/") for name in names(told)} == folders - set(IGNORED)
    assert set(re.findall(r"\]\((.*?)\)", told)) == set(TEXTS)


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("pattern", "limit"),
    [
        (r"(\d+) modules", "modules of a room"),
        (r"module (\d+) lines", "lines of a module"),
        (r"function (\d+) lines", "lines of a function"),
    ],
)
@pytest.mark.parametrize("document", TEXTS)
def test_the_limits_are_those_that_the_tests_hold(document, pattern, limit):
    assert quoted(document, pattern) == {LIMITS[limit]}


def quoted(document, pattern):
    """Return the numbers that a document quotes so."""
    return {int(number) for number in re.findall(pattern, " ".join(prose(TEXTS[document]).split()))}


def test_other_numbers_are_those_that_hold():
    with (ROOT / "pyproject.toml").open("rb") as file:
        tools = tomllib.load(file)["tool"]
    assert quoted("CONTRIBUTING.md", r"(\d+) %") == {tools["coverage"]["report"]["fail_under"]}
    assert quoted("CONTRIBUTING.md", r"at most (\d+) characters") == {tools["ruff"]["line-length"]}
    assert quoted("CONTRIBUTING.md", r"(\d+) times") == {TIMES}
    assert quoted("ARCHITECTURE.md", r"(\d+) positions") == {SLOT}


# ---------------------------------------------------------------- files and examples


def matches(path, pattern):
    """Tell whether a path fits a pattern, folder by folder."""
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def test_the_layout_on_disk_is_that_of_a_corpus_and_its_index(tmp_path):
    raw, corpus, index = tmp_path / "甲.txt", tmp_path / "corpus", tmp_path / "index"
    raw.write_text("青石市的一天\n\n青石市把支部建到车间，职工们有事就在班前会上提。\n", "utf-8")
    (outcome,) = import_sources([(raw, raw.name)], corpus)
    assert outcome.articles
    choose(corpus, Choice(raw.name, digest("青石市的一天"), "accept"))
    numbers = dict.fromkeys(("judged", "right", "precision", "low", "high", "alpha", "controls", "missed"), 1)
    told = dict.fromkeys(("of", "value", "query", "sample", "rules", "generation", "day"), "")
    keep_validation(corpus, Validation.of_row(numbers, **told))
    build([corpus], index)
    save_search(open_engine(index), Asked("passages", Query("党建")), corpus / FILE, day="2024-01-01")
    patterns = [name for name in names(section(TEXTS["ARCHITECTURE.md"], "On disk")) if name.startswith("<")]
    files = {
        f"<{folder.name}>/{path.relative_to(folder).as_posix()}"
        for folder in (corpus, index)
        for path in folder.rglob("*")
        if path.is_file()
    }
    fits = {path: [one for one in patterns if matches(path, one)] for path in files}
    assert {path: own for path, own in fits.items() if len(own) != 1} == {}
    assert {one for own in fits.values() for one in own} == set(patterns)


def test_the_examples_are_python():
    examples = re.findall(r"^```python\n(.*?)^```$", TEXTS["CONTRIBUTING.md"], re.MULTILINE | re.DOTALL)
    assert len(examples) > 4
    assert len(examples) % 2 == 0, "each is shown as it should not be, then as it is here"
    for example in examples:
        ast.parse(example)
