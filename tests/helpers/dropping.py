"""Drop files and folders on a page, as people do with the mouse."""

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page

# Ends when the page has been drawn.
_DRAW = "() => new Promise((end) => requestAnimationFrame(() => requestAnimationFrame(end)))"


def drop(page: Page, paths: Iterable[Path], *, place: tuple[int, int] = (200, 300)) -> None:
    """Drag files and folders of the disk over a page, and drop them there.

    Chromium makes the events of it, and entries of files and folders that the page can read.

    Args:
        page: The page.
        paths: The files and folders.
        place: Where they are dropped, in pixels from the upper left corner.

    """
    files = [str(path) for path in paths]
    data = {"items": [], "files": files, "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for event in ("dragEnter", "dragOver", "drop"):
        x, y = place
        session.send("Input.dispatchDragEvent", {"type": event, "x": x, "y": y, "data": data})
        page.evaluate(_DRAW)
    session.detach()
