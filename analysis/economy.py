"""Measures on the tables of prices and exchange rates.

The tables hold what the publishers print; what follows from it is made here.
"""

from __future__ import annotations

import pandas as pd

# ISO 4217 codes of each state's currencies in the tables, in the order of time. The euro came in
# 2011 (EST), 2014 (LVA) and 2015 (LTU); BYR was redenominated 10,000 to 1 in July 2016.
CURRENCIES = {
    "RUS": ("RUB",), "UKR": ("UAH",), "BLR": ("BYR", "BYN"), "MDA": ("MDL",), "GEO": ("GEL",),
    "ARM": ("AMD",), "AZE": ("AZN",), "KAZ": ("KZT",), "KGZ": ("KGS",), "TJK": ("TJS",),
    "TKM": ("TMT",), "UZB": ("UZS",), "EST": ("EEK", "EUR"), "LVA": ("LVL", "EUR"),
    "LTU": ("LTL", "EUR"),
}  # fmt: skip

# The World Bank prints its indices to 0.1, so each may be off by half of it.
INDEX_ERROR = 0.05
MONTHS = 12


def yoy(prices: pd.DataFrame, largest_error: float = 1.0) -> pd.DataFrame:
    """How much prices rose over twelve months, with the error that rounded indices leave.

    Parameters
    ----------
    prices
        The table `prices_monthly`, or rows of it: country, series, month, value (index, rounded to
        0.1).
    largest_error
        Months whose rise is not known within so many percentage points are left out. An index of
        0.3 that is 0.6 a year later rose by something between 57 and 160 %: such are the first
        years of the 1990s wherever prices rose a thousandfold since.

    Returns
    -------
    One row a country, series and month that has an index twelve months before: `value` (% over
    twelve months), `low` and `high` (% that the two rounded indices allow). Sorted by country,
    series and month. A month that the table lacks is not filled.
    """
    if not largest_error > 0:
        raise ValueError(f"largest_error should be above 0, not {largest_error!r}")
    key = ["country", "series", "month"]
    now = prices[[*key, "value"]].copy()
    before = now.rename(columns={"value": "before"})
    later = pd.PeriodIndex(before["month"], freq="M") + MONTHS
    before["month"] = later.strftime("%Y-%m")
    both = now.merge(before, on=key, validate="one_to_one")
    both = both[both["before"] > INDEX_ERROR]
    rise = {
        "value": both["value"] / both["before"],
        "low": (both["value"] - INDEX_ERROR) / (both["before"] + INDEX_ERROR),
        "high": (both["value"] + INDEX_ERROR) / (both["before"] - INDEX_ERROR),
    }
    for name, ratio in rise.items():
        both[name] = 100 * (ratio - 1)
    error = (both["high"] - both["value"]).combine(both["value"] - both["low"], max)
    known = both[error <= largest_error]
    return known[[*key, *rise]].sort_values(key, ignore_index=True)
