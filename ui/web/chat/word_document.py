"""Export a conversation as a Word document, whose footnotes say where each quote stands.

The document has the parts that ISO/IEC 29500 (Office Open XML) needs and no more; they are rendered
from the templates in `templates/word/`.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from fonti.qa import Answer, Citation
from fonti.ui.i18n.descriptions import describe_relation
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.export import (
    add_quotation_marks,
    find_direction_ends,
    list_answer_parts,
    list_search_notes,
)
from fonti.ui.web.chat.reference_styles import format_note
from fonti.ui.web.templating import render

_TITLE = "Fonti"

# The templates of the parts of the document, by their names in the file.
_TEMPLATES = {
    "[Content_Types].xml": "word/content_types.xml",
    "_rels/.rels": "word/package_relations.xml",
    "word/document.xml": "word/document.xml",
    "word/_rels/document.xml.rels": "word/document_relations.xml",
    "word/styles.xml": "word/styles.xml",
    "word/settings.xml": "word/settings.xml",
    "word/footnotes.xml": "word/footnotes.xml",
}

# Characters that XML 1.0 does not have.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT_CHARACTER = "\ufffd"

_LINE_END = re.compile(r"\r\n|\r")
_BREAK_OR_TAB = re.compile(r"([\n\t])")

# Word's files have the time of each part; a fixed one makes equal conversations equal files.
_TIMESTAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of text, a line break or a tab; in a quote, perhaps of the words that answer."""

    text: str
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the document.

    Attributes:
        parts: Its text.
        style: The name of its style.
        note_number: The number of its footnote, from 1; None if it has none.
        note: The text of its footnote.

    """

    parts: list[TextPart]
    style: str = "Normal"
    note_number: int | None = None
    note: Sequence[TextPart] = ()


def format_as_word(answers: Sequence[Answer], words: Words) -> bytes:
    """Return a conversation as the content of a Word document (.docx)."""
    paragraphs: list[Paragraph] = []
    note_count = 0
    for answer in answers:
        paragraphs.append(Paragraph(_split(answer.question), "Heading1"))
        scope = list_search_notes(answer, words)
        paragraphs += [Paragraph(_split(sentence)) for sentence in scope]

        for part in list_answer_parts(answer, words):
            lines = [part.heading, *part.details]
            paragraphs += [Paragraph(_split(line)) for line in lines]
            for citation in part.citations:
                note_count += 1
                paragraphs += _list_context(citation, words)
                paragraphs.append(_quote(citation, note_count, words))

    return _pack(paragraphs, words)


def _list_context(citation: Citation, words: Words) -> list[Paragraph]:
    """Return a paragraph for each part of the document that is shown above a quote."""
    return [
        Paragraph(_split(add_quotation_marks(part.text, words)), "Quote")
        for part in citation.context
    ]


def _quote(citation: Citation, note_number: int, words: Words) -> Paragraph:
    """Return the paragraph of a quote, with a footnote that says where it stands."""
    opening, closing = words.quotation_marks
    parts = [TextPart(opening)]
    for text, emphasis in citation.split_by_emphasis():
        parts += _split(text, is_answer=emphasis == "answer")
    parts.append(TextPart(find_direction_ends(citation.quote) + closing))

    note = [format_note(citation, words), describe_relation(citation, words)]
    note_text = ", ".join(part for part in note if part)
    return Paragraph(parts, "Quote", note_number, _split(f"{note_text}."))


def _pack(paragraphs: Sequence[Paragraph], words: Words) -> bytes:
    """Return the ZIP archive of the parts of a document."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, template in _TEMPLATES.items():
            xml = render(
                template,
                title=[TextPart(_TITLE)],
                paragraphs=paragraphs,
                language=words.language,
            )
            entry = zipfile.ZipInfo(name, _TIMESTAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, xml.encode())
    return content.getvalue()


def _split(text: str, *, is_answer: bool = False) -> list[TextPart]:
    """Split a text at line breaks and tabs, which are elements of their own in Word."""
    valid = _NOT_IN_XML.sub(_REPLACEMENT_CHARACTER, _LINE_END.sub("\n", text))
    return [TextPart(part, is_answer) for part in _BREAK_OR_TAB.split(valid) if part]
