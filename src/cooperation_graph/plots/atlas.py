"""`map`: a verdict or a value of each territory where it is, overseas territories in insets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from cooperation_graph.graph import Graphs
from cooperation_graph.locale import translator
from cooperation_graph.locale.numbers import number
from cooperation_graph.plots.captions import captions
from cooperation_graph.plots.choice import named, only, records
from cooperation_graph.plots.drawing import Drawing, blank, drawing
from cooperation_graph.plots.facade import LOOKS
from cooperation_graph.plots.frames import FRAMES, Frame, fitted_frame, inside
from cooperation_graph.plots.geojson import Rings, centre_of, read_shapes
from cooperation_graph.plots.keys import Sign, dot, key_height, write_key
from cooperation_graph.plots.labels import name_points
from cooperation_graph.plots.style import FAINT, INK, LINE, PAPER, QUIET, Sheet, new_sheet, room
from cooperation_graph.plots.text import clean, ellipsis, put
from cooperation_graph.plots.words import metric_label, value_text
from cooperation_graph.results import Result
from cooperation_graph.survey.tables import Survey

__all__ = ["map"]

_SHAPES = {"silo": "s", "open": "o", "no evidence": "D", "too little data": "X"}
#: Light to dark, told apart in grey; signs grow with them.
_STEPS = ("#e4f0f2", "#b3d5db", "#79b3bd", "#2c6e7f", "#12343d")
_NAMED = 40  # beyond, names would cover the map


@dataclass(frozen=True)
class _Look:
    """How a territory is drawn."""

    text: str
    fill: str
    shape: str
    size: float
    mark: str = ""


@dataclass(frozen=True)
class _Piece:
    """A frame and where it stands on the sheet, in points: left, bottom, width, height."""

    frame: Frame
    box: tuple[float, float, float, float]

    def place(self, points: np.ndarray) -> np.ndarray:
        """Longitudes and latitudes on the sheet."""
        left, bottom, wide, high = self.box
        x = left + wide * (points[:, 0] - self.frame.west) / (self.frame.east - self.frame.west)
        return np.column_stack([x, bottom + high * (points[:, 1] - self.frame.south) / (self.frame.north - self.frame.south)])


@drawing
def map(
    result: Result, places: Survey | Graphs | pd.DataFrame, *, geojson: str | Path | None = None, key: str | None = None,
    lang: str = "fr", ax: Axes | None = None, size: str = "screen", names: Mapping[str, str] | None = None,
) -> Drawing:  # fmt: skip
    """Draw territories where they are, with their verdict or one value, by shape and by shade; nothing is fetched.

    Mainland France and the overseas departments stand in frames of their own, whose coarse outlines only help to find one's
    way; places elsewhere get one frame around them.

    Parameters
    ----------
    result
        Silo verdicts of one wave and grouping (territories are drawn), or measures or a comparison of one metric and wave.
    places
        Survey, graphs, or a table with columns territory, latitude, longitude (degrees, WGS 84).
    geojson
        File of shapes; a territory without coordinates stands at the centre of its own. Other shapes are a background.
    key
        Property of the shapes that holds the ids of territories; found without.
    lang, ax, size, names
        As in :func:`organ_pipes`.

    Returns
    -------
    Drawing
        Its table has one row a territory: place, what is drawn, why nothing is where nothing is.

    Raises
    ------
    CooperationError
        The result holds several waves, groupings or metrics, or the file is not GeoJSON.
    """
    _ = translator(lang)
    frame = result.frame[result.frame["level"] == "territory"] if "level" in result.frame else result.frame
    judged = "verdict" in frame
    chosen = only(frame, ["wave", "by"] if judged else ["wave", "by", "metric"], "map", lang)
    what = _("Silos by territory") if judged else metric_label(chosen["metric"], lang)
    title = f"{what} – {chosen['wave']}" if chosen["wave"] else what
    told = ["verdict", "value", "reason"] if judged else ["value", "status"]
    table = frame[["territory", *told]].reset_index(drop=True)
    spots = places if isinstance(places, pd.DataFrame) else (places if isinstance(places, Survey) else places.survey).territories
    shapes, ground = read_shapes(geojson, set(table["territory"]), key, lang) if geojson is not None else ({}, [])
    table = _placed(table, spots, shapes)
    held = table.dropna(subset=["latitude", "longitude"]).reset_index(drop=True)
    if not len(held):
        return blank(_("No territory has coordinates here."), table, title=title, size=size, ax=ax)
    frames, member = _frames(held["longitude"].to_numpy(float), held["latitude"].to_numpy(float))
    looks, key_looks, found = _verdicts(held, lang) if judged else _values(held, chosen["metric"], lang)

    width, font = room(size, ax)
    missing = len(table) - int((member >= 0).sum())
    note = _("{n} territory has no place on this map (see the table).",
             plural="{n} territories have no place on this map (see the table).", n=missing)  # fmt: skip
    said = [found, _("Signs say what is known of each territory; the map ranks nothing.")]
    words = captions(title, said, [note] if missing else [], width, font)
    signs = [Sign(look.text, dot(look.fill, look.shape, look.size)) for look in key_looks]
    above, below = words.above + key_height(signs, width, font) + 0.8 * font, words.below + 0.4 * font
    pieces, high = _pieces(frames, width, font)
    sheet = new_sheet(above + high + below, size=size, ax=ax)
    shrink = min(1.0, (sheet.height - above - below) / high)
    words.write(sheet)
    write_key(sheet, sheet.height - words.above, signs)
    for number_, piece in enumerate(pieces):
        left, bottom, wide, tall = (shrink * side for side in piece.box)
        moved = replace(piece, box=(left + (1 - shrink) * width / 2, below + bottom, wide, tall))
        mine = np.flatnonzero(member == number_)
        _ground(sheet, moved, ground, geojson is None, len(pieces) > 1)
        _territories(sheet, moved, held.iloc[mine], [looks[i] for i in mine], shapes, len(held), names)
    return Drawing(sheet.figure, table, f"{title}{_(': ')}{found}", title)


def _placed(table: pd.DataFrame, spots: pd.DataFrame, shapes: Mapping[str, Rings]) -> pd.DataFrame:
    """The table with the coordinates of each territory, those of its shape where it has none."""
    known = spots.drop_duplicates("territory").set_index("territory").reindex(columns=["latitude", "longitude"])
    table = table.join(known, on="territory")
    centres = {territory: centre_of(rings) for territory, rings in shapes.items() if rings}
    for column, part in (("longitude", 0), ("latitude", 1)):
        own = table["territory"].map({territory: centre[part] for territory, centre in centres.items()})
        table[column] = table[column].astype(float).fillna(own.astype(float))
    return table


def _frames(longitude: np.ndarray, latitude: np.ndarray) -> tuple[list[Frame], np.ndarray]:
    """The frames that hold a territory and which holds each, −1 for none; one frame around all when France holds few."""
    held = np.stack([inside(frame, longitude, latitude) for frame in FRAMES])
    if held.any(axis=0).mean() < 0.5:
        return [fitted_frame(longitude, latitude)], np.zeros(len(longitude), dtype=int)
    kept = [number_ for number_, row in enumerate(held) if row.any()]
    member = np.where(held.any(axis=0), held[kept].argmax(axis=0), -1)
    return [FRAMES[number_] for number_ in kept], member


def _verdicts(held: pd.DataFrame, lang: str) -> tuple[list[_Look], list[_Look], str]:
    _ = translator(lang)
    looks = {word: _Look(_(text), fill, _SHAPES[word], 0.85 if word == "silo" else 0.75, mark)
             for word, (fill, _ink, mark, text) in LOOKS.items()}  # fmt: skip
    counts = held["verdict"].value_counts()
    parts = [f"{_(LOOKS[word][3])}{_(': ')}{number(int(counts.get(word, 0)), lang)}" for word in LOOKS]
    found = _("{n} territories – {counts}.", n=number(len(held), lang), counts=", ".join(parts))
    return [looks[word] for word in held["verdict"]], list(looks.values()), found


def _values(held: pd.DataFrame, metric: str, lang: str) -> tuple[list[_Look], list[_Look], str]:
    """Five steps of equal width between the smallest and the largest value."""
    _ = translator(lang)
    values = held["value"].to_numpy(dtype=float)
    known = values[np.isfinite(values)]
    none = _Look(_("no value"), PAPER, "X", 0.7)
    if not len(known):
        return [none] * len(held), [none], _("No territory has a value here.")
    edges = np.linspace(known.min(), known.max(), len(_STEPS) + 1) if known.max() > known.min() else np.repeat(known[0], 2)
    steps = [_Look(_("{low} to {high}", low=value_text(metric, low, lang), high=value_text(metric, high, lang)), fill, "o", 0.5 + 0.13 * i)
             for i, (low, high, fill) in enumerate(zip(edges, edges[1:], _STEPS, strict=False))]  # fmt: skip
    which = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(steps) - 1)
    looks = [steps[i] if np.isfinite(value) else none for i, value in zip(which, values, strict=True)]
    found = _("{n} territories, from {low} to {high}.", n=number(len(known), lang), low=value_text(metric, known.min(), lang),
              high=value_text(metric, known.max(), lang))  # fmt: skip
    return looks, [*steps, *([none] if len(known) < len(held) else [])], found


def _pieces(frames: Sequence[Frame], width: float, font: float) -> tuple[list[_Piece], float]:
    """Where frames stand: the mainland large, the others in a column on its left; returns the height of all."""
    if frames[0] is not FRAMES[0] or len(frames) == 1:
        across = min(len(frames), 3)
        cell = (width - 2 * font - (across - 1) * font) / across
        high = min(cell / (frames[0].aspect if len(frames) == 1 else 1.0), 60 * font)
        down = -(-len(frames) // across)
        return [
            _filling(frame, (font + (i % across) * (cell + font), (down - 1 - i // across) * (high + font), cell, high))
            for i, frame in enumerate(frames)
        ], down * (high + font)
    column = 0.23 * width
    wide = width - column - 3 * font
    high = wide / frames[0].aspect
    each = min((high - (len(frames) - 2) * font) / (len(frames) - 1), 0.75 * column)
    insets = [_filling(frame, (font, high - each - i * (each + font), column, each)) for i, frame in enumerate(frames[1:])]
    return [_Piece(frames[0], (column + 2 * font, 0, wide, high)), *insets], high


def _filling(frame: Frame, box: tuple[float, float, float, float]) -> _Piece:
    """The frame widened, one way or the other, to fill a box without being stretched."""
    grown = box[2] / box[3] / frame.aspect
    along, up = max(grown, 1.0), max(1 / grown, 1.0)
    x, y = (frame.west + frame.east) / 2, (frame.south + frame.north) / 2
    half, tall = along * (frame.east - frame.west) / 2, up * (frame.north - frame.south) / 2
    return _Piece(replace(frame, west=x - half, east=x + half, south=y - tall, north=y + tall), box)


def _ground(sheet: Sheet, piece: _Piece, ground: Sequence[Rings], outlines: bool, boxed: bool) -> None:
    """What stands behind the territories: outlines of the land or the other shapes of the file, the name of an inset."""
    font, (left, bottom, wide, high) = sheet.font, piece.box
    drawn = [np.array(outline) for outline in piece.frame.outlines] if outlines else []
    drawn += [ring for rings in ground for ring in rings if inside(piece.frame, *ring.mean(axis=0)[:, None]).all()]
    for ring in drawn:
        sheet.ax.add_patch(Polygon(piece.place(ring), facecolor="#f4f5f7", edgecolor=LINE, lw=0.7, zorder=1))
    if boxed and piece.frame is not FRAMES[0]:
        sheet.ax.add_patch(Rectangle((left, bottom), wide, high, facecolor="none", edgecolor=FAINT, lw=0.8, zorder=1))
        put(sheet.ax, left + 0.4 * font, bottom + high - 1.1 * font, ellipsis(piece.frame.name, wide - font, 0.8 * font), 0.8 * font,
            color=QUIET)  # fmt: skip


def _territories(
    sheet: Sheet, piece: _Piece, held: pd.DataFrame, looks: Sequence[_Look], shapes: Mapping[str, Rings], n: int,
    names: Mapping[str, str] | None,
) -> None:  # fmt: skip
    font = sheet.font
    points = piece.place(held[["longitude", "latitude"]].to_numpy(dtype=float))
    small = 1.0 if n <= _NAMED else 0.8 if n <= 200 else 0.55
    for row, look in zip(records(held), looks, strict=True):
        for ring in shapes.get(row["territory"], ()):
            sheet.ax.add_patch(Polygon(piece.place(ring), facecolor=look.fill, alpha=0.55, edgecolor=INK, lw=0.5, zorder=2))
    order = sorted({(look.fill, look.shape, look.size) for look in looks}, key=lambda drawn: -drawn[2])
    for fill, shape, wide in order:
        mine = np.array([(look.fill, look.shape, look.size) == (fill, shape, wide) for look in looks])
        sheet.ax.scatter(points[mine, 0], points[mine, 1], s=(1.25 * wide * small * font) ** 2, c=fill, marker=shape, edgecolors=INK,
                         linewidths=0.8 * small, zorder=4)  # fmt: skip
    if n <= _NAMED:
        called: list[str] = [ellipsis(clean(named(str(territory), names)), 16 * font, 0.8 * font) for territory in held["territory"]]
        left, bottom, wide_, high = piece.box
        beyond = font if wide_ > 30 * font else 0.0  # beside the mainland there is room, beside an inset there is none
        room_ = (max(left - beyond, 0.3 * font), bottom, min(wide_ + 2 * beyond, sheet.width - left), high - 1.4 * font)
        name_points(sheet, points, called, points, room_, 0.8 * font)
