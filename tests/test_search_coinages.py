"""Are the names of initiatives told from ordinary quotations, and their variants known as one?"""

import re

import pytest
from growth import assert_growth
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import hostile_text

from bench.initiatives_gold import GOALS, PARTS, SETS, gold, main, measure
from index.labels.record import ArticleRecord
from index.text.folded import FoldedText
from index.text.folding import fold
from search.backend import MatchedPassage, StoredPassage
from search.coinages.names import LONGEST, key_of
from search.coinages.reading import _CLOSES, _OPENS, _STRAIGHT, HELD, MARKS, read_mentions
from search.coinages.signs import SIGNS
from search.instruments.initiatives.gathering import _coinages

REACHED = {
    "tune": {"coinage": (0.98, 0.98), "gloss": (0.99, 0.99)},
    "report": {"coinage": (0.86, 0.90), "gloss": (0.99, 0.87)},
}


def read(text):
    return [*read_mentions(FoldedText.of(text))]


def told(text):
    return [mention for mention in read(text) if mention.sign]


# ---------------------------------------------------------------- the gold


@pytest.mark.parametrize("name", SETS)
def test_precision_and_recall_of_the_gold_are_not_below_what_was_reached(name):
    scores, faults = measure(name)
    assert scores.keys() == set(PARTS) == REACHED[name].keys()
    for part, score in scores.items():
        precision, recall = REACHED[name][part]
        assert score.precision >= precision, "\n".join(faults)
        assert score.recall >= recall, "\n".join(faults)


def test_the_gold_is_large_enough_and_no_sentence_stands_in_two_parts():
    sentences = [sentence for name in SETS for sentence, _ in gold(name)]
    assert len({*sentences}) == len(sentences) >= 200
    for name in SETS:
        lines = [*gold(name)]
        none = [sentence for sentence, wanted in lines if not wanted]
        assert 0.4 < len(none) / len(lines) < 0.6, "coinages and ordinary quotations in even parts"
        for sentence, wanted in lines:
            bare = re.sub(f"[{MARKS}·]", "", fold(sentence))
            assert all(key in bare for key, _ in wanted)


def test_the_measure_prints_every_part_of_the_gold(capsys):
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert re.findall(r"^(\w+) +coinage +precision [\d.]+  recall [\d.]+", printed, re.MULTILINE) == list(
        SETS
    )
    assert printed.count("goal") == len(GOALS)


# ---------------------------------------------------------------- signs

EXAMPLES = {
    "shape": ("他说“好”。", "“我们一定要把这件事情办得又快又好又让人满意才行”"),
    "stock": ("推行“卡脖子”工程。",),
    "document": ("开展“关于流程的意见”活动。",),
    "speech": ("书记表示：“干就干好”。",),
    "so-called": ("推行所谓“红色引擎”。",),
    "award": ("村里获评“红色堡垒”。",),
    "honour": ("村里有“红色堡垒”称号。",),
    "trouble": ("打通“红色堵点”。",),
    "industry": ("构建“1+3”产业格局。",),
    "ideal": ("弘扬“红色先锋”精神。", "坚持“红色先锋”的理念。"),
    "turn": ("由人管变为“红色引擎”。",),
    "picture": ("打好“红色组合拳”。", "拧紧“红色阀门”。"),
    "kind": ("“红色引擎”工程启动。", "“红色引擎”等行动。", "“红色引擎”“蓝色港湾”行动。"),
    "named": ("品牌名为“红聚一方”。",),
    "brand": ("“红聚一方”是全县的品牌。",),
    "listed": ("“有求必应、无事不扰”。",),
    "model": ("推行“青禾1号”。",),
    "formula": ("按“1+X+N”办。", "靠“党建+物业”。"),
    "numbered": ("全面落实“一企一策”。",),
    "ending": ("走进“红色驿站”。",),
    "deed": ("探索“红聚一方”。",),
    "going": ("“红聚一方”已办6期。",),
    "self": ("就是“我为群众跑腿”。",),
}


