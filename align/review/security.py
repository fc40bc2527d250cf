"""Who may ask the local server, and what a browser may do with its answers.

Any page in the same browser can send requests to this computer. So an address holds a secret, the
names of the host and of the origin are checked (a foreign name may resolve to this computer: DNS
rebinding), nothing is changed by GET, and the pages run no script but their own.
"""

import json
import re
from collections.abc import Iterable
from ipaddress import ip_address
from secrets import compare_digest
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Names of this computer in the Host header; the port may be that of a tunnel.
_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
#: Bytes of a body of JSON: a long sentence fits in.
LARGEST_BODY = 8 * 1024 * 1024
_METHODS = {"GET", "HEAD", "POST", "PUT"}
_SAME_SITE = {"same-origin", "none"}

#: Headers of every answer.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Guard:
    """Lets through what comes from this computer, from its own pages, with the secret.

    The application behind it sees the path without ``/token``.

    >>> guard = Guard(None, "secret")
    >>> scope = {"method": "GET", "path": "/secret/", "headers": [(b"host", b"evil.example:80")]}
    >>> guard.refusal(scope)
    (403, 'wrong Host header')
    >>> guard.refusal(scope | {"headers": [(b"host", b"localhost:8000")]})
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [(name.lower(), value) for name, value in message.get("headers", ())]
                ours = [(name.lower().encode(), text.encode()) for name, text in HEADERS.items()]
                message = {**message, "headers": [*given, *ours]}
            await send(message)

        if refused := self.refusal(scope):
            await _refuse(answer, *refused)
            return
        root = f"/{self._token}"
        await self._app({**scope, "root_path": root, "app_root_path": root}, receive, answer)

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the reason for which a request is refused; None for a good one."""
        client = scope.get("client")
        if client and not _is_this_computer(client[0]):
            return 403, "only from this computer"
        host = _only(scope["headers"], b"host")
        if host is None or not _HOST.fullmatch(host):
            return 403, "wrong Host header"
        method = scope["method"]
        if method not in _METHODS:
            return 405, "method not allowed"
        origin = _only(scope["headers"], b"origin", f"http://{host}")
        if origin is None or origin.lower() != f"http://{host}".lower():
            return 403, "wrong Origin header"
        site = _only(scope["headers"], b"sec-fetch-site", "none")
        first = scope["path"].split("/")[1]
        # a link in a mail may open the page, another page may not send anything
        if site not in _SAME_SITE and not (method == "GET" and _is_navigation(scope["headers"])):
            return 403, "from another page"
        if not compare_digest(first.encode(), self._token.encode()):
            return 404, "wrong address: it changes with each start; see the line that was printed"
        if method == "POST" and _only(scope["headers"], b"content-type") not in _JSON:
            return 415, "the body is not JSON (Content-Type: application/json)"
        length = _only(scope["headers"], b"content-length", "0")
        if length is None or not length.isdigit():
            return 400, "wrong Content-Length header"
        if method != "PUT" and int(length) > LARGEST_BODY:
            return 413, "too much data in a request"
        return None


_JSON = ("application/json", "application/json; charset=utf-8", "application/json;charset=utf-8")


def _only(
    headers: Iterable[tuple[bytes, bytes]], name: bytes, default: str | None = None
) -> str | None:
    """The value of a header; None if it is there twice, or is missing without a default."""
    found = [value.decode("latin-1") for key, value in headers if key.lower() == name]
    if not found:
        return default
    return found[0] if len(found) == 1 else None


def _is_navigation(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return _only(headers, b"sec-fetch-mode") == "navigate"


def _is_this_computer(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return True  # no address: a test, or a socket in the file system


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = json.dumps({"error": reason}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def in_script(data: object) -> str:
    r"""JSON to stand in a ``<script type="application/json">``: no text of it ends the element.

    >>> in_script({"text": "</script><img src=x>"})
    '{"text":"\\u003c/script\\u003e\\u003cimg src=x\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # a lone surrogate cannot be sent
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def attachment(name: str) -> str:
    r"""The header Content-Disposition of a file that is saved, never shown.

    >>> attachment('报告"a.tmx')
    "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A%22a.tmx"
    """
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
