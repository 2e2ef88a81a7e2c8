"""The commands, built anew for each language so that help is in it too."""


from pathlib import Path
from typing import Annotated, Any

import typer
from typer import rich_utils

import cooperation_graph as cg
from cooperation_graph.cli import extension, screen
from cooperation_graph.cli.delivery import deliver, read_graphs
from cooperation_graph.cli.demo import demo as run_demo
from cooperation_graph.cli.intake import add_intake
from cooperation_graph.cli.national import add_national
from cooperation_graph.cli.options import By, Debug, Force, Jobs, Language, Machine, Metric, Out, Seed, Survey
from cooperation_graph.cli.viewing import add_viewing
from cooperation_graph.cli.wording import translate_help
from cooperation_graph.locale import check_language, translator

__all__ = ["build"]


def build(lang: str) -> Any:
    """The command line in one language, as a click command."""
    _ = translator(lang)
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.ERRORS_PANEL_TITLE = _("Error")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")
    rich_utils.DEFAULT_STRING = _("[default: {}]")

    Target = Annotated[
        Path, typer.Option("--to", help=_("File or folder: .graphml, .gexf, .paj, .net, .dl; .xlsx and .json: Kumu; a folder: Gephi."))
    ]
    Draws = Annotated[int, typer.Option("--draws", help=_("Draws from the null model."), min=1)]
    Audience = Annotated[str, typer.Option("--audience", help=_("For whom: steering (names), public (no name of an actor)."))]
    Style = Annotated[Path | None, typer.Option("--css", help=_("A style sheet to add."))]

    app = typer.Typer(
        help=_("How actors cooperate: silos, transversality, and what changes between waves."), no_args_is_help=True,
        add_completion=False, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip

    @app.callback()
    def options(lang: Language = lang, debug: Debug = False) -> None:
        check_language(lang)

    @app.command(help=_("The whole path on synthetic data: reads, judges, compares, writes build/rapport/index.html."))
    def demo(
        folder: Annotated[Path, typer.Option("--out", help=_("Folder of the report."))] = Path("build/rapport"),
        draws: Draws = 999, jobs: Jobs = 2, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        run_demo(folder, lang, draws=draws, n_jobs=jobs)

    @app.command(help=_("Check a survey: everything wrong at once, with file, row, column and remedy."))
    def validate(
        path: Survey, by: By = None,
        aside: Annotated[Path | None, typer.Option("--set-aside", help=_("Save the rows set aside as CSV."))] = None,
        machine: Machine = False, lang: Language = lang, debug: Debug = False,
    ) -> int:  # fmt: skip
        try:
            survey = cg.read_survey(path, by=[by] if by else None, lang=lang)
        except cg.SurveyError as error:
            if machine and error.problems is not None:
                screen.show_frame(error.problems, as_json=True)
                return 2
            raise
        if machine:
            screen.show_frame(survey.problems, as_json=True)
            return 0
        screen.out(survey.summary(lang))
        if aside is not None:
            from cooperation_graph.files import write_csv

            screen.note(str(write_csv(survey.set_aside, aside)))
        return 0

    @app.command(help=_("Write the report: a national page, a page per territory, data; opens offline."))
    def report(
        path: Survey, folder: Annotated[Path, typer.Option("--out", help=_("Folder of the report."))] = Path("rapport"),
        by: By = None, draws: Draws = 999, seed: Seed = None, jobs: Jobs = 2, audience: Audience = "steering", css: Style = None,
        date: Annotated[str, typer.Option("--date", help=_("A date to print; none without."))] = "",
        plan: Annotated[
            Path | None, typer.Option("--plan", help=_("Evaluation plan (.toml): what animation adds, on a page of its own."))
        ] = None,
        force: Force = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        with screen.steps() as step:
            graphs = read_graphs(path, lang, step)
            index = cg.write_report(
                graphs, folder, lang=lang, by=by, draws=draws, rng=seed, n_jobs=jobs, audience=audience, css=css, dated=date, plan=plan,
                force=force, progress=step(_("Writing the report")),
            )  # fmt: skip
        screen.out(_("Report: {path}", path=index))

    @app.command(help=_("Measure territories and waves against a null model."))
    def measure(
        path: Survey,
        metric: Metric = None,
        by: By = None, draws: Draws = 999, seed: Seed = None, jobs: Jobs = 2, out: Out = None, machine: Machine = False,
        lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        with screen.steps() as step:
            graphs = read_graphs(path, lang, step)
            result = cg.measure(graphs, metric or None, by=by, draws=draws, rng=seed, n_jobs=jobs, progress=step(_("Measuring")))
        deliver(result, out, machine, lang)

    @app.command(help=_("Say of each group and territory whether it works as a silo."))
    def silos(
        path: Survey, by: By = None, draws: Draws = 999, seed: Seed = None, jobs: Jobs = 2, out: Out = None,
        machine: Machine = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        with screen.steps() as step:
            graphs = read_graphs(path, lang, step)
            result = cg.detect_silos(graphs, by=by, draws=draws, rng=seed, n_jobs=jobs, progress=step(_("Looking for silos")))
        deliver(result, out, machine, lang)

    @app.command(help=_("Say what changed between two waves, and of what the change is made."))
    def evolve(
        path: Survey, first: Annotated[str, typer.Argument(help=_("Earlier wave."))],
        second: Annotated[str, typer.Argument(help=_("Later wave."))], by: By = None, seed: Seed = None, out: Out = None,
        machine: Machine = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        with screen.steps() as step:
            graphs = read_graphs(path, lang, step)
            result = cg.compare_waves(graphs, first, second, by=by, rng=seed, progress=step(_("Comparing waves")))
        deliver(result, out, machine, lang)

    @app.command(help=_("Write for other tools: GraphML, GEXF, Pajek, UCINET, Kumu, Gephi, RSiena, R; the survey as CSV, Excel, Parquet."))
    def export(
        path: Survey, target: Target,
        territory: Annotated[str | None, typer.Option("--territory", help=_("Territory; graphs need one."))] = None,
        wave: Annotated[str | None, typer.Option("--wave", help=_("Wave; all of them without."))] = None,
        kind: Annotated[
            str, typer.Option("--as", help=_("Format, where the name of the target does not say it: {names}.", names=", ".join(extension.FORMATS)))
        ] = "",
        force: Force = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        if target.exists() and not force:
            raise FileExistsError(_("{path} exists already; --force replaces it", path=target))
        survey = cg.read_survey(path, lang=lang)
        screen.out(str(extension.export_to(survey, target, kind, territory=territory, wave=wave)))

    add_national(app, lang)
    add_viewing(app, lang)
    add_intake(app, lang)

    @app.command(help=_("Write the questionnaire of a wave: XLSForm (KoboToolbox, ODK), LimeSurvey structure, personal links."))
    def questionnaire(
        path: Survey, wave: Annotated[str, typer.Option("--wave", help=_("Wave that is asked about."))],
        folder: Annotated[Path, typer.Option("--out", help=_("Folder of the questionnaire."))] = Path("questionnaire"),
        territory: Annotated[str | None, typer.Option("--territory", help=_("Territory; all of them without."))] = None,
        ended: Annotated[bool, typer.Option("--ended", help=_("Offer projects that had ended, too."))] = False,
        tokens: Annotated[bool, typer.Option("--tokens", help=_("Draw a personal token for each actor."))] = False,
        address: Annotated[str, typer.Option("--address", help=_("Address of the form, with {token}, for personal links."))] = "",
        force: Force = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        if folder.exists() and any(folder.iterdir()) and not force:
            raise FileExistsError(_("{path} exists already; --force replaces it", path=folder))
        form = cg.questionnaire(cg.read_survey(path, lang=lang), wave=wave, territory=territory, ended=ended, lang=lang)
        form = form.with_tokens() if tokens or address else form
        for written in form.write(folder, address=address):
            screen.out(str(written))
        screen.note(_("Keep questionnaire.json beside the export of the answers: it is read with it."))

    metrics = typer.Typer(help=_("The catalogue of metrics."), no_args_is_help=True)
    app.add_typer(metrics, name="metrics")

    @metrics.command("list", help=_("Every metric with what it says."))
    def list_metrics(machine: Machine = False, lang: Language = lang, debug: Debug = False) -> None:
        screen.show_frame(extension.catalogue_frame(lang), as_json=machine, limit=500)

    @metrics.command(help=_("The sheet of one metric: definition, formula, range, reading, what it cannot say, source."))
    def show(
        name: Annotated[str, typer.Argument(help=_("Name of a metric."))], lang: Language = lang, debug: Debug = False
    ) -> None:
        screen.out(extension.sheet(name, lang))

    @metrics.command(help=_("Write the skeleton of an extension package with one metric and its tests."))
    def new(
        name: Annotated[str, typer.Argument(help=_("Name of the metric: lower case, underscores."))],
        folder: Annotated[Path, typer.Option("--out", help=_("Where the package is written."))] = Path("."),
        force: Force = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        screen.out(str(extension.write_skeleton(name, folder, force=force)))

    return translate_help(typer.main.get_command(app), lang)
