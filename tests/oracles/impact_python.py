"""Writes impact_python.json: values of csdid, differences, diff-diff and pyfixest on impact_inputs.json (run where they are installed)."""

import json
import warnings
from importlib import metadata
from pathlib import Path

import diff_diff
import numpy as np
import pandas as pd
import pyfixest
from csdid.att_gt import ATTgt
from differences import ATTgt as Differences

warnings.simplefilter("ignore")
HERE = Path(__file__).parent
given = json.loads((HERE / "impact_inputs.json").read_text())
RULES = {"never": ("nevertreated", "never_treated"), "not yet": ("notyettreated", "not_yet_treated")}


def panel_of(columns):
    table = pd.DataFrame(columns)
    return table.assign(unit=pd.factorize(table["territory"])[0] + 1)


def by_csdid(table, rule):
    model = ATTgt(
        yname="value", tname="wave", idname="unit", gname="start", data=table.astype({"start": float}), control_group=[RULES[rule][0]],
    ).fit(est_method="reg", base_period="universal", bstrap=False)  # fmt: skip
    cells = zip(*(model.results[key] for key in ("group", "year", "att")), strict=True)
    found = {"cells": [[int(g), int(t), float(a)] for g, t, a in cells]}
    for kind in ("simple", "group", "dynamic", "calendar"):
        table = model.aggte(kind, bstrap=False, cband=False).atte
        found[kind] = {"overall": float(table["overall_att"]), "overall_se": float(np.ravel(table["overall_se"])[0])}
        if kind != "simple":
            found[kind]["parts"] = {str(int(e)): float(a) for e, a in zip(table["egt"], table["att_egt"], strict=True)}
    return found


def by_differences(table, rule):
    frame = table.assign(start=table["start"].where(table["start"] > 0)).set_index(["unit", "wave"])
    model = Differences(frame[["value", "start"]], cohort_column="start", base_period="universal")
    cells = model.fit("value", control_group=RULES[rule][1], progress_bar=False).to_pandas().iloc[:, 0].dropna()
    found = {"cells": [[int(key[0]), int(key[-1]), float(a)] for key, a in cells.items()]}
    for kind in ("simple", "cohort", "event", "time"):
        part = model.aggregate(kind)
        total = model.aggregate(kind, overall=True)
        found[kind] = {"parts": {str(i): float(v) for i, v in zip(part.index, part.iloc[:, 0], strict=True)}, "overall": float(total.iloc[0, 0])}
    return found


def by_diff_diff(table, rule):
    model = diff_diff.CallawaySantAnna(control_group=RULES[rule][1], base_period="universal", estimation_method="reg")
    found = model.fit(table, outcome="value", unit="unit", time="wave", first_treat="start")
    cells = [[int(g), int(t), float(cell["effect"])] for (g, t), cell in found.group_time_effects.items()]
    return {"cells": cells, "overall": float(found.overall_att)}


def staggered(columns):
    table = panel_of(columns)
    rules = [rule for rule in RULES if rule == "not yet" or table.loc[table["start"] == 0, "unit"].nunique() >= 5]  # csdid refuses fewer
    packages = {"csdid": by_csdid, "differences": by_differences, "diff_diff": by_diff_diff}
    return {rule: {name: package(table, rule) for name, package in packages.items()} for rule in rules}


def two_waves(columns):
    n, arm = len(columns["before"]), (np.arange(len(columns["before"])) < columns["treated"]).astype(int)
    wide = pd.DataFrame({"before": columns["before"], "after": columns["after"], "arm": arm, "unit": np.arange(n)})
    wide["change"] = wide["after"] - wide["before"]
    long = wide.melt(["unit", "arm"], ["before", "after"]).assign(post=lambda t: (t["variable"] == "after").astype(int))
    long["on"] = long["post"] * long["arm"]
    change = pyfixest.feols("change ~ arm", wide, vcov="HC2", ssc=pyfixest.ssc(k_adj=False, G_adj=False))
    ancova = pyfixest.feols("after ~ arm + before", wide, vcov="iid")
    return {
        "twfe": float(pyfixest.feols("value ~ on | unit + post", long).coef()["on"]), "hc2": float(change.se()["arm"]),
        "ancova": [float(ancova.coef()["arm"]), float(ancova.se()["arm"]), float(ancova.pvalue()["arm"])],
    }  # fmt: skip


def events(columns):
    table = panel_of(columns).assign(arm=lambda t: (t["start"] > 0).astype(int))
    start = int(table["start"].max())
    fit = pyfixest.feols(f"value ~ i(wave, arm, ref={start - 1}) | unit + wave", table)
    effects = {name: float(value) for name, value in fit.coef().items()}
    result = {"pyfixest": [effects[name] for name in effects], "names": list(effects)}
    late = [int(t) for t in sorted(table["wave"].unique()) if t >= start]
    model = diff_diff.MultiPeriodDiD(cluster="unit").fit(
        table, outcome="value", treatment="arm", time="wave", unit="unit", post_periods=late, reference_period=start - 1,
    )  # fmt: skip
    order = sorted(model.period_effects)
    result["diff_diff"] = {
        "periods": [int(t) for t in order], "effects": [float(model.period_effects[t].effect) for t in order],
        "se": [float(model.period_effects[t].se) for t in order],
        "covariance": np.asarray(model.vcov)[np.ix_(*[[model.interaction_indices[t] for t in order]] * 2)].tolist(),
        "df": model.inference_df, "pre": [int(t) for t in model.pre_periods if t in order],
    }  # fmt: skip
    if start > 2:
        model.df_inference = float(table["unit"].nunique() - 2)  # the carrier that HonestDiD reads; without it, the normal law
        result["honest"] = [
            [m, *(float(getattr(b, name)) for name in ("lb", "ub", "ci_lb", "ci_ub"))]
            for m in (0.0, 0.5, 1.0, 2.0) for b in [diff_diff.HonestDiD(method="relative_magnitude", M=m).fit(model)]
        ]  # fmt: skip
    return result


versions = ", ".join(f"{package} {metadata.version(package)}" for package in ("csdid", "differences", "diff-diff", "pyfixest"))
(HERE / "impact_python.json").write_text(json.dumps({
    "made_by": f"tests/oracles/impact_python.py, {versions}",
    "staggered": {name: staggered(table) for name, table in given["staggered"].items()},
    "two_waves": {name: two_waves(table) for name, table in given["two_waves"].items()},
    "events": {name: events(given["panels"][name]) for name in ("two", "four", "five")},
}))  # fmt: skip
