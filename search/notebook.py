"""How do results look in a notebook?

The one place in `search` that makes HTML: a small table, everything escaped, no addresses of any site.
"""

from html import escape

from search.results import PassageHit, Results

__all__ = ["results_html"]


def results_html(results: Results) -> str:
    """Return the results as an HTML fragment with marked extracts."""
    rows = []
    for hit in results.hits:
        extracts = "".join(f"<li>{marked(passage)}</li>" for passage in hit.passages)
        title = escape(hit.article.title)
        rows.append(f"<tr><td>{hit.score:.2f}</td><td><b>{title}</b><ul>{extracts}</ul></td></tr>")
    total, query = results.total, escape(repr(results.query.text))
    head = f"{total.articles} articles, {total.passages} passages for {query}"
    return f"<p>{head}</p><table>{''.join(rows)}</table>"


def marked(passage: PassageHit) -> str:
    """Return the extract of a passage with its matches in `<mark>`."""
    begin, end = passage.fragment.start, passage.fragment.end
    pieces = []
    for span in passage.spans:
        low, high = max(span[0], begin), min(span[1], end)
        if low < high:
            pieces += [escape(passage.text[begin:low]), f"<mark>{escape(passage.text[low:high])}</mark>"]
            begin = high
    return "".join([*pieces, escape(passage.text[begin:end])])
