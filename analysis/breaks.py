"""Change points in yearly series, and how far to trust them.

A break is named by the first year of the new level. The search is that of the library ruptures,
exact in all cases: `find` minimises the squared distance from the mean of each stretch (or from
the mean of its ranks, or in the space of a Gaussian kernel) plus a penalty for each break, or with
a number of breaks that is given. A level lasts at least two years.

The penalty. Squared distances are measured in units of the noise, estimated from the changes from
year to year. `STRICT` is so high that noise which remembers half of the year before (an AR(1) with
0.5) shows a break in about one series of twenty; `LENIENT`, the same for noise without memory.
`tests/test_breaks.py` repeats the simulation. Chance is played with a fixed seed, so that all
results are the same on each run.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import ruptures

from analysis.errors import InputError

LEAST = 15  # years: fewer cannot tell a break from a bend
MIN_SIZE = 2
BLOCK = 3
SEED = 1991
# Penalty a break, in units of the noise's variance (rbf: of the kernel) times log(years).
STRICT = {"l2": 14.0, "rank": 14.0, "rbf": 1.2}
LENIENT = {"l2": 4.0, "rank": 4.0, "rbf": 0.75}
MAD_TO_SD = 1.4826


def longest_run(frame: pd.DataFrame, value: str, by: str | None = None,
                least: int = LEAST) -> pd.Series | None:
    """The longest stretch of successive years of one source.

    Parameters
    ----------
    frame
        Columns `year`, `value` and, if given, `by`: the column that must not change.
    least
        Fewest years that are worth a search.

    Returns
    -------
    The values by year; None where no stretch is long enough. Of equal stretches the later one.
    """
    frame = frame.dropna(subset=[value]).sort_values("year")
    new = frame["year"].diff().ne(1)
    if by is not None:
        new |= frame[by].ne(frame[by].shift())
    runs = [run for _, run in frame.groupby(new.cumsum())]
    best = max(runs, key=lambda run: (len(run), run["year"].iloc[-1]), default=None)
    if best is None or len(best) < least:
        return None
    return best.set_index("year")[value].astype("float64")


def find(series: pd.Series, *, cost: str = "l2", penalty: dict[str, float] = STRICT,
         number: int | None = None) -> list[int]:
    """The breaks of a series: the first year of each new level.

    Parameters
    ----------
    series
        Values by year, without a gap.
    cost
        "l2" (means), "rank" (means of ranks: outliers count no more than their place) or "rbf"
        (Gaussian kernel: any change of the distribution).
    penalty
        `STRICT`, `LENIENT`, or another dictionary like these (PELT).
    number
        Exactly so many breaks instead (dynamic programming).

    Raises
    ------
    InputError
        For a series with a gap or with fewer than `LEAST` years.
    """
    _check(series)
    return _find(series.to_numpy(), series.index, cost, penalty[cost], number)


def levels(series: pd.Series, breaks: Iterable[int]) -> pd.Series:
    """The mean of each stretch between breaks, by year."""
    stretch = np.searchsorted(sorted(breaks), series.index, side="right")
    return series.groupby(stretch).transform("mean")


def bootstrap(series: pd.Series, *, cost: str = "l2", penalty: dict[str, float] = STRICT,
              times: int = 200, seed: int = SEED) -> pd.DataFrame:
    """In how many resamples each year is a break.

    The levels that `find` gives are kept; what is left over is drawn again in blocks of three
    successive years (moving-block bootstrap), so that the memory of the series stays.

    Returns
    -------
    Index year; `exact`: share of resamples with a break in the year; `near`: with one in the
    year or in one of its neighbours.
    """
    _check(series)
    years, size = series.index, len(series)
    found = find(series, cost=cost, penalty=penalty)
    level = levels(series, found).to_numpy()
    left = series.to_numpy() - level
    # The mean of a short stretch eats up part of the noise: give it back.
    left = left * np.sqrt(size / (size - len(found) - 1))
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, size - BLOCK + 1, (times, -(-size // BLOCK)))
    picks = (starts[:, :, None] + np.arange(BLOCK)).reshape(times, -1)[:, :size]
    hits = np.zeros((times, size + 2), dtype=bool)
    for row, pick in zip(hits, picks, strict=True):
        again = _find(level + left[pick], years, cost, penalty[cost], None)
        row[[year - years[0] + 1 for year in again]] = True
    near = hits[:, :-2] | hits[:, 1:-1] | hits[:, 2:]
    return pd.DataFrame({"exact": hits[:, 1:-1].mean(axis=0), "near": near.mean(axis=0)},
                        index=years)


def false_alarms(size: int, memory: float, *, slope: float = 0, cost: str = "l2",
                 penalty: dict[str, float] = STRICT, times: int = 400, seed: int = SEED) -> float:
    """Share of simulated series without a break in which `find` sees one.

    Parameters
    ----------
    memory
        How much of the year before remains in each year's noise: 0 is white noise.
    slope
        By how many standard deviations of the noise the series rises evenly over all its years.
    """
    rng = np.random.default_rng(seed)
    shocks = rng.standard_normal((times, size))
    noise = shocks.copy()
    noise[:, 0] /= np.sqrt(1 - memory**2)
    for year in range(1, size):
        noise[:, year] = memory * noise[:, year - 1] + shocks[:, year]
    rise = np.linspace(0, slope, size)
    return float(np.mean([bool(_find(row + rise, range(size), cost, penalty[cost], None))
                          for row in noise]))


def inside(series: pd.Series, boundaries: Iterable[int]) -> list[int]:
    """The boundaries that a series can bear out: with at least two years on either side."""
    first, last = series.index[0] + MIN_SIZE, series.index[-1] - MIN_SIZE + 1
    return [year for year in boundaries if first <= year <= last]


def explained(series: pd.Series, breaks: Iterable[int]) -> float:
    """Share of a series' variance that the levels between breaks explain, 0 to 1."""
    left = ((series - levels(series, breaks)) ** 2).sum()
    return float(1 - left / ((series - series.mean()) ** 2).sum())


