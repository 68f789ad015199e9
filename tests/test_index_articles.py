import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from growth import assert_growth
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import articles, hostile_text

from index.corpus.articles import (
    ARTICLE_BYTES,
    Article,
    Block,
    format_article,
    is_date,
    parse_article,
    read_article,
    write_article,
)
from index.corpus.frontmatter import DEPTH, FRONT_MATTER_CHARACTERS
from index.corpus.passages import split
from index.errors import ArticleError

HEAD = "---\nid: a\ntitle: 标题\n---\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, one in zip("abcdef", "bcdefg", strict=True)
)


def article_text(*lines: str) -> str:
    """Return an article file with more lines of front matter; the first of them is line 4."""
    return "---\nid: a\ntitle: 标题\n" + "".join(f"{line}\n" for line in lines) + "---\n\n正文。\n"


def body(text: str) -> tuple[Block, ...]:
    return parse_article(HEAD + text).blocks


@given(articles())
def test_an_article_written_and_read_is_the_same(article):
    assert parse_article(format_article(article)) == article


@given(articles())
def test_an_article_written_twice_is_written_the_same(article):
    text = format_article(article)
    assert format_article(parse_article(text)) == text


def test_an_article_survives_its_file(tmp_path):
    article = Article("a", "标题", authors=("记者甲", "记者乙"), blocks=(Block("paragraph", "一\n二"),))
    write_article(article, tmp_path / "a.md")
    again = read_article(tmp_path / "a.md")
    assert again == article
    assert again.path == str(tmp_path / "a.md")
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\n二\n\n三", [("paragraph", "一\n二"), ("paragraph", "三")]),
        ("## 小标题\n正文", [("heading", "小标题"), ("paragraph", "正文")]),
        ("图：说明\n第二行", [("caption", "说明\n第二行")]),
        ("未归位：碎片", [("unplaced", "碎片")]),
        ("\\## 不是标题", [("paragraph", "## 不是标题")]),
        ("\\图：不是图注", [("paragraph", "图：不是图注")]),
        ("\\\\ 反斜杠", [("paragraph", "\\ 反斜杠")]),
        ("图：\\\\反", [("caption", "\\反")]),
        ("正文\n## 仍是正文", [("paragraph", "正文\n## 仍是正文")]),
        ("正文\r\n\r\n另段\r再来", [("paragraph", "正文"), ("paragraph", "另段\n再来")]),
        ("  缩进的正文  ", [("paragraph", "缩进的正文")]),
        ("*不是* [标记](x) <b>", [("paragraph", "*不是* [标记](x) <b>")]),
        ("---", [("paragraph", "---")]),
        ("", []),
    ],
)
def test_the_body_is_plain_text_with_three_markers(text, expected):
    assert [(block.kind, block.text) for block in body(text)] == expected


