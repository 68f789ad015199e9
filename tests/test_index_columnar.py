"""A plain Whoosh search over our codec gives the hits of the stock codec."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, create_in
from whoosh.query import spans
from whoosh.reading import TermNotFound

from index.store.generation import NAME
from index.text.folding import fold
from index.whoosh.codec import ColumnarCodec

WORDS = ("一", "二", "三", "四", "五", "党建", "党", "a", "ab", "abc", "长词长词长词")
FIELDS = ("body", "kw", "tag")


def schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        body=fields.TEXT(analyzer=SpaceSeparatedTokenizer(), stored=True),
        kw=fields.KEYWORD(stored=True),
        tag=fields.ID,
    )


Rows = list[dict[str, str]]


def rows() -> st.SearchStrategy[Rows]:
    word = st.sampled_from(WORDS)
    body = st.lists(word, max_size=8)  # stock Whoosh rounds longer lengths.map(" ".join)
    row = st.fixed_dictionaries({}, optional={"body": body, "kw": body, "tag": word})
    return st.lists(row, min_size=1, max_size=15).map(
        lambda made: [{"id": str(i), **own} for i, own in enumerate(made)]
    )


def queries() -> st.SearchStrategy[query.Query]:
    word = st.sampled_from((*WORDS, "没有"))
    field = st.sampled_from(FIELDS)
    leaf = (
        st.builds(query.Term, field, word)
        | st.builds(query.Prefix, field, word)
        | st.builds(lambda name, text: query.Wildcard(name, f"{text}*"), field, word)
        | st.builds(query.FuzzyTerm, field, word)
        | st.builds(lambda name, a, b: query.TermRange(name, min(a, b), max(a, b)), field, word, word)
        | st.builds(
            lambda some, slop: query.Phrase("body", some, slop=slop),
            st.lists(word, min_size=1, max_size=3),
            st.integers(1, 3),
        )
        | st.builds(
            lambda a, b: spans.SpanNear(query.Term("body", a), query.Term("body", b), slop=2), word, word
        )
        | st.just(query.Every())
        | field.map(query.Every)
    )

    def larger(inner: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
        some = st.lists(inner, min_size=1, max_size=3)
        return (
            some.map(query.And)
            | some.map(query.Or)
            | st.builds(lambda a, b: query.And([a, query.Not(b)]), inner, inner)
            | st.builds(query.AndMaybe, inner, inner)
            | st.builds(query.DisjunctionMax, some)
        )

    return st.recursive(leaf, larger, max_leaves=5)


def written(folder, codec, made: Rows, cuts: list[int], gone: list[str]) -> FileIndex:
    """Write rows with one codec, in several segments, some of them deleted."""
    folder.mkdir()
    index = create_in(folder, schema())
    for low, high in zip([0, *cuts], [*cuts, len(made)], strict=True):
        writer = index.writer(codec=codec)
        for row in made[low:high]:
            writer.add_document(**row)
        writer.commit(merge=False)
    writer = index.writer(codec=codec)
    for name in gone:
        writer.delete_by_term("id", name)
    writer.commit(merge=False)
    return index


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def hits(index: FileIndex, asked: query.Query) -> dict[str, float]:
    with index.searcher() as searcher:
        return {hit["id"]: hit.score for hit in searcher.search(asked, limit=None)}


@pytest.mark.slow
@settings(max_examples=60)
@given(rows(), st.data())
def test_both_codecs_give_the_same_hits(tmp_path_factory, made, data):
    base = tmp_path_factory.mktemp("codec")
    cuts = sorted(data.draw(st.sets(st.integers(1, max(len(made) - 1, 1)), max_size=3)) - {len(made)})
    gone = data.draw(st.lists(st.sampled_from([row["id"] for row in made]), max_size=4))
    stock = written(base / "stock", W3Codec(), made, cuts, gone)
    ours = written(base / "ours", ColumnarCodec(), made, cuts, gone)
    for asked in data.draw(st.lists(queries(), min_size=5, max_size=12)):
        try:
            expected = hits(stock, asked)
        except (NotImplementedError, AttributeError, TypeError):
            continue  # a query that stock Whoosh itself stumbles over
        assert hits(ours, asked) == pytest.approx(expected, rel=1e-4), asked
    with stock.searcher() as one, ours.searcher() as two:
        assert one.doc_count() == two.doc_count()
        assert one.doc_count_all() == two.doc_count_all()
        for name in FIELDS:
            assert list(one.lexicon(name)) == list(two.lexicon(name))
            for text in one.lexicon(name):
                assert one.doc_frequency(name, text) == two.doc_frequency(name, text)
                assert one.frequency(name, text) == two.frequency(name, text)
        stored = [[dict(s.stored_fields(n)) for n in range(s.doc_count_all())] for s in (one, two)]
        assert stored[0] == stored[1]


def test_a_reader_answers_what_a_stock_reader_answers(tmp_path):
    made = [{"id": str(i), "body": " ".join(WORDS[: i + 1]), "kw": WORDS[i]} for i in range(6)]
    stock = written(tmp_path / "s", W3Codec(), made, [], ["2"])
    ours = written(tmp_path / "o", ColumnarCodec(), made, [], ["2"])
    with stock.reader() as one, ours.reader() as two:
        assert list(one.all_terms()) == list(two.all_terms())
        following = [[t for t in reader.terms_from("body", "二") if t[0] == "body"] for reader in (one, two)]
        assert following[0] == following[1]
        assert sorted(one.indexed_field_names()) == sorted(two.indexed_field_names())
        assert list(one.all_doc_ids()) == list(two.all_doc_ids())
        for name in ("body", "kw"):
            assert one.field_length(name) == two.field_length(name)
            assert list(one.expand_prefix(name, "a")) == list(two.expand_prefix(name, "a"))
            lengths = [[r.doc_field_length(n, name) for n in range(6)] for r in (one, two)]
            assert lengths[0] == lengths[1]
        assert list(one.postings("body", "一").all_ids()) == list(two.postings("body", "一").all_ids())
        assert [t for t, _ in one.iter_field("body")] == [t for t, _ in two.iter_field("body")]
        assert (two.min_field_length("body"), two.max_field_length("body")) == (1, 6)
        for reader in (one, two):
            assert reader.is_deleted(2)
            assert not reader.has_vector(0, "body")
            with pytest.raises(TermNotFound):
                reader.postings("body", "没有")
            with pytest.raises(TermNotFound):
                reader.term_info("nothing", "x")
        assert not two.has_column("body")


def test_a_weight_that_is_no_whole_number_is_refused(tmp_path):
    index = create_in(tmp_path, fields.Schema(kw=fields.KEYWORD(field_boost=1.5)))
    writer = index.writer(codec=ColumnarCodec())
    writer.add_document(kw="甲")
    with pytest.raises(ValueError, match="not a whole number"):
        writer.commit()


# ---------------------------------------------------------------- our own generations


@pytest.fixture(scope="module")
def plain(stepped):
    return FileIndex(FileStorage(str(stepped.backend.snapshot.generation.folder)), indexname=NAME)


def places(index: FileIndex, asked: query.Query) -> list[tuple[str, str]]:
    with index.searcher() as searcher:
        return sorted((hit["article"], hit["passage"]) for hit in searcher.search(asked, limit=None))


def test_plain_whoosh_finds_words_and_characters_in_our_generation(plain, oracle, stepped):
    words = {row.place: set(stepped.segmenter.words(row.passage.text)) for row in oracle.rows}
    for word in ("发展", "党建", "服务", "企业", "ai", "没有的词"):
        assert places(plain, query.Term("words", word)) == sorted(
            p for p, own in words.items() if word in own
        )
    for char in "党的a鑫":
        expected = sorted(row.place for row in oracle.rows if char in row.scanned.folded)
        assert places(plain, query.Term("chars", char)) == expected
    both = query.And([query.Term("words", "发展"), query.Not(query.Term("chars", "党"))])
    expected = sorted(
        r.place for r in oracle.rows if "发展" in words[r.place] and "党" not in r.scanned.folded
    )
    assert places(plain, both) == expected


def test_plain_whoosh_finds_phrases_of_grams_in_our_generation(plain, oracle):
    pick = random.Random(3)
    for _ in range(40):
        text = pick.choice(oracle.rows).scanned.folded
        start = pick.randrange(max(len(text) - 3, 1))
        needle = text[start : start + pick.randint(3, 9)]
        if len(needle) < 3:
            continue
        grams = [needle[i : i + 2] for i in range(len(needle) - 1)]
        expected = sorted(row.place for row in oracle.rows if needle in row.scanned.folded)
        assert places(plain, query.Phrase("grams", grams)) == expected


def test_plain_whoosh_reads_our_passages(plain, oracle):
    with plain.searcher() as searcher:
        assert searcher.doc_count() == len(oracle.rows)
        row = oracle.rows[5]
        found = searcher.search(query.Term("passage", row.passage.id), limit=None)
        assert row.passage.text in [hit["text"] for hit in found]
        assert {fold(hit["text"]) for hit in found} == {row.scanned.folded}
        everything = [dict(fields) for fields in searcher.documents()]
    assert sorted((item["article"], item["passage"]) for item in everything) == sorted(
        r.place for r in oracle.rows
    )
