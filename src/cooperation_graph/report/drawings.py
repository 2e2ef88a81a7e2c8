"""Drawings as they may stand in a page: nothing but known elements, and no outline or style written twice."""

from __future__ import annotations

import re
from itertools import count, groupby
from xml.etree import ElementTree

from markupsafe import Markup

__all__ = ["clean_svg"]

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_ELEMENTS = frozenset(
    "svg g defs path use image rect circle ellipse line polyline polygon clipPath linearGradient stop pattern text tspan".split()
)
#: Presentation properties that a drawing may set; anything else of a ``style`` is dropped.
_PROPERTIES = frozenset(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset stroke-linecap "
    "stroke-linejoin stroke-miterlimit opacity stop-color stop-opacity font-size font-family font-style font-weight "
    "text-anchor clip-path clip-rule".split()
)
_ATTRIBUTES = _PROPERTIES | frozenset(
    "id d x y x1 x2 y1 y2 cx cy r rx ry width height points transform viewBox preserveAspectRatio offset gradientUnits "
    "gradientTransform clipPathUnits patternUnits patternTransform version".split()
)
#: Outlines are drawn to a tenth of a point; scales of letters need more.
_LONG = re.compile(r"(\.\d)\d+")
_DECIMALS = {"d": _LONG, "points": _LONG}
_LONG_NUMBER, _LONG_SCALE = re.compile(r"(\.\d\d)\d+"), re.compile(r"(\.\d{6})\d+")
_MOVE = re.compile(r"translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)")
#: What a group of drawn elements can say once for all of them: properties that its elements inherit.
_SHARED = _PROPERTIES - {"opacity", "clip-path"}


def clean_svg(svg: str, key: str, label: str, shared: dict[str, str] | None = None) -> Markup:
    """A drawing as it may stand in a page: known elements and attributes only, no style, no outside reference.

    Parameters
    ----------
    svg
        What matplotlib wrote.
    key
        Prefix that makes the ids of the drawing unique in the page.
    label
        The text alternative.
    shared
        Outlines of letters that earlier drawings of the page define: they are referred to, not written again.
    """
    root = ElementTree.fromstring(svg[svg.index("<svg") :])
    names = (f"{key}-s{number}" for number in count())
    ids = {str(node.get("id")): next(names) for node in root.iter() if node.get("id")}
    _keep_known(root)
    if shared is not None:
        _share_letters(root, ids, shared)
    for node in root.iter():
        attributes = dict(node.attrib)
        node.attrib.clear()
        for part in attributes.pop("style", "").split(";"):
            name, _, value = part.partition(":")
            attributes.setdefault(name.strip(), value.strip())
        for name, value in attributes.items():
            if name in (f"{_XLINK}href", "href"):
                if value.startswith("#") and value[1:] in ids:
                    node.set("href", "#" + ids[value[1:]])
                elif value.startswith("data:image/png;base64,"):
                    node.set("href", value)
            elif name == "id":
                node.set("id", ids[value])
            elif name in _ATTRIBUTES and value and not re.search(r"url\((?!#)", value):
                inner = re.sub(r"url\(#([^)]*)\)", lambda found: f"url(#{ids.get(found[1], '')})", value)
                moved = _MOVE.fullmatch(inner) if name == "transform" and node.tag == f"{_SVG}use" and "x" not in attributes else None
                if moved:  # the same, in fewer letters
                    node.attrib.update({side: _LONG.sub(r"\1", value) for side, value in zip("xy", moved.groups(), strict=True) if float(value)})
                    continue
                long = _LONG_SCALE if name.endswith("ransform") else _DECIMALS.get(name, _LONG_NUMBER)
                node.set(name, " ".join(long.sub(r"\1", inner).split()))
        node.tag = str(node.tag).removeprefix(_SVG)
        node.tail = None
        if node.text is not None and not node.text.strip():
            node.text = None
    used = set((shared or {}).values())
    used |= {href[1:] for node in root.iter() if (href := node.get("href"))}
    used |= {found for node in root.iter() for value in node.attrib.values() for found in re.findall(r"url\(#([^)]*)\)", value)}
    for node in root.iter():
        if node.get("id") not in used:
            node.attrib.pop("id", None)
    _share_styles(root)
    width, height = (root.attrib.pop(side, "") for side in ("width", "height"))
    if not root.get("viewBox"):
        root.set("viewBox", f"0 0 {width.removesuffix('pt')} {height.removesuffix('pt')}")
    root.attrib.update({"role": "img", "aria-label": label, "focusable": "false"})
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _share_letters(root: ElementTree.Element, ids: dict[str, str], shared: dict[str, str]) -> None:
    """Take out of the definitions the outlines that the page has already, and point to those."""
    for definitions in root.iter(f"{_SVG}defs"):
        for node in list(definitions):
            outline = node.get("d", "")
            if node.tag != f"{_SVG}path" or not outline or set(node.attrib) - {"id", "d", "transform"}:
                continue
            letter = outline + node.get("transform", "")
            if letter in shared:
                definitions.remove(node)
                ids[str(node.get("id"))] = shared[letter]
            else:
                shared[letter] = ids[str(node.get("id"))]


def _keep_known(node: ElementTree.Element) -> None:
    for child in list(node):
        if not isinstance(child.tag, str) or child.tag.removeprefix(_SVG) not in _ELEMENTS:
            node.remove(child)
        else:
            _keep_known(child)


def _share_styles(node: ElementTree.Element) -> None:
    """Put neighbours that are drawn alike in one group that says how."""

    def look(child: ElementTree.Element) -> tuple[tuple[str, str], ...]:
        if child.tag not in ("path", "use") or len(child):
            return ()
        clipped = () if child.get("transform") else ("clip-path",)  # a clip is cut in the element's own coordinates
        return tuple(sorted((name, value) for name, value in child.attrib.items() if name in _SHARED or name in clipped))

    children: list[ElementTree.Element] = []
    for style, run in groupby(list(node), look):
        alike = list(run)
        if len(alike) < 3 or not style:
            children += alike
            continue
        group = ElementTree.Element("g", dict(style))
        for child in alike:
            for name, _ in style:
                del child.attrib[name]
        group.extend(alike)
        children.append(group)
    for child in children:
        if child.tag in ("g", "svg") and len(child):
            _share_styles(child)
    if len(children) != len(node):
        node[:] = children
