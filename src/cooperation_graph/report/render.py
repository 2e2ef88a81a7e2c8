"""Pages → HTML: autoescaped templates, our own style and script under a hash-based content security policy.

Nothing but our style sheet, our script and drawings that passed :func:`clean_svg` reaches a page without being escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any
from xml.etree import ElementTree

import jinja2
from markupsafe import Markup

from cooperation_graph.locale import check_language, translator
from cooperation_graph.report.blocks import Page
from cooperation_graph.report.typography import typeset

__all__ = ["clean_svg", "render_page"]

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
_DECIMALS = {"d": re.compile(r"(\.\d)\d+"), "points": re.compile(r"(\.\d)\d+")}
_LONG_NUMBER, _LONG_SCALE = re.compile(r"(\.\d\d)\d+"), re.compile(r"(\.\d{6})\d+")


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


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


@cache
def _asset(name: str) -> str:
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _environment(lang: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cooperation_graph.report"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        finalize=lambda value: typeset(value, lang) if type(value) is str else value,
    )  # fmt: skip
    environment.globals.update(_=translator(check_language(lang)))
    return environment


def render_page(page: Page, *, lang: str = "fr", css: str | None = None) -> str:
    """One page as HTML that needs nothing outside itself.

    Parameters
    ----------
    page
        What to say.
    lang
        ``"fr"`` or ``"en"``.
    css
        Further style, after ours; it may not load anything either: the security policy forbids it.

    Raises
    ------
    ValueError
        The further style would close its own element.
    """
    if css and re.search(r"</\s*style", css, re.IGNORECASE):
        raise ValueError("the style sheet holds '</style'")
    style, script = _asset("report.css"), _asset("report.js")
    policy = "; ".join([
        "default-src 'none'", "style-src " + " ".join(_hash(text) for text in (style, css) if text),
        "script-src " + _hash(script), "img-src data:", "base-uri 'none'", "form-action 'none'",
    ])  # fmt: skip
    letters: dict[str, str] = {}
    values: dict[str, Any] = {
        "svg": lambda drawing, key, label: clean_svg(drawing, key, label, letters), "page": page, "lang": lang, "csp": Markup(policy),
        "css": Markup(style), "own_css": Markup(css or ""), "script": Markup(script),
    }  # fmt: skip
    return _environment(lang).get_template("page.html").render(values)
