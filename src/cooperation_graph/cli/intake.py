"""Commands about files on their way in: look at one, write a workbook to fill in."""


from pathlib import Path
from typing import Annotated

import typer

import cooperation_graph as cg
from cooperation_graph.cli import screen
from cooperation_graph.cli.options import Debug, Force, Language, Machine, Survey
from cooperation_graph.locale import translator

__all__ = ["add_intake"]


def add_intake(app: typer.Typer, lang: str) -> None:
    """Add the commands to the command line."""
    _ = translator(lang)

    @app.command(help=_("Show what a file looks like before it is read, and write a mapping to correct beside it."))
    def inspect(
        path: Survey,
        target: Annotated[Path | None, typer.Option("--to", help=_("Where the mapping is written; mapping.toml beside the file without."))] = None,
        form: Annotated[str | None, typer.Option("--format", help=_("Format of the file; found from its content without."))] = None,
        encoding: Annotated[str | None, typer.Option("--encoding", help=_("Encoding of the text; found without."))] = None,
        sep: Annotated[str | None, typer.Option("--sep", help=_("Separator of the cells; found without."))] = None,
        header: Annotated[int | None, typer.Option("--header", help=_("Row of the headings, 1 being the first; found without."), min=1)] = None,
        machine: Machine = False, force: Force = False, lang: Language = lang, debug: Debug = False,
    ) -> int:  # fmt: skip
        seen = cg.inspect_file(path, lang=lang, format=form, encoding=encoding, sep=sep, header=header)
        if machine:
            screen.show_frame(seen.columns, as_json=True)
        else:
            screen.out(seen.summary(lang))
        place = target or (path if path.is_dir() else path.parent) / "mapping.toml"
        if not len(seen.columns):
            screen.note(_("Nothing of {path} could be read: no mapping was written.", path=path))
        elif place.exists() and not force:
            screen.note(_("{path} exists already; --force replaces it", path=place))
        else:
            screen.note(_("Mapping to correct: {path}", path=seen.write_mapping(place, lang)))
        return 2 if (seen.problems["severity"] == "error").any() else 0

    @app.command(help=_("Write a workbook with drop-down lists for those who type a survey by hand; it is read without a mapping."))
    def template(
        target: Annotated[Path, typer.Argument(help=_("The workbook (.xlsx)."))],
        path: Annotated[Path | None, typer.Option("--from", help=_("A survey whose territories, actors and projects fill the lists."))] = None,
        force: Force = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        if target.exists() and not force:
            raise FileExistsError(_("{path} exists already; --force replaces it", path=target))
        survey = cg.read_survey(path, lang=lang) if path else None
        screen.out(str(cg.write_template(target, survey, lang=lang)))
