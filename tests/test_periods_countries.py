"""Periods and countries: the boundaries, names and colours that every chapter shares."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.countries import CORE, COUNTRIES, GROUPS, PARTNERS, names, short
from analysis.periods import PERIODS, first_year, periods
from analysis.style import BAND, BAND_HERE, GROUND, INK, MUTED, PALETTE, VOTE_INK, VOTES

# --- periods -----------------------------------------------------------------------------------


def test_the_five_periods_are_those_of_the_design() -> None:
    assert [(p.code, p.label, str(p.start), str(p.end), p.first_year) for p in PERIODS] == [
        ("P1", "Passive", "1991-12-26", "1993-04-23", 1992),
        ("P2", "Integration", "1993-04-23", "2000-01-01", 1994),
        ("P3", "Pragmatism", "2000-01-01", "2013-11-21", 2000),
        ("P4", "Bottom-line diplomacy", "2013-11-21", "2022-02-24", 2014),
        ("P5", "After the invasion", "2022-02-24", "None", 2022),
    ]


def test_a_moved_boundary_ends_one_period_where_the_next_begins() -> None:
    moved = periods(boundary_p4="2012-05-07")
    assert (moved[2].end, moved[3].start, moved[3].first_year) == (
        date(2012, 5, 7), date(2012, 5, 7), 2012)
    assert [p for p in moved if p.code not in ("P3", "P4")] == [PERIODS[i] for i in (0, 1, 4)]


def test_the_book_s_own_boundaries_given_again_change_nothing() -> None:
    own = {f"boundary_{p.code.lower()}": str(p.start) for p in PERIODS}
    assert periods(**own) == PERIODS


@pytest.mark.parametrize(("start", "year"), [
    ("2012-01-01", 2012), ("2012-07-01", 2012), ("2012-07-02", 2013), ("2012-12-31", 2013),
])
def test_a_year_belongs_to_the_period_that_has_most_of_it(start: str, year: int) -> None:
    assert first_year(date.fromisoformat(start)) == year


@pytest.mark.parametrize(("boundaries", "message"), [
    ({"boundary_p6": "2030-01-01"}, "boundary_p6"),
    ({"boundary_p4": "2012-02-30"}, "day"),
    ({"boundary_p4": "May 2012"}, "isoformat"),
    ({"boundary_p4": "1999-12-31"}, "out of order"),
    ({"boundary_p4": "2022-02-24"}, "out of order"),
])
def test_boundaries_that_make_no_sense_are_refused(boundaries: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        periods(**boundaries)


# --- countries ---------------------------------------------------------------------------------


def test_fifteen_states_in_four_groups_and_russia() -> None:
    assert list(COUNTRIES) == ["RUS", *(code for group in GROUPS.values() for code in group)]
    assert {g: len(codes) for g, codes in GROUPS.items()} == {
        "Eastern Europe": 3, "South Caucasus": 3, "Central Asia": 5, "Baltic": 3}
    assert set(CORE) == set(COUNTRIES) - {"RUS", *GROUPS["Baltic"]}
    assert len(PARTNERS) == 14


@pytest.mark.parametrize(("codes", "phrase"), [
    ([], "none"),
    (["MDA"], "Moldova"),
    (["KAZ", "BLR"], "Belarus and Kazakhstan"),
    (["LTU", "RUS", "ARM", "ARM"], "Russia, Armenia and Lithuania"),
])
def test_a_list_of_states_reads_as_a_phrase_in_the_book_s_order(codes: list, phrase: str) -> None:
    assert names(codes) == names(reversed(codes)) == phrase


def test_a_state_that_the_book_does_not_treat_is_refused() -> None:
    with pytest.raises(ValueError, match="USA"):
        names(["BLR", "USA"])
    with pytest.raises(KeyError):
        short("USA")


# --- colours -----------------------------------------------------------------------------------


def test_no_two_states_look_alike() -> None:
    assert len({c.colour for c in COUNTRIES.values()}) == len(COUNTRIES)
    assert len({PALETTE[c.colour] for c in COUNTRIES.values()}) == len(COUNTRIES)
    for codes in GROUPS.values():
        assert len({COUNTRIES[code].dash for code in codes}) == len(codes), "same dash, same hue"


def test_every_colour_has_a_counterpart_on_dark_ground() -> None:
    used = {*(c.colour for c in COUNTRIES.values()), *VOTES.values(), *VOTE_INK.values()}
    assert used <= set(PALETTE)
    assert len(set(PALETTE.values())) == len(PALETTE), "two colours would merge in the dark"


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2.2 defines it, 1 to 21."""
    def luminance(colour: str) -> float:
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = [*((ink, ground) for ink in (INK, MUTED) for ground in (GROUND, BAND, BAND_HERE)),
        *((VOTE_INK[vote], VOTES[vote]) for vote in VOTES)]


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_in_charts_is_legible_on_light_and_dark_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5
    assert contrast(PALETTE[ink], PALETTE[ground]) >= 4.5


@pytest.mark.parametrize("code", COUNTRIES)
def test_lines_of_states_stand_out_from_the_ground(code: str) -> None:
    colour = COUNTRIES[code].colour
    assert contrast(colour, GROUND) >= 3
    assert contrast(PALETTE[colour], PALETTE[GROUND]) >= 3
