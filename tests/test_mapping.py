"""The map helper: the projection is Albers', the drawing stays inside its window and small."""

from __future__ import annotations

import io

import numpy as np
import pytest

from analysis.mapping import MAP_NOW, MAP_PAST, MAP_WAR, Albers, draw_map, middle
from analysis.style import PALETTE, chart

EXTENT = (20, 90, 35, 60)


def test_the_centre_is_the_origin_and_north_is_up() -> None:
    place = Albers(centre=60)
    assert np.allclose(place(60, place.origin), (0, 0))
    assert place(60, 60)[1] > 0 > place(60, 40)[1]
    assert place(70, 50)[0] > 0 > place(50, 50)[0]


def test_equal_cells_of_a_parallel_have_equal_areas_and_areas_follow_the_sphere() -> None:
    """An equal-area map keeps the ratio of areas; on the sphere it is that of the sines."""
    place = Albers()

    def cell(south: float, north: float) -> float:
        edge = np.linspace(60, 61, 200)
        x, y = place(np.concatenate([edge, edge[::-1]]),
                     np.concatenate([np.full(200, south), np.full(200, north)]))
        return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2

    def sphere(south: float, north: float) -> float:
        return np.sin(np.radians(north)) - np.sin(np.radians(south))

    assert cell(35, 36) / cell(65, 66) == pytest.approx(sphere(35, 36) / sphere(65, 66), rel=1e-3)


def test_the_meridian_of_180_degrees_is_no_edge() -> None:
    place = Albers()
    assert np.allclose(place(181, 65), place(-179, 65))


@pytest.mark.parametrize(("state", "longitude", "latitude"), [
    ("UKR", (22, 40), (44, 53)), ("KAZ", (46, 88), (40, 56)), ("ARM", (43, 47), (38, 42)),
])
def test_the_middle_of_a_state_lies_in_it(state, longitude, latitude) -> None:
    x, y = middle(state)
    assert longitude[0] < x < longitude[1] and latitude[0] < y < latitude[1]


def test_a_map_of_the_region_is_small_and_the_same_on_each_run() -> None:
    def drawn() -> bytes:
        fig, ax = chart(height=3.5)
        draw_map(ax, EXTENT, {"UKR": MAP_WAR}, areas={"crimea": MAP_PAST})
        stream = io.BytesIO()
        fig.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
        return stream.getvalue()

    first = drawn()
    assert first == drawn()
    assert len(first) < 80_000
    assert MAP_WAR.encode() in first


def test_fills_have_a_counterpart_on_dark_ground() -> None:
    assert {MAP_NOW, MAP_PAST, MAP_WAR} <= set(PALETTE)
