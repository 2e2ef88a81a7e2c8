"""What a survey never said of anybody is not zero."""

import pandas as pd
import pytest

import cooperation_graph as cg
from cooperation_graph.errors import Undefined


@pytest.mark.parametrize("actors", [None, pd.DataFrame({"actor": ["a", "b"], "residents": [None, None]})])
def test_residents_of_whom_nothing_is_said(actors):
    survey = cg.Survey.from_frame(pd.DataFrame({"actor": ["a", "b"], "project": "p"}), actors=actors)
    with pytest.raises(Undefined, match="does not say"):
        cg.metrics.resident_project_share(cg.build_graphs(survey)[0])
