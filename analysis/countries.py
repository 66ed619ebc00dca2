"""The states of the book: names as the UN uses them, groups, order, colours.

Order and colours are the same in every exhibit. Within a group the states share a hue and differ
in lightness and dash, so that they stay apart in grey print; the hues are safe for colour-blind
readers (after Okabe and Ito).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """A state: ISO 3166-1 alpha-3 code, short English UN name, group, colour, dash."""

    code: str
    name: str
    group: str
    colour: str
    dash: str | tuple = "-"


_DOT, _DASH, _MIXED, _LONG = (0, (1, 1.2)), (0, (4, 1.5)), (0, (5, 1.2, 1, 1.2)), (0, (8, 2))

RUSSIA = Country("RUS", "Russian Federation", "Russia", "#222222")

PARTNERS = (
    Country("UKR", "Ukraine", "Eastern Europe", "#0b5fa5"),
    Country("BLR", "Belarus", "Eastern Europe", "#1f7ac2", _DASH),
    Country("MDA", "Republic of Moldova", "Eastern Europe", "#063a66", _DOT),
    Country("GEO", "Georgia", "South Caucasus", "#c2500a"),
    Country("ARM", "Armenia", "South Caucasus", "#9c6b00", _DASH),
    Country("AZE", "Azerbaijan", "South Caucasus", "#7a3206", _DOT),
    Country("KAZ", "Kazakhstan", "Central Asia", "#00795a"),
    Country("KGZ", "Kyrgyzstan", "Central Asia", "#12855f", _DASH),
    Country("TJK", "Tajikistan", "Central Asia", "#004d39", _DOT),
    Country("TKM", "Turkmenistan", "Central Asia", "#5f7f00", _MIXED),
    Country("UZB", "Uzbekistan", "Central Asia", "#395400", _LONG),
    Country("EST", "Estonia", "Baltic", "#7a3b72"),
    Country("LVA", "Latvia", "Baltic", "#a4589b", _DASH),
    Country("LTU", "Lithuania", "Baltic", "#45173f", _DOT),
)

COUNTRIES = {c.code: c for c in (RUSSIA, *PARTNERS)}
GROUPS = {g: tuple(c.code for c in PARTNERS if c.group == g) for g in
          ("Eastern Europe", "South Caucasus", "Central Asia", "Baltic")}

# Twelve of the fifteen are the post-Soviet space as most of the essays draw it: the eleven
# partners here and Russia. The Baltic states stand beside them for comparison.
CORE = tuple(c.code for c in PARTNERS if c.group != "Baltic")

# Short names for labels where the full name does not fit.
SHORT = {"RUS": "Russia", "MDA": "Moldova"}


def short(code: str) -> str:
    """The name of a state as a chart labels it."""
    return SHORT.get(code, COUNTRIES[code].name)


def names(codes: Iterable[str]) -> str:
    """States as a phrase, in the book's order: "Armenia, Belarus and Kazakhstan"; "none"."""
    wanted = set(codes)
    unknown = wanted - set(COUNTRIES)
    if unknown:
        raise ValueError(f"not states of the book: {sorted(unknown)}")
    listed = [short(code) for code in COUNTRIES if code in wanted]
    if not listed:
        return "none"
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
