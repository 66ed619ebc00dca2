"""The five periods. Their boundaries are parameters: `periods(boundary_p4="2012-05-07")`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """A period: from `start` to before `end`; annual data belong to it from `first_year` on."""

    code: str
    label: str
    start: date
    end: date | None
    first_year: int


# Boundary, and the first year whose annual figures belong to the period. 1993 stays with the
# passive period although the Concept is of April: two of the essays write 1991-93.
_DEFAULTS = {
    "P1": ("Passive", "1991-12-26", 1992),
    "P2": ("Integration", "1993-04-23", 1994),
    "P3": ("Pragmatism", "2000-01-01", 2000),
    "P4": ("Bottom-line diplomacy", "2013-11-21", 2014),
    "P5": ("After the invasion", "2022-02-24", 2022),
}
_MID_YEAR = (7, 2)


def periods(**boundaries: str) -> tuple[Period, ...]:
    """The five periods in order, with other boundaries where `boundary_p2` to `boundary_p5` say.

    Raises
    ------
    ValueError
        For an unknown boundary, a date that is none, or periods that are out of order.
    """
    unknown = set(boundaries) - {f"boundary_{code.lower()}" for code in _DEFAULTS}
    if unknown:
        raise ValueError(f"unknown boundaries: {sorted(unknown)}")
    starts, years = {}, {}
    for code, (_, start, year) in _DEFAULTS.items():
        given = boundaries.get(f"boundary_{code.lower()}", start)
        starts[code] = date.fromisoformat(str(given))
        years[code] = year if given == start else first_year(starts[code])
    if list(starts.values()) != sorted(set(starts.values())):
        raise ValueError(f"periods out of order: {starts}")
    ends = [*list(starts.values())[1:], None]
    return tuple(
        Period(code, _DEFAULTS[code][0], starts[code], end, years[code])
        for code, end in zip(starts, ends, strict=True)
    )


def first_year(start: date) -> int:
    """The first year that lies mostly after `start`: annual figures know no halves."""
    return start.year if (start.month, start.day) < _MID_YEAR else start.year + 1


PERIODS = periods()
