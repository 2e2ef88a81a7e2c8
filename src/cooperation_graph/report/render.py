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

import jinja2
from markupsafe import Markup

from cooperation_graph.locale import check_language, translator
from cooperation_graph.report.blocks import Page
from cooperation_graph.report.drawings import clean_svg
from cooperation_graph.report.typography import typeset

__all__ = ["clean_svg", "render_page"]


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
    number = count(1)  # short names inside drawings: a page refers to its letters thousands of times
    values: dict[str, Any] = {
        "svg": lambda drawing, label: clean_svg(drawing, f"f{next(number)}", label, letters), "page": page, "lang": lang, "csp": Markup(policy),
        "css": Markup(style), "own_css": Markup(css or ""), "script": Markup(script),
    }  # fmt: skip
    return _environment(lang).get_template("page.html").render(values)
