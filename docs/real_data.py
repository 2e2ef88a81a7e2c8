"""The whole path on four public data sets; prints the tables of docs/explanation/real-data.md.

    python docs/real_data.py FOLDER

FOLDER holds one folder of tidy CSV files a data set; they are not part of the project (sources are named on the page).
"""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd

import cooperation_graph as cg
from cooperation_graph.evolution import actor_states, ledger_rates, tie_ledger

SEED = 2026
#: Where names differ from the library's, a mapping says so once.
MAPPINGS: dict[str, dict[str, object]] = {
    "southern_women": {},
    "us_congress_committees": {"tables": {"actors_by_wave.csv": "actors"}},
    "interreg_keep": {},
    "anct_adulte_relais": {
        "tables": {"territories.csv": "", "posts.csv": ""},  # contracts, and the posts behind the participations
        "values": {"role": {"employeur": "participant"}},
    },
}


def verdicts(folder: Path, name: str) -> cg.SiloVerdicts:
    """Read one data set, build its graphs and judge its groups."""
    survey = cg.read_survey(folder / name, mapping=MAPPINGS[name], lang="en")
    return cg.detect_silos(cg.build_graphs(survey), rng=SEED, n_jobs=2)


def congress(result: cg.SiloVerdicts) -> pd.DataFrame:
    """Pairs of members of one party, observed and expected, by chamber and Congress."""
    rows = result.frame[result.frame["level"] == "territory"]
    return pd.DataFrame({
        "chamber": rows["territory"], "Congress": rows["wave"], "same party": rows["value"].map("{:.3f}".format),
        "expected": rows["expected"].map("{:.3f}".format), "effect": rows["effect"].map("{:+.3f}".format),
        "p": rows["p"].map("{:.3f}".format), "verdict": rows["verdict"],
    })  # fmt: skip


def counts(result: cg.SiloVerdicts) -> pd.DataFrame:
    """Territory verdicts by wave, and how many stand among all territories of the wave."""
    rows = result.frame[result.frame["level"] == "territory"]
    table = pd.crosstab(rows["wave"], rows["verdict"]).reindex(columns=["silo", "open", "no evidence", "too little data"], fill_value=0)
    table["silo or open at q_national < .05"] = rows[rows["q_national"] < 0.05].groupby("wave").size()
    return table.fillna(0).astype(int).reset_index()


def pooled(graphs: cg.Graphs, first: str, second: str) -> dict[str, float]:
    """Rates of the ledger of ties between two waves, over all territories together."""
    counts: dict[str, list[float]] = {}
    here = {(graph.territory, graph.wave): graph for graph in graphs.select(wave=[first, second])}
    for territory, wave in here:
        if wave == first and (territory, second) in here:
            before, after = here[territory, first], here[territory, second]
            states = actor_states(before, after)
            ledger = tie_ledger(before, after, states=states)
            carried, kept = (ledger["class"] == "kept_carried").sum(), ledger["class"].str.startswith("kept").sum()
            rates = ledger_rates(ledger, states, before, after).to_dict("records")
            for row in [*rates, {"rate": "carried", "numerator": carried, "denominator": kept}]:
                total = counts.setdefault(row["rate"], [0.0, 0.0])
                total[0] += row["numerator"]
                total[1] += row["denominator"]
    return {rate: a / b if b else float("nan") for rate, (a, b) in counts.items()}


RATES = {
    "persistence": "ties kept", "renewal_rate": "renewed elsewhere", "exit_rate": "actors absent later",
    "project_continuation": "projects going on",
}  # fmt: skip


def congresses(folder: Path) -> pd.DataFrame:
    """From each Congress to the next, in both large chambers."""
    graphs = cg.build_graphs(cg.read_survey(folder / "us_congress_committees", mapping=MAPPINGS["us_congress_committees"], lang="en"))
    rows = []
    for chamber in ("house", "senate"):
        own = graphs.select(territory=chamber)
        for first, second in pairwise(own.waves):
            found = pooled(own, first, second)
            rows.append({"chamber": chamber, "from": first, "to": second} | {name: f"{found[rate]:.3f}" for rate, name in RATES.items()})
    return pd.DataFrame(rows)


