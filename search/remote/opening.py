"""Where is a corpus that is to be searched: in a folder, in a cluster, or behind a server of ours?"""

from pathlib import Path

from search.engine import KEPT, Engine

__all__ = ["open_engine"]


def open_engine(where: str | Path = "var/index", *, verify: bool | None = None, kept: int = KEPT) -> Engine:
    """Open a corpus for searching; up to `kept` MB of answers are kept for those who ask again.

    It lies in a folder, an index of ours; in a cluster: `opensearch+https://host:9200/name`, user and
    password in the environment; or behind a server of ours: `https://host`, of which `search.remote` says
    what it answers. Of a folder, `verify` True reads every file now, and again when a new generation is taken
    up; False checks a block when it is first read; None does the first up to 256 MB, the second above.
    Raises IndexMissing, IndexDamaged, IndexOutdated, IndexUntrusted, ClusterError or ServerError.
    """
    if str(where).startswith(("https://", "http://")):
        from search.remote.engine import RemoteEngine  # few ask a server

        engine: Engine = RemoteEngine(str(where), kept=kept)
    else:
        engine = Engine.at(where, verify=verify, kept=kept)
    engine.about()
    return engine