def distances(found: Iterable[int], dates: Iterable[int]) -> np.ndarray:
    """Years from each break to the nearest of the dates."""
    dates = np.array(list(dates))
    return np.abs(np.array(list(found))[:, None] - dates).min(axis=1)


def all_sets(found: Iterable[int], dates: Iterable[int], window: range) -> pd.DataFrame:
    """The mean distance of the breaks from the nearest date, for every set of as many dates.

    Parameters
    ----------
    found
        Breaks of all series together.
    dates
        Number and least distance of the dates are those of this set.
    window
        Years that a date may be.

    Returns
    -------
    `dates` (tuple) and `distance` (mean, years), one row a set.
    """
    dates = sorted(dates)
    apart = min((b - a for a, b in itertools.pairwise(dates)), default=1)
    sets = [s for s in itertools.combinations(window, len(dates))
            if all(b - a >= apart for a, b in itertools.pairwise(s))]
    years, counts = np.unique(np.array(list(found)), return_counts=True)
    near = np.abs(years[None, :, None] - np.array(sets)[:, None, :]).min(axis=2)
    return pd.DataFrame({"dates": sets, "distance": near @ counts / counts.sum()})


def designs(years: Sequence[int], boundaries: Iterable[int], last: int) -> dict[str, np.ndarray]:
    """What the hypotheses say a series is made of: a matrix each, a row a year.

    "level": one mean; "slope": a straight line; "slope and step": a straight line and a new level
    from the year `last` on; "phases": a mean for each period between the boundaries.
    """
    years = np.asarray(years)
    one, trend = np.ones(len(years)), (years - years.mean()) / 10
    stretch = np.searchsorted(sorted(boundaries), years, side="right")
    phases = np.column_stack([stretch == s for s in np.unique(stretch)]).astype(float)
    found = {"level": one[:, None], "slope": np.column_stack([one, trend]), "phases": phases}
    step = (years >= last).astype(float)
    if MIN_SIZE <= step.sum() <= len(years) - MIN_SIZE:
        found["slope and step"] = np.column_stack([one, trend, step])
    return found


def criterion(series: pd.Series, design: np.ndarray, *, memory: bool, more: int = 0) -> float:
    """Bayesian information criterion of a fit by least squares: the lower, the better.

    Parameters
    ----------
    design
        A matrix of `designs`.
    memory
        Whether what is left over may resemble the year before (AR(1), one parameter more).
    more
        Parameters beyond the columns: the dates of breaks that were looked for.
    """
    values, size = series.to_numpy(), len(series)
    best = -np.inf
    for rho in np.arange(0, 0.96, 0.05) if memory else [0.0]:
        first = np.sqrt(1 - rho**2)
        y = np.concatenate([[first * values[0]], values[1:] - rho * values[:-1]])
        x = np.vstack([first * design[:1], design[1:] - rho * design[:-1]])
        left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        best = max(best, -size / 2 * np.log(left @ left / size) + np.log(first))
    return float(-2 * best + (design.shape[1] + 1 + memory + more) * np.log(size))


def noise(values: np.ndarray) -> float:
    """Standard deviation of the noise, from the changes from year to year (robust)."""
    change = np.diff(values)
    spread = MAD_TO_SD * np.median(np.abs(change - np.median(change)))
    return float((spread or change.std()) / np.sqrt(2))


def _find(values: np.ndarray, years: Sequence[int], cost: str, penalty: float,
          number: int | None) -> list[int]:
    if cost == "rank":
        values = pd.Series(values).rank().to_numpy()
    scale = noise(values)
    if scale == 0:
        return []
    kernel = "rbf" if cost == "rbf" else "linear"
    search = ruptures.KernelCPD(kernel=kernel, min_size=MIN_SIZE, jump=1)
    search.fit((values - values.mean())[:, None] / scale)
    if number is None:
        ends = search.predict(pen=penalty * np.log(len(values)))
    else:
        ends = search.predict(n_bkps=number) if number else [len(values)]
    return [int(years[end]) for end in ends[:-1]]


def _check(series: pd.Series) -> None:
    if len(series) < LEAST:
        raise InputError("breaks", f"{len(series)} years, at least {LEAST} are needed")
    if series.isna().any() or (np.diff(series.index) != 1).any():
        raise InputError("breaks", "the series has a gap: split it with longest_run")