def test_every_sign_has_examples():
    assert EXAMPLES.keys() == {sign.name for sign in SIGNS}


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.name)
def test_a_sign_tells_what_it_is_for(sign):
    for text in EXAMPLES[sign.name]:
        signs = {mention.sign for mention in told(text)}
        assert signs == ({sign.name} if sign.coinage else set()), text
        assert sign.zh
        assert sign.en.isascii()


@pytest.mark.parametrize(
    "text", ["实行1357工作法。", "构建 1+X+N 模式。", "建立４４５８服务机制。", "采用1+2+\n3工作机制。"]
)
def test_a_number_with_a_kind_behind_it_is_a_name_without_marks(text):
    (mention,) = told(text)
    assert mention.sign == "number"
    assert mention.sought in fold(text)


@pytest.mark.parametrize("text", ["投入1357万元。", "全县有365天。", "模式1357。", "1+1等于2。"])
def test_other_numbers_are_none(text):
    assert not read(text)


# ---------------------------------------------------------------- variants

SAME = [
    "推行“1357工作法”。",
    "推行“1357”工作法。",
    "推行1357工作法。",
    '推行"1357工作法"。',
    "推行「1357 工作法」。",
    "推行‘1357工作法’。",
    "推行“1３5７\n工作法”。",
    "推行“1357”机制。",
    "推行『1357工作模式』。",
]


def test_variants_have_one_key_and_each_its_own_form():
    mentions = [told(text) for text in SAME]
    assert {mention.key for some in mentions for mention in some} == {"1357"}
    assert [len(some) for some in mentions] == [1] * len(SAME)
    assert len({some[0].form for some in mentions}) == len(SAME)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("红聚沃野 能动未来", "红聚沃野能动未来"),
        ("党建领航·春行研学", "党建领航春行研学"),
        ("紅色引擎", "红色引擎工程"),
        ("经‘彩’开‘讲’", "经彩开讲"),
        ("ＡI助企", "ai助企行动"),
    ],
)
def test_what_does_not_count_parts_no_names(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("红色管家", "红色管家团"), ("工程", "行动"), ("五减行动", "四减行动"), ("制度", "度")]
)
def test_other_names_stay_apart(one, other):
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize("text", ["‘春雨’行动", "“春雨”行动", "「春雨」行动", "『春雨』行动", '"春雨"行动'])
def test_every_style_of_marks_opens_and_closes(text):
    (mention,) = told(f"启动{text}。")
    assert (mention.key, mention.form) == ("春雨", text)


@pytest.mark.parametrize("text", ["”春雨“行动", "“春雨行动", '他说"好的"春雨"行动"'])
def test_marks_that_do_not_pair_show_nothing(text):
    assert "春雨" not in {mention.key for mention in told(text)}


def test_the_marks_are_those_that_are_folded_into_one_of_two():
    marks = {char for char in map(chr, range(0x20, 0x10000)) if fold(char) in (*MARKS,)}
    assert not _OPENS & _CLOSES
    assert marks >= _OPENS | _CLOSES
    assert marks - _OPENS - _CLOSES == {*_STRAIGHT}


# ---------------------------------------------------------------- glosses

GLOSSED = [
    ("“板凳夜话”就是晚上到村里听意见。", "defines"),
    ("“板凳夜话”工作法，即晚上到村里听意见。", "defines"),
    ("所谓“板凳夜话”，说的是晚上的事。", "defines"),
    ("“板凳夜话”：一听，二议，三办。", "defines"),
    ("这个办法概括为“板凳夜话”。", "names"),
    ("村民把它叫做“板凳夜话”。", "names"),
    ("推行“板凳夜话”以来，矛盾少了。", ""),
    ("“板凳夜话”即将开始。", ""),
]


@pytest.mark.parametrize(("text", "gloss"), GLOSSED)
def test_a_sentence_that_explains_a_name_is_known_by_its_words(text, gloss):
    (mention,) = read(text)
    assert mention.gloss == gloss


# ---------------------------------------------------------------- gathered


