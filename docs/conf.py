"""Sphinx configuration: built offline, warnings are errors, no script needed to read formulas."""

import sys
from pathlib import Path

import cooperation_graph

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

project = "cooperation_graph"
author = "cooperation_graph contributors"
project_copyright = "cooperation_graph contributors, MIT licence"
version = release = cooperation_graph.__version__

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_nb", "mathml", "notebooks", "reference"]
exclude_patterns = ["extensions"]
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb", ".ipynb": "myst-nb"}

html_theme = "pydata_sphinx_theme"
html_math_renderer = "mathml"
html_title = project
html_static_path = ["static"]
html_css_files = ["style.css"]
html_show_sourcelink = False
html_theme_options = {
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": False,
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": [],
}

default_role = "code"  # single backquotes name parameters
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the extension `notebooks` runs them, in the folder they are meant for
suppress_warnings = ["mystnb.unknown_mime_type"]
