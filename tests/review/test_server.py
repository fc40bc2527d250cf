"""The local server: who gets through, what comes in, what goes out."""

import gzip
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

import align
from align.alignment import Alignment, Bead
from align.commands.main import main
from align.document import Document
from align.errors import InputError, UsageError
from align.files.screen import show_folder
from align.memory import read_memory
from align.review import jobs
from align.review.jobs import Jobs, safe_path
from align.review.project import Place, Workplace
from align.review.server import Running, make_app

sys.path.insert(0, str(Path(__file__).parent))

from running import project_of, running

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = '</script><img src=x onerror="alert(1)"> \u202e javascript:alert(2)'


def made(name="visit", confidences=(0.99, 0.6, 0.3)):
    en = Document.from_sentences(["Good morning.", "We signed it.", HOSTILE], "en", name=name)
    zh = Document.from_sentences(["早上好。", "我们签了字。", "再见。"], "zh", name=name)
    beads = [Bead((n,), (n,), confidence=sure) for n, sure in enumerate(confidences)]
    return Alignment(en, zh, tuple(beads))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("review")
    place = project_of(folder, visit=made(), **{"a/search": made("a/search", (0.9, 0.9, 0.9))})
    with running(folder / "work", place, who="Li") as found:
        found.project = found.projects[0]
        yield found


