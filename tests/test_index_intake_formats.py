"""Raw files of every format, good and bad: text with its hash, or one clear message."""

import codecs
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from growth import assert_growth

from index.errors import SourceError
from index.intake.importing import find_sources, import_sources
from index.intake.reading import read_document
from index.intake.sources import docx, formats
from index.intake.sources.formats import encode, is_source, read_source

TEXT = "江边县： 组织先行 难题共解\n\n■记者 赵明\n\n近日，江边县把支部建到车间，办好难事9件，职工们很满意。\n"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def written(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def word_file(body: str, styles: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
        if styles:
            package.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')
    return out.getvalue()


def pdf_file(text: str) -> bytes:
    """A PDF of one page, its text layer in Latin letters."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, told in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, told)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("gb18030", b""),
        ("big5", b""),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_encoding_is_found_and_gives_every_byte_back(
    tmp_path: Path, encoding: str, bom: bytes, end: str
) -> None:
    text = (
        TEXT
        if encoding != "big5"
        else "江邊縣： 組織先行 難題共解\n\n近日，江邊縣把支部建到車間，辦好難事九件，職工們很滿意。\n" * 3
    )
    raw = bom + text.replace("\n", end).encode(encoding)
    document = read_source(written(tmp_path, "a.txt", raw))
    assert document.text == text.replace("\n", end)
    assert document.encoding == encoding
    assert encode(document.text, encoding=document.encoding, bom=document.bom) == raw


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\n\xe3\x80\x80", "holds no text"),
        ("a.txt", b"\x00\x01\x02\x03" * 100, "is binary"),
        ("a.txt", bytes(range(1, 32)) * 50, "is binary"),
        ("a.txt", b"\x7fELF" + b"a" * 100, "is a program"),
        ("a.txt", b"PK\x03\x04" + b"a" * 100, "is a zip archive"),
        ("a.txt", (TEXT * 5).encode() + "乱码".encode("gb18030"), "is not UTF-8"),
        ("a.txt", ("党建" * 50).encode("gb18030") + b"\xff\xff", "is not GB18030"),
        ("a.txt", codecs.BOM_UTF16_LE + "党建".encode("utf-16-le") + b"\x00\xd8", "is not UTF-16-LE"),
        ("a.txt", "字".encode() * 1_100_000, "more than 1,000,000"),
        ("a.rtf", b"{}", "has no known format"),
        ("a.docx", b"no archive", "is not a Word file"),
        ("a.docx", word_file("<w:p>"), "is not a Word file"),
        ("a.pdf", b"%PDF-1.4 nothing", "is not a PDF that can be read"),
        ("a.pdf", pdf_file(""), "has no text layer"),
        ("a.csv", "标题,正文\n甲\n".encode(), "has not the 2 fields"),
        ("a.csv", b"x,y\n1,2\n", "no column holds the body"),
        ("a.jsonl", b'{"title": "a"', "is not JSON"),
        ("a.jsonl", b"[1]", "is not a JSON object"),
        ("a.jsonl", b'{"body": "\\ud800"}', "half of a surrogate pair"),
        ("a.jsonl", b"[" * 100_000, "is nested too deeply"),
        ("a.html", b"<script>x</script>", "holds no text"),
    ],
)
def test_bad_input_gets_one_clear_message(tmp_path: Path, name: str, raw: bytes, message: str) -> None:
    path = written(tmp_path, name, raw)
    with pytest.raises(SourceError, match=message) as caught:
        read_source(path)
    assert str(path) in str(caught.value)


def test_a_wrong_byte_is_reported_with_its_offset_and_line(tmp_path: Path) -> None:
    raw = TEXT.encode() + b"abc\xff"
    with pytest.raises(SourceError, match=rf"a\.txt:6: byte {len(raw) - 1} \(0xff\)"):
        read_source(written(tmp_path, "a.txt", raw))


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "SOURCE_BYTES", 100)
    assert read_source(written(tmp_path, "a.txt", b"a" * 100)).size == 100
    with pytest.raises(SourceError, match="is larger than"):
        read_source(written(tmp_path, "b.txt", b"a" * 101))


@pytest.mark.slow
def test_the_work_of_refusing_a_long_line_grows_with_its_length_only(tmp_path: Path) -> None:
    def refuse(text: str) -> None:
        path = written(tmp_path, "a.txt", text.encode())
        with pytest.raises(SourceError, match=rf"a\.txt:1: the line has {len(text):,} characters"):
            read_source(path)

    assert_growth(refuse, lambda size: "字" * size, 4_400_000)


def test_a_zip_bomb_is_stopped_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "PART_BYTES", 1_000_000)
    path = written(tmp_path, "a.docx", word_file("<w:p/>" * 1_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceError, match="zip bomb"):
        read_source(path)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["，", "（记者", "“", "2031年", "党 ", "一", "■记者 赵明 "])
def test_the_work_of_reading_hostile_text_grows_with_its_length_only(tmp_path: Path, piece: str) -> None:
    def text(size: int) -> str:
        line = piece * (size // len(piece))
        return f"{line}\n{line[:150]}\n\n{line[:159]}"

    def read(text: str) -> None:
        read_document(read_source(written(tmp_path, "a.txt", text.encode())))

    assert_growth(read, text, 100_000)


def test_a_word_file_gives_its_paragraphs_and_styles(tmp_path: Path) -> None:
    named = {"3": "heading 1", "9": "Title"}
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>' for key, name in named.items()
    )
    paragraphs = [
        ("9", "江边县党建见闻"),
        ("", "近日，江边县把支部建到车间。"),
        ("3", "难题共解"),
        ("", "办好难事9件。"),
    ]
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    document = read_source(written(tmp_path, "a.docx", word_file(body, styles)))
    draft = read_document(document).drafts[0]
    assert (draft.title, draft.kinds) == ("江边县党建见闻", ["paragraph", "heading", "paragraph"])
    assert document.encoding == ""


@pytest.mark.parametrize("levels", [1, 9])
def test_an_entity_in_a_word_file_is_refused(tmp_path: Path, levels: int) -> None:
    out = io.BytesIO()
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels + 1))
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY e0 "aaaaaaaaaa">{entities}]><w:document xmlns:w="{W}"><w:body>'
            f"<w:p><w:r><w:t>字&e{levels};</w:t></w:r></w:p></w:body></w:document>",
        )
    path = written(tmp_path, "a.docx", out.getvalue())
    with pytest.raises(SourceError, match="is not a Word file: it has a document type"):
        read_source(path)


def test_a_pdf_gives_its_text_layer(tmp_path: Path) -> None:
    assert (
        read_source(written(tmp_path, "a.pdf", pdf_file("Party building in a workshop"))).text.strip()
        == "Party building in a workshop"
    )


def test_a_web_page_gives_its_blocks_and_what_its_elements_say(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="gb2312"><title>x</title><style>p{}</style></head><body>'
        "<nav><a>首页</a><a>要闻</a></nav><h1>江边县 党建见闻</h1><p>近日，江边县把<b>支部</b>建到车间。</p>"
        "<figure><img><figcaption>车间一角</figcaption></figure><h2>难题共解</h2><p>办好难事9件。</p>"
        "<script>alert(1)</script></body></html>"
    )
    document = read_source(written(tmp_path, "a.html", page.encode("gb18030")))
    draft = read_document(document).drafts[0]
    assert draft.title == "江边县 党建见闻"
    assert list(zip(draft.kinds, draft.texts, strict=True)) == [
        ("paragraph", "近日，江边县把支部建到车间。"),
        ("caption", "车间一角"),
        ("heading", "难题共解"),
        ("paragraph", "办好难事9件。"),
    ]
    assert [block.role for block in draft.told] == ["furniture"]


def test_rows_of_a_table_are_articles_and_its_columns_front_matter(tmp_path: Path) -> None:
    rows = [
        {
            "标题": "江边县见闻",
            "正文": "近日，江边县把支部建到车间。\n\n山前区： 一个不是题目的行\n\n办好难事。",
            "作者": "赵明、钱静",
            "日期": "2031/03/05",
            "媒体": "岭上日报",
        },
        {"标题": "山前区见闻", "正文": "清单晾在门口。", "作者": "", "日期": "", "媒体": ""},
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path = written(tmp_path, "a.jsonl", lines.encode())
    outcome = next(import_sources([(path, "a.jsonl")], tmp_path / "out", proposer=lambda draft: {}))
    assert len(outcome.articles) == 2
    text = (tmp_path / "out" / f"{outcome.articles[0]}.md").read_text()
    assert "published: '2031-03-05'" in text or "published: 2031-03-05" in text
    assert "- 赵明\n- 钱静" in text
    assert "publication: 岭上日报" in text


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "名称;内文\n江边县见闻;清单晾在门口。\n".encode())
    document = read_source(path, columns={"title": "名称", "body": "内文"})
    assert read_document(document).drafts[0].title == "江边县见闻"
    with pytest.raises(SourceError, match="there is no column"):
        read_source(path, columns={"body": "没有"})
    with pytest.raises(SourceError, match="no field is called"):
        read_source(path, columns={"text": "内文"})


def test_a_folder_gives_its_files_under_their_paths_and_leaves_hidden_ones_out(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.md", ".hidden.txt", ".git/d.txt", "e.exe", "b/~$f.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [one.name for one in find_sources([tmp_path])] == ["a.txt", "b/c.md"]
    assert not is_source(Path("x.exe"))


def test_a_bad_file_is_named_nothing_of_it_is_written_and_the_others_go_on(tmp_path: Path) -> None:
    good, bad = written(tmp_path, "a.txt", TEXT.encode()), written(tmp_path, "b.txt", b"")
    gone = tmp_path / "c.txt"
    outcomes = list(
        import_sources(
            [(bad, "b.txt"), (gone, "c.txt"), (good, "a.txt")], tmp_path / "out", proposer=lambda draft: {}
        )
    )
    assert [outcome.state for outcome in outcomes] == ["failed", "failed", "new"]
    assert "does not exist" in outcomes[1].message
    assert (
        len(list((tmp_path / "out").glob("*.md")))
        == len(list((tmp_path / "out" / "ledger").glob("*.json")))
        == 1
    )


@pytest.mark.parametrize(
    "head",
    [
        lambda size: "a: &a [x]\nb: *a" + "a" * size,
        lambda size: "a: [" * (size // 4),
        lambda size: "x" * size,
    ],
    ids=["alias", "depth", "size"],
)
def test_the_work_of_refusing_hostile_front_matter_grows_with_its_length_only(
    tmp_path: Path, head: Callable[[int], str]
) -> None:
    def refuse(text: str) -> None:
        with pytest.raises(SourceError):
            read_source(written(tmp_path, "a.md", text.encode()))

    assert_growth(refuse, lambda size: f"---\n{head(size)}\n---\n\n# 江边县见闻\n\n清单晾在门口。\n", 400_000)


def test_front_matter_of_a_markdown_file_is_no_running_text(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a.md",
        "---\ntitle: 江边县见闻\nauthor: 赵明\n---\n\n清单晾在门口，群众一看就懂。\n".encode(),
    )
    document = read_source(path)
    draft = read_document(document).drafts[0]
    assert draft.texts == ["清单晾在门口，群众一看就懂。"]
    assert draft.told[0].role == "furniture"
