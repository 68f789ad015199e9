"""A reviewer's choices win and survive; source and article can be shown side by side."""

from pathlib import Path

import pytest

from index.corpus.articles import Article, read_article
from index.corpus.passages import digest, split
from index.errors import LedgerError, OverrideError
from index.intake.importing import Outcome, import_sources
from index.intake.ledger.lookup import of_article, of_source
from index.intake.ledger.verify import verify_all
from index.intake.overrides import Choice, add_choice, read_overrides
from index.intake.review import choose, doubts, open_article, source_view, to_passage, to_source

RAW = (
    "江边县： 组织先行 难题共解\r\n\r\n■记者 赵明\r\n\r\n"
    "近日，江边县把支部 建到车间，职工们有事就在班前会上提，提了\r\n\r\n\r\n\r\n"
    "志愿者在服务点登记。\r\n\r\n就有人接着办，一年办好难事9件。\r\n\r\n"
    "职工乙说，这里的会客厅天天开门。\r\n\r\n力\r\n\r\n重\r\n\r\n项\r\n\r\n"
    "本报讯 近日，山前区晾出三张清单，群众看得见变化。 钱静\r\n"
)
CAPTION, SECOND, SAID = (
    "志愿者在服务点登记。",
    "就有人接着办，一年办好难事9件。",
    "职工乙说，这里的会客厅天天开门。",
)


def imported(folder: Path) -> Outcome:
    source = folder / "a.txt"
    source.write_bytes(RAW.encode())
    return next(import_sources([(source, "a.txt")], folder / "out", proposer=lambda draft: {}))


def decide(folder: Path, text: str, do: str, **more: str) -> Outcome:
    return choose(
        folder / "out", Choice("a.txt", digest(text), do, text=text[:20], **more), proposer=lambda draft: {}
    )


def articles(folder: Path, outcome: Outcome) -> list[Article]:
    return [read_article(folder / "out" / f"{name}.md") for name in outcome.articles]


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, block.text[:6]) for block in article.blocks]


def test_doubts_are_listed_worst_first_with_what_stands_around_them(tmp_path: Path) -> None:
    imported(tmp_path)
    items = doubts(tmp_path / "out")
    assert [item.doubt.confidence for item in items] == sorted(item.doubt.confidence for item in items)
    torn = next(item for item in items if item.doubt.reason == "torn-characters")
    assert "".join(torn.source.split()) == "力重项"
    assert torn.before.rstrip().endswith(SAID)
    assert torn.after.lstrip().startswith("本报讯")


@pytest.mark.parametrize(
    ("text", "do", "more", "expected"),
    [
        (
            CAPTION,
            "relabel",
            {"role": "furniture"},
            [("paragraph", "近日，江边县"), ("paragraph", "职工乙说，这"), ("unplaced", "力重项")],
        ),
        (
            CAPTION,
            "relabel",
            {"role": "body"},
            [
                ("paragraph", "近日，江边县"),
                ("paragraph", "就有人接着办"),
                ("paragraph", "职工乙说，这"),
                ("unplaced", "力重项"),
            ],
        ),
        (
            SECOND,
            "split",
            {"what": "block", "at": "0"},
            [
                ("paragraph", "近日，江边县"),
                ("caption", "志愿者在服务"),
                ("paragraph", "就有人接着办"),
                ("paragraph", "职工乙说，这"),
                ("unplaced", "力重项"),
            ],
        ),
        (
            SAID,
            "join",
            {"what": "block"},
            [("paragraph", "近日，江边县"), ("caption", "志愿者在服务"), ("unplaced", "力重项")],
        ),
        (
            SAID,
            "split",
            {"what": "block", "at": "5"},
            [
                ("paragraph", "近日，江边县"),
                ("caption", "志愿者在服务"),
                ("paragraph", "职工乙说，这"),
                ("unplaced", "力重项"),
            ],
        ),
    ],
)
def test_a_choice_changes_its_article_and_survives_a_new_import(
    tmp_path: Path, text: str, do: str, more: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    first = imported(tmp_path)
    outcome = decide(tmp_path, text, do, **more)
    assert outcome.articles == first.articles
    assert kinds(articles(tmp_path, outcome)[0]) == expected
    assert imported(tmp_path).state == "unchanged"
    assert [verdict.message for verdict in verify_all(tmp_path / "out")] == ["byte for byte"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.suffix == ".yaml") == [
        "overrides.yaml"
    ]


def test_an_article_can_be_split_and_joined(tmp_path: Path) -> None:
    imported(tmp_path)
    assert len(decide(tmp_path, SAID, "split", what="article").articles) == 3
    assert len(decide(tmp_path, SAID, "join", what="article").articles) == 2
    assert len(decide(tmp_path, "本报讯", "join", what="article").articles) == 1


def test_a_block_can_be_moved_to_another_article(tmp_path: Path) -> None:
    first = imported(tmp_path)
    outcome = decide(tmp_path, "力", "move", to=first.articles[1])
    assert outcome.articles == first.articles
    assert [("unplaced", "力") in kinds(article) for article in articles(tmp_path, outcome)] == [False, True]
    assert [verdict.state for verdict in verify_all(tmp_path / "out")] == ["rebuilt"]


def test_accepting_takes_a_block_off_the_list_and_changes_no_article(tmp_path: Path) -> None:
    before = articles(tmp_path, imported(tmp_path))
    torn = next(item for item in doubts(tmp_path / "out") if item.doubt.reason == "torn-characters")
    outcome = choose(tmp_path / "out", Choice("a.txt", torn.doubt.block, "accept"), proposer=lambda draft: {})
    assert articles(tmp_path, outcome) == before
    assert all(item.doubt.block != torn.doubt.block for item in doubts(tmp_path / "out"))


def test_a_choice_that_finds_no_block_is_told(tmp_path: Path) -> None:
    imported(tmp_path)
    assert "found no block" in decide(tmp_path, "没有这一段", "accept").notices[0]


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("choices: [{source: a, block: b, do: burn}]", "is none of accept"),
        ("choices: [{source: a, block: b, do: relabel, role: x}]", "is none of title"),
        ("choices: [{source: a, block: b, do: move}]", "name the article"),
        ("choices: [{source: a, block: b, do: split}]", "must be article or block"),
        ("choices: [{source: a, block: b, do: split, what: block, at: x}]", "number of characters"),
        ("choices: [{source: a, block: b}]", "source, block and do"),
        ("choices: [{source: a, block: b, do: accept, why: x}]", "holds only texts"),
        ("choices: x", "one list called choices"),
        ("other: []", "one list called choices"),
        ("choices: &a []\nx: *a", "aliases"),
    ],
)
def test_a_broken_overrides_file_is_named_with_what_is_wrong(tmp_path: Path, yaml: str, message: str) -> None:
    path = tmp_path / "overrides.yaml"
    path.write_text(yaml)
    with pytest.raises(OverrideError, match=message):
        read_overrides(path)


