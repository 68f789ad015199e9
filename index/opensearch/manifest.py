"""Which generation of a corpus serves in a cluster, and what does it say of itself?

A generation is an index of the cluster. Its manifest stands in `_meta` of its mapping, an alias of the
corpus's name tells which one serves, and one request asks both.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from index.errors import ClusterError, ClusterRefused, IndexOutdated
from index.opensearch.documents import FORM
from index.opensearch.mapping import index_body
from index.store.layout import schema_digest

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

    from index.opensearch.connection import Address

__all__ = ["META", "Manifest", "cluster_schema", "is_generation", "serving"]

META = "*.mappings._meta"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation in a cluster is made of.

    `generation` is the name of its index there; `corpus`, `dictionary` and `tokenizer` are as its local
    manifest has them, whose SHA-256 is `seal`; `averages` are the average lengths of bodies and titles, for
    words and for grams; `bytes` is 0 while unknown. One that is not `complete` never served;
    `since` is when it began to, in seconds of Unix time.
    """

    generation: str
    articles: int
    passages: int
    corpus: str
    dictionary: str
    tokenizer: str
    schema: str
    seal: str
    bytes: int = 0
    averages: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    complete: bool = False
    since: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as `_meta`."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Any) -> "Manifest | None":
        """Read `_meta`; None if it is none of ours, or none that we understand."""
        try:
            averages = {name: (float(body), float(title)) for name, (body, title) in told["averages"].items()}
            return cls(**told | {"averages": averages})
        except (AttributeError, KeyError, TypeError, ValueError):
            return None

    def serves(self, name: str) -> bool:
        """Tell whether the index of this name holds all of this: a clone says what it was copied from."""
        return self.complete and self.generation == name


def cluster_schema() -> str:
    """Return a digest of how an article lies in a cluster."""
    body = json.dumps(index_body(shards=1, replicas=0), sort_keys=True)
    return blake2b(f"{schema_digest()}\n{FORM}\n{body}".encode(), digest_size=16).hexdigest()


def serving(client: "OpenSearch", address: "Address") -> Manifest | None:
    """Return the manifest of the generation that serves, None if there is none.

    Raises IndexOutdated if another release put it there, ClusterError if the name stands for something else.
    """
    try:
        found = client.indices.get_mapping(index=address.name, params={"filter_path": META})
    except ClusterRefused as error:
        if error.status == 404:
            return None
        raise
    if not found or not all(is_generation(address, name) for name in found):
        raise ClusterError(f"{address.name} is in the cluster, but is no corpus that Jiansuo put there")
    ((name, told),) = list(found.items())[:1]
    manifest = Manifest.from_json(told["mappings"]["_meta"])
    if manifest is None or not manifest.serves(name) or manifest.schema != cluster_schema():
        raise IndexOutdated(
            f"{name} was published by another release; publish it anew with: jiansuo index --to"
        )
    return manifest


def is_generation(address: "Address", name: str) -> bool:
    """Tell whether an index of a cluster is named as a generation of this corpus."""
    return bool(re.fullmatch(rf"{re.escape(address.name)}-g\d{{6,}}-[0-9a-f]{{8}}", name))
