"""Writes into docs/explanation/silo-verdict.md how far draws depend on each other: PYTHONPATH=tests python -P tests/benchmarks/chains.py."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cooperation_graph.nulls import draws
from cooperation_graph.nulls.pace import pace
from shapes import autocorrelation, drawn, integrated_time, shapes

PAGE = Path(__file__).parents[2] / "docs/explanation/silo-verdict.md"
BEGIN, END = "<!-- chains: begin -->\n", "<!-- chains: end -->"


def main() -> None:
    seen: list[int] = []

    def noted(*asked: object) -> int:
        seen.append(pace(*asked))  # type: ignore[arg-type]
        return seen[-1]

    draws.pace = noted  # type: ignore[attr-defined]
    rows = ["| graph | times as many rounds | largest lag-1 autocorrelation | longest integrated time |", "| --- | ---: | ---: | ---: |"]
    for name, graph, null in shapes():
        seen.clear()
        found = [values for values in drawn(graph, null, blocks=60).values() if values.std() > 1e-9]
        lag = max(autocorrelation(values)[1] for values in found)
        rows.append(f"| {name} | {seen[0] if seen else 1} | {lag:.2f} | {np.max([integrated_time(values) for values in found]):.1f} |")
    text = PAGE.read_text()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    PAGE.write_text(text[:begin] + "\n" + "\n".join(rows) + "\n\n" + text[end:])


if __name__ == "__main__":
    main()
