"""Maps: the layers of `data/maps` drawn as plain polygons, in the house style.

Longitudes and latitudes are projected with Albers' equal-area conic (Snyder, Map Projections, USGS
1987, pages 98 to 103, on a sphere): areas are true to each other, and on 42 and 60 degrees north
lengths, too. Rings are cut to the map's extent and simplified to about a pixel, so that a map stays
small as SVG. That a border is drawn, or not, implies no opinion: every caption must say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import ScaledTranslation

from analysis.maps import load_layer
from analysis.style import BAND, GRID, GROUND, INK, MUTED

# Fills on which INK can be read, on white; PALETTE gives their counterparts on dark ground.
MAP_NOW, MAP_PAST, MAP_WAR = "#8fbbe0", "#dbe8f4", "#e8a08f"

PIXELS = 538  # width of a chart
# In pixels and square pixels: what a reader could hardly see is left out, more so abroad.
TOLERANCE, SMALLEST, COARSER = 1.1, 16, 1.6
HATCH = "//////"
ANTIMERIDIAN = 180


@dataclass(frozen=True)
class Albers:
    """Albers' equal-area conic about a central meridian; units are radii of the earth."""

    centre: float = 62
    south: float = 42
    north: float = 60
    origin: float = 50

    def __call__(self, longitude, latitude) -> tuple[np.ndarray, np.ndarray]:
        """x and y of places; longitudes may run over the meridian of 180 degrees."""
        south, north = np.radians(self.south), np.radians(self.north)
        cone = (np.sin(south) + np.sin(north)) / 2
        constant = np.cos(south) ** 2 + 2 * cone * np.sin(south)

        def radius(degrees):
            return np.sqrt(constant - 2 * cone * np.sin(np.radians(degrees))) / cone

        # East and west of the central meridian: 179 and -179 are neighbours in either direction.
        from_centre = (np.asarray(longitude, float) - self.centre + 180) % 360 - 180
        angle = cone * np.radians(from_centre)
        rho = radius(np.asarray(latitude, float))
        return rho * np.sin(angle), radius(self.origin) - rho * np.cos(angle)


def draw_map(
    ax: Axes,
    extent: tuple[float, float, float, float],
    fills: Mapping[str, str],
    *,
    areas: Mapping[str, str],
    other: str = GROUND,
    projection: Albers | None = None,
) -> Albers:
    """Draw the states of the book, their neighbours and the disputed areas.

    Parameters
    ----------
    extent
        West, east, south and north of the map in degrees, as seen along its middle lines.
    fills
        State (as in the layer `countries`) -> colour; states of the book that are missing get
        `other`, neighbours are a background.
    areas
        Disputed area (as in the layer `disputed_areas`) -> colour under its hatching. Those that
        are missing are drawn, too, hatched on the colour `other`.
    projection
        The projection; about the middle of the extent if None.

    Returns
    -------
    The projection, to place labels and markers: `ax.text(*projection(lon, lat), ...)`.
    """
    west, east, south, north = extent
    projection = projection or Albers(centre=(west + east) / 2)
    window = _window(projection, extent)
    ax.set(xlim=window[:2], ylim=window[2:], aspect="equal", anchor="N")  # a key goes below
    ax.axis("off")
    for feature in load_layer("countries")["features"]:
        key, state = feature["properties"]["id"], feature["properties"]["role"] == "state"
        colour = fills.get(key, other) if state else BAND
        # Where a state is cut at 180 degrees, an edge in its own colour hides the cut; its
        # neighbours, drawn after it, draw the common borders.
        cut = _is_cut(feature)
        edge = colour if cut else (MUTED if state else GRID)
        _add(ax, feature, projection, window, coarser=1 if state else COARSER,
             fc=colour, ec=edge, lw=0.6, zorder=1 + state * (1 if cut else 1.5))
    for feature in load_layer("disputed_areas")["features"]:
        colour = areas.get(feature["properties"]["id"], other)
        _add(ax, feature, projection, window, fc=colour, ec=INK, lw=0.5, hatch=HATCH, zorder=3)
    return projection


def middle(key: str, layer: str = "countries") -> tuple[float, float]:
    """Longitude and latitude of the middle of a feature's largest polygon, for its label."""
    feature = next(f for f in load_layer(layer)["features"] if f["properties"]["id"] == key)
    ring = max((np.array(polygon[0]) for polygon in _polygons(feature)), key=_area)
    x, y = ring[:-1].T
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    return (float(((x + np.roll(x, -1)) * cross).sum() / (3 * cross.sum())),
            float(((y + np.roll(y, -1)) * cross).sum() / (3 * cross.sum())))


