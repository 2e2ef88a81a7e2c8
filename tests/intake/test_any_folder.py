"""Whatever stands in a folder, reading ends with a survey or with a list of problems, and what is read survives a round trip."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from cooperation_graph.errors import SurveyError
from cooperation_graph.export import write_survey
from cooperation_graph.graph import build_graphs
from cooperation_graph.intake import read_survey
from cooperation_graph.survey.columns import COLUMNS, REQUIRED
from cooperation_graph.survey.presence import data_quality
from cooperation_graph.survey.rules import RULES

PLAIN = ["a", "b", "c", "CCAS", "01", "2023", "oui", ""]
ODD = [
    "ccas ", "1.0", "2,43E+13", "Total", "Sous-total", "x;y", '"', "''", "é", "Ã©", "\ufffd", "31/02/2023", "44927", "n.d.", "-1",
    "1 234,5", "porteur", "chauffeur", "répondu", "NA", "nan", "<b>", "=1+1", "A" * 500, "QN07511M", "QN1", "\t", "a\nb", "∞", "1e400",
    "-", "merge", "acteur", "hausse", "0,5",
]  # fmt: skip


def random_table(chance, table):
    columns = [chance.choice(chance.choice(tiers)) for tiers in COLUMNS[table].values() if chance.random() < 0.4]
    columns += REQUIRED[table] if chance.random() < 0.9 else []
    columns += ["zzz", ""] if chance.random() < 0.2 else []
    chance.shuffle(columns)
    sep = chance.choice(";,\t|")
    words = chance.sample(PLAIN if chance.random() < 0.6 else PLAIN + ODD, chance.randint(2, 7))

    def cell():
        text = chance.choice(words)
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in (sep, '"', "\n")) and chance.random() < 0.95 else text

    lines = [sep.join(columns)] + [sep.join(cell() for _ in columns) for _ in range(chance.randint(0, 6))]
    data = bytearray("\n".join(lines).encode(chance.choice(["utf-8", "cp1252", "utf-16", "utf-8-sig"]), "replace"))
    if data and chance.random() < 0.1:
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


@pytest.mark.parametrize("seed", range(40))
def test_any_folder(tmp_path, seed):
    chance = random.Random(seed)
    for table in sorted({*chance.sample(list(COLUMNS), chance.randint(1, 3)), "participations"}):
        (tmp_path / f"{table}.csv").write_bytes(random_table(chance, table))
    # most rules are told not to refuse, so that something is left to look at
    options = {
        f"on_{code}": chance.choice([choice for choice in rule.choices if choice != "error"])
        for code, rule in RULES.items() if rule.choices != ("error",) and chance.random() < 0.95
    }  # fmt: skip
    try:
        survey = read_survey(tmp_path, lang=chance.choice(["fr", "en"]), **options)
    except SurveyError as error:
        if not (error.problems["severity"] == "error").any():
            raise
        return
    kept = sum(file["rows_kept"] + sum(file.get("set_aside", {}).values()) for file in survey.provenance["files"])
    assert kept == sum(file["rows_read"] for file in survey.provenance["files"])  # nothing is lost
    assert len(survey.set_aside) == sum(sum(file.get("set_aside", {}).values()) for file in survey.provenance["files"])
    build_graphs(survey, roles="all")
    data_quality(survey)
    back = read_survey(write_survey(survey, tmp_path / "written"))
    for name, table in survey.tables.items():
        pd.testing.assert_frame_equal(back.tables[name], table)


def test_a_repeat_of_a_contradiction_is_set_aside_with_it(tmp_path):
    """Found by the test above: the second « a » of wave 1 stayed, and what was written could not be read again."""
    (tmp_path / "participations.csv").write_text("territory;wave;actor;project\nT;1;x;p\n", encoding="utf-8")
    (tmp_path / "waves.csv").write_text("wave;label\n1;b\n1;a\n1;b\n1;a\n", encoding="utf-8")
    survey = read_survey(tmp_path, on_contradictory_attribute="first", on_exact_duplicate="warning")
    assert survey.waves["label"].tolist() == ["b", "b"]
    assert survey.set_aside["row"].tolist() == [3, 5]
