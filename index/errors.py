"""What can go wrong between a raw document and a finished index?

IndexingError
├── ArticleError         one article file is not in our format (file, line)
│   └── ArticleUnreadable    a file or folder of articles cannot be read (what the index holds of it stays)
├── RegisterError        the register of published ids cannot be read (file, line)
├── TaxonomyError        the list of initiative types breaks its format (file, line)
├── IndexMissing         nothing has been built in this folder
├── IndexDamaged         a file of the index is not what the manifest says (file)
├── IndexOutdated        the index was built by another version (says which command mends it)
├── IndexUntrusted       the folder belongs to, or can be written by, somebody else
├── IndexBusy            another build is running
├── IndexNotWritten      the disk is full or refuses (file)
├── NothingIndexed       not one article file is good, so that the index stays as it was
├── SourceError          a raw document cannot be read (file, line or byte)
├── LedgerError          a ledger does not fit its articles or its format (file)
├── OverrideError        the file of a reviewer's choices breaks its format (file, line)
├── SavedError           the file of saved searches breaks its format (file, line)
├── ValidationError      the file of what people found of the labels breaks its format (file)
├── ImportBusy           another import is writing this corpus
└── ClusterError         an address, credentials or version of a cluster are none that we can use
    ├── ClusterUnreachable   no node answers, or what it holds has no node (says why)
    ├── ClusterIncomplete    part of an answer is missing (says which)
    └── ClusterRefused       a cluster does not do what it was asked (says why)
"""

from collections.abc import Callable, Iterable
from pathlib import Path

__all__ = [
    "ArticleError",
    "ArticleUnreadable",
    "ClusterError",
    "ClusterIncomplete",
    "ClusterRefused",
    "ClusterUnreachable",
    "ImportBusy",
    "IndexBusy",
    "IndexDamaged",
    "IndexMissing",
    "IndexNotWritten",
    "IndexOutdated",
    "IndexUntrusted",
    "IndexingError",
    "LedgerError",
    "NothingIndexed",
    "OverrideError",
    "RegisterError",
    "SavedError",
    "SourceError",
    "TaxonomyError",
    "ValidationError",
]


class IndexingError(Exception):
    """Root of all errors of this package."""


class _InFile(IndexingError):
    """A fault at a line of a file.

    `path` is the file as the user named it, `line` counts from 1 (0: the file as a whole). A message that a
    library words in several lines becomes one.
    """

    def __init__(self, path: str | Path, line: int, message: str) -> None:
        message = " ".join(message.split())
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path, self.line, self.message = str(path), line, message

    def __reduce__(self) -> tuple[type["_InFile"], tuple[str, int, str]]:
        """Let a fault pass from one process to another: by default only the whole text would."""
        return type(self), (self.path, self.line, self.message)


class ArticleError(_InFile):
    """An article file breaks the format."""


class ArticleUnreadable(ArticleError):
    """A file or folder of articles cannot be read; an index keeps what it holds of it."""

    @classmethod
    def of(cls, path: str | Path, error: OSError) -> "ArticleUnreadable":
        """Return the fault that an error of the system is."""
        return cls(path, 0, f"cannot be read: {error.strerror or error}")

    def staying(self, number: int) -> "ArticleUnreadable":
        """Return the fault that says, too, how many articles stay for it."""
        articles = "its article stays" if number == 1 else f"its {number} articles stay"
        return type(self)(self.path, self.line, f"{self.message}; {articles} as indexed before")


class RegisterError(_InFile):
    """The register of published ids breaks its format."""


class TaxonomyError(_InFile):
    """The taxonomy of initiatives breaks its format."""


class IndexMissing(IndexingError):
    """There is no index in the folder."""


class IndexDamaged(IndexingError):
    """A file of the index differs from its manifest; the message names it."""


class IndexOutdated(IndexingError):
    """The index has another schema version."""


class IndexUntrusted(IndexingError):
    """The index folder is owned or writable by others."""


class IndexBusy(IndexingError):
    """Another process is building this index."""


class IndexNotWritten(IndexingError):
    """The new index could not be written; the old one still serves."""


class NothingIndexed(IndexingError):
    """Not one article could be indexed; the index is as it was. `faults` says why of each file."""

    def __init__(self, message: str, faults: Iterable[IndexingError] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class SourceError(_InFile):
    """A raw document cannot be read; nothing of it was written."""


class LedgerError(_InFile):
    """A ledger breaks its format, or does not rebuild its source."""


class OverrideError(_InFile):
    """The overrides file breaks its format, or names a block that is not there."""


class ValidationError(_InFile):
    """The file of what people found of the labels breaks its format, or cannot be where it is asked for."""


class SavedError(_InFile):
    """The file of saved searches breaks its format, or cannot be where it is asked for."""


class ImportBusy(IndexingError):
    """Another import is writing into this folder."""


class ClusterError(IndexingError):
    """An address, credentials or a version of a cluster are none that we can use."""


class ClusterUnreachable(ClusterError):
    """No node of a cluster answers in time, or none holds what is asked for; it may later."""


class ClusterIncomplete(ClusterError):
    """A cluster gave a part of an answer, which is none; the message names what is missing."""


class ClusterRefused(ClusterError):
    """A cluster says no: `status` is that of HTTP, `kind` what the cluster calls the error."""

    def __init__(self, message: str, *, status: int = 0, kind: str = "") -> None:
        super().__init__(message)
        self.status, self.kind = status, kind

    def __reduce__(self) -> "tuple[Callable[..., ClusterRefused], tuple[str, int, str]]":
        """Let it pass from one process to another."""
        return _refused, (str(self), self.status, self.kind)


def _refused(message: str, status: int, kind: str) -> ClusterRefused:
    return ClusterRefused(message, status=status, kind=kind)
