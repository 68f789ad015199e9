"""How does a worker hold its connections?

One loop reads requests and sends answers; a thread is taken for a request that is whole, and is free again
when its answer is handed over. So neither silence, nor half a request, nor a reader that does not read costs
a thread, and what takes too long is closed.

Decision: gunicorn starts, watches and ends the workers, Waitress reads and writes inside them. gunicorn's own
threads read headers and wait for slow readers themselves: eight half-sent requests stopped the server.
"""

import os
import resource
import time
from contextlib import suppress
from socket import SHUT_WR, socket
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from web.limits import BODY_BYTES, HEAD_BYTES, HELD_BYTES
from web.server.refusals import Parser, Refused

__all__ = ["ROOM", "STALLED", "WHOLE", "LoopWorker", "open_server"]

ROOM = 500  # connections a worker holds; beyond, the one that has kept it waiting longest makes room
WHOLE = 10.0  # seconds until a request must be whole, from the connection or the last answer on
STALLED = 30.0  # seconds in which a reader must take something of its answer
TURN = 1.0  # seconds the loop waits for anything to happen
ANSWER = 64 << 20  # bytes of answers kept for one reader before its thread waits
NEAR = ("127.0.0.1", "::1")  # whose word on the transport is taken


class Task(WSGITask):
    """One request, answered by the application."""

    def get_environment(self) -> dict[str, Any]:
        """Return what the application is told; a proxy on this machine says whether transport was secure."""
        environ: dict[str, Any] = super().get_environment()
        if environ["REMOTE_ADDR"] in NEAR and environ.get("HTTP_X_FORWARDED_PROTO") == "https":
            environ["wsgi.url_scheme"] = "https"
        return environ

    def set_close_on_finish(self) -> None:
        """Close the connection after the answer, but not because a 304 has no body."""
        if self.has_body or self.version != "1.1" or self.request.connection_close:
            super().set_close_on_finish()


class Channel(HTTPChannel):
    """One connection.

    `since` is when the present wait for its client began. `held` tells that its next request waits until the
    answer before it was taken, lest a client that asks much and reads nothing fill memory. `refused` tells
    that what it sends was refused: the rest is read and dropped, or else the refusal would be lost with it.
    """

    parser_class = Parser
    task_class = Task
    error_task_class = Refused
    held = refused = False

    def __init__(self, *given: Any, **named: Any) -> None:
        self.since = time.time()
        super().__init__(*given, **named)

    def writable(self) -> bool:
        """Tell whether the loop has something to send; while a thread answers, that thread sends.

        Waitress would turn round and round while the thread sends, which took a fifth of all time.
        """
        if self.requests and not self.held and self.total_outbufs_len <= ANSWER:
            return bool(self.will_close or self.close_when_flushed)
        return bool(self.held or super().writable())

    def handle_write(self) -> None:
        """Send what the client takes; once all is sent, go on to its next request."""
        if self.refused and self.close_when_flushed and not self.will_close:
            self._flush_exception(self._flush_some)
            self._hang_up()
            return
        super().handle_write()
        if self.connected and not self.total_outbufs_len:
            self.since = time.time()
            if self.held:
                self.held = False
                self.server.add_task(self)

    def _hang_up(self) -> None:
        """Once a refusal is sent, say no more and wait until the client has heard it."""
        if self.connected and not self.total_outbufs_len:
            self.close_when_flushed = False
            with suppress(OSError):  # the client is gone
                self.socket.shutdown(SHUT_WR)

    def received(self, data: bytes) -> bool:
        """Take what the client sends, but nothing after a refusal."""
        return not self.refused and bool(super().received(data))

    def service(self) -> None:
        """Answer one request, in a thread."""
        super().service()
        self.since = time.time()

    def late(self, now: float) -> bool:
        """Tell whether the client has kept the worker waiting too long."""
        if self.total_outbufs_len:
            return self.writable() and now - self.last_activity > STALLED
        return not self.requests and now - self.since > WHOLE


class Server(TcpWSGIServer):
    """The loop's end of one listening socket."""

    channel_class = Channel
    looked = 0.0

    def add_task(self, channel: Channel) -> None:
        """Let a thread answer the next request of a connection, or hold it until the last answer is taken."""
        if channel.total_outbufs_len:
            channel.held = True
        else:
            self.task_dispatcher.add_task(channel)

    def maintenance(self, now: float) -> None:
        """Do nothing: Waitress would wait for full buffers to empty; `tidy` closes what is late."""

    def tidy(self) -> None:
        """Close, between two turns of the loop, what is late, and where there is no room one that waits."""
        now = time.time()
        if now - self.looked >= TURN:
            self.looked = now
            for channel in [channel for channel in self.active_channels.values() if channel.late(now)]:
                channel.handle_close()
        if len(self.active_channels) >= ROOM:
            waiting = [
                channel for channel in self.active_channels.values() if channel.held or not channel.requests
            ]
            for channel in sorted(waiting, key=lambda channel: channel.since)[:1]:
                channel.handle_close()

    def busy(self) -> bool:
        """Tell whether a request is being answered or an answer sent."""
        return any(channel.requests or channel.total_outbufs_len for channel in self.active_channels.values())

    def turn(self, seconds: float) -> None:
        """Wait for what happens next, at most some seconds, and see to it."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)
        self.tidy()

    def leave(self, seconds: float) -> None:
        """Take no new connection, finish what was begun within some seconds, and close all."""
        self.accepting = False
        end = time.monotonic() + seconds
        self.turn(0)  # a request may have come in whole already
        while self.busy() and time.monotonic() < end:
            self.turn(TURN / 20)
        self.task_dispatcher.shutdown(timeout=max(0.0, end - time.monotonic()))
        wasyncore.close_all(self._map)


def open_server(application: Any, listener: socket, *, threads: int, backlog: int) -> Server:
    """Return the loop's end of a listening socket, with threads that answer."""
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    given = Adjustments(
        sockets=[listener],
        backlog=backlog,
        connection_limit=ROOM + 2,  # the socket itself and the loop's trigger count
        max_request_header_size=HEAD_BYTES,
        max_request_body_size=BODY_BYTES + 1,
        inbuf_overflow=HELD_BYTES,
        outbuf_high_watermark=ANSWER,
        clear_untrusted_proxy_headers=False,  # by them a request is seen to have been passed on
        log_socket_errors=False,
        ident=None,
    )
    info = (listener.family, listener.type, listener.proto, listener.getsockname())
    server = Server(
        application, {}, _sock=listener, dispatcher=dispatcher, adj=given, bind_socket=False, sockinfo=info
    )
    server.server_name = server.effective_host
    return server


class LoopWorker(Worker):
    """A process that answers."""

    server: Server | None = None

    def run(self) -> None:
        """Answer until the master says stop or is gone; then finish what was begun."""
        _more_files()
        (shared,) = self.sockets
        server = open_server(self.wsgi, shared.sock, threads=self.cfg.threads, backlog=self.cfg.backlog)
        self.server = server
        while self.alive and self.ppid == os.getppid():
            self.notify()
            server.turn(TURN)
        server.leave(self.cfg.graceful_timeout)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Wake the loop, which then ends."""
        super().handle_exit(sig, frame)
        if self.server:
            self.server.pull_trigger()


def _more_files() -> None:
    """Ask for as many files as full room needs: a connection, and three more for what waits on disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * ROOM if hard == resource.RLIM_INFINITY else min(4 * ROOM, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
