"""The map: territories in their frames, shapes of a file, nothing hidden, nothing covered."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Polygon

from cooperation_graph import plots
from cooperation_graph.errors import CooperationError
from cooperation_graph.plots.frames import FRAMES, inside
from cooperation_graph.plots.geojson import centre_of
from cooperation_graph.results import Result
from drawn import HOSTILE, words_of

#: Cities that everybody can place: name, latitude, longitude, frame.
CITIES = [
    ("Paris", 48.86, 2.35, 0), ("Lille", 50.63, 3.06, 0), ("Brest", 48.39, -4.49, 0), ("Strasbourg", 48.57, 7.75, 0),
    ("Nice", 43.70, 7.27, 0), ("Perpignan", 42.70, 2.90, 0), ("Ajaccio", 41.93, 8.74, 0), ("Pointe-à-Pitre", 16.24, -61.53, 1),
    ("Fort-de-France", 14.60, -61.07, 2), ("Cayenne", 4.92, -52.31, 3), ("Saint-Denis", -20.88, 55.45, 4), ("Mamoudzou", -12.78, 45.23, 5),
]  # fmt: skip
WORDS = ("silo", "open", "no evidence", "too little data")


def places(rows=CITIES) -> pd.DataFrame:
    return pd.DataFrame({"territory": [name for name, *_ in rows], "latitude": [r[1] for r in rows], "longitude": [r[2] for r in rows]})


def judged(territories: list[str]) -> Result:
    return Result(pd.DataFrame({
        "territory": territories, "wave": "2025", "by": "sector", "level": "territory", "item": "",
        "verdict": [WORDS[i % 4] for i in range(len(territories))], "value": 0.4, "reason": "",
    }))  # fmt: skip


def valued(territories: list[str], values: list[float]) -> Result:
    return Result(pd.DataFrame({"territory": territories, "wave": "2025", "by": "sector", "level": "territory",
                                "metric": "pair_heterogeneity", "value": values, "status": ""}))  # fmt: skip


@pytest.mark.parametrize("size", ["screen", "a4"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_well_set(size: str, lang: str, well_set) -> None:
    names = [city[0] for city in CITIES]
    called = dict(zip(names, HOSTILE * 3, strict=False))
    well_set(plots.map(judged(names), places(), size=size, lang=lang, names=called))
    well_set(plots.map(valued(names, list(np.linspace(0, 1, 12))), places(), size=size, lang=lang))
    well_set(plots.map(judged(names[7:]), places(CITIES[7:]), size=size, lang=lang))
    well_set(plots.map(judged(names[:1]), places(CITIES[:1]), size=size, lang=lang))


def test_cities_stand_in_their_frames_near_their_land() -> None:
    for _name, latitude, longitude, number in CITIES:
        held = [inside(frame, np.array([longitude]), np.array([latitude]))[0] for frame in FRAMES]
        assert held == [k == number for k in range(len(FRAMES))]
        corners = np.concatenate([np.array(ring) for ring in FRAMES[number].outlines])
        away = np.hypot((corners[:, 0] - longitude) * FRAMES[number].shrink, corners[:, 1] - latitude)
        assert away.min() < (3.0 if number in (0, 3) else 0.25)


def test_insets_only_where_a_territory_is() -> None:
    words = words_of(plots.map(judged([city[0] for city in CITIES]), places()))
    assert {"Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"} <= set(words)
    assert "Mayotte" not in words_of(plots.map(judged(["Paris", "Cayenne"]), places()))


def test_counts_and_places_missing_are_said() -> None:
    drawing = plots.map(judged(["Paris", "Lille", "Nulle part"]), places(), lang="en")
    assert "silo: 1, open: 1, no evidence: 0" in drawing.text
    assert "1 territory has no place on this map (see the table)." in words_of(drawing)
    assert drawing.table["territory"].tolist() == ["Paris", "Lille", "Nulle part"]
    assert "coordonnées" in plots.map(judged(["Nulle part"]), places()).text


def test_values_make_five_steps_from_light_to_dark() -> None:
    values = [0.0, 0.1, 0.3, 0.5, 0.7, 1.0, np.nan]
    drawing = plots.map(valued([city[0] for city in CITIES[:7]], values), places(), lang="en")
    signs = [c for c in drawing.figure.axes[0].collections if len(c.get_offsets()) and c.get_zorder() == 4]
    grey = {tuple(spot): 1 - c.get_facecolor()[0][:3].mean() for c in signs for spot in np.asarray(c.get_offsets())}
    assert sum(len(c.get_offsets()) for c in signs) == 7 + 6  # seven territories, six signs of the key
    assert len({round(shade, 3) for shade in grey.values()}) == 6
    assert "6 territories, from 0.0% to 100.0%" in drawing.text
    assert "no value" in words_of(drawing)


def test_other_countries_get_a_frame_of_their_own(well_set) -> None:
    table = places([("Bruxelles", 50.85, 4.35, 0), ("Roma", 41.9, 12.5, 0), ("Wien", 48.2, 16.4, 0)])
    drawing = plots.map(judged(table["territory"].tolist()), table)
    well_set(drawing)
    assert "Roma" in words_of(drawing)


def square(x: float, y: float, side: float) -> list[list[float]]:
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def shapes(path: Path) -> Path:
    polygon = {"type": "Polygon", "coordinates": [square(2, 48, 1)]}
    two = {"type": "MultiPolygon", "coordinates": [[square(5, 45, 0.1)], [square(4, 44, 1)]]}
    features = [{"type": "Feature", "properties": {"code_qp": "QN1", "nom": "<b>x</b>"}, "geometry": polygon},
                {"type": "Feature", "properties": {"code_qp": "QN2"}, "geometry": two},
                {"type": "Feature", "properties": {"code_qp": "fond"}, "geometry": polygon},
                {"type": "Feature", "properties": None, "geometry": None}]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_shapes_of_a_file(tmp_path: Path, well_set) -> None:
    nowhere = pd.DataFrame({"territory": ["QN1", "QN2"], "latitude": [np.nan, np.nan], "longitude": [np.nan, np.nan]})
    drawing = plots.map(judged(["QN1", "QN2"]), nowhere, geojson=shapes(tmp_path / "qp.json"))
    well_set(drawing)
    assert drawing.table[["longitude", "latitude"]].to_numpy().tolist() == pytest.approx(np.array([[2.5, 48.5], [4.5, 44.5]]))
    assert sum(isinstance(patch, Polygon) for patch in drawing.figure.axes[0].patches) == 4
    assert plots.map(judged(["QN1"]), nowhere, geojson=tmp_path / "qp.json", key="nom").text.endswith("ici.")
    for text in ("{", "[]", '{"features": 3}', '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[["x", 1]]]}}]}'):
        (tmp_path / "bad.json").write_text(text, encoding="utf-8")
        with pytest.raises(CooperationError, match=r"bad\.json"):
            plots.map(judged(["QN1"]), nowhere, geojson=tmp_path / "bad.json")


def test_the_centre_of_a_shape() -> None:
    triangle = np.array([(0, 0), (3, 0), (0, 3), (0, 0)], dtype=float)
    assert centre_of([triangle, triangle * 0.1 + 9]) == pytest.approx((1, 1))
    assert centre_of([np.zeros((3, 2)) + 5]) == (5, 5)
