"""Funnel limits against the binomial law summed term by term, over-dispersion against the formula, and laws."""

import math

import numpy as np
import pytest
from scipy import stats

from cooperation_graph.comparison.funnel import binomial_limits, funnel_positions, overdispersion


def lower_by_hand(n, center, p):
    """(r − α)/n, with r the smallest number for which P(R ≤ r) > p, from a plain sum of binomial terms."""
    terms = [math.comb(n, r) * center**r * (1 - center) ** (n - r) for r in range(n + 1)]
    up_to = 0.0
    for r, term in enumerate(terms):
        if up_to + term > p:
            return max(0.0, (r - (up_to + term - p) / term) / n)
        up_to += term
    raise AssertionError


@pytest.mark.parametrize("center", [0.02, 0.3, 0.486007, 0.5, 0.9])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_exact_limits_by_hand(center, level):
    sizes = np.array([1, 2, 5, 8, 13, 30, 60, 150])
    low, high = binomial_limits(sizes, center, level=level)
    np.testing.assert_allclose(low, [lower_by_hand(int(n), center, (1 - level) / 2) for n in sizes], atol=1e-9)
    np.testing.assert_allclose(high, [1 - lower_by_hand(int(n), 1 - center, (1 - level) / 2) for n in sizes], atol=1e-9)


@pytest.mark.parametrize("center", [0.1, 0.4862, 0.77])
def test_beyond_an_exact_limit_means_a_small_tail(center):
    for n in (4, 10, 25, 60):
        low, high = binomial_limits([n], center, level=0.95)
        law = stats.binom(n, center)
        for r in range(n + 1):
            assert (r / n < low[0] - 1e-12) == (law.cdf(r) < 0.025)
            assert (r / n > high[0] + 1e-12) == (law.sf(r - 1) < 0.025)


def test_limits_are_smooth_and_tend_to_the_normal_ones():
    sizes = np.arange(20, 4000)
    low, high = binomial_limits(sizes, 0.4, level=0.95)
    assert (np.abs(np.diff(low)) < 0.02).all()
    half = stats.norm.ppf(0.975) * math.sqrt(0.4 * 0.6 / 3999)
    assert low[-1] == pytest.approx(0.4 - half, abs=2e-4)
    assert high[-1] == pytest.approx(0.4 + half, abs=2e-4)


def test_overdispersion_by_the_formula():
    rng = np.random.default_rng(1)
    z, s2 = rng.normal(0, 2, 15), rng.uniform(0.001, 0.02, 15)
    ordered = np.sort(z)
    low = ordered[1] + 0.4 * (ordered[2] - ordered[1])  # quantiles of type 7 of 15 numbers: at 1.4 and 12.6
    high = ordered[12] + 0.6 * (ordered[13] - ordered[12])
    drawn_in = np.minimum(np.maximum(z, low), high)
    phi = (drawn_in**2).sum() / 15
    w = 1 / s2
    tau2 = (15 * phi - 14) / (w.sum() - (w**2).sum() / w.sum())
    found = overdispersion(z, s2)
    assert found.phi == pytest.approx(phi, rel=1e-12)
    assert found.tau2 == pytest.approx(tau2, rel=1e-12)
    assert overdispersion(z / 10, s2).tau2 == 0


def test_shares_around_the_common_share_or_a_target():
    r, n = np.array([3, 8, 20, 11, 2, 30]), np.array([10, 15, 33, 30, 9, 40])
    frame, center, extra = funnel_positions(None, None, numerators=r, denominators=n)
    assert center == pytest.approx(r.sum() / n.sum())
    z = (r / n - center) / np.sqrt(center * (1 - center) / n)
    np.testing.assert_allclose(frame["z"], z)
    tails = [(stats.binom.cdf(a, b, center), stats.binom.sf(a - 1, b, center)) for a, b in zip(r, n, strict=True)]
    expected = [min(1, 2 * min(pair)) for pair in tails]
    np.testing.assert_allclose(frame["p"], expected)
    if extra.tau2:
        np.testing.assert_allclose(frame["z_adjusted"], (r / n - center) / np.sqrt(center * (1 - center) / n + extra.tau2))
    aimed, target, _ = funnel_positions(None, None, numerators=r, denominators=n, center=0.5)
    assert target == 0.5
    assert (aimed["z"] < frame["z"]).all() == (center < 0.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        funnel_positions(None, None, numerators=r, denominators=n, center=1.0)


def test_other_values_around_the_inverse_variance_mean():
    y, v = np.array([0.5, 0.7, 0.4, 0.9, 0.6]), np.array([0.01, 0.02, 0.005, 0.001, 0.04])
    frame, center, extra = funnel_positions(y, v)
    assert center == pytest.approx(np.average(y, weights=1 / v))
    np.testing.assert_allclose(frame["low_95"], center - stats.norm.ppf(0.975) * np.sqrt(v))
    np.testing.assert_allclose(frame["high_998_adjusted"], center + stats.norm.ppf(0.999) * np.sqrt(v + extra.tau2))
    np.testing.assert_allclose(frame["p_adjusted"], 2 * stats.norm.sf(np.abs(y - center) / np.sqrt(v + extra.tau2)))
    for name, level in (("outside 95", 0.05), ("outside 99.8", 0.002)):
        beyond = frame["p_adjusted"] < level
        assert (frame.loc[frame["funnel"] == name, "p_adjusted"] < level).all()
        assert beyond.sum() >= (frame["funnel"] == name).sum()


def test_the_word_agrees_with_the_drawn_limits():
    rng = np.random.default_rng(3)
    for _ in range(60):
        n = rng.integers(3, 60, 15)
        r = rng.binomial(n, np.clip(rng.normal(0.5, rng.choice([0, 0.15]), 15), 0.05, 0.95))
        frame, _, _ = funnel_positions(None, None, numerators=r, denominators=n)
        y = r / n
        inside = (y >= frame["low_95_adjusted"] - 1e-9) & (y <= frame["high_95_adjusted"] + 1e-9)
        far = (y < frame["low_998_adjusted"] - 1e-9) | (y > frame["high_998_adjusted"] + 1e-9)
        assert (inside == (frame["funnel"] == "inside")).all()
        assert (far == (frame["funnel"] == "outside 99.8")).all()
