"""Memberships by year, derived from the dated events, and where other sources disagree.

The dated events (`memberships`) say from when to when a state had which standing. Two annual
sources stand beside them, never merged: Correlates of War to 2014 (`igo_cow`) and the editions of
the Factbook (`igo_factbook`). `disagreements` lists where they differ, for the reader to judge.
"""

from __future__ import annotations

import pandas as pd

from analysis.errors import InputError

KEY = ["organisation", "country", "year"]
COW, FACTBOOK = "Correlates of War v3.0", "CIA World Factbook"
# Standings in few words: what the three sources call differently is one and the same here.
STANDING = {
    "member": "member", "party": "member", "partner": "member", "suspended": "member",
    "listed": "member", "new member": "member",
    "participant": "lesser", "signatory": "lesser", "associate": "lesser", "observer": "lesser",
    "dialogue partner": "lesser", "guest": "lesser", "candidate": "lesser", "applicant": "lesser",
    "ended": "none",
}  # fmt: skip
NONE = "none"


def by_year(memberships: pd.DataFrame, until: int | None = None) -> pd.DataFrame:
    """The standing of each state in each organisation on 31 December.

    Parameters
    ----------
    memberships
        The table of that name.
    until
        Last year; if None, the latest year that any row of the table names. A standing whose
        `last_year` is empty is taken to hold until then.

    Returns
    -------
    country, organisation, year, status, sorted; no row where a state has no standing.

    Raises
    ------
    InputError
        Where two rows give one state two standings in one organisation and year.
    """
    starts = memberships["start"].str[:4].astype(int)
    lasts = memberships["last_year"]
    until = int(max(starts.max(), lasts.max())) if until is None else until
    ends = lasts.fillna(until).astype(int).clip(upper=until)
    rows = [
        (row.country, row.organisation, year, row.status)
        for row, first, last in zip(memberships.itertuples(), starts, ends, strict=True)
        for year in range(first, last + 1)
    ]
    table = pd.DataFrame(rows, columns=["country", "organisation", "year", "status"])
    twice = table[table.duplicated(KEY)]
    if len(twice):
        row = twice.iloc[0]
        rule = f"two standings of {row['country']} in {row['organisation']} at the end of"
        raise InputError("memberships", f"{rule} {row['year']}")
    return table.sort_values(["country", "organisation", "year"], ignore_index=True)


def disagreements(
    memberships: pd.DataFrame, igo_cow: pd.DataFrame, igo_factbook: pd.DataFrame
) -> pd.DataFrame:
    """Where an annual source gives a state another standing than the dated events.

    Compared are the organisations that both know, in the years in which the other source names at
    least one member of the organisation: before, its silence means nothing. An edition of the
    Factbook stands for 31 December of the year before it, and a state without a text in an edition
    is left out.

    Returns
    -------
    source, organisation, country, year, ours, theirs: the standings as each words them, "none"
    where a source has none; sorted.
    """
    cow = igo_cow.assign(source=COW)
    factbook = igo_factbook.assign(source=FACTBOOK, year=igo_factbook["edition"] - 1)
    factbook = factbook.drop_duplicates(["country", "organisation", "year"])
    covered = {
        COW: set(zip(igo_cow["country"], igo_cow["year"], strict=True)),
        FACTBOOK: set(zip(factbook["country"], factbook["year"], strict=True)),
    }
    until = int(max(cow["year"].max(), factbook["year"].max()))
    ours = by_year(memberships, until).set_index(KEY)["status"].to_dict()
    parts = [
        _compare(ours, theirs, covered[source])
        for source, theirs in ((COW, cow), (FACTBOOK, factbook))
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["source", *KEY], ignore_index=True)


def _compare(ours: dict, theirs: pd.DataFrame, covered: set[tuple]) -> pd.DataFrame:
    source = theirs["source"].iloc[0]
    other = theirs.set_index(KEY)["status"].to_dict()
    named = set(zip(theirs["organisation"], theirs["year"], strict=True))
    organisations = {organisation for organisation, _, _ in ours}
    keys = {key for key in {*ours, *other}
            if (key[0], key[2]) in named and (key[1], key[2]) in covered
            and key[0] in organisations}  # fmt: skip
    rows = [
        (source, *key, ours.get(key, NONE), other.get(key, NONE))
        for key in sorted(keys)
        if _standing(ours.get(key)) != _standing(other.get(key))
    ]
    return pd.DataFrame(rows, columns=["source", *KEY, "ours", "theirs"])


def _standing(status: str | None) -> str:
    return NONE if status is None else STANDING[status]
