"""What changed: tables, exhibits, values, statements and verdicts, between two states of the book.

A rerun is compared with what git holds (the last edition, or any revision), a variant with the
book. The page "What changed" is made from the file that `write` leaves beside it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from analysis.paths import CHANGES, CHAPTERS, data_folder, shown
from analysis.prose import statement_words
from analysis.records import records, replace_file
from analysis.revisions import in_words, last_edition, unpack
from analysis.site.executed import Page, read_page

HOLDS = {True: "holds", False: "does not hold"}
CARD = ("id", "kind", "title", "holds", "alt", "csv", "columns", "rows")


@dataclass(frozen=True)
class Change:
    """One difference: its kind, where it is (a page, a table), its name, before and after.

    `before` is empty for what is new, `after` for what is gone. `detail` holds for a table the
    counts of rows, for an exhibit both states of it, for a statement its words.
    """

    kind: str
    where: str
    name: str
    before: str
    after: str
    detail: dict = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.before:
            return f"{self.kind} {self.name}: new, {self.after}"
        return f"{self.kind} {self.name}: {self.before} -> {self.after or 'gone'}"


@dataclass(frozen=True)
class Comparison:
    """The differences from a state of the book, which `since` names in words."""

    since: str
    changes: list[Change]

    def to_text(self) -> str:
        """A heading, then lines under a heading for each page or group of tables."""
        if not self.changes:
            return f"nothing has changed since {self.since}"
        lines = [f"since {self.since}:"]
        for where in dict.fromkeys(change.where for change in self.changes):
            lines += [where, *(f"  {one}" for one in self.changes if one.where == where)]
        return "\n".join(lines)

    def to_json(self) -> str:
        """`since` and a list of changes, each with the fields of `Change` that say something."""
        changes = [{key: part for key, part in asdict(one).items() if key != "detail" or part}
                   for one in self.changes]
        content = {"since": self.since, "changes": changes}
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def changes(since: str | None = None) -> Comparison:
    """The differences between the working copy and a revision.

    Parameters
    ----------
    since
        A git revision; if None, the last edition (newest tag "edition-..."), or the last commit
        where there is none.

    Raises
    ------
    InputError
        Where the folder is no git checkout or has no such revision.
    """
    revision = since or last_edition() or "HEAD"
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder)
        unpack(revision, before)
        found = [*_tables(before / "data", data_folder()), *_pages(before / "chapters", CHAPTERS)]
        return Comparison(in_words(revision), found)


def compare_chapters(since: str, before: Path, after: Path) -> Comparison:
    """The differences between two folders of chapters."""
    return Comparison(since, list(_pages(before, after)))


def write(found: Comparison, chapters: Path = CHAPTERS) -> str:
    """Put a comparison where the page "What changed" reads it; returns a line that says so."""
    path = chapters / CHANGES.relative_to(CHAPTERS)
    replace_file(path, found.to_json().encode())
    return f"{shown(path)}: {len(found.changes)} changes since {found.since}"


def _tables(before: Path, after: Path) -> Iterator[Change]:
    old, new = records(before), records(after)
    for name in sorted(old.keys() | new.keys()):
        frames = [_frame(known[name].path) if name in known else None for known in (old, new)]
        if frames[0] is None:
            yield Change("table", "tables", name, "", f"{len(frames[1])} rows")
        elif frames[1] is None:
            yield Change("table", "tables", name, f"{len(frames[0])} rows", "")
        elif not frames[0].equals(frames[1]):
            key = new[name].resource["schema"].get("primaryKey")
            counts = _rows(*frames, [key] if isinstance(key, str) else key)
            yield Change("table", "tables", name, f"{len(frames[0])} rows",
                         _rows_in_words(len(frames[1]), counts), counts)


def _frame(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _rows(old: pd.DataFrame, new: pd.DataFrame, key: list[str] | None) -> dict:
    """How many rows were added, removed and revised, and the largest revision of a number.

    Empty where the two have no key in common.
    """
    if not key or not set(key) <= set(old.columns) & set(new.columns):
        return {}
    old, new = old.set_index(key), new.set_index(key)
    both = old.index.intersection(new.index)
    shared = [column for column in new.columns if column in old.columns]
    differs = old.loc[both, shared] != new.loc[both, shared]
    return {
        "added": len(new.index.difference(old.index)),
        "removed": len(old.index.difference(new.index)),
        "revised": int(differs.any(axis=1).sum()),
        **_largest_revision(old.loc[both, shared][differs], new.loc[both, shared][differs]),
    }


def _rows_in_words(rows: int, counts: dict) -> str:
    if not counts:
        return f"{rows} rows, not comparable row by row"
    text = ", ".join(f"{counts[what]} {what}" for what in ("added", "removed", "revised"))
    largest = counts.get("largest")
    if largest:
        text += f"; largest revision: {largest['place']}, {largest['old']:g} to {largest['new']:g}"
    return f"{rows} rows: {text}"


def _largest_revision(old: pd.DataFrame, new: pd.DataFrame) -> dict:
    numbers = [frame.apply(pd.to_numeric, errors="coerce").stack() for frame in (old, new)]
    both = pd.concat(numbers, axis=1, keys=["old", "new"]).dropna()
    if both.empty:
        return {}
    moved = ((both["new"] - both["old"]).abs() / both["old"].abs().where(lambda x: x > 0)).fillna(0)
    row = moved.idxmax()
    return {"largest": {"place": " ".join(str(part) for part in row),
                        "old": float(both.loc[row, "old"]), "new": float(both.loc[row, "new"])}}


def _pages(before: Path, after: Path) -> Iterator[Change]:
    notebooks = sorted({path.relative_to(folder) for folder in (before, after)
                        for path in folder.rglob("*.ipynb")})
    for path in notebooks:
        where = f"chapters/{path.with_suffix('').as_posix()}"
        there = [(folder / path).exists() for folder in (before, after)]
        if not all(there):
            yield Change("page", "pages", where, *("there" if one else "" for one in there))
            continue
        old, new = read_page(before / path), read_page(after / path)
        words = statement_words(after / path, new.values)
        for kind, olds, news in _contents(old, new):
            for name in olds | news:
                if olds.get(name) != news.get(name):
                    yield Change(kind, where, name, olds.get(name, ""), news.get(name, ""),
                                 _detail(kind, name, old, new, words))


def _contents(old: Page, new: Page) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Kind by kind what two states of a page say, as texts by name."""
    for kind, texts in (
        ("exhibit", lambda page: {k: _exhibit(card) for k, card in page.exhibits.items()}),
        ("value", lambda page: page.values),
        ("statement", lambda page: {k: HOLDS[holds] for k, holds in page.statements.items()}),
        ("verdict", lambda page: {k: claim["verdict"] for k, claim in page.claims.items()}),
    ):
        yield kind, texts(old), texts(new)


def _exhibit(card: dict) -> str:
    title = "" if card["holds"] else ", its title does not hold"
    return f"values {card['digest']}{title}"


def _detail(kind: str, name: str, old: Page, new: Page, words: dict[str, str]) -> dict:
    if kind == "exhibit":
        return {state: _card(page, name) for state, page in (("before", old), ("after", new))
                if name in page.exhibits}
    if kind == "statement" and name in words:
        return {"words": words[name]}
    if kind == "verdict":
        return {"words": (new.claims.get(name) or old.claims[name]).get("says", "")}
    return {}


def _card(page: Page, name: str) -> dict:
    """What the page shows of one state of an exhibit."""
    card = {key: part for key, part in page.exhibits[name].items() if key in CARD}
    return card | ({"svg": page.pictures[name]} if name in page.pictures else {})