def test_a_new_choice_about_the_same_thing_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "overrides.yaml"
    add_choice(path, Choice("a.txt", "b" * 12, "relabel", role="caption"))
    add_choice(path, Choice("a.txt", "b" * 12, "accept"))
    add_choice(path, Choice("a.txt", "b" * 12, "relabel", role="heading"))
    assert [(choice.do, choice.role) for choice in read_overrides(path)["a.txt"]] == [
        ("accept", ""),
        ("relabel", "heading"),
    ]
    with pytest.raises(OverrideError):
        add_choice(path, Choice("a.txt", "b" * 12, "burn"))


def test_the_source_view_gives_each_stretch_of_source_with_its_passage(tmp_path: Path) -> None:
    name = imported(tmp_path).articles[0]
    ledger, article = open_article(tmp_path / "out", name)
    segments = source_view(ledger, article)
    text = RAW
    assert all(text[segment.start : segment.end] == segment.source for segment in segments)
    passages = {passage.id: passage for passage in split(article)}
    for segment in segments:
        if segment.passage:
            assert passages[segment.passage].text[segment.offset :].startswith(segment.text)
    assert [segment.fate for segment in segments if segment.fate != "blank"] == [
        "title",
        "byline",
        "body",
        "caption",
        "body",
        "body",
        *["unplaced"] * 3,
    ]


def test_hits_can_be_marked_in_both_views(tmp_path: Path) -> None:
    name = imported(tmp_path).articles[0]
    segments = source_view(*open_article(tmp_path / "out", name))
    passage = next(
        passage
        for passage in split(read_article(tmp_path / "out" / f"{name}.md"))
        if "支部建到" in passage.text
    )
    start = passage.text.index("支部建到")
    spans = to_source(segments, passage.id, start, start + 4)
    assert [RAW[a:b] for a, b in spans] == ["支部 建到"]
    assert to_passage(segments, *spans[0]) == [(passage.id, start, start + 4)]
    across = passage.text.index("提了就有")
    assert [RAW[a:b] for a, b in to_source(segments, passage.id, across, across + 4)] == ["提了", "就有"]


def test_an_edited_article_has_no_source_view_and_keeps_choices_for_later(tmp_path: Path) -> None:
    name = imported(tmp_path).articles[0]
    path = tmp_path / "out" / f"{name}.md"
    path.write_text(path.read_text().replace("9件", "十件"))
    with pytest.raises(LedgerError, match="edited by hand"):
        source_view(*open_article(tmp_path / "out", name))
    assert "kept for the next import" in decide(tmp_path, CAPTION, "accept").message
    with pytest.raises(LedgerError, match="no ledger has"):
        open_article(tmp_path / "out", "nobody")
    with pytest.raises(LedgerError, match="has no ledger of"):
        choose(tmp_path / "out", Choice("b.txt", "b" * 12, "accept"))


def test_a_ledger_is_found_by_article_and_by_source_and_a_damaged_one_hides_no_other(tmp_path: Path) -> None:
    outcome, folder = imported(tmp_path), tmp_path / "out"
    (head,) = of_source(folder, "a.txt")
    assert head.articles == outcome.articles
    damaged = folder / "ledger" / "0.json"
    damaged.write_text("{}")
    assert of_source(folder, "a.txt") == [head]
    assert all(of_article(folder, name, source="a.txt") == head for name in outcome.articles)
    with pytest.raises(LedgerError, match=r"0\.json"):
        of_article(folder, "no-such-article")
    damaged.unlink()
    assert of_source(folder, "b.txt") == []
    with pytest.raises(LedgerError, match="no ledger has an article"):
        of_article(folder, "no-such-article")
