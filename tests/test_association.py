"""Correlations of a few states: by hand, by chance, without one; changes within states."""

from __future__ import annotations

import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

from analysis.association import (
    LEAST,
    absence_treatments,
    chance_band,
    chance_of,
    chance_within,
    leave_one_out,
    pooled_correlation,
    rank_correlation,
    standardised_fit,
    without_means,
)
from analysis.scatter import label_points
from analysis.votes import agreement

STATES = list("abcdefgh")


def series(*values: float) -> pd.Series:
    return pd.Series(values, index=STATES[:len(values)], dtype=float)


def test_the_rank_correlation_is_that_of_the_textbook() -> None:
    x, y = series(1, 2, 3, 4, 5, 6), series(2, 1, 4, 3, 6, 5)
    assert rank_correlation(x, y) == pytest.approx(1 - 6 * 6 / (6 * 35))


def test_ties_share_a_rank_and_gaps_are_left_out() -> None:
    x = series(1, 1, 2, 3, 4, 5, 9)
    y = series(1, 1, 2, 3, 4, 5, math.nan)
    assert rank_correlation(x, y) == pytest.approx(1)
    assert math.isnan(rank_correlation(x[:LEAST], y.iloc[2:]))  # too few in common
    assert math.isnan(rank_correlation(x, y * 0))  # the same everywhere


def test_y_is_taken_by_state_not_by_place() -> None:
    x = series(1, 2, 3, 4, 5, 6)
    assert rank_correlation(x, x[::-1]) == pytest.approx(1)


@given(st.permutations(range(9)))
def test_it_needs_no_scale_and_turns_with_its_sign(values: list[int]) -> None:
    x, y = pd.Series(range(9), dtype=float), pd.Series(values, dtype=float)
    found = rank_correlation(x, y)
    assert -1 <= found <= 1
    assert rank_correlation(x, np.exp(y)) == pytest.approx(found)
    assert rank_correlation(x, -y) == pytest.approx(-found)


def test_the_band_of_chance_is_that_of_the_tables() -> None:
    # Critical values of Spearman's rho, two-sided 10 %: 0.829 (n = 6), 0.536 (n = 11).
    assert chance_band(6) == pytest.approx(0.829, abs=0.06)
    assert chance_band(11) == pytest.approx(0.536, abs=0.02)
    assert chance_band(8) > chance_band(11) > chance_band(14)
    assert chance_band(11, 0.95) > chance_band(11)
    with pytest.raises(ValueError, match="at least"):
        chance_band(LEAST - 1)


def test_chance_is_small_where_order_is_perfect() -> None:
    x = series(1, 2, 3, 4, 5, 6, 7, 8)
    assert chance_of(x, x) < 0.01
    assert chance_of(x, series(4, 5, 3, 6, 2, 7, 1, 8)) > 0.5
    assert chance_of(x, x) == chance_of(x, x)  # the same deals each time


def test_leaving_out_finds_the_state_that_decides() -> None:
    x, y = series(1, 2, 3, 4, 5, 6, 99), series(3, 1, 2, 3, 1, 2, 99)
    without = leave_one_out(x, y)
    assert without.idxmin() == "g"
    assert list(without.index) == STATES[:7]


def test_a_fit_by_hand() -> None:
    x, z = series(1, 2, 3, 4, 5, 6, 7, 8), series(1, -1, 1, -1, -1, 1, -1, 1)
    alone = standardised_fit(2 * x + 1, {"x": x})
    assert alone["x"] == pytest.approx(1) and alone["r2"] == pytest.approx(1)
    assert alone["n"] == 8
    both = standardised_fit(x + 5 * z, {"x": x, "z": z})
    assert both["r2"] == pytest.approx(1) and both["z"] > both["x"] > 0
    with pytest.raises(ValueError, match="at least"):
        standardised_fit(x[:4], {"x": x})


def test_levels_of_states_and_years_leave_nothing() -> None:
    years, states = np.arange(6.0)[:, None], np.array([5.0, -3, 0])
    panel = pd.DataFrame(years + states, index=range(2000, 2006), columns=list("abc"))
    panel.loc[2003, "b"] = math.nan
    rest = without_means(panel)
    assert rest.shape == panel.shape and math.isnan(rest.loc[2003, "b"])
    assert np.nanmax(np.abs(rest)) == pytest.approx(0, abs=1e-9)


def test_what_moves_together_within_states_is_found() -> None:
    rng = np.random.default_rng(1)
    shock = rng.normal(size=(20, 5))
    x = pd.DataFrame(shock + [0, 10, 20, 30, 40], columns=list("abcde"))
    y = pd.DataFrame(shock - [0, 10, 20, 30, 40], columns=list("abcde"))
    assert pooled_correlation(x, y) < -0.9  # between states: the levels
    assert pooled_correlation(without_means(x), without_means(y)) == pytest.approx(1)
    within = without_means(x), without_means(y)
    assert chance_within(*within, times=300) < 0.05
    noise = pd.DataFrame(rng.normal(size=(20, 5)), columns=list("abcde"))
    assert chance_within(without_means(x), without_means(noise), times=300) > 0.02


@pytest.fixture
def record() -> tuple[pd.DataFrame, pd.DataFrame]:
    votes = pd.DataFrame({
        "roll_call": [1, 2, 3, 4, 5], "RUS": list("YNAXY"),
        "AAA": list("YNXYX"), "BBB": list("NYNYN"), "CCC": [None, None, "X", "X", "X"]})
    calls = pd.DataFrame({
        "roll_call": [1, 2, 3, 4, 5], "date": pd.to_datetime(["2020-12-01"] * 5),
        "resolution": [f"A/RES/75/{n}" for n in range(1, 6)]})
    return votes, calls


def test_three_readings_of_an_absence(record) -> None:
    found = absence_treatments(*record, "RUS", ["AAA", "BBB", "CCC"]).set_index("country")
    one = found.loc["AAA"]  # the vote that Russia missed does not count
    assert (one["roll_calls"], one["cast"], one["identical"]) == (4, 2, 2)
    assert (one["excluded"], one["half"], one["withheld"]) == (1, 0.75, 0.5)
    assert (found.loc["BBB", ["excluded", "half", "withheld"]] == 0).all()
    always_away = found.loc["CCC"]
    assert math.isnan(always_away["excluded"])
    assert (always_away["half"], always_away["withheld"]) == (0.5, 0)


def test_left_out_it_is_the_agreement_of_the_votes_chapter(record) -> None:
    ours = absence_treatments(*record, "RUS", ["AAA", "BBB"])
    theirs = agreement(*record, "RUS", ["AAA", "BBB"])
    assert list(ours["excluded"]) == list(theirs["agreement"])


def test_labels_keep_apart() -> None:
    points = {"UKR": (1.0, 1.0), "MDA": (1.02, 1.01), "GEO": (1.01, 0.99), "TKM": (9.9, 9.9)}
    fig, ax = plt.subplots(figsize=(4, 4))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    fig.draw_without_rendering()
    label_points(ax, points)
    fig.draw_without_rendering()
    # Without the lines that lead to the points, and the room that letters leave above and below.
    boxes = [Text.get_window_extent(text).padded(-3) for text in ax.texts]
    assert len(boxes) == len(points)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    frame = ax.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 + 4 for box in boxes)
    plt.close(fig)
