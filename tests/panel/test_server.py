# SPDX-License-Identifier: MIT
"""The panel's server as a hostile page, a slow client and a script meet it."""

import http.client
import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from panel import web
from tests.panel.rig import TRAYJAM, Panel, environment, panel

LOCK = {"drive": 0, "client": 1, "verb": "lock", "name": "Anna"}


@pytest.fixture(scope="module", name="one")
def one_panel() -> Iterator[Panel]:
    """For tests that leave no mark."""
    with panel() as running:
        yield running


@pytest.fixture(name="cookie")
def its_cookie(one: Panel) -> str:
    return one.cookie()


def gather(events: Iterator[dict[str, Any]], *wanted: dict[str, Any]) \
        -> list[dict[str, Any]]:
    """The next row that is as wanted, for each. They may come in any order:
    replies, and what the looker sees and hears, come from different threads."""
    found: dict[int, dict[str, Any]] = {}
    for event in events:
        row: dict[str, Any] = event["data"].get("row", {})
        for i, keys in enumerate(wanted):
            if i not in found and row and \
                    all(row.get(key) == value for key, value in keys.items()):
                found[i] = row
                break
        if len(found) == len(wanted):
            return [found[i] for i in range(len(wanted))]
    raise AssertionError("the stream ended")


def until(events: Iterator[dict[str, Any]], kind: str, **wanted: Any) \
        -> dict[str, Any]:
    """The next row that is as wanted."""
    return gather(events, {"kind": kind, **wanted})[0]


def test_it_listens_on_this_machine_only(one: Panel) -> None:
    with open("/proc/net/tcp", encoding="ascii") as table:
        # Sockets that come and go meanwhile can make a line stand there twice.
        found = {line.split()[1] for line in table
                 if line.split()[1].endswith(f":{one.port:04X}") and
                 line.split()[3] == "0A"}
    assert found == {f"0100007F:{one.port:04X}"}
    with open("/proc/net/tcp6", encoding="ascii") as table:
        assert f":{one.port:04X} " not in table.read()


@pytest.mark.parametrize("path", ["/", "/panel.js", "/panel.css", "/events",
                                  "/?token=0123456789abcdef0123456789abcdef",
                                  "/../guard.py"])
def test_without_the_secret_there_is_nothing(one: Panel, path: str) -> None:
    answer = one.ask("GET", path)
    assert answer.status == 403
    assert "Set-Cookie" not in answer.headers
    assert one.ask("POST", "/act", b"{}").status == 403


def test_with_it_every_answer_is_closed_to_others(one: Panel,
                                                  cookie: str) -> None:
    for path, status in [("/", 200), ("/panel.js", 200), ("/panel.css", 200),
                         ("/icon.svg", 200), ("/no", 404),
                         ("/../guard.py", 404), ("/static/../../x", 404)]:
        answer = one.ask("GET", path, Cookie=cookie)
        assert answer.status == status, path
        assert answer.headers["Content-Security-Policy"].startswith(
            "default-src 'self'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not [name for name in answer.headers
                    if name.lower().startswith("access-control")]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "evil.example:80",
                                  "localhost.evil.example"])
def test_a_rebound_name_gets_nothing(one: Panel, cookie: str,
                                     host: str) -> None:
    assert one.ask("GET", "/", Cookie=cookie, Host=host).status == 421
    token = one.url.split("/")[-1]
    answer = one.ask("GET", f"/{token}", Host=host)
    assert answer.status == 421 and "Set-Cookie" not in answer.headers
    assert one.act(cookie, LOCK, Host=host).status == 421


@pytest.mark.parametrize("more, status", [
    ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
    ({"Sec_Fetch_Site": "cross-site"}, 403), ({"Cookie": "a=b"}, 403),
    ({"Content_Type": "text/plain"}, 415),
    ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
    ({"Content_Length": "-1"}, 411), ({"Content_Length": "99999"}, 413),
    ({"Content_Length": "9" * 400}, 413),
])
def test_another_sites_action_is_refused(one: Panel, cookie: str,
                                         more: dict[str, str],
                                         status: int) -> None:
    assert one.act(cookie, LOCK, **more).status == status


