"""Do the packages keep their laws: direction, no circles, published names, small rooms and modules?"""

import ast
import importlib
import inspect
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("index", "search", "web")
MODULES = sorted(path for package in (*PACKAGES, "bench") for path in (ROOT / package).rglob("*.py"))
SCRIPTS = ROOT / "index" / "data"  # each made one table once, and is read from top to bottom
LIMITS = {
    "modules of a room": 9,  # its __init__ is none of them
    "lines of a module": 250,
    "lines of a function": 35,  # from def to end, docstring included
}


def test_the_import_contracts_hold():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_file_of_search_knows_whoosh():
    knows = [path.name for path in (ROOT / "search").rglob("*.py") if "whoosh" in imported(path)]
    assert knows == ["snapshot.py"]


def imported(path):
    """Return the top-level packages that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def defined_in(package, value):
    """Tell a name of the package from its modules and from what it imports for its own use."""
    home = getattr(value, "__module__", package)
    return not inspect.ismodule(value) and home.split(".")[0] == package


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_publishes_exactly_its_all(name):
    package = importlib.import_module(name)
    public = {
        key for key, value in vars(package).items() if not key.startswith("_") and defined_in(name, value)
    }
    assert len(set(package.__all__)) == len(package.__all__)
    assert public <= set(package.__all__), "public, but not in __all__"
    assert [key for key in package.__all__ if not hasattr(package, key)] == []


@pytest.mark.parametrize(
    ("name", "heavy"),
    [
        ("index", ["jieba", "rjieba", "flask"]),
        ("search", ["jieba", "rjieba", "flask"]),
        ("web", ["jieba", "rjieba"]),
    ],
)
def test_an_import_does_no_work(name, heavy):
    """A dictionary or an application loaded at import would be paid for by every command."""
    code = f"import sys, {name}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(heavy).isdisjoint(done.stdout.split())


# ---------------------------------------------------------------- size


def assert_within(what, sizes):
    """Name those above a limit, each with its size."""
    beyond = [f"{name}: {size}" for name, size in sorted(sizes.items()) if size > LIMITS[what]]
    assert not beyond, f"more than {LIMITS[what]} {what}:\n" + "\n".join(beyond)


def relative(path):
    return path.relative_to(ROOT).as_posix()


def test_a_room_has_few_modules():
    modules = [path for path in MODULES if path.stem != "__init__" and path.parent != SCRIPTS]
    rooms = Counter(relative(path.parent) for path in modules)
    del rooms["bench"]
    assert_within("modules of a room", rooms)


def test_a_module_is_short():
    modules = [path for path in MODULES if path.parent != SCRIPTS]
    lines = {relative(path): path.read_text("utf-8").count("\n") for path in modules}
    assert_within("lines of a module", lines)


def test_a_function_is_short():
    functions = [
        (path, node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lines = {
        f"{relative(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path, node in functions
    }
    assert len(lines) == len(functions)
    assert_within("lines of a function", lines)


# ---------------------------------------------------------------- circles


def module_name(path):
    """Return the name under which a file is imported; a package is named, not its __init__."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(text, name, modules, *, package=False):
    """Return those of some modules that the text of a module imports, anywhere in it.

    Imports inside functions and under TYPE_CHECKING count. `from a.b import c` imports the module a.b.c where
    there is one, else a.b.
    """
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = name.split(".")[: len(name.split(".")) - node.level + package] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            full = [f"{base}.{alias.name}" for alias in node.names]
            found |= {one if one in modules else base for one in full}
    return (found & modules) - {name}


def circles(graph):
    """Return the groups of nodes each of which is reached from every other of its group."""
    reached = {node: set(below) for node, below in graph.items()}
    waiting = True
    while waiting:
        more = {node: below.union(*(reached[one] for one in below)) for node, below in reached.items()}
        waiting = more != reached
        reached = more
    groups = {
        tuple(sorted(one for one in below if node in reached[one]))
        for node, below in reached.items()
        if node in below
    }
    return sorted(" <-> ".join(group) for group in groups)


def test_no_modules_import_each_other_in_a_circle():
    named = {module_name(path): path for path in MODULES}
    graph = {
        name: imports(path.read_text("utf-8"), name, named.keys(), package=path.stem == "__init__")
        for name, path in named.items()
    }
    assert sum(map(len, graph.values())) > len(graph), "the graph knows what imports what"
    assert not circles(graph), "imports go round:\n" + "\n".join(circles(graph))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import a.b", {"a.b"}),
        ("import a.b as x, os", {"a.b"}),
        ("from a import b, x", {"a", "a.b"}),
        ("from a.b import x", {"a.b"}),
        ("if TYPE_CHECKING:\n    from a import b", {"a.b"}),
        ("def f():\n    from a.b import x", {"a.b"}),
        ("from . import b", {"a.b"}),
        ("from .b import x", {"a.b"}),
        ("from ..d import x", {"d"}),
        ("import a.c", set()),
        ("from os import path", set()),
    ],
)
def test_every_way_to_import_a_module_counts(text, found):
    assert imports(text, "a.c", {"a", "a.b", "a.c", "d"}) == found


