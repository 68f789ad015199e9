"""How long does `Engine.search` of some source tree take, asked from outside?

    python bench/asked.py TREE INDEX

Answers queries from standard input, one JSON line each: seconds of processor time, and the totals. It knows
nothing of the tree but `search.open_engine` and `Engine.search`, so that it runs on older commits too. What a
page reads of an answer is read within the time: an answer that is made late is not faster for it.
"""

import gc
import json
import sys
import time
from inspect import signature
from itertools import islice
from typing import Any

VALUES = 10  # values of a facet that a page shows


def read(results: Any) -> None:
    """Read what a page shows."""
    for hit in results.hits:
        for name in ("id", "title", "publication", "published"):
            hit.article.get(name) if isinstance(hit.article, dict) else getattr(hit.article, name)
        for passage in hit.passages:
            for name in ("id", "kind", "text", "heading", "spans", "fragment"):
                getattr(passage, name)
    for values in results.facets.values():
        for value in islice(values, VALUES):
            for name in ("value", "label", "articles", "passages"):
                getattr(value, name)


def main(tree: str, index: str) -> None:
    """Open an index and answer until standard input ends."""
    sys.path[0] = tree
    from search import open_engine

    unkept = {"kept": 0} if "kept" in signature(open_engine).parameters else {}  # older commits keep nothing
    engine = open_engine(index, **unkept)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        given = json.loads(line)
        start = time.process_time()
        results = engine.search(given["text"], mode=given["mode"], **given["filters"])
        read(results)
        spent = time.process_time() - start
        print(json.dumps([spent, results.total.passages, results.total.articles]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
