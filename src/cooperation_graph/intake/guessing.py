"""Which format a file has, from what it holds; tables when nothing shows another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cooperation_graph.intake.file import SUFFIXES
from cooperation_graph.intake.glance import Glance, glance
from cooperation_graph.survey.columns import match_table

__all__ = ["Sniffer", "guess_format"]

#: Says whether what is seen of a file, or a folder, is of one format.
Sniffer = Callable[[Glance], bool]


def guess_format(path: Path, sniffers: Mapping[str, Sniffer]) -> str:
    """The format of a file or folder: the first whose sniffer knows it; ``tables`` where none does.

    A folder is asked for as such, then file by file: it has the format of its files when they all have the same.
    """
    seen = glance(path)
    found = next((name for name, sniff in sniffers.items() if sniff(seen)), "")
    if path.is_dir() and not found:
        suffixes = (*SUFFIXES, ".json")
        files = [p for p in sorted(path.iterdir()) if p.is_file() and p.suffix.lower() in suffixes and not p.name.startswith((".", "~$"))]
        if not files or any(match_table(p.stem) or p.name == "datapackage.json" for p in files):
            return "tables"
        formats = {guess_format(p, sniffers) for p in files}
        found = formats.pop() if len(formats) == 1 else ""
    return "tables" if match_table(path.stem) == "participations" else found or "tables"
