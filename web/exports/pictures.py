"""How is the chart of a table written as a file?

Decision: the dots of a PNG are set by resvg in a font of this machine, looked for where fontconfig looks.
Without one that has Chinese characters there is no PNG, rather than one full of empty boxes.
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from web.exports.writers import WRITERS
from web.problems import Unanswered

if TYPE_CHECKING:
    from web.exports.download import Download

__all__ = ["fonts", "png", "svg"]

ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
ZOOM = 2  # dots for a pixel, for print and for fine screens
FONTS = (
    ("NotoSansCJK-Regular.*", "NotoSansCJK-Bold.*"),
    ("NotoSansCJKsc-Regular.*", "NotoSansCJKsc-Bold.*"),
    ("NotoSansSC*",),
    ("SourceHanSansSC-Regular.*", "SourceHanSansSC-Bold.*"),
    ("SourceHanSansCN-Regular.*", "SourceHanSansCN-Bold.*"),
    ("wqy-microhei.*",),
    ("wqy-zenhei.*",),
    ("DroidSansFallback*",),
    ("NotoSerifCJK-Regular.*", "NotoSerifCJK-Bold.*"),
    ("uming.*",),
    ("PingFang.*",),
    ("msyh*",),
)
"""Files of fonts that have Chinese characters, the one that suits best first."""


def svg(download: "Download") -> Iterator[bytes]:
    """Write the chart of a table as SVG. Raises Unanswered where there is none."""
    yield _drawn(download).encode()


def png(download: "Download") -> Iterator[bytes]:
    """Write the dots of it. Raises Unanswered, also where no font has Chinese characters."""
    from resvg_py import svg_to_bytes

    yield svg_to_bytes(
        svg_string=_drawn(download),
        zoom=ZOOM,
        skip_system_fonts=True,
        font_files=[*fonts()],
        languages=["zh"],
    )


def _drawn(download: "Download") -> str:
    if download.drawn is None:
        raise Unanswered("chart-none", choices=" ".join(one.name for one in WRITERS if not one.draws))
    return download.drawn()


@cache
def fonts() -> tuple[str, ...]:
    """Return the files of one font that has Chinese characters. Raises Unanswered where there is none."""
    found = sorted(path for folder in _folders() for path in folder.rglob("*") if path.suffix in ENDINGS)
    for patterns in FONTS:
        files = [str(path) for path in found if any(path.match(pattern) for pattern in patterns)]
        if files:
            return tuple(files)
    raise Unanswered("font-missing")


def _folders() -> Iterator[Path]:
    """Yield the folders in which fontconfig looks for fonts."""
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in (f"{data}/fonts", "~/.fonts", *(f"{one}/fonts" for one in shared.split(":") if one)):
        if (path := Path(folder).expanduser()).is_dir():
            yield path
