"""Exact terms of a change: known answers, additivity, and the Shapley value by averaging over all orders of events."""

import itertools
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation_graph.errors import Undefined
from cooperation_graph.evolution.decomposition import FACTORS, five_factors, kitagawa, three_terms
from cooperation_graph.metrics import catalogue
from two_waves import KA1, pair, random_waves


def test_known_answer_1_mean_partners_and_density():
    terms = three_terms(*pair(*KA1), catalogue["mean_partners"])
    assert (terms.stayers, terms.entry, terms.exit, terms.change) == pytest.approx((2 / 3, 0, -1 / 6, 1 / 2))
    density = three_terms(*pair(*KA1), catalogue["density"])
    assert (density.stayers, density.entry, density.exit) == pytest.approx((1 / 3, -1 / 3, 1 / 6))
    assert density.change == pytest.approx(1 / 6)


@pytest.mark.parametrize("seed", range(200))
def test_terms_and_factors_add_up_exactly(seed):
    graphs = pair(*random_waves(np.random.default_rng(seed)))
    by = {"pair_heterogeneity": "case"}
    for name in ("mean_partners", "pair_heterogeneity", "lead_concentration")[: 1 if seed > 40 else 3]:
        terms = three_terms(*graphs, catalogue[name], by=by.get(name))
        if not np.isnan(terms.stayers):
            assert terms.stayers + terms.entry + terms.exit == pytest.approx(terms.change, abs=1e-12)
        factors = five_factors(*graphs, catalogue[name], by=by.get(name))
        if not factors.isna().any():
            assert factors.sum() == pytest.approx(terms.change, abs=1e-12)
        try:
            value = [catalogue[name](g, by="case") if name in by else catalogue[name](g) for g in graphs]
        except Undefined:
            assert np.isnan(terms.change)
        else:
            assert (terms.value_from, terms.value_to) == pytest.approx(value)


UNKNOWN = ({"p": "AB", "q": "BC", "r": "CD"}, {"s": "AB", "t": "AC", "u": "CE"})


@pytest.mark.parametrize(("fate", "expected"), [
    ({"gone": ("", "D")}, (0, 1 / 6, -1 / 6, 0)),  # D left: his tie with C goes with him
    ({"silent": ("", "D")}, (0, 1 / 6, 0, -1 / 6)),  # D did not answer: nobody knows
    ({"silent": ("E", "D")}, (0, 0, 0, 0)),  # nor of E before: what E brings and what D brought are both unknown, 1/6 − 1/6
])  # fmt: skip
def test_who_is_unknown_in_one_wave_neither_came_nor_left(fate, expected):
    """Mean partners by hand: 6/4 and 6/4; among A, B, C 4/3 and 4/3."""
    graphs = pair(*UNKNOWN, roster=("A", "A"), **fate)
    terms = three_terms(*graphs, catalogue["mean_partners"])
    assert (terms.value_from, terms.value_to, terms.change) == (1.5, 1.5, 0)
    assert (terms.stayers, terms.entry, terms.exit, terms.unknown) == pytest.approx(expected)
    factors = five_factors(*graphs, catalogue["mean_partners"])
    assert ("unknown" in factors) == ("silent" in fate)
    assert factors.sum() == pytest.approx(0, abs=1e-12)


def without_actors(wave, some):
    return {p: kept for p, who in wave.items() if (kept := "".join(a for a in who if a not in some))}


@pytest.mark.parametrize("seed", range(40))
def test_terms_with_unknown_actors_are_those_of_the_graphs_without_them(seed):
    rng = np.random.default_rng(seed + 900)
    first, second = random_waves(rng)
    seen = [set("".join(wave.values())) for wave in (first, second)]
    mute = [{a for a in seen[1 - k] - seen[k] if rng.random() < 0.5} for k in (0, 1)]
    answers = {"roster": ("".join(seen[0]), "".join(seen[1])), "silent": ("".join(mute[0]), "".join(mute[1]))}
    terms = three_terms(*pair(first, second, **answers), catalogue["mean_partners"])
    assert terms.stayers + terms.entry + terms.exit + terms.unknown == pytest.approx(terms.change, abs=1e-12)
    if not mute[0] | mute[1]:
        assert terms.unknown == 0
    known = [without_actors(wave, mute[1 - k]) for k, wave in enumerate((first, second))]
    if all(known) and seen[0] & seen[1]:
        alone = three_terms(*pair(*known, roster=("".join(seen[0] - mute[1]), "".join(seen[1] - mute[0]))), catalogue["mean_partners"])
        assert (terms.stayers, terms.entry, terms.exit) == pytest.approx((alone.stayers, alone.entry, alone.exit), abs=1e-12)
        factors = five_factors(*pair(first, second, **answers), catalogue["mean_partners"])
        assert factors.sum() == pytest.approx(terms.change, abs=1e-12)
        if known[0].keys() == first.keys() and known[1].keys() == second.keys():
            assert factors[list(FACTORS)].to_dict() == pytest.approx(shapley_by_orders(*known))


