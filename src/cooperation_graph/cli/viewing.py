"""Commands that show what was made: explore a graph, serve a report, make a result again."""


from pathlib import Path
from typing import Annotated, Any

import typer

import cooperation_graph as cg
from cooperation_graph.cli import screen
from cooperation_graph.cli.options import By, Debug, Force, Jobs, Language, Survey
from cooperation_graph.locale import translator

__all__ = ["add_viewing"]


def add_viewing(app: typer.Typer, lang: str) -> None:
    """Add the commands to the command line."""
    _ = translator(lang)

    @app.command(help=_("Write an interactive page of one territory: search, filters, tables; opens offline."))
    def explore(
        path: Survey, territory: Annotated[str, typer.Option("--territory", help=_("Territory."))],
        target: Annotated[Path, typer.Option("--to", help=_("The page (.html)."))] = Path("carte.html"),
        wave: Annotated[str | None, typer.Option("--wave", help=_("Wave; all of them without."))] = None,
        by: By = None,
        force: Force = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        if target.exists() and not force:
            raise FileExistsError(_("{path} exists already; --force replaces it", path=target))
        graphs = cg.build_graphs(cg.read_survey(path, lang=lang)).select(territory=territory, wave=wave)
        screen.out(str(cg.explore(graphs, target, by=by, lang=lang)))

    @app.command("actor-page", help=_("Write the page of one actor, to be handed to that actor alone: its projects, partners, what changed."))
    def actor_page(
        path: Survey, actor: Annotated[str, typer.Argument(help=_("Identifier of the actor."))],
        target: Annotated[Path, typer.Option("--to", help=_("The page (.html)."))] = Path("acteur.html"),
        territory: Annotated[str | None, typer.Option("--territory", help=_("Territory."))] = None,
        force: Force = False, lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        graphs = cg.build_graphs(cg.read_survey(path, lang=lang))
        screen.out(str(cg.write_actor_page(graphs, actor, target, territory=territory, lang=lang, force=force)))

    @app.command(help=_("Show a report at an address of this machine only, where a browser may not open files."))
    def serve(
        folder: Annotated[Path, typer.Argument(help=_("Folder of the report."))],
        port: Annotated[int, typer.Option("--port", help=_("Port; any free one without."), min=0, max=65535)] = 0,
        lang: Language = lang, debug: Debug = False,
    ) -> None:  # fmt: skip
        with server(folder, port) as running:
            screen.out(_("Report at http://127.0.0.1:{port}/ – Ctrl+C stops.", port=running.server_address[1]))
            running.serve_forever()

    @app.command(help=_("Make a saved result again from its survey, and say whether every cell is the same."))
    def reproduce(
        file: Annotated[Path, typer.Argument(help=_("Folder of a saved result, or its result.json."))], path: Survey,
        jobs: Jobs = 2,
        lang: Language = lang, debug: Debug = False,
    ) -> int:  # fmt: skip
        folder = file.parent if file.name == "result.json" else file
        if not (folder / "result.json").is_file():
            raise FileNotFoundError(_("{path}: no saved result here (result.json)", path=folder))
        again = cg.reproduce(folder, cg.read_survey(path, lang=lang), n_jobs=jobs)
        screen.out(again.summary(lang))
        return 0 if again.same else 2


def server(folder: Path, port: int) -> Any:
    """A server of the files of one folder, for this machine only, with the same headers as a cautious site."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    if not (folder / "index.html").is_file():
        raise FileNotFoundError(f"{folder / 'index.html'}")

    class Quiet(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Referrer-Policy", "no-referrer")
            super().end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def list_directory(self, path: Any) -> None:
            self.send_error(404)

    return ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
