"""Trends over three waves against brute force on rebuilt surveys."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import UnknownName
from cooperation_graph.evolution import wave_trend
from cooperation_graph.graph import build_graphs
from cooperation_graph.metrics import catalogue
from cooperation_graph.survey import Survey

EVERYBODY = "ABCDef"


def survey(waves):
    """Waves 1, 2… of territory T as projects with their members; everybody answers in every wave."""
    rows = [("T", str(k + 1), a, p) for k, members in enumerate(waves) for p, who in members.items() for a in who]
    answers = [("T", str(k + 1), a, "answered") for k in range(len(waves)) for a in EVERYBODY]
    return Survey(
        pd.DataFrame(rows, columns=["territory", "wave", "actor", "project"], dtype="str"),
        actors=pd.DataFrame({"actor": list(EVERYBODY), "case": ["up" if a.isupper() else "low" for a in EVERYBODY]}, dtype="str"),
        responses=pd.DataFrame(answers, columns=["territory", "wave", "actor", "status"], dtype="str"), groups=("case",),
    )  # fmt: skip


WAVES = (
    {"c": "AB", "d": "Bf", "p1": "AB", "p2": "CD"},
    {"c": "ABe", "q1": "ef", "q2": "ABC"},
    {"c": "ABe", "d": "Bf", "r1": "Aef", "r2": "BCe", "r3": "CDf"},
)


def slope(waves, name="mean_partners"):
    values = [catalogue[name](build_graphs(survey([members])).get("T", "1")) for members in waves]
    return np.polyfit(np.arange(len(values)), values, 1)[0]


def partners(members):
    """Mean partners of everybody in the roster, by counting pairs."""
    ties = {frozenset(two) for who in members.values() for two in itertools.combinations(who, 2)}
    return 2 * len(ties) / len(EVERYBODY)


def test_slope_and_interval_by_rebuilding():
    row = wave_trend(survey(WAVES), metrics="mean_partners", rng=1).frame.iloc[0]
    assert row["slope"] == pytest.approx(slope(WAVES))
    runs: dict[tuple[bool, ...], list[str]] = {}
    for p in sorted({p for members in WAVES for p in members}):
        runs.setdefault(tuple(p in members for members in WAVES), []).append(p)
    variance = 0.0
    for projects in runs.values():
        left = np.array([slope([{q: w for q, w in m.items() if q != p} for m in WAVES]) for p in projects])
        variance += (len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum()
    assert row["se"] == pytest.approx(math.sqrt(variance))
    assert row["df"] == 9 - len(runs)
    assert row["n_projects"] == 9


def test_p_by_all_ways_to_hand_out_the_waves():
    loose = {p: members[p] for members in WAVES for p in members if sum(p in m for m in WAVES) == 1}
    fixed = [{p: w for p, w in members.items() if p not in loose} for members in WAVES]
    names, values = sorted(loose), []
    for first in itertools.combinations(names, 2):
        for second in itertools.combinations([p for p in names if p not in first], 2):
            third = [p for p in names if p not in first + second]
            handed = [{**fixed[k], **{p: loose[p] for p in part}} for k, part in enumerate((first, second, third))]
            values.append(np.polyfit(range(3), [partners(members) for members in handed], 1)[0])
    exact = np.mean(np.abs(values) >= abs(slope(WAVES)) - 1e-9)
    found = wave_trend(survey(WAVES), metrics="mean_partners", permutations=4000, rng=2).frame["p"].iloc[0]
    assert found == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 4000))


def test_values_and_reasons():
    result = wave_trend(survey(WAVES), by="case", rng=1)
    values = result.tables["values"]
    assert len(values) == 3 * result.frame["metric"].nunique()
    assert result.frame["p_adjusted"].ge(result.frame["p"]).all()
    assert set(result.warnings["code"]) == {"undefined_everywhere"}
    assert set(result.warnings["metric"]) == {"resident_project_share", "lead_concentration"}, "nobody leads, nobody is a resident"
    assert "Left out" in result.sentences("en")[-1]
    same = wave_trend(survey([WAVES[0]] * 3), metrics="mean_partners").frame.iloc[0]
    assert (same["slope"], same["status"] != "") == (0, True)
    undefined = wave_trend(survey([WAVES[0], {"x": "A"}, WAVES[2]]), metrics="ei_index").frame.iloc[0]
    assert math.isnan(undefined["slope"])
    assert "one of the waves" in undefined["status"]


def test_wrong_questions():
    with pytest.raises(ValueError, match="three"):
        wave_trend(survey(WAVES[:2]))
    with pytest.raises(UnknownName, match="wave"):
        wave_trend(survey(WAVES), waves=["1", "2", "9"])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_sentences(lang):
    texts = wave_trend(survey(WAVES), by="case", rng=1).sentences(lang)
    assert len(texts) >= 6
    assert not any("{" in text or "nan" in text for text in texts)
