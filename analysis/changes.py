"""What changed: tables, exhibits, values, statements and verdicts, against a revision of the book.

A rerun is compared with what git holds: the last edition, or any revision.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import InputError
from analysis.paths import CHAPTERS, ROOT, data_folder
from analysis.records import records
from analysis.site.executed import Page, read_page

EDITIONS = "edition-*"
HOLDS = {True: "holds", False: "does not hold"}


@dataclass(frozen=True)
class Change:
    """One difference: its kind, where it is (a page, a table), its name, before and after.

    `before` is empty for what is new, `after` for what is gone.
    """

    kind: str
    where: str
    name: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.kind} {self.name}: new, {self.after}"
        return f"{self.kind} {self.name}: {self.before} -> {self.after or 'gone'}"


def changes(since: str | None = None) -> list[Change]:
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
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder)
        _unpack(since or _last_edition(), before)
        found = [*_tables(before / "data", data_folder()), *_pages(before / "chapters", CHAPTERS)]
    return found


def to_text(found: list[Change]) -> str:
    """The changes as lines, under a heading for each page or group of tables."""
    lines: list[str] = []
    for where in dict.fromkeys(change.where for change in found):
        lines += [where, *(f"  {change}" for change in found if change.where == where)]
    return "\n".join(lines) or "nothing changed"


def to_json(found: list[Change]) -> str:
    """The changes as JSON: a list of objects with the fields of `Change`."""
    return json.dumps([asdict(change) for change in found], indent=1, ensure_ascii=False) + "\n"


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        raise InputError(f"git {' '.join(arguments)}", reason[-1])
    return done.stdout


def _last_edition() -> str:
    tags = _git("tag", "--list", EDITIONS, "--sort=-creatordate").decode().split()
    return tags[0] if tags else "HEAD"


def _unpack(revision: str, folder: Path) -> None:
    """Put the tables and chapters of a revision into a folder."""
    _git("rev-parse", "--verify", f"{revision}^{{commit}}")
    content = _git("archive", "--format=tar", revision, "chapters", "data")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")


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
            yield Change("table", "tables", name, f"{len(frames[0])} rows", _rows(*frames, key))


def _frame(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _rows(old: pd.DataFrame, new: pd.DataFrame, key: str | list[str] | None) -> str:
    """What happened to a table's rows, in words, with the largest revision of a number."""
    columns = [key] if isinstance(key, str) else key
    if not columns or not set(columns) <= set(old.columns) & set(new.columns):
        return f"{len(new)} rows, not comparable row by row"
    old, new = old.set_index(columns), new.set_index(columns)
    both = old.index.intersection(new.index)
    shared = [column for column in new.columns if column in old.columns]
    differs = old.loc[both, shared] != new.loc[both, shared]
    text = (f"{len(new)} rows: {len(new.index.difference(old.index))} added, "
            f"{len(old.index.difference(new.index))} removed, {int(differs.any(axis=1).sum())} "
            "revised")
    largest = _largest_revision(old.loc[both, shared][differs], new.loc[both, shared][differs])
    return f"{text}{largest}"


def _largest_revision(old: pd.DataFrame, new: pd.DataFrame) -> str:
    numbers = [frame.apply(pd.to_numeric, errors="coerce").stack() for frame in (old, new)]
    both = pd.concat(numbers, axis=1, keys=["old", "new"]).dropna()
    if both.empty:
        return ""
    moved = ((both["new"] - both["old"]).abs() / both["old"].abs().where(lambda x: x > 0)).fillna(0)
    row = moved.idxmax()
    place = " ".join(str(part) for part in row)
    return f"; largest revision: {place}, {both.loc[row, 'old']:g} to {both.loc[row, 'new']:g}"


def _pages(before: Path, after: Path) -> Iterator[Change]:
    notebooks = sorted({path.relative_to(folder) for folder in (before, after)
                        for path in folder.rglob("*.ipynb")})
    for path in notebooks:
        where = f"chapters/{path.with_suffix('').as_posix()}"
        there = [(folder / path).exists() for folder in (before, after)]
        if not all(there):
            yield Change("page", "pages", where, *("there" if one else "" for one in there))
            continue
        pages = [read_page(folder / path) for folder in (before, after)]
        for kind, old, new in _contents(*pages):
            for name in old | new:
                if old.get(name) != new.get(name):
                    yield Change(kind, where, name, old.get(name, ""), new.get(name, ""))


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
