"""Read HTML as a browser would: its tags, and its text."""

from html.parser import HTMLParser


class HtmlReader(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Take the tag; its attributes do not matter."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Take the text."""
        self.text += data
