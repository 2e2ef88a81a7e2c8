"""`cooperation-graph demo`: the whole path on the synthetic sample, and three sentences of findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import cooperation_graph as cg
from cooperation_graph.cli.screen import note, out, steps
from cooperation_graph.locale import translator

__all__ = ["demo", "find_sample", "findings"]

SEED = 2026
#: What the sample's animation was to change, as if it had been announced before: animated territories are those of the sample.
PLAN = {
    "dated": "2020-11-15", "before": ["2021"], "after": ["2025"], "strata": "stratum",
    "indicators": ["pair_heterogeneity", "cross_group_project_share", "resident_project_share"],
}  # fmt: skip


def find_sample() -> Path | None:
    """``data/samples/animation`` of the current checkout, here or above; None from a bare wheel."""
    for folder in (Path.cwd(), *Path.cwd().parents, *Path(__file__).resolve().parents):
        sample = folder / "data" / "samples" / "animation"
        if sample.is_dir():
            return sample
    return None


def demo(folder: Path, lang: str, *, draws: int, n_jobs: int) -> None:
    """Read, check, build, measure, judge, follow, compare, report; then say what was found and where it is."""
    _ = translator(lang)
    sample = find_sample()
    with steps() as step:
        reading = step(_("Reading and checking the survey"))
        if sample is None:
            from cooperation_graph.synthetic import samples

            survey = samples.animation_survey()
        else:
            survey = cg.read_survey(sample, lang=lang)
        reading(1, 1)
        building = step(_("Building the graphs"))
        graphs = cg.build_graphs(survey)
        building(len(graphs), len(graphs))
        verdicts = cg.detect_silos(
            graphs, draws=draws, rng=SEED, n_jobs=n_jobs, progress=step(_("Looking for silos (first time: compiling)"))
        )
        writing: Callable[[int, int], None] = step(_("Writing the report"))
        index = cg.write_report(
            graphs, folder, lang=lang, draws=draws, rng=SEED, n_jobs=n_jobs, verdicts=verdicts, plan={"title": _("made-up plan"), **PLAN},
            notice=_("synthetic data"), force=True, progress=writing,
        )  # fmt: skip
    note("")
    out(_("{survey}, synthetic data.", survey=survey.summary(lang).splitlines()[0].rstrip(".")))
    table = survey.territories.dropna(subset=["name"])
    for text in findings(verdicts, dict(zip(table["territory"], table["name"], strict=True)), lang):
        out("• " + text)
    note("")
    out(_("Report: {path}", path=index))


def findings(verdicts: cg.SiloVerdicts, names: Mapping[str, str], lang: str) -> list[str]:
    """Three sentences: how many silos in the last wave, the clearest one, and what cannot be said."""
    _ = translator(lang)
    frame = verdicts.frame[verdicts.frame["level"] == "group"]
    last = list(dict.fromkeys(verdicts.provenance["settings"]["waves"]))[-1]
    now = frame[frame["wave"] == last]
    closed = now[now["verdict"] == "silo"]
    places = closed["territory"].nunique()
    texts = [
        _(
            "In {wave}, {n} group of {total} works as a silo, in {places} of {all} territories.",
            plural="In {wave}, {n} groups of {total} work as silos, in {places} of {all} territories.",
            wave=last, n=len(closed), total=len(now), places=places, all=now["territory"].nunique(),
        )
    ]  # fmt: skip
    if len(closed):
        row = {str(k): v for k, v in closed.sort_values("effect").iloc[-1].items()}
        several = now.loc[now["territory"] == row["territory"], "item"].tolist()
        from cooperation_graph.silos import sentence

        place = names.get(row["territory"], row["territory"])
        texts.append(_("{territory}: {sentence}", territory=place, sentence=sentence(row, lang, groups=several)))
    little = int((now["verdict"] == "too little data").sum())
    unsure = int((now["verdict"] == "no evidence").sum())
    texts.append(
        _(
            "For {unsure} groups nothing shows a silo, which does not prove openness; for {little} there is too little data to"
            " say.",
            unsure=unsure, little=little,
        )
    )  # fmt: skip
    return texts
