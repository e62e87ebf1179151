"""A vault of Obsidian is a corpus: notes that link to each other, with front matter."""

from pathlib import Path

from fonti.qa import Assistant
from tests.helpers.fakes import FakeEncoder, write_corpus

NOTE = """---
title: Il faro di granito
author: [Anna Bianchi]
date: 2023-05-01
tags: [porto, faro]
aliases: [Lanterna]
---
# Storia

Il [[Faro|faro di granito]] fu costruito nel 1843 da [[Persone/Bianchi#Vita|Carlo Bianchi]].
![[pianta.png|300]]
"""


def test_links_read_as_their_text_and_front_matter_is_metadata(tmp_path: Path) -> None:
    """A quote has no brackets; its title, author and date are those of the note."""
    files: dict[str, str | bytes] = {
        "note/Faro.md": NOTE,
        ".obsidian/app.json": '{"theme": "the lighthouse of granite was built in 1843"}',
        ".trash/old.md": "Il faro di granito fu costruito nel 1700.",
    }
    corpus = write_corpus(tmp_path / "vault", files)
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=FakeEncoder())

    (document,) = assistant.library.documents()
    (citation, *_) = assistant.search("Quando fu costruito il faro di granito?")

    assert document.title == "Il faro di granito"
    assert (citation.author, citation.date) == ("Anna Bianchi", "2023-05-01")
    assert citation.quote == "Il faro di granito fu costruito nel 1843 da Carlo Bianchi."
    stored = assistant.library.document("note/Faro.md")
    assert stored is not None
    assert "tags" not in stored.text
    assert "[[" not in stored.text
    assert "pianta" not in stored.text
