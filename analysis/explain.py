"""The way back: from what the book says to notebook, cell, code, tables, source and licence.

`explain` takes the id of an exhibit or claim, the name of a value or statement (`page#name`, or
the name alone where only one page has it) or of a table. It reads what the executed notebooks
carry and the records of the tables, and runs nothing.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import symtable
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.errors import InputError
from analysis.notebooks import book_notebooks, module_path, read
from analysis.paths import ROOT, shown
from analysis.prose import statement_words, with_values
from analysis.records import Record, record, resources
from analysis.site.executed import Page, definition_id, read_page, used_by

BOUND = ("value", "statement")  # their names are those of a page, not of the book


@dataclass(frozen=True)
class Thing:
    """Something that can be explained; `path` is its notebook's, None for a table."""

    kind: str
    name: str
    path: Path | None = None

    @property
    def page(self) -> str:
        """The page as other pages name it (without ending), empty for a table."""
        return self.path.relative_to(ROOT).with_suffix("").as_posix() if self.path else ""

    @property
    def contents(self) -> Page:
        """What the page's notebook carries."""
        return read_page(self.path)


def explain(name: str) -> str:
    """All that is known of where something in the book comes from, as text.

    Raises
    ------
    InputError
        Where nothing has this name (near ones are listed), or things on several pages have it.
    """
    known = things()
    found = known.get(name, [])
    # A value may bear the name of a table, which then means the table; `page#name` is the value.
    found = [thing for thing in found if thing.kind not in BOUND] or found
    if not found:
        near = difflib.get_close_matches(name, known, n=5)
        hint = f"; near are {', '.join(near)}" if near else ""
        raise InputError(name, f"no exhibit, value, statement, claim or table has this name{hint}")
    pages = sorted({thing.page for thing in found if thing.page})
    if len(pages) > 1:
        places = ", ".join(f"{page}#{name}" for page in pages)
        raise InputError(name, f"several pages have this name; say which: {places}")
    return "\n\n".join(tell(thing) for thing in found)


def tell(thing: Thing) -> str:
    """The way back of one thing."""
    return "\n".join(EXPLAINED[thing.kind](thing))


def things() -> dict[str, list[Thing]]:
    """All that can be explained, under each name that it may be called by."""
    known: dict[str, list[Thing]] = {}
    for path in book_notebooks():
        for kind, name in read_page(path).cells:
            thing = Thing(kind, name, path)
            known.setdefault(name, []).append(thing)
            known.setdefault(f"{thing.page}#{name}", []).append(thing)
    for name in resources():
        known.setdefault(name, []).append(Thing("table", name))
    return known


def _exhibit(thing: Thing) -> Iterator[str]:
    card = thing.contents.exhibits[thing.name]
    yield f"exhibit {thing.name}: {card['title']}"
    yield from _part("Title", [_holds(card["holds"])])
    yield from _place(thing, thing.name)
    yield from _part("Values", [f"{card['csv'].count(chr(10)) - 1} rows, digest {card['digest']}, "
                                f"exhibits/{thing.name}.csv in the built book"])
    yield from _made(thing)
    yield from _tables(card["tables"])


def _value(thing: Thing) -> Iterator[str]:
    yield f"value {thing.name}: {thing.contents.values[thing.name]}"
    yield from _bound(thing)


def _statement(thing: Thing) -> Iterator[str]:
    words = _statements(thing.path).get(thing.name, "")
    yield f"statement {thing.name}: {words}"
    yield from _part("Condition", [_holds(thing.contents.statements[thing.name])])
    yield from _bound(thing)


def _bound(thing: Thing) -> Iterator[str]:
    """Place, code and tables of what is bound into prose."""
    yield from _place(thing, definition_id(thing.kind, thing.name))
    yield from _made(thing)
    named, others = _tables_of_cells(thing)
    if others:
        yield from _part("Tables that the notebook loads besides", [", ".join(others)])
    yield from _tables(named)


def _claim(thing: Thing) -> Iterator[str]:
    claim = thing.contents.claims[thing.name]
    yield f"claim {thing.name}: {claim['says']}"
    yield from _part("Verdict", [claim["verdict"], claim["why"]])
    yield from _part("Essay", [f"{claim['essay']}, {claim['place']}"])
    yield from _place(thing, thing.name)
    yield from _test(claim)
    yield from _part("Figures", [f"{name}: {figure}" for name, figure in claim["figures"].items()])
    yield from _part("Rules", [f"“{rule['word']}” means {rule['means']}"
                               for rule in claim["rules"]])
    yield from _part("Rows read", [f"{read['table']}: {read['where']} ({read['rows']:,} rows)"
                                   for read in claim["reads"]])
    yield from _tables(list(dict.fromkeys(["claims", *(r["table"] for r in claim["reads"])])))


def _test(claim: dict) -> Iterator[str]:
    """The function that tests a claim: file, line and code."""
    if not claim["code"]:
        return
    from analysis.claims import ledger  # noqa: F401 (importing registers the tests)
    from analysis.claims.verdicts import TESTS

    function = inspect.unwrap(TESTS[claim["claim"]])
    file, (_, line) = inspect.getsourcefile(function), inspect.getsourcelines(function)
    yield from _part("Test", [f"{function.__name__} in {shown(Path(file))}, line {line}"])
    yield from _part("Code", claim["code"].splitlines())


def _table(thing: Thing) -> Iterator[str]:
    heading, *origin = _origin(thing.name)
    yield heading
    description = record(thing.name).resource["description"]
    yield from _part("What it is", textwrap.wrap(description, 96))
    yield from origin
    yield from _part("Exhibits", used_by(ROOT).get(thing.name, []))
    yield from _part("Notebooks", [shown(path) for path in book_notebooks()
                                   if thing.name in read_page(path).tables])


