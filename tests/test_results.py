"""Results read back in a fresh process, whatever part of the library made them."""

import subprocess
import sys

from cooperation_graph.evolution import compare_waves
from cooperation_graph.results import save
from two_waves import KA1, survey


def test_a_fresh_process_reads_back_a_result_of_a_part_it_has_not_loaded(tmp_path):
    save(compare_waves(survey(*KA1), "1", "2", metrics="mean_partners"), tmp_path)
    code = f"import cooperation_graph as cg; print(type(cg.load({str(tmp_path)!r})).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Evolution"
