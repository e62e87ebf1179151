"""Reports: a page that shows anything literally and asks for nothing, and a folder that appears whole or not at all."""

import base64
import json
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import FontiError, demo_corpus
from fonti.qa import Asked, Cited, Gold, GoldAnswer, Question, measure
from fonti.ui.__main__ import main
from fonti.ui.cli import output as terminal
from fonti.ui.cli.report import FIGURES, PAGE, RUN, page, report_folder, write_report
from tests.helpers.fakes import texts, write_corpus

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


class _Reader(HTMLParser):
    """What a browser would make of a page: its tags, their attributes, and each piece of text that is shown as data."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.shown: list[str] = []
        self._within = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if ("class", "text") in attrs or ("class", "text place") in attrs:
            self.shown.append("")
            self._within = True

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._within = False

    def handle_data(self, data: str) -> None:
        if self._within:
            self.shown[-1] += data


def a_run(text: str) -> list[Asked]:
    """Two misses, in which every text is the one given."""
    gold = Gold(text, 0, len(text), (GoldAnswer(text, 0),))
    cited = Cited(text, 3, 9, (3, 9), text)
    wrong = Asked(Question(text, text, (gold,), text, None, text), True, 0.9, (cited,))
    no_progress = Asked(Question("2", text, (gold,), "it", None, None), False, 0.1, ())
    return [
        wrong,
        no_progress,
        Asked(Question("3", text, (), "unanswerable", None, None), False, 0.05, ()),
    ]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder that holds a report."""
    folder = tmp_path / "report"
    run = a_run("chi?")
    with report_folder(folder) as new:
        write_report(new, run, measure(run), {"questions": "q.jsonl"})
    return folder


@settings(max_examples=15)
@given(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join),
        texts(),
    )
)
def test_anything_is_shown_literally(text: str) -> None:
    """No text becomes a tag or an attribute; all of it is there to read; the page asks for nothing."""
    run = a_run(text)
    read = _Reader(page(run, measure(run), {"questions": text}))
    plain = _Reader(page(a_run("a"), measure(a_run("a")), {"questions": "a"}))
    assert read.tags == plain.tags
    assert not read.tags & {"script", "link", "iframe", "object", "embed", "a", "form", "base"}
    assert {name for name, _ in read.attributes} <= {name for name, _ in plain.attributes}
    assert not [
        name
        for name, _ in read.attributes
        if name.startswith("on") or name in {"href", "style", "srcset"}
    ]
    assert all(
        value.startswith("data:image/svg+xml;base64,")
        for name, value in read.attributes
        if name == "src"
    )
    assert read.shown.count(text) >= 5  # what was measured, kind, questions, gold, quote
    assert any(shown.startswith(f"{text} · ") for shown in read.shown)


def test_the_page_holds_its_plots_and_forbids_the_rest() -> None:
    """Two SVG images, whole, that name no other file; scripts and requests are forbidden to the page itself."""
    run = a_run("chi?")
    read = _Reader(page(run, measure(run), {}))
    images = [
        base64.b64decode(value.partition(",")[2])
        for name, value in read.attributes
        if name == "src"
    ]
    assert len(images) == 2
    for image in images:
        drawn = list(ET.fromstring(image).iter())
        assert not [
            each for each in drawn if each.tag.endswith(("script", "image", "foreignObject"))
        ]
        links = [
            value for each in drawn for name, value in each.attrib.items() if name.endswith("href")
        ]
        assert all(link.startswith("#") for link in links)
    (policy,) = [
        value for name, value in read.attributes if name == "content" and "default-src" in value
    ]
    assert "default-src 'none'" in policy
    assert page(run, measure(run), {}) == page(run, measure(run), {})


def test_a_text_that_is_no_unicode_is_written(tmp_path: Path) -> None:
    """JSON can spell half a surrogate pair, which no file can hold."""
    run = a_run("a\ud800")
    write_report(tmp_path, run, measure(run), {"questions": "\udcff"})
    assert "a?" in (tmp_path / PAGE).read_text("utf-8")
    assert json.loads((tmp_path / RUN).read_text("utf-8").splitlines()[0])["id"] == "a\ud800"


def test_a_report_is_three_files(written: Path) -> None:
    """Figures, a line a question, and the page; nothing is left beside them."""
    assert {path.name for path in written.iterdir()} == {FIGURES, RUN, PAGE}
    figures = json.loads((written / FIGURES).read_text("utf-8"))
    assert (figures["n"], figures["about"]) == (3, {"questions": "q.jsonl"})
    first = json.loads((written / RUN).read_text("utf-8").splitlines()[0])
    assert first == {
        "id": "chi?",
        "score": 0.9,
        "answered": True,
        "citations": [{"file": "chi?", "start": 3, "end": 9, "highlights": [[3, 9]]}],
    }
    assert [path.name for path in written.parent.iterdir()] == ["report"]
    (written.parent / "plain").mkdir()
    assert (
        written.stat().st_mode == (written.parent / "plain").stat().st_mode
    )  # as open as any folder made here


