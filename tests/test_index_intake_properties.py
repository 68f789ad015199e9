"""No character lost, none invented: what must hold for any document."""

import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.invented import Place, article
from bench.noisy import document
from index.corpus.articles import format_article, parse_article, read_article
from index.intake.importing import Outcome, import_sources
from index.intake.ledger.files import read_ledger
from index.intake.ledger.verify import ledgers, verify_all
from index.intake.overrides import Choice, Choices
from index.intake.reading import read_document
from index.intake.sources.document import Document
from index.text.folding import fold

PLACES = [Place("成都市锦江区", "510104"), Place("赣州市石城县", "360735"), Place("海口市美兰区", "460108")]
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "big5")
ENDS = ("\n", "\r\n", "\r")
# What a raw document may hold: running text, marks, breaks, scraps, hostile and invisible characters.
PIECES = st.sampled_from(
    [
        "本报讯 ",
        "■记者 赵明 钱静\n",
        "# ",
        "## ",
        "图：",
        "图为工人在车间忙碌。",
        "近日，江边县把支部建到车间",
        "，办好难事9件。",
        "党员干部",
        "\n",
        "\n\n",
        "\n\n\n",
        " ",
        "\u3000\u3000",
        "\t",
        "（记者 孙博文综合报道）",
        "力\n\n重\n\n项",
        "江 助 高 新",
        "第 3 版",
        "江边县： 组织先行 难题共解",
        "\\",
        "未归位：",
        "---",
        "“",
        "”",
        '"',
        "ルラー",
        "AI",
        "GDP\ngrowth",
        "1 2",
        "97.7%",
        "——副题",
        "一",
        "\u200b",
        "\ufeff",
        "\u0301",
        "\u2028",
        "\x0c",
        "\x85",
        "\U0001f600",
        "𠮷",
        "：",
        "。",
        "，",
        "a",
        "1",
    ]
)
ANYTHING = st.one_of(
    st.lists(PIECES, min_size=1, max_size=60).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=300),
)


def plain(text: str, name: str = "invented.txt") -> Document:
    return Document(name, Path(name), "text", "0" * 64, len(text.encode()), text, "utf-8")


def nothing(draft: object) -> dict[str, list[dict[str, str]]]:
    return {}


def imported(folder: Path, raw: bytes, name: str = "invented.txt", **more: object) -> list[Outcome]:
    source = folder / "in" / name
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_bytes(raw)
    return list(import_sources([(source, name)], folder / "out", proposer=nothing, **more))


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@given(ANYTHING)
def test_every_character_has_exactly_one_fate(text: str) -> None:
    reading = read_document(plain(text))
    assert sum(span.length for span in reading.spans) == len(text)


@given(ANYTHING)
def test_articles_hold_only_what_their_files_give_back(text: str) -> None:
    from index.corpus.articles import Article

    for draft in read_document(plain(text)).drafts:
        if draft.title.strip():
            article = Article(id="a", title=draft.title, subtitle=draft.subtitle, blocks=draft.blocks)
            assert "".join(article.title.split())
            assert all(block.text for block in article.blocks)
            if "\u0301" * 31 not in text:
                assert parse_article(format_article(article)) == article


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANYTHING, end=st.sampled_from(ENDS), encoding=st.sampled_from(ENCODINGS))
def test_ledger_and_articles_rebuild_a_text_file_byte_for_byte(
    tmp_path: Path, text: str, end: str, encoding: str
) -> None:
    try:
        raw = text.replace("\n", end).encode(encoding)
    except UnicodeEncodeError:
        raw = text.replace("\n", end).encode()
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
    outcome = imported(tmp_path, raw)[0]
    verdicts = list(verify_all(tmp_path / "out"))
    if outcome.state == "failed":
        assert not list((tmp_path / "out").glob("*.md"))
        assert not verdicts
    else:
        assert [(verdict.state, verdict.message) for verdict in verdicts] == [("rebuilt", "byte for byte")]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_importing_twice_is_importing_once(tmp_path: Path, seed: int) -> None:
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
    raw = document(seed, PLACES).text.encode()
    imported(tmp_path, raw)
    before = state(tmp_path / "out")
    assert imported(tmp_path, raw)[0].state == "unchanged"
    assert state(tmp_path / "out") == before


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_running_text_is_neither_lost_nor_doubled_and_never_joins_articles(seed: int) -> None:
    noisy = document(seed, PLACES)
    reading = read_document(plain(noisy.text))
    used: dict[tuple[int, int], int] = {}
    for span in reading.spans:
        if not span.literal:
            used[span.article, span.block] = used.get((span.article, span.block), 0) + span.kept
    for number, draft in enumerate(reading.drafts):
        for block, text in enumerate(draft.texts):
            assert used[number, block] == len(text)
    kept = [fold(text) for draft in reading.drafts for text in (draft.title, draft.subtitle, *draft.texts)]
    body = "".join(
        sorted("".join(fold(noisy.text[one.start : one.end]) for one in noisy.truths if one.role == "body"))
    )
    assert sum(map(len, kept)) >= len(body) * 0.98


