"""Is an article shown as its file says, and where is a passage that no longer stands there?"""

import pytest

from index.corpus.articles import read_article
from index.corpus.passages import digest, split
from search.backend import Anchor
from search.query.request import Query

MOVING = "全部搬走的一段话，连同它的前因后果一起搬走。"


@pytest.mark.parametrize("name", ["bundled", "stepped"])
def test_an_article_has_the_passages_of_its_file_in_reading_order(
    engines, bundled_corpus, stepped_corpus, name
):
    corpus = {"bundled": bundled_corpus, "stepped": stepped_corpus}[name]
    view = engines[name].answers().view
    paths = sorted(corpus.articles.glob("*.md"))
    for path in paths:
        written = read_article(path)
        stored = view.article(written.id)
        wanted = [(one.id, one.kind, one.text, one.heading) for one in split(written)]
        assert [(one.id, one.kind, one.text, one.heading) for one in stored.passages] == wanted
        assert (stored.record.id, stored.record.title) == (written.id, written.title)
    assert view.about.articles == len(paths)


def test_an_article_is_marked_where_a_search_finds_it(stepped):
    query = Query("党建引领 OR 的", size=100)
    for hit in stepped.run(query).hits:
        view = stepped.article(hit.article.id, query)
        spans = {one.id: one.spans for one in view.passages}
        assert view.article == hit.article
        for passage in hit.passages:
            assert spans[passage.id] == passage.spans != ()
            assert {passage.text[a:b] for a, b in passage.spans} & {
                "的",
                "党建引领",
                passage.text[slice(*passage.spans[0])],
            }
        plain = stepped.article(hit.article.id)
        assert [(one.id, one.text) for one in plain.passages] == [(one.id, one.text) for one in view.passages]
        assert not any(one.spans for one in plain.passages)


def test_what_a_label_rests_on_stands_in_its_passage(bundled, bundled_oracle):
    labels = 0
    for name in {row.record.id for row in bundled_oracle.rows}:
        view = bundled.article(name)
        for passage in view.passages:
            for label in passage.evidence:
                labels += 1
                assert label.passage == passage.id
                assert label.span is None or 0 <= label.span[0] < label.span[1] <= len(passage.text)
    assert labels


def test_an_article_that_never_was_is_none(bundled):
    view = bundled.answers().view
    for name in ("", "never-there", "a" * 200, "\ud800"):
        assert bundled.article(name) is None
        assert view.article(name) is None
        assert view.former(name) == []


def test_a_changed_passage_is_shown_beside_its_old_text(corpus_of):
    corpus = corpus_of(a=f"一\n青石市今年选派了八十名指导员到企业去。\n\n{MOVING}\n\n再也没有的内容。")
    engine = corpus.engine()
    _, changed, moved, gone = [passage.id for passage in engine.article("a").passages]
    corpus.write({"a": "一\n青石市今年选派了九十名指导员到企业去。", "b": f"二\n{MOVING}"})
    former = {one.id: one for one in engine.article("a").former}
    assert (former[changed].state, former[changed].now) == (
        "changed",
        "青石市今年选派了九十名指导员到企业去。",
    )
    assert (former[moved].state, former[moved].article, former[moved].passage) == ("moved", "b", moved)
    assert former[gone].state == "gone"
    corpus.remove("a")
    view = engine.article("a")
    assert view.gone
    assert view.article.title == "一"
    assert {one.id: one.state for one in view.former}[moved] == "moved"
    assert engine.article("never-there") is None


def test_what_stands_again_is_no_longer_former(corpus_of):
    corpus = corpus_of(a=f"一\n{MOVING}", b="二\n别的话。")
    engine = corpus.engine()
    corpus.write({"a": "一\n只剩这一句。"})
    assert [one.text for one in engine.answers().view.former("a")] == [MOVING]
    corpus.write({"a": f"一\n{MOVING}"})
    assert [one.text for one in engine.answers().view.former("a")] == ["只剩这一句。"]
    assert engine.answers().view.former("b") == []


def test_a_text_is_held_by_the_article_asked_about_then_by_the_first_id(corpus_of):
    corpus = corpus_of(c=f"三\n{MOVING}\n\n{MOVING}", a="一\n别的话。")
    corpus.write({"d": f"四\n{MOVING}"})
    corpus.write({"b": f"二\n别的话。\n\n{MOVING}", "a": "一\n别的话。\n\n又一句。"})
    view, text = corpus.engine().answers().view, digest(MOVING)
    assert view.holder(text, "d") == Anchor("d", text)
    assert view.holder(text, "c") == Anchor("c", text)  # the first of two there
    for other in ("a", "never-there", ""):
        assert view.holder(text, other) == Anchor("b", text)
    assert view.holder("0" * 12, "c") is None
    corpus.remove("b", "c")
    assert corpus.engine().answers().view.holder(text, "c") == Anchor("d", text)
    assert view.holder(text, "c") == Anchor("c", text), "a view does not change"