def test_a_report_takes_the_place_of_another(written: Path) -> None:
    """A report is replaced whole, an empty folder is filled, and folders on the way are made."""
    (written / PAGE).unlink()
    for folder in (written, written.parent / "empty", written.parent / "deep" / "er"):
        if folder.name == "empty":
            folder.mkdir()
        with report_folder(folder) as new:
            (new / "fresh").touch()
        assert [path.name for path in folder.iterdir()] == ["fresh"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, FontiError])
def test_an_interruption_leaves_what_was_there(error: type[BaseException], written: Path) -> None:
    """Neither half a report nor anything beside it is left; an older report stays."""
    before = {path: path.read_bytes() for path in written.iterdir()}
    for folder in (written, written.parent / "none"):
        with pytest.raises(error), report_folder(folder) as new:  # noqa: PT012 - it is the leaving that is tested
            (new / PAGE).write_text("half")
            raise error
    assert {path: path.read_bytes() for path in written.iterdir()} == before
    assert [path.name for path in written.parent.iterdir()] == ["report"]


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.docx": ""},
        {FIGURES: "{}"},
        {FIGURES: "[" * 100_000},
        {PAGE: "<p>mine"},
        {FIGURES: '{"made_by": "fonti evaluate"}', "notes.txt": ""},
    ],
)
def test_other_peoples_files_are_left_alone(files: dict[str, str], tmp_path: Path) -> None:
    """A folder that holds anything but a report is refused before anything is asked."""
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(FontiError, match="--report"), report_folder(tmp_path):
        pytest.fail("it was opened")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == files


def test_a_folder_that_changed_while_asking_is_left_alone(tmp_path: Path) -> None:
    """What someone put there in the meantime stays, and so does a file in the folder's place."""
    there = tmp_path / "report"
    with pytest.raises(FontiError, match="mine"), report_folder(there):
        write_corpus(there, {"mine": ""})
    with pytest.raises(FontiError, match="is a file"), report_folder(there / "mine"):
        pytest.fail("it was opened")
    assert [path.name for path in tmp_path.rglob("*")] == ["report", "mine"]


def test_the_table_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A kind is shown on its line, with what steers terminals replaced; in a pipe no figure is cut."""
    terminal.print_figures(measure(a_run("\x1b[2J[bold]a\nb" + "c" * 30)), Path("fonti-report"))
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "�[2J[bold]a�b" in out
    assert ".000" in out
    assert out.endswith("report: fonti-report\n")


@pytest.mark.model
def test_the_command_measures_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """From a file of questions to a table and a report; a bad file is told in a line, before anything is made."""

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["fonti", "evaluate", *words])
            with pytest.raises(SystemExit) as left:
                main()
        return int(left.value.code or 0), *capfd.readouterr()

    monkeypatch.chdir(tmp_path)
    source, answer = "003_14d89d1072a11cbd.txt", "Yurts of Invincibility"
    start = (demo_corpus() / source).read_text("utf-8").index(answer)
    gold = {
        "file": source,
        "start": start,
        "end": start + 100,
        "answers": [{"text": answer, "start": start}],
    }
    lines = [
        {"id": "1", "question": "Cosa sono le yurte dell'invincibilità?", "gold": [gold]},
        {"id": "2", "question": "Qual è la capitale dell'Australia?", "gold": []},
    ]
    Path("q.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    index = ("--index", str(tmp_path / "index"))
    code, out, err = run("q.jsonl", *index)
    assert (code, err) == (0, "")
    first, second = (line.split()[:3] for line in out.splitlines()[2:4])
    assert (first, second) == (["answerable", "1", "1.000"], ["unanswerable", "1", "–"])
    assert {path.name for path in Path("fonti-report").iterdir()} == {FIGURES, RUN, PAGE}
    code, out, err = run("q.jsonl", *index, "--json", "--report", "other")
    figures = json.loads(Path("other", FIGURES).read_text("utf-8"))
    assert json.loads(out) == {
        name: value for name, value in figures.items() if name not in {"made_by", "about"}
    }
    Path("bad.jsonl").write_text("{}", "utf-8")
    code, out, err = run("bad.jsonl", "--report", "third")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("fonti: bad.jsonl, line 1: gold is missing")
    assert not Path("third").exists()
