"""Reports: the page shows texts literally and requests nothing; a folder appears only whole."""

import base64
import json
import sys
import xml.etree.ElementTree as ET
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import FontiError, demo_corpus
from fonti.qa import (
    CitedPassage,
    EvaluatedQuestion,
    Gold,
    GoldAnswer,
    Question,
    compute_metrics,
)
from fonti.ui.__main__ import main
from fonti.ui.cli.evaluation_output import print_metrics
from fonti.ui.cli.report import (
    METRICS_FILE,
    PAGE_FILE,
    RUN_FILE,
    open_report_folder,
    render_page,
    write_report,
)
from tests.helpers.fakes import arbitrary_texts, write_corpus

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "&lt;b&gt; &amp; &#60;",
    "<!-- ]]> -->",
    "javascript:alert(1)",
    "\u202etxt.exe\u2028à e\u0301 😀\t\nb",
)


class PageReader(HTMLParser):
    """The tags and attributes of a page, and each text that is shown as data."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self._is_in_text = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a tag and its attributes."""
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if ("class", "text") in attrs or ("class", "text place") in attrs:
            self.texts.append("")
            self._is_in_text = True

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        """End a text."""
        self._is_in_text = False

    def handle_data(self, data: str) -> None:
        """Add to a text."""
        if self._is_in_text:
            self.texts[-1] += data

    def values(self, attribute: str) -> list[str]:
        """Return the values of an attribute."""
        return [value for name, value in self.attributes if name == attribute]


def make_run(text: str) -> list[EvaluatedQuestion]:
    """Return a wrong answer, a question left out and a right silence, all with the same text."""
    gold = Gold(text, 0, len(text), (GoldAnswer(text, 0),))
    citation = CitedPassage(text, 3, 9, (3, 9), text)
    answered_wrongly = Question(text, text, (gold,), text, None, text)
    left_out = Question("2", text, (gold,), "it", None, None)
    unanswerable = Question("3", text, (), "unanswerable", None, None)
    return [
        EvaluatedQuestion(answered_wrongly, True, 0.9, (citation,)),
        EvaluatedQuestion(left_out, False, 0.1, ()),
        EvaluatedQuestion(unanswerable, False, 0.05, ()),
    ]


def read_page(text: str, about: dict[str, str]) -> PageReader:
    """Return the page of a run with a text."""
    run = make_run(text)
    return PageReader(render_page(run, compute_metrics(run), about))


@cache
def read_plain_page() -> PageReader:
    """Return the page of a run with a harmless text."""
    return read_page("a", {"questions": "a"})


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Write a report."""
    folder = tmp_path / "report"
    run = make_run("chi?")
    with open_report_folder(folder) as new_folder:
        write_report(new_folder, run, compute_metrics(run), {"questions": "q.jsonl"})
    return folder


@settings(max_examples=10)
@given(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join),
        arbitrary_texts(),
    )
)
def test_texts_are_shown_literally(text: str) -> None:
    """No text becomes a tag or an attribute; all of it can be read; the page requests nothing."""
    page = read_page(text, {"questions": text})
    plain = read_plain_page()
    assert page.tags == plain.tags
    assert not page.tags & {"script", "link", "iframe", "object", "embed", "a", "form", "base"}

    names = {name for name, _ in page.attributes}
    assert names <= {name for name, _ in plain.attributes}
    assert not names & {"href", "style", "srcset"}
    assert not any(name.startswith("on") for name in names)
    assert all(src.startswith("data:image/svg+xml;base64,") for src in page.values("src"))

    # What was measured, the kind, the questions, the gold and the quote.
    assert page.texts.count(text) >= 5
    assert any(shown.startswith(f"{text} · ") for shown in page.texts)


def test_plots_are_part_of_the_page() -> None:
    """The page has two SVG images that name no other file, and forbids scripts and requests."""
    page = read_page("chi?", {})
    images = [base64.b64decode(src.partition(",")[2]) for src in page.values("src")]
    assert len(images) == 2
    for image in images:
        for element in ET.fromstring(image).iter():
            assert not element.tag.endswith(("script", "image", "foreignObject"))
            links = [link for name, link in element.attrib.items() if name.endswith("href")]
            assert all(link.startswith("#") for link in links)

    (policy,) = [content for content in page.values("content") if "default-src" in content]
    assert "default-src 'none'" in policy


def test_a_run_always_gives_the_same_page() -> None:
    """The page has no date and no random names."""
    run = make_run("chi?")
    metrics = compute_metrics(run)
    assert render_page(run, metrics, {}) == render_page(run, metrics, {})


def test_half_a_surrogate_pair_is_written(tmp_path: Path) -> None:
    """JSON can spell half a surrogate pair, which no file in UTF-8 can hold."""
    run = make_run("a\ud800")
    write_report(tmp_path, run, compute_metrics(run), {"questions": "\udcff"})
    assert "a?" in (tmp_path / PAGE_FILE).read_text("utf-8")
    first_line = (tmp_path / RUN_FILE).read_text("utf-8").splitlines()[0]
    assert json.loads(first_line)["id"] == "a\ud800"


def test_a_report_is_three_files(report: Path) -> None:
    """A report has metrics, a line for each question, and the page; nothing is left beside it."""
    assert {path.name for path in report.iterdir()} == {METRICS_FILE, RUN_FILE, PAGE_FILE}
    metrics = json.loads((report / METRICS_FILE).read_text("utf-8"))
    assert (metrics["n"], metrics["about"]) == (3, {"questions": "q.jsonl"})

    first_line = (report / RUN_FILE).read_text("utf-8").splitlines()[0]
    assert json.loads(first_line) == {
        "id": "chi?",
        "score": 0.9,
        "answered": True,
        "citations": [{"file": "chi?", "start": 3, "end": 9, "highlights": [[3, 9]]}],
    }

    assert [path.name for path in report.parent.iterdir()] == ["report"]
    # Its permissions are those of any folder.
    (report.parent / "plain").mkdir()
    assert report.stat().st_mode == (report.parent / "plain").stat().st_mode


def test_a_report_replaces_another(report: Path) -> None:
    """A report is replaced whole, an empty folder is filled, and missing folders are made."""
    (report / PAGE_FILE).unlink()
    empty = report.parent / "empty"
    empty.mkdir()
    for folder in (report, empty, report.parent / "deep" / "er"):
        with open_report_folder(folder) as new_folder:
            (new_folder / "fresh").touch()
        assert [path.name for path in folder.iterdir()] == ["fresh"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), FontiError("question_empty")])
def test_an_interruption_leaves_what_was_there(error: BaseException, report: Path) -> None:
    """No half of a report is left, and an older report stays."""
    before = {path: path.read_bytes() for path in report.iterdir()}
    for folder in (report, report.parent / "none"):
        with pytest.raises(type(error)), open_report_folder(folder) as new_folder:  # noqa: PT012
            (new_folder / PAGE_FILE).write_text("half")
            raise error

    assert {path: path.read_bytes() for path in report.iterdir()} == before
    assert [path.name for path in report.parent.iterdir()] == ["report"]


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.docx": ""},
        {METRICS_FILE: "{}"},
        {METRICS_FILE: "[" * 100_000},
        {PAGE_FILE: "<p>mine"},
        {METRICS_FILE: '{"made_by": "fonti evaluate"}', "notes.txt": ""},
    ],
)
def test_a_folder_of_other_files_is_left_alone(files: dict[str, str], tmp_path: Path) -> None:
    """A folder that is not a report is refused before any question is asked."""
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(FontiError, match="--report"), open_report_folder(tmp_path):
        pytest.fail("it was opened")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == files


def test_a_folder_that_changed_while_asking_is_left_alone(tmp_path: Path) -> None:
    """What was written there in the meantime stays, and so does a file in the folder's place."""
    folder = tmp_path / "report"
    with pytest.raises(FontiError) as raised, open_report_folder(folder):
        write_corpus(folder, {"mine": ""})
    assert raised.value.code == "report_folder_has_other_files"

    with pytest.raises(FontiError) as raised, open_report_folder(folder / "mine"):
        pytest.fail("it was opened")
    assert raised.value.code == "report_folder_is_a_file"
    assert [path.name for path in tmp_path.rglob("*")] == ["report", "mine"]


