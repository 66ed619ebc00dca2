"""What a publisher serves itself: which files make an edition, and what is noted of them.

A module `<source>_native.py` reads the publisher's own download, where the builder of the source
reads the copy that the book was first made from. It has

- `TABLES`: the names of the tables that it makes,
- `downloads(ask)`: the files of the newest edition; `ask` fetches a listing of the publisher's,
- `present(raw)`: whether such a download lies in the folder of raw files,
- `build(raw)`: the tables, with the same columns as the builder's,
- `edition(raw)`: what the records are to say of it.

It is registered in `NATIVE` of `analysis/build.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from analysis.errors import InputError

MEGABYTE = 1_000_000
RECEIPT = ".fetched.json"


@dataclass(frozen=True)
class Download:
    """One file of a publisher's.

    Parameters
    ----------
    address
        Where it is served (https).
    path
        Where it goes, below the folder of raw files.
    kind
        What its first bytes must show: csv, html, json, xml, xlsx or zip.
    page
        The page where a person finds it, should the address fail.
    limit
        Largest size in bytes.
    known_hash
        Hash that the publisher prints, as "md5:..." or "sha256:...".
    """

    address: str
    path: str
    kind: str
    page: str
    limit: int = 100 * MEGABYTE
    known_hash: str | None = None


Ask = Callable[[Download], bytes]


@dataclass(frozen=True)
class Edition:
    """What is new with a publisher's edition, for the records of its tables.

    Parameters
    ----------
    vintage
        The publisher's date of the data (ISO).
    address
        Where the files come from.
    files
        The files that were read.
    citation
        How to cite this edition.
    part
        Whether the table also holds rows of other publishers or editions, which stay.
    title
        Title of the publisher's dataset, where it names the edition; None leaves the record's.
    """

    vintage: str
    address: str
    files: tuple[Path, ...]
    citation: str
    part: bool = False
    title: str | None = None

    @property
    def retrieved(self) -> str:
        """Date of the latest download; of a file put there by hand, the date of the file."""
        return max(retrieved(path) for path in self.files)


def receipt(path: Path) -> dict:
    """What `fetch` noted beside a file when it got it; empty where it did not."""
    try:
        noted = json.loads(path.with_name(path.name + RECEIPT).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def retrieved(path: Path) -> str:
    """ISO date on which a file came here."""
    noted = receipt(path).get("retrieved")
    if isinstance(noted, str):
        return noted
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


def newest(folder: Path, dated: Callable[[str], str | None]) -> Path | None:
    """The file of a folder whose name has the latest date; `dated` reads the date from a name."""
    known = {p: found for p in sorted(folder.glob("*")) if (found := dated(p.name))}
    return max(known, key=known.__getitem__) if known else None


def listing(download: Download, content: bytes) -> object:
    """A publisher's listing in JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(download.address, f"the listing is not JSON: {error}") from None


def iso_day(file: Path | str, text: object, column: str) -> str:
    """A date that begins with YYYY-MM-DD, cut to the day."""
    try:
        return date.fromisoformat(str(text)[:10]).isoformat()
    except ValueError:
        raise InputError(file, f"{text!r} is no date", column=column) from None


def need(file: Path | str, found: Iterable[str], wanted: Iterable[str]) -> None:
    """Every wanted column must be there."""
    missing = [name for name in wanted if name not in set(found)]
    if missing:
        raise InputError(file, f"the header lacks the columns {', '.join(missing)}", row=1)
