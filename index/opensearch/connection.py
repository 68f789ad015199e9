"""How is a cluster reached?

    opensearch+https://search1.example.org:9200,search2.example.org/jiansuo

names nodes of one cluster and a corpus in it. The library is loaded with the first connection; its errors
become ours here and nowhere else.

Decision: a request whose node is lost on the way is asked once more, of another node. A request that kills
nodes would kill all of them if it were asked of each.
"""

import ipaddress
import logging
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import ClusterError, ClusterUnreachable
from index.opensearch.credentials import FILE, PREFIX, Credentials
from index.opensearch.faults import fault, said

if TYPE_CHECKING:
    from opensearchpy import OpenSearch, Transport

__all__ = ["Address", "connect", "version_of"]

SCHEMES = {"opensearch+https": True, "https": True, "opensearch+http": False, "http": False}
PORT = 9200
NAME = re.compile(r"[a-z][a-z0-9_-]{0,79}")
DEFAULT = "jiansuo"
FORM = f"write it like opensearch+https://host:{PORT},host2:{PORT}/{DEFAULT}"
OLDEST, NEWEST = (2, 19), (3, 999)  # versions whose answers are known to be ours
PATIENCE = 30  # seconds
THREADS = 16  # of a server, each with a connection that stays open


@dataclass(frozen=True, slots=True)
class Address:
    """Where a corpus lies: nodes of a cluster as (host, port), and the alias that names what serves."""

    nodes: tuple[tuple[str, int], ...]
    secure: bool = True
    name: str = DEFAULT

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read an address. Raises ClusterError, which quotes nothing that may be a secret."""
        if "@" in text:
            raise ClusterError(
                "the address of a cluster holds no user and no password: put them into the environment "
                f"({PREFIX}USER, {PREFIX}PASSWORD, {PREFIX}API_KEY) or into a file named by {FILE}"
            )
        scheme, _, rest = text.strip().partition("://")
        hosts, _, path = rest.partition("/")
        name = path.rstrip("/") or DEFAULT
        if scheme not in SCHEMES or not hosts or re.search(r"[?#\s]", text.strip()):
            raise ClusterError(f"this is no address of a cluster: {FORM}")
        if not NAME.fullmatch(name):
            raise ClusterError(
                "the name of a corpus in a cluster has a-z, 0-9, - and _, begins with a letter and has up to "
                f"80 characters: {FORM}"
            )
        return cls(tuple(map(_node, hosts.split(","))), SCHEMES[scheme], name)

    def __str__(self) -> str:
        scheme = "opensearch+https" if self.secure else "opensearch+http"
        nodes = ",".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in self.nodes)
        return f"{scheme}://{nodes}/{self.name}"

    @property
    def local(self) -> bool:
        """Tell whether nothing leaves this machine."""
        return all(host == "localhost" or _loopback(host) for host, _ in self.nodes)


def _node(text: str) -> tuple[str, int]:
    """Return host and port."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host, port = None, 0
    if not host:
        raise ClusterError(f"a node of a cluster is a host and a port up to 65535: {FORM}")
    return host, port


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connect(address: Address, credentials: Credentials | None = None) -> "OpenSearch":
    """Return a client of a cluster that answers and whose version we know; threads may share it.

    Without credentials those of the environment are taken. Whatever the client is asked, it raises errors of
    `index.errors` alone. Raises ClusterError.
    """
    credentials = credentials or Credentials.of()
    if credentials.secret and not (address.secure or address.local):
        raise ClusterError(
            f"{address}: a password or key is sent to other machines by opensearch+https alone, not by http"
        )
    client = _client(address, credentials)
    version_of(client)
    return client


def version_of(client: "OpenSearch") -> tuple[int, int]:
    """Return the version of the server, such as (2, 19). Raises ClusterError for one that we do not know."""
    said: Any = client.info()
    try:
        told = dict(said["version"])
        major, minor = map(int, str(told["number"]).split(".")[:2])
    except (KeyError, TypeError, ValueError):
        raise ClusterError("what answers there is no OpenSearch") from None
    if told.get("distribution") != "opensearch":
        raise ClusterError(
            f"what answers there is no OpenSearch, but another server of version {major}.{minor}"
        )
    if not OLDEST <= (major, minor) <= NEWEST:
        raise ClusterError(f"the cluster runs OpenSearch {major}.{minor}; 2.19 or later and 3.x are known")
    return major, minor


def _client(address: Address, credentials: Credentials) -> "OpenSearch":
    from opensearchpy import OpenSearch

    logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # errors are raised, and queries are nobody's
    options: dict[str, Any] = {"http_compress": not address.local, "pool_maxsize": THREADS}
    if address.secure:
        options |= {"use_ssl": True, "verify_certs": True, "ca_certs": credentials.ca or None}
    return OpenSearch(
        [{"host": host, "port": port} for host, port in address.nodes],
        transport_class=_transport(),
        headers=credentials.headers,
        timeout=PATIENCE,
        max_retries=1,
        retry_on_timeout=True,
        retry_on_status=(502, 503, 504),
        **options,
    )


@cache
def _transport() -> "type[Transport]":
    """Return how requests travel: as the library does it, but every error is ours."""
    from opensearchpy import Transport
    from opensearchpy.exceptions import (
        ConnectionError,  # noqa: A004 the library's name
        ConnectionTimeout,
        OpenSearchException,
        SSLError,
        TransportError,
    )

    def ours(error: OpenSearchException) -> ClusterError:
        match error:
            case ConnectionTimeout():
                return ClusterUnreachable(f"the cluster did not answer within {PATIENCE} s")
            case SSLError():
                return ClusterUnreachable(f"no safe connection to the cluster: {_reason(error.info)}")
            case ConnectionError():
                return ClusterUnreachable(f"no node of the cluster answers: {_reason(error.info)}")
            case TransportError():
                told = error.info.get("error", "") if isinstance(error.info, dict) else ""
                return fault(int(error.status_code), told)
        return ClusterError("what answers there is no OpenSearch")

    class Translating(Transport):
        def perform_request(self, *arguments: Any, **named: Any) -> Any:
            try:
                return super().perform_request(*arguments, **named)
            except OpenSearchException as error:
                raise ours(error) from error

    return Translating


def _reason(error: object) -> str:
    """Return what happened on the network, without names of hosts."""
    reason = ""
    while isinstance(error, BaseException):
        if isinstance(error, OSError) and error.strerror:
            return re.sub(r"\s*(\[[^]]*\]|\([^)]*\))\s*", "", error.strerror)
        reason, error = str(error), error.__cause__ or error.__context__
    return said(reason)
