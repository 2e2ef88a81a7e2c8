"""What a drawing gives back: files that come out the same, no markup from names, a picture for notebooks."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest

from cooperation_graph.errors import UnknownName
from cooperation_graph.plots import bipartite, matrix, mixing, network, organ_pipes
from cooperation_graph.plots.text import clean
from drawn import HOSTILE, make_verdicts


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_same_drawing_same_bytes(tmp_path: Path, kind: str) -> None:
    for name in ("one", "two"):
        organ_pipes(make_verdicts(4)).save(tmp_path / f"{name}.{kind}")
    assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()


def test_the_settings_of_a_notebook_change_nothing(tmp_path: Path) -> None:
    organ_pipes(make_verdicts(4)).save(tmp_path / "plain.svg")
    with matplotlib.rc_context({"font.family": "serif", "svg.fonttype": "none", "savefig.bbox": "tight", "lines.linewidth": 9,
                                "axes.facecolor": "black", "patch.linewidth": 7, "text.hinting": "force_autohint"}):  # fmt: skip
        organ_pipes(make_verdicts(4)).save(tmp_path / "styled.svg")
    assert (tmp_path / "plain.svg").read_bytes() == (tmp_path / "styled.svg").read_bytes()


def test_an_interrupted_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "pipes.png"
    target.write_bytes(b"old")
    with pytest.raises(UnknownName, match="format of figure 'bmp'"):
        organ_pipes(make_verdicts(2)).save(tmp_path / "pipes.bmp")
    monkeypatch.setattr("pathlib.Path.write_bytes", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        organ_pipes(make_verdicts(2)).save(target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_names_never_become_markup(hostile) -> None:
    verdicts = make_verdicts(5, names=HOSTILE)
    for drawing in (organ_pipes(verdicts), mixing(verdicts), network(hostile), bipartite(hostile), matrix(hostile)):
        svg = drawing.svg(prefix="f1-")
        root = ElementTree.fromstring(svg)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "defs", "g", "path", "use", "clipPath", "rect", "text", "hatch", "pattern"}, tags
        assert "text" not in tags, "names are outlines"
        assert "<!--" not in svg
        assert "metadata" not in svg
        ids = re.findall(r'\bid="([^"]*)"', svg)
        assert all(name.startswith("f1-") for name in ids)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'(?:href="#|url\(#)([^")]*)', svg)) <= set(ids)


def test_the_sentence_stands_in_for_the_picture(hostile) -> None:
    drawing = network(hostile)
    assert ElementTree.fromstring(drawing.svg()).get("aria-label") == drawing.text
    assert ElementTree.fromstring(drawing.svg(labelled_by="caption-3")).get("aria-labelledby") == "caption-3"

    class Images(HTMLParser):
        found: list[tuple[str, dict[str, str | None]]] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found.append((tag, dict(attrs)))

    parser = Images()
    parser.feed(organ_pipes(make_verdicts(5, names=HOSTILE))._repr_html_())
    ((tag, attributes),) = parser.found
    assert tag == "img"
    assert str(attributes["src"]).startswith("data:image/png;base64,")
    assert "<img src=x" in str(attributes["alt"]), "escaped in the page, whole for the reader"
    assert set(attributes) == {"src", "alt", "style"}


@pytest.mark.parametrize(("given", "drawn"), [
    ("a\nb\tc", "a b c"), ("\u202eabc\u200b\u0000", "abc"), ("12\u202f000", "12\u202f000"), ("\u753a", "□"),
    ("  é  ", "é"), ("", ""),
])  # fmt: skip
def test_text_that_can_be_drawn(given: str, drawn: str) -> None:
    assert clean(given) == drawn


def test_the_check_of_labels_sees_what_is_wrong(well_set) -> None:
    for x, y, problem in ((20, 20, "covers"), (-30, 20, "leaves the figure")):
        drawing = organ_pipes(make_verdicts(2))
        ax = drawing.figure.axes[0]
        ax.text(x, y, "one label", fontsize=10)
        ax.text(25, 22, "another", fontsize=10)
        with pytest.raises(AssertionError, match=problem):
            well_set(drawing)
