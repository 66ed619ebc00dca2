"""Grids of shaded cells."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from analysis.style import GRID, GROUND, INK, VOTE_INK

SHADE = "#0b5fa5"
WHITE_FROM = 0.75  # on a shade as strong as this, or more, numbers are white


def heat(ax: Axes, frame: pd.DataFrame, *, low: float, high: float, form: str = ".0f") -> None:
    """Draw a table as shaded cells with their numbers, rows down.

    Parameters
    ----------
    frame
        Numbers; an empty cell is left blank.
    low, high
        The numbers that have no shade and full shade.
    form
        Format of the numbers in the cells; "" for none.
    """
    for row, (_, line) in enumerate(frame.iterrows()):
        for column, number in enumerate(line):
            if pd.isna(number):
                continue
            shade = min(max((number - low) / (high - low), 0), 1)
            ax.add_patch(plt.Rectangle((column, row), 1, 1, fc=SHADE, alpha=shade, lw=0))
            ax.add_patch(plt.Rectangle((column, row), 1, 1, fc="none", ec=GROUND, lw=1.2))
            if form:
                ax.text(column + 0.5, row + 0.52, format(number, form), ha="center", va="center",
                        fontsize=9, color=VOTE_INK["Y"] if shade >= WHITE_FROM else INK)
    ax.set(xlim=(0, frame.shape[1]), ylim=(frame.shape[0], 0))
    ax.tick_params(length=0, labelcolor=INK)
    for spine in ax.spines.values():
        spine.set_visible(False)


def heat_key(ax: Axes, words: list[str], *, below: float = 0.35) -> None:
    """The key of a grid of shades under it, `below` inches under its axes: light to full."""
    place = ax.transAxes + ScaledTranslation(0, -below, ax.figure.dpi_scale_trans)
    x = 0.0
    for step, word in enumerate(words):
        ax.text(x, 0, "   ", transform=place, fontsize=9, va="center", bbox={
            "fc": SHADE, "alpha": step / (len(words) - 1), "ec": GRID, "lw": 0.5,
            "boxstyle": "square,pad=0.25"})
        ax.text(x + 0.055, 0, word, transform=place, fontsize=9, va="center", color=INK)
        x += 0.1 + 0.0165 * len(word)
