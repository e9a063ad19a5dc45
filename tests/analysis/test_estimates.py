"""Intervals hold what they promise: over simulated corpora they cover the planted truth 95 times in 100."""

import numpy as np
import pytest

from nlp.analysis.estimates import clustered_share, wilson
from nlp.analysis.pair_rank import rank_biserial
from nlp.analysis.pair_regression import regress

CORPORA = 400
MANY = 2000  # where an interval costs next to nothing


def error(corpora):
    """What chance alone may do to a rate of 95 %, 99 times in 100."""
    return 2.58 * (0.95 * 0.05 / corpora) ** 0.5


def organs_of(rng, organs, years=6):
    """Organs with one to six reports each, for different years."""
    reports = rng.integers(1, years + 1, organs)
    year = np.concatenate([rng.permutation(years)[:count] for count in reports])
    return np.repeat(np.arange(organs), reports), year


def counts(rng, organs, effect, tied=0.5):
    organ, year = organs_of(rng, organs)
    size = rng.normal(0, 1, organs)[organ]
    named = rng.random(len(organ)) < 1 / (1 + np.exp(-tied * size))
    mean = np.exp(2 + size + 0.1 * year + effect * named + rng.normal(0, 0.4, len(organ)))
    return organ, year, named, rng.poisson(mean).astype(float)


def covered(draw, truth, corpora=CORPORA):
    """In which share of the corpora the interval holds the truth; nearly all must give one."""
    ends = [draw(np.random.default_rng(seed)) for seed in range(corpora)]
    ends = [(low, high) for low, high in ends if low == low]
    assert len(ends) > 0.98 * corpora
    return sum(low <= truth <= high for low, high in ends) / len(ends)


def test_wilsons_interval_by_hand():
    """(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) for 8 of 10."""
    z = 1.959963984540054
    middle, half = (0.8 + z**2 / 20) / (1 + z**2 / 10), z * (0.016 + z**2 / 400) ** 0.5 / (1 + z**2 / 10)
    assert wilson(8, 10) == pytest.approx((middle - half, middle + half))


@pytest.mark.parametrize("organs", [20, 60])
def test_the_interval_of_a_share_covers_it_when_organs_repeat_themselves(organs):
    def draw(rng):
        organ, _ = organs_of(rng, organs)
        likely = rng.beta(0.8, 1.2, organs)  # an organ that names a theme once names it again
        share = clustered_share(rng.random(len(organ)) < likely[organ], np.ones(len(organ)), organ)
        return share.low, share.high

    assert abs(covered(draw, 0.4, MANY) - 0.95) < error(MANY)


def test_an_interval_that_takes_reports_for_independent_falls_short():
    """What the clusters are for: the same corpora with Wilson's plain interval."""

    def draw(rng):
        organ, _ = organs_of(rng, 60)
        yes = rng.random(len(organ)) < rng.beta(0.8, 1.2, 60)[organ]
        return wilson(yes.sum(), len(yes))

    assert covered(draw, 0.4, MANY) < 0.95 - 3 * error(MANY)


def test_the_interval_of_a_share_of_units_covers_it():
    def draw(rng):
        organ, _ = organs_of(rng, 60)
        of = rng.integers(1, 8, len(organ))
        share = clustered_share(rng.binomial(of, rng.beta(1, 4, 60)[organ]), of, organ)
        return share.low, share.high

    assert abs(covered(draw, 0.2, MANY) - 0.95) < error(MANY)


@pytest.mark.parametrize("organs", [12, 40])
def test_the_bootstrap_interval_of_the_rank_effect_covers_it(organs):
    organ, _, named, y = counts(np.random.default_rng(99), 200_000, 0.3)
    truth = rank_biserial(y, named, organ, 0, 1).estimate

    def draw(rng):
        organ, _, named, y = counts(rng, organs, 0.3)
        return rank_biserial(y, named, organ, 300, 1)[1:3]

    assert abs(covered(draw, truth) - 0.95) < error(CORPORA)


@pytest.mark.parametrize("organs", [12, 40])
def test_the_interval_of_a_ratio_within_organs_covers_it(organs):
    def draw(rng):
        organ, year, named, y = counts(rng, organs, 0.3)
        fit = regress(y, y, named, organ, year, "poisson")
        return fit.low, fit.high

    assert abs(covered(draw, 0.3) - 0.95) < error(CORPORA)


@pytest.mark.parametrize("organs", [20, 40])
def test_the_interval_of_a_difference_within_organs_covers_it(organs):
    def draw(rng):
        organ, year = organs_of(rng, organs)
        named, of = rng.random(len(organ)) < 0.4, rng.integers(10, 60, len(organ))
        likely = rng.uniform(0.2, 0.5, organs)[organ] + 0.02 * year + 0.1 * named
        fit = regress(rng.binomial(of, likely) / of, of, named, organ, year, "linear")
        return fit.low, fit.high

    assert abs(covered(draw, 0.1) - 0.95) < error(CORPORA)


@pytest.mark.parametrize("by_organ", [True, False])
def test_the_rank_test_finds_nothing_one_time_in_twenty(by_organ):
    found = []
    for seed in range(CORPORA):
        rng = np.random.default_rng(seed)
        organ, _ = organs_of(rng, 30)
        value = rng.poisson(np.exp(1 + rng.normal(0, 2, 30)[organ]))
        named = (rng.random(30) < 0.5)[organ] if by_organ else rng.random(len(organ)) < 0.5
        found.append(rank_biserial(value, named, organ, 0, 1).p < 0.05)
    assert abs(np.mean(found) - 0.05) < error(CORPORA)
