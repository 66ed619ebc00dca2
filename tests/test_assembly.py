"""Who votes with whom: what each measure counts, and how votes are sorted by subject."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.assembly import (
    MEASURES,
    REST,
    SUBJECTS,
    cohesion,
    letters,
    likeness,
    pairs,
    subject_of,
)
from analysis.tables import load
from analysis.votes import agreement


def grid(**columns: str) -> pd.DataFrame:
    """A grid of votes: a column a state, a letter a roll call, a blank before membership."""
    return pd.DataFrame({name: [None if vote == " " else vote for vote in votes]
                         for name, votes in columns.items()})


@pytest.mark.parametrize(("measure", "expected"), [
    ("same", [1, 0, 0, 1, None, None]),
    ("half", [1, 0.5, 0, 1, None, None]),
    ("sides", [1, None, 0, None, None, None]),
    ("present", [1, 0, 0, 1, 0, None]),
])
def test_what_each_measure_counts(measure: str, expected: list) -> None:
    votes = grid(RUS="YYYAYY", UKR="YANAX ")
    found = likeness(votes["RUS"], votes["UKR"], measure)
    assert [None if pd.isna(value) else value for value in found] == expected


def test_an_unknown_measure_is_refused() -> None:
    votes = grid(RUS="Y", UKR="Y")
    with pytest.raises(ValueError, match="no measure"):
        likeness(votes["RUS"], votes["UKR"], "liking")
    assert list(MEASURES)[0] == "same"


def test_the_first_measure_is_the_one_of_the_book() -> None:
    votes, roll_calls = load("votes"), load("roll_calls")
    once = letters(votes, roll_calls)
    year = roll_calls.set_index("roll_call").loc[once.index, "date"].dt.year
    mine = likeness(once["RUS"], once[["BLR", "TKM", "UZB"]]).groupby(year).mean()
    book = agreement(votes, roll_calls, "RUS", ["BLR", "TKM", "UZB"]).pivot(
        index="year", columns="country", values="agreement")
    pd.testing.assert_frame_equal(mine, book, check_names=False, check_freq=False)


def test_pairs_are_the_same_from_both_sides_and_empty_with_oneself() -> None:
    votes = grid(RUS="YYNA", BLR="YYNY", UKR="NYYX")
    square = pairs(votes, ["RUS", "BLR", "UKR"])
    assert square.loc["RUS", "BLR"] == square.loc["BLR", "RUS"] == 0.75
    assert square.loc["RUS", "UKR"] == pytest.approx(1 / 3)
    assert square.isna().sum().sum() == 3


def test_cohesion_leaves_out_pairs_with_too_few_common_votes() -> None:
    votes = grid(RUS="YYNA", BLR="YYNY", UKR="NYYX")
    assert cohesion(votes, ["RUS", "BLR", "UKR"], least=4) == 0.75
    assert pd.isna(cohesion(votes, ["RUS", "BLR"], least=5))


def test_every_roll_call_has_one_subject_and_few_have_none() -> None:
    roll_calls = load("roll_calls")
    found = subject_of(roll_calls, load("subjects"))
    assert set(found) == {*SUBJECTS, REST}
    assert found.eq(REST).mean() < 0.15


@pytest.mark.parametrize(("resolution", "subject"), [
    ("A/RES/ES-11/8", "the region's conflicts"),
    ("A/RES/62/243", "the region's conflicts"),
    ("A/RES/72/282", "the region's conflicts"),
    ("A/RES/71/205", "the region's conflicts"),
    ("A/RES/61/175", "human rights in a state"),
    ("A/RES/67/154", "human rights at large"),
])
def test_known_texts_are_sorted_where_they_belong(resolution: str, subject: str) -> None:
    roll_calls = load("roll_calls")
    found = subject_of(roll_calls, load("subjects"))
    assert found[roll_calls["resolution"].eq(resolution)].item() == subject
