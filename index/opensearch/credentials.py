"""Who are we to a cluster, and how does it prove to be the right one?

    JIANSUO_ENGINE_USER, JIANSUO_ENGINE_PASSWORD, JIANSUO_ENGINE_API_KEY, JIANSUO_ENGINE_CA (a file)

say so, or a file named by JIANSUO_ENGINE_CREDENTIALS: YAML with user, password, api_key and ca, which nobody
else may read. What the environment says beside it leads. None of it is in an address, a log or a message.
"""

import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from index.errors import ClusterError

__all__ = ["FILE", "PREFIX", "Credentials"]

PREFIX = "JIANSUO_ENGINE_"
FILE = f"{PREFIX}CREDENTIALS"


@dataclass(frozen=True, slots=True)
class Credentials:
    """User and password, or an API key, and the file of who signed the cluster's certificates."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Credentials":
        """Return what the environment and the file it names say. Raises ClusterError."""
        path = environment.get(FILE, "")
        told = _read(Path(path)) if path else {}
        for name in _names():
            if value := environment.get(PREFIX + name.upper(), ""):
                told[name] = value
        found = cls(**told)
        found._check()
        return found

    @property
    def headers(self) -> dict[str, str]:
        """Return what each request says of us."""
        if self.api_key:
            return {"Authorization": f"ApiKey {self.api_key}"}
        if self.user:
            told = b64encode(f"{self.user}:{self.password}".encode())
            return {"Authorization": f"Basic {told.decode()}"}
        return {}

    @property
    def secret(self) -> bool:
        """Tell whether there is something that nobody may overhear."""
        return bool(self.password or self.api_key)

    def _check(self) -> None:
        if bool(self.user) != bool(self.password):
            raise ClusterError(f"{PREFIX}USER and {PREFIX}PASSWORD are given together or not at all")
        if self.user and self.api_key:
            raise ClusterError(f"give {PREFIX}USER and {PREFIX}PASSWORD, or {PREFIX}API_KEY, not both")
        if not all(map(str.isprintable, (self.user, self.password, self.api_key))):
            raise ClusterError("user, password and API key of a cluster are one line each")
        if not self.api_key.isascii():
            raise ClusterError("an API key of a cluster is made of ASCII")
        if ":" in self.user:
            raise ClusterError("the user of a cluster has no colon in its name")
        if self.ca and not os.access(self.ca, os.R_OK):
            raise ClusterError(f"{self.ca}: the certificates of {PREFIX}CA cannot be read")


def _names() -> list[str]:
    return [one.name for one in fields(Credentials)]


def _read(path: Path) -> dict[str, str]:
    """Return what a file of credentials says. Raises ClusterError, which never quotes it."""
    try:
        with path.open(encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise ClusterError(
                    f"{path}: others may read these credentials; mend it with: chmod 600 {path}"
                )
            told: Any = yaml.safe_load(file)
    except OSError as error:
        raise ClusterError(f"{path}: the credentials cannot be read: {error.strerror}") from error
    except (ValueError, yaml.YAMLError):
        raise ClusterError(f"{path}: is no YAML with credentials") from None
    known = _names()
    if not isinstance(told, dict) or not all(
        name in known and isinstance(value, str) for name, value in told.items()
    ):
        raise ClusterError(
            f"{path}: credentials are the texts {', '.join(known)}, each in quotation marks, no others"
        )
    return told
