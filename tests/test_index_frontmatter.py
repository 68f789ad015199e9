"""Is front matter written as PyYAML writes it, read back as it was, and refused where it could grow?"""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from strategies import hostile_text

from index.corpus.frontmatter import _DEEP, DEPTH, format_mapping, read_mapping
from index.errors import ArticleError

TEXTS = st.one_of(
    hostile_text(20),
    st.text("ab党: #-?'\"\\\n\t[]{}&*!|>%@`,~0x_.é\x85\u2028\ufeff\U00020000", max_size=12),
    st.sampled_from(["", "~", "null", "yes", "2024-05-06", "511002", "1e3", "0o7", "=", "<<", "- a", "a: b"]),
)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)
MAPPINGS = st.dictionaries(TEXTS, VALUES, max_size=5)


class Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def plain_text(dumper: Plain, text: str) -> yaml.ScalarNode:
    style = '"' if any(end in text for end in "\x85\u2028\u2029") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


Plain.add_representer(str, plain_text)


def writable(told: Any) -> bool:
    try:
        read_mapping(format_mapping(told), path="a.md", first_line=1)
    except (ArticleError, ValueError, yaml.YAMLError):
        return False
    return True


@given(MAPPINGS)
def test_what_can_be_written_is_written_as_pyyaml_reads_it(told: dict[str, Any]) -> None:
    if writable(told):
        assert yaml.safe_load(format_mapping(told)) == told


@given(MAPPINGS.filter(writable))
def test_front_matter_comes_back_as_it_was(told: dict[str, Any]) -> None:
    back, _ = read_mapping(format_mapping(told), path="a.md", first_line=1)
    assert back == told


@given(st.dictionaries(st.text("abc党", min_size=1, max_size=3), st.text("ab党 :,-'\"#\n12", max_size=9)))
def test_front_matter_is_written_as_pyyaml_writes_it(told: dict[str, str]) -> None:
    assert format_mapping(told) == yaml.dump(
        told, Dumper=Plain, allow_unicode=True, sort_keys=False, width=1_000_000
    )


@given(st.text("- ?:a\n&*[{!\t\r\x85\u2028", max_size=60))
def test_text_that_is_not_walked_is_never_deep_nor_anchored(text: str) -> None:
    if _DEEP.search(text):
        return
    depth = deepest = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            assert not isinstance(event, yaml.AliasEvent)
            assert not getattr(event, "anchor", None)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            deepest = max(deepest, depth)
    except yaml.YAMLError:
        pass
    assert deepest <= DEPTH


@pytest.mark.parametrize("step", ["- ", "? ", "a:\n"])
def test_what_is_nested_too_deep_is_refused_however_it_is_nested(step: str) -> None:
    if step == "a:\n":
        text = "".join(f"{' ' * level}a:\n" for level in range(DEPTH + 2)) + " " * (DEPTH + 2) + "b: c"
    else:
        text = "k:\n  " + step * (DEPTH + 2) + "x"
    with pytest.raises(ArticleError, match="nested deeper"):
        read_mapping(text, path="a.md", first_line=1)


def test_blocks_in_the_first_columns_are_as_deep_as_they_are_counted() -> None:
    lines = ["a:"]
    for column in range(0, 8, 2):
        lines += [f"{' ' * column}- b:"]
    text = "\n".join([*lines, " " * 8 + "- c: d"])
    assert _DEEP.search(text)
    assert read_mapping(text, path="a.md", first_line=1)[0]["a"]