def gathered(*texts):
    """Return by key what some articles of one passage name, the first of them undated."""
    stream = [
        MatchedPassage(
            ArticleRecord(f"a{number}", "题", published=f"20{number:02}" if number else ""),
            StoredPassage("p", "paragraph", text, ""),
            1,
        )
        for number, text in enumerate(texts)
    ]
    return {one.key: one for one in _coinages(stream)}


def articles(coinage):
    return [one.record.id for one in coinage.named]


def test_one_place_with_a_sign_makes_all_quotations_of_a_name_count():
    found = gathered(
        "来看“红色引擎”。", "“红色引擎”工程启动。", "红色引擎。", "“蓝色引擎”。", "甲”红色引擎“乙"
    )
    assert articles(found["红色引擎"]) == ["a1", "a4", "a0"]
    assert found.keys() == {"红色引擎"}


def test_a_longer_number_that_holds_a_shorter_name_counts_for_it_as_for_a_search():
    found = gathered("推行1357工作法。", "推行21357工作法。", "推行357工作法。")
    assert articles(found["1357"]) == ["a1", "a0"]
    assert articles(found["357"]) == ["a1", "a2", "a0"]
    assert articles(found["21357"]) == ["a1"]
    assert found["1357"].forms == (("1357工作法", 1),)


def test_the_name_shown_is_the_one_most_written_and_the_longer_of_equals():
    assert gathered("推行1357工作法。", "推行“1357”工作法。")["1357"].name == "1357工作法"
    assert gathered("“春雨”行动", "“春雨行动”启动", "“春雨”行动")["春雨"].name == "春雨"


def test_the_gloss_is_the_earliest_sentence_that_explains_then_the_earliest_that_names():
    found = gathered("“春雨”是送政策上门的行动。", "启动“春雨”行动。", "好。“春雨”就是送贷款上门的行动。对。")
    assert found["春雨"].glossed.sentence == "“春雨”就是送贷款上门的行动。"
    assert found["春雨"].first.record.id == "a1"
    assert gathered("“春雨”。", "启动“春雨”行动。", "还有“春雨”。")["春雨"].glossed.record.id == "a1"


# ---------------------------------------------------------------- any text

PIECES = st.sampled_from(
    [*"“”‘’\"'「」『』", "红色引擎", "1+X+N", "1357", "工作法", "推行", "行动", " ", "\n", "，", "说"]
)


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=30).map("".join) | hostile_text())
def test_what_is_read_stands_in_the_text_and_is_found_by_its_string(text):
    folded = fold(text)
    for mention in read(text):
        assert fold(text[slice(*mention.span)]) == mention.sought
        assert mention.sought in folded
        assert any(string in mention.sought for string in HELD)
        assert 2 <= len(fold(mention.name)) <= max(LONGEST, len(mention.sought))
        assert mention.key


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_place_of_a_string_is_read(text):
    folded, mentions = fold(text), read(text)
    for sought in {mention.sought for mention in mentions if mention.sought[0] in "\"'"}:
        places = sum(folded.startswith(sought, at) for at in range(len(folded)))
        assert places == sum(mention.sought == sought for mention in mentions)


NUMBERS = st.lists(
    st.sampled_from(["1", "357", "+", "N", "工作", "机制", "模式", "“", " "]), max_size=14
).map("".join)


@settings(max_examples=40)
@given(NUMBERS, NUMBERS)
def test_a_text_that_holds_a_bare_name_has_a_mention_that_holds_it(one, other):
    for mention in read(one):
        if mention.sign == "number" and mention.sought in fold(other):
            assert any(mention.sought in own.sought for own in read(other))


def test_the_work_grows_with_the_text():
    line = '“红色引擎”行动，他说"很好，很好"，推行1+X+N模式。\'“' + "“" * 5 + "1+" * 9 + "字" * 30
    for piece in (line, '"', "“", "1+", "1 ", "字", "“字"):
        assert_growth(read, lambda size: piece * (size // len(piece)), 40_000)  # noqa: B023
