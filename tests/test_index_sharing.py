"""Is all text that passages share found, each once, whatever its hashes, in time that grows as the text?"""

import numpy as np
import pytest
from growth import assert_growth
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build.segments import invert_fingerprints
from index.sharing.alike import SHORTEST
from index.sharing.clauses import Clauses
from index.sharing.fingerprints import fingerprints_of, hashed
from index.sharing.joined import Joined
from index.sharing.pairs import pairs
from index.sharing.stretches import Stretches

# Few letters and few pieces, so that texts repeat themselves and one another.
PIECE = st.text("甲乙丙", min_size=1, max_size=32)
LIVE = settings(max_examples=40, deadline=None)


@st.composite
def texts(draw):
    """Draw texts that are made of the ends and middles of a few pieces."""
    pieces = draw(st.lists(PIECE, min_size=1, max_size=4))
    cut = st.builds(
        lambda piece, low, end: piece[low:] + end,
        st.sampled_from([*pieces, pieces[0] * 2, "甲" * 45]),
        st.integers(0, 8),
        st.sampled_from(["", "子", "丑寅"]),
    )
    return draw(st.lists(st.lists(cut, max_size=3).map(lambda own: "".join(own)[:80]), max_size=6))


def stretches_of(text):
    return {text[at : at + SHORTEST] for at in range(len(text) - SHORTEST + 1)}


def plain_clauses(given_texts):
    """Return all clauses by a plain loop over everything that stands anywhere: which texts hold each."""
    held = {}
    for number, text in enumerate(given_texts):
        for low in range(len(text)):
            for high in range(low + SHORTEST, len(text) + 1):
                held.setdefault(text[low:high], set()).add(number)
    letters = {letter for text in given_texts for letter in text}
    return {
        text: own
        for text, own in held.items()
        if len(own) > 1
        and not any(held.get(letter + text) == own or held.get(text + letter) == own for letter in letters)
    }


@given(texts())
@LIVE
def test_every_clause_is_found_with_all_its_places(given_texts):
    clauses = Clauses.of(Joined(given_texts))
    found = {clauses.text(one): {*clauses.owners(one).tolist()} for one in clauses.clauses}
    assert found == plain_clauses(given_texts)
    assert len(found) == len(clauses.clauses)
    for one in clauses.clauses:
        text, starts = clauses.text(one), clauses.joined.starts
        assert (one.length, one.texts) == (len(text), len(found[text]))
        places = [
            int(starts[number]) + at
            for number, own in enumerate(given_texts)
            for at in range(len(own))
            if own.startswith(text, at)
        ]
        assert sorted(clauses.at(one).tolist()) == places


def covered(text, others):
    """Return how many characters of a text lie in a stretch that others hold."""
    held = set().union(*map(stretches_of, others))
    return len(
        {
            at
            for low in range(len(text) - SHORTEST + 1)
            if text[low : low + SHORTEST] in held
            for at in range(low, low + SHORTEST)
        }
    )


def longest(text, other):
    sizes = range(len(text), 0, -1)
    return next((n for n in sizes for at in range(len(text) - n + 1) if text[at : at + n] in other), 0)


@given(texts(), st.data())
@LIVE
def test_every_pair_of_articles_that_shares_text_is_found_with_how_much(given_texts, data):
    steps = data.draw(st.lists(st.integers(0, 1), min_size=len(given_texts), max_size=len(given_texts)))
    articles = np.cumsum([0, *steps[1:]])[: len(given_texts)]
    of = {one: [t for t, own in zip(given_texts, articles, strict=True) if own == one] for one in {*articles}}
    wanted = {
        (one, two): (
            shared,
            sum(covered(text, of[one]) for text in of[two]),
            max(longest(text, other) for text in of[one] for other in of[two]),
        )
        for one in of
        for two in of
        if one < two and (shared := sum(covered(text, of[two]) for text in of[one]))
    }
    found = {pair[:2]: pair[2:] for pair in pairs(Clauses.of(Joined(given_texts)), articles)}
    assert found == wanted


@given(texts())
@LIVE
def test_texts_with_20_characters_in_common_have_a_fingerprint_in_common(given_texts):
    prints = [{*fingerprints_of([text]).tolist()} for text in given_texts]
    for text, own in zip(given_texts, prints, strict=True):
        for other, theirs in zip(given_texts, prints, strict=True):
            if stretches_of(text) & stretches_of(other):
                assert own & theirs
    arrays = invert_fingerprints("f", given_texts)
    ends = np.repeat(arrays["f.terms.keys"], np.diff(arrays["f.starts"].astype(np.int64))).tolist()
    assert {*zip(arrays["f.docs"].tolist(), ends, strict=True)} == {
        (number, one) for number, own in enumerate(prints) for one in own
    }


@pytest.mark.parametrize("bits", [0, 1, 3])
@given(texts())
@LIVE
def test_stretches_are_told_apart_though_all_have_one_hash(bits, given_texts):
    joined = Joined(given_texts)
    weak = Stretches.of(joined, lambda codes: hashed(codes) & np.uint64(2**bits - 1) | np.uint64(1))
    good = Stretches.of(joined)
    assert weak.positions.tolist() == good.positions.tolist()
    same = {*zip(weak.kinds.tolist(), good.kinds.tolist(), strict=True)}
    assert len(same) == len({*good.kinds.tolist()}) == len({*weak.kinds.tolist()})


ENDLESS = {
    "one letter": lambda size: "\n".join(["甲" * 200] * (size // 200)),
    "a formula in every text": lambda size: "\n".join(
        f"第{n}号，各单位要按照本通知要求抓好工作落实不得有误，{n}。" for n in range(size // 34)
    ),
    "letters of growing number": lambda size: "\n".join("乙" * (20 + n % 40) for n in range(size // 40)),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_repeats_itself_takes_no_more_than_its_length(kind):
    assert_growth(lambda text: Clauses.of(Joined(text.split("\n"))), ENDLESS[kind], 60_000)


def test_a_formula_of_a_thousand_texts_has_a_thousand_places_and_no_pairs():
    formula = "各单位要按照本通知要求抓好工作落实不得有误"
    clauses = Clauses.of(Joined([f"{chr(0x4E00 + n)}{formula}{chr(0x6E00 + n)}" for n in range(1000)]))
    (one,) = clauses.clauses
    assert (clauses.text(one), one.texts, len(clauses.places)) == (formula, 1000, 1000)
