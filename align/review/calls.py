"""What the page asks for and does, each a call of a function of the library with JSON around it."""

import json
from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from align.files.screen import show_folder
from align.languages.phrases import translated
from align.review.exporting import MEMORY, export, exported, exports_of, formats_of
from align.review.jobs import Jobs
from align.review.project import NotThereError, Workplace
from align.review.security import LARGEST_BODY, attachment

#: So many places are shown before they are replaced.
MOST_HITS = 2_000
#: What a page can do to a document: methods of a session.
ACTIONS = frozenset(
    "approve approve_above reject exclude include merge split move cut join edit unlink link swap "
    "comment runner_up restore align_again replace undo redo".split()
)
Data = Mapping[str, Any]
#: The values of a parameter of a query.
Texts = Sequence[str]


def get_call(function: Callable[..., Any]) -> Callable[[Request], Any]:
    """An endpoint that answers with the JSON of a function; it gets the parts of the address.

    Its parameters of a query are lists of texts.
    """

    async def endpoint(request: Request) -> Response:
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        return await _answer(request, function, **{**query, **request.path_params})

    return endpoint


def post_call(function: Callable[..., Any]) -> Callable[[Request], Any]:
    """The same, for one that changes something; it gets the body as ``data``."""

    async def endpoint(request: Request) -> Response:
        data = await _body(request)
        return await _answer(request, function, **{**request.path_params, "data": data})

    return endpoint


async def _answer(request: Request, function: Callable[..., Any], **arguments: Any) -> Response:
    try:
        given = signature(function).bind(**{n: v for n, v in arguments.items() if n != "self"})
    except TypeError as error:  # of a query: nobody asked for it, or it is missing
        raise HTTPException(400, f"wrong arguments ({error})") from error
    found = await run_in_threadpool(function, *given.args, **given.kwargs)
    made = in_language(found, page_language(request))
    return JsonAnswer(made, 409 if "conflict" in made else 200)


class JsonAnswer(JSONResponse):
    """JSON, also of a text with half a character (a lone surrogate), which no other encodes."""

    def render(self, content: Any) -> bytes:
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode("utf-8", "backslashreplace")  # in JSON that is the character


#: Lists of pairs in answers: which of the two is a line that the program made, and of what kind.
_LINES = {
    "left_out": (0, "page"), "lost": (0, "page"), "failed": (1, "page"),
    "formats": (1, "explained"),
}  # fmt: skip


def in_language(data: dict[str, Any], language: str) -> dict[str, Any]:
    """An answer whose lines that the program made are in the language of the page."""
    for row in (*data.get("rows", ()), *data.get("before", ())):
        row["place"] = [translated(place, language, "place") for place in row["place"]]
        row["aside"] = translated(row["aside"], language, "reason")
    for name, (which, kind) in _LINES.items():
        for pair in data.get(name, ()):
            pair[which] = translated(pair[which], language, kind)
    for name in ("error", "conflict"):
        if data.get(name):
            data[name] = translated(data[name], language, "page")
    return data


async def _body(request: Request) -> Data:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "too much data in a request")
    try:
        found = json.loads(body or b"{}", parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise HTTPException(400, "a text has half a character (a lone surrogate)") from error
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "the body is not JSON") from error
    if not isinstance(found, dict):
        raise HTTPException(400, "the body is not a JSON object")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def page_language(request: Request) -> str:
    """The language of the page: as asked for in the address, chosen before, or the browser's."""
    accepted = request.headers.get("accept-language", "").lower().replace(" ", "").split(",")
    wanted = [request.query_params.get("lang", ""), request.cookies.get("lang", ""), *accepted]
    known = (found for word in wanted if (found := word[:2]) in ("en", "zh"))
    return next(known, "en")


class StartCalls:
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
        return JsonAnswer(self._jobs.job(job).state())

    def file(self, request: Request) -> Response:
        project = self._work.project(request.path_params["project"])
        path = exported(project, request.path_params["name"])
        headers = {"Content-Disposition": attachment(path.name)}
        return FileResponse(path, media_type="application/octet-stream", headers=headers)


class DocumentCalls:
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
        memory = data.get("format") == MEMORY or not exports.is_dir()
        show_folder(found.place.memory.parent if memory else exports)
        return {}

    def whole(self, project: str, document: str) -> dict[str, Any]:
        found = self._work.project(project)
        with found.session(document) as session:
            session.refresh()
            return {
                "version": session.version,
                "name": found.name_of(document),
                "summary": session.summary(),
                "outline": session.outline(),
            }

    def rows(self, project: str, document: str, **query: Texts) -> dict[str, Any]:
        """Those with these ids, or from one number to another."""
        start, stop = _number(query, "from"), _number(query, "to", 80)
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
        from align.linking.lone_words import bead_words

        name = _word(query, "row")
        with self._work.project(project).session(document) as session:
            rows = session.rows([name])
        if not rows:
            return {}  # it may have gone while the page asked
        return {"row": name, **bead_words(rows[0]["en"], rows[0]["zh"])._asdict()}

    def place(self, project: str, document: str, **query: Texts) -> dict[str, Any]:
        piece, offset = _number(query, "piece"), _number(query, "offset")
        name = _word(query, "row")
        with self._work.project(project).session(document) as session:
            there = session.rows([name])  # it may have gone while the page asked
            other = session.place(name, _word(query, "side"), piece, offset) if there else None
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
    if not text.isdecimal() or len(text) > 9:
        raise HTTPException(400, f"{name}: not a number")
    return int(text)


def _text(data: Data, name: str, default: str) -> str:
    value = data.get(name, default)
    if not isinstance(value, str):
        raise HTTPException(400, f"{name}: not a text")
    return value
