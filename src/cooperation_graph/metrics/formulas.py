"""Formulas of docstrings: found, and written in plain characters where no formula can be drawn."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

__all__ = ["formulas_of", "plain_math", "plain_text", "sections_of"]

_MATH = re.compile(r":math:`([^`]+)`|\.\. math::\s*\n+((?:[ \t]+.+\n?)+)")
_ROLE = re.compile(r":\w+:`~?([^`<]*?)(?: <[^`]*>)?`")
_SYMBOLS = {
    r"\setminus": "∖", r"\le": "≤", r"\ge": "≥", r"\ne": "≠", r"\in": "∈", r"\ni": "∋", r"\cap": "∩", r"\cup": "∪", r"\mid": "|",
    r"\infty": "∞", r"\sum": "Σ", r"\lambda": "λ", r"\sigma": "σ", r"\delta": "δ", r"\alpha": "α", r"\pi": "π", r"\Pi": "Π",
    r"\ln": "ln ", r"\max": "max", r"\min": "min", r"\arg": "arg ", r"\#": "#", r"\{": "{", r"\}": "}", r"\,": " ", r"\cdot": "·",
    r"\Delta": "Δ", r"\times": "×", r"\quad": "  ", r"\theta": "θ", r"\mu": "μ", r"\omega": "ω", r"\kappa": "κ",
    r"\gamma": "γ", r"\phi": "φ", r"\rho": "ρ", r"\chi": "χ",
    r"\log": "log ", r"\exp": "exp ", r"\approx": "≈", r"\pm": "±", r"\to": "→", r"\ldots": "…", r"\beta": "β", r"\tau": "τ",
}  # fmt: skip


def sections_of(function: Callable[..., Any]) -> dict[str, str]:
    """The parts of a NumPy docstring by heading; the text before the first heading under ``""``.

    Examples
    --------
    >>> from cooperation_graph.metrics import ei_index
    >>> "Returns" in sections_of(ei_index)
    True
    """
    parts = re.split(r"^([A-Z][\w ]+)\n-{3,}\n", inspect.getdoc(function) or "", flags=re.MULTILINE)
    return {"": parts[0].strip(), **{title: text.strip() for title, text in zip(parts[1::2], parts[2::2], strict=True)}}


def formulas_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The formulas of a docstring in LaTeX, in order, symbols alone left out.

    Examples
    --------
    >>> from cooperation_graph.metrics import ei_index
    >>> formulas_of(ei_index)
    ('(X - I) / (X + I)',)
    """
    sections = sections_of(function)
    text = "\n\n".join(sections.get(name, "") for name in ("", "Returns"))
    found = (" ".join((inline or display).split()) for inline, display in _MATH.findall(text))
    operators = ("/", r"\sum", r"\frac", r"\max", "=", r"\ln", r"\#", r"\setminus")
    return tuple(dict.fromkeys(one for one in found if any(sign in one for sign in operators)))


def plain_math(latex: str) -> str:
    r"""A formula in plain characters.

    Examples
    --------
    >>> plain_math(r"\frac{\sum_i n_i^2}{P(P-1)} \le 1")
    '(Σ_i n_i²) / (P(P−1)) ≤ 1'
    """
    text = latex.replace("{}", "")
    for name in (r"\Big", r"\left", r"\right", r"\displaystyle"):
        text = re.sub(re.escape(name) + r"(?![a-zA-Z])", "", text)
    text = re.sub(r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\(?:bar|overline)\s*(?:\{([^{}]*)\}|(\S))", lambda m: f"mean({m[1] or m[2]})", text)
    braces = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
    while re.search(r"\\(?:frac|binom)" + braces + braces, text):
        text = re.sub(r"\\frac" + braces + braces, r"(\1) / (\2)", text)
        text = re.sub(r"\\binom" + braces + braces, r"C(\1, \2)", text)
    text = re.sub(r"\\frac(\w)" + braces, r"\1/(\2)", text)
    text = re.sub(r"\\frac(\w)(\w)", r"\1/\2", text)
    for name in sorted(_SYMBOLS, key=len, reverse=True):
        end = r"(?![a-zA-Z])" if name[-1].isalpha() else ""
        text = re.sub(re.escape(name) + end, lambda _, name=name: _HELD.get(name, _SYMBOLS[name]), text)  # type: ignore[misc]
    text = re.sub(r"([_^])\{(\w)\}", r"\1\2", text).replace("^2", "²").replace("{", "(").replace("}", ")")
    text = re.sub(r"_\(\((\w+)\)\)", r"_(\1)", re.sub(r"_\((\w+)\)", r"_\1", text))
    return " ".join(text.replace("\ue000", "{").replace("\ue001", "}").replace("-", "−").split())


#: Braces that are written, kept apart from those that group.
_HELD = {r"\{": "\ue000", r"\}": "\ue001"}


def plain_text(text: str) -> str:
    """A paragraph of a docstring without markup, on one line.

    Examples
    --------
    >>> plain_text("The inverse of :func:`lead_concentration`, :math:`1/H`; see ``roles``.")
    'The inverse of lead_concentration, 1/H; see roles.'
    """
    text = _MATH.sub(lambda found: plain_math(found[1] or found[2]), text)
    return " ".join(_ROLE.sub(r"\1", text).replace("``", "").replace("`", "").split())
