"""Raw files made to cost: time and memory of each reader go with the text, and a fault is one line."""

import csv
import io
import os
import signal
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.corpus.articles import Article, Block
from index.corpus.frontmatter import read_mapping
from index.errors import ArticleError, SourceError
from index.intake.drafts.draft import Draft
from index.intake.drafts.ids import assign
from index.intake.importing import Outcome, import_sources
from index.intake.layout import signs
from index.intake.sources.document import PARAGRAPH_CHARACTERS, PARAGRAPHS
from index.intake.sources.encodings import decode
from index.intake.sources.formats import read_source
from index.intake.sources.markup import ATTRIBUTES, DEPTH, ELEMENTS
from web.cli.commands import main
from web.cli.terminal import escaped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SENTENCE = "江边社区把支部建到楼栋，记者甲看到居民一起解决停车的难题。"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail, rather than hang, where the processor time of this process exceeds the seconds."""

    def stop(*_: object) -> None:
        raise AssertionError(f"took more than {seconds} s of processor time")

    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


def word_file(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
    return out.getvalue()


def table(**values: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(values)
    writer.writerow(values.values())
    return out.getvalue().encode()


def imported(folder: Path, name: str, raw: bytes) -> Outcome:
    path = folder / name
    path.write_bytes(raw)
    (outcome,) = import_sources([(path, name)], folder / "out", dry_run=True)
    return outcome


# What each reader is given, by size in characters, and how many characters make a quarter of a second of work
# or less. Each shape once took time that grew with the square of its length, or worse, or is of that kind.
SHAPES: dict[str, tuple[str, int, Callable[[int], bytes]]] = {
    "front matter without an end": (".md", 20_000, lambda n: b"---\r\n" + b"a: b\r\n" * (n // 6)),
    "blank front matter without an end": (".md", 60_000, lambda n: b"---\r\n" + b"\r\n" * (n // 2) + b"a"),
    "front matter of white space": (
        ".md",
        60_000,
        lambda n: f"---\ntitle: {' ' * n}甲{' ' * n}乙\n---\n{SENTENCE}\n".encode(),
    ),
    "a credit of white space": (".txt", 40_000, lambda n: f"甲乙丙\n甲乙{' ' * n}x\n".encode()),
    "ranks in brackets": (".txt", 20_000, lambda n: f"（{'驻' * 90}）\n".encode() * (n // 90)),
    "ranks before a reporter": (".txt", 20_000, lambda n: f"记者{'驻' * 120}x记者\n".encode() * (n // 120)),
    "roles that may be names": (".txt", 20_000, lambda n: f"{'撰稿人图 ' * 30}x\n".encode() * (n // 150)),
    "names that may be roles": (".txt", 20_000, lambda n: f"作者{'作者 ' * 45}x\n".encode() * (n // 140)),
    "stray letters": (".txt", 40_000, lambda n: "Ж中".encode() * (n // 2)),
    "ones for dashes": (".txt", 40_000, lambda n: "1一".encode() * (n // 2)),
    "characters between lines": (".txt", 40_000, lambda n: f"{'文' * 10} 字 ".encode() * (n // 13)),
    "pairs of characters": (".txt", 10_000, lambda n: "文字\n\n".encode() * (n // 4)),
    "furniture": (".txt", 20_000, lambda n: "上一篇 下一篇\n\n".encode() * (n // 9)),
    "one line": (".txt", 40_000, lambda n: "文".encode() * n),
    "open quotes": (".txt", 40_000, lambda n: "“".encode() * n),
    "repeated headlines": (".txt", 8_000, lambda n: "社区党建引领治理\n\n".encode() * (n // 10)),
    "repeated paragraphs": (".txt", 20_000, lambda n: f"{SENTENCE}\n\n".encode() * (n // 31)),
    "repeated articles": (
        ".txt",
        10_000,
        lambda n: f"社区党建引领治理\n\n记者 赵明\n\n{SENTENCE * 3}\n\n".encode() * (n // 110),
    ),
    "white space in tags": (".html", 200_000, lambda n: "<p>文".encode() + b"<b> </b>" * (n // 8)),
    "end tags of nothing": (".html", 200_000, lambda n: b"<div>" * 900 + b"</p>" * (n // 4) + "文".encode()),
    "pages of one word": (".html", 10_000, lambda n: "<p>文字".encode() * (n // 5)),
    "many attributes": (
        ".html",
        200_000,
        lambda n: "<p>文".encode() + (b"<b " + b"a=1 " * 900 + b">") * (n // 3600),
    ),
    "a charset of white space": (".html", 3_000, lambda n: b"<meta charset=" + b" " * n + "<p>文".encode()),
    "short paragraphs": (
        ".docx",
        10_000,
        lambda n: word_file("<w:p><w:r><w:t>文字</w:t></w:r></w:p>" * (n // 4)),
    ),
    "line breaks": (
        ".docx",
        40_000,
        lambda n: word_file(f"<w:p><w:r><w:t>文</w:t></w:r>{'<w:br/>' * n}</w:p>"),
    ),
    "authors of one word": (".csv", 20_000, lambda n: table(title="题", body="文", author="综合" * (n // 2))),
    "authors of one rank": (".csv", 5_000, lambda n: table(title="题", body="文", author="驻" * n)),
    "rows": (".csv", 2_000, lambda n: b"title,body\n" + "题目,正文\n".encode() * (n // 6)),
    "lines of JSON": (".jsonl", 4_000, lambda n: '{"title":"题","body":"文"}\n'.encode() * (n // 24)),
    "one line of JSON": (
        ".jsonl",
        15_000,
        lambda n: b'{"title":"a","body":"' + b"a\\n" * (n // 3) + b'"}\n',
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_input_takes_about_four_times_the_work(shape, tmp_path):
    ending, size, make = SHAPES[shape]

    def cost(characters: int) -> float:
        raw = make(characters)
        times = []
        for _ in range(2):
            begin = time.process_time()
            imported(tmp_path, f"a{ending}", raw)
            times.append(time.process_time() - begin)
        return min(times)

    with within(30):
        imported(tmp_path, f"a{ending}", make(size // 8))  # what is loaded once is not counted
        small, large = cost(size), cost(4 * size)
    assert large <= 10 * small + 0.1, f"{small:.3f} s, then {large:.3f} s"


@pytest.mark.parametrize("closing", ["", "--", "---x", " ---"])
def test_a_file_that_begins_like_front_matter_and_has_none_is_read_at_once(closing, tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(("---\r\n" + "\r\n" * 555 + closing).encode())
    with within(5):
        assert read_source(path).head == 0


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_front_matter_ends_at_the_first_closing_line(end, tmp_path):
    head = end.join(["--- ", "title: 题", "author: 甲", "---"])
    path = tmp_path / "a.md"
    path.write_bytes(f"{head}\t{end}正文---{end}---{end}".encode())
    assert read_source(path).head == len(head)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("本报记者 赵明 通讯员 钱亮", True),
        ("■驻江边记者 赵明", True),
        ("记者 赵明 综合报道", True),
        ("记者" + "驻" * 150 + "x", False),
        ("作者 " * 40 + "x", False),
    ],
)
def test_a_byline_is_told_without_trying_every_reading(text, answer):
    with within(2):
        assert signs.is_byline(text) == answer
    with within(2):
        signs.TAIL_BYLINE.search(f"（{'驻' * 97}）")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "一个支部一面旗。\n" * 9,
        "党建一\n",
        "第一、第一、第一",
        "　　本报讯\r\n记者甲报道",
        "a plain text\n",
        "Привет\n" * 9,
    ],
)
def test_utf_16_without_a_mark_is_read_whatever_it_holds(text, encoding):
    told = decode(text.encode(encoding), Path("甲.txt"))
    assert (told.text, told.encoding) == (text, encoding)


@pytest.mark.parametrize(
    "raw",
    [
        bytes(range(256)) * 8,
        b"name\x00value\x00" * 99,
        b"some letters of a program " * 9 + b"\x00",
        b"\x00" * 64,
    ],
)
def test_bytes_that_are_no_text_stay_binary(raw):
    with pytest.raises(SourceError, match="is binary"):
        decode(raw, Path("甲.txt"))


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.html", b"<p>" * (ELEMENTS + 1), f"more than {ELEMENTS:,} elements"),
        ("a.html", b"<div>" * (DEPTH + 1), f"nested deeper than {DEPTH:,}"),
        (
            "a.html",
            b"<p " + b" ".join(b"a%d=1" % number for number in range(200_000)) + b">",
            f"more than {ATTRIBUTES:,} attributes",
        ),
        ("a.docx", word_file("<w:p/>" * (ELEMENTS + 1)), f"more than {ELEMENTS:,} elements"),
        (
            "a.docx",
            word_file("<w:p " + " ".join(f"a{number}='1'" for number in range(ATTRIBUTES + 1)) + "/>"),
            f"more than {ATTRIBUTES:,} attributes",
        ),
    ],
    ids=["elements", "depth", "attributes", "word elements", "word attributes"],
)
def test_a_limit_is_one_line_that_names_the_file(name, raw, message, tmp_path):
    with within(20):
        outcome = imported(tmp_path, name, raw)
    assert outcome.state == "failed"
    assert outcome.message.startswith(str(tmp_path / name))
    assert message in outcome.message
    assert len(outcome.message.splitlines()) == 1


@pytest.mark.parametrize("ending", ["txt", "html", "docx"])
def test_more_paragraphs_than_a_text_has_are_refused_before_they_are_read(ending, tmp_path):
    number = PARAGRAPHS + 2
    raw = {
        "txt": "文\n\n".encode() * number,
        "html": "<p>文".encode() * number,
        "docx": word_file("<w:p><w:r><w:t>文</w:t></w:r></w:p>" * number),
    }[ending]
    with within(10):
        outcome = imported(tmp_path, f"a.{ending}", raw)
    assert outcome.state == "failed"
    assert outcome.message.startswith(f"{tmp_path / 'a'}.{ending}: 50,00")
    assert (
        f"paragraphs are more than {PARAGRAPHS:,}, and than one in {PARAGRAPH_CHARACTERS}" in outcome.message
    )


MEMORY = {
    "paragraphs": ("a.txt", f"{SENTENCE * 3}\n\n".encode() * 1500),
    "one line": ("a.txt", "文".encode() * 100_000),
    "stray letters": ("a.txt", "Ж中".encode() * 60_000),
    "ones for dashes": ("a.txt", "1一".encode() * 60_000),
    "attributes": ("a.html", b"<p " + b"a=1 " * 100_000 + b">" + SENTENCE.encode() * 1500),
}


@pytest.mark.parametrize("shape", MEMORY)
def test_memory_is_at_most_ten_times_the_text(shape, tmp_path):
    name, raw = MEMORY[shape]
    imported(tmp_path, "a.txt", f"社区党建引领治理\n\n{SENTENCE}\n\n".encode() * 50)  # the dictionary stays
    tracemalloc.start()
    try:
        outcome = imported(tmp_path, name, raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert outcome.state == "new"
    assert peak <= 10 * len(raw)


def copies(number: int) -> tuple[list[Draft], dict[str, Article]]:
    """As many drafts of one article, and the articles they were before."""
    texts = [f"{SENTENCE}{at}" for at in range(5)]
    drafts = [
        Draft("title", 1.0, title="社区党建", kinds=["paragraph"] * 5, texts=texts) for _ in range(number)
    ]
    blocks = tuple(Block("paragraph", text) for text in texts)
    former = {name: Article(id=name, title="社区党建", blocks=blocks) for name in assign(drafts, "a.txt")}
    return drafts, former


def test_each_of_many_copies_keeps_its_id():
    drafts, former = copies(50)
    assert assign(drafts, "a.txt", former=former) == list(former)
    changed = [Draft("title", 1.0, title="另一篇", kinds=["paragraph"], texts=["别的正文。"]), *drafts]
    ids = assign(changed, "a.txt", former=former)
    assert ids[1:] == list(former)
    assert ids[0] not in former


def test_ids_of_copies_are_found_in_linear_work():
    def cost(number: int) -> float:
        drafts, former = copies(number)
        begin = time.process_time()
        assign(drafts, "a.txt", former=former)
        return time.process_time() - begin

    with within(20):
        assert cost(2000) <= 10 * cost(500) + 0.1


def test_text_far_inside_a_page_is_not_lost(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"<div>" * 300 + "里面的字".encode() + b"</div>" * 300 + "外面的字".encode())
    assert read_source(path).text.split() == ["里面的字", "外面的字"]


@pytest.mark.parametrize("body", ["%PDF-1.4\nbroken", "%PDF-1.7\n1 0 obj\n<<\n", "%PDF"])
def test_a_broken_pdf_is_one_line(body, tmp_path):
    path = tmp_path / "broken.pdf"
    path.write_bytes(body.encode())
    with pytest.raises(SourceError) as caught:
        read_source(path)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.message.startswith("is not a PDF that can be read: ")


def test_a_message_of_several_lines_becomes_one():
    fault = SourceError("甲.pdf", 3, "is not a PDF:\n  invalid\tstart \r\n of file")
    assert str(fault) == "甲.pdf:3: is not a PDF: invalid start of file"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_control_character_of_front_matter_is_one_line_with_its_number(end):
    with pytest.raises(ArticleError) as caught:
        read_mapping(
            end.join(["id: a", "title: 题", "subtitle: 响\x07铃", "zone: b"]), path="甲.md", first_line=2
        )
    assert str(caught.value) == "甲.md:4: not valid YAML: it holds the character U+0007; remove it"


@pytest.fixture
def odd_names(tmp_path):
    """A folder with an article whose name steers a terminal and one whose name is not UTF-8, both broken."""
    (tmp_path / "甲\x1b[31m\n乙\x9b.md").write_text("no front matter\n", "utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.md")).write_text("no front matter\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("command", ["check", "index"])
def test_the_name_of_a_file_cannot_steer_the_terminal(odd_names, command):
    arguments = {"check": ["check", str(odd_names)], "index": ["index", "--articles", str(odd_names)]}[
        command
    ]
    done = CliRunner().invoke(main, [*arguments, "--index", str(odd_names / "none")])
    lines = [line for line in done.output.splitlines() if ".md" in line]
    assert len(lines) == 2
    assert not any(char < " " or char == "\x9b" for char in "".join(lines))
    assert any(r"甲\x1b[31m\n乙\x9b.md:1: must begin" in line for line in lines)
    assert any(r"\xff\xfe.md: its name is not UTF-8; rename it" in line for line in lines)


def test_escapes_say_which_character_and_leave_the_rest():
    assert escaped("甲\t乙\x85\u202e\u2028\udcff\ud800 · é") == r"甲\t乙\x85\u202e\u2028\xff\ud800 · é"
