"""Subtitles: what is said, in paragraphs whose place is their time."""

import pytest

from fonti.index.formats import Unreadable, extract
from tests.helpers.extracted_texts import list_heading_paths

SUBRIP = """\
1
00:00:01,000 --> 00:00:03,500
<i>La biblioteca comunale</i>

2
00:00:03,500 --> 00:00:06,000 X1:10 X2:20
{\\an8}apre alle nove.

3
01:02:10,000 --> 01:02:12,000
- E il sabato?
- Alle dieci.
"""

WEBVTT = """\
WEBVTT - Interview

STYLE
::cue { color: yellow }

NOTE written by hand

opening
00:01.000 --> 00:03.500 align:start
<v.loud Anna Rossi>The library opens at nine &amp; closes
at <c.yellow>six</c>.

00:03.500 --> 00:05.000
at six.
<00:03.900><c>On Saturdays at ten.</c>

00:05.000 --> 00:06.000
On Saturdays at ten.
Do come.
"""


def test_subrip() -> None:
    """A sentence is whole though two subtitles show it; its place is the time of the first."""
    extracted = extract(".srt", SUBRIP.replace("\n", "\r\n").encode("cp1252"))
    assert extracted.text.split("\n\n") == [
        "La biblioteca comunale apre alle nove.",
        "- E il sabato?\n- Alle dieci.",
    ]
    assert list_heading_paths(extracted) == ["0:00:01", "1:02:10"]


def test_webvtt() -> None:
    """Speakers are text, styles and notes are not, and what is shown twice is read once."""
    extracted = extract(".vtt", WEBVTT.encode())
    assert extracted.text == (
        "Anna Rossi: The library opens at nine & closes at six. On Saturdays at ten. Do come."
    )
    assert list_heading_paths(extracted) == ["0:00:01"]


def test_a_blank_line_inside_a_subtitle_ends_no_text() -> None:
    """What follows it is said too; comments of more than one paragraph are not."""
    subrip = "1\n00:00:01,000 --> 00:00:03,000\nSi apre\n\nalle nove.\n\n\n"
    subrip += "2\n\n00:00:03,000 --> 00:00:05,000\nIn via Po 3\n\n4 e 5."
    assert extract(".srt", subrip.encode()).text == "Si apre alle nove. In via Po 3 4 e 5."

    webvtt = "WEBVTT\nKind: captions\n\n00:01.000 --> 00:02.000\nYes.\n\n"
    webvtt += "NOTE one\n\nstill a comment\n\nSTYLE\n::cue {}\n\n00:02.000 --> 00:03.000\nOh."
    assert extract(".vtt", webvtt.encode()).text == "Yes. Oh."


@pytest.mark.parametrize("line_end", ["\r", "\r\n", "\r\r\n"])
def test_subtitles_of_any_line_ends_are_read(line_end: str) -> None:
    """Some programs write one carriage return too many."""
    extracted = extract(".srt", SUBRIP.replace("\n", line_end).encode())
    assert extracted.text == extract(".srt", SUBRIP.encode()).text


def test_subtitles_without_blank_lines_are_apart() -> None:
    """Their numbers and times are no text."""
    subrip = "1\n00:00:01,000 --> 00:00:03,000\nSono 3\n2\n00:00:04,000 --> 00:00:05,000\n4 e 5."
    assert extract(".srt", subrip.encode()).text == "Sono 3 4 e 5."


@pytest.mark.parametrize("unit", ["<v ", "{\\", "\nparola #"])
def test_subtitles_without_end_are_read_in_time(unit: str) -> None:
    """Reading them takes no longer than their length makes it take."""
    times = "00:00:01,000 --> 00:00:02,000\n"
    words = "".join(unit.replace("#", str(number)) for number in range(30_000))
    extracted = extract(".srt", f"1\n{times}uno {words}\n\n2\n{times}due {words} tre".encode())
    assert extracted.text.endswith("tre")


def test_what_is_said_twice_is_read_twice() -> None:
    """A line is only left out if it stayed on the screen."""
    cues = "00:01.000 --> 00:01.200\nNo.\n\n00:01.700 --> 00:02.000\nNo.\n\n"
    extracted = extract(".vtt", f"WEBVTT\n\n{cues}00:02.000 --> 00:03.000\nNo.\nYes.".encode())
    assert extracted.text == "No. No. Yes."


def test_long_subtitles_are_cut_into_paragraphs_at_sentences() -> None:
    """A paragraph ends with a sentence, if it is long enough."""
    cues = [
        f"{number}\n00:{number:02}:00,000 --> 00:{number + 1:02}:00,000\n{'parola ' * 18}{end}\n"
        for number, end in enumerate(("fine.", "ancora", "fine.", "Poi."))
    ]
    extracted = extract(".srt", "\n".join(cues).encode())
    assert list_heading_paths(extracted) == ["0:00:00", "0:03:00"]


def test_what_has_no_times_is_refused() -> None:
    """Subtitles without a time are none."""
    with pytest.raises(Unreadable) as error:
        extract(".srt", b"Non sono sottotitoli.")
    assert error.value.code == "subtitles_missing"