def test_the_table_cannot_control_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A kind is one line without control characters, and no metric is cut in a pipe."""
    run = make_run("\x1b[2J[bold]a\nb" + "c" * 30)
    print_metrics(compute_metrics(run), Path("fonti-report"))
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "�[2J[bold]a�b" in out
    assert ".000" in out
    assert out.endswith("report: fonti-report\n")


@pytest.mark.model
def test_evaluate_measures_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file of questions becomes a table and a report; a bad file is refused in one line."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["fonti", "evaluate", *arguments])
            with pytest.raises(SystemExit) as exit_error:
                main()
        return int(exit_error.value.code or 0), *capfd.readouterr()

    monkeypatch.chdir(tmp_path)
    source = "003_14d89d1072a11cbd.txt"
    answer = "Yurts of Invincibility"
    start = (demo_corpus() / source).read_text("utf-8").index(answer)
    gold = {
        "file": source,
        "start": start,
        "end": start + 100,
        "answers": [{"text": answer, "start": start}],
    }
    questions = [
        {
            "id": "1",
            "question": "Dove sono state montate le yurte dell'invincibilità?",
            "gold": [gold],
        },
        {"id": "2", "question": "Qual è la capitale dell'Australia?", "gold": []},
    ]
    Path("q.jsonl").write_text("\n".join(map(json.dumps, questions)), "utf-8")

    index = ("--corpus", str(demo_corpus()), "--index", str(tmp_path / "index"))
    code, out, err = run("q.jsonl", *index)
    assert (code, err) == (0, "")
    rows = [line.split()[:3] for line in out.splitlines()[2:4]]
    assert rows == [["answerable", "1", "1.000"], ["unanswerable", "1", "–"]]
    names = {path.name for path in Path("fonti-report").iterdir()}
    assert names == {METRICS_FILE, RUN_FILE, PAGE_FILE}

    code, out, err = run("q.jsonl", *index, "--json", "--report", "other")
    metrics = json.loads(Path("other", METRICS_FILE).read_text("utf-8"))
    del metrics["made_by"], metrics["about"]
    assert json.loads(out) == metrics

    Path("bad.jsonl").write_text("{}", "utf-8")
    code, out, err = run("bad.jsonl", "--report", "third")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("fonti: bad.jsonl, line 1: gold is missing")
    assert not Path("third").exists()


def test_a_report_needs_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without matplotlib, the error comes before the evaluation, and says what to install."""
    monkeypatch.setattr("fonti.ui.cli.report.find_spec", lambda _: None)

    with (
        pytest.raises(FontiError, match="fonti\\[evaluate\\]") as error,
        open_report_folder(tmp_path / "report"),
    ):
        pytest.fail("the report was opened")

    assert error.value.code == "report_needs_matplotlib"
    assert not (tmp_path / "report").exists()
