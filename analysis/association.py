"""Whether two features of states go together: rank correlations, shuffles, changes within states.

For a dozen states and no more: nothing here assumes a distribution. A correlation is set against
what chance alone gives (the values of one feature dealt out anew, many times), and against itself
without each state in turn. It says what goes together, never what causes what.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.votes import paired_votes

# A correlation of fewer states says nothing: below this it is not computed.
LEAST = 6
SHUFFLES, SEED = 20_000, 2026
# Up to so many states all deals are tried, so that the band is exact.
EXACT = 8

Measure = Callable[[pd.Series, pd.Series], float]


def absence_treatments(
    votes: pd.DataFrame, roll_calls: pd.DataFrame, with_: str, members: list[str]
) -> pd.DataFrame:
    """Agreement with another state by year, under three readings of an absence.

    Counted are the roll calls on which the other state cast a vote and the member belonged to the
    United Nations; a vote that the record repeats is counted once.

    Parameters
    ----------
    votes, roll_calls
        The tables of these names.
    with_
        Code of the state to compare with.
    members
        Codes of the states to compare.

    Returns
    -------
    country, year, roll_calls, cast (by the member, too), identical, and three shares from 0 to 1:
    `excluded` = identical / cast (empty where nothing was cast), `half` = an absence counts as
    half an agreement, `withheld` = an absence counts as none.
    """
    cast = paired_votes(votes, roll_calls, with_, members)
    cast = cast[cast["other"] != "X"]
    cast = cast.assign(present=cast["vote"].ne("X"), same=cast["vote"].eq(cast["other"]))
    counts = cast.groupby(["country", "year"]).agg(
        roll_calls=("vote", "size"), cast=("present", "sum"), identical=("same", "sum")
    ).reset_index()  # fmt: skip
    absent = counts["roll_calls"] - counts["cast"]
    counts["excluded"] = counts["identical"] / counts["cast"].where(counts["cast"] > 0)
    counts["half"] = (counts["identical"] + absent / 2) / counts["roll_calls"]
    counts["withheld"] = counts["identical"] / counts["roll_calls"]
    return counts


def paired(x: pd.Series, y: pd.Series) -> pd.DataFrame:
    """The states that have both features: columns x and y, in the order of `x`."""
    return pd.DataFrame({"x": x, "y": y.reindex(x.index)}).astype(float).dropna()


def rank_correlation(x: pd.Series, y: pd.Series) -> float:
    """Spearman's rank correlation over the states that have both; equal values share a rank.

    NaN for fewer than `LEAST` states, or where one feature is the same everywhere.
    """
    both = paired(x, y)
    if len(both) < LEAST or (both.nunique() < 2).any():
        return math.nan
    ranks = both.rank()
    return float(np.corrcoef(ranks["x"], ranks["y"])[0, 1])


def chance_band(n: int, level: float = 0.9) -> float:
    """How far from 0 rank correlations of `n` states come by chance.

    Returns
    -------
    The bound b such that a share `level` of all deals of n ranks lies from -b to b.
    """
    if n < LEAST:
        raise ValueError(f"a band for {n} states: at least {LEAST} are needed")
    found = np.abs(_dealt(n))
    return float(np.quantile(found, level, method="inverted_cdf"))


def chance_of(x: pd.Series, y: pd.Series) -> float:
    """How often a deal of y among the states gives a rank correlation at least as far from 0."""
    ranks = paired(x, y).rank()
    centred = (ranks - ranks.mean()).to_numpy()
    dealt = np.random.default_rng(SEED).permuted(np.tile(centred[:, 1], (SHUFFLES, 1)), axis=1)
    reached = np.abs(dealt @ centred[:, 0]) >= abs(centred[:, 0] @ centred[:, 1]) - 1e-9
    return float((1 + reached.sum()) / (1 + SHUFFLES))


def leave_one_out(x: pd.Series, y: pd.Series, measure: Measure = rank_correlation) -> pd.Series:
    """The measure without each state in turn, by the state left out."""
    both = paired(x, y)
    return pd.Series({state: measure(both["x"].drop(state), both["y"].drop(state))
                      for state in both.index}, dtype=float)


def standardised_fit(y: pd.Series, features: dict[str, pd.Series]) -> pd.Series:
    """Least squares on standardised features and outcome, over the states that have all.

    Returns
    -------
    The coefficient of each feature (standard deviations of y for one of the feature), `r2`, the
    share of the spread of y that the fit reproduces, and `n`, the number of states.
    """
    frame = pd.DataFrame({"y": y, **features}).astype(float).dropna()
    if len(frame) < LEAST:
        raise ValueError(f"a fit on {len(frame)} states: at least {LEAST} are needed")
    scaled = (frame - frame.mean()) / frame.std(ddof=0)
    names = list(features)
    slopes = np.linalg.lstsq(scaled[names].to_numpy(), scaled["y"].to_numpy(), rcond=None)[0]
    fitted = scaled[names].to_numpy() @ slopes
    found = pd.Series(slopes, index=names)
    found["r2"], found["n"] = float((fitted**2).mean()), float(len(frame))
    return found


def without_means(panel: pd.DataFrame) -> pd.DataFrame:
    """A panel (years down, states across) without the mean of each state and of each year.

    What remains is where a state stood above or below its own level, beyond what moved all states
    in that year. Gaps are allowed: the means are those of least squares.
    """
    long = panel.stack().dropna()
    years, states = long.index.get_level_values(0), long.index.get_level_values(1)
    dummies = pd.concat([pd.get_dummies(years), pd.get_dummies(states)], axis=1).to_numpy(float)
    level = dummies @ np.linalg.lstsq(dummies, long.to_numpy(float), rcond=None)[0]
    return (long - level).unstack().reindex(index=panel.index, columns=panel.columns)


def pooled_correlation(x: pd.DataFrame, y: pd.DataFrame) -> float:
    """Pearson's correlation of two panels over the cells that both have."""
    a, b = x.to_numpy(float).ravel(), y.reindex_like(x).to_numpy(float).ravel()
    known = ~np.isnan(a) & ~np.isnan(b)
    return float(np.corrcoef(a[known], b[known])[0, 1])


def chance_within(x: pd.DataFrame, y: pd.DataFrame, times: int = 1000) -> float:
    """How often two panels go together as closely if states are paired at random.

    Whole histories are dealt: the x of one state with the y of another. So what moves slowly in
    every state, and would look like many agreeing years, is found in the deals as well.
    """
    reached = abs(pooled_correlation(x, y)) - 1e-9
    rng, columns = np.random.default_rng(SEED), np.arange(x.shape[1])
    dealt = []
    for _ in range(times):
        other = x.iloc[:, rng.permutation(columns)].set_axis(x.columns, axis=1)
        dealt.append(abs(pooled_correlation(other, y)))
    return (1 + sum(one >= reached for one in dealt)) / (1 + times)


@functools.cache
def _dealt(n: int) -> np.ndarray:
    """Rank correlations of 1 to n with its deals: all of them, or `SHUFFLES` at random."""
    ranks = np.arange(n) - (n - 1) / 2
    if n <= EXACT:
        deals = np.array(list(itertools.permutations(ranks)))
    else:
        tiled = np.tile(ranks, (SHUFFLES, 1))
        deals = np.random.default_rng(SEED).permuted(tiled, axis=1)
    return np.round(deals @ ranks / (ranks @ ranks), 9)
