"""From a path to graphs, and from a result to a file, JSON or sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cooperation_graph as cg
from cooperation_graph.cli import screen
from cooperation_graph.locale import translator

__all__ = ["deliver", "read_graphs"]


def read_graphs(path: Path, lang: str, step: screen.Step) -> cg.Graphs:
    """Read, check and build, with a bar."""
    reading = step(translator(lang)("Reading and checking the survey"))
    survey = cg.read_survey(path, lang=lang, progress=reading)
    reading(1, 1)
    return cg.build_graphs(survey)


def deliver(result: Any, out: Path | None, machine: bool, lang: str) -> None:
    """To a file or folder, as JSON, or in sentences."""
    _ = translator(lang)
    if out is not None:
        from cooperation_graph.files import write_csv, write_frame

        if out.suffix.lower() == ".xlsx":
            result.to_excel(out, lang=lang)
        elif not out.suffix:
            cg.save(result, out)
        elif out.suffix.lower() == ".parquet":
            write_frame(result.to_frame(), out.with_suffix(""))
        elif out.suffix.lower() == ".csv":
            write_csv(result.to_frame(), out)
        else:
            raise cg.UnknownName("kind of file", out.suffix, (".csv", ".xlsx", ".parquet", _("a folder")))
        screen.note(str(out))
    elif machine:
        screen.show_frame(result.to_frame(), as_json=True)
    else:
        said = result.summary(lang)
        screen.out(said)
        for message in dict.fromkeys(result.warnings["message"]):
            if _(message) not in said:
                screen.note("! " + _(message))
