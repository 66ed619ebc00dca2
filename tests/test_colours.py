"""The colours of the charts for readers who see colours otherwise, on light and dark ground.

Seen as by a reader without one sort of cones: Machado, Oliveira and Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on
Visualization and Computer Graphics 15 (2009), 1291-1298, the matrices of full severity, on linear
RGB. Distances are those of CIE 1976 L*a*b*, in which about 2.3 can just be noticed (Mahy, Van
Eycken and Oosterlinck 1994). Contrast is that of WCAG 2.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pytest

from analysis.countries import COUNTRIES, GROUPS, short
from analysis.notebooks import book_notebooks
from analysis.site.executed import read_page
from analysis.style import (
    BAND,
    BAND_HERE,
    GRID,
    GROUND,
    INK,
    MUTED,
    PALETTE,
    VOTE_INK,
    VOTES,
)

VISIONS = {name: np.array(rows) for name, rows in {
    "all cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}.items()}
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                   [0.0193339, 0.1191920, 0.9503041]])
WHITE = TO_XYZ.sum(axis=1)
MODES = {"light": lambda colour: colour, "dark": PALETTE.__getitem__}
APART = 8  # more than three times what can just be noticed
NEUTRAL = {INK, MUTED, GRID, GROUND, BAND, BAND_HERE, VOTES["X"], *VOTE_INK.values()}
LINES = [INK, MUTED, *(country.colour for country in COUNTRIES.values())]


def linear(colour: str) -> np.ndarray:
    """Red, green and blue as amounts of light, 0 to 1."""
    shares = np.array([int(colour[at:at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def lab(colour: str, vision: str) -> np.ndarray:
    seen = (TO_XYZ @ (VISIONS[vision] @ linear(colour)).clip(0, 1)) / WHITE
    x, y, z = np.where(seen > 216 / 24389, np.cbrt(seen), (24389 / 27 * seen + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, vision: str) -> float:
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


def least_distance(one: str, other: str) -> float:
    """The least of all visions, on light and on dark ground."""
    return min(distance(ground(one), ground(other), vision)
               for ground in MODES.values() for vision in VISIONS)


def contrast(one: str, other: str) -> float:
    low, high = sorted((TO_XYZ @ linear(colour))[1] for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_the_yardsticks_give_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # WCAG's own example
    assert lab("#ff0000", "all cones") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    red, green, blue, grey = "#d62728", "#2ca02c", "#1f77b4", "#7f7f7f"
    assert distance(red, green, "all cones") > 100
    assert distance(red, green, "deuteranopia") < 45 < distance(red, blue, "deuteranopia")
    for vision in VISIONS:
        assert distance(grey, grey, vision) == 0
        assert lab(grey, vision) == pytest.approx(lab(grey, "all cones"), abs=0.1)


def test_states_differ_in_colour_or_in_dash() -> None:
    for one, other in itertools.combinations(COUNTRIES.values(), 2):
        if one.dash == other.dash:
            assert least_distance(one.colour, other.colour) >= APART, (one.code, other.code)
    for codes in GROUPS.values():
        assert len({COUNTRIES[code].dash for code in codes}) == len(codes)


def test_votes_differ_in_colour() -> None:
    for one, other in itertools.combinations(VOTES.values(), 2):
        assert least_distance(one, other) >= 4 * APART, (one, other)


@pytest.mark.parametrize("mode", MODES)
def test_lines_stand_out_from_the_page_and_letters_from_their_cells(mode: str) -> None:
    shown = MODES[mode]
    weak = [(line, ground) for line in LINES for ground in (GROUND, BAND, BAND_HERE)
            if contrast(shown(line), shown(ground)) < 3]
    assert weak == []
    assert all(contrast(shown(VOTES[vote]), shown(VOTE_INK[vote])) >= 4.5 for vote in VOTES)


# Where colours that some readers cannot tell apart need no name of a state.
NAMED_OTHERWISE = {
    "fig-p3-gas": "the colour of Estonia is that of the line named Baltic states",
    "fig-dependence-war": "votes colour bars of one panel, states the points of another",
}


def marks(svg: str) -> dict[str, set[str]]:
    """Colour of the palette -> the dashes in which paths and marks of a picture have it."""
    found = defaultdict(set)
    for style in re.findall(r'<(?:path|use)[^>]*? style="([^"]*)"', svg):
        said = dict(re.findall(r"([\w-]+): ([^;]+)", style))
        for colour in {said.get("fill"), said.get("stroke")} & PALETTE.keys() - NEUTRAL:
            found[colour].add(said.get("stroke-dasharray", ""))
    return found


def alike(svg: str) -> Iterator[tuple[str, str]]:
    """Colours of a picture that a reader may take for one another, in the same dash."""
    for (one, dashes), (other, others) in itertools.combinations(marks(svg).items(), 2):
        if dashes & others and least_distance(one, other) < APART:
            yield one, other


def test_what_colours_alone_do_not_tell_apart_is_named_in_the_picture() -> None:
    names = {state.colour: {short(code), code} for code, state in COUNTRIES.items()}
    unnamed, pairs = set(), 0
    for path in book_notebooks():
        for exhibit, svg in read_page(path).pictures.items():
            words = re.findall(r"[A-Z]\w+", " ".join(re.findall(r"<text[^>]*>([^<]*)", svg)))
            for pair in alike(svg):
                pairs += 1
                if not all(names.get(colour, set()) & {*words} for colour in pair):
                    unnamed.add(exhibit)
    assert pairs > 50
    assert unnamed == NAMED_OTHERWISE.keys()