@given(
    seed=st.integers(0, 10**9),
    width=st.integers(12, 30),
    glue=st.sampled_from(["", " ", "\n"]),
    cuts=st.lists(st.floats(0.1, 0.9), max_size=4),
    caption=st.sampled_from(
        ["", "\n\n工人们在青墩公司车间里忙碌。", "\n\n\n图为志愿者走访。", "\n\n第 3 版"]
    ),
)
def test_a_search_for_any_sentence_of_the_clean_text_finds_it_after_noise(
    seed: int, width: int, glue: str, cuts: list[float], caption: str
) -> None:
    clean = article(Random(seed), PLACES[seed % 3])
    parts = [clean.title, "■记者 赵明"]
    for number, (heading, paragraphs) in enumerate(clean.sections):
        parts += [heading] * bool(heading)
        for sentences in paragraphs:
            text = "".join(sentences)
            at = int(len(text) * cuts[number]) if number < len(cuts) else 0
            broken = (
                "。" in text[:at]
                and 12 < at < len(text) - 12
                and text[at - 1] not in "。！”"
                and text[at] not in "。！”"
                and not text[at - 1].isdigit()
            )
            pieces = [text[:at], text[at:]] if broken else [text]
            wrapped = [glue.join(_wrapped(piece, width)) if glue else piece for piece in pieces]
            parts += [wrapped[0] + caption.replace("\n\n", "\n\n\n\n", 1), wrapped[1]] if broken else wrapped
    drafts = read_document(plain("\n\n".join(parts))).drafts
    texts = [fold(text) for draft in drafts for text in draft.texts]
    assert [
        sentence for sentence in clean.sentences if not any(fold(sentence) in text for text in texts)
    ] == []


