"""Measures that several tests share, in the form that `Evidence.measure` takes: `f(read, ...)`."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis import memberships, migration, votes
from analysis.countries import COUNTRIES, PARTNERS

Read = Callable[[str], pd.DataFrame]
STATES = [country.code for country in PARTNERS]


def agreement_with(read: Read, state: str) -> pd.DataFrame:
    """Agreement of the book's states with one of them, by year: see `analysis.votes.agreement`."""
    others = [code for code in COUNTRIES if code != state]
    return votes.agreement(read("votes"), read("roll_calls"), state, others)


def remittances_share(read: Read) -> pd.DataFrame:
    """Remittances from all countries, per cent of GDP: `migration.remittances_share_of_gdp`."""
    return migration.remittances_share_of_gdp(read("wdi"), read("wdi_indicators"))


def standing(read: Read) -> pd.DataFrame:
    """Standing in each organisation on 31 December: see `analysis.memberships.by_year`."""
    return memberships.by_year(read("memberships"))


def indicator(read: Read, code: str) -> pd.DataFrame:
    """One indicator of `wdi` as a table of years (index) by states (columns)."""
    found = read("wdi")
    found = found[found["indicator"].eq(code)]
    return found.pivot(index="year", columns="country", values="value")
