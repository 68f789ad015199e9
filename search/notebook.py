"""How do results look in a notebook?

The one place in `search` that makes HTML: a small table, everything escaped, no addresses of any site.
"""

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["Extract", "table"]

Extract = tuple[str, int, int, Sequence[tuple[int, int]]]  # text, start and end of what is shown, spans


def table(head: str, rows: Iterable[tuple[float, str, Iterable[Extract]]]) -> str:
    """Return an HTML fragment: a line, then score, title and marked extracts of each article."""
    body = []
    for score, title, extracts in rows:
        items = "".join(f"<li>{marked(*extract)}</li>" for extract in extracts)
        body.append(f"<tr><td>{score:.2f}</td><td><b>{escape(title)}</b><ul>{items}</ul></td></tr>")
    return f"<p>{escape(head)}</p><table>{''.join(body)}</table>"


def marked(text: str, begin: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    """Return `[begin, end)` of a text with its matches in `<mark>`."""
    pieces = []
    for span in spans:
        low, high = max(span[0], begin), min(span[1], end)
        if low < high:
            pieces += [escape(text[begin:low]), f"<mark>{escape(text[low:high])}</mark>"]
            begin = high
    return "".join([*pieces, escape(text[begin:end])])
