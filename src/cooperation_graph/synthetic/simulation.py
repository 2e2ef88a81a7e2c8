"""`simulate`: a whole survey in which siloing, activity, turnover, silence and the effect of animation are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cooperation_graph.errors import UnknownName
from cooperation_graph.survey.tables import Survey
from cooperation_graph.synthetic.activity import describe_projects, participate
from cooperation_graph.synthetic.answers import apply_to_calls, report_ties, set_targets
from cooperation_graph.synthetic.plan import (
    Counts,
    Odds,
    Plan,
    per_territory,
    resolve_groups,
    resolve_odds,
    resolve_start,
    resolve_territories,
    split,
)
from cooperation_graph.synthetic.process import draw_waves
from cooperation_graph.synthetic.registers import add_identifiers, complete_projects, rename_between_waves
from cooperation_graph.synthetic.roles import add_animators, add_funders, give_roles
from cooperation_graph.synthetic.roster import appetites, describe_actors, people, respond

__all__ = ["simulate", "truth"]


def simulate(
    *, territories: int | Sequence[str] | pd.DataFrame = 3, waves: int | Sequence[str] = 2, actors: Counts = 30,
    projects: Counts = 25, groups: int | Sequence[str] | Mapping[str, float] = 4, by: str = "sector",
    siloing: Odds = 1.0, imbalance: Odds = 1.0, activity_shape: float = 2.0, size_mean: float = 3.5,
    sizes: tuple[int, int] | None = None, single_share: float = 0.0, lead_bias: float | Mapping[str, float] = 0.0,
    renewal: float = 0.7, churn: float = 1.0, actor_turnover: float = 0.1, nonresponse: Odds = 0.0, recall: float = 0.8,
    animation: Odds = 1.0, animated: int | Sequence[str] | Mapping[str, str] = 0, shock_sd: float = 0.0,
    strata: Mapping[str, float] | None = None, national: bool = False, tables: str = "core",
    rng: np.random.Generator | int | None = None,
) -> Survey:  # fmt: skip
    """Draw a synthetic survey of which the truth is known.

    A project of size c gathers actors with P(S) ∝ Π w_i (w: an actor's appetite); its lead is one of them, at even
    chances; if the lead's group has siloing s ≠ 1, its partners are drawn again with the weights of its own group
    multiplied by s.

    Parameters
    ----------
    territories
        How many, their codes, or a table (territory, name, stratum…) of which blanks are made up.
    waves
        How many (every second year up to 2025), or their names in order.
    actors, projects
        Per territory and wave: a number, a list with one a territory, or a tuple with bounds to draw between; for
        `projects` also a list of such lists, one a wave.
    groups
        How many groups, their labels, or their shares by label. The first six have the names of sectors.
    by
        Attribute of actors that holds the group.
    siloing
        Odds s > 0 that a lead chooses a partner of its own group rather than another one of the same appetite: a number
        for all, ``{group: s}``, ``{territory: s}`` or ``{territory: {group: s}}``. 1: none.
    imbalance
        How many times more active a group is: a number for the first group, or by name as in `siloing`.
    activity_shape
        Shape of the gamma law of appetites; smaller is more uneven, ``inf`` is even.
    size_mean, sizes
        Sizes of projects: 2 + Poisson(`size_mean` − 2), or uniform between the two bounds of `sizes`.
    single_share
        Share (0–1) of projects with one actor.
    lead_bias
        A member of appetite w leads with odds w^bias; for all or ``{territory: bias}``. 0: at even chances.
    renewal
        Share (0–1) of projects that end between two waves; the others go on with their members.
    churn
        Mean number of exchanges of one member tried in each project that goes on.
    actor_turnover
        Share (0–1) of actors replaced between two waves. A newcomer takes the group, the appetite and the places of the
        one that left.
    nonresponse
        Share (0–1) of actors that do not answer, for all or by name as in `siloing`.
    recall
        Share (0–1) of the participations of a silent actor that the lead of the project names.
    animation
        In animated territories, odds of choosing outside one's own group are multiplied by this (siloing is divided by
        it); for all or by name as in `siloing`.
    animated
        Animated territories: how many (at random), which, or ``{territory: first wave}``. The second wave without.
    shock_sd
        Standard deviation of what each wave of each territory adds, by chance, to the logarithm of all its siloing odds.
    strata
        Shares of strata; ``{"QPV": 0.6, "rural": 0.25, "overseas": 0.15}`` without.
    national
        Two public bodies are one actor in all territories.
    tables
        ``"core"`` (participations, actors, projects, territories, waves, responses) or ``"all"``.
    rng
        Chance.

    Returns
    -------
    Survey
        With the truth in its provenance: see :func:`truth`.

    Notes
    -----
    With siloing 1 everywhere and no silence, every incidence with the same activity of actors and the same sizes of
    projects is equally likely, whatever the appetites: the null `keep_degrees` is exactly true. With one siloed group,
    the rows of the others are exchangeable in the same way given the rows of that group. See
    :mod:`cooperation_graph.synthetic.process`.

    Examples
    --------
    >>> survey = simulate(territories=2, waves=2, siloing={"Social et santé": 8}, rng=1)
    >>> truth(survey).query("siloing > 1")["group"].unique().tolist()
    ['Social et santé']
    """
    if tables not in ("core", "all"):
        raise UnknownName("set of tables", tables, ("core", "all"))
    asked = {name: value for name, value in locals().items() if name not in ("rng", "territories")}
    chance = np.random.default_rng(rng)
    labels = tuple(str(2025 - 2 * i) for i in reversed(range(waves))) if isinstance(waves, int) else tuple(waves)
    where = resolve_territories(territories, strata or {"QPV": 0.6, "rural": 0.25, "overseas": 0.15}, chance)
    codes = where["territory"].tolist()
    names, shares = resolve_groups(groups)
    plan = Plan(
        territories=where, waves=labels, groups=names,
        group_sizes=np.array([split(int(n), shares) for n in per_territory(actors, len(codes), chance)]),
        projects=np.broadcast_to(per_territory(projects, len(codes), chance), (len(labels), len(codes))),
        base_siloing=resolve_odds(siloing, codes, names),
        imbalance=resolve_odds(imbalance, codes, names, first_only=True),
        start=resolve_start(animated, codes, labels, chance),
        animation=resolve_odds(animation, codes, names),
        shocks=chance.normal(0.0, shock_sd, (len(labels), len(codes))) if shock_sd else np.zeros((len(labels), len(codes))),
    )  # fmt: skip
    group_of, weights = appetites(plan, activity_shape, chance)
    drawn = draw_waves(
        weights, group_of, plan.siloing, plan.projects, sizes or size_mean, renewal=renewal, churn=churn,
        single_share=single_share, lead_bias=resolve_odds(lead_bias, codes, ["any"], default=0.0)[:, 0], rng=chance,
    )  # fmt: skip
    actor_rows, holder = people(group_of, weights > 0, len(labels), actor_turnover, chance)
    actor_table = describe_actors(plan, actor_rows, by, national, chance)
    silence = resolve_odds(nonresponse, codes, names, default=0.0)
    responses, answers = respond(plan, actor_rows, actor_table["actor"], silence, chance)
    project_table, project_of = describe_projects(plan, drawn, group_of, chance)
    participations = participate(
        plan, drawn, holder, actor_table["actor"], project_table["project"], project_of, answers, recall,
        tables == "all" or bool((silence > 0).any()), chance,
    )  # fmt: skip
    survey = Survey(
        participations=participations, actors=actor_table.drop_duplicates("actor", ignore_index=True),
        projects=project_table, territories=_territory_table(plan), waves=_wave_table(labels), responses=responses,
        groups=(by, "family", "network", "scale"),
        provenance={
            "synthetic": True, "generator": "cooperation_graph.synthetic.simulate",
            "settings": {k: v if isinstance(v, int | float | str) else repr(v) for k, v in asked.items()},
            "truth": _truth(plan).to_dict("list"),
        },
    )  # fmt: skip
    return survey if tables == "core" else _complete(survey, plan, by, chance)


def _complete(survey: Survey, plan: Plan, by: str, rng: np.random.Generator) -> Survey:
    """The same survey with every table filled."""
    actors, table = survey.actors, survey.participations
    place = pd.Index(plan.territories["territory"]).get_indexer(pd.Index(table["territory"]))
    when = pd.Index(plan.waves).get_indexer(pd.Index(table["wave"]))
    table = give_roles(table, actors, plan.animated[when, place], rng)
    projects = complete_projects(survey.projects, table, actors, survey.waves, by, rng)
    table, actors, responses, correspondences = rename_between_waves(
        table, actors, survey.responses, plan.waves[-1], rng
    )
    applications = apply_to_calls(table, projects, plan, rng)
    ties = report_ties(table, responses, applications, plan, rng)
    table = add_funders(table, actors, projects, responses, rng)
    table, actors = add_animators(table, actors, plan, by, rng)
    return replace(
        survey, participations=table, actors=add_identifiers(actors, rng), projects=projects, responses=responses,
        applications=applications, ties=ties, targets=set_targets(plan), correspondences=correspondences,
    )  # fmt: skip


def truth(survey: Survey) -> pd.DataFrame:
    """What was planted in a synthetic survey, one row a territory, wave and group.

    Returns
    -------
    pandas.DataFrame
        territory, wave, group, siloing (odds, animation included), imbalance, animated, n_actors (of the group),
        n_projects (of the territory).

    Raises
    ------
    UnknownName
        The survey was not made by :func:`simulate`.
    """
    if "truth" not in survey.provenance:
        raise UnknownName("provenance", "truth", survey.provenance, hint="Only simulated surveys know the truth.")
    frame = pd.DataFrame(survey.provenance["truth"])
    return frame.astype({"territory": "str", "wave": "str", "group": "str"})


def _truth(plan: Plan) -> pd.DataFrame:
    n_waves, n_territories, n_groups = plan.siloing.shape
    t, w, g = (axis.ravel() for axis in np.indices((n_territories, n_waves, n_groups)))
    return pd.DataFrame({
        "territory": plan.territories["territory"].to_numpy()[t], "wave": np.array(plan.waves)[w],
        "group": np.array(plan.groups)[g], "siloing": plan.siloing[w, t, g], "imbalance": plan.imbalance[t, g],
        "animated": plan.animated[w, t], "n_actors": plan.group_sizes[t, g], "n_projects": plan.projects[w, t],
    })  # fmt: skip


def _territory_table(plan: Plan) -> pd.DataFrame:
    table = plan.territories.drop(columns=["kind", "place", "town"])
    start = np.array([*plan.waves, None], dtype=object)[plan.start]
    return table.assign(animation_start=pd.Series(start, dtype="str"))


def _wave_table(labels: Sequence[str]) -> pd.DataFrame:
    dated = all(label.isdigit() and len(label) == 4 for label in labels)
    table = pd.DataFrame({"wave": list(labels), "label": [f"Vague {label}" for label in labels]}, dtype="str")
    table["order"] = np.arange(1.0, len(labels) + 1)
    if dated:
        table["start"] = pd.Series([f"{label}-01-01" for label in labels], dtype="str")
        table["end"] = pd.Series([f"{label}-12-31" for label in labels], dtype="str")
    return table
