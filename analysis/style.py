"""House style of the charts.

A chart is drawn once, on white; `PALETTE` gives each colour that it may use a name and its
counterpart on dark ground, from which the site makes the dark mode. Width and type are chosen so
that a figure stays readable when it shrinks to a phone's 350 px.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import matplotlib as mpl
import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.countries import COUNTRIES, short
from analysis.periods import PERIODS, Period

WIDTH = 5.6  # inches: 538 px, the most that keeps 10 pt type above 8 px on a phone

INK, MUTED, GRID, GROUND = "#1c1c1c", "#5c5c5c", "#d9d9d9", "#ffffff"
BAND, BAND_HERE = "#f1f1f1", "#fdf0d5"

VOTES = {"Y": "#2166ac", "A": "#f2c46d", "N": "#b2182b", "X": "#f7f7f7"}
VOTE_INK = {"Y": "#fffffe", "A": "#1c1c1d", "N": "#fffffe", "X": "#5c5c5c"}
VOTE_NAMES = {"Y": "yes", "A": "abstain", "N": "no", "X": "absent"}

# colour on white -> colour on dark ground
PALETTE = {
    INK: "#ececec",
    MUTED: "#b0b0b0",
    GRID: "#444b53",
    GROUND: "#121212",
    BAND: "#1d232b",
    BAND_HERE: "#3a301b",
    VOTES["Y"]: "#5aa2e0",
    VOTES["A"]: "#d9a441",
    VOTES["N"]: "#e0606e",
    VOTES["X"]: "#262c34",
    VOTE_INK["Y"]: "#0c0f13",
    VOTE_INK["A"]: "#0c0f14",
    # fills of maps: forces now, forces before, war
    "#8fbbe0": "#2f5f8a",
    "#dbe8f4": "#22364a",
    "#e8a08f": "#8a3a2c",
    "#222222": "#f4f4f4",
    "#0b5fa5": "#4aa3f0",
    "#1f7ac2": "#8cc8f5",
    "#063a66": "#3583cc",
    "#c2500a": "#f08a4b",
    "#9c6b00": "#f5c66b",
    "#7a3206": "#c9642a",
    "#00795a": "#2cc295",
    "#12855f": "#86dfc3",
    "#004d39": "#159a75",
    "#5f7f00": "#b4d871",
    "#395400": "#93bf2f",
    "#7a3b72": "#c98bc0",
    "#a4589b": "#e2bcdc",
    "#45173f": "#a8629d",
}


def use_house_style() -> None:
    """Set matplotlib and seaborn to the house style. Called when `analysis` is imported."""
    mpl.use("agg")
    sns.set_theme(style="white", rc={
        "figure.facecolor": GROUND, "axes.facecolor": "none", "savefig.facecolor": GROUND,
        "figure.constrained_layout.use": True,
        "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Arial", "sans-serif"],
        "font.size": 10, "axes.titlesize": 10, "axes.labelsize": 9.5,
        "xtick.labelsize": 9, "ytick.labelsize": 9, "legend.fontsize": 9,
        "axes.titlelocation": "left", "axes.titleweight": "bold",
        "text.color": INK, "axes.labelcolor": MUTED, "axes.edgecolor": MUTED,
        "xtick.color": MUTED, "ytick.color": MUTED,
        "axes.spines.top": False, "axes.spines.right": False,
        "grid.color": GRID, "grid.linewidth": 0.6, "lines.linewidth": 1.8,
        # Text stays text; the same chart gives the same bytes.
        "svg.fonttype": "none", "svg.hashsalt": "exhibit",
    })


def chart(height: float = 3.4, **subplots) -> tuple[Figure, Axes]:
    """A figure in the house width: `plt.subplots` with `height` in inches."""
    return plt.subplots(figsize=(WIDTH, height), **subplots)


def year_axis(
    ax: Axes,
    first: int,
    last: int,
    *,
    periods: Iterable[Period] = PERIODS,
    here: str | None = None,
    codes: bool = True,
    room: float = 0,
) -> None:
    """Make the x axis one of whole years, with the periods as bands behind it.

    Parameters
    ----------
    first, last
        First and last year of the data.
    periods
        The periods to shade; the one with code `here` stands out.
    codes
        Whether to write the codes of the periods above the bands.
    room
        Years to leave free on the right, for labels at the ends of lines.
    """
    left, right = first - 0.5, last + 0.5
    periods = list(periods)
    ends = [p.first_year - 0.5 for p in periods[1:]] + [right]
    for index, (period, next_start) in enumerate(zip(periods, ends, strict=True)):
        start, end = max(period.first_year - 0.5, left), min(next_start, right)
        if start >= end:
            continue
        colour = BAND_HERE if period.code == here else (BAND, GROUND)[index % 2]
        ax.axvspan(start, end, color=colour, lw=0, zorder=-10)
        if codes:
            ax.text((start + end) / 2, 1.01, period.code, transform=ax.get_xaxis_transform(),
                    ha="center", va="bottom", fontsize=9, color=MUTED)
    ax.set_xlim(left, right + room)
    step = next(step for step in (1, 2, 5, 10) if (last - first) / step <= 8)
    ax.set_xticks([year for year in range(first, last + 1) if year % step == 0])


def line_style(code: str) -> dict:
    """Colour and dash of a state's line, for `ax.plot` and seaborn alike."""
    country = COUNTRIES[code]
    return {"color": country.colour, "linestyle": country.dash}


