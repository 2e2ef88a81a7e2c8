"""`import cooperation_graph` is light: heavy libraries wait until they are used."""

import json
import statistics
import subprocess
import sys

HEAVY = ("matplotlib", "pyvis", "numba", "pandera", "scipy.stats", "joblib", "jinja2", "openpyxl", "IPython", "dask")
#: Seconds added to pandas + networkx + scipy.sparse.
BUDGET = 0.3


def run(code: str) -> object:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout)


def test_no_heavy_library_is_loaded():
    loaded = run(
        "import json, sys, cooperation_graph\n"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    )  # fmt: skip
    assert loaded == []


def test_public_names_are_listed_without_loading_them():
    loaded = run(
        "import json, sys, cooperation_graph\n"
        "names = dir(cooperation_graph)\n"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    )
    assert loaded == []


def test_the_import_adds_little_to_the_libraries_it_stands_on():
    # Processor time inside one process, so that a busy machine does not decide; the median of five, after one to compile.
    code = (
        "import json, time, pandas, networkx, scipy.sparse\n"
        "start = time.process_time()\n"
        "import cooperation_graph\n"
        "print(json.dumps(time.process_time() - start))"
    )
    run(code)
    seconds = statistics.median(run(code) for _ in range(5))
    assert seconds <= BUDGET, f"import cooperation_graph adds {seconds:.2f} s"


def test_reading_and_building_graphs_need_no_drawing_nor_compiled_library():
    loaded = run(
        "import json, sys, pandas as pd\n"
        "from cooperation_graph.survey.tables import Survey\n"
        "from cooperation_graph.graph import build_graphs\n"
        "frame = pd.DataFrame({'territory': ['t'], 'wave': ['1'], 'actor': ['a'], 'project': ['p']}, dtype='str')\n"
        "print(json.dumps([name for name in ('matplotlib', 'pyvis', 'numba', 'scipy.stats', 'joblib') if name in sys.modules]))"
    )
    assert loaded == []
