"""What a null model keeps and supposes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any

import pandas as pd

__all__ = ["NullCard", "card_of_null", "null_name", "null_parameters"]


@dataclass(frozen=True)
class NullCard:
    """What a null model keeps and supposes.

    Attributes
    ----------
    name
        Public name.
    keeps
        What every draw has in common with the observed graph.
    supposes
        One sentence: the question it answers.
    sampler
        How measure() draws from it in compiled code: ``"trades"``, ``"shuffle"``, or ``""`` when it calls the function.
    """

    name: str
    keeps: tuple[str, ...]
    supposes: str
    sampler: str = ""


def card_of_null(null: Callable[..., Any]) -> NullCard:
    """The card of a null model; a bare function gets one from its name."""
    plain = null
    while isinstance(plain, partial):
        plain = plain.func
    card = getattr(plain, "card", None)
    return card if isinstance(card, NullCard) else NullCard(getattr(plain, "__name__", repr(plain)), (), "")


def null_parameters(null: Callable[..., Any]) -> dict[str, Any]:
    """Parameters that a partial fixes."""
    params: dict[str, Any] = {}
    while isinstance(null, partial):
        params = {**null.keywords, **params}
        null = null.func
    return params


def null_name(null: Callable[..., Any]) -> str:
    """Name in tables, with its parameters: ``keep_degrees(strata='theme')``."""
    shown = ", ".join(f"{key}={_shown(value)}" for key, value in sorted(null_parameters(null).items()))
    return card_of_null(null).name + (f"({shown})" if shown else "")


def _shown(value: object) -> str:
    """A parameter in a name; a table by its number of rows and a fingerprint."""
    if isinstance(value, pd.DataFrame):
        return f"{len(value)} rows {blake2b(value.to_csv().encode(), digest_size=4).hexdigest()}"
    return repr(value)
