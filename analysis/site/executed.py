"""What the executed notebooks carry: exhibits, values, statements and claims, by page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from analysis.notebooks import book_notebooks


@dataclass(frozen=True)
class Page:
    """The contents of one executed notebook that the site uses.

    `tables` are those it loaded; `cells` tells by kind and name in which cell, from 0, a thing is
    made: ("value", "n_texts") -> 6.
    """

    exhibits: dict[str, dict] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    statements: dict[str, bool] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    claims: dict[str, dict] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    cells: dict[tuple[str, str], int] = field(default_factory=dict)


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
    for index, output in _outputs(notebook):
        for kind, name in _keep(page, output, path):
            page.cells[kind, name] = index
    return page


def definition_id(kind: str, name: str) -> str:
    """Where on its page a value or statement is computed."""
    return f"{kind}-{name.replace('_', '-')}"


def used_by(root: Path) -> dict[str, list[str]]:
    """Table -> exhibits of the book in `root` that draw on it."""
    used: dict[str, list[str]] = {}
    for path in book_notebooks(root):
        for name, card in read_page(path).exhibits.items():
            for table in card["tables"]:
                used.setdefault(table, []).append(name)
    return used


def _keep(page: Page, output: dict, path: Path) -> Iterator[tuple[str, str]]:
    """Put what an output carries into the page; kind and name of each thing."""
    metadata = output.get("metadata", {})
    if "exhibit" in metadata:
        card = metadata["exhibit"]
        yield "exhibit", _add(page.exhibits, card["id"], card, path)
        if "image/svg+xml" in output["data"]:
            page.pictures[card["id"]] = "".join(output["data"]["image/svg+xml"])
    elif "value" in metadata:
        bound = metadata["value"]
        yield "value", _add(page.values, bound["name"], bound["text"], path)
    elif "statement" in metadata:
        said = metadata["statement"]
        yield "statement", _add(page.statements, said["name"], said["holds"], path)
    for claim in metadata.get("claims", []):
        yield "claim", _add(page.claims, claim["claim"], claim, path)


def _outputs(notebook: dict) -> Iterator[tuple[int, dict]]:
    for index, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", []):
            yield index, output


def _add(known: dict, name: str, item: object, path: Path) -> str:
    if name in known:
        raise ValueError(f"{path.name}: {name!r} is defined twice")
    known[name] = item
    return name
