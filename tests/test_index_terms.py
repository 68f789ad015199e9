import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store.arrays import ArrayFile, write_arrays
from index.store.terms import KEY, Terms, merge_terms, pack_terms

SHORT = st.binary(min_size=1, max_size=KEY).filter(lambda term: not term.endswith(b"\0"))
ANY = st.binary(max_size=11)
NEAR = st.text("党建a\1", max_size=4).map(str.encode)
LISTS = (st.sets(SHORT) | st.sets(ANY) | st.sets(NEAR)).map(sorted)


def stored(folder, terms: list[bytes]) -> Terms:
    write_arrays(folder / "a.cols", pack_terms("x", terms))
    return Terms(ArrayFile(folder / "a.cols"), "x")


@given(LISTS, ANY | NEAR)
def test_terms_are_kept_in_order_and_looked_up(tmp_path_factory, items, key):
    terms = stored(tmp_path_factory.getbasetemp(), items)
    assert len(terms) == len(items)
    assert list(terms) == items
    assert [terms[i] for i in range(len(terms))] == items
    for one in (key, *items):
        assert terms.find(one) == (items.index(one) if one in items else -1)
        assert terms.lower_bound(one) == sum(item < one for item in items)


@given(st.sets(st.text("党建a", min_size=1, max_size=4)), st.text("党建a", max_size=4))
def test_the_terms_that_begin_with_a_text_stand_side_by_side(tmp_path_factory, words, prefix):
    items = sorted(word.encode() for word in words)
    terms = stored(tmp_path_factory.getbasetemp(), items)
    low, high = terms.lower_bound(prefix.encode()), terms.lower_bound(prefix.encode() + b"\xff")
    assert items[low:high] == [item for item in items if item.startswith(prefix.encode())]


@given(st.lists(LISTS, min_size=1, max_size=4))
def test_lists_of_terms_are_united_in_order(tmp_path_factory, parts):
    base = tmp_path_factory.getbasetemp()
    opened = []
    for number, part in enumerate(parts):
        write_arrays(base / f"{number}.cols", pack_terms("x", part))
        opened.append(Terms(ArrayFile(base / f"{number}.cols"), "x"))
    union, maps = merge_terms(opened)
    write_arrays(base / "union.cols", pack_terms("x", union))
    merged = list(Terms(ArrayFile(base / "union.cols"), "x"))
    assert merged == sorted({term for part in parts for term in part})
    for part, mapped in zip(parts, maps, strict=True):
        assert [merged[i] for i in mapped.tolist()] == part


@pytest.mark.parametrize("terms", [["党建".encode(), "建党".encode()], [b"a" * KEY]])
def test_short_terms_need_no_bytes_beside_their_keys(tmp_path, terms):
    assert stored(tmp_path, terms).short
    assert not stored(tmp_path, [*terms, b"z" * (KEY + 1)]).short
