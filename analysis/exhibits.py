"""Exhibits: figures and tables that carry their own evidence.

`figure` and `table` show an exhibit in a notebook: the picture (or HTML table) as any viewer can
show it, a text line with the digest of the plotted values, which nbval compares, and in the
output's metadata all that the site needs: caption, alt text, sources, values as CSV.
"""

from __future__ import annotations

import hashlib
import io
import re

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure

from analysis.records import record

# Enough for any figure of the book, and below the last digits in which two machines may differ.
FLOAT_FORMAT = "%.8g"
DIGEST_LENGTH = 16
CLIP = re.compile(r'<clipPath id="(\w+)">')


def figure(
    exhibit: str,
    picture: Figure,
    data: pd.DataFrame,
    *,
    title: str,
    holds: bool,
    caption: str,
    alt: str,
    tables: list[str],
) -> None:
    """Show a figure as an exhibit.

    Parameters
    ----------
    exhibit
        Stable id, "fig-" and words in lower case.
    picture
        The matplotlib figure. It is closed.
    data
        The plotted values, one row a mark. Offered as CSV; their digest is compared by tests.
    title
        The one point that the figure makes, in a sentence.
    holds
        Whether the data bear the title out. Where not, the page says so.
    caption
        What is shown: unit, coverage, breaks.
    alt
        What one would see; numbers in it computed from the data.
    tables
        Names of the tables it is made from; the source line follows from their records.
    """
    svg = _svg(picture)
    plt.close(picture)
    _show(exhibit, "fig", data, {"image/svg+xml": svg}, title=title, holds=holds,
          caption=caption, alt=alt, tables=tables)


def table(
    exhibit: str,
    data: pd.DataFrame,
    *,
    title: str,
    holds: bool,
    caption: str,
    tables: list[str],
) -> None:
    """Show a table as an exhibit: `data` as it is to be read, its first column naming the rows.

    Parameters are those of `figure`; the id begins with "tbl-".
    """
    text = data.astype(object).where(data.notna(), "").astype(str)
    html = text.to_html(index=False, border=0, escape=True)
    _show(exhibit, "tbl", data, {"text/html": html}, title=title, holds=holds,
          caption=caption, alt="", tables=tables,
          columns=[str(c) for c in text.columns], rows=text.to_numpy().tolist())


def values_csv(data: pd.DataFrame) -> str:
    """The plotted values as CSV text, floats to eight digits, dates as ISO."""
    stream = io.StringIO()
    data.to_csv(stream, index=False, lineterminator="\n", float_format=FLOAT_FORMAT,
                date_format="%Y-%m-%d")
    return stream.getvalue()


def digest(csv: str) -> str:
    """The first 16 hex digits of the sha256 of an exhibit's values."""
    return hashlib.sha256(csv.encode()).hexdigest()[:DIGEST_LENGTH]


def _show(exhibit: str, kind: str, data: pd.DataFrame, shown: dict, **card) -> None:
    _check_card(exhibit, kind, data, card)
    csv = values_csv(data)
    code = digest(csv)
    text = f"{exhibit}: {len(data)} rows, digest {code}"
    if not card["holds"]:
        text += "; ITS TITLE DOES NOT HOLD ON THESE DATA"
    card = card | {"id": exhibit, "kind": kind, "csv": csv, "digest": code,
                   "holds": bool(card["holds"])}
    display({**shown, "text/plain": text}, raw=True, metadata={"exhibit": card})


def _check_card(exhibit: str, kind: str, data: pd.DataFrame, card: dict) -> None:
    """An exhibit that lacks a part is refused when it is made, not found when it is read."""
    problems = []
    if not re.fullmatch(rf"{kind}(-[a-z0-9]+)+", exhibit):
        problems.append(f"the id must be {kind}-words-in-lower-case")
    if data.empty:
        problems.append("it has no values")
    problems += [f"its {part} is empty" for part in ("title", "caption") if not card[part].strip()]
    if kind == "fig" and not card["alt"].strip():
        problems.append("its alt text is empty")
    if card["alt"] and card["alt"] == card["caption"]:
        problems.append("its alt text repeats the caption")
    if not card["tables"]:
        problems.append("it names no table")
    if problems:
        raise ValueError(f"exhibit {exhibit}: {'; '.join(problems)}")
    for name in card["tables"]:
        record(name)


def _svg(picture: Figure) -> str:
    """The figure as SVG with text as text, the same bytes on each run."""
    stream = io.StringIO()
    picture.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    # matplotlib names a clip path after a hash of bounds whose last digit may differ between runs.
    clips = {old: f"clip{number}" for number, old in enumerate(CLIP.findall(stream.getvalue()))}
    return re.sub("|".join(clips) or "$^", lambda match: clips[match[0]], stream.getvalue())
