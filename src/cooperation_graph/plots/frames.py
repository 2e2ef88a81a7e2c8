"""The pieces of a map of France: the mainland and the overseas insets, with coarse outlines drawn by hand for orientation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cooperation_graph.locale import N_

__all__ = ["FRAMES", "Frame", "fitted_frame", "inside"]


@dataclass(frozen=True)
class Frame:
    """A window on the globe: degrees west, south, east, north, and outlines as (longitude, latitude)."""

    name: str
    west: float
    south: float
    east: float
    north: float
    outlines: tuple[tuple[tuple[float, float], ...], ...] = ()

    @property
    def shrink(self) -> float:
        """Length of a degree of longitude in degrees of latitude, in the middle."""
        return float(np.cos(np.radians((self.south + self.north) / 2)))

    @property
    def aspect(self) -> float:
        """Width over height on the map."""
        return (self.east - self.west) * self.shrink / (self.north - self.south)


_MAINLAND = (
    (2.5, 51.1), (2.9, 50.75), (3.2, 50.75), (3.4, 50.45), (4.2, 50.0), (4.8, 50.0), (5.8, 49.5), (6.4, 49.4), (7.4, 49.1),
    (8.2, 48.97), (7.8, 48.5), (7.55, 47.6), (6.9, 47.4), (6.4, 46.7), (6.1, 46.25), (6.8, 46.4), (7.0, 45.9), (6.8, 45.2),
    (7.1, 44.7), (6.9, 44.2), (7.6, 44.1), (7.5, 43.8), (6.9, 43.4), (6.4, 43.1), (5.5, 43.2), (4.7, 43.4), (4.1, 43.5),
    (3.4, 43.25), (3.05, 42.9), (3.15, 42.4), (2.0, 42.4), (0.7, 42.75), (-0.6, 42.8), (-1.75, 43.35), (-1.4, 44.0),
    (-1.2, 44.7), (-1.15, 45.5), (-1.2, 46.1), (-1.8, 46.5), (-2.1, 47.1), (-2.7, 47.5), (-3.4, 47.7), (-4.4, 47.85),
    (-4.7, 48.1), (-4.2, 48.25), (-4.75, 48.45), (-3.9, 48.7), (-3.0, 48.8), (-2.0, 48.65), (-1.45, 48.65), (-1.6, 49.2),
    (-1.9, 49.7), (-1.3, 49.65), (-1.1, 49.35), (0.1, 49.3), (0.2, 49.65), (1.3, 50.05), (1.6, 50.8),
)  # fmt: skip
_CORSICA = (
    (9.4, 43.0), (9.55, 42.2), (9.3, 41.5), (9.1, 41.4), (8.75, 41.7), (8.6, 42.25), (8.9, 42.65), (9.3, 42.7),
)  # fmt: skip
_GUADELOUPE = (
    ((-61.8, 16.3), (-61.7, 16.35), (-61.55, 16.25), (-61.6, 16.0), (-61.7, 15.95), (-61.8, 16.2)),
    ((-61.55, 16.25), (-61.47, 16.5), (-61.4, 16.33), (-61.2, 16.25), (-61.5, 16.2)),
    ((-61.32, 15.98), (-61.2, 15.97), (-61.22, 15.87), (-61.32, 15.88)),
)  # fmt: skip
_MARTINIQUE = (
    (-61.2, 14.87), (-61.05, 14.83), (-60.85, 14.7), (-60.83, 14.45), (-60.95, 14.45), (-61.08, 14.48), (-61.05, 14.62), (-61.2, 14.75),
)  # fmt: skip
_GUYANE = (
    (-54.0, 5.8), (-53.0, 5.5), (-52.3, 4.95), (-51.65, 4.1), (-52.3, 3.2), (-52.6, 2.5), (-53.5, 2.3), (-54.5, 2.3), (-54.1, 3.1),
    (-54.0, 3.8), (-54.4, 4.5),
)  # fmt: skip
_REUNION = (
    (55.45, -20.87), (55.65, -20.92), (55.83, -21.15), (55.8, -21.35), (55.6, -21.38), (55.35, -21.28), (55.22, -21.05), (55.28, -20.93),
)  # fmt: skip
_MAYOTTE = (
    (45.1, -12.66), (45.2, -12.72), (45.23, -12.83), (45.15, -12.98), (45.09, -12.93), (45.1, -12.8), (45.06, -12.72),
)  # fmt: skip
#: The mainland first, then the insets from the top down. Names are those of places: French is their name.
FRAMES = (
    Frame(N_("Mainland France"), -5.3, 41.2, 9.8, 51.3, (_MAINLAND, _CORSICA)),
    Frame("Guadeloupe", -61.95, 15.75, -60.9, 16.6, _GUADELOUPE),
    Frame("Martinique", -61.4, 14.3, -60.7, 14.95, (_MARTINIQUE,)),
    Frame("Guyane", -55.0, 1.9, -51.3, 6.1, (_GUYANE,)),
    Frame("La Réunion", 55.1, -21.5, 55.95, -20.75, (_REUNION,)),
    Frame("Mayotte", 44.95, -13.08, 45.35, -12.55, (_MAYOTTE,)),
)


def inside(frame: Frame, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Which points a frame holds.

    Examples
    --------
    >>> inside(FRAMES[4], np.array([55.5, 2.3]), np.array([-21.1, 48.9])).tolist()
    [True, False]
    """
    held: np.ndarray = (
        (longitude >= frame.west) & (longitude <= frame.east) & (latitude >= frame.south) & (latitude <= frame.north)
    )
    return held


def fitted_frame(longitude: np.ndarray, latitude: np.ndarray) -> Frame:
    """A frame around points anywhere, for surveys of other places."""
    low, high = np.array([longitude.min(), latitude.min()]), np.array([longitude.max(), latitude.max()])
    margin = np.maximum(0.08 * (high - low), 0.02)
    (west, south), (east, north) = low - margin, high + margin
    return Frame("", float(west), float(south), float(east), float(north))
