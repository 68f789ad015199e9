import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import articles, hostile_text

from index.corpus.articles import Article, Block
from index.corpus.passages import KINDS, digest, join, split

# Frozen: a changed line here breaks every link that was ever given out.
FROZEN = {
    "党建引领": "ad66a20d31e3",
    "党 建\u3000引\n领": "ad66a20d31e3",
    "青石市 2024 年新建 12 个产业链党委。": "b2831d258839",
    "“红色引擎”": "d4cd51ea6c81",
    "Cafe\u0301 de Paris": "a39e5fc567ad",
    "Caf\u00e9 de Paris": "a39e5fc567ad",
    "\U00020000": "b7f1d99f1b64",
    "\u200b": "f4e48e664a60",
}


@pytest.mark.parametrize(("text", "expected"), FROZEN.items())
def test_an_id_is_frozen(text, expected):
    assert digest(text) == expected


@given(hostile_text(60), hostile_text(60))
def test_an_id_ignores_white_space_and_composition_and_nothing_else(one, two):
    plain = ["".join(unicodedata.normalize("NFC", text).split()) for text in (one, two)]
    assert (digest(one) == digest(two)) == (plain[0] == plain[1])
    assert digest(f"{one} \u3000\n") == digest(one)


@given(articles())
def test_joined_passages_rebuild_the_article(article):
    titles, blocks = join(split(article))
    assert titles == tuple(text for text in (article.title, article.subtitle) if text)
    assert blocks == article.blocks


@given(articles())
def test_an_id_is_unique_within_its_article_and_begins_with_the_digest(article):
    passages = split(article)
    assert len({passage.id for passage in passages}) == len(passages)
    assert all(passage.id.partition("-")[0] == digest(passage.text) for passage in passages)
    assert [passage.number for passage in passages] == list(range(len(passages)))
    assert all(passage.kind in KINDS for passage in passages)


def article_of(*blocks: tuple[str, str], **fields: str) -> Article:
    return Article("a", "题", blocks=tuple(Block(*block) for block in blocks), **fields)


def test_a_repeated_passage_is_numbered_from_its_second_place():
    passages = split(
        article_of(*[("paragraph", "同一句话。")] * 3, ("caption", "同 一句话。"), ("paragraph", "题"))
    )
    first = digest("同一句话。")
    assert [passage.id for passage in passages] == [
        digest("题"),
        first,
        f"{first}-2",
        f"{first}-3",
        f"{first}-4",
        f"{digest('题')}-2",
    ]


def test_a_passage_that_moves_keeps_its_id_and_one_that_changes_gets_another():
    old = split(article_of(("paragraph", "甲。"), ("paragraph", "乙。")))
    new = split(article_of(("paragraph", "乙。"), ("heading", "甲。"), ("paragraph", "丙。")))
    assert {passage.id for passage in old} < {passage.id for passage in new}
    assert digest("乙。") != digest("乙！")


def test_a_passage_knows_the_heading_it_stands_under():
    passages = split(
        article_of(
            ("paragraph", "一"), ("heading", "上"), ("paragraph", "二"), ("heading", "下"), ("caption", "三")
        )
    )
    assert [passage.heading for passage in passages] == ["", "", "上", "上", "下", "下"]


def test_title_and_subtitle_come_first_and_are_titles():
    passages = split(article_of(("paragraph", "一"), subtitle="副"))
    assert [(passage.kind, passage.text) for passage in passages] == [
        ("title", "题"),
        ("title", "副"),
        ("paragraph", "一"),
    ]


@given(st.text(" \t\u3000党", min_size=1, max_size=8))
def test_an_id_has_twelve_hexadecimal_digits(text):
    assert len(digest(text)) == 12
    assert int(digest(text), 16) >= 0
