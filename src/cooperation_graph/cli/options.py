"""Arguments and options that several commands share; :func:`translate_help` puts their help into the language of the line."""

from pathlib import Path
from typing import Annotated

import typer

from cooperation_graph.locale import N_

__all__ = ["By", "Debug", "Force", "Jobs", "Language", "Machine", "Metric", "Out", "Seed", "Survey"]

Language = Annotated[str, typer.Option("--lang", help=N_("Language of messages and results: fr or en."))]
Debug = Annotated[bool, typer.Option("--debug", help=N_("Show the full trace of an error."))]
Machine = Annotated[bool, typer.Option("--json", help=N_("Write JSON for machines."))]
Force = Annotated[bool, typer.Option("--force", help=N_("Replace what stands there already."))]
Survey = Annotated[Path, typer.Argument(help=N_("Folder of tables, workbook (.xlsx, .ods), datapackage.json or one file."))]
By = Annotated[str | None, typer.Option("--by", help=N_("Attribute of actors that forms groups; the first one declared without."))]
Metric = Annotated[list[str] | None, typer.Option("--metric", help=N_("Name of a metric, again for several; the headline set without."))]
Seed = Annotated[int | None, typer.Option("--seed", help=N_("Seed of chance; a fresh one without, written in the result."))]
Jobs = Annotated[int, typer.Option("--jobs", help=N_("Threads; the result does not depend on it."))]
Out = Annotated[
    Path | None,
    typer.Option("--out", help=N_("Write the result to this file: .csv, .xlsx or .parquet; to a folder: what reproduce reads.")),
]
