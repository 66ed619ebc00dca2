"""Where things lie. The only module that knows the layout of the checkout."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = ROOT / "chapters"
TOC = ROOT / "_toc.yml"
CONFIG = ROOT / "_config.yml"
CITATION = ROOT / "CITATION.cff"
REQUIREMENTS = ROOT / "requirements.txt"
VARIANTS = ROOT / "_variants"
PROVEN = ROOT / "_build" / "proven.json"
CHANGES = CHAPTERS / "back" / "changes.json"
HTML = ROOT / "_build" / "html"


def data_folder() -> Path:
    """Folder of the tables: `data/`, or the one that BOOK_DATA names (a rerun with other data).

    A relative name is taken from the checkout: kernels work in the folders of their notebooks.
    """
    return ROOT / os.environ.get("BOOK_DATA", "data")


def shown(path: Path) -> str:
    """A path as messages print it: relative to the checkout where it lies inside.

    A file that is a link is shown by its own name, not by that of what it leads to.
    """
    path = Path(os.path.abspath(path))
    path = Path(os.path.realpath(path.parent), path.name)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
