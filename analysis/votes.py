"""Measures on General Assembly roll calls.

The file of votes is a grid (a row a roll call, a column a member); these functions keep yes,
abstain, no and absent apart throughout.
"""

from __future__ import annotations

import pandas as pd

MIN_BOTH = 10  # votes that both cast in a year: a share of fewer says little


def last_full_year(roll_calls: pd.DataFrame) -> int:
    """The last calendar year of which the record reaches into December."""
    end = roll_calls["date"].max()
    return end.year if end.month == 12 else end.year - 1


def long_votes(votes: pd.DataFrame, members: list[str]) -> pd.DataFrame:
    """The grid of votes as one row a roll call and member: `roll_call`, `country`, `vote`.

    Roll calls held while a state was not a member of the United Nations have no row.
    """
    grid = votes[["roll_call", *members]]
    return grid.melt("roll_call", var_name="country", value_name="vote").dropna()


def without_repetitions(votes: pd.DataFrame, roll_calls: pd.DataFrame) -> pd.DataFrame:
    """The roll calls, each vote once.

    The UN Library records some votes on a resolution of several parts once for each part, and
    marks the parts with brackets or a range: A/RES/50/38[B-III], A/RES/75/254A-C. Such records of
    one resolution with the same date and the same votes of all members are one vote. Parts
    without the mark (46/47B and 46/47C) were voted one by one.
    """
    symbol = roll_calls["resolution"].str.extract(r"^(A/[A-Z]+/[^/]+/\d+)(.*)$")
    marked = symbol[1].str.contains(r"\[|-", na=False)
    parts = roll_calls[marked]
    if parts.empty:
        return roll_calls
    grid = votes[votes["roll_call"].isin(parts["roll_call"])].set_index("roll_call")
    cast = grid.fillna(" ").agg("".join, axis=1)
    key = pd.DataFrame({"base": symbol.loc[marked, 0], "date": parts["date"],
                        "cast": parts["roll_call"].map(cast)})
    return roll_calls[~key.duplicated().reindex(roll_calls.index, fill_value=False)]


def paired_votes(votes: pd.DataFrame, roll_calls: pd.DataFrame, with_: str,
                 members: list[str]) -> pd.DataFrame:
    """Each member's vote beside another state's, as one row a roll call and member.

    Parameters
    ----------
    votes, roll_calls
        The tables of these names.
    with_
        Code of the other state.
    members
        Codes of the members.

    Returns
    -------
    roll_call, country, vote, other, date, year: the roll calls on which both belonged to the
    United Nations; a vote that the record repeats stands once.
    """
    kept = without_repetitions(votes, roll_calls)[["roll_call", "date"]]
    paired = long_votes(votes, members)
    paired = paired.merge(votes[["roll_call", with_]].rename(columns={with_: "other"}))
    paired = paired.merge(kept).dropna(subset=["other"])
    return paired.assign(year=paired["date"].dt.year)


def agreement(votes: pd.DataFrame, roll_calls: pd.DataFrame, with_: str,
              members: list[str]) -> pd.DataFrame:
    """How often each member voted as another one did, by calendar year.

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
    One row a country and year: `roll_calls` (on which the country was a member), `both_cast`
    (both voted yes, no or abstain), `identical`, `absent`, and the shares `agreement` =
    identical / both_cast and `absence` = absent / roll_calls, from 0 to 1. A vote that the record
    repeats is counted once.
    """
    cast = paired_votes(votes, roll_calls, with_, members)
    cast["absent"] = cast["vote"].eq("X")
    cast["both_cast"] = ~cast["absent"] & cast["other"].ne("X")
    cast["identical"] = cast["both_cast"] & cast["vote"].eq(cast["other"])
    counts = cast.groupby(["country", "year"]).agg(
        roll_calls=("roll_call", "size"), both_cast=("both_cast", "sum"),
        identical=("identical", "sum"), absent=("absent", "sum"),
    ).reset_index()
    counts["agreement"] = counts["identical"] / counts["both_cast"].where(counts["both_cast"] > 0)
    counts["absence"] = counts["absent"] / counts["roll_calls"]
    return counts
