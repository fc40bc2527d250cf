"""The local server: the page, and an action on a session as a small call with JSON.

All addresses begin with ``/{token}``; :mod:`align.review.security` says who gets through.
"""

import json
import mimetypes
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from align.errors import TmxalignError
from align.files.temporary import Closing
from align.review.findings import AuditViews
from align.review.project import NotThereError, Workplace
from align.review.security import LARGEST_BODY, Guard, in_script

# Windows may say otherwise, and a browser runs no script of another type
mimetypes.add_type("text/javascript", ".js")
PAGE = Path(__file__).parent / "page"
#: So many rows stand in the page itself, so that it shows them at once.
FIRST = 60
#: What a page can do to a document: methods of a session.
ACTIONS = frozenset(
    "approve approve_above reject exclude include merge split move cut join edit unlink link swap "
    "comment runner_up restore align_again replace undo redo".split()
)
Data = Mapping[str, Any]


def make_app(work: Workplace, token: str) -> ASGIApp:
    """The server's application, for one secret ``token``.

    >>> make_app(Workplace("out/work"), "secret")._token
    'secret'
    """
    pages = _Pages(work, token)
    routes = [
        Route("/", pages.start),
        Route("/doc/{project}/{document}", pages.document),
        Mount("/page", StaticFiles(directory=PAGE)),
        Route("/api/projects", _get(work.recent)),
        Route("/api/{project}", _get(lambda project: work.project(project).listing())),
    ]
    views = _Views(work)
    routes += [
        Route("/api/{project}/{document}", _get(views.whole)),
        Route("/api/{project}/{document}/rows", _get(views.rows)),
        Route("/api/{project}/{document}/changes", _get(views.changes)),
        Route("/api/{project}/{document}/links", _get(views.links)),
        Route("/api/{project}/{document}/place", _get(views.place)),
        *_audit_routes(work),
        Route("/api/{project}/{document}/{action}", _post(views.act), methods=["POST"]),
    ]
    handlers = {HTTPException: _http_error, TmxalignError: _own_error, Exception: _bug}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), token)


def _audit_routes(work: Workplace) -> list[Route]:
    audits, api = AuditViews(work), "/api/{project}/{document}"
    return [
        Route(f"{api}/findings", _get(audits.findings)),
        Route(f"{api}/verdict", _post(audits.verdict), methods=["POST"]),
        Route(f"{api}/audit", _post(audits.audit), methods=["POST"]),
        Route("/api/{project}/baseline", _post(audits.baseline), methods=["POST"]),
    ]


class _Pages:
    """The two pages, made of their templates."""

    def __init__(self, work: Workplace, token: str) -> None:
        self._work, self._base = work, f"/{token}"

    async def start(self, request: Request) -> Response:
        data = {"folder": str(self._work.folder)}
        return self._page(request, "start.html", "tmxalign", data)

    async def document(self, request: Request) -> Response:
        project, document = request.path_params["project"], request.path_params["document"]
        made = await run_in_threadpool(self._data, project, document, request.query_params)
        api = f"{self._base}/api/{project}/{document}"
        return self._page(request, "review.html", made["name"], made, api)

    def _data(self, project: str, document: str, query: Data) -> dict[str, Any]:
        found = self._work.project(project)
        with found.session(document) as session:
            outline = session.outline()
            ids = [entry[0] for entry in outline]
            at = max(0, ids.index(query["row"]) - 10) if query.get("row") in ids else 0
            return {
                "version": session.version,
                "name": found.name_of(document),
                "project": {"id": found.id, "name": found.name},
                "summary": session.summary(),
                "total": len(ids),
                "rows": session.rows(ids[at : at + FIRST]),
            }

    def _page(
        self, request: Request, template: str, title: str, data: Data, api: str = ""
    ) -> Response:
        html = (PAGE / template).read_text(encoding="utf-8")
        theme = request.cookies.get("theme", "")
        values = {
            "lang": _language(request),
            "theme": theme if theme in ("light", "dark") else "",
            "title": _escaped(title),
            "base": self._base,
            "api": _escaped(api or f"{self._base}/api"),
            "data": in_script(data),
        }
        parts = html.split("{{")
        made = parts[0] + "".join(
            values[name] + rest for name, _, rest in (part.partition("}}") for part in parts[1:])
        )
        return HTMLResponse(made)


def _escaped(text: str) -> str:
    from html import escape

    return escape(text.encode("utf-8", "replace").decode())


def _language(request: Request) -> str:
    """The language of the page: as asked for in the address, chosen before, or the browser's."""
    accepted = request.headers.get("accept-language", "").lower().replace(" ", "").split(",")
    wanted = [request.query_params.get("lang", ""), request.cookies.get("lang", ""), *accepted]
    known = (found for word in wanted if (found := word[:2]) in ("en", "zh"))
    return next(known, "en")


