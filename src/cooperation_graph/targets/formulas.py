"""Progress, expected path and word of one target."""

from __future__ import annotations

import numpy as np

__all__ = ["expected_progress", "progress_towards", "status_of"]


def progress_towards(value: float, baseline: float, target: float) -> float:
    """Share of the way from the level of reference to the target; negative when moving away, undefined when they are equal.

    Examples
    --------
    >>> progress_towards(0.4, 0.3, 0.5), progress_towards(0.25, 0.4, 0.2), progress_towards(0.5, 0.5, 0.5)
    (0.5000000000000001, 0.7500000000000001, nan)
    """
    return (value - baseline) / (target - baseline) if target != baseline else float("nan")


def expected_progress(wave: str, baseline_wave: str, deadline: str, waves: list[str], path: str = "") -> float:
    """Share of the way that a steady advance has made, between 0 and 1, by the order of the waves; or that a path announces.

    Parameters
    ----------
    path
        Shares of the way by wave, ``"2023=0.2|2025=1"``; a steady advance without.

    Examples
    --------
    >>> expected_progress("2023", "2021", "2025", ["2021", "2023", "2025"])
    0.5
    >>> expected_progress("2023", "2021", "2025", ["2021", "2023", "2025"], "2023=0,2|2025=1")
    0.2
    """
    steps_said = dict(part.split("=", 1) for part in path.split("|") if "=" in part)
    said = {name.strip(): float(share.replace(",", ".")) for name, share in steps_said.items()}
    if wave in said:
        return said[wave]
    place = {name: k for k, name in enumerate(waves)}
    if deadline not in place:  # a deadline after the last wave: one step a wave is all that is known
        place[deadline] = len(waves)
    steps = place[deadline] - place[baseline_wave]
    return 1.0 if steps <= 0 else float(np.clip((place[wave] - place[baseline_wave]) / steps, 0, 1))


def status_of(low: float, high: float, baseline: float, target: float, expected: float) -> str:
    """Word for an interval, tested in this order: reached, cannot tell, off track, on track.

    ``reached``: all of it at or beyond the target. ``cannot tell``: it holds both the level of reference and the target.
    ``off track``: all of it short of the expected path. ``on track`` otherwise.

    Examples
    --------
    >>> status_of(0.5, 0.6, 0.3, 0.5, 0.5), status_of(0.2, 0.6, 0.3, 0.5, 0.5)
    ('reached', 'cannot tell')
    >>> status_of(0.25, 0.35, 0.3, 0.5, 0.5), status_of(0.38, 0.48, 0.3, 0.5, 0.5)
    ('off track', 'on track')
    """
    if target < baseline:
        low, high, baseline, target = -high, -low, -baseline, -target
    if low >= target:
        return "reached"
    if low <= baseline and high >= target:
        return "cannot tell"
    if high < baseline + expected * (target - baseline):
        return "off track"
    return "on track"
