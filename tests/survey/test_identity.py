"""Who is the same: precision before recall, vetoes, identifiers, review, idempotence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.survey.identity import apply_decisions, suggest
from cooperation_graph.survey.name_parts import kinds, normalise
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


REAL = Path(__file__).parents[2].parent / "shared/data/real/anct_adulte_relais/posts.csv"


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real data sets are not here")
def test_names_of_real_employers_against_their_siren() -> None:
    """3,972 spellings of employers, judged by name alone; the SIREN says who is who and is not shown to the library.

    Every pair taken for the same has the same name up to two letters; one in twenty of these has two SIREN all the same (sections of one
    federation, bodies registered again): no name can tell them, identifiers do. Official names are cut and abbreviated at will, so recall
    is far below that of names people type; what is missed counts as one exit and one entry.
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
