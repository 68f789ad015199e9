"""How is YAML that strangers wrote read without harm?

PyYAML's safe loader composes the nodes; aliases, deep nesting and doubled keys are refused before anything is
built, and every scalar stays the text that was typed. Faults name file and line.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from index.errors import ArticleError

__all__ = ["DEPTH", "FRONT_MATTER_CHARACTERS", "format_mapping", "read_mapping"]

DEPTH = 20
FRONT_MATTER_CHARACTERS = 1_000_000
# What YAML allows nowhere; half a character is told of as such.
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_LINE_END = re.compile(r"\r\n|\n|\r")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Where none of these stands, nothing is anchored, and blocks begin in the first nine columns, at most two in
# each: none is nested deeper than DEPTH.
_DEEP = re.compile("[&*!\\[{\r\x85\u2028\u2029]|^[ \t?:-]{9}", re.MULTILINE)
STR, SEQ, MAP = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))
_NOTHING = {"", "~", "null"}


class _TextLoader(LOADER):  # type: ignore[misc,valid-type]
    """Composes nodes without asking what their scalars would be: all are texts here."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        del kind, value, implicit
        return STR

    def descend_resolver(self, current: yaml.Node | None, index: object) -> None:
        del current, index

    def ascend_resolver(self) -> None:
        pass


def read_mapping(text: str, *, path: str | Path, first_line: int) -> tuple[dict[str, Any], dict[str, int]]:
    """Read a YAML mapping whose scalars are all texts.

    Returns the mapping and, for each of its keys, the line of the file it stands on. `first_line` is the
    line of the file on which `text` begins. Raises ArticleError.
    """
    _check_characters(text, path, first_line)
    try:
        if _DEEP.search(text):
            _refuse(text, path, first_line)
        root = yaml.compose(text, Loader=_TextLoader)
    except UnicodeEncodeError as error:
        raise ArticleError(path, first_line, "holds half of a character (a lone surrogate)") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        raise ArticleError(
            path, line, f"not valid YAML: {getattr(error, 'problem', None) or error}"
        ) from error
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise ArticleError(path, first_line, "front matter must be a mapping of fields to values")
    where = {
        key.value: first_line + key.start_mark.line
        for key, _ in root.value
        if isinstance(key, yaml.ScalarNode)
    }
    return _plain(root, path, first_line), where


def _check_characters(text: str, path: str | Path, first_line: int) -> None:
    """Refuse text that is too long, or holds what YAML cannot hold."""
    if len(text) > FRONT_MATTER_CHARACTERS:
        message = f"front matter is longer than {FRONT_MATTER_CHARACTERS:,} characters"
        raise ArticleError(path, first_line, message)
    if odd := _UNPRINTABLE.search(text):
        line = first_line + len(_LINE_END.findall(text, 0, odd.start()))
        message = f"not valid YAML: it holds the character U+{ord(odd[0]):04X}; remove it"
        raise ArticleError(path, line, message)


def _refuse(text: str, path: str | Path, first_line: int) -> None:
    """Walk the events, which costs no memory, and refuse what could grow or recurse without bound."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ArticleError(path, line, "YAML anchors and aliases are not allowed; repeat the value")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH:
            raise ArticleError(path, line, f"nested deeper than {DEPTH} levels")


def _plain(node: yaml.Node, path: str | Path, first_line: int) -> Any:
    """Return a node as dict, list or str; the tag of a scalar is not asked."""
    if isinstance(node, yaml.ScalarNode):
        return "" if not node.style and node.value in _NOTHING else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, path, first_line) for item in node.value]
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise ArticleError(path, line, "a key must be one text")
        if key.value in found:
            raise ArticleError(path, line, f"{key.value!r} is given twice")
        found[key.value] = _plain(value, path, first_line)
    return found


class _QuickDumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes ten times as fast as PyYAML's own dumper, but escapes characters beyond U+FFFF."""


def format_mapping(told: dict[str, Any]) -> str:
    """Return a mapping as the YAML that `read_mapping` gives it back from."""
    node = _node(told)
    head = _written(node, _QuickDumper)
    return _written(node, yaml.SafeDumper) if "\\U" in head else head


def _node(value: Any) -> yaml.Node:
    """Return a value as YAML's node: no aliases, and line ends of Unicode as escapes."""
    if isinstance(value, str):
        return yaml.ScalarNode(STR, value, style='"' if _LINE_ENDS.search(value) else None)
    if isinstance(value, Mapping):
        pairs = [(_node(key), _node(inner)) for key, inner in value.items()]
        return yaml.MappingNode(MAP, pairs, flow_style=False)
    if isinstance(value, list | tuple):
        return yaml.SequenceNode(SEQ, [*map(_node, value)], flow_style=False)
    return yaml.representer.SafeRepresenter().represent_data(value)


def _written(node: yaml.Node, dumper: Any) -> str:
    text: str = yaml.serialize(node, Dumper=dumper, allow_unicode=True, width=1_000_000)
    return text
