"""Official rate of the US dollar from the Bank of Russia's own service.

Renews the rows of the Bank in `exchange_rates_daily`; those of other publishers stay as they are in
the table in place.

Where this was read (the live service could not be asked):
- https://www.cbr.ru/scripts/XML_dynamic.asp?date_req1=01/07/1992&date_req2=...&VAL_NM_RQ=R01235,
  documented at https://www.cbr.ru/development/SXML/; answers quoted in public code and notes of
  2023 to 2026: ValCurs (ID, DateRange1, DateRange2) with Record (Date dd.mm.yyyy, Id), each with
  Nominal, Value with a decimal comma, and VunitRate; encoding windows-1251;
- the first rate is that of 1 July 1992 (public notes of September 2026), and rates before 1998 are
  in old roubles (a public program that divides them by 1,000).

Traps:
- As the service could not be asked, every rate that the table in place has, too, must be the same:
  an old rouble taken for a new one would show.
- An empty range is a valid answer without records: refused here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from analysis.builders import cbr
from analysis.builders.cells import number, only_once
from analysis.builders.native import MEGABYTE, Ask, Download, Edition
from analysis.builders.reading import read_bytes
from analysis.errors import InputError
from analysis.tables import load

TABLES = ("exchange_rates_daily",)

FILE = Path("macro/raw/fx_cbr_xml/XML_dynamic_R01235.xml")
PAGE = cbr.ADDRESS
DOLLAR = "R01235"
SERVICE = "https://www.cbr.ru/scripts/XML_dynamic.asp"
OURS = ("RUB", "CBR")
SAME = 1e-4  # share by which two readings of one rate may differ
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def downloads(_ask: Ask) -> Iterator[Download]:
    """All rates to this day in one answer."""
    today = datetime.now(UTC).date()
    query = f"date_req1={cbr.FIRST_DAY:%d/%m/%Y}&date_req2={today:%d/%m/%Y}&VAL_NM_RQ={DOLLAR}"
    yield Download(f"{SERVICE}?{query}", FILE.as_posix(), "xml", PAGE, 20 * MEGABYTE)


def present(raw: Path) -> bool:
    """Whether an answer of the service lies below `raw`."""
    return (raw / FILE).exists()


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """The table in place with the Bank's rows from the answer below `raw`."""
    table = load(TABLES[0])
    table["date"] = table["date"].dt.strftime("%Y-%m-%d")
    ours = (table["currency"] == OURS[0]) & (table["source"] == OURS[1])
    new = pd.DataFrame(_rates(raw / FILE), columns=["date", "value"])
    _check_overlap(raw / FILE, table[ours], new)
    new = new.assign(currency=OURS[0], source=OURS[1])[list(table.columns)]
    whole = pd.concat([table[~ours], new])
    return {TABLES[0]: whole.sort_values(["currency", "source", "date"], ignore_index=True)}


def edition(raw: Path) -> Edition:
    """The edition by its last rate."""
    last = max(rate.date for rate in _rates(raw / FILE))
    return Edition(
        vintage=last,
        address=SERVICE,
        files=(raw / FILE,),
        citation=f"Bank of Russia, official rate of the US dollar to {last}, {SERVICE}.",
        part=True,
        title="Bank of Russia, official rate of the US dollar",
    )


def _rates(path: Path) -> list[cbr.Rate]:
    root = _root(path)
    if root.tag != "ValCurs" or root.get("ID") != DOLLAR:
        raise InputError(path, f"{root.tag} {root.get('ID')} should be ValCurs {DOLLAR}")
    seen: dict[tuple, int] = {}
    rates = []
    for row, record in enumerate(root.findall("Record"), start=1):
        when = _day(path, row, record.get("Date", ""))
        only_once(path, seen, (when,), row=row, column="Date")
        nominal, value = (_number(path, row, record, name) for name in ("Nominal", "Value"))
        value = cbr.new_roubles(when, value / nominal)
        if not cbr.LOW <= value <= cbr.HIGH:
            rule = f"{value:g} new roubles for a dollar; should be {cbr.LOW:g} to {cbr.HIGH:g}"
            raise InputError(path, rule, row=row, column="Value")
        rates.append(cbr.Rate(f"{when:%Y-%m-%d}", value))
    if not rates:
        raise InputError(path, "the answer has no Record")
    return rates


def _root(path: Path) -> ElementTree.Element:
    content = read_bytes(path, SERVICE)
    if any(d in content for d in DECLARATIONS):
        raise InputError(path, "the answer declares entities")
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise InputError(path, f"not whole XML: {error}") from None


def _day(path: Path, row: int, text: str) -> datetime:
    try:
        return datetime.strptime(text, "%d.%m.%Y")
    except ValueError:
        raise InputError(path, f"{text!r} is no day dd.mm.yyyy", row=row, column="Date") from None


def _number(path: Path, row: int, record: ElementTree.Element, name: str) -> float:
    text = (record.findtext(name) or "").strip().replace(",", ".", 1)
    return number(path, text, row=row, column=name, low=1e-3)


def _check_overlap(path: Path, old: pd.DataFrame, new: pd.DataFrame) -> None:
    both = old.merge(new, on="date", suffixes=("_old", "_new"))
    wrong = both[(both["value_new"] / both["value_old"] - 1).abs() > SAME]
    if len(wrong):
        first = wrong.iloc[0]
        rule = f"{first['value_new']:g} on {first['date']}, the table in place has "
        raise InputError(path, f"{rule}{first['value_old']:g}: another unit?", column="Value")
    missing = set(old["date"]) - set(new["date"])
    if missing:
        raise InputError(path, f"no rate of {min(missing)}, which the table in place has")
