"""Who says so: rules by hand, and the completeness of two sources."""

import numpy as np
import pandas as pd
import pytest

from cooperation_graph.errors import Undefined, UnknownName
from cooperation_graph.survey.reconstruction import RULES, claims, reconstruct, two_source_completeness
from cooperation_graph.survey.tables import Survey

ROWS = [  # actor, project, source, reported by
    ("lead", "p", "both", "lead"), ("mute", "p", "respondent", "lead"), ("self", "p", "respondent", "self"),
    ("pair", "p", "respondent", "lead"), ("pair", "p", "respondent", "pair"), ("list", "p", "register", None),
    ("solo", "q", "respondent", "solo"), ("mute", "q", "respondent", "solo"), ("blank", "q", None, None),
]  # fmt: skip


def survey() -> Survey:
    return Survey.from_frame(pd.DataFrame(ROWS, columns=["actor", "project", "source", "reported_by"]))


def kept(rule: str) -> set[tuple[str, str]]:
    table = reconstruct(survey(), rule).participations
    return set(table[["actor", "project"]].itertuples(index=False, name=None))


def test_each_rule_by_hand():
    everything = {(actor, project) for actor, project, _, _ in ROWS}
    assert kept("union") == everything
    assert kept("confirmed") == {("lead", "p"), ("pair", "p")}
    assert kept("own") == {("lead", "p"), ("self", "p"), ("pair", "p"), ("solo", "q")}
    assert kept("register_first") == {("lead", "p"), ("list", "p"), ("solo", "q"), ("mute", "q")}
    assert list(RULES) == ["union", "confirmed", "register_first", "own"]


def test_what_each_participation_rests_on():
    table = claims(survey()).set_index(["actor", "project"])
    assert table.loc[("pair", "p"), ["register", "said", "own", "reporters", "confirmed"]].tolist() == [False, True, True, 2, True]
    assert not table.loc[("blank", "q"), ["register", "said", "own", "confirmed"]].any()


def test_known_answer_8():
    """30 in the register, 24 reported, 18 in both: N̂ = 31·25/19 − 1 = 39.79; of 36 known, completeness .905."""
    source = ["register"] * 12 + ["both"] * 18 + ["respondent"] * 6
    df = pd.DataFrame({"actor": [f"a{k}" for k in range(36)], "project": "p", "source": source})
    row = two_source_completeness(Survey.from_frame(df)).iloc[0]
    assert row["estimate"] == pytest.approx(31 * 25 / 19 - 1)
    assert row["completeness"] == pytest.approx(0.905, abs=5e-4)
    assert row["missing_at_least"] == 3


def test_nothing_is_estimated_from_one_source_or_from_sources_apart():
    for source in (["register"] * 4, ["register", "register", "respondent", "respondent"]):
        df = pd.DataFrame({"actor": list("abcd"), "project": "p", "source": source})
        row = two_source_completeness(Survey.from_frame(df)).iloc[0]
        assert np.isnan(row["estimate"])
        assert row["status"]


def test_without_sources_there_is_nothing_to_choose():
    with pytest.raises(Undefined, match="who reported"):
        reconstruct(Survey.from_frame(pd.DataFrame({"actor": ["a"], "project": ["p"]})), "own")
    with pytest.raises(UnknownName, match="rule"):
        reconstruct(survey(), "all")


def test_a_register_of_leads_neither_lists_members_nor_makes_partners_seem_unseen():
    """Ten leads in the register, four of which answer; thirty partners known from answers only: nothing is missing that can be seen."""
    rows = [(f"l{k}", f"p{k}", "lead", "both" if k < 4 else "register") for k in range(10)]
    rows += [(f"m{k}", f"p{k % 10}", "partner", "respondent") for k in range(30)]
    led = Survey.from_frame(pd.DataFrame(rows, columns=["actor", "project", "role", "source"]))
    row = two_source_completeness(led).iloc[0]
    assert (row["register"], row["reported"], row["both"], row["known"], row["one_source"]) == (10, 4, 4, 10, 30)
    assert (row["estimate"], row["missing_at_least"]) == (10, 0)
    assert len(reconstruct(led, "register_first").participations) == 40
    listing = [(*rows[0][:3], "register"), ("m0", "p0", "partner", "register"), ("m9", "p0", "partner", "respondent")]
    first = reconstruct(Survey.from_frame(pd.DataFrame(listing, columns=["actor", "project", "role", "source"])), "register_first")
    assert first.participations["actor"].tolist() == ["l0", "m0"]
