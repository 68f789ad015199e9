"""How are pages and API served?

Two workers with four threads each (`web.server.worker`). Modules are loaded before the fork, an engine is
opened in each worker after it; the engine follows the index by itself. The log has one line an event, never
the text of a query.
"""

import errno
import logging
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import IndexingError

if TYPE_CHECKING:
    from index.corpus.validations import Findings
    from web.review.desk import Desk

__all__ = ["Address", "AddressTaken", "serve"]

WORKERS, THREADS = 2, 4
BACKLOG = 2048  # connections that wait in the system until a worker takes them
GRACE = 5  # seconds a request may take to end after SIGTERM
LOOPBACK = ("localhost", "127.0.0.1")


class AddressTaken(OSError):
    """The address cannot be listened at; `strerror` says why, `filename` is the address."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and the host names that are answered (none given: those of this machine alone)."""

    host: str = "127.0.0.1"
    port: int = 8000
    trusted: tuple[str, ...] = ()

    @property
    def loopback(self) -> bool:
        """Tell whether only this machine can reach the address."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    @property
    def names(self) -> tuple[str, ...]:
        """Return the host names that are answered."""
        own = (*LOOPBACK, *((self.host,) if ":" not in self.host else ())) if self.loopback else ()
        return tuple(dict.fromkeys((*own, *self.trusted)))

    def listen(self) -> socket.socket:
        """Return a listening socket. Raises AddressTaken."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self.host, self.port))
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            raise AddressTaken(error.errno, _reason(error), f"{self.host}:{self.port}") from error
        return listener

    def url(self, listener: socket.socket) -> str:
        """Return the address to open in a browser."""
        host = "localhost" if self.host == "::1" else self.host
        return f"http://{host}:{listener.getsockname()[1]}"


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "something else listens there; choose another port with --port N"
    return f"cannot listen there: {error.strerror}"


@dataclass(frozen=True, slots=True)
class _Site:
    """What every worker serves."""

    corpus: str | Path  # a folder, or an address of a cluster
    address: Address
    site: str = ""
    desk: "Desk | None" = None
    kept: int = 32
    findings: "Findings | None" = None
    saved: str = ""

    def application(self) -> Any:
        """Return the application of a worker; its watch reads the index in full, the engine what it needs.

        Where the index cannot be opened, each request is answered 503 with the reason until it can.
        """
        from search.engine import Engine
        from web import create_app
        from web.server.memory import keep_freed_memory
        from web.server.watch import Watch

        keep_freed_memory()
        engine = Engine.at(self.corpus, verify=False, kept=self.kept)
        app = create_app(
            engine,
            site=self.site,
            trusted_hosts=self.address.names,
            desk=self.desk,
            findings=self.findings,
            saved=self.saved,
        )
        _one_line(app.logger)
        _one_line(logging.getLogger("waitress"), logging.ERROR)
        Watch(engine, app.logger).start()
        return app


def serve(
    address: Address, corpus: str | Path, *, site: str = "", desk: "Desk | None" = None, kept: int = 32,
    findings: "Findings | None" = None, saved: str = "",
) -> None:  # fmt: skip
    """Serve until SIGTERM or SIGINT, with a desk for reviews and `kept` MB of answers in each worker.

    The corpus is a folder, or an address of a cluster, as `search.open_engine` takes it.

    Raises IndexingError, AddressTaken.
    """
    from gunicorn.app.base import BaseApplication

    articles, passages = _held(corpus)
    listener = address.listen()
    url = address.url(listener)  # now: gunicorn closes this descriptor once it holds a copy
    here = _Site(corpus, address, site, desk, kept, findings, saved)
    _preload()

    def told(_: Any) -> None:
        size = f"{articles} articles, {passages} passages"
        click.echo(f"Jiansuo: {size} at {url} (Ctrl-C stops)")
        sys.stdout.flush()

    class _Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
        def load_config(self) -> None:
            for name, value in _settings(listener, told).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return here.application()

    _Server().run()


def _held(corpus: str | Path) -> tuple[int, int]:
    """Return how many articles and passages a corpus says it holds; reads no more. Raises IndexingError."""
    if "://" in str(corpus):
        from search.engine import Engine

        about = Engine.at(corpus).about()
        return about.articles, about.passages
    from index.store.generation import open_generation

    manifest = open_generation(corpus).manifest
    return manifest.articles, manifest.passages


def _settings(listener: socket.socket, told: Callable[[Any], None]) -> dict[str, Any]:
    from web.server.worker import LoopWorker

    return {
        "bind": f"fd://{listener.fileno()}",
        "workers": WORKERS,
        "threads": THREADS,
        "worker_class": LoopWorker,
        "backlog": BACKLOG,
        "graceful_timeout": GRACE,
        "control_socket_disable": True,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "error",
        "logger_class": _logger_class(),
        "when_ready": told,
    }


def _preload() -> None:
    """Import before the fork what every worker needs."""
    import search.engine  # noqa: F401
    from web.delivery.assets import assets

    assets()  # read and encoded once for all workers


class OneLine(logging.Formatter):
    """A line an event; of an exception its class and place, not its text, which may quote a query."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        error = record.exc_info[1] if record.exc_info else None
        plain = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        line = super().format(plain) + (f" ({_place(error)})" if error else "")
        return " ".join(line.split("\n"))


def _place(error: BaseException) -> str:
    """Return class and place of an exception."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return type(error).__name__ + where


def _one_line(log: logging.Logger, level: int = logging.NOTSET) -> None:
    """Let a logger write to standard error, a line an event, from a level on."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    log.handlers = [handler]
    log.propagate = False
    log.setLevel(level)


def _logger_class() -> type:
    from gunicorn.glogging import Logger

    class _Log(Logger):  # type: ignore[misc] # gunicorn has no types
        def setup(self, cfg: Any) -> None:
            super().setup(cfg)
            for handler in self.error_log.handlers:
                handler.setFormatter(OneLine())

        def exception(self, msg: str, *_: Any, **__: Any) -> None:
            """Log an error of a request without its address, which holds the query."""
            error = sys.exc_info()[1]
            if isinstance(error, IndexingError):
                self.error("%s", error)
            else:
                self.error("%s", str(msg).partition("%")[0].strip(), exc_info=error)

    return _Log
