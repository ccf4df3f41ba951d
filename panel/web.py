# SPDX-License-Identifier: MIT
"""The page's server: Python's own http.server, with everything that a hostile
or slow client could lean on closed (docs/decisions/0014-panel-http.md).

    GET  /?token=...   the secret is exchanged for a cookie
    GET  /             the page; /panel.css, /panel.js, /icon.svg
    GET  /events       server-sent events: all there is, then what is new
    POST /act          one action (panel/orders.py), answered by an event
"""

import json
import os
import socket
import socketserver
import threading
import urllib.parse
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from panel import orders
from panel.guard import HEADERS, Guard
from panel.hub import Full, Hub
from panel.worker import Worker

STATIC = Path(__file__).resolve().parent / "static"
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/panel.css": ("panel.css", "text/css; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    "/panel.js": ("panel.js", "text/javascript; charset=utf-8"),
}
CONNECTIONS_MAX = 32
REQUEST_S = 5.0   # To say what is wanted, all in all.
SEND_S = 10.0     # To take in what is sent, each time.
BODY_MAX = 4096
HEARTBEAT_S = 10.0

# Reached by a page of our own, so that the cookie, which is never sent with a
# visit from elsewhere, is sent.
WELCOME = ("<!doctype html><meta charset=utf-8><title>trayjam</title>"
           "<link rel=icon href=/icon.svg>"
           "<meta http-equiv=refresh content='0;url=/'>"
           "<p><a href=/>trayjam panel</a></p>")


class Server(socketserver.ThreadingMixIn, HTTPServer):
    """A thread for each connection, and not too many."""

    daemon_threads = True
    request_queue_size = 64
    # On Windows this would let others listen on our port, too.
    allow_reuse_address = os.name == "posix"

    def __init__(self, port: int, hub: Hub, workers: list[Worker]) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.guard = Guard(self.server_address[1])
        self.hub, self.workers = hub, workers
        self.over = threading.Event()
        self._places = threading.BoundedSemaphore(CONNECTIONS_MAX)

    def server_bind(self) -> None:
        """Without HTTPServer's question to the name service."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", \
            self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Turned away at the door when all places are taken."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """In the connection's thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away or dawdles is not news."""


class Handler(BaseHTTPRequestHandler):
    """One request, then the connection closes."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "trayjam", ""
    timeout = SEND_S

    def setup(self) -> None:
        super().setup()
        # timeout is of one read; a byte now and then would last for ever.
        self._deadline = threading.Timer(REQUEST_S, self._cut)
        self._deadline.daemon = True
        self._deadline.start()

    def finish(self) -> None:
        self._deadline.cancel()
        super().finish()

    def _cut(self) -> None:
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def log_message(self, format: str, *args: Any) -> None:
        """Addresses hold the secret: nothing is logged."""

    # --- Answers ---

    def _answer(self, status: HTTPStatus, body: bytes, kind: str,
                **more: str) -> None:
        self.close_connection = True
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self._answer(status, (why + "\n").encode(),
                     "text/plain; charset=utf-8")

    def send_error(self, code: int, message: str | None = None,
                   explain: str | None = None) -> None:
        """What http.server refuses by itself gets our headers, too."""
        self.command = self.command or "GET"
        self.request_version = self.request_version or "HTTP/1.1"
        self._refuse(HTTPStatus(code), message or HTTPStatus(code).phrase)

    def _lets_in(self) -> bool:
        if not self.server.guard.host_is_ours(self.headers):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST,
                         "this is not the host you asked for")
        elif not self.server.guard.cookie_opens(self.headers):
            self._refuse(HTTPStatus.FORBIDDEN, "open the address that "
                         "`trayjam panel` printed, with its token")
        else:
            return True
        return False

    # --- Requests ---

    def do_GET(self) -> None:  # pylint: disable=invalid-name
        """The page and its parts."""
        self._deadline.cancel()
        path, _, query = self.path.partition("?")
        guard = self.server.guard
        if path == "/" and guard.host_is_ours(self.headers) and \
                guard.token_opens(query):
            self._answer(HTTPStatus.OK, WELCOME.encode(),
                         "text/html; charset=utf-8",
                         Set_Cookie=guard.set_cookie())
        elif not self._lets_in():
            pass
        elif path == "/events":
            self._events()
        elif path in FILES:
            name, kind = FILES[path]
            self._answer(HTTPStatus.OK, (STATIC / name).read_bytes(), kind)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "nothing is there")

    def do_POST(self) -> None:  # pylint: disable=invalid-name
        """An action."""
        if not self._lets_in():
            return
        if not self.server.guard.is_from_our_page(self.headers):
            self._refuse(HTTPStatus.FORBIDDEN, "actions come from our own page "
                         "only")
        elif urllib.parse.urlsplit(self.path).path != "/act":
            self._refuse(HTTPStatus.NOT_FOUND, "nothing is there")
        elif self.headers.get_content_type() != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                         "application/json was expected")
        else:
            self._act()

    def _act(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "how long is it?")
            return
        if len(length) > 9 or int(length) > BODY_MAX:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                         f"at most {BODY_MAX} bytes were expected")
            return
        body = self.rfile.read(int(length))
        self._deadline.cancel()
        try:
            drive, line = orders.read(json.loads(body), len(self.server.hub))
        except (ValueError, RecursionError):
            self._refuse(HTTPStatus.BAD_REQUEST, "JSON was expected")
            return
        except orders.BadOrder as problem:
            self._refuse(HTTPStatus.BAD_REQUEST, str(problem))
            return
        number = self.server.workers[drive].order(line)
        if number is None:
            self._refuse(HTTPStatus.GONE, self.server.hub.gone(drive) or
                         "the drive's process has ended")
            return
        self._answer(HTTPStatus.ACCEPTED, json.dumps({"id": number}).encode(),
                     "application/json")

    def _events(self) -> None:
        hub = self.server.hub
        try:
            listener = hub.join()
        except Full:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE,
                         "too many pages are open")
            return
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while not self.server.over.is_set() and hub.listens(listener):
                text = listener.next(min(HEARTBEAT_S, 1.0))
                self.wfile.write((text or ": still here\n\n").encode())
        except OSError:
            pass
        finally:
            hub.leave(listener)
