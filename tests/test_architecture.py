"""Do the packages keep their laws: direction, published names, documented and small modules?"""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("index", "search", "web")
MODULES = sorted(path for package in (*PACKAGES, "bench") for path in (ROOT / package).rglob("*.py"))
SCRIPTS = ROOT / "index" / "data"  # each made one table once, and is read from top to bottom
MODULE_LINES = 300
FUNCTION_LINES = 45


def named(paths):
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


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


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_states_its_law(name):
    docstring = inspect.getdoc(importlib.import_module(name))
    assert docstring is not None
    assert len(docstring.split("\n\n")) >= 2, "one line and one paragraph"


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


@pytest.mark.parametrize("path", named(MODULES))
def test_a_module_says_which_question_it_answers(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", named(MODULES))
def test_modules_and_functions_stay_small(path):
    text = path.read_text("utf-8")
    lines = text.count("\n")
    assert lines <= MODULE_LINES or path.parent == SCRIPTS
    functions = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [f.name for f in functions if f.end_lineno - f.lineno + 1 > FUNCTION_LINES] == []


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
