"""Shapes of territories from a GeoJSON file, read as plain JSON: outer rings, and which territory each is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cooperation_graph.errors import CooperationError
from cooperation_graph.locale import translator

__all__ = ["centre_of", "read_shapes"]

#: Outer rings of a feature, each of shape (points, 2): longitude, latitude.
Rings = list[np.ndarray]


def read_shapes(path: str | Path, territories: Collection[str], key: str | None, lang: str) -> tuple[dict[str, Rings], list[Rings]]:
    """Shapes of the territories by id, and the other shapes of the file, which serve as a background.

    Parameters
    ----------
    path
        A GeoJSON ``FeatureCollection`` in longitude and latitude (WGS 84).
    territories
        Ids looked for.
    key
        Property that holds them; the one that holds the most without.

    Raises
    ------
    CooperationError
        The file is not a GeoJSON collection of features.
    """
    _ = translator(lang)
    try:
        features = json.loads(Path(path).read_text(encoding="utf-8-sig"))["features"]
        read = [(_properties(feature), _rings(feature.get("geometry") or {})) for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CooperationError(_("{path} is not a GeoJSON collection of features in longitude and latitude.", path=path)) from error
    if key is None:
        held = Counter(name for properties, _rings_ in read for name, value in properties.items() if value in territories)
        key = held.most_common(1)[0][0] if held else ""
    shapes: dict[str, Rings] = {}
    others: list[Rings] = []
    for properties, rings in read:
        identifier = properties.get(key, "")
        if identifier in territories:
            shapes.setdefault(identifier, []).extend(rings)
        else:
            others.append(rings)
    return shapes, others


def _properties(feature: Mapping[str, Any]) -> dict[str, str]:
    found = {str(name): str(value) for name, value in (feature.get("properties") or {}).items()}
    return found | ({"id": str(feature["id"])} if "id" in feature else {})


def _rings(geometry: Mapping[str, Any]) -> Rings:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates", [])
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind), [])
    return [np.array([point[:2] for point in polygon[0]], dtype=float) for polygon in polygons if polygon]


def centre_of(rings: Rings) -> tuple[float, float]:
    """Longitude and latitude of the centre of mass of the largest ring.

    Examples
    --------
    >>> centre_of([np.array([(0, 0), (2, 0), (2, 1), (0, 1), (0, 0)], dtype=float)])
    (1.0, 0.5)
    """
    def moments(ring: np.ndarray) -> tuple[float, float, float]:
        x, y = (ring - ring[0]).T  # near zero, where products lose no digit
        cross = x * np.roll(y, -1) - np.roll(x, -1) * y
        return float(cross.sum() / 2), float(((x + np.roll(x, -1)) * cross).sum() / 6), float(((y + np.roll(y, -1)) * cross).sum() / 6)

    best = max(rings, key=lambda ring: abs(moments(ring)[0]))
    area, along, up = moments(best)
    if area == 0:
        x, y = best.mean(axis=0)
        return float(x), float(y)
    return float(best[0, 0] + along / area), float(best[0, 1] + up / area)
