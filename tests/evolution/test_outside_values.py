"""Change between waves held to other tools: bipartite (betalinkr), vegan, sna, scikit-learn and cdlib, at 1e-9 on twelve pairs of waves."""

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution import actor_states, beta_diversity, ledger_rates, match_blocks, tie_ledger, turnover
from cooperation_graph.graph import build_graphs
from cooperation_graph.metrics import catalogue
from cooperation_graph.silos import adjusted_mutual_information
from cooperation_graph.survey import Survey
from oracle_values import recorded

WAVES = [name for name in recorded("waves")]
#: Parts of the difference by their names in betalinkr.
PARTS = {"difference": "WN", "rewiring": "OS", "turnover": "ST", "actors": "ST.l", "projects": "ST.h", "actors_and_projects": "ST.lh"}


def both(name):
    """Both graphs of one input, with a ledger of responses."""
    given = recorded("waves")[name]
    rows, said = [], []
    for wave, end in (("1", "from"), ("2", "to")):
        matrix = np.array(given[end])
        rows += [("T", wave, f"a{i:02d}", f"p{p:02d}") for i, p in np.argwhere(matrix)]
        mute = given["silent_to"] if end == "to" else []
        said += [("T", wave, f"a{i:02d}", "no_answer" if i in mute else "answered") for i, there in enumerate(given[f"roster_{end}"]) if there]
    graphs = build_graphs(Survey(
        pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"], dtype="str"),
        responses=pd.DataFrame(said, columns=["territory", "wave", "actor", "status"], dtype="str"),
    ))  # fmt: skip
    return graphs.get("T", "1"), graphs.get("T", "2")


def counted(name):
    """States, ledger and rates of one input."""
    graphs = both(name)
    states = actor_states(*graphs)
    ledger = tie_ledger(*graphs, states=states)
    return states, ledger, ledger_rates(ledger, states, *graphs).set_index("rate")


@pytest.mark.parametrize("index", ["sorensen", "jaccard"])
@pytest.mark.parametrize("name", WAVES)
def test_beta_diversity_is_that_of_betalinkr_and_vegan(name, index):
    found, reference = beta_diversity(*both(name), index=index), recorded("evolution_r")[name]
    for part, theirs in PARTS.items():
        assert found[part] == pytest.approx(reference["beta"][index][theirs], abs=1e-9)
    assert found["difference"] == pytest.approx(reference[{"sorensen": "links_bray", "jaccard": "links_jaccard"}[index]], abs=1e-9)


@pytest.mark.parametrize("name", WAVES)
def test_ledger_is_that_of_vegan_and_sna(name):
    states, ledger, rates = counted(name)
    reference = recorded("evolution_r")[name]
    known = rates.loc["jaccard"]
    assert (1 - known["value"]) == pytest.approx(reference["ties_jaccard"], abs=1e-9)
    stayers = states.isin(["active", "isolate"]).all(axis=1)
    assert int(stayers.sum()) == reference["stayers"]
    among = ledger.loc[ledger["stayers"], "class"]
    if reference["hamming_stayers"] is not None:
        assert int(among.str.startswith(("lost", "formed")).sum()) == reference["hamming_stayers"]
    for graph, end in zip(both(name), ("from", "to"), strict=True):
        assert catalogue["density"](graph) == pytest.approx(reference[f"density_{end}"], abs=1e-9)
        assert catalogue["mean_partners"](graph) == pytest.approx(reference[f"degree_{end}"], abs=1e-9)


@pytest.mark.parametrize("name", WAVES)
def test_rates_and_turnover_are_those_of_scikit_learn(name):
    states, _, rates = counted(name)
    reference = recorded("evolution_python")["waves"][name]
    (neither, formed), (lost, kept) = reference["confusion"]
    persistence, formation = rates.loc["persistence"], rates.loc["formation"]
    assert (persistence["numerator"], persistence["denominator"]) == (kept, kept + lost)
    assert (formation["numerator"], formation["denominator"]) == (formed, formed + neither)
    if reference["persistence"] is None:
        assert np.isnan(persistence["value"])
        assert persistence["status"]
    else:
        assert persistence["value"] == pytest.approx(reference["persistence"], abs=1e-9)
    found = {f"{a} {b}": n for a, b, n in turnover(states).itertuples(index=False)}
    assert found == reference["turnover"]


@pytest.mark.parametrize("name", WAVES)
def test_agreement_of_partitions_is_that_of_scikit_learn_and_cdlib(name):
    given, reference = recorded("waves")[name], recorded("evolution_python")["waves"][name]
    pairs = [(a, b) for a, b in zip(given["blocks_from"], given["blocks_to"], strict=True) if a and b]
    if not pairs:
        assert reference["ami"] is None
        return
    found = adjusted_mutual_information(*zip(*pairs, strict=True))
    assert found == pytest.approx(reference["ami"], abs=1e-9)
    assert found == pytest.approx(reference["ami_cdlib"], abs=1e-9)


@pytest.mark.parametrize("name", WAVES)
def test_actors_in_common_are_the_flows_of_cdlib(name):
    given = recorded("waves")[name]
    ids = [f"a{k:02d}" for k in range(len(given["from"]))]
    sides = [{a: b for a, b in zip(ids, given[f"blocks_{end}"], strict=True) if b} for end in ("from", "to")]
    flows = recorded("evolution_python")["waves"][name]["flows"]
    for row in match_blocks(*sides).to_dict("records"):
        olds, news = row["blocks_from"].split("|"), row["blocks_to"].split("|")
        assert row["common"] == sum(flows.get(f"{old}→{new}", 0) for old in olds for new in news)


@pytest.mark.parametrize("name", list(recorded("evolution_python")["planted"]))
def test_planted_events_are_those_of_cdlib(name):
    """Events of Asur et al. 2009, where their definitions and ours are the same: whole blocks that stay, come, go, join or part."""
    case = recorded("evolution_python")["planted"][name]
    found = match_blocks(*({actor: block for block in case[end] for actor in block} for end in ("before", "after")))
    ours = []
    for event, olds, news in found[["event", "blocks_from", "blocks_to"]].itertuples(index=False):
        first, second = ("".join(sorted(olds)), sorted(news.split("|"))) if event == "split" else ("".join(sorted(news)), sorted(olds.split("|")))
        kind = {"continue": "Continuation"}.get(event, event.capitalize())
        ours.append(["Death", "".join(sorted(olds)), []] if event == "death" else [kind, first, [b for b in second if b]])
    assert sorted(ours) == case["asur"]


def test_two_empty_waves_have_no_difference():
    """betalinkr divides 0 by 0 there; here it is refused in words."""
    graphs = both("one participation")
    empty = [graph.keep_actors(np.asarray(graph.actor_ids == "a02")) for graph in graphs]
    with pytest.raises(Undefined):
        beta_diversity(*empty)
