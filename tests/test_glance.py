"""Measures of all states side by side: what they count, how they are placed and averaged."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.countries import PARTNERS
from analysis.glance import FRESH, MEASURES, glance, latest, means
from analysis.periods import PERIODS
from analysis.tables import load
from analysis.trade import russia_share
from analysis.votes import MIN_BOTH, agreement


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return glance()


def series(rows: pd.DataFrame, measure: str) -> pd.Series:
    return rows[rows["measure"] == measure].set_index(["country", "year"])["value"]


def small(*figures: tuple[str, int, float]) -> pd.DataFrame:
    frame = pd.DataFrame(figures, columns=["country", "year", "value"])
    return frame.assign(measure="russia")


def test_every_measure_has_figures_of_the_partners_only(rows: pd.DataFrame) -> None:
    assert set(rows["measure"]) == set(MEASURES)
    assert set(rows["country"]) == {one.code for one in PARTNERS}
    assert not rows.duplicated(["measure", "country", "year"]).any()
    assert rows["value"].notna().all()


def test_russia_in_trade_is_the_books_own_measure(rows: pd.DataFrame) -> None:
    book = russia_share()
    book = book[book["flow"] == "turnover"].set_index(["country", "year"])["share"]
    pd.testing.assert_series_equal(series(rows, "russia").sort_index(), book.sort_index(),
                                   check_names=False)


def test_shares_in_trade_have_a_source_and_stay_below_the_whole(rows: pd.DataFrame) -> None:
    trade = rows[rows["measure"].isin(["russia", "europe", "china"])]
    assert trade["source"].notna().all() and rows["source"].isna().any()
    assert trade.groupby(["country", "year", "source"])["value"].sum().max() <= 100


def test_votes_are_those_of_whole_years_with_enough_votes(rows: pd.DataFrame) -> None:
    votes = agreement(load("votes"), load("roll_calls"), "RUS", ["TKM"]).set_index("year")
    mine = series(rows, "agreement")["TKM"]
    few = votes.index[votes["both_cast"] < MIN_BOTH]
    assert len(few) and not set(few) & set(mine.index)
    assert mine[2024] == pytest.approx(100 * votes.loc[2024, "agreement"])
    assert load("roll_calls")["date"].max().year not in mine.index


def test_income_is_measured_by_russias(rows: pd.DataFrame) -> None:
    wdi = load("wdi").query("indicator == 'NY.GDP.PCAP.PP.CD' and year == 2013")
    gdp = wdi.set_index("country")["value"]
    assert series(rows, "income")["KAZ", 2013] == pytest.approx(100 * gdp["KAZ"] / gdp["RUS"])


def test_an_observer_is_no_full_member(rows: pd.DataFrame) -> None:
    bodies = series(rows, "bodies")
    assert bodies["BLR", 2020] > bodies["MDA", 2020]
    assert bodies["EST", 2020] == 0


def test_the_last_figure_has_a_place_unless_it_is_old() -> None:
    found = latest(small(("UKR", 2019, 9.0), ("UKR", 2024, 5.0), ("BLR", 2023, 7.0),
                         ("KAZ", 2024, 5.0), ("TKM", 2024 - FRESH - 1, 99.0))).loc["russia"]
    assert found["value"].to_dict() == {"BLR": 7, "KAZ": 5, "TKM": 99, "UKR": 5}
    assert found["place"].dropna().to_dict() == {"BLR": 1, "KAZ": 2, "UKR": 2}
    assert set(found["of"]) == {3}


def test_a_mean_needs_two_years_of_its_period() -> None:
    found = means(small(("UKR", 1995, 40.0), ("UKR", 1996, 20.0), ("UKR", 2005, 7.0)), PERIODS)
    assert list(found.columns) == [era.code for era in PERIODS]
    assert found.loc[("russia", "UKR")].dropna().to_dict() == {"P2": 30}
