"""Tutorials are the notebooks: run in their own folder, copied with their output beside ``tutorials/index.md``.

``-D execute_notebooks=0`` copies them without running them (the tests run them anyway).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from sphinx.application import Sphinx


def copy(app: Sphinx) -> None:
    """Write each notebook to ``tutorials``."""
    source, target = Path(app.srcdir).parent / "notebooks", Path(app.srcdir) / "tutorials"
    for old in target.glob("*.ipynb"):
        old.unlink()
    for path in sorted(source.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        if app.config.execute_notebooks:
            NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(source)}}).execute()
        nbformat.write(notebook, target / path.name)


def setup(app: Sphinx) -> dict[str, Any]:
    """Copy before pages are looked for."""
    app.add_config_value("execute_notebooks", default=True, rebuild="", types=(bool, str, int))
    app.connect("builder-inited", copy)
    return {"parallel_read_safe": True}
