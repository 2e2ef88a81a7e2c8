"""`MetricCard`, the decorator that attaches one, and the catalogue.

A metric is a plain function of a graph that returns a number, or a Series over actors, projects or groups. The decorator
returns the *same* function with a card, so that it pickles and can be sent to workers.
"""

from __future__ import annotations

import importlib
import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import entry_points
from typing import Any, TypeVar, overload

import numpy as np

from cooperation_graph.errors import CooperationWarning, UnknownName

__all__ = ["Catalogue", "MetricCard", "card_of", "catalogue", "metric", "name_of"]

LEVELS = ("territory", "group", "actor", "project", "theme")
READS = ("incidence", "roles", "ties", "themes", "applications")
#: Modules whose metrics are built in; each lists them in ``__all__``.
BUILT_IN = (
    "structure", "cohesion", "transversality", "reach", "mixture", "diversity", "citizens", "governance", "institutions", "dependence",
    "competition", "consortia", "niches", "themes", "quality",
    "siloing.ties", "siloing.density_based", "siloing.exposure", "siloing.modularity", "siloing.spectral", "siloing.specialisation",
    "bridging.brokerage", "bridging.holes", "bridging.centrality", "bridging.key_players", "emerging",
)  # fmt: skip

Function = TypeVar("Function", bound=Callable[..., Any])
#: Statistics in, values and reason codes out: 0 is defined, k the k-th entry of the card's `undefined`.
Formula = Callable[..., tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class MetricCard:
    """What a metric is, besides its code: the facts that tables, sheets and reports are generated from.

    Attributes
    ----------
    name, level
        Public name; unit of the values: territory, group, actor, project or theme.
    range
        Lowest and highest possible value.
    direction
        +1: higher is more open; -1: higher is more closed; 0: neither.
    groups
        Parameters that name an attribute of actors.
    reads
        ``"incidence"`` when a null model can redraw what the metric reads, else ``"roles"``, ``"ties"``…
    statistics, formula, undefined
        The fast path: names of sufficient statistics (or a function of the parameters that returns them, None when they
        have none), a formula on their arrays, and the sentence for each reason code.
    counts
        For shares of projects: numerator and denominator from the same statistics, which give a Wilson interval.
    vary
        Facts that depend on parameters: a function of some of them that returns the fields to replace,
        ``lambda of="territory": {"level": of}``.
    chance
        True when the value itself is drawn: the function takes `rng`, which `measure` gives from its own; no null and no
        interval are put around such a value.
    label, reading, cannot_say, compare_with, reference
        English texts, translated where they are shown.
    """

    name: str
    level: str = "territory"
    range: tuple[float, float] = (-np.inf, np.inf)
    direction: int = 0
    groups: tuple[str, ...] = ()
    reads: str = "incidence"
    statistics: tuple[str, ...] | Callable[..., tuple[str, ...] | None] | None = None
    formula: Formula | None = None
    undefined: Mapping[str, str] = field(default_factory=dict)
    counts: Callable[..., tuple[np.ndarray, np.ndarray]] | None = None
    vary: Callable[..., Mapping[str, Any]] | None = None
    chance: bool = False
    label: str = ""
    reading: str = ""
    cannot_say: str = ""
    compare_with: str = ""
    reference: str = ""
    minimum_n: str = ""
    emerging: bool = False

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise UnknownName("level", self.level, LEVELS)
        if self.reads not in READS:
            raise UnknownName("kind of data read", self.reads, READS)

    def needs(self, params: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Names of the sufficient statistics for these parameters; None asks for the general path."""
        if self.formula is None or self.statistics is None:
            return None
        if callable(self.statistics):
            return self.statistics(**_wanted(self.statistics, params))
        return self.statistics

    def with_parameters(self, params: Mapping[str, Any]) -> MetricCard:
        """The card with the facts that these parameters change."""
        return self if self.vary is None else replace(self, **self.vary(**_wanted(self.vary, params)))


def _wanted(function: Callable[..., Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that a function takes."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in params.items() if name in names}


@overload
def metric(function: Function, /) -> Function: ...
@overload
def metric(**facts: Any) -> Callable[[Function], Function]: ...
def metric(function: Any = None, /, **facts: Any) -> Any:
    """Attach a :class:`MetricCard` to a function and return the same function.

    Examples
    --------
    >>> @metric(level="territory", range=(0, np.inf), direction=+1)
    ... def participations_per_project(graph):
    ...     return graph.n_participations / graph.n_projects
    >>> participations_per_project.card.name
    'participations_per_project'
    """

    def attach(plain: Function) -> Function:
        plain.card = MetricCard(**{"name": plain.__name__, **facts})  # type: ignore[attr-defined]
        return plain

    return attach if function is None else attach(function)


def _plain(function: Callable[..., Any]) -> tuple[Callable[..., Any], dict[str, Any]]:
    params: dict[str, Any] = {}
    while isinstance(function, partial):
        if function.args:
            raise TypeError("a metric takes its parameters by keyword: partial(ei_index, by='scale')")
        params = {**function.keywords, **params}
        function = function.func
    return function, params


def plain_function(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function under the parameters that ``functools.partial`` fixes."""
    return _plain(function)[0]


def card_of(function: Callable[..., Any]) -> MetricCard:
    """The card of a metric; a bare function gets one from its name and signature.

    Examples
    --------
    >>> def projects_per_actor(graph, *, by="sector"): ...
    >>> card_of(projects_per_actor).groups
    ('by',)
    """
    plain, fixed = _plain(function)
    card = getattr(plain, "card", None)
    if isinstance(card, MetricCard):
        return card.with_parameters(fixed)
    if not callable(plain):
        raise TypeError(f"a metric is a function of a graph; {plain!r} is not one")
    names = inspect.signature(plain).parameters
    return MetricCard(name=getattr(plain, "__name__", repr(plain)), groups=tuple(n for n in names if n == "by"))


def parameters_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Keyword parameters of a metric with the values in force: defaults, then what a partial fixes."""
    plain, fixed = _plain(function)
    names = list(inspect.signature(plain).parameters.values())[1:]
    defaults = {p.name: p.default for p in names if p.default is not inspect.Parameter.empty}
    return {**defaults, **fixed}


def name_of(function: Callable[..., Any]) -> str:
    """Name in tables: parameters that differ from the default stand in it, ``ei_index(projection='count')``.

    Examples
    --------
    >>> def share(graph, *, by=None, k=1): ...
    >>> name_of(partial(share, k=3, by="scale"))
    'share(k=3)'
    """
    plain, fixed = _plain(function)
    card = card_of(plain)
    defaults = parameters_of(plain)
    shown = [f"{k}={v!r}" for k, v in sorted(fixed.items()) if k != "by" and defaults.get(k) != v]  # `by` has its own column
    return card.name + (f"({', '.join(shown)})" if shown else "")


class Catalogue(Mapping[str, Callable[..., Any]]):
    """Metrics by name: built in, added in this session, and shipped by packages under ``cooperation_graph.metrics``."""

    def __init__(self) -> None:
        self._known: dict[str, Callable[..., Any]] = {}
        self._loaded = False

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True  # before the modules are: they may ask for the catalogue
        try:
            self._load_built_in()
        except BaseException:
            self._loaded = False  # the same error again next time, not half a catalogue
            raise
        for point in entry_points(group="cooperation_graph.metrics"):
            try:
                found = point.load()
                self._add_all(found) if inspect.ismodule(found) else self.add(found)
            except Exception as error:  # a broken extension must not stop the others
                warnings.warn(CooperationWarning("extension", f"{point.name} cannot be loaded: {error}"), stacklevel=3)

    def _load_built_in(self) -> None:
        for name in BUILT_IN:
            try:
                module = importlib.import_module(f"cooperation_graph.metrics.{name}")
            except ModuleNotFoundError as error:
                if error.name is None or not error.name.startswith("cooperation_graph.metrics"):
                    raise
                continue
            self._add_all(module)

    def _add_all(self, module: Any) -> None:
        for name in module.__all__:
            found = getattr(module, name)
            if isinstance(getattr(found, "card", None), MetricCard):
                self.add(found)

    def add(self, function: Callable[..., Any], *, replace: bool = False) -> None:
        """Make a metric known by its name.

        Raises
        ------
        ValueError
            The name is taken and `replace` is False.
        """
        self._load()
        name = card_of(function).name
        if name in self._known and not replace and self._known[name] is not function:
            raise ValueError(f"a metric named {name!r} exists already; pass replace=True to put yours in its place")
        self._known[name] = function

    def remove(self, name: str) -> None:
        """Forget a metric."""
        del self._known[name]

    def __getitem__(self, name: str) -> Callable[..., Any]:
        self._load()
        if name not in self._known:
            raise UnknownName("metric", name, self._known, hint="List them with cooperation_graph.metrics.catalogue.")
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(self._known)

    def __len__(self) -> int:
        self._load()
        return len(self._known)

    def __contains__(self, name: object) -> bool:
        self._load()
        return name in self._known

    def resolve(self, metric: str | Callable[..., Any]) -> Callable[..., Any]:
        """A metric given by name or as a function."""
        return self[metric] if isinstance(metric, str) else metric

    def __repr__(self) -> str:
        return f"<Catalogue: {len(self)} metrics>"


#: The catalogue in use.
catalogue = Catalogue()
