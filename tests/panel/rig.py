# SPDX-License-Identifier: MIT
"""A panel as a user starts it, and raw HTTP as nobody should send it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TRAYJAM = os.environ["TRAYJAM"]


def environment() -> dict[str, str]:
    """Without TRAYJAM_* of the caller's."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith("TRAYJAM")} | {"LC_ALL": "C"}


@dataclass
class Panel:
    """One that runs."""

    process: subprocess.Popen[str]
    url: str

    @property
    def port(self) -> int:
        """Where it listens."""
        port = urllib.parse.urlsplit(self.url).port
        assert port is not None
        return port

    @property
    def host(self) -> str:
        """What a browser says in Host."""
        return f"127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | None = None,
            **headers: str) -> http.client.HTTPResponse:
        """One request with these headers and no others of note."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            line.putheader(name.replace("_", "-"), value)
        if body is not None and "Content_Length" not in headers:
            line.putheader("Content-Length", str(len(body)))
        line.endheaders(body)
        return line.getresponse()

    def cookie(self) -> str:
        """What the secret is exchanged for."""
        split = urllib.parse.urlsplit(self.url)
        answer = self.ask("GET", f"/?{split.query}")
        assert answer.status == 200
        return answer.headers["Set-Cookie"].split(";")[0]

    def act(self, cookie: str, order: Any, **more: str) \
            -> http.client.HTTPResponse:
        """An action as the page sends it, but for `more`."""
        headers = {"Cookie": cookie, "Origin": f"http://{self.host}",
                   "Content_Type": "application/json", **more}
        return self.ask("POST", "/act", json.dumps(order).encode(), **headers)

    @contextlib.contextmanager
    def listen(self, cookie: str) -> Iterator[Iterator[dict[str, Any]]]:
        """What the page hears: {"event": ..., "data": ...}, one after other."""
        answer = self.ask("GET", "/events", Cookie=cookie)
        assert answer.status == 200

        def events() -> Iterator[dict[str, Any]]:
            name = ""
            for line in answer:
                text = line.decode().rstrip("\n")
                if text.startswith("event: "):
                    name = text.removeprefix("event: ")
                if text.startswith("data: "):
                    yield {"event": name,
                           "data": json.loads(text.removeprefix("data: "))}
        try:
            yield events()
        finally:
            answer.close()

    def raw(self) -> socket.socket:
        """A connection that has said nothing."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)


@contextlib.contextmanager
def panel(*options: str) -> Iterator[Panel]:
    """Until the block ends; then it must end well and leave nobody behind."""
    # pylint: disable-next=consider-using-with
    process = subprocess.Popen([TRAYJAM, "panel", *options], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=environment())
    assert process.stdout is not None and process.stderr is not None
    url = process.stdout.readline().strip()
    # Read on, or what it says could fill the pipe.
    talk: list[str] = []
    reader = threading.Thread(target=lambda: talk.extend(process.stderr),
                              daemon=True)
    reader.start()
    try:
        assert url.startswith("http://127.0.0.1:"), talk
        yield Panel(process, url)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        reader.join()
    assert code == 0, "".join(talk)
    assert "Traceback" not in "".join(talk), "".join(talk)
