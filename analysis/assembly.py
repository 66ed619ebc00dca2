"""Who votes with whom in the General Assembly: four ways to count, and the subjects of the votes.

`analysis.votes.agreement` is the book's own measure. This module sets others beside it, compares
any two states, and sorts roll calls by what they are about.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.votes import without_repetitions

SCALE = {"Y": 1.0, "A": 0.5, "N": 0.0}  # an absence has no place on it
# What each measure counts; the first is the one that the book uses.
MEASURES = {
    "same": "the same vote, of votes that both cast",
    "half": "the same, and an abstention beside a yes or no counted half",
    "sides": "the same, of votes in which both said yes or no",
    "present": "the same, of all votes, so that an absence counts as a difference",
}
# The first pattern that a heading or title meets decides. Headings are in capitals, titles not.
SUBJECTS = {
    "the region's conflicts": r"Abkhazia|Crimea|Ukraine|occupied territories of Azerbaijan"
                              r"|territory of the Republic of Moldova"
                              r"|Russian Federation in the Human Rights Council|The path to peace",
    "human rights in a state": r"[Ss]ituation (?:of|in the field of) human rights in"
                               r"|[Hh]uman rights situation in|Human rights in (?!the occ|the adm)"
                               r"|Situation in (?:Myanmar|the Syrian)|HUMAN RIGHTS--SYRIAN",
    "Palestine and Middle East": r"PALESTIN|ISRAEL|UNRWA|MIDDLE EAST|LEBANON|JERUSALEM",
    "arms and disarmament": r"DISARM|NUCLEAR|\bARMS\b|WEAPON|MISSILE|OUTER SPACE|LANDMINE|MUNITION"
                            r"|URANIUM|ZONES? OF PEACE|FISSION|WARFARE|INTERNATIONAL SECURITY"
                            r"|MILITARY",
    "human rights at large": r"HUMAN RIGHTS|RACIAL|RACISM|SELF-DETERMINATION|MERCENAR|EXECUTION"
                             r"|PUNISHMENT|\bRIGHTS? (?:TO|OF)\b|WOMEN|CHILD|RELIG|DEMOCRACY"
                             r"|TORTURE|NAZI|APARTHEID|DEFAMATION",
    "colonial territories": r"COLON|NON-SELF-GOVERNING",
    "economy": r"TRADE|DEVELOPMENT|ECONOM|DEBT|COMMODIT|FINANC|SANCTIONS|CUBA--UNITED|COERCI"
               r"|AGENDA 21|TAX",
}
REST = "other"


def letters(votes: pd.DataFrame, roll_calls: pd.DataFrame) -> pd.DataFrame:
    """The grid of votes in order of date, each vote once: index `roll_call`, columns members.

    Parameters
    ----------
    votes, roll_calls
        The tables of these names, or rows of the second.
    """
    once = without_repetitions(votes, roll_calls).sort_values(["date", "roll_call"])
    return votes.set_index("roll_call").loc[once["roll_call"]]


def likeness(one: pd.Series, other: pd.Series | pd.DataFrame,
             measure: str = "same") -> pd.Series | pd.DataFrame:
    """How alike two states voted on each roll call, from 0 to 1; empty where it is not counted.

    Parameters
    ----------
    one, other
        Columns of the grid of `letters`; `other` may be several.
    measure
        A key of `MEASURES`.
    """
    if measure not in MEASURES:
        raise ValueError(f"{measure!r} is no measure: {list(MEASURES)}")
    if isinstance(other, pd.Series):
        return likeness(one, other.to_frame(), measure).iloc[:, 0]
    mine = one.to_numpy(object)[:, None]
    theirs = other.to_numpy(object)
    scale = np.vectorize(lambda vote: SCALE.get(vote, np.nan), otypes=[float])
    if measure == "half":
        found = 1 - np.abs(scale(mine) - scale(theirs))
    else:
        cast = _is_one_of(mine, "YAN") & _is_one_of(theirs, "YAN")
        found = (cast & (mine == theirs)).astype(float)
        counted = {"same": cast, "sides": _is_one_of(mine, "YN") & _is_one_of(theirs, "YN"),
                   "present": _is_one_of(mine, "YANX") & _is_one_of(theirs, "YANX")}[measure]
        found[~counted] = np.nan
    return pd.DataFrame(found, index=other.index, columns=other.columns)


def _is_one_of(votes: np.ndarray, letters_: str) -> np.ndarray:
    return np.logical_or.reduce([votes == letter for letter in letters_])


def pairs(grid: pd.DataFrame, members: list[str], measure: str = "same") -> pd.DataFrame:
    """Mean likeness of each two members over the roll calls of a grid, as a square table."""
    square = {one: likeness(grid[one], grid[members], measure).mean() for one in members}
    table = pd.DataFrame(square).reindex(index=members, columns=members)
    return table.mask(np.eye(len(members), dtype=bool))


def cohesion(grid: pd.DataFrame, members: list[str], least: int = 10) -> float:
    """Mean likeness over all pairs of some members; pairs with too few common votes left out."""
    means = []
    for place, one in enumerate(members):
        alike = likeness(grid[one], grid[members[place + 1:]])
        means += list(alike.mean()[alike.count() >= least])
    return sum(means) / len(means) if means else float("nan")


def subject_of(roll_calls: pd.DataFrame, subjects: pd.DataFrame) -> pd.Series:
    """The subject of each roll call, one of `SUBJECTS` or `REST`, index as of `roll_calls`.

    The United Nations' headings are many and change; the first pattern that meets one of a roll
    call's headings or its title decides.
    """
    headings = subjects.groupby("roll_call")["subject"].agg("; ".join)
    text = (roll_calls["title"].fillna("") + " | "
            + roll_calls["roll_call"].map(headings).fillna(""))
    found = pd.Series(REST, index=roll_calls.index)
    for name, pattern in reversed(SUBJECTS.items()):
        found[text.str.contains(pattern)] = name
    return found