def _window(projection: Albers, extent: tuple[float, float, float, float]) -> tuple:
    """The rectangle that holds the extent: its sides, walked in small steps, all lie within."""
    west, east, south, north = extent
    along, up = np.linspace(west, east, 50), np.linspace(south, north, 50)
    longitudes = np.concatenate([along, along, np.full(50, west), np.full(50, east)])
    latitudes = np.concatenate([np.full(50, south), np.full(50, north), up, up])
    x, y = projection(longitudes, latitudes)
    return x.min(), x.max(), y.min(), y.max()


def _add(
    ax: Axes, feature: dict, projection: Albers, window: tuple, coarser: float = 1, **look
) -> None:
    left, right, bottom, top = window
    pixel = (right - left) / PIXELS
    margin = 10 * pixel  # what the cut leaves along the sides stays out of sight
    box = (left - margin, right + margin, bottom - margin, top + margin)
    rings = []
    for polygon in _polygons(feature):
        for ring in polygon:
            points = _clip(np.column_stack(projection(*np.array(ring).T)), box)
            if len(points) > 3 and _area(points) > SMALLEST * (coarser * pixel) ** 2:
                rings.append(Path(_simplify(points, TOLERANCE * coarser * pixel), closed=True))
    if rings:
        ax.add_patch(PathPatch(Path.make_compound_path(*rings), joinstyle="round", **look))


def _polygons(feature: dict) -> list:
    geometry = feature["geometry"]
    parts = geometry["coordinates"]
    return [parts] if geometry["type"] == "Polygon" else parts


def _is_cut(feature: dict) -> bool:
    return any(abs(x) == ANTIMERIDIAN for polygon in _polygons(feature) for x, _ in polygon[0])


def _area(points: np.ndarray) -> float:
    x, y = points.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _clip(points: np.ndarray, box: tuple) -> np.ndarray:
    """The closed ring within the box, closed again (Sutherland and Hodgman's way, side by side)."""
    for axis, limit, sign in ((0, box[0], 1), (0, box[1], -1), (1, box[2], 1), (1, box[3], -1)):
        distance = sign * (points[:, axis] - limit)
        if (distance >= 0).all():
            continue
        kept = []
        for a, b, da, db in zip(points, points[1:], distance, distance[1:], strict=False):
            if da >= 0:
                kept.append(a)
            if (da >= 0) != (db >= 0):
                kept.append(a + (b - a) * da / (da - db))
        if not kept:
            return np.empty((0, 2))
        points = np.array([*kept, kept[0]])
    return points


def _simplify(points: np.ndarray, tolerance: float) -> np.ndarray:
    """The ring without points nearer than `tolerance` to the line (Douglas and Peucker)."""
    keep = np.zeros(len(points), bool)
    # A ring has no two ends: it is halved at the point farthest from its first one.
    far = int(np.hypot(*(points - points[0]).T).argmax())
    keep[[0, far, -1]] = True
    spans: list[tuple[int, int]] = [(0, far), (far, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        inner, chord = points[first + 1:last] - points[first], points[last] - points[first]
        length = np.hypot(*chord)
        if length:
            distance = np.abs(chord[0] * inner[:, 1] - chord[1] * inner[:, 0]) / length
        else:
            distance = np.hypot(*inner.T)
        if distance.max() > tolerance:
            split = first + 1 + int(distance.argmax())
            keep[split] = True
            spans += [(first, split), (split, last)]
    return points[keep]


def map_key(
    ax: Axes, entries: Iterable[tuple[str, str, bool]], *, below: float = 0.2, gap: float = 0.2
) -> None:
    """The key of a map, `below` inches under it: lines of a swatch and words, `gap` inches apart.

    Parameters
    ----------
    entries
        Colour, words, and whether the swatch is hatched, for each line.
    """
    inches = ax.figure.dpi_scale_trans + ScaledTranslation(0, 0, ax.transAxes)
    for line, (colour, words, hatched) in enumerate(entries):
        y = -below - line * gap
        ax.add_patch(Rectangle(
            (0.02, y - 0.06), 0.22, 0.12, transform=inches, fc=colour, ec=INK if hatched else MUTED,
            lw=0.5, hatch=HATCH if hatched else None, clip_on=False))
        ax.text(0.32, y, words, transform=inches, fontsize=9, va="center", clip_on=False)
