"""Builders: each turns one publisher's files into tables of the book.

A builder is a module with `TABLES` (the names of the tables that it writes) and
`build(raw) -> dict[str, DataFrame]`, where `raw` is the root of the publishers' files
(`raw/votes/raw/...`). It reads, checks and returns; it never prints, writes or downloads.

To add a source: write such a module here, add it to `SOURCES`, give each of its tables a record
in `data/datapackage.json` whose `builder` names the module, and test it with a small raw folder.
"""

from __future__ import annotations

from types import ModuleType

from analysis.builders import ideal_points, undl, vetoes

SOURCES: dict[str, ModuleType] = {
    "undl": undl,
    "ideal_points": ideal_points,
    "vetoes": vetoes,
}
