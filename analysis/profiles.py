"""The country profiles: pages that papermill makes from one template, a page a state.

A profile is never edited: its cells are the template's, with the code of its state put in. What
is changed in the template changes all of them at the next run; what is changed in a profile makes
it stale, and the next run takes it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from analysis.countries import PARTNERS, short
from analysis.paths import CHAPTERS

FOLDER = CHAPTERS / "countries"
TEMPLATE = FOLDER / "template.ipynb"
# Page -> state, in the book's order.
PROFILES = {FOLDER / f"{short(one.code).lower()}.ipynb": one.code for one in PARTNERS}
PARAMETER = "country"
INJECTED_TAGS = ["remove-cell", "injected-parameters"]


def source_of(path: Path) -> tuple[Path, dict[str, str]]:
    """The notebook that a page is run from, and the parameters that make it this page.

    For a profile the template and its state; for any other page itself and none.
    """
    if path in PROFILES:
        return TEMPLATE, {PARAMETER: PROFILES[path]}
    return path, {}


def differs(profile: NotebookNode, template: NotebookNode, state: str) -> bool:
    """Whether a profile's cells are others than papermill makes of the template, outputs aside."""
    return [_content(cell) for cell in profile.cells] != list(_made(template, state))


def _made(template: NotebookNode, state: str) -> Iterator[tuple]:
    """The cells of a state's profile: papermill puts the parameters after the template's own."""
    for cell in template.cells:
        yield _content(cell)
        if "parameters" in cell.metadata.get("tags", []):
            yield "code", f'# Parameters\n{PARAMETER} = "{state}"\n', INJECTED_TAGS


def _content(cell: NotebookNode) -> tuple:
    return cell.cell_type, cell.source, list(cell.metadata.get("tags", []))
