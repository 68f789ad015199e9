"""Which record do Zotero and EndNote read?

Zotero takes SP for the page of a newspaper, T2 for the publication or the web site, and a name without a
comma as one, which is right for Chinese. IS and VL mean nothing for a newspaper.
"""

import re

from web.citations.citation import Citation

__all__ = ["ris"]

TYPES = {"newspaper": "NEWS", "magazine": "MGZN", "web": "ELEC"}


def ris(cite: Citation) -> str:
    """Return one record."""
    rows = [
        ("TY", TYPES[cite.medium]),
        *(("AU", one.written) for one in cite.authors),
        ("TI", cite.title),
        ("T2", cite.publication),
        ("PY", "".join(cite.day[:1])),
        ("DA", "/".join(cite.day)),
        ("VL", cite.volume if cite.medium == "magazine" else ""),
        ("IS", cite.issue if cite.medium == "magazine" else ""),
        ("SP", cite.place()),
        ("LA", cite.tag),
        ("UR", re.sub(r"\s", "", cite.where)),
        ("L2", cite.address),
        ("Y2", cite.read.strftime("%Y/%m/%d") if cite.where else ""),
        ("N1", "; ".join(filter(None, (cite.file, cite.rights)))),
        ("ID", cite.key),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value) + "ER  - \r\n"
