"""Drives Debian's Chromium over its debugging pipe: no port, no socket library,
no package beyond Python's own.

    with Browser(width=1200, height=900) as browser:
        page = browser.open(path)
        page.wait_for("document.documentElement.dataset.ready === 'yes'")
        page.screenshot(file)

The protocol is JSON messages, each ended by a zero byte, on descriptors 3
(to Chromium) and 4 (from it): chromium --remote-debugging-pipe."""
from __future__ import annotations

import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
from typing import Any

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         "--remote-debugging-pipe"]


def available() -> bool:
    return os.access(CHROMIUM, os.X_OK)


class Browser:
    def __init__(self, width: int = 1200, height: int = 900,
                 dark: bool = False) -> None:
        self.width, self.height, self.dark = width, height, dark
        self.last = 0
        self.buffer = b""
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> "Browser":
        self.profile = tempfile.mkdtemp(prefix="trayjam-browser-")
        to_read, self.to = os.pipe()
        self.back, from_write = os.pipe()

        def place_descriptors() -> None:
            # Away from 3 and 4 first: either may be one of ours already.
            first = os.dup(to_read)
            second = os.dup(from_write)
            while first in (3, 4):
                first = os.dup(first)
            while second in (3, 4):
                second = os.dup(second)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [CHROMIUM, *FLAGS, f"--user-data-dir={self.profile}", "about:blank"],
            preexec_fn=place_descriptors, close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.call("Browser.close")
        except (OSError, EOFError):
            pass
        os.close(self.to)
        os.close(self.back)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self) -> dict[str, Any]:
        while b"\0" not in self.buffer:
            chunk = os.read(self.back, 1 << 16)
            if not chunk:
                raise EOFError("chromium closed its debugging pipe")
            self.buffer += chunk
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method: str, session: str | None = None,
             **params: Any) -> dict[str, Any]:
        self.last += 1
        request = {"id": self.last, "method": method, "params": params}
        if session:
            request["sessionId"] = session
        os.write(self.to, json.dumps(request).encode() + b"\0")
        while True:
            message = self.receive()
            if message.get("id") != self.last:
                self.events.append(message)
            elif "error" in message:
                raise RuntimeError(f"{method}: {message['error']}")
            else:
                return message["result"]

    def open(self, path: pathlib.Path | str) -> "Page":
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target,
                            flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.call("Emulation.setDeviceMetricsOverride", width=self.width,
                  height=self.height, deviceScaleFactor=1, mobile=False)
        page.call("Emulation.setEmulatedMedia", features=[{
            "name": "prefers-color-scheme",
            "value": "dark" if self.dark else "light"}])
        page.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri())
        return page


class Page:
    def __init__(self, browser: Browser, session: str) -> None:
        self.browser, self.session = browser, session

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.call(method, self.session, **params)

    def evaluate(self, expression: str) -> Any:
        result = self.call("Runtime.evaluate", expression=expression,
                           returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait_for(self, expression: str, seconds: float = 30) -> None:
        """Asks again until the page says so; the page sets a flag, no timing."""
        end = time.monotonic() + seconds
        asked = f"(() => {{ try {{ return !!({expression}) }} catch {{ return false }} }})()"
        while not self.evaluate(asked):
            if time.monotonic() > end:
                raise TimeoutError(f"the page never came to: {expression}")
            self.evaluate("new Promise(done => requestAnimationFrame(done))")

    def wheel(self, x: float, y: float, delta: float) -> None:
        self.call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y,
                  deltaX=0, deltaY=delta)

    def click(self, x: float, y: float) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y,
                      button="left", clickCount=1)

    def key(self, key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def screenshot(self, file: pathlib.Path | str, whole: bool = False) -> None:
        data = self.call("Page.captureScreenshot", format="png",
                         captureBeyondViewport=whole)["data"]
        pathlib.Path(file).write_bytes(base64.b64decode(data))

    def _of(self, method: str) -> list[dict[str, Any]]:
        self.evaluate("0")  # whatever was on its way has arrived after this
        return [event["params"] for event in self.browser.events
                if event.get("method") == method
                and event.get("sessionId") == self.session]

    def complaints(self) -> list[str]:
        """Console errors, warnings and exceptions so far."""
        found = [json.dumps(event["exceptionDetails"])
                 for event in self._of("Runtime.exceptionThrown")]
        found += [json.dumps(event["args"])
                  for event in self._of("Runtime.consoleAPICalled")
                  if event["type"] in ("error", "warning", "assert")]
        found += [event["entry"]["text"] for event in self._of("Log.entryAdded")
                  if event["entry"]["level"] == "error"]
        return found

    def requests(self) -> list[str]:
        """Every address the page asked for, its own file included."""
        return [event["request"]["url"]
                for event in self._of("Network.requestWillBeSent")]
