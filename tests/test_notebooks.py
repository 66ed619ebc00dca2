"""The notebooks of the book as committed: current, whole, and nothing in them of one machine."""

from __future__ import annotations

import re

import pytest

from analysis.exhibits import digest
from analysis.notebooks import (
    KERNELSPEC,
    LANGUAGE_INFO,
    book_notebooks,
    read,
    stale_because,
    to_bytes,
    toc_pages,
)
from analysis.paths import CHAPTERS, ROOT, shown
from analysis.profiles import INJECTED_TAGS, TEMPLATE, source_of
from analysis.records import resources
from analysis.site.executed import read_page

each = pytest.mark.parametrize("path", [pytest.param(p, id=shown(p)) for p in book_notebooks()])


def outputs(path) -> list:
    """All outputs of a notebook, each with its cell."""
    return [(cell.id, output) for cell in read(path).cells for output in cell.get("outputs", [])]


def test_the_contents_and_the_folder_agree() -> None:
    files = {p.relative_to(ROOT).with_suffix("").as_posix() for p in CHAPTERS.rglob("*")
             if p.suffix in (".md", ".ipynb") and ".ipynb_checkpoints" not in p.parts
             and p != TEMPLATE}
    assert sorted(toc_pages()) == sorted(files)


@each
def test_is_not_stale(path) -> None:
    assert stale_because(path) == []


@each
def test_ran_with_no_parameters_but_those_that_make_it_this_page(path) -> None:
    _, own = source_of(path)
    assert read(path).metadata["stamp"]["parameters"] == own
    given = [c for c in read(path).cells if c.metadata.get("tags") == INJECTED_TAGS]
    assert len(given) == bool(own)


@each
def test_stamp_names_tables_that_exist_and_modules_that_it_uses(path) -> None:
    stamp = read(path).metadata["stamp"]
    assert stamp["tables"] and stamp["tables"].keys() <= resources().keys()
    assert {"analysis", "analysis.tables"} <= stamp["modules"].keys()


@each
def test_exhibits_draw_on_no_table_that_was_not_loaded(path) -> None:
    loaded = read(path).metadata["stamp"]["tables"].keys()
    for name, card in read_page(path).exhibits.items():
        assert set(card["tables"]) <= loaded, name


@each
def test_every_cell_ran_without_a_word_of_warning(path) -> None:
    ran = [c.execution_count for c in read(path).cells if c.cell_type == "code" and c.source]
    assert ran == list(range(1, len(ran) + 1))
    said = [(cell, output.get("text") or output.get("ename")) for cell, output in outputs(path)
            if output.output_type in ("stream", "error")]
    assert said == []


@each
def test_every_statement_holds(path) -> None:
    assert [name for name, holds in read_page(path).statements.items() if not holds] == []


@each
def test_every_title_of_an_exhibit_holds(path) -> None:
    assert [name for name, card in read_page(path).exhibits.items() if not card["holds"]] == []


@each
def test_digests_are_those_of_the_values(path) -> None:
    shown_text = [output.data["text/plain"] for _, output in outputs(path)
                  if "exhibit" in output.metadata]
    cards = read_page(path).exhibits.values()
    assert len(cards) == len(shown_text) > 0
    for card, text in zip(cards, shown_text, strict=True):
        assert card["digest"] == digest(card["csv"])
        assert text == (f"{card['id']}: {len(card['csv'].splitlines()) - 1} rows, "
                        f"digest {card['digest']}")


@each
def test_carries_no_trace_of_the_run(path) -> None:
    notebook = read(path)
    assert set(notebook.metadata) == {"kernelspec", "language_info", "stamp"}
    assert notebook.metadata.kernelspec == KERNELSPEC
    assert notebook.metadata.language_info == LANGUAGE_INFO
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags", "editable"}, cell.id
    # Addresses in memory, folders of a machine, random ids.
    traces = r"0x[0-9a-f]{6,}|/tmp/|/home/|/Users/|[A-Z]:\\\\|[0-9a-f]{8}-[0-9a-f]{4}-"
    text = path.read_text("utf-8")
    assert re.findall(traces, text) == [] and str(ROOT) not in text


@each
def test_is_written_the_one_way_with_stable_cell_ids(path) -> None:
    assert to_bytes(read(path)) == path.read_bytes()
    ids = [cell.id for cell in read(path).cells]
    assert len(set(ids)) == len(ids)
    assert not [i for i in ids if re.fullmatch("[0-9a-f]{8}", i)], "a random id"


@each
def test_code_is_hidden_or_removed_but_never_in_the_way(path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "code":
            tags = set(cell.metadata.get("tags", []))
            assert tags & {"hide-input", "hide-cell", "remove-cell", "remove-input"}, cell.id


def test_no_exhibit_id_is_used_twice_in_the_book() -> None:
    ids = [name for path in book_notebooks() for name in read_page(path).exhibits]
    assert len(set(ids)) == len(ids)
