"""Two-mode Pajek: networks (.net), projects of several (.paj), partitions (.clu).

``*Vertices 32 18`` says that 18 of the 32 vertices are the first kind: actors. Several networks of a project over the same
vertices are waves, named after them; a partition is an attribute of actors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cooperation_graph.intake.encoding import to_utf8
from cooperation_graph.intake.networks.model import Network
from cooperation_graph.survey.provenance import Source, file_hash

if TYPE_CHECKING:
    from cooperation_graph.intake.reading import Request

__all__ = ["read_pajek"]

_TOKEN = re.compile(r'"([^"]*)"|(\S+)')
_TIMES = re.compile(r"\[([^\]]*)\]")
_CLASSES = re.compile(r"(\d+) ([^,;)]+)")
_IGNORED = ("vector", "permutation", "cluster", "hierarchy")


@dataclass
class _Part:
    """One object of a project: a network, or a partition."""

    name: str
    row: int
    size: int = -1
    first: int = -1
    labels: dict[int, str] = field(default_factory=dict)
    edges: list[tuple[int, int, str, str, int]] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    directed: bool = False


class _Damaged(Exception):
    def __init__(self, row: int, line: str) -> None:
        super().__init__(line)
        self.row, self.line = row, line


def read_pajek(path: Path, request: Request) -> Network | None:
    """Read a .net file with the partitions named after it (``a.clu``, ``a_sector.clu``), or a .paj, which holds its own."""
    try:
        networks, partitions = _parse(path, request)
        for beside in sorted(path.parent.glob("*.clu")):
            if path.suffix.lower() == ".net" and re.fullmatch(re.escape(path.stem) + r"(?:[\W_].*)?", beside.stem):
                partitions += _parse(beside, request)[1]
    except _Damaged as damage:
        request.problems.add("bad_network", file=path.name, row=damage.row, value=damage.line, detail=f"“{damage.line[:80]}”?")
        return None
    if not networks:
        request.problems.add("bad_network", file=path.name, detail="*Vertices, *Edges?")
        return None
    head = networks[0]
    alike = [part for part in networks if (part.size, part.first, part.labels) == (head.size, head.first, head.labels)]
    if len(alike) < len(networks):
        names = ", ".join(part.name or str(part.row) for part in networks if part not in alike)
        request.problems.add("left_out_part", file=path.name, value=names, detail=f"*Network: {names}")
    digest = file_hash(path)
    node_source, edge_source = (Source(file=path.name, sheet=name, sha256=digest) for name in ("vertices", "edges"))
    number = pd.Series(range(1, head.size + 1))
    labels = number.map(head.labels).where(number.isin(list(head.labels)), number.astype("str"))
    ids = labels if labels.is_unique and head.labels else number.astype("str")
    nodes = pd.DataFrame({"id": ids.astype("str"), "label": labels.astype("str")})
    groups: list[str] = []
    for part in partitions:
        if part.size != head.size:
            request.problems.add("left_out_part", file=path.name, value=part.name, detail=f"*Partition {part.name}: {part.size} ≠ {head.size}")
            continue
        name, _, legend = part.name.partition(" (")
        classes = dict(_CLASSES.findall(legend))
        groups.append(name or f"partition {len(groups) + 1}")
        # 0 is Pajek's class of whatever has none; in a legend of ours it is so by definition
        nodes[groups[-1]] = pd.Series([None if classes and value == "0" else classes.get(value, value) for value in part.values], dtype="str")
    waves = _waves([part.name for part in alike])
    records = [
        (ids.iloc[a - 1], ids.iloc[b - 1], weight, times or wave, row)
        for part, wave in zip(alike, waves, strict=True) for a, b, weight, times, row in part.edges
    ]  # fmt: skip
    edges = pd.DataFrame([record[:4] for record in records], columns=["source", "target", "weight", "wave"]).astype("str").replace("", None)
    return Network(
        nodes, edges.astype("str"), np.arange(1, head.size + 1), np.array([record[4] for record in records], dtype=np.int64), node_source,
        edge_source, directed=any(part.directed for part in alike), n_actors=head.first, groups=groups,
    )  # fmt: skip


def _waves(names: list[str]) -> list[str]:
    """What tells the names of networks apart; nothing for a single one."""
    if len(names) < 2:
        return [""] * len(names)
    words = [name.split() for name in names]
    shared = 0
    while all(len(own) > shared + 1 for own in words) and len({own[shared] for own in words}) == 1:
        shared += 1
    return [" ".join(own[shared:]) for own in words]


def _parse(path: Path, request: Request) -> tuple[list[_Part], list[_Part]]:
    def report(rule: str, **fields: Any) -> None:
        request.problems.add(rule, file=path.name, **fields)

    decoded = to_utf8(path.read_bytes(), request.encoding, report)
    lines = decoded[0].decode("utf-8").split("\n") if decoded else []
    networks: list[_Part] = []
    partitions: list[_Part] = []
    is_partition = path.suffix.lower() == ".clu"
    part: _Part | None = None
    section, row_of_matrix = "", 0
    for row, line in enumerate(lines, start=1):
        line = line.strip()
        if not line or line.startswith(("%", "/*")):
            continue
        if line.startswith("*"):
            word, _, rest = line[1:].partition(" ")
            section = word.lower().rstrip(":")
            rest = rest.strip()
            if section in ("network", "partition"):
                is_partition = section == "partition"
                part = _Part(rest, row)
                (partitions if is_partition else networks).append(part)
            elif section == "vertices":
                if part is None or part.size >= 0:
                    part = _Part(path.stem if is_partition else "", row)
                    (partitions if is_partition else networks).append(part)
                _sizes(part, rest, row)
            elif section in _IGNORED:
                report("left_out_part", row=row, value=line, detail=line)
            elif section in ("arcs", "arcslist") and part is not None:
                part.directed = True
            row_of_matrix = 0
            continue
        if section in _IGNORED:
            continue
        if part is None or part.size < 0:
            raise _Damaged(row, line)
        if section == "vertices":
            if is_partition:
                part.values.append(line)
            else:
                _vertex(part, line, row)
        elif section == "matrix":
            row_of_matrix += 1
            _matrix_row(part, line, row_of_matrix, row)
        elif section in ("edges", "arcs", "edgeslist", "arcslist"):
            _edge(part, line, row, section.endswith("list"))
        else:
            raise _Damaged(row, line)
    for part in partitions:
        if len(part.values) != part.size:
            raise _Damaged(part.row, f"*Vertices {part.size}: {len(part.values)}")
    return networks, partitions


def _sizes(part: _Part, rest: str, row: int) -> None:
    words = rest.split()
    if not 1 <= len(words) <= 2 or not all(word.isdigit() for word in words):
        raise _Damaged(row, f"*Vertices {rest}")
    part.size = int(words[0])
    part.first = int(words[1]) if len(words) == 2 else -1
    if part.first > part.size:
        raise _Damaged(row, f"*Vertices {rest}")


def _vertex(part: _Part, line: str, row: int) -> None:
    words = [quoted or bare for quoted, bare in _TOKEN.findall(line)]
    if not words[0].isdigit() or not 1 <= int(words[0]) <= part.size:
        raise _Damaged(row, line)
    part.labels[int(words[0])] = words[1] if len(words) > 1 else words[0]


def _edge(part: _Part, line: str, row: int, is_list: bool) -> None:
    times = _TIMES.search(line)
    words = _TIMES.sub("", line).split()
    if ":" in words[0]:  # a relation's number stands first
        words = words[1:]
    ends = words if is_list else words[:2]
    if len(ends) < 2 or not all(word.isdigit() and 1 <= int(word) <= part.size for word in ends):
        raise _Damaged(row, line)
    weight = words[2] if len(words) > 2 and not is_list else ""
    try:
        float(weight or 1)
    except ValueError:
        raise _Damaged(row, line) from None
    moments = "|".join(dict.fromkeys(_moments(times.group(1), line, row))) if times else ""
    part.edges += [(int(ends[0]), int(end), weight, moments, row) for end in ends[1:]]


def _moments(text: str, line: str, row: int) -> list[str]:
    """``[1-3,5]`` as moments; an interval without an end cannot be told from the line alone."""
    found: list[str] = []
    for piece in text.split(","):
        first, _, last = piece.strip().partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            raise _Damaged(row, line)
        found += [str(moment) for moment in range(int(first), int(last or first) + 1)]
    return found


def _matrix_row(part: _Part, line: str, number: int, row: int) -> None:
    words = line.split()
    across = part.size - part.first if part.first >= 0 else part.size
    if len(words) != across or number > (part.first if part.first >= 0 else part.size):
        raise _Damaged(row, line)
    shift = max(part.first, 0)
    for column, word in enumerate(words, start=1):
        try:
            held = float(word) != 0
        except ValueError:
            raise _Damaged(row, line) from None
        if held:
            part.edges.append((number, shift + column, word, "", row))
