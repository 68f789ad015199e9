"""Which fields does an article have in a cluster, and how is their text cut?

An article is a document and its passages are documents nested in it, so that both are counted exactly. All
text comes folded and cut into words by us; the server cuts at line ends and into characters and pairs of
them, nothing else.

Decision: what a passage is scored and found by of its article (titles, labels) is said again in each of
its passages, for in a cluster a nested document cannot look at the one around it. Only the server's postings
hold it: `_source` leaves it out.

Decision: terms score as often as they stand in a passage, no more; what that gives is reckoned when a query
asks, since it depends on average lengths, which change with the corpus.
"""

from typing import Any

from index.facets.rows import FACETS

__all__ = ["BETWEEN", "HOLE", "KEY", "PASSAGES", "column_field", "index_body"]

PASSAGES = "p"
BETWEEN = "\n"  # between words; folded text never holds one,
HOLE = "\x01"  # nor this, which stands for any one character where neighbours are looked for
KEY = 500  # characters up to which a title is kept as a whole: no query is longer
TIMES = "times"  # the similarity: how often a term stands in a passage

STORED = {"type": "keyword", "index": False, "doc_values": False}  # kept in `_source`, not searched
TERM = {"type": "keyword", "doc_values": False}  # searched as a whole
WORDS = {
    "type": "text",
    "analyzer": "words",
    "similarity": TIMES,
    "norms": False,
    "index_options": "freqs",
}
GRAMS = {  # pairs of characters with their positions, and single characters
    "type": "text",
    "analyzer": "pairs",
    "similarity": TIMES,
    "norms": False,
    "fields": {"c": {"type": "text", "analyzer": "singles", "similarity": TIMES, "norms": False}},
}
LENGTH = {"type": "integer", "index": False}

PASSAGE: dict[str, Any] = {
    "id": TERM,
    "anchor": TERM,  # id of the article, a slash, id of the passage
    "number": {"type": "integer"},
    "kind": {"type": "keyword"},
    "text": STORED,
    "heading": STORED,
    "words": WORDS,  # with BETWEEN between them
    "vocabulary": {"type": "keyword"},  # each word once, to list words by their beginning
    "grams": GRAMS,  # of the folded text
    "fingerprints": TERM,  # of the text it can share, in hexadecimal
    "own_title": {"type": "keyword"},  # of a title of up to KEY characters: its folded text
    "own_grams": {"type": "integer", "index": False},  # of a title: how many distinct pairs it has
    "titles": TERM,  # of the article, folded
    "title_words": WORDS,
    "title_grams": GRAMS,
    "subtitle_words": WORDS,
    "subtitle_grams": GRAMS,
    "heading_grams": GRAMS,  # of the heading it stands under
    "labels": TERM,  # of the article, as region=510000
    # Lengths as ranking counts them (`index.store.postings.LENGTHS`): of a passage that is no title, in words
    # and in characters, below 0 for headings; of the titles of its article.
    "words_length": LENGTH,
    "grams_length": LENGTH,
    "title_words_length": LENGTH,
    "title_grams_length": LENGTH,
    "subtitle_words_length": LENGTH,
    "subtitle_grams_length": LENGTH,
}

ARTICLE: dict[str, Any] = {
    "id": {"type": "keyword"},
    "stamp": {"type": "keyword", "index": False},  # changes with anything that is said here of the article
    "title": {"type": "keyword", "index": False},  # as articles are sorted by it
    "newest": {"type": "integer", "index": False},
    "oldest": {"type": "integer", "index": False},
    "record": {"type": "object", "enabled": False},
    "evidence": {"type": "object", "enabled": False},
    "former": {"type": "object", "enabled": False},  # passages that were published and no longer stand there
}

SOURCE = ("id", "stamp", "record", "evidence", "former", "p.id", "p.kind", "p.text", "p.heading")

ANALYSIS = {
    "tokenizer": {
        "single": {"type": "ngram", "min_gram": 1, "max_gram": 1},
        "pair": {"type": "ngram", "min_gram": 2, "max_gram": 2},
        "word": {"type": "char_group", "tokenize_on_chars": [BETWEEN], "max_token_length": 30_000},
    },
    "filter": {"holes": {"type": "stop", "stopwords": [HOLE]}},
    "analyzer": {
        "singles": {"type": "custom", "tokenizer": "single"},
        "holed": {"type": "custom", "tokenizer": "single", "filter": ["holes"]},
        "pairs": {"type": "custom", "tokenizer": "pair"},
        "words": {"type": "custom", "tokenizer": "word"},
    },
}


def column_field(column: str) -> str:
    """Return the field of an article that has the values of a column of a facet."""
    return f"facet_{column.replace('.', '_')}"


def index_body(*, shards: int, replicas: int) -> dict[str, Any]:
    """Return settings and mapping of an index that holds one generation."""
    columns = [column_field(column) for facet in FACETS if facet.of_article for column in facet.columns]
    facets = {name: {"type": "keyword"} for name in columns}
    passages = {PASSAGES: {"type": "nested", "properties": PASSAGE}}
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                "refresh_interval": "-1",
                "mapping": {"nested_objects": {"limit": 5_000_000}},
                "max_inner_result_window": 1_000_000,
                "max_terms_count": 1_000_000,
                "similarity": {TIMES: {"type": "scripted", "script": {"source": "return doc.freq;"}}},
            },
            "analysis": ANALYSIS,
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"includes": [*SOURCE]},
            "properties": ARTICLE | facets | passages,
        },
    }
