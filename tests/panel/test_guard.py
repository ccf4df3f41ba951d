# SPDX-License-Identifier: MIT
"""Who may use the panel, and which actions become a line: pure parts."""

from email.message import Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from panel import orders
from panel.guard import HEADERS, Guard

PORT = 4321
HERE = f"127.0.0.1:{PORT}"


def headers(*pairs: tuple[str, str]) -> Message:
    """Of a request."""
    message = Message()
    for name, value in pairs:
        message[name] = value
    return message


@pytest.mark.parametrize("hosts, ours", [
    ([HERE], True), ([f"localhost:{PORT}"], True), ([HERE.upper()], True),
    ([], False), (["127.0.0.1"], False), (["127.0.0.1:80"], False),
    ([f"evil.example:{PORT}"], False), ([f"127.0.0.1.evil.example:{PORT}"], False),
    ([f"[::1]:{PORT}"], False), ([HERE, "evil.example"], False),
    ([f"{HERE}, evil.example"], False),
])
def test_only_our_own_names_are_hosts(hosts: list[str], ours: bool) -> None:
    found = headers(*(("Host", host) for host in hosts))
    assert Guard(PORT).host_is_ours(found) is ours


@pytest.mark.parametrize("pairs, ours", [
    ([("Origin", f"http://{HERE}")], True),
    ([("Origin", f"http://{HERE}"), ("Sec-Fetch-Site", "same-origin")], True),
    ([], False), ([("Origin", "null")], False),
    ([("Origin", f"https://{HERE}")], False),
    ([("Origin", f"http://localhost:{PORT}")], False),
    ([("Origin", f"http://127.0.0.1:{PORT + 1}")], False),
    ([("Origin", "http://evil.example")], False),
    ([("Origin", f"http://{HERE}"), ("Sec-Fetch-Site", "same-site")], False),
])
def test_actions_name_our_own_origin(pairs: list[tuple[str, str]],
                                     ours: bool) -> None:
    found = headers(("Host", HERE), *pairs)
    assert Guard(PORT).is_from_our_page(found) is ours


def test_the_secret_is_long_new_and_exact() -> None:
    guard, other = Guard(PORT), Guard(PORT)
    assert len(guard.token) == 32 and guard.token != other.token
    assert guard.token_opens(f"token={guard.token}")
    for query in ("", "token=", f"token={other.token}",
                  f"token={guard.token[:-1]}", f"token={guard.token}0",
                  f"token={guard.token}&token=x", "token=%ff%00"):
        assert not guard.token_opens(query), query


def test_the_cookie_is_another_secret_of_this_port_only() -> None:
    guard = Guard(PORT)
    cookie = guard.set_cookie()
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert guard.token not in cookie and str(PORT) in cookie
    pair = cookie.split(";")[0]
    assert guard.cookie_opens(headers(("Cookie", pair)))
    assert guard.cookie_opens(headers(("Cookie", f"a=b; {pair}")))
    for bad in ("", "trayjam=1", f"trayjam_{PORT}={guard.token}", pair[:-1],
                "=;;=", pair.replace(str(PORT), str(PORT + 1))):
        assert not guard.cookie_opens(headers(("Cookie", bad))), bad
    assert not Guard(PORT).cookie_opens(headers(("Cookie", pair)))


def test_nothing_from_elsewhere_is_allowed_on_the_page() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not any(name.startswith("Access-Control") for name in HEADERS)


@pytest.mark.parametrize("order, line", [
    ({"drive": 0, "client": 1, "verb": "lock", "flags": ["dismount"],
      "name": "Nero 12"}, "1 lock dismount name=Nero 12"),
    ({"drive": 0, "client": 4, "verb": "eject"}, "4 eject name="),
    ({"drive": 0, "hand": "press"}, "0 hand press"),
])
def test_an_action_becomes_a_line(order: object, line: str) -> None:
    assert orders.read(order, 1) == (0, line)


@pytest.mark.parametrize("order, says", [
    ([], "object"), ({}, "drive"), ({"drive": 1}, "0 to 0"),
    ({"drive": True, "hand": "press"}, "drive"),
    ({"drive": 0, "client": 5, "verb": "lock"}, "1 to 4"),
    ({"drive": 0, "client": 1, "verb": "format"}, "verb"),
    ({"drive": 0, "client": 1, "verb": ["lock"]}, "verb"),
    ({"drive": 0, "client": 1, "verb": "lock", "flags": "quiet"}, "flags"),
    ({"drive": 0, "client": 1, "verb": "lock", "flags": ["x"]}, "flags"),
    ({"drive": 0, "client": 1, "verb": "lock", "flags": [["x"]]}, "flags"),
    ({"drive": 0, "client": 1, "verb": "lock", "name": "a\n9 1 eject"}, "name"),
    ({"drive": 0, "client": 1, "verb": "lock", "name": "x" * 64}, "63"),
    ({"drive": 0, "hand": "kick"}, "hand"), ({"drive": 0, "more": 1}, "object"),
])
def test_what_is_no_action_is_said(order: object, says: str) -> None:
    with pytest.raises(orders.BadOrder, match=says):
        orders.read(order, 1)


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() |
    some.text(), lambda inside: some.lists(inside) |
    some.dictionaries(some.sampled_from(sorted(orders.KEYS)), inside))


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(JSON | some.fixed_dictionaries(
    {"drive": some.just(0), "client": some.integers(1, 4),
     "verb": some.sampled_from(sorted(orders.VERBS)), "name": some.text()}))
def test_no_action_ever_becomes_two_lines(order: object) -> None:
    try:
        _, line = orders.read(order, 1)
    except orders.BadOrder:
        return
    assert "\n" not in line and "\r" not in line and len(line.encode()) < 200
