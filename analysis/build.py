"""Build tables from publishers' files: build all, validate all, then swap in.

Nothing in `data/` changes unless every table that was built is valid. Tables are swapped together:
all are written beside their places first, then renamed, and the records last. A failure on the way
puts the old ones back; a machine that stops between two renames leaves tables that do not match
their records, which every reader refuses until the build runs again.

Where the folder of raw files holds the publisher's own download (see `analysis.fetch`), it is read
instead of the copy that the book was first made from, and the records follow its edition.
"""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pandas as pd

from analysis.builders import (
    SOURCES,
    cbr_native,
    eurostat_native,
    ideal_points_native,
    ucdp_native,
    undesa_native,
    undl_native,
    unhcr_native,
    wdi_native,
)
from analysis.builders.native import Edition
from analysis.errors import InputError, MissingFileError
from analysis.maps import check_layer, is_layer
from analysis.notebooks import book_notebooks, read
from analysis.paths import data_folder, shown
from analysis.records import (
    PACKAGE,
    Record,
    dump,
    follow_edition,
    follows_edition,
    package,
    record,
    records,
    resources,
    sha256,
    write_hash,
)
from analysis.tables import as_list, check_foreign_keys, parse, read_bytes, to_csv_bytes

NATIVE: dict[str, ModuleType] = {
    "undl": undl_native,
    "ideal_points": ideal_points_native,
    "wdi": wdi_native,
    "exchange_rates": cbr_native,
    "ucdp": ucdp_native,
    "unhcr": unhcr_native,
    "undesa": undesa_native,
    "eurostat": eurostat_native,
}


@dataclass(frozen=True)
class Made:
    """What the files of one source make, valid but not yet in place.

    `frames` holds a table or a map layer's bytes by name; `content` the files of both; `edition` is
    the publisher's, None for the copy that the book was first made from.
    """

    source: str
    frames: dict[str, pd.DataFrame | bytes]
    content: dict[str, bytes]
    edition: Edition | None


def build(sources: list[str], raw: Path, *, dry_run: bool = False) -> list[str]:
    """Build the tables of sources from the publishers' files in `raw`, all of them or none.

    Parameters
    ----------
    sources
        Names of sources; if none is given, all whose files are in `raw`.
    dry_run
        Only say what would change, and which notebooks would then be stale.

    Returns
    -------
    A line a table: its name and what changed; a line a source that was left out, with the file
    that it lacks.
    """
    unknown = set(sources) - set(SOURCES)
    if unknown:
        raise InputError("build", f"no source {sorted(unknown)}; there are {sorted(SOURCES)}")
    made, left_out = [], []
    for source in sources or SOURCES:
        try:
            made.append(_make(source, raw))
        except MissingFileError as error:
            if sources:
                raise
            left_out.append(f"{source}: left out, {error}")
    if not made:
        raise InputError(raw, "the files of no source are here; python -m analysis fetch lists "
                              "where they come from")
    _check_together(made)
    new = _new_files(made)
    lines = [line for one in made for line in _lines(one)]
    if dry_run:
        lines += _would_be_stale(new)
    else:
        _replace_together(new)
    return lines + left_out


def accept(name: str) -> str:
    """Take a table as it now is, changed by hand: validate it and put its hash into the record."""
    content = read_bytes(record(name))
    _validated(record(name), content)
    write_hash(name, content)
    return f"{name}: accepted, {len(content):,} bytes"


def _make(source: str, raw: Path) -> Made:
    module, edition = SOURCES[source], None
    if source in NATIVE and NATIVE[source].present(raw):
        module = NATIVE[source]
        edition = module.edition(raw)
    frames = module.build(raw)
    for name in frames:
        if edition is None and follows_edition(record(name).resource):
            rule = (
                f"the record of {name} follows the edition of {record(name).resource['vintage']}, "
                f"which these files are not: to go back, restore {shown(record(name).path)} and "
                f"{PACKAGE} together (git checkout)"
            )
            raise InputError(raw, rule)
    return Made(source, frames, {name: _content(one) for name, one in frames.items()}, edition)


def _check_together(made: list[Made]) -> None:
    """Each table must keep its record, and all of them the keys between them."""
    valid = {name: _validated(record(name), content)
             for one in made for name, content in one.content.items()}  # fmt: skip
    check_foreign_keys({name: one for name, one in valid.items() if name in records()})


