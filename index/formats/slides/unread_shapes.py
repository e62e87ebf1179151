"""Warn of what a PowerPoint slide shows and is not read: figures, objects, pictures."""

from lxml import etree

from fonti.index.formats.slides.slide_writer import is_large_picture
from fonti.index.formats.text_builder import TextBuilder

_EMU_PER_CENTIMETRE = 360_000

_IS_SHOWN = "not(ancestor-or-self::*/*/*[local-name()='cNvPr'][@hidden='1' or @hidden='true'])"
_find_frames = etree.XPath(f".//*[local-name()='graphicData'][{_IS_SHOWN}]")
_find_objects = etree.XPath(".//*[local-name()='oleObj']")
_find_pictures = etree.XPath(
    f".//*[local-name()='pic'][not(ancestor::*[local-name()='graphicData'])][{_IS_SHOWN}]"
)
_find_extents = etree.XPath("*[local-name()='spPr']/*[local-name()='xfrm']/*[local-name()='ext']")


def add_shape_warnings(builder: TextBuilder, slide: etree._Element, page: int) -> None:
    """Add a warning for the charts, the objects and the large pictures of a slide.

    Args:
        builder: The builder of the text of the presentation.
        slide: The slide.
        page: Its number, from 1.

    """
    for frame in _find_frames(slide):
        if frame.get("uri", "").endswith(("/chart", "/chartex")):
            builder.add_warning("chart_figures_unread", page=page)
        for element in _find_objects(frame):
            kind = element.get("progId") or "OLE"
            builder.add_warning("embedded_object_unread", page=page, kind=kind)

    count = sum(map(_is_large, _find_pictures(slide)))
    if count:
        builder.add_warning("pictures_unread", page=page, count=count)


def _is_large(picture: etree._Element) -> bool:
    for extent in _find_extents(picture):
        width = int(extent.get("cx", "0")) / _EMU_PER_CENTIMETRE
        height = int(extent.get("cy", "0")) / _EMU_PER_CENTIMETRE
        return is_large_picture(width, height)
    return True