def _wrapped(text: str, width: int) -> list[str]:
    """Cut text into lines; line ends within a caption stay, digits and what they belong to are not parted."""
    lines = []
    for line in text.split("\n"):
        part = line
        while len(part) > width:
            at = next(
                (at for at in range(width, width // 2, -1) if not (part[at].isalnum() and part[at] < "\x7f")),
                width,
            )
            lines.append(part[:at])
            part = part[at:]
        lines.append(part)
    return lines


@given(
    ANYTHING.filter(str.strip),
    st.integers(0, 20),
    st.sampled_from(["relabel", "split", "join", "move", "accept"]),
    st.sampled_from(["title", "body", "furniture", "caption", "unplaced"]),
)
def test_no_choice_of_a_reviewer_loses_a_character(text: str, number: int, do: str, role: str) -> None:
    first = read_document(plain(text))
    blocks = [finding.block for draft in first.drafts for finding in draft.findings] or ["0" * 12]
    choice = Choice(
        "invented.txt",
        blocks[number % len(blocks)],
        do,
        role=role,
        to=first.ids[-1],
        what=("article", "block")[number % 2],
        at=str(number),
    )
    reading = read_document(plain(text), Choices([choice]))
    assert sum(span.length for span in reading.spans) == len(text)


def test_a_second_import_reads_a_changed_source_and_keeps_ids_where_text_is_the_same(tmp_path: Path) -> None:
    feature = "江边县： 组织先行 难题共解\n\n■记者 赵明\n\n近日，江边县把支部建到车间，办好难事9件。\n\n"
    feature += "党员干部上门走访，记下意见12条。\n"
    other = "山前区： 清单晾晒 限时办结\n\n■记者 钱静\n\n今年以来，山前区晾出三张清单，群众看得见变化。\n"
    inserted = "河口镇： 桥头会客 屋场议事\n\n■记者 孙博文\n\n近日，河口镇在桥头办起会客厅，来客三百人。\n\n"
    ids = imported(tmp_path, (feature + "\n" + other).encode())[0].articles
    again = imported(tmp_path, (feature.replace("12条", "15条") + "\n" + inserted + other).encode())[0]
    assert again.state == "updated"
    assert (again.articles[0], again.articles[2]) == ids
    assert again.articles[1] not in ids
    assert [verdict.state for verdict in verify_all(tmp_path / "out")] == ["rebuilt"]
    assert len(list(ledgers(tmp_path / "out"))) == 1


def test_an_article_edited_by_hand_is_reported_as_edited_and_left_alone(tmp_path: Path) -> None:
    raw = "江边县： 组织先行\n\n近日，江边县把支部建到车间，办好难事9件。\n".encode()
    name = imported(tmp_path, raw)[0].articles[0]
    path = tmp_path / "out" / f"{name}.md"
    path.write_text(path.read_text().replace("9件", "十件"))
    verdict = next(verify_all(tmp_path / "out"))
    assert (verdict.state, verdict.edited) == ("edited", (name,))
    outcome = imported(tmp_path, raw + "又记下意见三条。\n".encode())[0]
    assert "edited by hand" in outcome.notices[0]
    assert "十件" in path.read_text()


def test_labels_confirmed_in_the_front_matter_stay_and_do_not_count_as_edits(tmp_path: Path) -> None:
    raw = "江边县： 组织先行\n\n近日，江边县把支部建到车间，办好难事9件。\n".encode()
    name = imported(tmp_path, raw)[0].articles[0]
    path = tmp_path / "out" / f"{name}.md"
    path.write_text(path.read_text().replace("language: zh", 'regions: ["510104"]\nlanguage: zh'))
    assert next(verify_all(tmp_path / "out")).state == "rebuilt"
    imported(tmp_path, raw + "又记下意见三条。\n".encode())
    assert read_article(path).regions == ("510104",)
    assert "又记下意见三条" in path.read_text()


@pytest.mark.parametrize("damage", ["drop a span", "change a number", "another text"])
def test_a_damaged_ledger_does_not_verify(tmp_path: Path, damage: str) -> None:
    imported(tmp_path, "江边县： 组织先行\n\n近日，江边县把支部 建到车间。\n\n第 3 版\n".encode())
    path = next(ledgers(tmp_path / "out"))
    text = path.read_text()
    spans = text.index('"spans"')
    edits = {
        "drop a span": ("],[", "],", 1),
        "change a number": ('" ",', '"\u3000",', 1),
        "another text": ("第 3 版", "第 4 版", 1),
    }
    old, new, count = edits[damage]
    path.write_text(text[:spans] + text[spans:].replace(old, new, count))
    assert next(verify_all(tmp_path / "out")).state == "failed"


def test_a_ledger_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    imported(tmp_path, document(7, PLACES).text.encode())
    path = next(ledgers(tmp_path / "out"))
    from index.intake.ledger.files import write_ledger

    ledger = read_ledger(path)
    write_ledger(ledger, tmp_path / "copy.json")
    assert read_ledger(tmp_path / "copy.json") == ledger
    assert sum(ledger.fates().values()) == ledger.source.characters
