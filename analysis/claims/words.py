"""How the reasons of verdicts tell dates, events, numbers and lists: one wording for all."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

MINUS = "\N{MINUS SIGN}"


def day(date: str | pd.Timestamp) -> str:
    """A date in words, as exact as it is known: 24 February 2022, February 2022, 2022."""
    if isinstance(date, pd.Timestamp):
        date = f"{date:%Y-%m-%d}"
    when = pd.Timestamp(date)
    return {4: f"{when:%Y}", 7: f"{when:%B %Y}", 10: f"{when.day} {when:%B %Y}"}[len(date)]


def entry(event: pd.Series) -> str:
    """An event inside a sentence: Tajikistan is admitted to the customs union (1 March 1999)."""
    return f"{event['title']} ({day(event['date'])})"


def told(*events: pd.Series) -> str:
    """A sentence that tells events: On record: Tajikistan is admitted to ... (1 March 1999)."""
    return f"On record: {'; '.join(map(entry, events))}."


def signed(number: float, form: str = ".2f") -> str:
    """A number that may be below zero, with a proper minus sign."""
    return format(number, form).replace("-", MINUS)


def moved(before: float, after: float) -> str:
    """How a figure changed: fell by 26 per cent."""
    change = 100 * (after / before - 1)
    return f"{'fell' if change < 0 else 'rose'} by {abs(change):.0f} per cent"


def phrase(words: Iterable[object]) -> str:
    """A list as a phrase: 2018, 2019 and 2021; "none"."""
    words = [str(word) for word in words]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]])) or "none"
