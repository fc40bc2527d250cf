"""The local server: the page, and an action on a session as a small call with JSON.

All addresses begin with ``/{token}``; :mod:`align.review.security` says who gets through.
"""

import json
import logging
import mimetypes
import os
import secrets
import socket
import threading
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from align.errors import TmxalignError, UsageError
from align.files.screen import brief, seen
from align.files.temporary import Closing
from align.languages.phrases import translated
from align.review.calls import (
    DocumentCalls,
    JsonAnswer,
    StartCalls,
    get_call,
    in_language,
    page_language,
    post_call,
)
from align.review.findings import AuditViews
from align.review.jobs import Jobs
from align.review.opening import address_of, page_of
from align.review.project import NotThereError, Workplace
from align.review.security import Guard, in_script

# Windows may say otherwise, and a browser runs no script of another type
mimetypes.add_type("text/javascript", ".js")
PAGE = Path(__file__).parent / "page"
#: So many rows stand in the page itself, so that it shows them at once.
FIRST = 60
_LOG = logging.getLogger(__name__)


def make_app(work: Workplace, token: str, jobs: Jobs | None = None) -> ASGIApp:
    """The server's application, for one secret ``token``.

    >>> make_app(Workplace("out/work"), "secret").refusal({"method": "GET", "headers": []})
    (403, 'wrong Host header')
    """
    pages, views = _Pages(work, token), DocumentCalls(work)
    desk = StartCalls(work, jobs or Jobs(work))
    routes = [
        Route("/", pages.start),
        Route("/doc/{project}/{document}", pages.document),
        Route("/files/{project}/{name}", desk.file),
        Mount("/page", StaticFiles(directory=PAGE)),
        Route("/api/projects", get_call(work.recent)),
        Route("/api/jobs", post_call(desk.begin), methods=["POST"]),
        Route("/api/jobs/{job}", get_call(desk.job)),
        Route("/api/jobs/{job}/start", post_call(desk.begun), methods=["POST"]),
        Route("/api/uploads/{job}/{name:path}", desk.upload, methods=["PUT"]),
        Route("/api/{project}", get_call(views.project)),
        Route("/api/{project}/search", get_call(views.search)),
        Route("/api/{project}/formats", get_call(views.formats)),
        Route("/api/{project}/export", post_call(views.export), methods=["POST"]),
        Route("/api/{project}/open", post_call(views.open), methods=["POST"]),
        Route("/api/{project}/{document}", get_call(views.whole)),
        Route("/api/{project}/{document}/rows", get_call(views.rows)),
        Route("/api/{project}/{document}/changes", get_call(views.changes)),
        Route("/api/{project}/{document}/find", get_call(views.find)),
        Route("/api/{project}/{document}/replacing", get_call(views.replacing)),
        Route("/api/{project}/{document}/links", get_call(views.links)),
        Route("/api/{project}/{document}/place", get_call(views.place)),
        *_audit_routes(work),
        Route("/api/{project}/{document}/{action}", post_call(views.act), methods=["POST"]),
    ]
    handlers = {HTTPException: _http_error, TmxalignError: _own_error, Exception: _bug}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), token)


def _audit_routes(work: Workplace) -> list[Route]:
    audits, api = AuditViews(work), "/api/{project}/{document}"
    return [
        Route(f"{api}/findings", get_call(audits.findings)),
        Route(f"{api}/verdict", post_call(audits.verdict), methods=["POST"]),
        Route(f"{api}/audit", post_call(audits.audit), methods=["POST"]),
        Route("/api/{project}/baseline", post_call(audits.baseline), methods=["POST"]),
    ]


class _Pages:
    """The two pages, made of their templates."""

    def __init__(self, work: Workplace, token: str) -> None:
        self._work, self._base = work, f"/{token}"

    async def start(self, request: Request) -> Response:
        recent = await run_in_threadpool(self._work.recent)
        return self._page(request, "start.html", "tmxalign", recent)

    async def document(self, request: Request) -> Response:
        project, document = request.path_params["project"], request.path_params["document"]
        made = await run_in_threadpool(self._data, project, document, request.query_params)
        api = "/".join([f"{self._base}/api", quote(project, safe=""), quote(document, safe="")])
        made = in_language(made, page_language(request))
        return self._page(request, "review.html", made["name"], made, api)

    def _data(self, project: str, document: str, query: Mapping[str, Any]) -> dict[str, Any]:
        found = self._work.project(project)
        with found.session(document) as session:
            session.refresh()
            outline = session.outline()
            ids = [entry[0] for entry in outline]
            at = max(0, ids.index(query["row"]) - 10) if query.get("row") in ids else 0
            return {
                "version": session.version,
                "name": found.name_of(document),
                "project": {"id": found.id, "name": found.name},
                "summary": session.summary(),
                "outline": outline[at : at + FIRST],
                "rows": session.rows(ids[at : at + FIRST]),
            }

    def _page(
        self, request: Request, template: str, title: str, data: Mapping[str, Any], api: str = ""
    ) -> Response:
        html = (PAGE / template).read_text(encoding="utf-8")
        theme = request.cookies.get("theme", "")
        language = page_language(request)
        values = {
            "lang": language,
            "theme": theme if theme in ("light", "dark") else "",
            "title": _escaped(title),
            "base": self._base,
            "api": _escaped(api or f"{self._base}/api"),
            "data": in_script(data),
            "strings": in_script(page_strings(language)),
        }
        parts = html.split("{{")
        made = parts[0] + "".join(
            values[name] + rest for name, _, rest in (part.partition("}}") for part in parts[1:])
        )
        answer = HTMLResponse(made)
        # the calls of the page are answered in its language
        answer.set_cookie("lang", language, samesite="strict", max_age=31_536_000)
        return answer