def test_blocks_know_their_lines():
    assert [block.line for block in body("\n一\n\n## 二\n三\n\n\n图：四\n五")] == [6, 8, 9, 12]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "must begin with a line ---"),
        ("正文", 1, "must begin with a line ---"),
        ("---\nid: a\ntitle: b\n", 1, "no closing line"),
        ("---\n- a\n---\n", 2, "must be a mapping"),
        ("---\n---\n", 1, "id: must be"),
        ("---\nid: a\n---\n", 1, "title: must be"),
        ("---\nid: A\ntitle: b\n---\n", 2, "id: must be"),
        ("---\nid: ../a\ntitle: b\n---\n", 2, "id: must be"),
        (f"---\nid: {'a' * 81}\ntitle: b\n---\n", 2, "id: must be"),
        (f"---\nid: a\ntitle: {'题' * 501}\n---\n", 3, "title: must be"),
        ("---\nid: a\ntitle: '  '\n---\n", 3, "title: must be"),
        (article_text("colour: red"), 4, "colour: is not a field"),
        (article_text("language: zh", "id: b"), 5, "'id' is given twice"),
        (article_text("published: 2020-13-45"), 4, "published: '2020-13-45' is not a date"),
        (article_text("published: 2020-1-1"), 4, "is not a date"),
        (article_text("published: 2023-02-29"), 4, "is not a date"),
        (article_text(f"published: {'9' * 5000}"), 4, "is not a date"),
        (article_text("published: ２０２０"), 4, "is not a date"),
        (article_text("published: [2020]"), 4, "published: must be one text"),
        (article_text("authors: {a: b}"), 4, "authors: must be a list of texts"),
        (article_text("authors: [[a]]"), 4, "authors: must be a list of texts"),
        (article_text("authors: ['']"), 4, "authors: must be a list of texts"),
        (article_text("regions: [51100]"), 4, "regions: '51100' is not a six-digit"),
        (article_text("regions: ５１１００２"), 4, "regions: '５１１００２' is not a six-digit"),
        (article_text("zone: luzhou"), 4, "zone: 'luzhou' is not a zone code"),
        (article_text("initiatives: [党建]"), 4, "initiatives: '党建' is not the id"),
        (article_text("language: 中文"), 4, "language: '中文' is not a language tag"),
        (article_text("source: 甲报"), 4, "source: must hold only"),
        (article_text("source: {page: 3}"), 4, "source: must hold only"),
        (article_text("source: {file: [a]}"), 4, "source: must hold only"),
        (article_text("proposed: 甲"), 4, "proposed: must be a mapping"),
        (article_text("authors: &a [甲]"), 4, "anchors and aliases are not allowed"),
        (article_text("authors: *a"), 4, "anchors and aliases are not allowed"),
        (article_text("proposed:", *(f"  {line}" for line in BOMB.splitlines())), 5, "anchors and aliases"),
        (article_text("? [a, b]", ": c"), 4, "a key must be one text"),
        (article_text("authors: [甲"), 0, "not valid YAML"),
        (article_text("\tauthors: 甲"), 4, "not valid YAML"),
        (article_text("authors: \x00"), 4, "not valid YAML"),
        (article_text("authors: \x07"), 4, "not valid YAML"),
        (article_text("a: b: c"), 4, "not valid YAML"),
        (article_text("subtitle: 一", "--- 二"), 0, "not valid YAML"),
        (article_text("%YAML 9.9"), 0, "not valid YAML"),
        (article_text(f"proposed: {'[' * 2000}{']' * 2000}"), 4, f"nested deeper than {DEPTH}"),
        (article_text(f"proposed: {'{a: ' * 2000}{'}' * 2000}"), 4, f"nested deeper than {DEPTH}"),
        (article_text(f"subtitle: {'长' * FRONT_MATTER_CHARACTERS}"), 2, "front matter is longer than"),
        (HEAD + "\n图：\n", 6, "nothing follows '图：'"),
        (HEAD + "\n未归位：\n", 6, "nothing follows '未归位：'"),
        (HEAD + "\n一\n\n# 一级标题\n", 8, "headings begin '## '"),
        (HEAD + "\n### 三级标题\n", 6, "headings begin '## '"),
        (HEAD + "\n一\n\n一" + "\u0301\u0323" * 16, 8, "more than 30 combining marks"),
    ],
    ids=lambda value: ascii(value)[:40] if isinstance(value, str) else str(value),
)
def test_each_fault_is_named_with_file_and_line(text, line, message):
    with pytest.raises(ArticleError) as caught:
        parse_article(text, path="甲.md")
    assert message in caught.value.message
    assert str(caught.value).startswith("甲.md:")
    assert line in (0, caught.value.line)


@pytest.mark.parametrize(
    "line",
    [
        "authors: !!python/object/apply:os.system ['touch PWNED']",
        "proposed: {a: !!python/name:os.system ''}",
        "subtitle: !!binary aGVsbG8=",
        "subtitle: !!int 3",
    ],
)
def test_a_tag_builds_nothing(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    try:
        article = parse_article(article_text(line))
    except ArticleError:
        article = None
    assert not list(tmp_path.iterdir())
    assert article is None or isinstance(article.subtitle, str)


@pytest.mark.parametrize(
    "value", ["2024_01", "no", "12:30", "1e3", "0o17", "0x1F", "2024-01-01", "true", ".inf", "01"]
)
def test_a_scalar_stays_the_text_that_was_typed(value):
    assert parse_article(article_text(f"subtitle: {value}")).subtitle == value


@pytest.mark.parametrize("value", ["", "~", "null", "''", "[]"])
def test_an_empty_value_counts_as_absent(value):
    assert parse_article(article_text(f"authors: {value}")).authors == ()


def test_a_single_text_stands_for_a_list_of_one():
    assert parse_article(article_text("authors: 记者甲")).authors == ("记者甲",)


@given(hostile_text(200))
@example("---\n\udc80: a\n---\n")
@example("---\nid: a\ntitle: \ud800\n---\n")
@example("---\nid: a\ntitle: b\nproposed: {? {a: b} : c}\n---\n")
def test_any_text_is_an_article_or_a_fault(text):
    _parse_or_fault(text)


@given(
    st.lists(
        st.sampled_from([*"---\n: a[]{}&*!|>%@`'\"#?,~", "id: a\n", "title: b\n", "---\n", "\t", "标题"]),
        max_size=60,
    )
)
def test_any_front_matter_is_an_article_or_a_fault(pieces):
    _parse_or_fault("---\n" + "".join(pieces) + "\n---\n正文")


def _parse_or_fault(text: str) -> None:
    try:
        article = parse_article(text)
    except ArticleError as error:
        assert 0 <= error.line <= text.count("\n") + text.count("\r") + 2  # noqa: PT017
        return
    assert re.fullmatch("[a-z0-9-]{1,80}", article.id)
    split(article)


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda raw: HEAD.encode() + raw))
def test_any_bytes_are_an_article_or_a_fault(tmp_path_factory, raw):
    path = tmp_path_factory.getbasetemp() / "bytes.md"
    path.write_bytes(raw)
    try:
        read_article(path)
    except ArticleError as error:
        assert str(path) in str(error)  # noqa: PT017


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "正文").encode())
    assert read_article(path).blocks == (Block("paragraph", "正文"),)


