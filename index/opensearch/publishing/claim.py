"""Who publishes a corpus to a cluster now, so that nobody else does at the same time?

Whoever creates the document of a claim holds it, and changes it every few seconds. A claim that does not
change was left by a process that died, and is taken over: at once where it was made for the same index of
ours, whose build lock only one process can hold; after a while where it comes from elsewhere.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from index.errors import ClusterError, ClusterRefused, ClusterUnreachable, IndexBusy
from index.opensearch.connection import Address
from index.opensearch.publishing.patience import Progress, patiently

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

__all__ = ["Claim", "claimed", "existing_stays"]

BEAT = 10.0  # seconds between two changes
DEAD = 90  # seconds without a change, after which a claim is taken over
DOCUMENT = "publication"
BODY = {
    "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}},
    "mappings": {"dynamic": False},
}


class Claim:
    """A claim that this process holds, as of its last change."""

    def __init__(self, client: "OpenSearch", name: str, holder: str) -> None:
        self.client, self.name, self.holder = client, name, holder
        self.token = token_hex(8)
        self._state: dict[str, Any] = {}
        self._at = 0.0

    def take(self, progress: Progress) -> None:
        """Take the claim. Raises IndexBusy if somebody else holds it."""
        with existing_stays():
            patiently(lambda: self.client.indices.create(index=self.name, body=BODY))
        found = self._look()
        if found and found["_source"]["holder"] != self.holder:
            self._watch(found, progress)
        self._write(_version(found) if found else {"op_type": "create"})

    def _look(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = patiently(lambda: self.client.get(index=self.name, id=DOCUMENT))
        except ClusterRefused as error:
            if error.status == 404:
                return None
            raise
        return found

    def _watch(self, found: dict[str, Any], progress: Progress) -> None:
        """Wait whether a claim changes. Raises IndexBusy if it does."""
        for second in range(DEAD):
            progress("wait", second, DEAD)
            time.sleep(1)
            now = self._look()
            if now is not None and _version(now) != _version(found):
                raise self._busy(now["_source"]["holder"])
            if now is None:
                raise self._busy(found["_source"]["holder"])

    def _busy(self, holder: str) -> IndexBusy:
        return IndexBusy(f"another build is publishing this corpus, from {holder}; try again later")

    def _write(self, condition: dict[str, Any]) -> None:
        """Change the claim if nobody else did."""
        body = {"holder": self.holder, "token": self.token, "at": time.time()}
        try:
            self._state = self.client.index(index=self.name, id=DOCUMENT, body=body, params=condition)
        except ClusterRefused as error:
            if error.status != 409:
                raise
            found = self._look()
            if found is None or found["_source"]["token"] != self.token:
                raise self._busy(found["_source"]["holder"] if found else "elsewhere") from error
            self._state = found  # the change was made, and its answer lost
        self._at = time.monotonic()

    def beat(self) -> None:
        """Change the claim if that is due. Raises IndexBusy if it was taken over."""
        if time.monotonic() - self._at >= BEAT:
            with suppress(ClusterUnreachable):
                self._write(_version(self._state))

    def check(self) -> None:
        """Change the claim now. Raises IndexBusy if it was taken over."""
        patiently(lambda: self._write(_version(self._state)))

    def give_back(self) -> None:
        """End the claim; one that stays for want of an answer is found dead."""
        with suppress(ClusterError):
            self.client.delete(index=self.name, id=DOCUMENT, params=_version(self._state))


def _version(document: dict[str, Any]) -> dict[str, Any]:
    return {"if_seq_no": document["_seq_no"], "if_primary_term": document["_primary_term"]}


@contextmanager
def existing_stays() -> Iterator[None]:
    """Let something be created that may be there."""
    try:
        yield
    except ClusterRefused as error:
        if error.kind != "resource_already_exists_exception":
            raise


@contextmanager
def claimed(client: "OpenSearch", address: Address, index: Path, progress: Progress) -> Iterator[Claim]:
    """Hold the claim to a corpus for an index of ours. Raises IndexBusy."""
    claim = Claim(client, f"{address.name}-claim", f"{socket.gethostname()}:{index.resolve()}")
    claim.take(progress)
    try:
        yield claim
    finally:
        claim.give_back()
