"""Build tables from publishers' files: build all, validate all, then swap in.

Nothing in `data/` changes unless every table of the source is valid. The tables of a source are
swapped together: all are written beside their places first, then renamed, and the records last. A
failure on the way puts the old ones back; a machine that stops between two renames leaves tables
that do not match their records, which every reader refuses until the build runs again.

Where the folder of raw files holds the publisher's own download (see `analysis.fetch`), it is read
instead of the copy that the book was first made from, and the records follow its edition.
"""

from __future__ import annotations

import csv
import io
import os
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
from analysis.errors import InputError
from analysis.maps import check_layer, is_layer
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


def build(sources: list[str], raw: Path) -> list[str]:
    """Build the tables of the sources (all if none is named) from the publishers' files in `raw`.

    Returns
    -------
    A line a table: its name and what changed.
    """
    unknown = set(sources) - set(SOURCES)
    if unknown:
        raise InputError("build", f"no source {sorted(unknown)}; there are {sorted(SOURCES)}")
    lines = []
    for source in sources or SOURCES:
        lines += _build(source, raw)
    return lines


def accept(name: str) -> str:
    """Take a table as it now is, changed by hand: validate it and put its hash into the record."""
    content = read_bytes(record(name))
    _validated(record(name), content)
    write_hash(name, content)
    return f"{name}: accepted, {len(content):,} bytes"


def _build(source: str, raw: Path) -> list[str]:
    module, edition = SOURCES[source], None
    if source in NATIVE and NATIVE[source].present(raw):
        module = NATIVE[source]
        edition = module.edition(raw)
    frames = module.build(raw)
    built = {name: _content(frame) for name, frame in frames.items()}
    valid = {name: _validated(record(name), content) for name, content in built.items()}
    check_foreign_keys({name: one for name, one in valid.items() if name in records()})
    for name in built:
        if edition is None and follows_edition(record(name).resource):
            rule = (
                f"the record of {name} follows the edition of {record(name).resource['vintage']}, "
                f"which these files are not: to go back, restore {shown(record(name).path)} and "
                f"{PACKAGE} together (git checkout)"
            )
            raise InputError(raw, rule)
    left = [name for name in SOURCES[source].TABLES if name not in built]
    lines = [f"{name}: not in this download, left as it is" for name in left]
    lines += [f"{name}: {_changes(record(name), content)}" for name, content in built.items()]
    _swap_in(built, edition, _spans(frames))
    return lines


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
    """Rows of a table by its key; by all their cells where it has none."""
    keys = as_list(found.resource["schema"].get("primaryKey", []))
    rows = csv.DictReader(io.StringIO(content.decode(errors="replace"), newline=""))
    return {tuple(row.get(k) for k in keys or row): row for row in rows}


def _swap_in(
    built: dict[str, bytes],
    edition: Edition | None,
    spans: dict[str, tuple[str, str] | None],
) -> None:
    """Replace the tables of a source and their records, all or none."""
    whole, new = package(), {}
    for resource in whole["resources"]:
        if resource["name"] in built:
            content = built[resource["name"]]
            resource["hash"], resource["bytes"] = sha256(content), len(content)
            if edition:
                follow_edition(resource, edition, spans[resource["name"]])
            new[data_folder() / resource["path"]] = content
    # Last, as it is what vouches for the others.
    new[data_folder() / PACKAGE] = dump(whole).encode()
    changed = {path: content for path, content in new.items()
               if not path.exists() or path.read_bytes() != content}  # fmt: skip
    _replace_together(changed)


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
