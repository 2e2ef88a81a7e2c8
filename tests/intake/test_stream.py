"""Large texts block by block: the same table, the same problems, as the text read whole."""

from __future__ import annotations

import numpy as np
import pytest

from cooperation_graph.intake import delimited, records, stream
from cooperation_graph.intake.delimited import read_delimited
from cooperation_graph.survey.problems import Problems


def read(path, monkeypatch, *, blocks, **how):
    problems = Problems()
    with monkeypatch.context() as patch:
        patch.setattr(delimited, "LARGE", 0 if blocks else 2**40)
        patch.setattr(stream, "BLOCK", 300)
        patch.setattr(records, "_LARGE", 50)
        raw = read_delimited(path, problems, **how)
    return raw, problems.to_frame()


def lines(n, make):
    return "acteur;projet;note\n" + "".join(make(i) for i in range(n))


@pytest.mark.parametrize(
    "text",
    [
        lines(200, lambda i: f"a{i};projet é {i % 7};\n"),
        lines(200, lambda i: f'a{i};"p ""{i}"" ; x";"deux\nlignes {i}"\n').replace("\n", "\r\n"),
        lines(100, lambda i: f"a{i};p{i};\n" + ("\n" if i % 9 == 0 else "")),  # blank lines
        lines(100, lambda i: f"a{i};p{i}" + (";x;y\n" if i == 77 else ";x\n")),  # a line too long, far down
        lines(100, lambda i: f'a{i};l\'écran 15" {i};x\n'),  # stray quotation marks
        lines(60, lambda i: f"a{i};p{i};x\n") + 'b;"never closed;x\nc;d;e\n',
        "\ufeff" + lines(50, lambda i: f"a{i};p{i};Ã©tÃ©\n"),  # decoded twice
        lines(50, lambda i: f"a{i};p{i};x\n")[:-1],
    ],
)
def test_blocks_give_what_the_whole_gives(tmp_path, monkeypatch, text):
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())
    whole, said = read(path, monkeypatch, blocks=False)
    parts, told = read(path, monkeypatch, blocks=True)
    assert told[["rule", "row", "value"]].values.tolist() == said[["rule", "row", "value"]].values.tolist()
    assert (parts is None) == (whole is None)
    if whole is not None:
        assert parts.frame.fillna("").astype(object).values.tolist() == whole.frame.fillna("").astype(object).values.tolist()
        assert np.array_equal(parts.rows, whole.rows)
        assert (parts.source.encoding, parts.source.sha256) == (whole.source.encoding, whole.source.sha256)
        assert (parts.source.rows_read, parts.source.rows_blank) == (whole.source.rows_read, whole.source.rows_blank)


def test_other_encodings_are_read_whole(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_bytes(lines(100, lambda i: f"a{i};été {i};x\n").encode("cp1252"))
    raw, _ = read(path, monkeypatch, blocks=True)
    assert raw.source.encoding == "cp1252"
    assert raw.frame["projet"].iloc[99] == "été 99"


def test_progress_is_told_in_bytes(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text(lines(100, lambda i: f"a{i};p{i};x\n"), encoding="utf-8")
    told: list[tuple[int, int]] = []
    read(path, monkeypatch, blocks=True, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