@pytest.mark.parametrize(
    ("raw", "line"), [("乙".encode("gb18030"), 5), ("甲\n乙".encode("utf-16"), 5), (b"a\n\n\xed\xa0\x80", 7)]
)
def test_a_file_that_is_no_utf8_is_named_with_the_line(tmp_path, raw, line):
    path = tmp_path / "a.md"
    path.write_bytes(HEAD.encode() + raw)
    with pytest.raises(ArticleError, match="is not UTF-8") as caught:
        read_article(path)
    assert caught.value.line == line


def test_a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_not(tmp_path):
    path = tmp_path / "a.md"
    raw = (HEAD + "正").encode()
    path.write_bytes(raw.ljust(ARTICLE_BYTES, b"x"))
    assert len(read_article(path).blocks[0].text) == ARTICLE_BYTES - len(raw) + 1
    path.write_bytes(raw.ljust(ARTICLE_BYTES + 1, b"x"))
    with pytest.raises(ArticleError, match="is larger than 5 MB"):
        read_article(path)


@pytest.mark.parametrize("name", ["missing.md", "."])
def test_what_cannot_be_opened_is_a_fault(tmp_path, name):
    with pytest.raises(ArticleError, match="cannot be read"):
        read_article(tmp_path / name)


@pytest.mark.parametrize(
    "block",
    [
        Block("paragraph", ""),
        Block("paragraph", " 甲"),
        Block("paragraph", "甲\n \n乙"),
        Block("paragraph", "甲\r乙"),
        Block("heading", "甲\n乙"),
    ],
)
def test_a_block_that_no_file_can_hold_is_refused(block):
    with pytest.raises(ValueError, match="must be"):
        format_article(Article("a", "题", blocks=(block,)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", True),
        ("2024-02", True),
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("0999", False),
        ("3000", False),
        ("2024-00", False),
        ("2024-13", False),
        ("2024-2-1", False),
        ("2024-02-29T00:00", False),
        ("2024\n", False),
        ("二〇二四", False),
        ("", False),
    ],
)
def test_a_date_has_year_month_or_day_precision(text, expected):
    assert is_date(text) is expected


MARKS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]


@pytest.mark.slow
@pytest.mark.parametrize("place", ["title", "subtitle", "body"])
@pytest.mark.parametrize("low", ["\u0323", "\u05bf", "\u0f71", "\U0001d165"], ids=ascii)
def test_stacked_marks_cannot_slow_the_ids_down(place, low):
    before, after = {
        "title": ("---\nid: a\ntitle: 一", "\n---\n"),
        "subtitle": ("---\nid: a\ntitle: 一\nsubtitle: 一", "\n---\n"),
        "body": (HEAD + "一", ""),
    }[place]

    def refuse(text):
        with pytest.raises(ArticleError):
            split(parse_article(text))

    assert_growth(refuse, lambda size: before + (low + "\u0653") * (size // 2) + after, 200_000)


@pytest.mark.parametrize("mark", MARKS[::37], ids=ascii)
def test_thirty_marks_on_a_character_are_kept_and_one_more_is_a_fault(mark):
    assert body("一" + mark * 30)[0].text == "一" + mark * 30
    with pytest.raises(ArticleError, match="combining marks"):
        body("一" + mark * 31)


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        lambda size: f"proposed: {'[' * size}",
        lambda size: f"proposed: {'- ' * (size // 2)}",
        lambda size: f"authors: [{'甲, ' * (size // 3)}]",
        lambda size: f'subtitle: "{"é" * size}"',
        lambda size: f"proposed: {{{', '.join(f'k{i:06d}: v' for i in range(size // 12))}}}",
        lambda size: "subtitle: " + "a:" * (size // 2),
        lambda size: "&" * size,
    ],
    ids=lambda line: line(12),
)
def test_the_work_of_reading_front_matter_grows_with_its_length_only(line):
    size = FRONT_MATTER_CHARACTERS // 10
    assert_growth(_parse_or_fault, lambda size: article_text(line(size)), size)


def test_an_alias_bomb_takes_no_memory(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(article_text("proposed:", *(f"  {line}" for line in BOMB.splitlines())))
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1 << 30,) * 2)\n"
        "from index.corpus.articles import read_article\nread_article(sys.argv[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert f"{path}:5: YAML anchors and aliases are not allowed" in done.stderr
