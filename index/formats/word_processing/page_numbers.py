"""Remove the numbers of pages, which are not the same on all of them, from headers and footers."""

import re

# Stands for the number of a page, or of pages; private-use characters are removed from every text.
PAGE_NUMBER = "\ue020"

# A page number with the words and signs around it: "Pagina 2 di 5", "- 2 -", "Page 2/5".
_PAGE_NUMBER = re.compile(
    r"[-–—|(\[]?[^\S\n]*(?:\b(?:pagina|pagine|pag|pagg|page|pages|p|foglio|sheet)\b\.?\s*)?"
    r"(?:\bn\.?[°º]?\s*)?"
    rf"{PAGE_NUMBER}"
    rf"(?:\s*(?:di|of|su|/|-|\|)\s*{PAGE_NUMBER})?"
    r"[^\S\n]*[-–—|)\]]?",
    re.IGNORECASE,
)

# A page number that is typed, as in files that were converted from pages.
_TYPED_PAGE_NUMBER = re.compile(
    r"(?:pagina|pag\.?|page|p\.)\s*\d+(?:\s*(?:di|of|su|/)\s*\d+)?|[-–—]?\s*\d{1,3}\s*[-–—]?",
    re.IGNORECASE,
)


def remove_page_numbers(text: str) -> str:
    """Return the text of a header or footer without page numbers; empty if there is nothing else.

    Args:
        text: The text, in which `PAGE_NUMBER` stands for a number that the program writes.

    """
    rest = _PAGE_NUMBER.sub(" ", text).strip()
    if not any(map(str.isalnum, rest)) or _TYPED_PAGE_NUMBER.fullmatch(rest):
        return ""
    return rest
