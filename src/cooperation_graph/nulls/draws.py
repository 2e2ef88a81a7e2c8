"""Statistics of many draws for many graphs: compiled, in threads, a range of graphs at a time so that memory stays flat."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from cooperation_graph.checkpoints import piece, recall
from cooperation_graph.graph import CooperationGraph
from cooperation_graph.nulls.card import card_of_null, null_name, null_parameters
from cooperation_graph.nulls.chance import BLOCK, graph_key
from cooperation_graph.nulls.pace import pace
from cooperation_graph.nulls.plan import TradePlan, plan_trades
from cooperation_graph.sufficient import Incidence, Layout, flags_of, incidence_of

__all__ = ["chain_of", "chain_seen", "draw_graphs", "drawn_lists", "plan_of", "stream"]

Reduced = TypeVar("Reduced")
#: Rounds of trades on each side before the first draw of a block, and before every draw: see tests/nulls/test_chain.py for how
#: far draws then depend on each other. Graphs with impossible pairs or fixed leads take as many times more as `pace` finds.
BURN_IN, THIN = 10, 2
#: Bytes of statistics held by one thread.
_BUDGET = 24_000_000


def chain_of(null: Callable[..., Any]) -> dict[str, int] | None:
    """Rounds of trades before the first draw of a block and before every draw, and draws a block; None without a chain."""
    return {"burn_in": BURN_IN, "thin": THIN, "block": BLOCK} if card_of_null(null).sampler == "trades" else None


def chain_seen(draws: np.ndarray, effective: np.ndarray, slower: np.ndarray | None = None) -> dict[str, Any] | None:
    """What was measured of chains: lag-1 autocorrelation of statistics, the share of draws that they are worth, how slowed graphs are.

    `draws` and `effective` stand for each graph and statistic; None where no draw was made.
    """
    seen = (draws > 1) & np.isfinite(effective)
    if not seen.any():
        return None
    share = effective[seen] / draws[seen]
    found: dict[str, Any] = {
        "autocorrelation": {"median": np.median((1 - share) / (1 + share)), "most": ((1 - share) / (1 + share)).max()},
        "effective_share": {"median": np.median(share), "least": share.min()},
    }
    if slower is not None and len(slower):
        found["slower"] = {"median": np.median(slower), "most": slower.max(), "graphs": (slower > 1).sum()}
    return {key: {name: round(float(value), 4) for name, value in part.items()} for key, part in found.items()}


def plan_of(incidence: Incidence, null: Callable[..., Any], frozen: np.ndarray | None = None) -> TradePlan:
    sampler = card_of_null(null).sampler
    params = null_parameters(null) if sampler == "trades" else {}
    return plan_trades(incidence, frozen=frozen, **params)


def _keys(incidence: Incidence, null: Callable[..., Any], entropy: int) -> np.ndarray:
    store, name = incidence.national, null_name(null)
    keys = [graph_key(entropy, store.territories[g], store.waves[g], name) for g in incidence.numbers]
    return np.stack(keys) if keys else np.zeros((0, 2), dtype=np.uint64)


def _runner(
    incidence: Incidence, layout: Layout, null: Callable[..., Any], entropy: int, frozen: np.ndarray | None = None,
    block: int = BLOCK, slower: np.ndarray | None = None,
) -> Callable[[int, int, int, int, np.ndarray, np.ndarray], None]:  # fmt: skip
    """The compiled chain of a null model as a function of first and last graph, first and last draw, and where they go.

    `slower` receives how many times as many rounds each graph took.
    """
    from cooperation_graph.kernels import draws as kernel

    graphs = (incidence.row_offsets, incidence.column_offsets, incidence.indptr)
    wanted = (incidence.group, flags_of(incidence, layout.flags), incidence.n_groups, len(layout.flags), layout.starts)
    keys = _keys(incidence, null, entropy)
    if card_of_null(null).sampler == "shuffle":

        def shuffle(first: int, last: int, first_draw: int, last_draw: int, out: np.ndarray, keep: np.ndarray) -> None:
            kernel.shuffles(first, last, *graphs, incidence.indices, *wanted, keys, first_draw, last_draw, block, out, keep)

        return shuffle
    plan = plan_of(incidence, null, frozen)

    def chain(
        first: int, last: int, times: int, first_draw: int, last_draw: int, length: int, out: np.ndarray, keep: np.ndarray
    ) -> None:
        kernel.trades(
            first, last, *graphs, *wanted, plan.lists, plan.pointers, plan.free, plan.trade_offsets, plan.lines, plan.group_start,
            plan.group_size, plan.barred_pointers, plan.barred, plan.longest, keys, first_draw, last_draw, length,
            BURN_IN * times, THIN * times, out, keep,
        )  # fmt: skip

    def measured(g: int) -> int:
        sizes = np.diff(plan.pointers[incidence.column_offsets[g] : incidence.column_offsets[g + 1] + 1])

        def lists(times: int, n: int) -> np.ndarray:
            kept = np.zeros((1, n, max(int(sizes.sum()), 1)), dtype=np.int32)
            chain(g, g + 1, times, 0, n, BLOCK, np.zeros((1, n, 0)), kept)
            return kept[0, :, : int(sizes.sum())]

        return pace(lists, sizes, int(incidence.row_offsets[g + 1] - incidence.row_offsets[g]), BLOCK)

    def trade(first: int, last: int, first_draw: int, last_draw: int, out: np.ndarray, keep: np.ndarray) -> None:
        if not plan.longest[first:last].any():
            return chain(first, last, 1, first_draw, last_draw, block, out, keep)
        for g in range(first, last):  # who may not be everywhere moves slowly
            times = measured(g) if plan.longest[g] else 1
            if slower is not None:
                slower[g] = times
            chain(g, g + 1, times, first_draw, last_draw, block, out[g - first :], keep[g - first :])

    return trade


def stream(
    incidence: Incidence, layout: Layout, null: Callable[..., Any], reduce: Callable[[int, int, np.ndarray], Reduced], *,
    draws: int, entropy: int, n_jobs: int = 1, first_draw: int = 0, frozen: np.ndarray | None = None,
    graphs: tuple[int, int] | None = None, progress: Callable[[int, int], None] | None = None,
    checkpoint: tuple[str | Path | None, str] = (None, ""), slower: np.ndarray | None = None,
) -> list[tuple[int, int, Reduced]]:  # fmt: skip
    """Draw from a compiled null model and reduce the statistics of each range of graphs to what is wanted.

    Parameters
    ----------
    reduce
        Called with the first and last graph of a range and their statistics, graphs × draws × ``layout.size``; its
        results come back in the order of the graphs, whatever the number of threads.
    frozen
        Rows that keep their projects.
    checkpoint
        Folder where finished ranges are kept, and what `reduce` does in a word.
    first_draw
        Draws ``first_draw … draws − 1`` are made; a multiple of the block.
    graphs
        First and last graph, all without.
    slower
        Ones, one a graph: receive how many times as many rounds of trades it took.

    Notes
    -----
    The same entropy gives the same draws for any number of threads, any range and any order.
    """
    took = np.ones(len(incidence.row_offsets) - 1, dtype=np.int64) if slower is None else slower
    run = _runner(incidence, layout, null, entropy, frozen, slower=took)
    start, stop = graphs or (0, len(incidence.row_offsets) - 1)
    per_graph = max(draws - first_draw, 1) * max(layout.size, 1) * 8
    jobs = _threads(n_jobs)
    width = int(min(max(1, _BUDGET // per_graph), max(1, -(-(stop - start) // (4 * jobs)))))
    ranges = [(first, min(first + width, stop)) for first in range(start, stop, width)]

    def work(first: int, last: int) -> tuple[Reduced, np.ndarray]:
        out = np.zeros((last - first, draws - first_draw, layout.size))
        run(first, last, first_draw, draws, out, np.zeros((0, 0, 0), dtype=np.int32))
        return reduce(first, last, out), took[first:last]

    flags, keys = flags_of(incidence, layout.flags), _keys(incidence, null, entropy)

    def kept(first: int, last: int) -> Reduced:
        rows = slice(int(incidence.row_offsets[first]), int(incidence.row_offsets[last]))
        pointers = incidence.indptr[rows.start : rows.stop + 1]
        name = lambda: piece(  # noqa: E731
            checkpoint[1], "with paces", draws, first_draw, layout.names, flags[rows], keys[first:last], incidence.group[rows], pointers,
            incidence.indices[pointers[0] : pointers[-1]], None if frozen is None else frozen[rows],
        )  # fmt: skip
        found, took[first:last] = recall(checkpoint[0], name, lambda: work(first, last))
        return found

    done = 0
    results: dict[tuple[int, int], Reduced] = {}
    if jobs == 1 or len(ranges) == 1:
        for first, last in ranges:
            results[first, last] = kept(first, last)
            done += last - first
            if progress:
                progress(done, stop - start)
    else:
        with ThreadPoolExecutor(jobs) as pool:
            futures = {pool.submit(kept, *one): one for one in ranges}
            try:
                for future in as_completed(futures):
                    first, last = futures[future]
                    results[first, last] = future.result()
                    done += last - first
                    if progress:
                        progress(done, stop - start)
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
    return [(first, last, results[first, last]) for first, last in ranges]


def _threads(n_jobs: int) -> int:
    if n_jobs == 0:
        raise ValueError("n_jobs is a number of threads, or -1 for all")
    return n_jobs if n_jobs > 0 else max(1, (os.cpu_count() or 1) + 1 + n_jobs)


def draw_graphs(graph: CooperationGraph, null: Callable[..., Any], *, draws: int, entropy: int) -> Iterator[CooperationGraph]:
    """Draws of one graph as graphs, the same that :func:`stream` reads for a compiled null model."""
    sampler = card_of_null(null).sampler
    if not sampler:
        key = graph_key(entropy, graph.territory, graph.wave, null_name(null))
        for number in range(draws):
            yield null(graph, rng=np.random.default_rng([int(key[0]), int(key[1]), number]))
        return
    for first in range(0, draws, BLOCK):
        for lists in drawn_lists(graph, null, draws=min(first + BLOCK, draws), entropy=entropy, first_draw=first):
            yield _reseated(graph, lists) if sampler == "shuffle" else _redrawn(graph, lists)


def drawn_lists(
    graph: CooperationGraph, null: Callable[..., Any], *, draws: int, entropy: int, first_draw: int = 0, block: int = BLOCK
) -> np.ndarray:
    """Draws of one graph from a compiled null model, one a row: the actors of its projects one after the other (trades), or
    who takes the place of each actor (shuffle). With ``block=1`` every draw starts again from the observed graph.
    """
    incidence = incidence_of(graph, None)
    run = _runner(incidence, Layout.of((), 1), null, entropy, block=block)
    width = graph.n_actors if card_of_null(null).sampler == "shuffle" else graph.n_participations
    kept = np.zeros((1, draws - first_draw, max(width, 1)), dtype=np.int32)
    run(0, 1, first_draw, draws, np.zeros((1, draws - first_draw, 0)), kept)
    return kept[0, :, :width]


def _redrawn(graph: CooperationGraph, members: np.ndarray) -> CooperationGraph:
    """The graph whose projects, one after the other, gather these actors."""
    from cooperation_graph.kernels.statistics import turn

    indptr, indices = np.zeros(graph.n_actors + 1, dtype=np.int64), np.zeros(graph.n_participations, dtype=np.int32)
    turn(np.concatenate([[0], np.cumsum(graph.project_sizes)]), members, graph.n_actors, indptr, indices)
    return graph.with_incidence(indptr, indices)


def _reseated(graph: CooperationGraph, order: np.ndarray) -> CooperationGraph:
    """The graph in which the place of actor k is taken by actor ``order[k]``."""
    place = np.argsort(order)
    sizes = np.diff(graph.indptr)[place]
    indptr = np.concatenate([[0], np.cumsum(sizes)])
    start = np.repeat(graph.indptr[:-1][place] - indptr[:-1], sizes)
    return graph.with_incidence(indptr, graph.indices[start + np.arange(indptr[-1])])