def page_strings(language: str) -> dict[str, str]:
    """The texts of the pages in a language, by key.

    >>> page_strings("zh")["do.undo"]
    '撤销'
    """
    table = json.loads((PAGE / "strings.json").read_text(encoding="utf-8"))
    return {
        key: chinese if language.startswith("zh") else english
        for key, (english, chinese) in table.items()
    }


def _escaped(text: str) -> str:
    from html import escape

    return escape(text.encode("utf-8", "replace").decode())


def _told(request: Request, text: str, status: int) -> Response:
    """One line of what is wrong: as JSON, or where a page was asked for, as a page."""
    if "text/html" not in request.headers.get("accept", ""):
        return JsonAnswer({"error": text}, status)
    root = request.scope["root_path"]
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="{page_language(request)}"><meta charset="utf-8">'
        f'<title>tmxalign</title><link rel="stylesheet" href="{root}/page/app.css">'
        f'<main><p>{_escaped(text)}</p><p><a href="{root}/">tmxalign</a></p></main></html>',
        status,
    )


def _http_error(request: Request, error: Any) -> Response:
    return _told(request, str(error.detail), error.status_code)


def _own_error(request: Request, error: Any) -> Response:
    said = brief(seen(translated(str(error), page_language(request), "page")))
    return _told(request, said, 404 if isinstance(error, NotThereError) else 400)


def _bug(request: Request, error: Exception) -> Response:
    traceback = "TMXALIGN_DEBUG" in os.environ
    _LOG.error(
        "internal error at %s: %s: %s; please report it", request.url.path.partition("/api")[2],
        type(error).__name__, error, exc_info=error if traceback else None,
    )  # fmt: skip
    return _told(request, f"internal error: {type(error).__name__}", 500)


# ------------------------------------------------------------------ the server


class Running(Closing):
    """A server in a thread; it ends with :meth:`close`, or at the end of a block.

    ``address`` is that of the start page, or of the ``what`` that was asked for
    (:func:`align.review.opening.address_of`).
    """

    def __init__(
        self,
        work: Workplace,
        what: str | PathLike[str] | None = None,
        *,
        port: int = 0,
        language: str | None = None,
    ) -> None:
        import uvicorn

        self.work, self.jobs = work, Jobs(work)
        self.token = secrets.token_urlsafe(24)
        # said to be TCP, so that asyncio sends each answer at once (no 40 ms for Nagle's algorithm)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            self._socket.close()
            why = getattr(error, "strerror", None) or error
            raise UsageError(
                f"port {port} cannot be used ({why}); choose another with --port"
            ) from error
        self.port: int = self._socket.getsockname()[1]
        self.start = f"http://127.0.0.1:{self.port}/{self.token}/"
        try:
            self.address = self.start + address_of(work, self.jobs, what)
            if language:
                self.address += f"{'&' if '?' in self.address else '?'}lang={language}"
        except BaseException:
            self._socket.close()
            raise
        config = uvicorn.Config(
            make_app(work, self.token, self.jobs),
            access_log=False,
            h11_max_incomplete_event_size=64 * 1024,  # headers, and a long address
            http="h11",
            lifespan="off",
            log_level="critical",  # errors are ours to say
            loop="asyncio",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=2,
            ws="none",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._socket.listen(128)  # who asks before the thread is ready waits
        self._thread.start()

    def page(self, project: str, document: str) -> str:
        """The address of the page of a document."""
        return self.start + page_of(self.work.project(project), document)

    def wait(self) -> None:
        """Wait until somebody ends the server."""
        while self._thread.is_alive():
            self._thread.join(1)  # a signal gets through

    def close(self) -> None:
        """End the server; what was done is on disk."""
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()