def shapley_by_orders(first, second):
    """Mean partners (participants only in the roster) after each order of the five events, averaged, in fractions."""
    before, after = (set("".join(w.values())) for w in (first, second))

    def value(applied):
        present = before & after
        present |= set() if "exit" in applied else before - after
        present |= after - before if "entry" in applied else set()
        projects = {p: "edits" in applied for p in first.keys() & second.keys()}
        if "ended" not in applied:
            projects |= {p: False for p in first.keys() - second.keys()}
        if "new" in applied:
            projects |= {p: True for p in second.keys() - first.keys()}
        ties = set()
        for p, edited in projects.items():
            both = p in first and p in second
            if both:  # those who stay take part as edited or not; the others as in the only wave they are in
                stay = set((second if edited else first)[p]) & before & after
                members = stay | (set(first[p]) - after) | (set(second[p]) - before)
            else:
                members = set((second if edited else first)[p])
            ties |= {frozenset(two) for two in itertools.combinations(sorted(members & present), 2)}
        return Fraction(2 * len(ties), len(present)) if present else Fraction(0)

    shares = dict.fromkeys(FACTORS, Fraction(0))
    for order in itertools.permutations(FACTORS):
        for k, factor in enumerate(order):
            shares[factor] += value(set(order[: k + 1])) - value(set(order[:k]))
    return {factor: float(total / 120) for factor, total in shares.items()}


@pytest.mark.parametrize("seed", range(40))
def test_shapley_is_the_mean_over_all_orders(seed):
    first, second = random_waves(np.random.default_rng(seed + 500))
    graphs = pair(first, second)
    if not graphs[0].actor_ids.isin(graphs[1].actor_ids).any():
        pytest.skip("nobody stays")
    assert five_factors(*graphs, catalogue["mean_partners"]).to_dict() == pytest.approx(shapley_by_orders(first, second))


def test_known_answer_1_by_hand():
    # Δ = 1/2. Without edits that factor is 0; the others follow from the 16 combinations of exit, entry, ended, new.
    found = five_factors(*pair(*KA1), catalogue["mean_partners"])
    assert found["edits"] == 0
    assert found.sum() == pytest.approx(1 / 2)
    assert found.to_dict() == pytest.approx(shapley_by_orders(*KA1))


@pytest.mark.parametrize(
    ("second", "absent"),
    [
        ({"p": "AB", "q": "BC"}, {"exit", "entry", "ended", "new", "edits"}),
        ({"p": "AB", "q": "BC", "r": "AC"}, {"exit", "entry", "ended", "edits"}),
        ({"p": "ABC", "q": "BC"}, {"exit", "entry", "ended", "new"}),
        ({"p": "AB", "q": "BCD"}, {"exit", "ended", "new", "edits"}),
        ({"p": "AB", "q": "B"}, {"entry", "ended", "new", "edits"}),
    ],
)
def test_a_factor_that_did_not_occur_gets_nothing(second, absent):
    found = five_factors(*pair({"p": "AB", "q": "BC"}, second), catalogue["mean_partners"])
    for factor in FACTORS:
        assert (abs(found[factor]) < 1e-12) == (factor in absent)


def test_time_reversed_signs_turn():
    for seed in range(10):
        graphs = pair(*random_waves(np.random.default_rng(seed)))
        forth = five_factors(*graphs, catalogue["mean_partners"])
        back = five_factors(*graphs[::-1], catalogue["mean_partners"])
        swapped = back.rename({"exit": "entry", "entry": "exit", "ended": "new", "new": "ended"})[forth.index]
        np.testing.assert_allclose(forth, -swapped, atol=1e-12)


def test_undefined_parts_are_nan():
    terms = three_terms(*pair({"p": "A", "q": "B"}, {"p": "A", "q": "B"}), catalogue["ei_index"], by="case")
    assert all(np.isnan(part) for part in terms)


def test_kitagawa_by_hand():
    # means 2 → 4 of a (share 1/2 → 1/4) and 6 → 6 of b (1/2 → 3/4): behaviour 3/8 × 2, composition 3 × −1/4 and 6 × 1/4
    found = kitagawa(pd.Series([2.0, 6.0]), pd.Series(["a", "b"]), pd.Series([4.0, 6.0, 6.0, 6.0]), pd.Series(list("abbb")))
    assert found["behaviour"].tolist() == pytest.approx([0.75, 0])
    assert found["composition"].tolist() == pytest.approx([-0.75, 1.5])


@settings(max_examples=50, deadline=None)
@given(*[st.lists(st.tuples(st.floats(-5, 5), st.sampled_from("abcd")), min_size=1, max_size=15)] * 2)
def test_kitagawa_adds_up(before, after):
    (x, g), (y, h) = ([pd.Series(part) for part in zip(*wave, strict=True)] for wave in (before, after))
    found = kitagawa(x, g, y, h)
    assert found["behaviour"].sum() + found["composition"].sum() == pytest.approx(y.mean() - x.mean(), abs=1e-9)
    once = ~found["type"].isin(set(g) & set(h))
    assert (found.loc[once, "behaviour"] == 0).all()
