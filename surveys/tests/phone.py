"""A browser that answers with one-time codes over one connection."""

from __future__ import annotations

import http.client
from urllib.parse import urlencode, urlsplit

DONE = "已交卷"  # what the page says to which one is sent


class Phone:
    """One connection that answers with codes, as a browser would."""

    def __init__(self, address: str) -> None:
        self.url = urlsplit(address)
        self.connection = http.client.HTTPConnection(self.url.netloc, timeout=60)
        page, self.cookie = self._ask("GET")
        self.token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    def hand_in(self, code: str, fields: dict[str, str]) -> str:
        body = {"csrfmiddlewaretoken": self.token, "code": code, "hand_in": "1", **fields}
        return self._ask("POST", urlencode(body, doseq=True))[0] or DONE

    def close(self) -> None:
        self.connection.close()

    def _ask(self, method: str, body: str | None = None) -> tuple[str, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        if body:
            headers |= {"Cookie": self.cookie}
        self.connection.request(method, self.url.path, body, headers)
        answer = self.connection.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return answer.read().decode(), cookie
