"""What the builders of trade tables share: partners, units, the shape of a table.

A table of flows has the columns reporter, partner, year (or month), flow (seen from the reporter),
value. Values in US dollars are in million current US$ with the publisher's digits: thousands and
billions are moved by a decimal point, not divided in binary.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pandas as pd

from analysis.builders.cells import YEAR
from analysis.errors import InputError
from analysis.trade import EU27

STATES = ("ARM", "AZE", "BLR", "EST", "GEO", "KAZ", "KGZ", "LTU", "LVA", "MDA", "RUS", "TJK",
          "TKM", "UKR", "UZB")  # fmt: skip
OTHERS = ("CHN", "TUR")
PARTNERS = tuple(sorted({*STATES, *EU27, *OTHERS}))
WORLD, EU, CIS = "WLD", "EUU", "CIS"
EXPORT, IMPORT = "export", "import"
YEARLY = ["reporter", "partner", "year", "flow", "value"]


def shifted(value: float, places: int) -> float:
    """A number times ten to the power of `places`, exact in its decimal digits."""
    return float(Decimal(repr(value)).scaleb(places))


def million(thousands: float) -> float:
    """Thousand US$ as million US$."""
    return shifted(thousands, -3)


def total(values: Iterable[float], digits: int = 8) -> float:
    """A sum without the noise of binary addition, to `digits` decimals."""
    return round(math.fsum(values), digits)


def table(
    path: Path, rows: list[dict] | pd.DataFrame, columns: list[str], key: list[str]
) -> pd.DataFrame:
    """Rows as a table sorted by its key. Raises InputError where there are none or two are one."""
    if not len(rows):
        raise InputError(path, "no row of the table was found")
    frame = pd.DataFrame(rows, columns=columns)
    double = frame[frame.duplicated(key)]
    if len(double):
        found = ", ".join(str(v) for v in double.iloc[0][key])
        raise InputError(path, f"two values for {found}")
    frame = frame.astype({c: "int64" for c in ("year", "edition") if c in frame and
                          pd.api.types.is_numeric_dtype(frame[c])})  # fmt: skip
    return frame.sort_values(key, ignore_index=True)


def year_columns(path: Path, header: Iterable[str], known: Iterable[str]) -> list[str]:
    """The columns of a CSV file that are years: all that are not known by name.

    Raises InputError where one is no year, or the years have a gap.
    """
    years = [name for name in header if name not in known]
    wrong = [name for name in years if not YEAR.fullmatch(name)]
    if wrong or not years:
        found = f"the column {wrong[0]!r} is neither known nor a year" if wrong else "no years"
        raise InputError(path, found, row=1)
    if sorted(years) != [str(y) for y in range(int(min(years)), int(max(years)) + 1)]:
        raise InputError(path, "the columns of years have a gap or repeat one", row=1)
    return years


def check_about(
    error: Callable[[str], InputError], whole: float, parts: float, slack: float, what: str
) -> None:
    """The parts must add up to the whole, but for a share `slack` of it."""
    if abs(whole - parts) > slack * abs(whole):
        raise error(f"{what}: {whole:.10g}, but its parts give {parts:.10g}")