class _Views:
    """What is asked about a document, and done to it."""

    def __init__(self, work: Workplace) -> None:
        self._work = work

    def whole(self, project: str, document: str) -> dict[str, Any]:
        found = self._work.project(project)
        with found.session(document) as session:
            return {
                "version": session.version,
                "name": found.name_of(document),
                "summary": session.summary(),
                "outline": session.outline(),
            }

    def rows(self, project: str, document: str, **query: Any) -> dict[str, Any]:
        with self._work.project(project).session(document) as session:
            ids = query.get("id")
            if ids is None:
                start = _number(query.get("from", ["0"]))
                stop = _number(query.get("to", ["80"]))
                ids = [entry[0] for entry in session.outline()[start:stop]]
            return {"version": session.version, "rows": session.rows(ids)}

    def changes(self, project: str, document: str, **query: Any) -> dict[str, Any]:
        with self._work.project(project).session(document) as session:
            return session.changes(_number(query.get("since", ["0"])))

    def links(self, project: str, document: str, **query: Any) -> dict[str, Any]:
        from align.review.links import word_links

        name = query.get("row", [""])[-1]
        with self._work.project(project).session(document) as session:
            rows = session.rows([name])
        if not rows:
            return {}  # it may have gone while the page asked
        return {"row": name, **word_links(rows[0]["en"], rows[0]["zh"])._asdict()}

    def place(self, project: str, document: str, **query: Any) -> dict[str, Any]:
        row, side, piece, offset = (query.get(n, [""]) for n in ("row", "side", "piece", "offset"))
        with self._work.project(project).session(document) as session:
            return {"other": session.place(row[-1], side[-1], _number(piece), _number(offset))}

    def act(self, project: str, document: str, action: str, data: Data) -> dict[str, Any]:
        if action not in ACTIONS:
            raise NotThereError(f"{action}: no such action")
        with self._work.project(project).session(document) as session:
            return session.answer(action, data)


def _number(values: list[str]) -> int:
    if not values[-1].isdigit() or len(values[-1]) > 9:
        raise HTTPException(400, f"{values[-1][:40]}: not a number")
    return int(values[-1])


# ------------------------------------------------------------------ calls and errors


def _get(function: Callable[..., Any]) -> Callable[[Request], Any]:
    """An endpoint that answers with the JSON of a function; it gets the parts of the address.

    Its parameters of a query are lists of texts.
    """

    async def endpoint(request: Request) -> Response:
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        return await _answer(function, **{**query, **request.path_params})

    return endpoint


def _post(function: Callable[..., Any]) -> Callable[[Request], Any]:
    """The same, for one that changes something; it gets the body as ``data``."""

    async def endpoint(request: Request) -> Response:
        return await _answer(function, **request.path_params, data=await _body(request))

    return endpoint


async def _answer(function: Callable[..., Any], **arguments: Any) -> Response:
    try:
        found = await run_in_threadpool(function, **arguments)
    except TypeError as error:  # arguments of a query that nobody asked for
        if "unexpected keyword" in str(error):
            raise HTTPException(400, str(error)) from error
        raise
    return JSONResponse(found)


async def _body(request: Request) -> Data:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "too much data in a request")
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "the body is not JSON") from error
    if not isinstance(found, dict):
        raise HTTPException(400, "the body is not a JSON object")
    return found


def _http_error(request: Request, error: Any) -> Response:
    return JSONResponse({"error": str(error.detail)}, error.status_code)


def _own_error(request: Request, error: Any) -> Response:
    return JSONResponse({"error": str(error)}, 404 if isinstance(error, NotThereError) else 400)


def _bug(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": f"internal error: {type(error).__name__}"}, 500)


# ------------------------------------------------------------------ the server


class Running(Closing):
    """A server in a thread; it ends with :meth:`close`, or at the end of a block.

    ``address`` is that of the start page, ``opened`` that of what was asked for.
    """

    def __init__(self, work: Workplace, *, port: int = 0) -> None:
        import uvicorn

        from align.errors import UsageError

        self.work = work
        self.token = secrets.token_urlsafe(24)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            self._socket.close()
            raise UsageError(
                f"port {port} cannot be used ({error}); choose another with --port"
            ) from error
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/{self.token}/"
        config = uvicorn.Config(
            make_app(work, self.token), log_level="error", access_log=False, lifespan="off",
            ws="none", http="h11", loop="asyncio", server_header=False, proxy_headers=False,
            timeout_graceful_shutdown=2, h11_max_incomplete_event_size=64 * 1024,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._socket.listen(128)  # who asks before the thread is ready waits
        self._thread.start()

    def page(self, project: str, document: str) -> str:
        """The address of the page of a document."""
        from urllib.parse import quote

        return f"{self.address}doc/{quote(project, safe='')}/{quote(document, safe='')}"

    def wait(self) -> None:
        """Wait until somebody ends the server."""
        while self._thread.is_alive():
            self._thread.join(1)  # a signal gets through

    def close(self) -> None:
        """End the server; what was done is on disk."""
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()
