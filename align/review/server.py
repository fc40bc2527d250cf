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
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from align.errors import TmxalignError, UsageError
from align.files.processes import show_folder
from align.files.temporary import Closing
from align.review.exporting import export, exported, exports_of, formats_of
from align.review.findings import AuditViews
from align.review.jobs import Jobs
from align.review.opening import address_of, page_of
from align.review.project import NotThereError, Workplace
from align.review.security import LARGEST_BODY, Guard, attachment, in_script

# Windows may say otherwise, and a browser runs no script of another type
mimetypes.add_type("text/javascript", ".js")
PAGE = Path(__file__).parent / "page"
#: So many rows stand in the page itself, so that it shows them at once.
FIRST = 60
#: So many places are shown before they are replaced.
MOST_HITS = 2_000
#: What a page can do to a document: methods of a session.
ACTIONS = frozenset(
    "approve approve_above reject exclude include merge split move cut join edit unlink link swap "
    "comment runner_up restore align_again replace undo redo".split()
)
_LOG = logging.getLogger(__name__)
Data = Mapping[str, Any]
#: The values of a parameter of a query.
Texts = Sequence[str]


def make_app(work: Workplace, token: str, jobs: Jobs | None = None) -> ASGIApp:
    """The server's application, for one secret ``token``.

    >>> make_app(Workplace("out/work"), "secret").refusal({"method": "GET", "headers": []})
    (403, 'wrong Host header')
    """
    pages, views = _Pages(work, token), _Views(work)
    desk = _Start(work, jobs or Jobs(work))
    routes = [
        Route("/", pages.start),
        Route("/doc/{project}/{document}", pages.document),
        Route("/files/{project}/{name}", desk.file),
        Mount("/page", StaticFiles(directory=PAGE)),
        Route("/api/projects", _get(work.recent)),
        Route("/api/jobs", _post(desk.begin), methods=["POST"]),
        Route("/api/jobs/{job}", _get(desk.job)),
        Route("/api/jobs/{job}/start", _post(desk.begun), methods=["POST"]),
        Route("/api/uploads/{job}/{name:path}", desk.upload, methods=["PUT"]),
        Route("/api/{project}", _get(views.project)),
        Route("/api/{project}/search", _get(views.search)),
        Route("/api/{project}/formats", _get(views.formats)),
        Route("/api/{project}/export", _post(views.export), methods=["POST"]),
        Route("/api/{project}/open", _post(views.open), methods=["POST"]),
        Route("/api/{project}/{document}", _get(views.whole)),
        Route("/api/{project}/{document}/rows", _get(views.rows)),
        Route("/api/{project}/{document}/changes", _get(views.changes)),
        Route("/api/{project}/{document}/find", _get(views.find)),
        Route("/api/{project}/{document}/replacing", _get(views.replacing)),
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
        recent = await run_in_threadpool(self._work.recent)
        return self._page(request, "start.html", "tmxalign", recent)

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
        language = _language(request)
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
        return HTMLResponse(made)


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


def _language(request: Request) -> str:
    """The language of the page: as asked for in the address, chosen before, or the browser's."""
    accepted = request.headers.get("accept-language", "").lower().replace(" ", "").split(",")
    wanted = [request.query_params.get("lang", ""), request.cookies.get("lang", ""), *accepted]
    known = (found for word in wanted if (found := word[:2]) in ("en", "zh"))
    return next(known, "en")


class _Start:
    """What the start page does: files come in, and are aligned; what was exported goes out."""

    def __init__(self, work: Workplace, jobs: Jobs) -> None:
        self._work, self._jobs = work, jobs

    def begin(self, data: Data) -> dict[str, Any]:
        return self._jobs.begin().state()

    def job(self, job: str) -> dict[str, Any]:
        return self._jobs.job(job).state()

    def begun(self, job: str, data: Data) -> dict[str, Any]:
        return self._jobs.start(job, _text(data, "into", "")).state()

    async def upload(self, request: Request) -> Response:
        job, name = request.path_params["job"], request.path_params["name"]
        await self._jobs.receive(job, name, request.stream())
        return JSONResponse(self._jobs.job(job).state())

    def file(self, request: Request) -> Response:
        project = self._work.project(request.path_params["project"])
        path = exported(project, request.path_params["name"])
        headers = {"Content-Disposition": attachment(path.name)}
        return FileResponse(path, media_type="application/octet-stream", headers=headers)


class _Views:
    """What is asked about a project or a document, and done to it."""

    def __init__(self, work: Workplace) -> None:
        self._work = work

    def project(self, project: str) -> dict[str, Any]:
        return self._work.project(project).listing()

    def search(self, project: str, text: Texts = ("",)) -> dict[str, Any]:
        return self._work.project(project).search(text[-1])

    def formats(self, project: str) -> dict[str, Any]:
        return formats_of(self._work.project(project))

    def export(self, project: str, data: Data) -> dict[str, Any]:
        document, confidence = data.get("document"), data.get("confidence", 0)
        if isinstance(confidence, bool) or not isinstance(confidence, int | float):
            raise HTTPException(400, "confidence: not a number")
        return export(
            self._work.project(project),
            _text(data, "format", ".tmx"),
            document=None if document is None else _text(data, "document", ""),
            approved=data.get("approved") is True,
            confidence=confidence,
        )

    def open(self, project: str, data: Data) -> dict[str, Any]:
        found = self._work.project(project)
        exports = exports_of(found)
        show_folder(exports if exports.is_dir() else found.folder)
        return {}

    def whole(self, project: str, document: str) -> dict[str, Any]:
        found = self._work.project(project)
        with found.session(document) as session:
            return {
                "version": session.version,
                "name": found.name_of(document),
                "summary": session.summary(),
                "outline": session.outline(),
            }

    def rows(self, project: str, document: str, **query: Texts) -> dict[str, Any]:
        """Those with these ids, or from one number to another."""
        start, stop = _number(query, "from"), _number(query, "to", FIRST)
        with self._work.project(project).session(document) as session:
            ids = query.get("id")
            if ids is None:
                ids = [entry[0] for entry in session.outline()[start:stop]]
            return {"version": session.version, "rows": session.rows(ids)}

    def changes(self, project: str, document: str, **query: Texts) -> dict[str, Any]:
        with self._work.project(project).session(document) as session:
            return session.changes(_number(query, "since"))

    def find(self, project: str, document: str, q: Texts) -> dict[str, Any]:
        """The rows in which a text is."""
        with self._work.project(project).session(document) as session:
            return {"ids": list(dict.fromkeys(hit["row"] for hit in session.find(q[-1])))}

    def replacing(self, project: str, document: str, **query: Texts) -> dict[str, Any]:
        """What replacing a text would change."""
        text, replacement, side = (_word(query, n) for n in ("text", "replacement", "side"))
        case, regex = (_word(query, name) == "1" for name in ("case", "regex"))
        with self._work.project(project).session(document) as session:
            hits = session.find(text, replacement, side=side or None, case=case, regex=regex)
        return {"hits": hits[:MOST_HITS], "total": len(hits)}

    def links(self, project: str, document: str, **query: Texts) -> dict[str, Any]:
        from align.review.links import word_links

        name = _word(query, "row")
        with self._work.project(project).session(document) as session:
            rows = session.rows([name])
        if not rows:
            return {}  # it may have gone while the page asked
        return {"row": name, **word_links(rows[0]["en"], rows[0]["zh"])._asdict()}

    def place(self, project: str, document: str, **query: Texts) -> dict[str, Any]:
        piece, offset = _number(query, "piece"), _number(query, "offset")
        with self._work.project(project).session(document) as session:
            other = session.place(_word(query, "row"), _word(query, "side"), piece, offset)
        return {"other": other}

    def act(self, project: str, document: str, action: str, data: Data) -> dict[str, Any]:
        if action not in ACTIONS:
            raise NotThereError(f"{action}: no such action")
        with self._work.project(project).session(document) as session:
            return session.answer(action, data)


def _word(query: Mapping[str, Texts], name: str, default: str = "") -> str:
    return query.get(name, [default])[-1]


def _number(query: Mapping[str, Texts], name: str, default: int = 0) -> int:
    text = _word(query, name, str(default))
    if not text.isdigit() or len(text) > 9:
        raise HTTPException(400, f"{name}: not a number")
    return int(text)


def _text(data: Data, name: str, default: str) -> str:
    value = data.get(name, default)
    if not isinstance(value, str):
        raise HTTPException(400, f"{name}: not a text")
    return value


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
    from align.languages.phrases import translated

    text = translated(str(error), request.headers.get("accept-language", "")[:2], "refusal")
    return JSONResponse({"error": text}, 404 if isinstance(error, NotThereError) else 400)


def _bug(request: Request, error: Exception) -> Response:
    traceback = "TMXALIGN_DEBUG" in os.environ
    _LOG.error(
        "internal error at %s: %s: %s; please report it", request.url.path.partition("/api")[2],
        type(error).__name__, error, exc_info=error if traceback else None,
    )  # fmt: skip
    return JSONResponse({"error": f"internal error: {type(error).__name__}"}, 500)


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
