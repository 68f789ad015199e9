"""Which fields does a passage have for Whoosh?"""

from whoosh import fields, formats

from index.store.layout import FIELDS, STORED

__all__ = ["whoosh_schema"]


class _Counted(fields.FieldType):
    """Terms with frequencies; made by the bulk builder, never by Whoosh's analyzers."""

    indexed = True

    def __init__(self) -> None:
        self.format = formats.Frequency()
        self.stored = self.sortable = self.spelling = False
        self.analyzer = self.vector = self.column_type = None


class _Positional(_Counted):
    """Terms with their positions."""

    def __init__(self) -> None:
        super().__init__()
        self.format = formats.Positions()


def whoosh_schema() -> fields.Schema:
    """Return Whoosh's schema of a passage."""
    indexed = {name: _Positional() if positional else _Counted() for name, positional in FIELDS.items()}
    return fields.Schema(**indexed, **dict.fromkeys(STORED, fields.STORED))
