# SPDX-License-Identifier: MIT
"""Who may use the page: pure decisions about headers, no sockets.

The server listens on 127.0.0.1 only, but every page in every browser of this
machine can send requests there. So: a secret in the address that is printed,
exchanged for a cookie that no other site's page can send (SameSite=Strict) and
no script can read (HttpOnly); the Host must be ours, or a foreign name was made
to point here (DNS rebinding); an action must come from our own page (Origin).
"""

import hmac
import http.cookies
import secrets
import urllib.parse
from email.message import Message

Headers = Message  # Of a request; names in any case.

HEADERS = {
    "Content-Security-Policy":
        "default-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """The secrets of one server, and what they open."""

    def __init__(self, port: int) -> None:
        self.token = secrets.token_hex(16)  # 128 bits
        self._session = secrets.token_hex(32)
        # Cookies know no ports: two panels must not share one.
        self._cookie = f"trayjam_{port}"
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.url = f"http://127.0.0.1:{port}/?token={self.token}"

    def host_is_ours(self, headers: Headers) -> bool:
        """Against DNS rebinding."""
        given: list[str] = headers.get_all("Host", [])
        return len(given) == 1 and given[0].lower() in self._hosts

    def is_from_our_page(self, headers: Headers) -> bool:
        """An action names its origin, and that is who we are."""
        own = "http://" + headers.get("Host", "").lower()
        site = headers.get("Sec-Fetch-Site", "same-origin")
        return self.host_is_ours(headers) and site == "same-origin" and \
            headers.get("Origin", "").lower() == own

    def token_opens(self, query: str) -> bool:
        """Whether the query of an address carries the secret."""
        given = urllib.parse.parse_qs(query).get("token", [""])
        return len(given) == 1 and _same(given[0], self.token)

    def set_cookie(self) -> str:
        """What the secret is exchanged for."""
        return (f"{self._cookie}={self._session}; Path=/; HttpOnly; "
                "SameSite=Strict")

    def cookie_opens(self, headers: Headers) -> bool:
        """Whether a request carries it."""
        try:
            jar: http.cookies.SimpleCookie[str] = \
                http.cookies.SimpleCookie(headers.get("Cookie", ""))
        except http.cookies.CookieError:
            return False
        found = jar.get(self._cookie)
        return found is not None and _same(found.value, self._session)


def _same(given: str, secret: str) -> bool:
    """Takes as long for a near miss as for a far one."""
    return hmac.compare_digest(given.encode("utf-8", "replace"),
                               secret.encode())
