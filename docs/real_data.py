"""The whole path on four public data sets; prints the tables of docs/explanation/real-data.md.

    python docs/real_data.py FOLDER

FOLDER holds one folder of tidy CSV files a data set; they are not part of the project (sources are named on the page).
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import cooperation_graph as cg

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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
