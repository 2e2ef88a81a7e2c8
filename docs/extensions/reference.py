"""The reference is generated: public names, modules, one sheet an indicator, from the code itself."""

from __future__ import annotations

import importlib
import inspect
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
from cooperation_graph.metrics import catalogue
from cooperation_graph.metrics.sheets import FAMILIES, OTHER, sheet
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
    """One sheet an indicator, in English and in French; an index by family."""
    families: dict[str, list[str]] = {}
    for name in sorted(catalogue):
        (folder / f"metric-{name}.rst").write_text(sheet_page(name), encoding="utf-8")
        families.setdefault(sheet(name, "en").family, []).append(name)
    text = title("Indicators") + "One sheet for each metric of the catalogue; « Fiches d'indicateurs » in French on the same pages.\n\n"
    order = [family for family in dict.fromkeys([*FAMILIES.values(), OTHER]) if family in families]
    for family in order:
        listed = "".join(f"   metric-{name}\n" for name in families[family])
        text += f".. toctree::\n   :maxdepth: 1\n   :caption: {family}\n\n{listed}\n"
    (folder / "metrics.rst").write_text(text, encoding="utf-8")


def sheet_page(name: str) -> str:
    """The sheet of an indicator in both languages, then its docstring."""
    function = catalogue[name]
    parts = [title(name)]
    for lang in ("en", "fr"):
        found, _ = sheet(name, lang), translator(lang)
        parts.append(title(found.label, "-"))
        for heading, lines in found.items(lang):
            if heading == _("Formula"):
                parts += [f".. math:: {formula}\n\n" for formula in found.formulas]
                parts += [f":math:`{symbol}`: {text}. " for symbol, text in found.symbols] + ["\n\n"]
            else:
                parts.append(f":{heading}: {literal('; '.join(lines))}\n")
                parts.append("\n" if heading == _("Definition") else "")
        parts.append("\n")
    reference = f".. autofunction:: {function.__module__}.{function.__name__}\n   :no-index:\n"
    return "".join(parts) + title("Function", "-") + reference


def literal(text: str) -> str:
    """Plain text as reStructuredText: nothing in it is markup."""
    return re.sub(r"([\\*`_|])", r"\\\1", text)


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
