"""What people ask for and say of each other: applications to calls, ties they report, targets they set."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from cooperation_graph.synthetic.plan import Plan

__all__ = ["apply_to_calls", "report_ties", "set_targets"]

#: Share of applications made by several actors, without and with animation.
_TOGETHER = (0.2, 0.55)
#: Refused applications for one that is granted.
_REFUSED = 0.5
#: Share of refused applicants who meet, a wave later, one they were up against, where there is an animator by then.
_CONVERTED = 0.9


def apply_to_calls(
    participations: pd.DataFrame, projects: pd.DataFrame, plan: Plan, rng: np.random.Generator
) -> pd.DataFrame:
    """Applications to the calls of each wave, refused ones included.

    Each project with a call is an application that was granted in its first wave. Where animation is under way a wave later,
    refused applicants are chosen among those who then work with one they were up against: rivals come to cooperate.
    """
    animated = plan.animated
    rows: list[tuple[object, ...]] = []
    calls = projects.dropna(subset=["call"]).set_index("project")
    tied = participations.loc[participations["role"].isin(["lead", "co_lead", "partner", "host"])]
    for t, territory in enumerate(plan.territories["territory"]):
        local = tied.loc[tied["territory"] == territory]
        seen: set[str] = set()
        by_wave = [_partners(local.loc[local["wave"] == wave]) for wave in plan.waves]
        for w, wave in enumerate(plan.waves):
            together = _TOGETHER[int(animated[w, t])]
            granted: list[tuple[str, str, str]] = []
            bids: list[tuple[str, str, float, bool, list[tuple[str, str]]]] = []
            for project, members in local.loc[local["wave"] == wave].groupby("project", sort=False):
                if project in seen or project not in calls.index:
                    continue
                seen.add(str(project))
                about = calls.loc[project]
                lead = members.loc[members["role"] == "lead", "actor"].iloc[0]
                who = [(lead, "lead")]
                if rng.random() < together:
                    others = members.loc[members["role"].isin(["co_lead", "partner"]) & (members["actor"] != lead)]
                    who += list(zip(others["actor"][:3], others["role"][:3], strict=True))
                bids.append((about["call"], about["theme"], round(0.7 * about["budget"], -2), True, who))
                granted += [(actor, about["call"], about["theme"]) for actor, _ in who]
            present = local.loc[local["wave"] == wave, "actor"].unique()
            for _ in range(int(rng.binomial(len(bids), _REFUSED))):
                actor, call, theme = _rival(granted, present, by_wave, w, bool(animated[w:, t][1:2].any()), rng)
                bids.append((call, theme, float(rng.integers(20, 120) * 100), False, [(actor, "lead")]))
            for number, place in enumerate(rng.permutation(len(bids))):
                call, theme, amount, won, who = bids[place]
                name = f"{territory}-{wave}-C{number + 1:02d}"
                rows += [(territory, wave, call, name, actor, role, theme, amount, won) for actor, role in who]
    columns = ["territory", "wave", "call", "application", "actor", "role", "theme", "amount", "granted"]
    table = pd.DataFrame(rows, columns=columns)
    text = {column: "str" for column in columns if column not in ("amount", "granted")}
    return table.astype({**text, "amount": "float64", "granted": "boolean"})


def _partners(members: pd.DataFrame) -> set[tuple[str, str]]:
    """Pairs that share a project, both ways round."""
    pairs: set[tuple[str, str]] = set()
    for _, who in members.groupby("project", sort=False)["actor"]:
        pairs |= {pair for a, b in combinations(who, 2) for pair in ((a, b), (b, a))}
    return pairs


def _rival(
    granted: list[tuple[str, str, str]], present: np.ndarray, by_wave: list[set[tuple[str, str]]], w: int, opening: bool,
    rng: np.random.Generator,
) -> tuple[str, str, str]:  # fmt: skip
    """A refused applicant, and the call and theme it shares with a granted one."""
    against, call, theme = granted[int(rng.integers(len(granted)))]
    if opening and rng.random() < _CONVERTED:
        later = [a for a in present if (a, against) in by_wave[w + 1] and (a, against) not in by_wave[w]]
        if later:
            return str(later[int(rng.integers(len(later)))]), call, theme
    return str(rng.choice(present)), call, theme


def report_ties(
    participations: pd.DataFrame, responses: pd.DataFrame, applications: pd.DataFrame, plan: Plan,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """What those who answered say of each other: cooperation (Frey 1–5), competition (1–5), trust (1–4)."""
    answered = responses.loc[responses["status"].isin(["answered", "partial"])]
    voices = set(zip(answered["wave"], answered["actor"], strict=True))
    tied = participations.loc[participations["role"].isin(["lead", "co_lead", "partner", "host", "participant"])]
    rows: list[tuple[str, str, str, str, str, float]] = []
    for t, territory in enumerate(plan.territories["territory"]):
        for w, wave in enumerate(plan.waves):
            here = (tied["territory"] == territory) & (tied["wave"] == wave)
            shared = _shared(tied.loc[here, "project"], tied.loc[here, "actor"])
            for (a, b), count in sorted(shared.items()):
                if (wave, a) not in voices or rng.random() > 0.45:
                    continue
                rows.append((territory, wave, a, b, "cooperation", float(min(5, 1 + count + int(rng.integers(0, 2))))))
                if rng.random() < 0.5:
                    trust = 1 + int(rng.binomial(3, min(0.5 + 0.05 * count, 0.9)))
                    rows.append((territory, wave, a, b, "trust", float(trust)))
            bids = applications.loc[(applications["territory"] == territory) & (applications["wave"] == wave)]
            felt = 0.3 if plan.animated[w, t] else 0.6
            for a, b in sorted(_rivals(bids)):
                if (wave, a) in voices and rng.random() < felt:
                    rows.append((territory, wave, a, b, "competition", float(1 + rng.binomial(4, felt))))
    table = pd.DataFrame(rows, columns=["territory", "wave", "source", "target", "kind", "intensity"])
    table = table.astype({column: "str" for column in table if column != "intensity"})
    return table.assign(reported_by=table["source"])


def _shared(project: pd.Series, actor: pd.Series) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for _, who in actor.groupby(project, sort=False):
        for a, b in combinations(who.unique(), 2):
            for pair in ((a, b), (b, a)):
                counts[pair] = counts.get(pair, 0) + 1
    return counts


def _rivals(bids: pd.DataFrame) -> set[tuple[str, str]]:
    """Pairs that asked the same call for the same theme, each on its own, both ways round."""
    pairs: set[tuple[str, str]] = set()
    for _, rows in bids.groupby(["call", "theme"], sort=False):
        for (a, own), (b, other) in combinations(zip(rows["actor"], rows["application"], strict=True), 2):
            if own != other and a != b:
                pairs |= {(a, b), (b, a)}
    return pairs


def set_targets(plan: Plan) -> pd.DataFrame:
    """Targets for the last wave: some for all territories, some for the animated ones."""
    first, last = plan.waves[0], plan.waves[-1]
    rows = [
        ("cross_group_project_share", None, last, 0.95, "increase", first),
        ("pair_heterogeneity", None, last, 0.88, "increase", first),
        ("resident_project_share", None, last, 0.4, "increase", first),
        ("lead_concentration", None, last, 0.04, "decrease", first),
    ]
    animated = plan.territories.loc[plan.start < len(plan.waves), "territory"]
    rows += [("ei_index", code, last, 0.7, "increase", first) for code in animated]
    table = pd.DataFrame(rows, columns=["indicator", "territory", "wave", "target", "direction", "baseline"])
    return table.astype({column: "str" for column in table if column != "target"})
