"""Remove from a page what only leads around a site: menus, banners, the foot of every page."""

import re

from lxml import etree

from fonti.index.formats.decoding.safe_xml import remove_elements

_find_navigation = etree.XPath(
    "descendant::nav | descendant::*[@role='navigation' or @role='search' or self::search]"
    " | descendant::form[descendant::input[@type='search' or @type='password']]"
    " | descendant::*[self::footer or @role='contentinfo']"
    "[not(ancestor::article or ancestor::main or ancestor::section)]"
)
_find_site_heads = etree.XPath(
    "descendant::*[self::header or @role='banner']"
    "[not(ancestor::article or ancestor::main or ancestor::section)]"
)
_find_named_elements = etree.XPath(
    "descendant::*[@class or @id][self::div or self::ul or self::ol or self::aside or self::section"
    " or self::p or self::table or self::td or self::a or self::span or self::details]"
)
_has_title = etree.XPath("boolean(descendant::h1)")
_find_links = etree.XPath("descendant-or-self::a[@href]")

# Elements with these names are navigation if most of their text is links.
_NAVIGATION_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|side-bar|footer|breadcrumbs?|pagination|pager|"
    r"share|social|related|skip|languages?|lang-switcher|topbar|toolbar)(?:$|[\s_-])",
    re.IGNORECASE,
)

# Elements with these names are never the text of a page.
_BOILERPLATE_NAME = re.compile(
    r"cookie-?(?:banner|consent|bar|notice|law|popup)|^cookies?$|onetrust|CybotCookiebot|iubenda-cs|"
    r"(?:^|[\s_-])skip-?(?:link|nav|to-(?:main-)?content)|mw-editsection|disqus_thread",
    re.IGNORECASE,
)
_COMMENTS_CLASS = re.compile(r"(?:^|\s)comments?(?:-(?:list|area|section))?(?:$|\s)", re.IGNORECASE)

# What readers wrote below a page stands in elements like these; the comments in a program, and the
# column of a table, do not.
_COMMENTS_TAGS = frozenset({"div", "section", "ul", "ol", "aside", "details"})

# A longer element is no banner, in characters: a page may have all of its text in one.
_MAX_BOILERPLATE_LENGTH = 3_000
_MIN_LINK_SHARE = 0.6

# Signs that link to the heading beside them.
_ANCHOR_SIGNS = frozenset({"¶", "#", "§", "🔗", "¤", "∞", "permalink"})


def remove_navigation(root: etree._Element) -> None:
    """Remove the menus of a page, and the head and foot that all pages of its site have."""
    elements = list(_find_navigation(root))

    # The head of a page may have the page's only title.
    heads = _find_site_heads(root)
    if heads and not _has_title_outside(root, heads):
        heads = [head for head in heads if not _has_title(head)]
    elements += heads

    elements += [element for element in _find_named_elements(root) if _is_navigation(element)]
    elements += [link for link in _find_links(root) if _is_anchor(link)]
    remove_elements(elements)


def _has_title_outside(root: etree._Element, heads: list[etree._Element]) -> bool:
    return any(
        all(ancestor not in heads for ancestor in title.iterancestors())
        for title in root.iter("h1")
    )


def _is_navigation(element: etree._Element) -> bool:
    classes = element.get("class", "")
    names = (classes, element.get("id", ""))

    is_comments = element.tag in _COMMENTS_TAGS and bool(_COMMENTS_CLASS.search(classes))
    if is_comments or any(map(_BOILERPLATE_NAME.search, names)):
        return len("".join(element.itertext())) <= _MAX_BOILERPLATE_LENGTH
    return any(map(_NAVIGATION_NAME.search, names)) and _is_mostly_links(element)


def _is_mostly_links(element: etree._Element) -> bool:
    length = _count_visible("".join(element.itertext()))
    in_links = sum(_count_visible("".join(link.itertext())) for link in _find_links(element))
    return in_links > 0 and in_links >= _MIN_LINK_SHARE * length


def _is_anchor(link: etree._Element) -> bool:
    if not link.get("href", "").startswith("#"):
        return False
    return "".join(link.itertext()).strip().lower() in _ANCHOR_SIGNS


def _count_visible(text: str) -> int:
    return sum(not character.isspace() for character in text)
