"""Does a receipt say of every engine what came and went?"""

from search.instruments.table import Asked
from search.query.request import Filter, Query
from web.receipts.asking import receipt_of, replayed


def test_a_receipt_gives_the_same_until_the_corpus_changes_and_then_says_why(corpus_of):
    held = "政务大厅的这一段话以后要移到别的文章里去，一个字也不改，标点照旧。"
    corpus = corpus_of(
        a=f"甲\n{held}", b="乙\n政务大厅每周开放三天，群众随到随办。", c="丙\n政务大厅。", d="丁\n天气。"
    )
    query = Query("政务大厅", filters=(Filter("year", "none"),))
    asked = [Asked(name, query) for name in ("passages", "concordance", "collocates")]
    receipts = [receipt_of(corpus.engine(), one, "zh") for one in asked]
    assert all(replayed(corpus.engine(), one).same for one in receipts)
    corpus.write(
        {"a": "甲\n别的话。", "b": "乙\n政务大厅每周开放五天，群众随到随办。", "d": f"丁\n天气。\n\n{held}"}
    )
    corpus.write({"e": "戊\n政务大厅在这里。"})
    corpus.write({"c": "丙\n政务大厅。"}, head="published: 2024\n")
    again = [replayed(corpus.engine(), one) for one in receipts]
    assert not any(one.same for one in again)
    for one in again:
        told = [{(each.anchor.article, each.reason) for each in side} for side in (one.removed, one.added)]
        assert told == [
            {("a", "passage-moved"), ("b", "passage-changed"), ("c", "label")},
            {("d", "passage-moved"), ("b", "passage-changed"), ("e", "article-new")},
        ]