def ask(server, method, path, body=None, headers=(), *, raw=False):
    """The status, the headers and the data of an answer."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Host": f"127.0.0.1:{server.port}"}
    given |= {"Content-Type": "application/json"} if method == "POST" else {}
    given |= dict(headers)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in given.items():
        for one in value if isinstance(value, list) else [value]:
            connection.putheader(name, one)
    if data is not None and "Content-Length" not in given:
        connection.putheader("Content-Length", str(len(data)))
    connection.endheaders(data)
    answer = connection.getresponse()
    found = answer.read()
    connection.close()
    is_json = not raw and answer.headers.get_content_type() == "application/json"
    return answer.status, answer.headers, json.loads(found) if is_json else found.decode()


def call(server, method, path, body=None):
    """The data of an answer to the page itself."""
    status, _, data = ask(server, method, f"/{server.token}/{path}", body)
    assert status == 200, data
    return data


def finished(server, job):
    """The state of a job that has ended."""
    for thread in threading.enumerate():
        if thread.name == f"job {job}":
            thread.join()
    return call(server, "GET", f"api/jobs/{job}")


def dropped(server, files, into=""):
    """The state of a job of these files, when it has ended."""
    job = call(server, "POST", "api/jobs", {})["job"]
    for name, data in files.items():
        call(server, "PUT", f"api/uploads/{job}/{quote(name)}", data)
    call(server, "POST", f"api/jobs/{job}/start", {"into": into})
    return finished(server, job)


# ------------------------------------------------------------------ who gets through


@pytest.mark.parametrize(
    ("status", "method", "headers"),
    [
        (403, "GET", {"Host": "evil.example"}),
        (403, "GET", {"Host": "127.0.0.1.evil.example:80"}),
        (400, "GET", {"Host": ["127.0.0.1", "evil.example"]}),
        (403, "GET", {"Host": "[::1]evil.example"}),
        (403, "GET", {"Origin": "http://evil.example"}),
        (403, "POST", {"Origin": "null"}),
        (403, "POST", {"Origin": "http://127.0.0.1:1"}),
        (403, "POST", {"Sec-Fetch-Site": "cross-site"}),
        (403, "GET", {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}),
        (405, "DELETE", {}),
        (405, "OPTIONS", {}),
        (415, "POST", {"Content-Type": "text/plain"}),
        (415, "POST", {"Content-Type": "application/x-www-form-urlencoded"}),
        (413, "POST", {"Content-Length": "999999999"}),
    ],
)
def test_requests_of_others_are_refused(server, status, method, headers):
    path = f"/{server.token}/api/jobs" if method == "POST" else f"/{server.token}/"
    body = b"{}" if method == "POST" else None
    assert ask(server, method, path, body, headers)[0] == status


@pytest.mark.parametrize("path", ["/", "/x/", "/{t}x/", "//{t}/", "/api/projects", "/page/app.css"])
def test_nothing_is_served_without_the_secret(server, path):
    status, _, data = ask(server, "GET", path.format(t=server.token))
    assert (status, "error" in data) == (404, True)


def test_a_page_of_this_computer_gets_through(server):
    for host in (f"localhost:{server.port}", f"127.0.0.1:{server.port}", "[::1]:9000"):
        given = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        assert ask(server, "GET", f"/{server.token}/", None, given)[0] == 200
    assert (
        ask(server, "GET", f"/{server.token}/api/projects", None, {"Host": "localhost"})[0] == 200
    )


def test_the_server_listens_on_this_computer_only(server):
    assert server._socket.getsockname()[0] == "127.0.0.1"
    assert len({Running(server.work).token for _ in range(2)}) == 2


@pytest.mark.parametrize("path", ["", "nothing", "api/projects", "page/app.css", "doc/x/y"])
def test_every_answer_says_what_a_browser_may_do(server, path):
    headers = ask(server, "GET", f"/{server.token}/{path}")[1]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert not any(name.startswith("Access-Control") for name in headers)
    assert "Server" not in headers


def test_nothing_is_changed_by_get(server):
    project = server.project.id
    paths = ["jobs/x/start", f"{project}/export", f"{project}/open", f"{project}/visit/approve"]
    for path in paths:
        assert ask(server, "GET", f"/{server.token}/api/{path}")[0] in (404, 405), path
    assert not (server.project.folder / "memory.exports").exists()


@pytest.mark.parametrize(
    "path", ["../server.py", "%2e%2e/server.py", "..%2fserver.py", "/etc/passwd"]
)
def test_only_files_of_the_page_are_served(server, path):
    assert ask(server, "GET", f"/{server.token}/page/{path}")[0] in (403, 404)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"[" * 100_000, b"\xff"])
def test_a_body_that_is_no_object_is_one_line(server, body):
    where = f"/{server.token}/api/{server.project.id}/nothing/approve"
    status, _, data = ask(server, "POST", where, body)
    assert status in (400, 404)
    assert "\n" not in data["error"]


def test_a_bug_is_one_line(server, monkeypatch):
    monkeypatch.setattr(server.work, "project", lambda project: 1 / 0)
    status, _, data = ask(server, "GET", f"/{server.token}/api/x")
    assert (status, data) == (500, {"error": "internal error: ZeroDivisionError"})


# ------------------------------------------------------------------ pages


def test_pages_hold_texts_as_data_only(server):
    page = f"/{server.token}/doc/{server.project.id}/visit"
    for path in (page, f"/{server.token}/"):
        html = ask(server, "GET", path)[2]
        html = re.sub(r'(application/json"[^>]*>)[^<]*', r"\1", html)
        assert not re.search(r"<script(?![^>]*(src=|application/json))|\son\w+=|style=", html)
        assert "<img src=x" not in html
        assert "{{" not in html
    data = re.search(r'id="data"[^>]*>(.*?)</script>', ask(server, "GET", page)[2], re.DOTALL)[1]
    assert json.loads(data)["rows"][2]["en"] == [HOSTILE]


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "en"),
        ("", {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}, "zh"),
        ("", {"Accept-Language": "fr, en-US"}, "en"),
        ("", {"Accept-Language": "en", "Cookie": "lang=zh"}, "zh"),
        ("?lang=en", {"Accept-Language": "zh", "Cookie": "lang=zh"}, "en"),
        ("?lang=<x>", {}, "en"),
    ],
)
def test_the_page_is_in_the_language_of_its_reader(server, query, headers, language):
    html = ask(server, "GET", f"/{server.token}/{query}", None, headers)[2]
    assert re.search(r'<html lang="(\w+)"', html)[1] == language


def test_a_project_lists_its_documents_with_what_is_left(server):
    listed = call(server, "GET", f"api/{server.project.id}")
    names = {found["name"]: found for found in listed["documents"]}
    assert set(names) == {"visit", "a/search"}
    assert names["visit"]["summary"]["doubtful"] == 2
    assert names["a/search"]["id"] == "a~search"
    assert len(call(server, "GET", f"api/{server.project.id}/a~search")["outline"]) == 3


def test_what_is_not_there_is_404(server):
    project = server.project.id
    for path in ("x", f"{project}/x", f"{project}/x/rows", "jobs/x"):
        status, _, data = ask(server, "GET", f"/{server.token}/api/{path}")
        assert (status, list(data)) == (404, ["error"])


def test_rows_are_given_by_number_or_by_id(server):
    where = f"api/{server.project.id}/visit/rows"
    two = call(server, "GET", f"{where}?from=1&to=3")["rows"]
    assert [row["zh"] for row in two] == [["我们签了字。"], ["再见。"]]
    ids = "&".join(f"id={quote(row['id'])}" for row in two)
    assert call(server, "GET", f"{where}?{ids}")["rows"] == two
    assert ask(server, "GET", f"/{server.token}/{where}?from=-1")[0] == 400


def test_a_text_is_found_in_all_documents(server):
    found = call(server, "GET", f"api/{server.project.id}/search?text={quote('SIGNED it')}")
    assert [(hit["document"], hit["zh"]) for hit in found["hits"]] == [
        ("a~search", "我们签了字。"),
        ("visit", "我们签了字。"),
    ]
    assert call(server, "GET", f"api/{server.project.id}/search?text=nowhere")["total"] == 0
    assert call(server, "GET", f"api/{server.project.id}/search?text=")["total"] == 0


def test_many_documents_are_not_all_kept_open(tmp_path, monkeypatch):
    monkeypatch.setattr("align.review.project.OPEN", 2)
    work = Workplace(tmp_path)
    names = [f"d{n}" for n in range(4)]
    project = work.add(project_of(tmp_path, **{name: made(name) for name in names}))
    with project.session("d0") as first:
        for name in names[1:]:
            with project.session(name):
                pass
        assert project._opened["d0"].session is first  # somebody is working on it
    assert len(project._opened) <= 3


def act(server, action, **arguments):
    where = f"/{server.token}/api/{server.project.id}/a~search/{action}"
    return ask(server, "POST", where, arguments)


def test_an_action_is_a_call_and_answers_what_changed(server):
    document = call(server, "GET", f"api/{server.project.id}/a~search")
    first = document["outline"][0][0]
    status, _, done = act(server, "approve", version=document["version"], rows=[first])
    assert (status, done["said"][0], done["summary"]["approved"]) == (200, "approve", 1)
    assert done["splices"][0][2][0][0] == first
    log = server.project.place.decisions.read_text("utf-8")
    assert '"kind": "approve"' in log
    assert '"who": "Li"' in log
    assert act(server, "undo", version=done["version"])[0] == 200
    for wrong in ("delete", "__init__", "open", "outline"):
        assert act(server, wrong)[0] == 404
    status, _, refused = act(server, "merge", rows=["no such row"])
    assert (status, "conflict" in refused) == (409, True)
    assert act(server, "approve", rows=3)[0] == 400
    assert act(server, "approve", nonsense=True)[0] == 400


def test_who_comes_later_is_told(server):
    document = call(server, "GET", f"api/{server.project.id}/a~search")
    first, second, _ = (entry[0] for entry in document["outline"])
    assert act(server, "comment", version=document["version"], row=first, text="Mine.")[0] == 200
    status, _, late = act(server, "approve", version=document["version"], rows=[first])
    assert status == 409
    assert late["rows"][0]["note"] == "Mine."
    assert act(server, "approve", version=document["version"], rows=[second])[0] == 200
    news = call(server, "GET", f"api/{server.project.id}/a~search/changes?since={late['version']}")
    assert [row["status"] for row in news["rows"]] == ["approved"]


def test_a_text_is_found_and_what_replacing_would_change(server):
    where = f"api/{server.project.id}/visit"
    assert len(call(server, "GET", f"{where}/find?q=morning")["ids"]) == 1
    found = call(server, "GET", f"{where}/replacing?text=good&replacement=Fine&case=0")
    assert (found["total"], found["hits"][0]["after"]) == (1, "Fine morning.")
    assert call(server, "GET", f"{where}/replacing?text=good&case=1")["total"] == 0
    assert ask(server, "GET", f"/{server.token}/{where}/replacing?text=(&regex=1")[0] == 400


# ------------------------------------------------------------------ files come in


@pytest.mark.parametrize(
    "name",
    [
        "../a.txt", "a/../../b.txt", "/etc/a.txt", "a//b.txt", "a\\..\\b.txt", ".hidden",
        "a/.ssh/b", "", "a\0.txt", "a\nb.txt", "\u202etxt.exe", "x" * 300, "a/" * 30 + "b",
        " a.txt", "a.",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name):
    with pytest.raises(InputError, match="rename it"):
        safe_path(name)


def test_hostile_names_reach_no_other_folder(server, tmp_path):
    job = call(server, "POST", "api/jobs", {})["job"]
    for name in ("..%2f..%2fx.txt", "%2e%2e/x.txt", "%2Ftmp%2Fx.txt", "a%00b", ".x"):
        status, _, data = ask(server, "PUT", f"/{server.token}/api/uploads/{job}/{name}", b"x")
        assert status in (400, 404), name
        assert "error" in data
    status, _, data = ask(server, "POST", f"/{server.token}/api/jobs/{job}/start", {})
    assert (status, data["error"]) == (400, "no files were dropped; choose some")
    assert ask(server, "PUT", f"/{server.token}/api/uploads/no-job/a.txt", b"x")[0] == 404


def test_uploads_have_limits(server, monkeypatch):
    monkeypatch.setattr(jobs, "LARGEST", 10)
    monkeypatch.setattr(jobs, "MOST_BYTES", 15)
    monkeypatch.setattr(jobs, "MOST_FILES", 3)
    job = call(server, "POST", "api/jobs", {})["job"]
    answers = [
        ask(server, "PUT", f"/{server.token}/api/uploads/{job}/{name}", data)[::2]
        for name, data in (("a", b"1" * 11), ("b", b"1" * 9), ("b", b"1"), ("c", b"1" * 9),
                           ("d", b"1"), ("e", b"1"), ("f", b"1"))
    ]  # fmt: skip
    assert [status for status, _ in answers] == [400, 200, 400, 400, 200, 200, 400]
    assert "for one document" in answers[0][1]["error"]
    assert "dropped twice" in answers[2][1]["error"]
    assert "at once" in answers[3][1]["error"]
    assert "at once" in answers[6][1]["error"]


EN = "The two sides signed an agreement on testing.\n\nThe laboratory opens in May.\n"
ZH = "双方签署了检测协议。\n\n实验室将于五月启用。\n"


@pytest.fixture(scope="module")
def visit(server):
    """A job of two files whose names say nothing."""
    return dropped(server, {"合同.txt": ZH.encode(), "Contract.txt": EN.encode()})


def test_two_files_that_were_dropped_are_open(server, visit):
    assert (visit["stage"], visit["error"], visit["failed"], visit["units"]) == ("done", "", [], 2)
    [document] = visit["project"]["documents"]
    rows = call(server, "GET", f"api/{visit['project']['id']}/{document['id']}/rows")["rows"]
    assert [row["zh"] for row in rows] == [["双方签署了检测协议。"], ["实验室将于五月启用。"]]
    recent = call(server, "GET", "api/projects")["projects"]
    assert recent[0]["id"] == visit["project"]["id"]
    assert recent[0]["document"] == document["id"]
    assert align.stats(Path(visit["project"]["folder"], "Contract.tmx")).units == 2


def test_new_versions_are_aligned_into_the_same_work(server, visit):
    files = {"合同.txt": (ZH + "\n欢迎参观。").encode(), "Contract.txt": (EN + "\nCome.").encode()}
    again = dropped(server, files, into=visit["project"]["id"])
    assert again["project"]["id"] == visit["project"]["id"]
    assert again["units"] == 3
    assert len(again["project"]["documents"]) == 1


def test_a_pair_that_fails_is_named_and_the_others_go_on(server):
    files = {
        "en/a.txt": EN.encode(), "zh/a.txt": ZH.encode(),
        "en/b.docx": b"PK\3\4 broken", "zh/b.docx": b"PK\3\4 broken", "en/c.txt": b"Alone here.",
    }  # fmt: skip
    found = dropped(server, files)
    assert found["stage"] == "done"
    assert [document["name"] for document in found["project"]["documents"]] == ["a"]
    assert found["alone"] == ["en/c.txt"]
    assert found["failed"]
    assert all(str(server.work.folder) not in line for _, line in found["failed"])


def test_what_cannot_be_aligned_leaves_nothing(server):
    before = {path.name for path in server.work.folder.iterdir()}
    found = dropped(server, {"picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(100)})
    assert found["stage"] == "failed"
    assert found["project"] is None
    assert "picture.txt" in found["error"]
    assert "\n" not in found["error"]
    assert {path.name for path in server.work.folder.iterdir()} == before


def test_a_bomb_is_named_and_the_others_go_on(server):
    bomb = gzip.compress(bytes(20_000_000))
    files = {"a.en.txt": EN.encode(), "a.zh.txt": ZH.encode(), "bomb.tmx.gz": bomb}
    found = dropped(server, files)
    assert found["units"] == 2
    assert "bomb.tmx.gz" in str(found["failed"])


def test_files_beside_two_folders_are_named(server):
    files = {"en/a.txt": EN.encode(), "zh/a.txt": ZH.encode(), "beside.txt": EN.encode()}
    assert dropped(server, files)["alone"] == ["beside.txt"]


def test_two_pieces_of_work_of_one_name_stay_apart(tmp_path):
    found = Jobs(Workplace(tmp_path))
    assert [found._place("visit").memory.name for _ in range(2)] == ["visit.tmx", "visit (2).tmx"]


# ------------------------------------------------------------------ files go out


def exported(server, **options):
    where = f"api/{server.project.id}/export"
    return call(server, "POST", where, {"format": ".tmx", "document": "visit", **options})


def test_an_export_says_what_is_in_and_what_is_not(server):
    found = exported(server)
    assert (found["file"], found["written"], found["left_out"]) == ("visit.tmx", 3, [])
    found = exported(server, confidence=0.5)
    assert (found["written"], found["left_out"]) == (2, [["below the confidence", 1]])
    found = exported(server, approved=True)
    assert (found["written"], found["left_out"]) == (0, [["not approved", 3]])
    assert exported(server, document=None)["written"] == 6


def test_exports_stay_beside_the_memory(server):
    folder = server.project.folder / "memory.exports"
    for suffix, _ in call(server, "GET", f"api/{server.project.id}/formats")["formats"]:
        if suffix not in (".parquet", "memory"):
            found = exported(server, format=suffix)
            assert Path(found["folder"]) == folder
            assert (folder / found["file"]).is_file()
    assert len(list(read_memory(folder / "visit.tmx"))) == 3
    assert not (server.project.folder / "memory.tmx").exists()
    for wrong in ({"format": "../x.tmx"}, {"format": ".align.json"}, {"document": "../x"},
                  {"confidence": "1"}, {"format": 1}):  # fmt: skip
        path = f"/{server.token}/api/{server.project.id}/export"
        status, _, data = ask(server, "POST", path, wrong)
        assert status in (400, 404), wrong
        assert "error" in data


def test_an_export_is_saved_by_the_browser_and_never_shown(server):
    exported(server)
    where = f"/{server.token}/files/{server.project.id}"
    status, headers, data = ask(server, "GET", f"{where}/visit.tmx", raw=True)
    assert status == 200
    assert "<tmx" in data
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Type"] == "application/octet-stream"
    for other in ("..%2fmemory.decisions.jsonl", "nothing.tmx", "."):
        assert ask(server, "GET", f"{where}/{other}")[0] == 404


def test_the_folder_opens_on_request_only(server, monkeypatch):
    shown = []
    monkeypatch.setattr("align.review.calls.show_folder", shown.append)
    exported(server)
    assert shown == []
    call(server, "POST", f"api/{server.project.id}/open", {})
    assert shown == [server.project.folder / "memory.exports"]


def test_a_folder_that_cannot_be_shown_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="open it yourself"):
        show_folder(tmp_path)
    with pytest.raises(UsageError, match="no such folder"):
        show_folder(tmp_path / "nowhere")


# ------------------------------------------------------------------ what to open


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """The address, without its beginning, of what is opened."""

    def open_(what):
        with Running(Workplace(tmp_path / "work"), what) as found:
            return found.address.removeprefix(found.start)

    return open_


def test_alignments_memories_folders_and_reports_are_opened(tmp_path, opened):
    place = project_of(tmp_path / "out", visit=made())
    document = opened(place.store / "visit.align.json")
    assert re.fullmatch(r"doc/memory-[0-9a-f]{8}/visit", document)
    place.memory.write_text("what build made")
    assert opened(place.memory) == document
    assert opened(place.store) == document
    assert opened(tmp_path / "out") == document
    report = tmp_path / "report.json"
    with align.audit([place.store / "visit.align.json"], [report], no_config=True):
        pass
    assert opened(report) == f"{document}?show=findings"
    single = shutil.copy(place.store / "visit.align.json", tmp_path / "a.align.json")
    assert re.fullmatch(r"doc/a-[0-9a-f]{8}/a", opened(single))
    project_of(tmp_path / "out", other=made("other"))
    assert opened(tmp_path / "out").startswith("?project=memory-")


def test_what_cannot_be_opened_is_one_line(tmp_path, opened):
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "a.align.json").write_text("{}")
    for name, says in (("a.json", "report"), ("b", "no such file")):
        with pytest.raises((InputError, UsageError), match=says):
            opened(tmp_path / name)


def test_a_folder_of_documents_is_aligned_where_it_is(tmp_path):
    for side, text in (("en", EN), ("zh", ZH)):
        (tmp_path / "docs" / side).mkdir(parents=True)
        (tmp_path / "docs" / side / "a.txt").write_text(text, encoding="utf-8")
    with Running(Workplace(tmp_path / "work"), tmp_path / "docs") as server:
        job = server.address.partition("?job=")[2]
        assert finished(server, job)["units"] == 2
    assert sorted(p.name for p in (tmp_path / "docs").rglob("*")) == ["a.txt", "a.txt", "en", "zh"]
    assert (tmp_path / "work" / "docs" / "docs.tmx").is_file()


def test_a_memory_without_alignments_is_aligned_unit_by_unit(tmp_path):
    align.convert(ROOT / "corpora/terms.csv", tmp_path / "terms.tmx")
    with Running(Workplace(tmp_path / "work"), tmp_path / "terms.tmx") as server:
        found = finished(server, server.address.partition("?job=")[2])
    assert (found["stage"], found["units"]) == ("done", 7)
    assert (tmp_path / "work" / "terms" / "documents" / "terms.tmx").is_file()


def test_recent_work_is_there_after_a_new_start(tmp_path):
    for name in ("out", "other"):
        work = Workplace(tmp_path / "work")
        work.remember(work.add(project_of(tmp_path / name, visit=made())))
    work = Workplace(tmp_path / "work")
    first, second = work.recent()["projects"]
    assert [Path(found["folder"]).name for found in (first, second)] == ["other", "out"]
    assert work.project(second["id"]).documents()
    shutil.rmtree(tmp_path / "out")
    assert len(Workplace(tmp_path / "work").recent()["projects"]) == 1
    (tmp_path / "work" / "recent.json").write_text('{"projects": [{"memory": 3}]}')
    assert Workplace(tmp_path / "work").recent()["projects"] == []


@pytest.mark.parametrize(
    ("memory", "decisions"),
    [
        ("m.tmx", "m.decisions.jsonl"),
        ("m.alignments/a/b.align.json", "m.decisions.jsonl"),
        ("b.align.json", "b.decisions.jsonl"),
    ],
)
def test_decisions_are_those_of_the_memory(memory, decisions):
    assert Place.of(memory).decisions == Path(decisions)


# ------------------------------------------------------------------ documentation


def test_every_call_and_every_key_is_documented(server):
    page = (ROOT / "docs" / "en" / "review.md").read_text("utf-8")
    calls = set(re.findall(r"^\| `(GET|POST|PUT) (/\S*)` \|", page, re.MULTILINE))
    routes = {
        (method, route.path.replace(":path", ""))
        for route in make_app(server.work, "x")._app.routes
        for method in {*getattr(route, "methods", ())} - {"HEAD"}
    }
    assert calls == routes
    table = page.partition("<!-- keys -->")[2].partition("<!-- /keys -->")[0]
    documented = re.findall(
        r"`(\S+?)`(?= |`)", re.sub(r"\|[^|]*\|$", "", table, flags=re.MULTILINE)
    )
    keys = (ROOT / "align/review/page/keys.js").read_text("utf-8")
    keys = keys.partition("KEYS = {")[2].partition("\n};")[0]
    used = [
        key
        for some in re.findall(r'", \[([^\]]+)\]\]', keys)
        for key in re.findall(r'"(.+?)"', some)
    ]
    assert sorted(documented) == sorted(used)


# ------------------------------------------------------------------ the command


def test_a_port_that_is_taken_is_one_line(server, tmp_path):
    with pytest.raises(UsageError, match="choose another with --port"):
        Running(Workplace(tmp_path), port=server.port)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals of Unix")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_the_command_prints_its_address_and_ends_cleanly(tmp_path, number, status):
    command = [sys.executable, str(ROOT / "cli.py"), "review", "--no-browser", "--lang", "zh"]
    with subprocess.Popen(
        [*command, "--folder", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        line = process.stdout.readline().decode()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/\?lang=zh\n", line)
        process.send_signal(number)
        out, said = process.communicate(timeout=30)
    assert (process.returncode, out) == (status, b"")
    assert b"ended" in said
    assert b"Traceback" not in said


def test_the_command_says_what_is_not_there(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["review", "nowhere.tmx", "--no-browser"])
    assert ended.value.code == 3
    assert capsys.readouterr().err == "tmxalign: nowhere.tmx: no such file\n"