def test_a_package_imports_from_itself():
    assert imports("from .b import x\nfrom . import c", "a", {"a", "a.b", "a.c"}, package=True) == {
        "a.b",
        "a.c",
    }


def test_every_circle_is_found():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set(), "e": {"f"}, "f": {"g"}, "g": {"e", "a"}}
    assert circles(graph) == ["b <-> c", "e <-> f <-> g"]


# ---------------------------------------------------------------- the seams


INSIDE = ("search.answers", "search.backend", "search.whoosh", "index.store")
LOOKS_INSIDE = {
    ("web.server.serving", "index.store.generation"): "refuses an index before it listens, and says its size",
    ("web.cli.checking", "index.store.generation"): "`jiansuo check` reads the files, whatever can be served",
}


def test_web_asks_the_front_door_alone():
    """What an engine is made of may change: pages, API and commands see its public methods and values."""
    named = {module_name(path): path for path in MODULES}
    used, crossed = set(), []
    for name, path in named.items():
        if name.split(".")[0] != "web":
            continue
        text = path.read_text("utf-8")
        crossed += [f"{relative(path)}:{line} .{attribute}" for line, attribute in parts_of_engines(text)]
        below = imports(text, name, named.keys(), package=path.stem == "__init__")
        used |= {(name, one) for one in below if f"{one}.".startswith(tuple(f"{room}." for room in INSIDE))}
    assert not crossed, "\n".join(crossed)
    assert used == LOOKS_INSIDE.keys()


def parts_of_engines(text):
    """Return where a text takes what an engine keeps to itself, and what."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)]
    private = ("answers", "backend", "segmenter", "snapshot")
    return [(node.lineno, node.attr) for node in nodes if node.attr in private]


def test_a_part_of_an_engine_is_found_however_it_is_taken():
    text = "engine.run(query)\nself.engine.segmenter.words(text)\nhere().backend.view()\nbackend = 1"
    assert parts_of_engines(text) == [(2, "segmenter"), (3, "backend")]


# ---------------------------------------------------------------- the tests


def clocks(text):
    """Return the lines at which a clock on the wall is read."""
    names = {"time", "monotonic", "perf_counter"}
    names |= {f"{name}_ns" for name in names}
    found = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Attribute(value=ast.Name(id="time"), attr=attr) if attr in names:
                found.append(node.lineno)
            case ast.ImportFrom(module="time") if names & {alias.name for alias in node.names}:
                found.append(node.lineno)
            case ast.Attribute(attr="elapsed"):
                found.append(node.lineno)
    return sorted(found)


def test_no_test_reads_a_clock_on_the_wall():
    """A busy machine is not a fault: growth.py compares work, and bench/ measures time."""
    paths = sorted((ROOT / "tests").rglob("*.py"))
    found = [f"{relative(path)}:{line}" for path in paths for line in clocks(path.read_text("utf-8"))]
    assert not found, "\n".join(found)


def test_a_clock_is_found_however_it_is_read():
    assert clocks("import time\ntime.sleep(1)\nbegan = time.perf_counter()\nos.times().elapsed") == [3, 4]
    assert clocks("from time import thread_time_ns\nfrom time import monotonic_ns") == [2]


# ---------------------------------------------------------------- names and locks


@pytest.mark.parametrize("name", ["utils", "util", "helpers", "common", "core", "manager", "misc"])
def test_no_module_is_a_drawer(name):
    assert [path for path in MODULES if name in (path.stem, path.parent.name)] == []


def test_the_lock_files_name_no_host_and_hash_everything():
    for path in ROOT.glob("requirements*.lock"):
        text = path.read_text("utf-8")
        assert "://" not in text
        assert "--find-links" not in text
        assert text.count("==") <= text.count("--hash=sha256:")


def test_the_lock_files_agree():
    def pins(path):
        lines = path.read_text("utf-8").splitlines()
        return {line.split(" ;")[0].rstrip(" \\") for line in lines if line[:1].isalnum()}

    runtime = pins(ROOT / "requirements.lock")
    assert runtime
    for name in ("requirements-test.lock", "requirements-bench.lock"):
        assert runtime <= pins(ROOT / name)
