"""Votes: what the measures count, on small tables made here and against published totals."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.tables import load
from analysis.votes import agreement, last_full_year, long_votes, without_repetitions

# As the United Nations published them: yes, no, abstain, and not voting where we found it.
PUBLISHED = {
    "A/RES/ES-11/1": (141, 5, 35, 12),
    "A/RES/ES-11/2": (140, 5, 38, None),
    "A/RES/ES-11/3": (93, 24, 58, None),
    "A/RES/ES-11/4": (143, 5, 35, None),
    "A/RES/ES-11/5": (94, 14, 73, None),
    "A/RES/ES-11/6": (141, 7, 32, None),
    "A/RES/ES-11/7": (93, 18, 65, None),
    "A/RES/ES-11/8": (93, 8, 73, None),
    "A/RES/68/262": (100, 11, 58, 24),
}


@pytest.mark.parametrize("resolution", PUBLISHED)
def test_votes_add_up_to_the_published_totals(resolution: str) -> None:
    roll_calls = load("roll_calls").set_index("resolution")
    votes = load("votes").set_index("roll_call").loc[roll_calls.loc[resolution, "roll_call"]]
    counted = votes.value_counts()
    *cast, absent = PUBLISHED[resolution]
    assert [counted[letter] for letter in "YNA"] == cast
    assert absent in (None, counted["X"])
    assert votes.notna().sum() == 193


def test_every_roll_call_adds_up() -> None:
    table = load("roll_calls")
    parts = table[["yes", "no", "abstain", "absent"]]
    pd.testing.assert_series_equal(parts.sum(axis=1), table["members"], check_names=False)
    cast = long_votes(load("votes"), [c for c in load("votes") if c != "roll_call"])
    counted = pd.crosstab(cast["roll_call"], cast["vote"])[["Y", "N", "A", "X"]]
    expected = table.set_index("roll_call").sort_index()[parts.columns]
    assert (counted.sort_index().to_numpy() == expected.to_numpy()).all()


# Five roll calls of made-up states: AAA votes with RUS, BBB against, CCC stays away, DDD joins
# the United Nations in 2022, EEE is there but neither side of the pair ever votes.
VOTES = pd.DataFrame(
    [
        # roll call, RUS, AAA, BBB, CCC, DDD, EEE
        (1, "Y", "Y", "A", "X", None, "X"),
        (2, "X", "X", "Y", "X", None, "Y"),
        (3, "A", "A", "N", "Y", "A", "X"),
        (4, None, "Y", "Y", "Y", "Y", "Y"),  # RUS is no member: says nothing about agreement
        (5, "N", "Y", "N", "N", "X", "X"),
    ],
    columns=["roll_call", "RUS", "AAA", "BBB", "CCC", "DDD", "EEE"],
)
ROLL_CALLS = pd.DataFrame({
    "roll_call": [1, 2, 3, 4, 5],
    "date": pd.to_datetime(["2021-03-01", "2021-12-31", "2022-01-01", "2022-05-01", "2022-06-01"]),
    "resolution": [f"A/RES/75/{n}" for n in range(1, 6)],
})
MEMBERS = ["AAA", "BBB", "CCC", "DDD", "EEE"]
# country, year: roll calls, both cast, identical, absent
EXPECTED = {
    ("AAA", 2021): (2, 1, 1, 1),  # absent together is no agreement
    ("AAA", 2022): (2, 2, 1, 0),  # abstaining together is agreement
    ("BBB", 2021): (2, 1, 0, 0),  # yes against abstain is none
    ("BBB", 2022): (2, 2, 1, 0),
    ("CCC", 2021): (2, 0, 0, 2),
    ("CCC", 2022): (2, 2, 1, 0),
    ("DDD", 2022): (2, 1, 1, 1),  # no row for 2021, when it was no member
    ("EEE", 2021): (2, 0, 0, 1),
    ("EEE", 2022): (2, 0, 0, 2),
}


def counts(table: pd.DataFrame) -> dict:
    columns = table[["country", "year", "roll_calls", "both_cast", "identical", "absent"]]
    return {(row[0], row[1]): row[2:] for row in columns.itertuples(index=False, name=None)}


def test_agreement_keeps_absent_abstaining_and_not_yet_a_member_apart() -> None:
    assert counts(agreement(VOTES, ROLL_CALLS, "RUS", MEMBERS)) == EXPECTED


def test_shares_follow_from_the_counts_and_are_empty_without_common_votes() -> None:
    table = agreement(VOTES, ROLL_CALLS, "RUS", MEMBERS).set_index(["country", "year"])
    assert table.loc[("AAA", 2022), "agreement"] == 0.5
    assert table.loc[("AAA", 2021), "absence"] == 0.5
    assert table["agreement"].isna().to_dict() == {
        key: both_cast == 0 for key, (_, both_cast, _, _) in EXPECTED.items()}


def test_order_of_rows_does_not_matter() -> None:
    mixed = agreement(VOTES.iloc[::-1], ROLL_CALLS.sample(frac=1, random_state=1), "RUS",
                      MEMBERS[::-1])
    assert counts(mixed) == EXPECTED


def test_a_vote_that_the_record_repeats_counts_once() -> None:
    again = ROLL_CALLS[ROLL_CALLS["roll_call"] == 5].assign(roll_call=6)
    roll_calls = pd.concat([ROLL_CALLS, again], ignore_index=True)
    votes = pd.concat([VOTES, VOTES[VOTES["roll_call"] == 5].assign(roll_call=6)])
    named = roll_calls.assign(resolution=[*roll_calls["resolution"][:4], "A/RES/75/5[A]",
                                          "A/RES/75/5[B]"])
    assert list(without_repetitions(votes, named)["roll_call"]) == [1, 2, 3, 4, 5]
    assert counts(agreement(votes, named, "RUS", MEMBERS)) == EXPECTED


@pytest.mark.parametrize("difference", ["vote", "date", "resolution"])
def test_votes_that_differ_in_anything_are_two(difference: str) -> None:
    votes, roll_calls = VOTES.iloc[[0, 0]].copy(), ROLL_CALLS.iloc[[0, 0]].copy()
    votes["roll_call"] = roll_calls["roll_call"] = [1, 2]
    roll_calls["resolution"] = ["A/RES/75/1A-B", "A/RES/75/1[A]"]
    assert len(without_repetitions(votes, roll_calls)) == 1
    if difference == "vote":
        votes["BBB"] = ["A", "X"]
    elif difference == "date":
        roll_calls["date"] = pd.to_datetime(["2021-03-01", "2021-03-02"])
    else:
        roll_calls["resolution"] = ["A/RES/75/1[A]", "A/RES/75/11[A]"]
    assert len(without_repetitions(votes, roll_calls)) == 2


def test_the_record_repeats_as_many_votes_as_its_caveat_says() -> None:
    roll_calls = load("roll_calls")
    once = without_repetitions(load("votes"), roll_calls)
    dropped = roll_calls[~roll_calls["roll_call"].isin(once["roll_call"])]
    base = dropped["resolution"].str.extract(r"A/RES/(\d+/\d+)", expand=False)
    assert base.value_counts().to_dict() == {"50/38": 13, "61/128": 13, "75/254": 3}


@pytest.mark.parametrize(("last", "year"), [("2024-12-31", 2024), ("2024-12-01", 2024),
                                            ("2025-10-30", 2024), ("2025-01-02", 2024)])
def test_a_year_is_full_when_the_record_reaches_december(last: str, year: int) -> None:
    dates = pd.to_datetime(pd.Series(["2023-05-01", last]))
    assert last_full_year(pd.DataFrame({"date": dates})) == year