def _tables(names: list[str]) -> Iterator[str]:
    for name in names:
        yield from ["", *_origin(name)]


@cache
def _origin(name: str) -> tuple[str, ...]:
    """What a table's record says of its origin, and its builder of the publisher's file."""
    return tuple(_facts(record(name)))


def _facts(one: Record) -> Iterator[str]:
    resource = one.resource
    yield f"table {one.name}: {resource['title']}"
    yield from _part("File", [f"{shown(one.path)}, {resource['hash']}"])
    yield from _part("Publisher", [one.source_line])
    yield from _part("Source", [f"{s['title']}, {s['path']}" for s in resource["sources"]])
    yield from _part("Licence", [f"{terms['title']}, {terms['path']} (read at: {terms['read_at']})"
                                 for terms in resource["licenses"]])
    if resource["builder"] is None:
        yield from _part("Builder", ["none: the table is kept by hand"])
    else:
        path = module_path(resource["builder"])
        yield from _part("Builder", [shown(path), *_docstring(path).splitlines()])


@cache
def _docstring(path: Path) -> str:
    """What a builder says of the tables that it writes and of their file, without its traps."""
    return ast.get_docstring(ast.parse(path.read_text("utf-8"))).split("\n\nTraps:")[0]


def _place(thing: Thing, anchor: str) -> Iterator[str]:
    yield from _part("Page", [f"{_title(thing.path)}, {thing.page}.html#{anchor}"])
    index = thing.contents.cells[thing.kind, thing.name]
    yield from _part("Notebook", [f"{shown(thing.path)}, cell {index} (counted from 0)"])


def _made(thing: Thing) -> Iterator[str]:
    """The code of the cell that makes it, and the cells that this builds on."""
    cells, index = _code(thing.path), thing.contents.cells[thing.kind, thing.name]
    behind = _behind(thing.path, index)
    if behind:
        yield from _part("Builds on cells", [", ".join(map(str, behind))])
    yield from _part(f"Code of cell {index}", cells[index].splitlines())


def _tables_of_cells(thing: Thing) -> tuple[list[str], list[str]]:
    """Tables named in the cells that lead to a thing, and the others that its notebook loads.

    Cells may load more through functions of `analysis`; only the notebook as a whole knows these.
    """
    cells, index = _code(thing.path), thing.contents.cells[thing.kind, thing.name]
    words = set().union(*(_words(cells[place]) for place in (*_behind(thing.path, index), index)))
    tables = thing.contents.tables
    return [t for t in tables if t in words], [t for t in tables if t not in words]


@cache
def _words(code: str) -> frozenset[str]:
    """The texts that stand in a cell's code."""
    return frozenset(node.value for node in ast.walk(ast.parse(code))
                     if isinstance(node, ast.Constant))


@cache
def _behind(path: Path, index: int) -> list[int]:
    """The cells that define what a cell uses, directly or through others."""
    cells = _code(path)
    needed, _ = _names(cells[index])
    found = []
    for place in sorted((p for p in cells if p < index), reverse=True):
        used, made = _names(cells[place])
        if made & needed:
            found.append(place)
            needed = needed - made | used
    return sorted(found)


@cache
def _names(code: str) -> tuple[set[str], set[str]]:
    """The names that a cell takes from cells before it, and those that it defines or changes."""
    taken: set[str] = set()
    made: set[str] = set()
    for statement in ast.parse(code).body:
        own = symtable.symtable(ast.unparse(statement), "cell", "exec")
        defined = {s.get_name() for s in own.get_symbols() if s.is_assigned() or s.is_imported()}
        used = {s.get_name() for scope in _scopes(own) for s in scope.get_symbols()
                if s.is_referenced() and (scope is own or s.is_global())}
        # A loop or a with block uses its own names; `x = x + 1` uses the x before it.
        taken |= used - made - (defined if hasattr(statement, "body") else set())
        made |= defined | _changed(statement)
    return taken, made


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _scopes(child)


def _changed(statement: ast.stmt) -> set[str]:
    """The names whose parts a statement sets: `table["share"] = ...` changes `table`."""
    parts = [node for node in ast.walk(statement)
             if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)]
    return {part.value.id for part in parts if isinstance(part.value, ast.Name)}


@cache
def _code(path: Path) -> dict[int, str]:
    """The code cells of a notebook by their place."""
    return {index: cell.source for index, cell in enumerate(read(path).cells)
            if cell.cell_type == "code"}


@cache
def _statements(path: Path) -> dict[str, str]:
    """The statements of a page in its own words."""
    return statement_words(path, read_page(path).values)


@cache
def _title(path: Path) -> str:
    """The first heading of a notebook, with its values."""
    heading = next(line.removeprefix("# ") for cell in read(path).cells
                   if cell.cell_type == "markdown"
                   for line in cell.source.splitlines() if line.startswith("# "))
    return with_values(heading, read_page(path).values)


def _holds(holds: bool) -> str:
    return f"{'holds' if holds else 'does not hold'} on these data"


def _part(heading: str, lines: list[str]) -> Iterator[str]:
    """A heading with its lines below, nothing where there are none."""
    if lines:
        yield f"  {heading}"
        yield from (f"    {line}".rstrip() for line in lines)


EXPLAINED: dict[str, Callable[[Thing], Iterator[str]]] = {
    "exhibit": _exhibit, "value": _value, "statement": _statement, "claim": _claim,
    "table": _table,
}
