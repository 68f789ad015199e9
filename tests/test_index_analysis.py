import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from growth import assert_growth
from hypothesis import given
from strategies import any_text, words

from index.corpus.articles import read_article
from index.text.folding import fold
from index.text.words import WINDOW, Segmenter, _own_words, windows

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def fast():
    return Segmenter("rjieba")


@pytest.fixture(scope="module")
def slow():
    return Segmenter("jieba")


def bundled() -> list[str]:
    return [
        block.text for path in sorted((ROOT / "articles").glob("*.md")) for block in read_article(path).blocks
    ]


@pytest.mark.slow
def test_both_tokenizers_cut_the_bundled_articles_alike(fast, slow):
    for text in bundled():
        assert fast.words(text) == slow.words(text)


@given(any_text(60))
def test_both_tokenizers_cut_any_text_alike(fast, slow, text):
    assert fast.words(text) == slow.words(text)


@given(words(), words())
def test_both_tokenizers_cut_pieces_of_chinese_alike(fast, slow, one, two):
    assert fast.words(one + two) == slow.words(one + two)


@given(any_text(60))
def test_both_tokenizers_tag_any_text_alike_and_part_it_as_it_is_cut(fast, slow, text):
    tagged = fast.tagged(fold(text))
    assert tagged == slow.tagged(fold(text))
    assert [word for word, _ in tagged] == fast.parts(fold(text))


def test_a_word_is_tagged_by_itself_and_one_of_our_own_is_not_tagged(fast, slow):
    for segmenter in (fast, slow):
        assert segmenter.tagged("专精特新企业增长") == [("专精特新", ""), ("企业", "n"), ("增长", "v")]


@pytest.mark.slow
def test_both_tokenizers_cut_strings_of_dictionary_words_alike(fast, slow):
    import jieba

    with jieba.get_module_res("dict.txt") as file:
        vocabulary = [line.split()[0] for line in file.read().decode().splitlines()]
    pick = random.Random(5)
    for _ in range(1_500):
        text = "".join(pick.choices(vocabulary, k=8))
        assert fast.words(text) == slow.words(text)


@given(any_text(60))
def test_both_tokenizers_cut_text_into_the_same_parts_that_join_to_it(fast, slow, text):
    folded = fold(text)
    assert "".join(fast.parts(folded)) == re.sub("[\ud800-\udfff]", "\ufffd", folded)
    assert fast.parts(folded) == slow.parts(folded)


def test_long_text_is_cut_into_parts_window_by_window(fast):
    text = "产业链党委服务企业，" * 400
    assert "".join(fast.parts(text)) == text
    assert len(fast.parts(text)) < len(fast.pieces(text))


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_our_own_words_are_words(engine, fast, slow):
    segmenter = fast if engine == "rjieba" else slow
    own = _own_words().split()
    assert own
    for word in own:
        assert word in segmenter.words(word)
        assert word in segmenter.words(f"在{word}上")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("党的建设", {"建设"}),
        ("ＡＩ技术", {"ai", "技术"}),
        ("產業鏈", {"产业"}),
        ("2024年", {"2024", "年"}),
        ("党 建 引 领 发 展", {"发展"}),
    ],
)
def test_words_are_those_of_the_folded_text(fast, text, expected):
    assert expected <= set(fast.words(text))


@given(any_text(60))
def test_every_word_stands_in_the_folded_text_and_holds_a_letter(fast, text):
    folded = fold(text)
    for word in fast.words(text):
        assert word in folded
        assert any(char.isalnum() or char == "_" for char in word)


def test_punctuation_and_gaps_are_no_words(fast):
    assert fast.words("，。！？“”（）…… \u3000\u200b—") == []


@pytest.mark.parametrize(
    "text", ["的" * 4_567, "一二，" * 900, "，" * 2_500, "a" * 999, "", "字" * WINDOW, "字" * (WINDOW + 1)]
)
def test_windows_rebuild_the_text_and_are_bounded(text):
    pieces = list(windows(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= WINDOW
    assert all(pieces) or not text


def test_windows_end_behind_punctuation_where_there_is_any():
    pieces = list(windows("字" * 700 + "。" + "字" * 700))
    assert [len(piece) for piece in pieces] == [701, 700]


def test_a_long_text_has_the_words_of_its_windows(fast, slow):
    text = "".join(bundled())
    assert len(text) > 3 * WINDOW
    assert fast.words(text) == slow.words(text)
    assert len(fast.words(text * 2)) == pytest.approx(2 * len(fast.words(text)), rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["的", "中国", "7", "a", "龘", "发展经济", "\u4e00"])
@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_time_grows_with_the_length_only(engine, piece, fast, slow):
    segmenter = fast if engine == "rjieba" else slow
    assert_growth(segmenter.words, lambda size: piece * (size // len(piece)), 40_000)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_no_tokenizer_touches_the_shared_temporary_folder(engine, tmp_path):
    poisoned = tmp_path / "jieba.cache"
    poisoned.write_bytes(b"not a cache")
    program = f"from index.text.words import Segmenter; print(Segmenter({engine!r}).words('产业链党委书记'))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path)},
    )
    assert "产业链" in done.stdout
    assert not done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
    assert poisoned.read_bytes() == b"not a cache"


def test_the_name_says_tokenizer_version_and_own_words(fast, slow):
    assert fast.name.split()[0] == "rjieba"
    assert slow.name.split()[0] == "jieba"
    assert fast.name.split()[2] == slow.name.split()[2]
    assert fast.name.split()[2].startswith("user:")


def test_the_fastest_tokenizer_at_hand_is_taken(monkeypatch):
    assert Segmenter().engine == "rjieba"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert Segmenter().engine == "jieba"
