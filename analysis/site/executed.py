"""What the executed notebooks carry: exhibits, values, statements and claims, by page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Page:
    """The contents of one executed notebook that the site uses; `tables` are those it loaded."""

    exhibits: dict[str, dict] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    statements: dict[str, bool] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    claims: dict[str, dict] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)


def read_page(path: Path) -> Page:
    """Read a notebook's outputs.

    Raises
    ------
    ValueError
        Where two exhibits, values or statements of the notebook share a name.
    """
    state = path.stat()
    return _read_page(path, state.st_mtime_ns, state.st_size)


@cache
def _read_page(path: Path, _changed: int, _size: int) -> Page:
    """Read once for each state of the file: each value and statement in prose asks for its page."""
    notebook = json.loads(path.read_text("utf-8"))
    page = Page(tables=list(notebook["metadata"].get("stamp", {}).get("tables", {})))
    for output in _outputs(notebook):
        metadata = output.get("metadata", {})
        if "exhibit" in metadata:
            card = metadata["exhibit"]
            _add(page.exhibits, card["id"], card, path)
            if "image/svg+xml" in output["data"]:
                page.pictures[card["id"]] = "".join(output["data"]["image/svg+xml"])
        elif "value" in metadata:
            _add(page.values, metadata["value"]["name"], metadata["value"]["text"], path)
        elif "statement" in metadata:
            _add(page.statements, metadata["statement"]["name"], metadata["statement"]["holds"],
                 path)
        elif "claims" in metadata:
            for claim in metadata["claims"]:
                _add(page.claims, claim["claim"], claim, path)
    return page


def _outputs(notebook: dict):
    for cell in notebook["cells"]:
        yield from cell.get("outputs", [])


def _add(known: dict, name: str, item: object, path: Path) -> None:
    if name in known:
        raise ValueError(f"{path.name}: {name!r} is defined twice")
    known[name] = item
