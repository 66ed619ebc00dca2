"""`python -m analysis check`: tables against their records, notebooks against their stamps."""

from __future__ import annotations

from analysis.errors import InputError
from analysis.maps import layers, load_layer
from analysis.notebooks import book_notebooks, stale_because
from analysis.paths import shown
from analysis.records import records
from analysis.tables import check_foreign_keys, load


def check_tables() -> list[str]:
    """What is wrong with tables and layers, an error a line; empty where all keep their records."""
    errors, frames = [], {}
    for name in records():
        try:
            frames[name] = load(name)
        except InputError as error:
            errors.append(str(error))
    for name in layers():
        try:
            load_layer(name)
        except InputError as error:
            errors.append(str(error))
    if not errors:
        try:
            check_foreign_keys(frames)
        except InputError as error:
            errors.append(str(error))
    return errors


def check_notebooks() -> list[str]:
    """Which notebooks are stale and why, one a line."""
    stale = {path: stale_because(path) for path in book_notebooks()}
    return [f"{shown(path)} is stale: {', '.join(why)}" for path, why in stale.items() if why]
