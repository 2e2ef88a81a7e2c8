"""How they take part: roles, intensity, decisions, residents' rung, funders and animators of a synthetic survey."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from cooperation_graph.synthetic.plan import Plan

__all__ = ["RUNGS", "add_animators", "add_funders", "give_roles"]

#: Participation rungs of residents, lowest first; written 1 to 5.
RUNGS = ("information", "consultation", "concertation", "co-construction", "co-décision")
#: Odds that a resident who takes part without leading has a say in decisions, without and with animation.
_SAY = (0.15, 0.45)


def give_roles(
    participations: pd.DataFrame, actors: pd.DataFrame, animated: npt.NDArray[np.bool_], rng: np.random.Generator
) -> pd.DataFrame:
    """Spread roles over the partners; say how intensely they take part, who decides, how far residents are involved.

    Parameters
    ----------
    participations, actors
        As drawn: role ``lead`` or ``partner``.
    animated
        Of each participation: is there an animator in that territory and wave?
    rng
        Chance.
    """
    table = participations.copy()
    n = len(table)
    lead = (table["role"] == "lead").to_numpy()
    other = rng.choice(["partner", "participant", "co_lead", "host"], n, p=[0.66, 0.18, 0.09, 0.07])
    role = np.where(lead, "lead", other)
    table["role"] = pd.Series(role, dtype="str")
    most = pd.Series(role).map({"lead": 2.2, "co_lead": 1.9, "host": 1.2, "partner": 1.2, "participant": 0.2})
    table["intensity"] = 1.0 + np.minimum(rng.poisson(most.to_numpy(dtype=np.float64)), 4)
    residents = table["actor"].map(actors.drop_duplicates("actor").set_index("actor")["residents"]).to_numpy(dtype=bool)
    say = np.where(residents, np.where(animated, _SAY[1], _SAY[0]), 0.25)
    decides = np.isin(role, ("lead", "co_lead")) | (rng.random(n) < np.where(role == "participant", 0.0, say))
    table["decides"] = pd.array(decides, dtype="boolean")
    height = np.where(decides, 4 + (rng.random(n) < 0.4), 1 + np.minimum(rng.poisson(0.8 + 0.5 * animated), 2))
    table["rung"] = pd.Series(height, dtype="str").where(pd.Series(residents))
    return table


def add_funders(
    participations: pd.DataFrame, actors: pd.DataFrame, projects: pd.DataFrame, responses: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Add the funders of the projects that have a budget: institutions there in that wave and not in them already."""
    institutions = actors.loc[actors["institution"] & ~actors["national"], "actor"]
    there = responses["actor"].isin(institutions) & ~responses["status"].isin(["left", "not_yet_existing"])
    leads = participations.loc[participations["role"] == "lead", ["territory", "wave", "project"]]
    leads = leads.merge(projects.loc[projects["budget"].notna(), ["project", "budget"]], on="project")
    pool = {key: rows["actor"].to_numpy() for key, rows in responses.loc[there].groupby(["territory", "wave"], sort=False)}
    rows = []
    for territory, wave, project, budget in leads.itertuples(index=False, name=None):
        candidates = pool.get((territory, wave), np.array([], dtype=object))
        chosen = rng.permutation(candidates)[: min(len(candidates), int(rng.integers(0, 3)))]
        share = rng.dirichlet(np.ones(len(chosen))) * rng.uniform(0.4, 0.8) if len(chosen) else np.zeros(0)
        rows += [
            (territory, wave, actor, project, "funder", float(round(budget * part, -2)), "register")
            for actor, part in zip(chosen, share, strict=True)
        ]
    added = pd.DataFrame(rows, columns=["territory", "wave", "actor", "project", "role", "amount", "source"])
    return _append(participations, added)


def add_animators(
    participations: pd.DataFrame, actors: pd.DataFrame, plan: Plan, by: str, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add an animator to each animated territory, and to a third of the projects of its animated waves."""
    where = plan.territories.loc[plan.start < len(plan.waves)]
    identifiers = [f"{code}-ANIM" for code in where["territory"]]
    people = pd.DataFrame({
        "actor": identifiers, "territory": where["territory"].to_numpy(),
        "name": [f"Animatrice territoriale citoyenne – {place}" for place in where["place"]],
        by: plan.groups[-1], "family": "Association", "network": "Réseau des centres sociaux", "scale": "Quartier",
    }, dtype="str")  # fmt: skip
    for column, value in {"residents": False, "institution": False, "animator": True, "national": False}.items():
        people[column] = pd.array([value] * len(people), dtype="boolean")
    places = plan.territories["territory"].tolist()
    rows = participations.loc[participations["role"] == "lead", ["territory", "wave", "project"]]
    start = plan.start[[places.index(code) for code in rows["territory"]]]
    wave = np.array([plan.waves.index(label) for label in rows["wave"]])
    rows = rows.loc[(wave >= start) & (rng.random(len(rows)) < 1 / 3)]
    added = rows.assign(actor=rows["territory"] + "-ANIM", role="animator", source="respondent", intensity=2.0)
    added["reported_by"] = added["actor"]
    return _append(participations, added), pd.concat([actors, people], ignore_index=True)


def _append(participations: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    known = added.dropna(axis=1, how="all")
    table = pd.concat([participations, known.astype({c: "str" for c in known if known[c].dtype == object})])
    twice = table.duplicated(["territory", "wave", "actor", "project"])
    return table.loc[~twice].reset_index(drop=True)
