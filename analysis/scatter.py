"""Labels of points in a scatter, placed where they cover neither points nor each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import fsum  # the same in each version of Python, as sum of floats is not

from matplotlib.axes import Axes

from analysis.countries import COUNTRIES, short

SIZE = 9
# Of a letter and a line at that size, in points: DejaVu Sans is about so wide on average.
LETTER, LINE, DOT = 5.5, 10.5, 4.5
# Where a label may stand: share of its width and height to the left and below, and the distance.
RIGHT, LEFT, ABOVE, BELOW = (0, -0.5, 7, 0), (-1, -0.5, -7, 0), (-0.5, 0, 0, 5), (-0.5, -1, 0, -5)
NEAR = (RIGHT, LEFT, ABOVE, BELOW, (0, 0, 4, 3), (0, -1, 4, -3), (-1, 0, -4, 3), (-1, -1, -4, -3))
FAR = tuple((dx, dy, stretch * px, 1.25 * stretch * py) for stretch in (2.6, 4.2, 6)
            for dx, dy, px, py in NEAR[2:])
PLACES = NEAR + FAR
SWEEPS = 4

Box = tuple[float, float, float, float]


def label_points(
    ax: Axes,
    points: Mapping[str, tuple[float, float]],
    avoid: Iterable[tuple[float, float]] = (),
) -> None:
    """Write the states' names beside their points, each where it covers least.

    To be called when limits and layout of the axes are final (`fig.draw_without_rendering()`).

    Parameters
    ----------
    points
        State -> (x, y) in units of the axes.
    avoid
        Other points that no name should cover.
    """
    scale = 72 / ax.figure.dpi

    def place(xy: tuple[float, float]) -> tuple[float, float]:
        x, y = ax.transData.transform(xy) * scale
        return float(x), float(y)

    at = {code: place(xy) for code, xy in points.items()}
    fixed = [_dot(place(xy)) for xy in avoid]
    frame = ax.get_window_extent()
    inside = (frame.x0 * scale, frame.y0 * scale, frame.x1 * scale, frame.y1 * scale)
    # What is best for one name depends on the others: several orders are tried, each in sweeps.
    by_crowd = sorted(at, key=lambda one: -_crowd(at, one))
    by_height, by_side = sorted(at, key=lambda one: at[one][1]), sorted(at, key=lambda one: at[one])
    tried = []
    for order in (by_crowd, by_crowd[::-1], by_height, by_height[::-1], by_side, by_side[::-1]):
        tried.append(_arranged(order, at, fixed, inside))
    chosen = min(tried, key=lambda found: found[0])[1]
    for code, where in chosen.items():
        left, low, _, high = _box(at[code], code, PLACES[where])
        line = {"arrowstyle": "-", "color": COUNTRIES[code].colour, "lw": 0.6, "shrinkA": 1,
                "shrinkB": 3}
        ax.annotate(short(code), points[code], textcoords="offset points",
                    xytext=(left - at[code][0], (low + high) / 2 - at[code][1]),
                    ha="left", va="center", fontsize=SIZE, color=COUNTRIES[code].colour,
                    annotation_clip=False, arrowprops=line if where >= len(NEAR) else None)


def _arranged(order: list[str], at: Mapping, fixed: list[Box], inside: Box) -> tuple[float, dict]:
    """Places (by index) taken in turn and then revised, with what they cost together."""
    dots = {code: _dot(xy) for code, xy in at.items()}
    chosen: dict[str, int] = {}
    total: dict[str, float] = {}
    for code in order * SWEEPS:
        others = [*fixed, *(box for other, box in dots.items() if other != code),
                  *(_box(at[other], other, PLACES[where]) for other, where in chosen.items()
                    if other != code)]
        boxes = [_box(at[code], code, place) for place in PLACES]
        strangers = [xy for other, xy in at.items() if other != code]
        costs = [_cost(at[code], box, others, inside) + _mistaken(at[code], box, strangers)
                 + _far(index) for index, box in enumerate(boxes)]
        total[code] = min(costs)
        chosen[code] = costs.index(total[code])
    return fsum(total.values()), chosen


def _dot(point: tuple[float, float]) -> Box:
    x, y = point
    return x - DOT, y - DOT, x + DOT, y + DOT


def _far(index: int) -> float:
    """What a place costs by itself: the farther from the point, the more."""
    ring = (index - len(NEAR)) // len(NEAR[2:]) + 1 if index >= len(NEAR) else 0
    return 25 * ring + 0.1 * index


def _crowd(at: Mapping, code: str) -> float:
    x, y = at[code]
    return fsum(1 / (1 + abs(x - a) / 40 + abs(y - b) / 12) for a, b in at.values())


def _box(point: tuple[float, float], code: str, place: tuple) -> Box:
    width, (dx, dy, px, py) = LETTER * len(short(code)), place
    x, y = point[0] + dx * width + px, point[1] + dy * LINE + py
    return x, y, x + width, y + LINE


def _cost(point: tuple, box: Box, others: list[Box], inside: Box) -> float:
    """Area that a label shares with others or has outside the axes, and what its line crosses."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    along = [(point[0] + t * (x - point[0]), point[1] + t * (y - point[1]))
             for t in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)]
    crossed = sum(a <= u <= c and b <= v <= d for u, v in along for a, b, c, d in others)
    return (2 * fsum(_shared(box, other) for other in others) + 15 * crossed
            + 3 * (area - _shared(box, inside)))


def _mistaken(point: tuple, box: Box, strangers: list[tuple]) -> float:
    """What it costs that a name stands as near to points of others as to its own."""
    own = _gap(point, box)
    return sum(30 for other in strangers if _gap(other, box) < own + 4)


def _gap(point: tuple, box: Box) -> float:
    x, y = point
    return (max(box[0] - x, x - box[2], 0) ** 2 + max(box[1] - y, y - box[3], 0) ** 2) ** 0.5


def _shared(a: Box, b: Box) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(width, 0) * max(height, 0)