def label_ends(ax: Axes, ends: dict[str, tuple[float, float]], *, gap: float) -> None:
    """Write the states' names at the ends of their lines, pushed apart by at least `gap`.

    Parameters
    ----------
    ends
        State -> (x, y) of the last point of its line.
    gap
        Least distance of two labels, in units of the y axis.
    """
    label_lines(ax, {short(code): (x, y, COUNTRIES[code].colour)
                     for code, (x, y) in ends.items()}, gap=gap)


def label_lines(ax: Axes, ends: dict[str, tuple[float, float, str]], *, gap: float) -> None:
    """Write words at the ends of lines, pushed apart by at least `gap` units of the y axis.

    Parameters
    ----------
    ends
        Words -> (x, y, colour) of the last point of their line.
    """
    for words, height in spread({words: y for words, (_, y, _) in ends.items()}, gap).items():
        ax.annotate(words, (ends[words][0], height), xytext=(5, 0), textcoords="offset points",
                    va="center", ha="left", fontsize=9, color=ends[words][2],
                    annotation_clip=False)


def spread(heights: dict[str, float], gap: float) -> dict[str, float]:
    """Heights of labels, at least `gap` apart: those too near share the space about their mean."""
    clusters = [[[code], height] for code, height in sorted(heights.items(), key=lambda i: i[1])]
    merged = True
    while merged:
        merged = False
        for low, high in itertools.pairwise(clusters):
            needed = gap * (len(low[0]) + len(high[0])) / 2
            if high[1] - low[1] < needed - 1e-9:
                codes = low[0] + high[0]
                mean = sum(heights[code] for code in codes) / len(codes)
                clusters[clusters.index(low):clusters.index(high) + 1] = [[codes, mean]]
                merged = True
                break
    return {code: mean + gap * (place - (len(codes) - 1) / 2)
            for codes, mean in clusters for place, code in enumerate(codes)}


def vote_grid(ax: Axes, votes) -> None:
    """Draw a grid of votes: states down, resolutions across; colour and letter both tell the vote.

    Parameters
    ----------
    votes
        DataFrame of Y, A, N, X (or empty), index state codes, columns the labels of resolutions.
    """
    for row, (_, line) in enumerate(votes.iterrows()):
        for column, vote in enumerate(line):
            if vote in VOTES:
                ax.add_patch(plt.Rectangle((column, row), 1, 1, fc=VOTES[vote], ec=GROUND, lw=1.5))
                ax.text(column + 0.5, row + 0.52, "–" if vote == "X" else vote, ha="center",
                        va="center", fontsize=9, color=VOTE_INK[vote])
    ax.set(xlim=(0, votes.shape[1]), ylim=(votes.shape[0], 0))
    ax.set_xticks([i + 0.5 for i in range(votes.shape[1])], votes.columns)
    ax.set_yticks([i + 0.5 for i in range(votes.shape[0])], [short(c) for c in votes.index])
    ax.tick_params(length=0, labelcolor=INK)
    ax.xaxis.tick_top()
    sns.despine(ax=ax, left=True, bottom=True)


def vote_key(ax: Axes, *, below: float = 0.16) -> None:
    """The key of the vote colours under a chart, `below` inches under its axes, spelled out."""
    place = ax.transAxes + mpl.transforms.ScaledTranslation(
        0, -below, ax.figure.dpi_scale_trans)
    for index, (vote, name) in enumerate(VOTE_NAMES.items()):
        x = 0.02 + 0.2 * index
        ax.text(x, 0, "–" if vote == "X" else vote, transform=place, ha="center", va="center",
                fontsize=9, color=VOTE_INK[vote],
                bbox={"fc": VOTES[vote], "ec": GRID, "lw": 0.5, "boxstyle": "square,pad=0.25"})
        ax.text(x + 0.035, 0, name, transform=place, va="center", fontsize=9, color=INK)
