"""Change points: breaks that were put in are found, noise has none, a gap is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import breaks
from analysis.errors import InputError

YEARS = range(1994, 2024)


def stepped(cuts: dict[int, float], years: range = YEARS, noise: float = 1.0,
            seed: int = 1) -> pd.Series:
    """Noise about levels: `cuts` gives the first year and the height of each."""
    rng = np.random.default_rng(seed)
    level = [next(cuts[cut] for cut in sorted(cuts, reverse=True) if year >= cut or cut == 0)
             for year in years]
    return pd.Series(np.array(level) + noise * rng.standard_normal(len(years)), index=years)


@pytest.mark.parametrize("cost", breaks.STRICT)
@pytest.mark.parametrize("seed", range(5))
def test_known_breaks_are_found(cost: str, seed: int) -> None:
    series = stepped({0: 0, 2003: 10, 2014: -5}, noise=0.5, seed=seed)
    # Ranks know no size of a jump: two breaks need the lower penalty.
    penalty = breaks.LENIENT if cost == "rank" else breaks.STRICT
    assert breaks.find(series, cost=cost, penalty=penalty) == [2003, 2014]
    assert breaks.find(series, cost=cost, number=2) == [2003, 2014]


@pytest.mark.parametrize("cost", breaks.STRICT)
@pytest.mark.parametrize("size", [18, 25, 33])
def test_noise_breaks_in_one_series_of_twenty(cost: str, size: int) -> None:
    strict = breaks.false_alarms(size, 0.5, cost=cost, penalty=breaks.STRICT)
    lenient = breaks.false_alarms(size, 0.0, cost=cost, penalty=breaks.LENIENT)
    assert strict < 0.09
    assert lenient < 0.09
    assert breaks.false_alarms(size, 0.0, cost=cost, penalty=breaks.STRICT) < 0.03


def test_a_slope_is_mistaken_for_steps() -> None:
    assert breaks.false_alarms(28, 0.0, slope=12) > 0.5


def test_a_constant_series_has_no_break() -> None:
    assert breaks.find(pd.Series(3.0, index=YEARS)) == []


def test_a_series_of_few_jumps_and_no_noise_has_them() -> None:
    series = pd.Series([1.0] * 10 + [5.0] * 20, index=YEARS)
    assert breaks.find(series) == [2004]


def test_a_gap_is_refused() -> None:
    series = stepped({0: 0})
    with pytest.raises(InputError, match="gap"):
        breaks.find(series.drop(2005))
    series.loc[2005] = np.nan
    with pytest.raises(InputError, match="gap"):
        breaks.bootstrap(series)


def test_a_short_series_is_refused() -> None:
    with pytest.raises(InputError, match="at least 15"):
        breaks.find(stepped({0: 0}, years=range(2000, 2014)))
    assert breaks.find(stepped({0: 0, 2007: 40}, years=range(2000, 2015))) == [2007]


def test_longest_run_splits_at_gaps_and_sources() -> None:
    frame = pd.DataFrame({"year": [*range(1990, 2000), *range(2001, 2020)]})
    frame["share"] = 1.0
    frame["source"] = ["a"] * 12 + ["b"] * 17
    run = breaks.longest_run(frame, "share")
    assert (run.index[0], run.index[-1]) == (2001, 2019)
    run = breaks.longest_run(frame, "share", "source")
    assert (run.index[0], run.index[-1]) == (2003, 2019)
    assert breaks.longest_run(frame, "share", "source", least=18) is None
    assert breaks.longest_run(frame[:0], "share") is None


def test_longest_run_takes_the_rows_in_any_order_and_leaves_out_empty_cells() -> None:
    frame = pd.DataFrame({"year": YEARS, "share": 1.0}).sample(frac=1, random_state=1)
    frame.loc[frame["year"] == 1996, "share"] = np.nan
    assert breaks.longest_run(frame, "share").index[0] == 1997


def test_the_same_on_each_run() -> None:
    series = stepped({0: 0, 2008: 3})
    pd.testing.assert_frame_equal(breaks.bootstrap(series, times=50),
                                  breaks.bootstrap(series, times=50))
    assert breaks.false_alarms(20, 0.5, times=50) == breaks.false_alarms(20, 0.5, times=50)


def test_support_is_high_where_the_break_is_plain_and_spread_where_it_is_not() -> None:
    for first_year in (2007, 2008):
        plain = breaks.bootstrap(stepped({0: 0, first_year: 12}), times=100)
        assert plain["exact"].idxmax() == first_year
        assert plain.loc[first_year, "exact"] > 0.95
        assert plain.loc[2015:, "near"].max() < 0.1
    weak = breaks.bootstrap(stepped({0: 0, 2008: 3}), times=100)
    assert (weak["exact"] <= weak["near"]).all()
    assert weak["exact"].max() < 0.95


def test_a_break_in_the_first_or_last_possible_year_counts_as_near() -> None:
    series = stepped({0: 0, 2022: 30}, noise=0.5)
    found = breaks.bootstrap(series, times=20)
    assert found.loc[2022, "exact"] == 1
    assert found.loc[[2021, 2023], "near"].eq(1).all()


def test_inside_keeps_boundaries_with_two_years_on_each_side() -> None:
    series = stepped({0: 0})
    assert breaks.inside(series, [1994, 1995, 1996, 2014, 2022, 2023]) == [1996, 2014, 2022]


def test_levels_explain_steps_whole_and_no_step_not_at_all() -> None:
    series = stepped({0: 0, 2000: 8, 2014: 3}, noise=0)
    assert breaks.explained(series, [2000, 2014]) == pytest.approx(1)
    assert breaks.explained(series, []) == pytest.approx(0)
    assert 0 < breaks.explained(series, [2000]) < 1


def test_distances_and_all_sets() -> None:
    assert list(breaks.distances([1999, 2014, 2018], [2000, 2014])) == [1, 0, 4]
    sets = breaks.all_sets([2000, 2000, 2010], [2000, 2010], range(1998, 2013))
    assert sets.loc[sets["dates"] == (2000, 2010), "distance"].item() == 0
    assert sets["dates"].map(lambda s: s[1] - s[0] >= 10).all()
    for row in sets.sample(5, random_state=1).itertuples():
        assert row.distance == pytest.approx(
            breaks.distances([2000, 2000, 2010], row.dates).mean())


@pytest.mark.parametrize("memory", [False, True])
def test_the_criterion_prefers_what_the_series_is_made_of(memory: bool) -> None:
    rng = np.random.default_rng(3)
    noise = rng.standard_normal(len(YEARS))
    years = np.array(YEARS)
    made = {
        "level": noise,
        "slope": noise + 0.8 * (years - 2000),
        "slope and step": noise + 0.8 * (years - 2000) + 12 * (years >= 2018),
        "phases": noise + np.select([years < 2000, years < 2014], [0, 12], -6),
    }
    for name, values in made.items():
        series = pd.Series(values, index=YEARS)
        designs = breaks.designs(YEARS, [2000, 2014], 2018)
        found = {key: breaks.criterion(series, x, memory=memory) for key, x in designs.items()}
        assert min(found, key=found.get) == name


def test_the_criterion_with_memory_is_that_of_generalised_least_squares() -> None:
    """Here from the whole matrix of covariances, there from differences to the year before."""
    series, design = stepped({0: 0, 2010: 2}), breaks.designs(YEARS, [2000], 2010)["phases"]
    size, values = len(series), series.to_numpy()
    apart = np.abs(np.subtract.outer(range(size), range(size)))
    best = -np.inf
    for rho in np.arange(0, 0.96, 0.05):
        covariance = rho**apart / (1 - rho**2)
        half = np.linalg.inv(np.linalg.cholesky(covariance))
        left = half @ values - half @ design @ np.linalg.lstsq(half @ design, half @ values)[0]
        best = max(best, -size / 2 * np.log(left @ left / size) + np.log(np.diag(half)).sum())
    expected = -2 * best + (design.shape[1] + 2) * np.log(size)
    assert breaks.criterion(series, design, memory=True) == pytest.approx(expected)


def test_designs_are_the_hypotheses_as_columns() -> None:
    found = breaks.designs(range(2000, 2006), [2002], 2003)
    assert found["phases"].tolist() == [[1, 0]] * 2 + [[0, 1]] * 4
    assert found["level"].tolist() == [[1]] * 6
    assert found["slope"][:, 1].tolist() == [-0.25, -0.15, -0.05, 0.05, 0.15, 0.25]
    assert found["slope and step"][:, 2].tolist() == [0, 0, 0, 1, 1, 1]


def test_a_step_outside_the_series_is_no_hypothesis() -> None:
    assert "slope and step" not in breaks.designs(range(1994, 2022), [2000], 2022)
    assert breaks.designs(range(1994, 2022), [2000, 2030], 2022)["phases"].shape[1] == 2


def test_looked_for_dates_cost_as_parameters() -> None:
    series = stepped({0: 0})
    design = breaks.designs(YEARS, [2000], 2022)["phases"]
    gap = (breaks.criterion(series, design, memory=False, more=1)
           - breaks.criterion(series, design, memory=False))
    assert gap == pytest.approx(np.log(len(series)))
