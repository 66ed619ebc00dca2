"""Monthly rates of HM Revenue & Customs for customs and VAT. Read by `exchange_rates`.

Source: HMRC's monthly lists as the project github.com/matchilling/hmrc-exchange-rates publishes
them: `rate/<year>/<month>.json` with base (GBP), period (start, end) and rates (units for one
pound, as texts). Rates to the dollar are cross rates: units for a pound divided by dollars for a
pound, both of the same list.

Traps:
- A list is fixed in the month before it holds: the rouble of March 2022 is that of before the
  invasion.
- `latest.json` repeats the newest month.
- From August to December 2016 the new Belarusian rouble is quoted under the code of the old one
  (`EXCLUSIONS`); a step that looks like another unit is an error.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from analysis.builders.cells import number
from analysis.builders.reading import read_bytes, read_json
from analysis.errors import InputError

FOLDER = Path("macro/raw/fx_hmrc_monthly/rate")
ADDRESS = "https://github.com/matchilling/hmrc-exchange-rates"
BASE, DOLLAR = "GBP", "USD"
CURRENCIES = ("AMD", "AZN", "BYN", "BYR", "EUR", "GEL", "KGS", "KZT", "MDL", "RUB", "TJS", "TMT",
              "UAH", "UZS")  # fmt: skip
# In each list, so that a list of something else is seen.
ALWAYS = (DOLLAR, "EUR", "KZT", "RUB", "UAH")
FIRST_MONTH = "2015-01"
# Currency, first and last month, reason.
EXCLUSIONS = (
    ("BYR", "2016-08", "2016-12", "new roubles (BYN, 1 to 10,000) under the code of the old ones"),
)
LARGEST_STEP = 3


class Rate(NamedTuple):
    """Units of a currency for one US dollar in a month (YYYY-MM)."""

    currency: str
    month: str
    value: float


def rates(raw: Path) -> Iterator[Rate]:
    """All rates, month by month. Raises InputError where a month is missing or not as above."""
    folder = raw / FOLDER
    files = sorted(folder.glob("[0-9]*/*.json"))
    expected = FIRST_MONTH
    last: dict[str, float] = {}
    for path in files:
        month = "-".join(path.relative_to(folder.parent).as_posix()[5:-5].split("/"))
        if month != expected:
            raise InputError(path, f"the month {expected} should come first")
        for rate in _month(path, month):
            _check_step(path, last, rate)
            yield rate
        expected = _after(month)
    if not files:
        raise InputError(folder, f"no month found; they come from {ADDRESS}")


def _after(month: str) -> str:
    year, number_ = int(month[:4]), int(month[5:])
    return f"{year + number_ // 12}-{number_ % 12 + 1:02}"


def _month(path: Path, month: str) -> Iterator[Rate]:
    content = _content(path)
    last = calendar.monthrange(int(month[:4]), int(month[5:]))[1]
    period = {"start": f"{month}-01", "end": f"{month}-{last}"}
    for key, wanted in (("base", BASE), ("period", period)):
        if content[key] != wanted:
            raise InputError(path, f"{content[key]!r} should be {wanted!r}", column=key)
    listed = content["rates"]
    missing = [c for c in ALWAYS if c not in listed] if isinstance(listed, dict) else ALWAYS
    if missing:
        raise InputError(path, f"no rate of {', '.join(missing)}", column="rates")
    pound = _rate(path, listed, DOLLAR)
    for currency in CURRENCIES:
        if currency in listed and not _is_excluded(currency, month):
            yield Rate(currency, month, _rate(path, listed, currency) / pound)


def _is_excluded(currency: str, month: str) -> bool:
    return any(c == currency and first <= month <= last for c, first, last, _ in EXCLUSIONS)


def _check_step(path: Path, last: dict[str, float], rate: Rate) -> None:
    """Stop at a change of unit. `last` holds the last rate of each currency."""
    before = last.get(rate.currency, rate.value)
    last[rate.currency] = rate.value
    if not 1 / LARGEST_STEP < rate.value / before < LARGEST_STEP:
        rule = f"from {before:g} to {rate.value:g} for a dollar: is the unit the same?"
        raise InputError(path, rule, row="rates", column=rate.currency)


def _content(path: Path) -> dict:
    content = read_json(path, read_bytes(path, ADDRESS))
    missing = [key for key in ("base", "period", "rates")
               if not isinstance(content, dict) or key not in content]  # fmt: skip
    if missing:
        raise InputError(path, f"the list lacks {', '.join(missing)}")
    return content


def _rate(path: Path, listed: dict, currency: str) -> float:
    text = listed[currency]
    if not isinstance(text, str):
        raise InputError(path, f"{text!r} is no text", column=currency)
    return number(path, text, row="rates", column=currency, low=0.1, high=1e6)