def test_actions_are_posts_to_one_place(one: Panel, cookie: str) -> None:
    assert one.ask("GET", "/act", Cookie=cookie).status == 404
    origin = f"http://{one.host}"
    assert one.ask("POST", "/", b"{}", Cookie=cookie, Origin=origin,
                   Content_Type="application/json").status == 404
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "BREW"):
        answer = one.ask(method, "/act", Cookie=cookie)
        assert answer.status == 501
        assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 4000, b"\xff", b"null",
                                  b'{"drive":7}', b'{"drive":0,"hand":"kick"}'])
def test_nonsense_is_refused_with_what_was_expected(one: Panel, cookie: str,
                                                    body: bytes) -> None:
    answer = one.ask("POST", "/act", body, Cookie=cookie,
                     Origin=f"http://{one.host}",
                     Content_Type="application/json")
    assert answer.status == 400 and b"expected" in answer.read()


def test_headers_without_end_are_refused(one: Panel) -> None:
    with one.raw() as line:
        line.sendall(b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n")
        assert b" 414 " in line.recv(4096).split(b"\r\n")[0]
    with one.raw() as line:
        many = b"".join(b"X%d: y\r\n" % i for i in range(200))
        line.sendall(b"GET / HTTP/1.1\r\n" + many + b"\r\n")
        assert b" 431 " in line.recv(4096).split(b"\r\n")[0]


def is_closed(line: socket.socket) -> bool:
    """It has been hung up on; a real wait, the test's own limit ends it."""
    try:
        while line.recv(4096):
            pass
    except ConnectionError:
        pass
    return True


def test_connections_are_few_and_dawdlers_are_cut() -> None:
    with panel() as own:
        cookie = own.cookie()
        lines = [own.raw() for _ in range(web.CONNECTIONS_MAX + 8)]
        # Those without a place are hung up on at once; the rest say a word
        # now and then, and are cut when their time is up.
        late = lines[-1]
        assert is_closed(late)
        lines[0].sendall(b"GET / HT")
        assert is_closed(lines[0])
        assert all(is_closed(line) for line in lines)
        assert own.ask("GET", "/", Cookie=cookie).status == 200


def test_pages_that_listen_are_few(one: Panel, cookie: str) -> None:
    pages = []
    for _ in range(8):
        line = http.client.HTTPConnection("127.0.0.1", one.port, timeout=30)
        line.request("GET", "/events", headers={"Cookie": cookie})
        answer = line.getresponse()
        assert answer.status == 200
        pages.append((line, answer))
    assert one.ask("GET", "/events", Cookie=cookie).status == 503
    for line, answer in pages:
        answer.close()
        line.close()


def test_a_lock_holds_until_unlock_and_others_are_refused() -> None:
    with panel() as own:
        cookie = own.cookie()
        with own.listen(cookie) as events:
            first = next(events)
            assert first["event"] == "all"
            [drive] = first["data"]["drives"]
            assert drive["hello"]["simulated"] and not drive["state"]["locked"]
            assert own.act(cookie, LOCK).status == 202
            _, _, state = gather(
                events, {"kind": "reply", "client": 1, "outcome": "done"},
                {"kind": "event", "name": "GUID_IO_CDROM_EXCLUSIVE_LOCK"},
                {"kind": "state", "locked": True})
            assert state["owner"] == "Anna"
            assert state["since_by"] in ("event", "look")
            own.act(cookie, {**LOCK, "client": 2, "verb": "eject"})
            reply = until(events, "reply", client=2)
            assert reply["outcome"] == "refused" and not reply["owns"]
            assert '"Anna" owns it' in reply["sentence"]
            own.act(cookie, {**LOCK, "client": 2, "verb": "unlock"})
            assert until(events, "reply", client=2)["win32"] == 6
            own.act(cookie, {**LOCK, "verb": "close"})
            gather(events, {"kind": "reply", "client": 1},
                   {"kind": "state", "locked": False})
            own.act(cookie, {**LOCK, "client": 2, "verb": "eject"})
            assert until(events, "reply", client=2)["outcome"] == "done"
            own.act(cookie, {"drive": 0, "hand": "take"})
            gather(events, {"kind": "reply", "client": 0},
                   {"kind": "state", "tray": "open", "disc": False})
        with own.listen(cookie) as events:
            again = next(events)["data"]
            programs = again["drives"][0]["programs"]
            assert programs["2"]["asked"] == 3 and programs["2"]["refused"] == 2
            assert [row["kind"] for row in again["log"]].count("reply") == 6


def test_a_slow_drive_holds_up_nobody_elses_answers() -> None:
    with panel("--drive", "sim:disc=present") as own:
        cookie = own.cookie()
        with own.listen(cookie) as events:
            next(events)
            for client in (1, 2, 3, 4):
                for _ in range(3):
                    own.act(cookie, {**LOCK, "client": client, "verb": "query"})
            for _ in range(12):
                assert until(events, "reply")["outcome"] == "done"


def test_all_drives_of_a_server_are_there(tmp_path: Any) -> None:
    path = tmp_path / "tray"
    with subprocess.Popen([TRAYJAM, "serve", "--socket", str(path), "--drives",
                           "2"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True,
                          env=environment()) as server:
        assert server.stdout is not None
        assert server.stdout.readline().strip() == str(path)
        with panel("--drive", f"sim:{path}") as own:
            cookie = own.cookie()
            with own.listen(cookie) as events:
                drives = next(events)["data"]["drives"]
                assert [drive["name"] for drive in drives] == \
                    [f"sim:{path}", f"sim:{path}#1"]
                own.act(cookie, {**LOCK, "drive": 1})
                until(events, "reply", drive=1, outcome="done")
                # Seen by every other program of this machine.
                told = json.loads(subprocess.run(
                    [TRAYJAM, "query", "--drive", f"sim:{path}#1", "--json"],
                    capture_output=True, check=False,
                    env=environment()).stdout)
                assert told["owner"] == "Anna"
                server.send_signal(signal.SIGINT)
                server.wait(timeout=60)
                gone = until(events, "state", answered=False)
                assert gone["drive"] in (0, 1)


@pytest.mark.parametrize("line, code, says", [
    (["--port", "99999"], 64, "at most 65535"),
    (["--for", "5"], 64, "a time with its unit"),
    (["--drive", "sim:/no/such/socket"], 6, "nobody serves"),
    (["--drive", "sim:dics=present"], 64, "did you mean"),
])
def test_what_cannot_be_shown_is_said(line: list[str], code: int,
                                      says: str) -> None:
    run = subprocess.run([TRAYJAM, "panel", *line], capture_output=True,
                         text=True, timeout=60, check=False, env=environment())
    assert run.returncode == code and says in run.stderr, run.stderr


def test_a_port_in_use_is_74_and_no_python_is_6(one: Panel) -> None:
    run = subprocess.run([TRAYJAM, "panel", "--port", str(one.port)],
                         capture_output=True, text=True, timeout=60,
                         check=False, env=environment())
    assert run.returncode == 74 and "in use" in run.stderr
    run = subprocess.run([TRAYJAM, "panel"], capture_output=True, text=True,
                         timeout=60, check=False,
                         env={**environment(), "TRAYJAM_PYTHON": "/no/python"})
    assert run.returncode == 6 and "/no/python" in run.stderr


def test_it_ends_when_its_time_is_up() -> None:
    run = subprocess.run([TRAYJAM, "panel", "--for", "200ms"],
                         capture_output=True, text=True, timeout=60,
                         check=False, env=environment())
    assert run.returncode == 0
    assert run.stdout.startswith("http://127.0.0.1:")


def test_a_killed_panel_takes_its_server_and_drives_along() -> None:
    with subprocess.Popen([TRAYJAM, "panel"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True,
                          env=environment()) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        process.kill()
        # The server and the worker hold the other end of this pipe.
        assert process.stdout.read() == ""
    own = Panel(process, url)
    with pytest.raises(ConnectionError):
        own.raw()


def test_lines_that_are_no_orders_are_refused_one_by_one() -> None:
    lines = ["", "x", "1", "1 1", "1 9 lock", "1 1 format", "1 0 lock",
             "1 0 hand kick", "1 1 lock what", "1 1 lock name=" + "x" * 64,
             "4294967296 1 query", "y" * 1000, "7 1 query"]
    run = subprocess.run([TRAYJAM, "panel-worker", "--drive", "sim"],
                         input="\n".join(lines) + "\n", capture_output=True,
                         text=True, timeout=60, check=False, env=environment())
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    errors = [row for row in rows if row["kind"] == "error"]
    assert run.returncode == 0
    assert len(errors) == len(lines) - 1
    assert all("expected" in row["text"] or "no request" in row["text"] or
               "too long" in row["text"] for row in errors)
