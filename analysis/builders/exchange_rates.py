"""Exchange rates to the US dollar, daily and monthly, from three publishers side by side.

Writes `exchange_rates_daily` (Bank of Russia, National Bank of Ukraine) and
`exchange_rates_monthly` (National Bank of Ukraine, HM Revenue & Customs). The modules `cbr`, `nbu`
and `hmrc` read the files and tell their traps. The same currency from two publishers stays two
series: `source` is in the key. Nothing is filled: a day without a new list has no row.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.builders import cbr, hmrc, nbu

TABLES = ("exchange_rates_daily", "exchange_rates_monthly")
# The digits of cross rates: their parts have no more.
CROSS_DIGITS = 6


def build(raw: Path) -> dict[str, pd.DataFrame]:
    """Make both tables from the files below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `exchange_rates_daily` (currency, source, date, value) and `exchange_rates_monthly` (currency,
    source, month, value), sorted by their keys. Values are units of the currency for one US dollar;
    roubles are new ones throughout.

    Raises
    ------
    InputError
        Where a file is missing, broken or of another layout, or a value is double or impossible.
    """
    daily, monthly = nbu.rates(raw)
    days = [("RUB", "CBR", r.date, r.value) for r in cbr.rates(raw)]
    days += [(r.currency, "NBU", r.date, _cross(r.value)) for r in daily]
    months = [(r.currency, "NBU", r.date[:7], _cross(r.value)) for r in monthly]
    months += [(r.currency, "HMRC", r.month, _cross(r.value)) for r in hmrc.rates(raw)]
    return {
        "exchange_rates_daily": _table(days, "date"),
        "exchange_rates_monthly": _table(months, "month"),
    }


def _cross(value: float) -> float:
    return float(f"{value:.{CROSS_DIGITS}g}")


def _table(rows: list[tuple], when: str) -> pd.DataFrame:
    key = ["currency", "source", when]
    table = pd.DataFrame(rows, columns=[*key, "value"])
    return table.sort_values(key, ignore_index=True)