def _lines(one: Made) -> list[str]:
    left = [name for name in SOURCES[one.source].TABLES if name not in one.content]
    return [f"{name}: not in this download, left as it is" for name in left] + [
        f"{name}: {_changes(record(name), content)}" for name, content in one.content.items()
    ]


def _would_be_stale(new: dict[Path, bytes]) -> list[str]:
    """The notebooks that load a table which changes, or whose record does; a line for each."""
    old, path = resources(), data_folder() / PACKAGE
    after = json.loads(new.get(path, path.read_bytes()))["resources"]
    changed = {one["name"] for one in after
               if one != old[one["name"]].resource or path.parent / one["path"] in new}
    loaded = {path: changed & read(path).metadata.get("stamp", {}).get("tables", {}).keys()
              for path in book_notebooks()}  # fmt: skip
    return [f"{shown(path)}: would be stale by {', '.join(sorted(names))}"
            for path, names in loaded.items() if names]  # fmt: skip


def _content(made: pd.DataFrame | bytes) -> bytes:
    """The file of what a builder made: a table, or a map layer, which is bytes already."""
    return made if isinstance(made, bytes) else to_csv_bytes(made)


def _validated(found: Record, content: bytes) -> pd.DataFrame | dict:
    """A table or map layer that keeps its record, or InputError."""
    return check_layer(found, content) if is_layer(found) else parse(found, content)


def _spans(frames: dict[str, pd.DataFrame | bytes]) -> dict[str, tuple[str, str] | None]:
    """First and last date or year of each table; of the source where a table has neither."""
    found = {
        name: (str(frame[column].min()), str(frame[column].max()))
        for name, frame in frames.items()
        for column in ("year", "date") if not isinstance(frame, bytes) and column in frame
    }  # fmt: skip
    ends = list(found.values())
    whole = (min(e[0] for e in ends), max(e[1] for e in ends)) if ends else None
    return {name: found.get(name, whole) for name in frames}


def _changes(found: Record, content: bytes) -> str:
    """What a new table changes: rows added, removed and revised by the table's key."""
    old = found.path.read_bytes() if found.path.exists() else b""
    if old == content:
        return "unchanged"
    if is_layer(found):
        return "revised"
    before, after = _rows(found, old), _rows(found, content)
    revised = sum(before[key] != row for key, row in after.items() if key in before)
    return (
        f"{len(after.keys() - before.keys()):,} rows added, "
        f"{len(before.keys() - after.keys()):,} removed, {revised:,} revised"
    )


def _rows(found: Record, content: bytes) -> dict[tuple, dict]:
    """Rows of a table by its key; by all their cells where it has none.

    None where the content is no table: the one in place may be spoilt, and is to be replaced.
    """
    keys = as_list(found.resource["schema"].get("primaryKey", []))
    rows = csv.DictReader(io.StringIO(content.decode(errors="replace"), newline=""))
    try:
        return {tuple(row.get(k) for k in keys or row): row for row in rows}
    except csv.Error:
        return {}


def _new_files(made: list[Made]) -> dict[Path, bytes]:
    """The files that differ from those in place: tables, and last the records."""
    whole, new = package(), {}
    for one in made:
        spans = _spans(one.frames)
        for resource in whole["resources"]:
            if resource["name"] in one.content:
                content = one.content[resource["name"]]
                resource["hash"], resource["bytes"] = sha256(content), len(content)
                if one.edition:
                    follow_edition(resource, one.edition, spans[resource["name"]])
                new[data_folder() / resource["path"]] = content
    # Last, as it is what vouches for the others.
    new[data_folder() / PACKAGE] = dump(whole).encode()
    return {path: content for path, content in new.items()
            if not path.exists() or path.read_bytes() != content}  # fmt: skip


def _replace_together(new: dict[Path, bytes]) -> None:
    """Write all files beside their places, then rename them in order; undo on failure."""
    parts = {path: path.with_name(f".{path.name}.part") for path in new}
    old = {path: path.read_bytes() if path.exists() else None for path in new}
    replaced: list[Path] = []
    try:
        for path, part in parts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(part, new[path])
        for path, part in parts.items():
            replaced.append(path)
            part.replace(path)
    except BaseException:
        _put_back({path: old[path] for path in replaced})
        raise
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _put_back(old: dict[Path, bytes | None]) -> None:
    for path, content in old.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            part = path.with_name(f".{path.name}.part")
            _write(part, content)
            part.replace(path)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
