"""Build tables from publishers' files: build all, validate all, then swap in.

Nothing in `data/` changes unless every table of the source is valid.
"""

from __future__ import annotations

from pathlib import Path

from analysis.builders import SOURCES
from analysis.errors import InputError
from analysis.records import record, replace_file, write_hash
from analysis.tables import parse, read_bytes, to_csv_bytes


def build(sources: list[str], raw: Path) -> list[str]:
    """Build the tables of the sources (all if none is named) from the publishers' files in `raw`.

    Returns
    -------
    A line a table: its name and whether it changed.
    """
    unknown = set(sources) - set(SOURCES)
    if unknown:
        raise InputError("build", f"no source {sorted(unknown)}; there are {sorted(SOURCES)}")
    lines = []
    for source in sources or SOURCES:
        built = {name: to_csv_bytes(frame) for name, frame in SOURCES[source].build(raw).items()}
        for name, content in built.items():
            parse(record(name), content)
        lines += [_swap_in(name, content) for name, content in built.items()]
    return lines


def accept(name: str) -> str:
    """Take a table as it now is, changed by hand: validate it and put its hash into the record."""
    content = read_bytes(record(name))
    parse(record(name), content)
    write_hash(name, content)
    return f"{name}: accepted, {len(content):,} bytes"


def _swap_in(name: str, content: bytes) -> str:
    target = record(name).path
    if target.exists() and target.read_bytes() == content:
        write_hash(name, content)
        return f"{name}: unchanged"
    replace_file(target, content)
    write_hash(name, content)
    return f"{name}: rebuilt, {len(content):,} bytes"
