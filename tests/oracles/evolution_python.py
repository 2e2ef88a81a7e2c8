"""Writes evolution_python.json: values of scikit-learn and cdlib on waves.json (run where they are installed, never by the tests)."""

import json
from importlib import metadata
from itertools import product
from pathlib import Path

import networkx as nx
import numpy as np
from cdlib import LifeCycle, NodeClustering, TemporalClustering, evaluation
from cdlib.lifecycles.algorithms.classic_match import events_asur
from sklearn import metrics
from sklearn.metrics.cluster import contingency_matrix

HERE = Path(__file__).parent
#: Blocks before and after, one letter an actor: events on which the definitions of Asur et al. and ours are the same.
PLANTED = {
    "same": (("abcd", "efgh", "ijk"), ("abcd", "efgh", "ijk")), "merge": (("abc", "def", "xyz"), ("abcdef", "xyz")),
    "split": (("abcdef", "xyz"), ("abc", "def", "xyz")), "birth": (("abcd",), ("abcd", "wxyz")), "death": (("abcd", "wxyz"), ("abcd",)),
    "merge and split": (("abc", "def", "uvwxyz"), ("abcdef", "uvw", "xyz")), "all new": (("abc", "def"), ("uvw", "xyz")),
    "birth and death": (("abc", "def"), ("abc", "xyz")),
}  # fmt: skip


def matching(before: list[list[str]], after: list[list[str]]) -> LifeCycle:
    """Two partitions as cdlib takes them."""
    temporal = TemporalClustering()
    for wave, blocks in enumerate((before, after)):
        graph = nx.empty_graph(sorted(actor for block in blocks for actor in block))
        temporal.add_clustering(NodeClustering(blocks, graph, "given"), wave)
    return LifeCycle(temporal)


def events(before: list[list[str]], after: list[list[str]]) -> list[list]:
    """Kind and blocks of the events of Asur et al. 2009, each block by its members."""
    cycle = matching(before, after).cm
    members = {name: "".join(sorted(cycle.get_group(name))) for name in cycle.named_sets}
    found = []
    for kind, several in events_asur(cycle, 0.5)[0].items():
        for event in several:
            others = event.get("ref_sets", [event["ref_set"]] if "ref_set" in event else [])
            found.append([kind, members[event["src"]], sorted(members[name] for name in others)])
    return sorted(found)


def flows(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, int]:
    """Actors that go from each block to each."""
    cycle = matching(list(before.values()), list(after.values())).cm
    first, second = ({frozenset(who): block for block, who in side.items()} for side in (before, after))
    return {
        f"{first[frozenset(cycle.get_group(source))]}→{second[frozenset(cycle.get_group(target))]}": len(who)
        for source in cycle.get_partition_at(0) for target, who in cycle.group_flow(source, "+").items()
    }  # fmt: skip


def blocks_of(labels: list[str]) -> dict[str, list[str]]:
    """Names of actors in each block."""
    names = sorted({label for label in labels if label})
    return {name: [f"a{k:02d}" for k, label in enumerate(labels) if label == name] for name in names}


def one(given: dict) -> dict:
    first, second = (np.array(given[end]) for end in ("from", "to"))
    known_to = np.array(given["roster_to"])
    known_to[given["silent_to"]] = False
    stay = np.flatnonzero(np.array(given["roster_from"]) & known_to)
    ties = [(m[stay] @ m[stay].T > 0)[np.triu_indices(len(stay), 1)] for m in (first, second)]
    counts = metrics.confusion_matrix(*ties, labels=[False, True]).tolist() if len(stay) > 1 else [[0, 0], [0, 0]]
    states = [
        np.where(~np.array(roster), "outside", np.where(m.any(axis=1), "active", "isolate")) for roster, m in
        ((given["roster_from"], first), (given["roster_to"], second))
    ]  # fmt: skip
    states[1][given["silent_to"]] = "unknown"
    here = (states[0] != "outside") | (states[1] != "outside")
    names = [sorted(set(side[here])) for side in states]
    table = contingency_matrix(states[0][here], states[1][here])
    sides = [blocks_of(given[f"blocks_{end}"]) for end in ("from", "to")]
    labels = [given[f"blocks_{end}"] for end in ("from", "to")]
    both = [k for k in range(len(first)) if labels[0][k] and labels[1][k]]
    partition = [[side[k] for k in both] for side in labels]
    graph = nx.empty_graph(len(both))
    communities = [
        NodeClustering([[i for i, label in enumerate(side) if label == name] for name in sorted(set(side))], graph, "given") for side in partition
    ] if both else []  # fmt: skip
    return {
        "confusion": counts,
        "persistence": float(metrics.recall_score(*ties)) if len(stay) > 1 and ties[0].any() else None,
        "jaccard_stayers": float(metrics.jaccard_score(*ties)) if len(stay) > 1 and (ties[0] | ties[1]).any() else None,
        "turnover": {f"{a} {b}": int(table[i, j]) for (i, a), (j, b) in product(enumerate(names[0]), enumerate(names[1])) if table[i, j]},
        "ami": float(metrics.adjusted_mutual_info_score(*partition)) if both else None,
        "ami_cdlib": float(evaluation.adjusted_mutual_information(*communities).score) if both else None,
        "flows": flows(*sides),
    }  # fmt: skip


found = {name: one(given) for name, given in json.loads((HERE / "waves.json").read_text()).items()}
planted = {
    name: {"before": before, "after": after, "asur": events(list(map(list, before)), list(map(list, after)))}
    for name, (before, after) in PLANTED.items()
}  # fmt: skip
versions = ", ".join(f"{package} {metadata.version(package)}" for package in ("scikit-learn", "cdlib"))
record = {"made_by": f"tests/oracles/evolution_python.py, {versions}", "planted": planted, "waves": found}
(HERE / "evolution_python.json").write_text(json.dumps(record))
