"""Choices side by side: who is the same, whose reports are believed; and the review that goes through Excel."""

import pandas as pd
import pytest

from cooperation_graph.errors import SurveyError, UnknownName
from cooperation_graph.evolution.sensitivity import linkage_sensitivity, source_sensitivity
from cooperation_graph.graph import build_graphs
from cooperation_graph.measures import measure
from cooperation_graph.survey.identity import apply_decisions, read_review, suggest, write_review
from cooperation_graph.survey.reconstruction import reconstruct
from cooperation_graph.survey.tables import Survey
from cooperation_graph.synthetic import simulate

NAMES = {
    "1": {"p": ["MJC de l'Étang", "CCAS", "Épicerie La Passerelle"], "q": ["CCAS", "Centre social Nord"]},
    "2": {"p": ["M.J.C. Etang", "CCAS", "Epicerie La Paserelle"], "r": ["CCAS", "Centre social Nord-Est"]},
}  # fmt: skip


def written() -> Survey:
    rows = [(w, a, p) for w, projects in NAMES.items() for p, who in projects.items() for a in who]
    return Survey.from_frame(pd.DataFrame(rows, columns=["wave", "actor", "project"]))


def test_more_is_merged_from_strict_to_lenient():
    found = linkage_sensitivity(written(), "1", "2", metrics=["n_actors", "mean_partners"])
    pairs = found.tables["choices"].set_index("choice")["pairs"]
    assert pairs.to_dict() == {"as_read": 0, "strict": 1, "default": 2, "lenient": 3}
    exits = found.tables["rates"].query("rate == 'exit_rate'").set_index("choice")["numerator"]
    assert exits.to_dict() == {"as_read": 3, "strict": 2, "default": 1, "lenient": 0}
    spans = found.tables["range"]
    assert (spans["lowest"] <= spans["highest"]).all()
    for lang in ("fr", "en"):
        assert len(found.sentences(lang)) == len(spans)


def test_each_choice_of_sources_is_the_measure_of_that_survey():
    survey = simulate(territories=1, waves=1, actors=15, projects=10, nonresponse=0.3, rng=2)
    found = source_sensitivity(survey, metrics=["mean_partners", "n_participations"])
    for rule, rows in found.frame.groupby("choice"):
        graphs = build_graphs(reconstruct(survey, rule))
        expected = measure(graphs, ["mean_partners", "n_participations"], null=None, interval=None).frame
        values = rows.set_index("metric")["value"]
        for row in expected.to_dict("records"):
            assert values[row["metric"]] == pytest.approx(row["value"], nan_ok=True)
    counts = found.frame[found.frame["metric"] == "n_participations"].set_index("choice")["value"]
    assert counts["confirmed"] <= counts["union"]
    assert counts["own"] <= counts["union"]
    assert "at least" in found.summary("en")
    assert "au moins" in found.summary("fr")


def test_what_has_no_number_is_said():
    table = written().participations.assign(sector=lambda t: t["actor"].map(lambda name: "xy"[len(name) % 2]))
    found = linkage_sensitivity(Survey.from_frame(table, by=["sector"]))
    left_out = found.warnings[found.warnings["code"] == "undefined_everywhere"]
    assert "resident_project_share" in set(left_out["metric"])
    assert not left_out["metric"].isin(found.frame["metric"]).any()
    assert sum(text.startswith("Left out") for text in found.sentences("en")) == len(left_out)
    asked = linkage_sensitivity(written(), metrics="lead_concentration").sentences("en")
    assert len(asked) == 2
    assert all("no number" in text and "lead" in text for text in asked)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_review_goes_through_a_spreadsheet_and_back(tmp_path, ending: str, lang: str):
    survey = written()
    pairs = suggest(survey)
    back = read_review(write_review(pairs, tmp_path / f"review.{ending}", lang=lang))
    keys = ["kind", "territory", "id_a", "id_b", "decision"]
    assert back[keys].values.tolist() == pairs[keys].values.tolist()
    one, other = (apply_decisions(survey, table) for table in (pairs, back))
    pd.testing.assert_frame_equal(one.participations, other.participations)


def test_a_french_decision_typed_by_hand_and_a_wrong_one(tmp_path):
    path = write_review(suggest(written()), tmp_path / "r.csv")
    text = path.read_text(encoding="utf-8-sig").replace(";à revoir", ";Distinct")
    path.write_bytes(text.encode("cp1252", errors="replace"))
    assert set(read_review(path)["decision"]) == {"same", "distinct"}
    path.write_text(text.replace(";Distinct", ";peut-être"), encoding="utf-8")
    with pytest.raises(SurveyError, match=r"row \d+: 'peut-être'"):
        read_review(path)
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(SurveyError, match="missing"):
        read_review(path)
    with pytest.raises(UnknownName, match="format"):
        write_review(suggest(written()), tmp_path / "r.ods")


def test_names_that_look_like_formulas_do_not_run(tmp_path):
    rows = [("1", "=cmd|calc étang", "p"), ("2", "=cmd|calc Etang", "p")]
    pairs = suggest(Survey.from_frame(pd.DataFrame(rows, columns=["wave", "actor", "project"])))
    assert len(pairs)
    path = write_review(pairs, tmp_path / "r.csv")
    assert ";=" not in path.read_text(encoding="utf-8-sig")
    assert read_review(path)["id_a"].tolist() == pairs["id_a"].tolist()