def contracts(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contracts whose codes all change in 2024: what the library proposes as the same, and what becomes of the ledger."""
    survey = cg.read_survey(folder / "anct_adulte_relais", mapping=MAPPINGS["anct_adulte_relais"], lang="en")
    about = survey.projects.set_index("project")
    pairs = cg.identity.suggest(survey, "project")
    apart = [not set(a.split("|")) & set(b.split("|")) for a, b in zip(pairs["waves_a"], pairs["waves_b"], strict=True)]
    pairs = pairs[apart]  # seen in one year together: two contracts
    geography = about["code_geo"]
    agree = pairs["id_a"].map(geography).to_numpy() == pairs["id_b"].map(geography).to_numpy()
    same = (pairs["decision"] == "same").to_numpy()
    reference = folder / "fr_geo_reference"  # communes and intermunicipal bodies of today: a body merged or renumbered is not in it
    today = {*pd.read_csv(reference / "epci.csv", dtype=str)["code"], *pd.read_parquet(reference / "communes.parquet").iloc[:, 0].astype("str")}
    live = (pairs["id_a"].map(geography).isin(today) & pairs["id_b"].map(geography).isin(today)).to_numpy()
    generation = about["generation"].str.split(" (", regex=False).str[0]
    joined = set(pairs.loc[same, "id_a"]) | set(pairs.loc[same, "id_b"])
    counts = pd.DataFrame([
        ("proposed as the same", int(same.sum())), ("of which the same commune or intermunicipality code", int((same & agree).sum())),
        ("of which another code, one of which no longer exists (bodies merged or renumbered)", int((same & ~agree & ~live).sum())),
        ("of which two codes that both exist (two bodies)", int((same & ~agree & live).sum())), ("put up for review", int((~same).sum())),
        *((f"{name} without any counterpart", int((~about.index[generation == name].isin(joined)).sum()))
          for name in ("CV 2015-2023", "contrat 2024-2030")),
    ], columns=["contracts", "number"])  # fmt: skip
    plain = cg.build_graphs(survey)
    linked = cg.build_graphs(cg.identity.apply_decisions(survey, pairs))
    rows = []
    for first, second in pairwise(plain.waves):
        for label, graphs in (("as coded", plain), ("with the correspondence", linked)):
            found = pooled(graphs, first, second)
            rows.append({
                "from": first, "to": second, "codes": label, "contracts going on": f"{found['project_continuation']:.3f}",
                "kept ties of the same contract": f"{found['carried']:.3f}", "employers absent later": f"{found['exit_rate']:.3f}",
            })  # fmt: skip
    return counts, pd.DataFrame(rows)


def markdown(frame: pd.DataFrame) -> str:
    """A Markdown table."""
    rows = [list(map(str, frame.columns)), ["---"] * frame.shape[1], *frame.astype("object").map(str).values.tolist()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def main(folder: Path) -> None:
    """Print every table."""
    print("## Southern women\n")
    print("\n".join(verdicts(folder, "southern_women").sentences("en")))
    print("\n## Congress\n")
    print(markdown(congress(verdicts(folder, "us_congress_committees"))))
    for name, title in (("interreg_keep", "Interreg"), ("anct_adulte_relais", "Adulte-relais")):
        print(f"\n## {title}\n")
        print(markdown(counts(verdicts(folder, name))))
    print("\n## From Congress to Congress\n")
    print(markdown(congresses(folder)))
    found, ledger = contracts(folder)
    print("\n## Contracts matched\n")
    print(markdown(found))
    print("\n## Contracts followed\n")
    print(markdown(ledger))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
