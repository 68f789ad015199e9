"""Does one pass of an automaton label as a plain reader does who tries every phrase and name everywhere?"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import invent
from slow_labels import slow_matches, slow_mentions
from strategies import hostile_text

from index.labels.gazetteer import load_gazetteer
from index.labels.initiatives import matches
from index.labels.mentions import find_mentions
from index.labels.taxonomy import load_taxonomy
from index.text.folded import FoldedText, fold_all, folded_texts
from index.text.folding import fold, fold_map
from index.text.phrases import Phrases

GAZETTEER, TAXONOMY = load_gazetteer(), load_taxonomy()
NAMES = tuple(GAZETTEER.senses)
RULES = tuple(rule for each in TAXONOMY.types for rule in each.rules)
PHRASES = tuple(phrase for rule in RULES for group in (*rule.groups, rule.excluded) for phrase in group)
BETWEEN = (
    *("。", "！", "…", "……", "”", "“", '"', "》", "\n", " ", "\u3000", "\u200b", "，", "、", "：", ":"),
    *("的", "在", "工作", "AI ", "發展", "江河", "市场", "有限公司", "高新区", "中路", "1", "a b", "\ud800"),
)
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TRADITIONAL = str.maketrans("产业链党组织发区县广东", "產業鏈黨組織發區縣廣東")


def broken(pick, phrase):
    """Return a phrase as a page may have it: in two lines, spaced, cut, full-width, in Traditional form."""
    at = pick.randrange(len(phrase) + 1)
    gap = pick.choice(["\n", " ", "\u3000", "\u200b", "“", "。"])
    forms = [phrase] * 8 + [phrase.translate(WIDE), phrase.translate(TRADITIONAL), phrase.upper()]
    return pick.choice([*forms, phrase[:at] + gap + phrase[at:], phrase[: at or 1], phrase[at - 1 :]])


def a_text(pick, longest):
    """Return text of names and phrases that meet and overlap."""
    rule = pick.choice(RULES)
    near = [phrase for group in (*rule.groups, rule.excluded) for phrase in group]
    pieces = []
    for _ in range(pick.randint(0, longest)):
        pieces.append(
            broken(pick, pick.choice([pick.choice(NAMES), pick.choice(PHRASES), pick.choice(near)]))
        )
        pieces += pick.choices(BETWEEN, k=pick.choice([0, 0, 1, 2]))
    return "".join(pieces)


def told(taxonomy, title, passages):
    return [
        (match.rule.id, match.passage, match.sentence, match.span, match.points)
        for match in matches(taxonomy, title, passages)
    ]


def named(text):
    return [
        (found.start, found.end, found.name, sorted(sense.code for sense in found.senses), found.tail)
        for found in find_mentions(GAZETTEER, text, passage=0)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_every_rule_holds_where_a_plain_reader_finds_it(seed):
    pick = random.Random(seed)
    kinds = ["heading", "paragraph", "caption", "unplaced"]
    seen = 0
    for _ in range(25):
        passages = [(pick.choice(kinds), a_text(pick, 12)) for _ in range(pick.randint(0, 4))]
        title = a_text(pick, 3)
        expected = slow_matches(TAXONOMY, title, passages)
        assert told(TAXONOMY, title, passages) == expected
        seen += len(expected)
    assert seen > 30


@pytest.mark.parametrize("seed", range(8))
def test_every_place_is_named_where_a_plain_reader_finds_it(seed):
    pick = random.Random(seed)
    seen = 0
    for _ in range(60):
        text = a_text(pick, 12)
        expected = slow_mentions(GAZETTEER, text)
        assert named(text) == expected
        seen += len(expected)
    assert seen > 30


def test_articles_are_labelled_as_a_plain_reader_labels_them():
    for seed in range(30):
        article = invent(seed)
        passages = [(block.kind, block.text) for block in article.blocks]
        assert told(TAXONOMY, article.title, passages) == slow_matches(TAXONOMY, article.title, passages)
        for _, text in passages:
            assert named(text) == slow_mentions(GAZETTEER, text)


@given(st.lists(hostile_text()))
def test_texts_folded_together_are_each_folded(texts):
    assert fold_all(texts) == [fold(text) for text in texts]


@given(st.text(st.sampled_from("a b\t1党\u3000\n\u200b。Ａ產\ud800\U0001f600"), max_size=30))
def test_a_folded_text_knows_the_way_back(text):
    [folded] = folded_texts([text])
    assert (folded.folded, list(folded.offsets)) == (fold_map(text)[0], list(fold_map(text)[1]))
    assert folded_texts([folded, text])[0] is folded
    assert FoldedText.of(text).folded == folded.folded


@given(
    st.lists(st.text("党链a", min_size=1, max_size=4), max_size=6),
    st.text("党链a\ud800\U00020000", max_size=30),
)
def test_every_occurrence_of_every_phrase_is_found(phrases, text):
    finder = Phrases(phrases)
    assert len(set(finder.phrases)) == len(finder.phrases)
    expected = [
        (start, start + len(phrase), number)
        for start in range(len(text))
        for number, phrase in enumerate(finder.phrases)
        if text.startswith(phrase, start)
    ]
    assert finder.find(text) == sorted(expected, key=lambda found: (found[0], -found[1]))
