"""Builders: each turns one publisher's files into tables of the book.

A builder is a module with `TABLES` (the names of the tables that it writes) and
`build(raw) -> dict[str, DataFrame]`, where `raw` is the root of the publishers' files
(`raw/votes/raw/...`). It reads, checks and returns; it never prints, writes or downloads.

To add a source: write such a module here, add it to `SOURCES`, give each of its tables a record
in `data/datapackage.json` whose `builder` names the module, and test it with a small raw folder.
"""

from __future__ import annotations

from types import ModuleType

from analysis.builders import (
    abel_cohen,
    armenia_transfers,
    atop,
    cow_igo,
    cow_trade,
    ert,
    eurostat,
    exchange_rates,
    factbook_archive,
    factbook_trade,
    factbook_weekly,
    gsdb,
    ideal_points,
    inflation,
    natural_earth,
    polity,
    remittance_matrix,
    rosstat,
    trade_armenia,
    trade_georgia,
    trade_kazakhstan,
    trade_kyrgyzstan,
    trade_uzbekistan,
    ucdp,
    undesa,
    undl,
    unhcr,
    vdem,
    vdem_v16,
    vetoes,
    wdi,
    wgi,
    wits,
)

SOURCES: dict[str, ModuleType] = {
    "undl": undl,
    "ideal_points": ideal_points,
    "vetoes": vetoes,
    "wdi": wdi,
    "exchange_rates": exchange_rates,
    "rosstat": rosstat,
    "wits": wits,
    "cow_trade": cow_trade,
    "trade_kazakhstan": trade_kazakhstan,
    "trade_kyrgyzstan": trade_kyrgyzstan,
    "trade_uzbekistan": trade_uzbekistan,
    "trade_armenia": trade_armenia,
    "trade_georgia": trade_georgia,
    "eurostat": eurostat,
    "factbook_trade": factbook_trade,
    "inflation": inflation,
    "vdem": vdem,
    "vdem_v16": vdem_v16,
    "ert": ert,
    "wgi": wgi,
    "polity": polity,
    "natural_earth": natural_earth,
    "abel_cohen": abel_cohen,
    "armenia_transfers": armenia_transfers,
    "remittance_matrix": remittance_matrix,
    "undesa": undesa,
    "unhcr": unhcr,
    "atop": atop,
    "cow_igo": cow_igo,
    "factbook_archive": factbook_archive,
    "factbook_weekly": factbook_weekly,
    "gsdb": gsdb,
    "ucdp": ucdp,
}
