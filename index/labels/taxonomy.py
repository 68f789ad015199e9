"""Which types of initiative are there, and which rules propose them?

The taxonomy is a YAML file of two levels, groups and types (data/initiatives.yaml, whose head explains the
rules). It is checked when it is loaded: a fault names file and line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from index.corpus.frontmatter import LOADER
from index.errors import TaxonomyError
from index.labels.rules import WHOLE_SENTENCE, Rule, RuleBook, readable

__all__ = ["Initiative", "Taxonomy", "load_taxonomy"]

HEAVIEST = 3.0
WITHIN = 12
_ID = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True, slots=True)
class Initiative:
    """A group (`parent` is "") or a type of initiative; `meaning` is the English of `definition`."""

    id: str
    parent: str
    zh: str
    en: str
    definition: str
    meaning: str
    rules: tuple[Rule, ...] = ()

    def label(self, lang: str = "zh") -> str:
        """Return the label in a language: English for en, else Chinese."""
        return self.en if lang == "en" else self.zh

    def explain(self, lang: str = "zh") -> str:
        """Return the definition in a language: English for en, else Chinese."""
        return self.meaning if lang == "en" else self.definition


@dataclass(frozen=True)
class Taxonomy:
    """All groups and types by id, in the order of the file: each group before its types."""

    initiatives: Mapping[str, Initiative] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Initiative]:
        return iter(self.initiatives.values())

    def get(self, name: str) -> Initiative | None:
        """Return the group or type of this id."""
        return self.initiatives.get(name)

    @property
    def roots(self) -> tuple[Initiative, ...]:
        """The groups."""
        return tuple(each for each in self if not each.parent)

    @property
    def types(self) -> tuple[Initiative, ...]:
        """The types of all groups."""
        return tuple(each for each in self if each.parent)

    @cached_property
    def book(self) -> RuleBook:
        """The rules of the types, by their numbers in `types`; made when a text is first tagged."""
        return RuleBook(each.rules for each in self.types)

    def children(self, name: str) -> tuple[Initiative, ...]:
        """Return the types of a group, none for a type or an unknown id."""
        return tuple(each for each in self if name and each.parent == name)

    def path(self, name: str) -> tuple[Initiative, ...]:
        """Return the group and the type itself, root first; nothing for an unknown id."""
        found = self.get(name)
        return (*self.path(found.parent), found) if found else ()

    def label(self, name: str, lang: str = "zh") -> str:
        """Return the label of an id, the id itself where it is unknown."""
        found = self.get(name)
        return found.label(lang) if found else name


def load_taxonomy(path: str | Path = "") -> Taxonomy:
    """Read a taxonomy, the bundled one without a path. Raises TaxonomyError with file and line."""
    return _read(Path(path)) if path else _bundled()


@cache
def _bundled() -> Taxonomy:
    """Return the taxonomy of the package, read once a process."""
    return _read(files("index").joinpath("data/initiatives.yaml"))


def _read(source: Traversable) -> Taxonomy:
    """Read and check a file."""
    try:
        root = yaml.compose(source.read_text("utf-8"), Loader=LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise TaxonomyError(str(source), 0, f"cannot be read: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        fault = f"not valid YAML: {getattr(error, 'problem', error)}"
        raise TaxonomyError(str(source), mark.line + 1 if mark else 0, fault) from error
    found: dict[str, Initiative] = {}
    for group in _Entry(root, str(source), {"groups"}).entries("groups", _NAMED | {"types"}):
        _add(found, group, "")
        for each in group.entries("types", _NAMED | {"rules"}):
            _add(found, each, group.text("id"))
    return Taxonomy(found)


_NAMED = frozenset({"id", "zh", "en", "definition"})
_TESTS = ("any", "all", "near")


class _Entry:
    """A mapping of the file, read field by field, that knows its lines."""

    def __init__(self, node: yaml.Node | None, path: str, known: frozenset[str] | set[str]) -> None:
        self.path, self.line = path, node.start_mark.line + 1 if node else 1
        if not isinstance(node, yaml.MappingNode):
            raise self.fail("must be a mapping of " + ", ".join(sorted(known)))
        self.nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name not in known or name in self.nodes:
                fault = "is given twice" if name in known else f"is not one of {', '.join(sorted(known))}"
                raise TaxonomyError(path, key.start_mark.line + 1, f"{name}: {fault}")
            self.nodes[name] = value

    def fail(self, message: str, name: str = "") -> TaxonomyError:
        """Return an error at the line of a field, or of the entry."""
        node = self.nodes.get(name) if name else None
        line = node.start_mark.line + 1 if node else self.line
        return TaxonomyError(self.path, line, f"{name}: {message}" if name else message)

    def text(self, name: str, default: str = "") -> str:
        """Return a text; without a default it must be there."""
        node = self.nodes.get(name)
        if node is None and default:
            return default
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.fail("must be a text", name)
        return str(node.value).strip()

    def number(self, name: str, *, above: float, most: float, default: str = "") -> float:
        """Return a number in (above, most]."""
        text = self.text(name, default)
        if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII) or not above < float(text) <= most:
            raise self.fail(f"must be a number above {above:g}, at most {most:g}, not {text!r}", name)
        return float(text)

    def phrases(self, name: str) -> list[str]:
        """Return a list of texts of which something remains when read."""
        node = self.nodes.get(name)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self.fail("must be a list of phrases", name)
        for item in node.value:
            if not isinstance(item, yaml.ScalarNode) or not all(
                readable(part)[0] for part in item.value.split("|")
            ):
                raise TaxonomyError(self.path, item.start_mark.line + 1, f"{name}: holds an empty phrase")
        return [str(item.value) for item in node.value]

    def entry(self, name: str, known: frozenset[str] | set[str]) -> "_Entry":
        """Return a mapping."""
        if name not in self.nodes:
            raise self.fail("must be there", name)
        return _Entry(self.nodes[name], self.path, known)

    def entries(self, name: str, known: frozenset[str] | set[str]) -> "list[_Entry]":
        """Return a list of mappings."""
        node = self.nodes.get(name)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self.fail("must be a list", name)
        return [_Entry(item, self.path, known) for item in node.value]


def _add(found: dict[str, Initiative], entry: _Entry, parent: str) -> None:
    """Check one group or type and add it."""
    name = entry.text("id")
    if not _ID.fullmatch(name) or name == "none" or name in found:
        raise entry.fail(f"{name!r} must be new, not 'none', and 1 to 80 characters of a-z, 0-9 and -", "id")
    meaning = entry.entry("definition", {"zh", "en"})
    rules: dict[str, Rule] = {}
    for each in entry.entries("rules", {"id", "weight", "within", "not", *_TESTS}) if parent else []:
        rule = _rule(each, name)
        if rule.id in rules:
            raise each.fail(f"{rule.id!r} is given twice", "id")
        rules[rule.id] = rule
    labels = entry.text("zh"), entry.text("en"), meaning.text("zh"), meaning.text("en")
    found[name] = Initiative(name, parent, *labels, tuple(rules.values()))


def _rule(entry: _Entry, parent: str) -> Rule:
    """Check one rule of a type."""
    name = entry.text("id")
    if not _ID.fullmatch(name):
        raise entry.fail(f"{name!r} must be 1 to 80 characters of a-z, 0-9 and -", "id")
    tests = [test for test in _TESTS if test in entry.nodes]
    if len(tests) != 1 or ("within" in entry.nodes and tests != ["near"]):
        raise entry.fail("a rule has exactly one of any, all and near, and within only beside near")
    items = [tuple(readable(part)[0] for part in item.split("|")) for item in entry.phrases(tests[0])]
    if tests == ["any"]:
        items = [tuple(phrase for item in items for phrase in item)]
    elif len(items) < 2:
        raise entry.fail("needs at least two items", tests[0])
    near = (
        entry.number("within", above=0, most=1000, default=str(WITHIN))
        if tests == ["near"]
        else WHOLE_SENTENCE
    )
    excluded = tuple(readable(phrase)[0] for phrase in entry.phrases("not")) if "not" in entry.nodes else ()
    weight = entry.number("weight", above=0, most=HEAVIEST)
    return Rule(f"{parent}.{name}", tuple(items), weight, excluded, int(near))
