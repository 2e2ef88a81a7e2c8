"""The reference is generated: public names, modules, one sheet an indicator, from the code itself."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

import cooperation_graph
from cooperation_graph.locale import translator
from cooperation_graph.metrics.card import MetricCard, card_of, catalogue
from cooperation_graph.survey.columns import columns_markdown

logger = logging.getLogger(__name__)
LITERAL = re.compile(r"(``.*?``|`[^`]*`)")
#: Modules a reader of the reference does not need: compiled loops and the command line.
HIDDEN = ("kernels", "cli", "web", "__main__")


def modules() -> Iterator[ModuleType]:
    """Modules of the package that say what is public in ``__all__``."""
    for found in pkgutil.walk_packages(cooperation_graph.__path__, "cooperation_graph."):
        parts = found.name.split(".")[1:]
        if parts[0] in HIDDEN or any(part.startswith("_") for part in parts):
            continue
        try:
            module = importlib.import_module(found.name)
        except Exception as error:
            logger.warning("%s cannot be imported: %s", found.name, error)
            continue
        if getattr(module, "__all__", None):
            yield module


def own_names(module: ModuleType) -> list[str]:
    """Names of ``__all__`` defined in the module itself and documented."""
    found = []
    for name in module.__all__:
        value = getattr(module, name, None)
        if (inspect.isclass(value) or inspect.isfunction(value)) and value.__module__ == module.__name__ and value.__doc__:
            found.append(name)
    return found


def title(text: str, line: str = "=") -> str:
    """A heading in reStructuredText."""
    return f"{text}\n{line * len(text)}\n\n"


def first_sentence(value: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())


def write_modules(folder: Path) -> None:
    """One page a module; an index by module."""
    names = []
    for module in modules():
        public = own_names(module)
        if not public:
            continue
        names.append(module.__name__)
        directives = [
            f".. auto{'class' if inspect.isclass(getattr(module, name)) else 'function'}:: {name}\n"
            + ("   :members:\n" if inspect.isclass(getattr(module, name)) else "")
            for name in public
        ]
        text = title(module.__name__) + (inspect.getdoc(module) or "") + f"\n\n.. currentmodule:: {module.__name__}\n\n"
        (folder / f"{module.__name__}.rst").write_text(text + "\n".join(directives), encoding="utf-8")
    listed = "".join(f"   {name}\n" for name in names)
    index = title("Modules") + ".. toctree::\n   :maxdepth: 1\n\n" + listed
    (folder / "modules.rst").write_text(index, encoding="utf-8")


def write_public_names(folder: Path) -> None:
    """What stands in ``cooperation_graph`` itself, with one line each."""
    rows = []
    for name in cooperation_graph.__all__:
        try:
            value = getattr(cooperation_graph, name)
        except (AttributeError, ImportError) as error:
            logger.warning("%s is announced but not there: %s", name, error)
            continue
        if inspect.isclass(value) or inspect.isfunction(value):
            role = "class" if inspect.isclass(value) else "func"
            link = f":{role}:`cg.{name} <{value.__module__}.{name}>`"
            rows.append(f"   * - {link}\n     - {first_sentence(value)}\n")
    table = ".. list-table::\n   :widths: 30 70\n\n" + "".join(rows)
    text = title("Public names") + "With ``import cooperation_graph as cg``:\n\n" + table
    (folder / "names.rst").write_text(text, encoding="utf-8")


def write_sheets(folder: Path) -> None:
    """One sheet an indicator, in English with its French name and reading."""
    names = sorted(catalogue)
    for name in names:
        (folder / f"metric-{name}.rst").write_text(sheet(name), encoding="utf-8")
    listed = "".join(f"   metric-{name}\n" for name in names)
    text = title("Indicators") + "One sheet for each metric of the catalogue.\n\n.. toctree::\n   :maxdepth: 1\n\n" + listed
    (folder / "metrics.rst").write_text(text, encoding="utf-8")


def sheet(name: str) -> str:
    """The sheet of an indicator, from its card and its docstring."""
    function = catalogue[name]
    card, french = card_of(function), translator("fr")

    def both(text: str) -> str:
        return f"{text} — *{french(text)}*" if text and french(text) != text else text

    facts = {
        "Name": both(card.label),
        "Level": card.level,
        "Range": interval(card),
        "Direction": {1: "higher is more open", -1: "higher is more closed", 0: "neither way is better"}[card.direction],
        "Reads": card.reads,
        "How to read it": both(card.reading),
        "Compare with": both(card.compare_with),
        "What it cannot say": both(card.cannot_say),
        "Minimum": both(card.minimum_n),
        "Undefined when": "; ".join(both(reason) for reason in card.undefined.values()),
        "Source": card.reference,
    }
    lines = "".join(f":{fact}: {text}\n" for fact, text in facts.items() if text)
    return title(name) + lines + f"\n.. autofunction:: {function.__module__}.{function.__name__}\n   :no-index:\n"


def interval(card: MetricCard) -> str:
    """The range of a metric, ``[0, 1]``."""
    low, high = card.range
    ends = ["−∞" if low == -math.inf else f"{low:g}".replace("-", "−"), "∞" if high == math.inf else f"{high:g}"]
    return f"{'(' if low == -math.inf else '['}{ends[0]}, {ends[1]}{')' if high == math.inf else ']'}"


def write_columns(folder: Path) -> None:
    """The headings that files may have, as the reader knows them."""
    for lang, heading in (("en", "Names of tables and columns"), ("fr", "Noms des tables et des colonnes")):
        tables = re.sub(r"^### ", "## ", columns_markdown(lang), flags=re.MULTILINE)
        (folder / f"columns-{lang}.md").write_text(f"# {heading}\n\n{tables}", encoding="utf-8")


def plain_bars(app: Sphinx, what: str, name: str, found: object, options: object, lines: list[str]) -> None:
    """Docstrings write |x| and m(G|S) as mathematicians do; reStructuredText would look for a substitution."""
    for number, line in enumerate(lines):
        if not line.lstrip().startswith((">>>", "...")):
            lines[number] = "".join(part if part.startswith("`") else part.replace("|", r"\|") for part in LITERAL.split(line))


def generate(app: Sphinx) -> None:
    """Write ``reference/generated`` again."""
    folder = Path(app.srcdir) / "reference/generated"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_modules(folder)
    write_public_names(folder)
    write_sheets(folder)
    write_columns(folder)


def setup(app: Sphinx) -> dict[str, Any]:
    """Generate before pages are looked for."""
    app.connect("builder-inited", generate)
    app.connect("autodoc-process-docstring", plain_bars)
    return {"parallel_read_safe": True}
