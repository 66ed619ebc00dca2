"""`python -m analysis check`: tables against their records, notebooks against their stamps."""

from __future__ import annotations

import json

from analysis.errors import InputError
from analysis.notebooks import book_notebooks, code_state, stale_because, table_state
from analysis.paths import PROVEN, shown
from analysis.records import records, replace_file, resources


def check_tables() -> list[str]:
    """What is wrong with tables and layers, an error a line; empty where all keep their records."""
    # These need pandas and pandera, for which a proof that stands should not wait.
    from analysis.maps import layers, load_layer
    from analysis.tables import check_foreign_keys, load

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


def recheck_tables() -> list[str]:
    """As `check_tables`; but where tables, records and the code of the check are as they were when
    all was well, by their hashes, that proof stands.
    """
    state = code_state(["import analysis.check"])
    state["tables"] = {name: table_state(name) for name in resources()}
    proof = json.dumps(state, sort_keys=True).encode()
    if PROVEN.exists() and PROVEN.read_bytes() == proof:
        return []
    errors = check_tables()
    if not errors:
        replace_file(PROVEN, proof)
    return errors


def check_notebooks() -> list[str]:
    """Which notebooks are stale and why, one a line."""
    stale = {path: stale_because(path) for path in book_notebooks()}
    return [f"{shown(path)} is stale: {', '.join(why)}" for path, why in stale.items() if why]
