"""Which fields does a passage have for Whoosh?"""

from whoosh import fields, formats

__all__ = ["SCHEMA_VERSION", "whoosh_schema"]

SCHEMA_VERSION = 3


class _Counted(fields.FieldType):
    """Terms with frequencies; made by the bulk builder, never by Whoosh's analyzers."""

    indexed = True

    def __init__(self) -> None:
        self.format = formats.Frequency()
        self.stored = self.sortable = self.spelling = False
        self.analyzer = self.vector = self.column_type = None


class _Placed(_Counted):
    """Terms with their places."""

    def __init__(self) -> None:
        super().__init__()
        self.format = formats.Positions()


def whoosh_schema() -> fields.Schema:
    """Return Whoosh's schema of a passage."""
    return fields.Schema(
        words=_Counted(),
        chars=_Counted(),
        grams=_Placed(),
        passage=_Counted(),
        article=fields.STORED,
        kind=fields.STORED,
        heading=fields.STORED,
        text=fields.STORED,
    )
