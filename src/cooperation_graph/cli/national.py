"""Commands of a national group: compare territories, check a plan, estimate the added value of animation."""


from pathlib import Path
from typing import Annotated, Any

import typer

import cooperation_graph as cg
from cooperation_graph import impact
from cooperation_graph.cli import screen
from cooperation_graph.cli.delivery import deliver, read_graphs
from cooperation_graph.cli.options import By, Debug, Jobs, Language, Machine, Metric, Out, Seed, Survey
from cooperation_graph.locale import translator

__all__ = ["add_national"]


def add_national(app: typer.Typer, lang: str) -> None:
    """Add the commands to the command line."""
    _ = translator(lang)
    Plan = Annotated[Path, typer.Argument(help=_("The plan (.toml)."))]
    Draws = Annotated[int, typer.Option("--draws", help=_("Assignments drawn, when they are too many for all of them."), min=99)]

    @app.command(help=_("Compare territories without ranking what the data cannot rank."))
    def compare(
        path: Survey, wave: Annotated[str | None, typer.Option("--wave", help=_("Wave; the last one without."))] = None,
        metric: Metric = None, by: By = None,
        strata: Annotated[str, typer.Option("--strata", help=_("Attribute of territories whose kinds are never mixed."))] = "stratum",
        quantity: Annotated[str, typer.Option("--quantity", help=_("value; or ratio, effect: against what activity alone gives."))] = "value",
        case_mix: Annotated[
            list[str] | None, typer.Option("--case-mix", help=_("Number to adjust for, chosen beforehand; ten territories for each."))
        ] = None,
        pair: Annotated[
            tuple[str, str] | None, typer.Option("--pair", help=_("Two territories: their difference, and what it is made of."))
        ] = None,
        ranks: Annotated[
            str | None, typer.Option("--ranks", help=_("Metric whose ranks are asked for: which ones the data leave open."))
        ] = None,
        stratum: Annotated[str | None, typer.Option("--stratum", help=_("With --ranks: inside which kind of territory."))] = None,
        seed: Seed = None, jobs: Jobs = 2, out: Out = None, machine: Machine = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        with screen.steps() as step:
            graphs = read_graphs(path, lang, step)
            null: Any = {} if pair or quantity != "value" else {"null": None}
            measures = cg.measure(graphs, metric or None, by=by, rng=seed, n_jobs=jobs, progress=step(_("Measuring")), **null)
        if pair:
            result: Any = cg.territory_difference(measures, *pair, wave=wave, graphs=graphs)
        else:
            result = cg.compare_territories(measures, wave=wave, strata=strata, quantity=quantity, case_mix=case_mix or ())
            if ranks:
                result = cg.rank_territories(result, ranks, stratum=stratum, rng=seed)
        deliver(result, out, machine, lang)

    @app.command(help=_("Check an evaluation plan, alone before there are any data or against a survey; say what it could show."))
    def plan(
        file: Plan,
        path: Annotated[Path | None, typer.Argument(help=_("A pilot or the first wave, where there is one."))] = None,
        studies: Annotated[
            int, typer.Option("--simulate", help=_("Simulate this many whole studies, too, as large as the pilot: 500 take a minute."), min=0)
        ] = 0,
        seed: Seed = None, machine: Machine = False, lang: Language = lang, debug: Debug = False,
    ) -> int:  # fmt: skip
        known = cg.read_plan(file)
        survey = None if path is None else cg.read_survey(path, lang=lang)
        found = cg.check_plan(known, survey)
        fatal = set(found["key"]) & {"treated", "comparison", "strata"}
        design = None if fatal else impact.design_of(known, survey, pilots=impact.pilots_of(known, survey) if survey is not None else None)
        drawn = None
        if design is not None and studies:
            from cooperation_graph.synthetic import plan_power

            drawn = plan_power(known, survey, runs=studies, rng=seed)
        if machine:
            screen.show_frame(found if design is None or len(found) else design if drawn is None else drawn, as_json=True)
            return 2 if len(found) else 0
        facts = {"title": known.title, "dated": known.dated, "hash": known.hash[:12]}
        screen.out(_("Plan “{title}” of {dated}, fingerprint {hash}.", **facts))
        for row in found.itertuples(index=False):
            screen.out(f"✗ {row.key} {row.value}: {_(str(row.message))}")
        if design is not None:
            for text in impact.design_sentences(design, lang) + ([] if drawn is None else impact.simulation_sentences(drawn, lang)):
                screen.out(text)
        if not len(found):
            screen.out(_("The plan holds together; no data were looked at.") if survey is None else _("The plan fits the survey."))
        return 2 if len(found) else 0

    @app.command("added-value", help=_("Estimate what animation adds, by an evaluation plan."))
    def added_value(
        file: Plan, path: Survey,
        checks: Annotated[bool, typer.Option("--checks", help=_("Say what would overturn the estimate, too."))] = False,
        register: Annotated[
            str | None, typer.Option("--register", help=_("First year of animation: follow years of the projects' dates around it, too."))
        ] = None,
        draws: Draws = 9_999, seed: Seed = None, jobs: Jobs = 2, out: Out = None, machine: Machine = False, lang: Language = lang,
        debug: Debug = False,
    ) -> None:  # fmt: skip
        with screen.steps() as step:
            graphs = read_graphs(path, lang, step)
            advance = step(_("Estimating"))
            results: list[Any] = [cg.added_value(graphs, file, draws=draws, rng=seed, n_jobs=jobs)]
            advance(1, 1 + checks + (register is not None))
            if checks:
                results.append(impact.sensitivity(graphs, file, n_jobs=jobs))
                advance(2, 2 + (register is not None))
            if register is not None:
                years = impact.register_waves(graphs.survey, sources=None)
                results.append(impact.event_study(years, file, start=register, draws=draws, rng=seed, n_jobs=jobs))
                advance(2 + checks, 2 + checks)
        for place, result in enumerate(results):
            deliver(result, out if out is None or not place else out.with_stem(f"{out.stem}-{result.kind}"), machine, lang)
