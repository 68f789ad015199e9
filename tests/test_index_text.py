import sys
import unicodedata
from itertools import pairwise

import pytest
from growth import assert_growth
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import any_text, text_with_gaps

from index.text.folding import INVISIBLE, fold, fold_map, normalise, sentences, squeeze, squeeze_map

INVISIBLES = [
    *(chr(code) for code in range(0x200B, 0x2010)),
    *(chr(code) for code in range(0x202A, 0x202F)),
    *(chr(code) for code in range(0x2066, 0x206A)),
    *"\ufeff\u00ad\u2060\u180e\ufe00\ufe0f\U000e0100\U000e0041\x00\x07\u061c\u3164",
]


@given(any_text(), any_text())
def test_normalising_pieces_is_normalising_the_whole(one, two):
    assert normalise(one + two) == normalise(one) + normalise(two)


@given(any_text(200))
def test_normalising_keeps_the_length_and_is_done_once(text):
    once = normalise(text)
    assert len(once) == len(text)
    assert normalise(once) == once


def test_every_character_there_is_normalises_to_one_character_at_once():
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    once = normalise(every)
    assert len(once) == len(every)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("ABC", "abc"),
        ("產業鏈黨委", "产业链党委"),
        ("乾隆 乾", normalise("乾")[0] + normalise("隆") + " " + normalise("乾")),
        ("（一）", "(一)"),
        ("１＋Ｘ＋Ｎ", "1+x+n"),
        ("İ", "İ"),
    ],
)
def test_width_case_and_traditional_forms_are_folded(text, expected):
    assert normalise(text) == expected


@given(any_text(200))
@example("a \u200b b")
@example("\u200ba\u00ad\u200bb")
@example("é \u3000é")
def test_folding_is_done_once(text):
    once = fold(text)
    assert fold(once) == once
    assert squeeze(once) == once


@given(any_text(80), st.integers(0, 80), st.integers(0, 80))
def test_what_a_reader_selects_is_found_where_it_was_selected(text, start, length):
    assert fold(text[start : start + length]) in fold(text)


@given(any_text(80))
def test_the_map_leads_back_to_the_character_each_came_from(text):
    squeezed, offsets = squeeze_map(text)
    assert squeezed == squeeze(text)
    assert len(offsets) == len(squeezed)
    assert list(offsets) == sorted(set(offsets))
    for char, offset in zip(squeezed, offsets, strict=True):
        assert char == text[offset] or (char == " " and squeeze(text[offset]) == "")


@given(any_text(60), st.data())
def test_a_span_of_folded_text_covers_its_source(text, data):
    folded, offsets = fold_map(text)
    if not folded:
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    assert fold(text[offsets[start] : offsets[end - 1] + 1]) == folded[start:end].strip(" ")


@pytest.mark.parametrize("char", INVISIBLES, ids=lambda char: f"U+{ord(char):04X}")
@pytest.mark.parametrize("text", ["党建引领", "AI", "a b", "2个"])
def test_an_invisible_character_hides_nothing(char, text):
    for at in range(len(text) + 1):
        assert fold(text[:at] + char + text[at:]) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("党 建\u3000引\n领", "党建引领"),
        ("New  \n York", "new york"),
        ("2024 年", "2024年"),
        ("12 34", "12 34"),
        ("第 3 章", "第3章"),
        ("naïve Café", "naïve café"),
        ("a\u200b \u200bb", "a b"),
        ("co\u00adoperate", "cooperate"),
        (" a ", "a"),
        ("\u3000", ""),
        ("", ""),
    ],
)
def test_gaps_count_only_between_latin_letters_and_digits(text, expected):
    assert fold(text) == expected


def test_no_folded_text_holds_the_terminator_of_the_postings():
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert "\1" not in fold(every)
    assert "\0" not in fold(every)


def test_format_characters_of_unicode_are_invisible_or_visible_on_purpose():
    kept = {char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) == "Cf"}
    shown = {char for char in kept if squeeze(char)}
    # Signs that stand under or around digits: Arabic, Syriac, Kaithi, Egyptian, shorthand, music.
    assert all(unicodedata.name(char, "").split()[0] in SHOWN for char in shown), shown


SHOWN = {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "SHORTHAND", "MUSICAL"}


@given(text_with_gaps(120))
def test_sentences_cover_all_but_white_space_in_order(text):
    spans = sentences(text)
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)
    left = [char for i, char in enumerate(text) if not any(a <= i < b for a, b in spans)]
    assert not "".join(left).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一。二！三？", ["一。", "二！", "三？"]),
        ("他说：“好。”大家笑了。", ["他说：“好。”", "大家笑了。"]),
        ("（见上文。）下文", ["（见上文。）", "下文"]),
        ("等等……再说", ["等等……", "再说"]),
        ("没有句号", ["没有句号"]),
        (" 一。 二。 ", ["一。", "二。"]),
        ("", []),
    ],
)
def test_a_sentence_ends_with_its_mark_and_closing_quotes(text, expected):
    assert [text[a:b] for a, b in sentences(text)] == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["的", "中国", " ", "\u200b", "a \u200b", "\u0301\u0323", "\ufdfa", "。", "“”", "1 ", "㈠㍿½", "!\u3000"],
    ids=ascii,
)
@pytest.mark.parametrize("function", [normalise, squeeze, fold_map, sentences])
def test_time_grows_with_the_length_only(piece, function):
    assert_growth(function, lambda size: piece * (size // len(piece)), 100_000)


def test_the_class_of_invisible_characters_holds_no_white_space():
    assert not [char for char in INVISIBLE if char.isspace()]
