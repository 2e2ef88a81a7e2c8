"""Draws docs/images/recovery.png from recovery.json and writes its tables into docs/explanation/recovery.md."""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

HERE, DOCS = Path(__file__).parent, Path(__file__).parents[2] / "docs"
RECORD = json.loads((HERE / "recovery.json").read_text())
MARK = "**Results.**"
CELLS = [(level, nuisance) for level in ("group", "territory") for nuisance in (False, True)]
NAMES = {
    (level, nuisance): f"{'groups' if level == 'group' else 'territories'}, {'with nuisance' if nuisance else 'plain'}"
    for level, nuisance in CELLS
}

silos = pd.DataFrame(RECORD["silos"])
figure, axes = plt.subplots(2, 2, figsize=(9, 7), sharex=True, sharey=True, layout="constrained")
for axis, (level, nuisance) in zip(axes.flat, CELLS, strict=True):
    part = silos[(silos["level"] == level) & (silos["nuisance"] == nuisance)]
    for number, (method, rows) in enumerate(part.groupby("method", sort=False)):
        mine = method == "evidence of the verdict"
        axis.plot(
            rows["closure"], rows["auc"], label=method, color="black" if mine else f"C{number}", linewidth=3 if mine else 1.2,
            marker="o", linestyle=":" if method == "activity alone" else "-", markersize=6 if mine else 4,
        )  # fmt: skip
    axis.set(xscale="log", xticks=sorted(part["closure"].unique()), title=NAMES[level, nuisance], ylim=(0.4, 1))
    axis.set_xticklabels([f"{closure:g}" for closure in sorted(part["closure"].unique())])
    axis.minorticks_off()
    axis.set(xlabel="strength of closure" if level == "territory" else "", ylabel="" if nuisance else "AUC")
figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
figure.savefig(DOCS / "images/recovery.png", dpi=110)

text = [MARK + f" {RECORD['runs']} runs a strength, {RECORD['processor_minutes']} minutes of processor time. {RECORD['made by']}.", ""]
text += ["![AUC of ten scores against the strength of closure, in four panels; the table below says the same](../images/recovery.png)", ""]
for cell in CELLS:
    part = silos[(silos["level"] == cell[0]) & (silos["nuisance"] == cell[1])]
    wide = part.pivot(index="method", columns="closure", values="auc").reindex(part["method"].unique())
    text += [f"| {NAMES[cell]} | " + " | ".join(f"× {closure:g}" for closure in wide.columns) + " |", "| --- |" + " ---: |" * wide.shape[1]]
    text += [f"| {method} | " + " | ".join(f"{value:.3f}" for value in row) + " |" for method, row in zip(wide.index, wide.to_numpy(), strict=True)]
    mine = part[part["method"] == "evidence of the verdict"]
    behind = [f"{row.behind_best:+.3f} ({row.behind_se:.3f})" for row in mine.itertuples()]
    text += ["| *ours behind the best (error)* | " + " | ".join(behind) + " |", ""]
text += ["| blocks: signal | AMI ours | AMI leidenalg | difference (error) | times faster |", "| --- | ---: | ---: | ---: | ---: |"]
text += [
    f"| {row['signal']} | {row['ours']:.3f} | {row['leidenalg']:.3f} | {row['gap']:+.3f} ({row['gap_se']:.3f}) | {row['times_faster']:.0f} |"
    for row in RECORD["blocks"]
]
page = DOCS / "explanation/recovery.md"
page.write_text(page.read_text().split(MARK)[0].rstrip() + "\n\n" + "\n".join(text) + "\n")
