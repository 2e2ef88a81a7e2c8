"""The plan and the estimate: problems said at once, the animator left out, warnings, sentences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import NoComparisonGroup, SurveyError, UnknownName
from cooperation_graph.graph import build_graphs
from cooperation_graph.impact import added_value, check_plan, difference_in_differences, read_plan, staggered_effect, staggered_panel
from cooperation_graph.metrics import catalogue
from cooperation_graph.report.blocks import Table
from cooperation_graph.report.evidence import Evidence
from cooperation_graph.report.material import Material
from cooperation_graph.report.sections.added_value import added_value_page
from cooperation_graph.survey.tables import Survey

PLAN = {
    "title": "Essai", "dated": "2021-01-10", "before": ["1"], "after": ["2"],
    "indicators": ["pair_heterogeneity", "mean_partners"], "treated": ["T0", "T1", "T2", "T3"],
}  # fmt: skip


def survey(*, effect: float = 0.0, animator: bool = False, missing: float = 0.0, seed: int = 0, n: int = 8) -> Survey:
    """n territories, two waves; in treated ones (the first half) wave 2 mixes sectors more, the animator joins half of it."""
    rng = np.random.default_rng(seed)
    rows, actors, responses = [], [], []
    for place in range(n):
        group = np.repeat([0, 1, 2], 8)
        names = [f"T{place}-{i:02d}" for i in range(24)]
        actors += [(name, f"s{g}", False) for name, g in zip(names, group, strict=True)] + [(f"T{place}-animator", "s0", True)]
        for wave in "12":
            treated = place < n // 2 and wave == "2"
            for project in range(24):
                lead = rng.integers(24)
                weight = np.where(group == group[lead], 4.0 - (effect if treated else 0), 1.0)
                weight[lead] = 0
                others = rng.choice(24, 2 + rng.poisson(1.0), replace=False, p=weight / weight.sum())
                members = [names[lead], *(names[i] for i in others)]
                if animator and treated and project % 2:
                    members.append(f"T{place}-animator")
                rows += [(f"T{place}", wave, member, f"p{wave}{project}") for member in members]
            silent = missing if treated else 0.0
            responses += [(f"T{place}", wave, x, "no_answer" if rng.random() < silent else "answered") for x in names]
    table = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"]).astype("str")
    people = pd.DataFrame(actors, columns=["actor", "sector", "animator"]).astype({"actor": "str", "sector": "str"})
    people["animator"] = people["animator"].astype("boolean")
    ledger = pd.DataFrame(responses, columns=["territory", "wave", "actor", "status"]).astype("str")
    places = pd.DataFrame({"territory": [f"T{k}" for k in range(n)], "stratum": ["x", "y"] * (n // 2)}).astype("str")
    return Survey(participations=table, actors=people, territories=places, responses=ledger, groups=("sector",))


def test_the_estimate_is_the_difference_of_mean_changes() -> None:
    data = survey(effect=3.5)
    result = added_value(data, PLAN, rng=1)
    graphs, metric = build_graphs(data), catalogue["pair_heterogeneity"]
    change = [metric(graphs.get(f"T{k}", "2"), by="sector") - metric(graphs.get(f"T{k}", "1"), by="sector") for k in range(8)]
    expected = difference_in_differences(change[:4], change[4:])
    row = result.frame.iloc[0]
    assert (row["value"], row["se"], row["p"]) == pytest.approx((expected.value, expected.se, expected.p))
    assert row["smallest_p"] == pytest.approx(2 / 70)
    assert row["lowest_without_one"] <= row["value"] <= row["highest_without_one"]
    assert len(result.tables["assignments"]) == 2 * 70


def test_the_animator_is_not_an_effect() -> None:
    """With the animator in half of the treated projects and no effect on others, partners rise only when he is counted."""
    row = added_value(survey(animator=True), PLAN, rng=1).frame.set_index("indicator").loc["mean_partners"]
    assert abs(row["value"]) < 0.5
    assert row["with_excluded"] > row["value"] + 0.5
    assert row["direct"] == pytest.approx(row["with_excluded"] - row["value"])


def test_drifting_completeness_warns() -> None:
    assert "differential_completeness" in added_value(survey(missing=0.2), PLAN, rng=1).warnings["code"].tolist()
    assert "differential_completeness" not in added_value(survey(), PLAN, rng=1).warnings["code"].tolist()


def test_too_few_territories_to_reach_five_per_cent() -> None:
    plan = {**PLAN, "treated": ["T0", "T1"], "comparison": ["T4", "T5"]}
    result = added_value(survey(), plan, rng=1)
    assert "cannot_reach_significance" in result.warnings["code"].tolist()
    assert result.frame["status"].str.contains("fewer than four").all()


def test_strata_keep_their_numbers() -> None:
    result = added_value(survey(), {**PLAN, "strata": "stratum"}, rng=1)
    assert len(result.tables["assignments"]) == 2 * 36


def test_without_comparison_there_is_no_effect() -> None:
    with pytest.raises(NoComparisonGroup, match="cannot be attributed"):
        added_value(survey(), {**PLAN, "treated": [f"T{k}" for k in range(8)]}, rng=1)


def test_sentences_in_both_languages() -> None:
    result = added_value(survey(effect=3.5), PLAN, rng=1)
    french, english = result.summary("fr"), result.summary("en")
    assert "Plan « Essai » du 2021-01-10" in french
    assert "ne prouve pas, à soi seul, une cause" in french
    assert "in the direction announced" in english
    assert "nan" not in french + english


def test_same_seed_same_result() -> None:
    one, two = (added_value(survey(), {**PLAN, "treated": []} | {"treated": PLAN["treated"]}, rng=4).frame for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_all_problems_of_a_plan_at_once(tmp_path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('title = "x"\ndated = "soon"\nbefore = ["1"]\nafter = ["1"]\nindicateurs = 3\n', encoding="utf-8")
    with pytest.raises(SurveyError) as caught:
        read_plan(path)
    assert set(caught.value.problems["key"]) == {"indicateurs", "indicators", "dated", "before: 1"}
    path.write_text("title = ", encoding="utf-8")
    with pytest.raises(SurveyError, match="not TOML"):
        read_plan(path)


def test_the_hash_depends_on_content_not_layout(tmp_path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        'before = ["1"]\nafter = ["2"]\ntreated = ["T0", "T1", "T2", "T3"]\ntitle = "Essai"\ndated = 2021-01-10\n'
        '[[indicators]]\nname = "pair_heterogeneity"\n[[indicators]]\nname = "mean_partners"\n', encoding="utf-8",
    )  # fmt: skip
    assert read_plan(path).hash == read_plan(PLAN).hash
    assert read_plan({**PLAN, "after": ["3"]}).hash != read_plan(PLAN).hash


def test_a_plan_is_checked_against_a_pilot() -> None:
    found = check_plan({**PLAN, "treated": ["T0", "X"], "strata": "zone", "by": "scale"}, survey())  # type: ignore[arg-type]
    assert set(zip(found["key"], found["value"], strict=True)) == {("treated", "X"), ("strata", "zone"), ("by", "scale")}
    assert not len(check_plan(PLAN, survey()))  # type: ignore[arg-type]


def test_unknown_wave() -> None:
    with pytest.raises(UnknownName, match="wave"):
        added_value(survey(), {**PLAN, "after": ["9"]}, rng=1)


def test_starts_that_do_not_fit_the_plan_are_said() -> None:
    """One animated territory started in the wave before, one after the last; the others in the wave after."""
    data = survey()
    places = data.territories.assign(animation_start=pd.Series(["1", "2", "2", "3", *[None] * 4], dtype="str"))
    found = added_value(replace(data, territories=places), PLAN, draws=99, rng=1)
    outside = found.warnings[found.warnings["code"] == "start_outside"]
    assert sorted(outside["territory"]) == ["T0", "T3"]
    assert "starts_differ" not in set(found.warnings["code"])
    assert "comptée comme « avant »" in found.summary("fr")
    fits = places.assign(animation_start=pd.Series(["2"] * 4 + [None] * 4, dtype="str"))
    assert not added_value(replace(data, territories=fits), PLAN, draws=99, rng=1).warnings["code"].str.startswith("start").any()


def growing(*, last: dict[str, str]) -> tuple[Survey, dict[str, object]]:
    """Three waves, twelve territories: the second wave of `survey` twice, so that wave 3 repeats what wave 2 was."""
    data = survey(effect=3.5, n=12)
    again = data.participations[data.participations["wave"] == "2"].assign(wave="3")
    again["project"] = again["project"] + "-3"
    places = data.territories.assign(animation_start=data.territories["territory"].map(last).astype("str"))
    people = replace(data, participations=pd.concat([data.participations, again], ignore_index=True), territories=places)
    return people, {**PLAN, "after": ["2", "3"], "treated": [], "strata": "stratum"}


def test_differing_starts_carry_group_time_effects_and_averages() -> None:
    data, plan = growing(last={f"T{k}": "2" if k < 3 else "3" for k in range(6)})
    found = added_value(data, plan, draws=99, rng=1)
    assert "starts_differ" in set(found.warnings["code"])
    graphs, metric = build_graphs(data), catalogue["pair_heterogeneity"]
    value = {(k, w): metric(graphs.get(f"T{k}", w), by="sector") for k in range(12) for w in "123"}
    cells = found.tables["group_time"].set_index(["indicator", "start", "wave"])["effect"]

    def gain(places: range, before: str, after: str) -> float:
        return float(np.mean([value[k, after] - value[k, before] for k in places]))

    byhand = {
        ("2", "2"): gain(range(3), "1", "2") - gain(range(6, 12), "1", "2"), ("2", "3"): gain(range(3), "1", "3") - gain(range(6, 12), "1", "3"),
        ("3", "1"): gain(range(3, 6), "2", "1") - gain(range(6, 12), "2", "1"),
        ("3", "3"): gain(range(3, 6), "2", "3") - gain(range(6, 12), "2", "3"),
    }  # fmt: skip
    assert cells.loc["pair_heterogeneity"].to_dict() == pytest.approx(byhand)
    own = found.tables["staggered"].query("indicator == 'pair_heterogeneity'").set_index("average")
    assert own.loc["simple", "value"] == pytest.approx(np.mean([byhand["2", "2"], byhand["2", "3"], byhand["3", "3"]]))
    panel = staggered_panel(data, "pair_heterogeneity")
    averages = staggered_effect(panel, ["1", "2", "3"], draws=1, rng=1).averages.set_index("average")
    assert own[["value", "se", "df", "p"]].to_numpy(float) == pytest.approx(averages.loc[own.index, ["value", "se", "df", "p"]].to_numpy(float))
    assert 1 / 100 <= own.loc["simple", "p_randomisation"] <= 1
    assert (own.loc["simple", "n_started"], own.loc["simple", "n_comparison"], own.loc["simple", "n_left_out"]) == (6, 6, 0)
    french = found.summary("fr")
    assert "territoires entrés à des dates différentes, chacun comparé aux seuls territoires qui n'étaient pas encore entrés" in french
    assert "Moins de quatre territoires sont entrés à une même date" in french
    assert "nan" not in french + found.summary("en")
    outside = added_value(data, {**plan, "after": ["3"]}, draws=99, rng=1)  # wave 2 is in no list of the plan, starts are in it
    assert outside.tables["group_time"]["effect"].tolist() == found.tables["group_time"]["effect"].tolist()


def test_the_page_shows_effects_by_entry() -> None:
    data, plan = growing(last={f"T{k}": "2" if k < 3 else "3" for k in range(5)})  # T5 is animated and does not say since when
    plan["treated"] = [f"T{k}" for k in range(6)]
    impact, names = added_value(data, plan, draws=99, rng=1), {f"T{k}": f"T{k}" for k in range(12)}
    assert "1 territoire est laissé de côté ici" in impact.summary("fr")
    graphs = build_graphs(data)
    material = Material(graphs, "sector", None, None, None, None, None, pd.DataFrame(), names, {}, graphs.waves, 1, 0)  # type: ignore[arg-type]
    told = {"fr": ("Territoires entrés à des dates différentes", "après l'entrée"), "en": ("at different dates", "after the entry")}
    for lang, (title, after) in told.items():
        page = added_value_page(material, Evidence(read_plan(plan), impact), lang, ())
        section = next(part for part in page.sections if part.anchor == "dates")
        assert title in section.title
        averages, cells = (block for block in section.blocks if isinstance(block, Table))
        assert len(averages.rows) == 2 * 4
        assert len(cells.rows) == 2 * 4
        assert [row[3].text for row in cells.rows].count(after) == 2 * 3


def test_starts_that_allow_no_average_say_why() -> None:
    data, plan = growing(last={"T0": "2", **{f"T{k}": "3" for k in range(1, 6)}})
    alone = added_value(data, plan, draws=99, rng=1)
    assert alone.tables["staggered"]["se"].isna().all()
    assert "Pas d'intervalle : " in alone.summary("fr")
    assert "one territory only" in alone.summary("en")
    silent = data.participations[~((data.participations["territory"] == "T0") & (data.participations["wave"] == "2"))]
    gone = added_value(replace(data, participations=silent), {**plan, "after": ["3"], "indicators": ["pair_heterogeneity"]}, draws=99, rng=1)
    assert not len(gone.tables["group_time"])
    assert (gone.tables["staggered"]["n_left_out"] == 1).all()
    assert "fewer than two starting waves" in gone.summary("en")
    assert "pas d'estimation" in gone.summary("fr")
    hushed = data.participations["territory"].isin([f"T{k}" for k in range(7, 12)]) & (data.participations["wave"] == "2")
    few = {**plan, "after": ["3"], "indicators": ["pair_heterogeneity"]}
    compared = added_value(replace(data, participations=data.participations[~hushed]), few, draws=99, rng=1)
    assert "fewer than two territories are left that had not entered" in compared.summary("en")
    same = replace(data, territories=data.territories.assign(animation_start=pd.Series(["2"] * 6 + [None] * 6, dtype="str")))
    assert not {"staggered", "group_time"} & added_value(same, plan, draws=99, rng=1).tables.keys()


def test_who_is_left_out_is_said_as_it_is() -> None:
    data = survey()
    said = {left: added_value(data, {**PLAN, "exclude": list(left)}, draws=99, rng=1).summary("fr") for left in (("animator",), (), ("T0-01",))}
    assert "l'animateur n'est pas compté" in said[("animator",)]
    assert "personne n'est laissé hors des indicateurs" in said[()]
    assert "laissés hors des indicateurs : T0-01" in said[("T0-01",)]
