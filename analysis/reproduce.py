"""`make reproduce`: the book, made once more elsewhere, has the same bytes.

A copy of the project without anything built is run from nothing and built in another folder, by
another user where that can be, in another time zone and language, with another hash seed and
number of processes. Then each file is compared with the one that stands here: tables, notebooks,
pages with their exhibits and downloads, other forms.

With another Python the environment is made anew, too, and what must be equal are the outputs of the
notebooks: exhibits, values, statements, verdicts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from analysis.errors import InputError
from analysis.notebooks import book_notebooks, read
from analysis.paths import HTML, ROOT, shown

NOT_COPIED = shutil.ignore_patterns("_build", "_variants", ".*", "__pycache__", "raw")
COMPARED = ("data", "chapters", "_build/html")
ELSEWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "LANGUAGE": "ru", "PYTHONHASHSEED": "1991",
             "USER": "somebody", "LOGNAME": "somebody"}
JOBS = 3
STRANGER = "nobody"
ANALYSIS = ("-m", "analysis")
BUILD = ("-c", "from jupyter_book.cli.main import main; main()", "build", ".", "--quiet")


def copy_project(folder: Path) -> Path:
    """A copy of the project into a new folder, without what was built or downloaded."""
    return Path(shutil.copytree(ROOT, folder, ignore=NOT_COPIED))


def reproduce(forms: Iterable[str] = ()) -> list[str]:
    """Make the book once more and compare: the paths of files that differ, from the project's root.

    Parameters
    ----------
    forms
        Other forms to make and to compare, of `analysis.forms.KINDS`.

    Raises
    ------
    InputError
        Where no built book stands here, or the book cannot be made elsewhere.
    """
    if not HTML.exists():
        raise InputError(shown(HTML), "there is no built book to compare with: make book")
    with tempfile.TemporaryDirectory(prefix="made elsewhere ") as folder:
        book = copy_project(Path(folder, "the same book"))
        user = _stranger(Path(folder))
        make = [(*ANALYSIS, "run", "--force", "--jobs", str(JOBS)), BUILD]
        for command in (*make, *((*ANALYSIS, "form", kind) for kind in forms)):
            _call(sys.executable, command, book, ELSEWHERE | {"HOME": folder}, user)
        print(f"made in {book}, by {user or 'the same user'}, with "
              + ", ".join(f"{name}={value}" for name, value in ELSEWHERE.items()))
        return _compared(book)


def reproduce_with(python: str) -> list[str]:
    """Run all notebooks with another Python: those whose outputs differ.

    Parameters
    ----------
    python
        The interpreter that the environment is made with, which takes the network.
    """
    with tempfile.TemporaryDirectory(prefix="made-otherwise-") as folder:
        book = copy_project(Path(folder, "book"))
        subprocess.run(["make", ".venv/installed", f"PYTHON={python}"], cwd=book, check=True)
        _call(str(book / ".venv/bin/python"), (*ANALYSIS, "run", "--force"), book, {}, None)
        here = {path.relative_to(ROOT): read(path) for path in book_notebooks()}
        there = {path: read(book / path) for path in here}
        other = {path for path in here if _outputs(here[path]) != _outputs(there[path])}
        rest = [path for path in here if here[path] != there[path] and path not in other]
        print(f"{len(here) - len(other)} of {len(here)} notebooks have the same outputs; "
              f"{len(rest)} of these differ in the version of Python that they name")
        return [str(path) for path in sorted(other)]


def _outputs(notebook: dict) -> list:
    return [cell.get("outputs") for cell in notebook.cells]


def _stranger(folder: Path) -> str | None:
    """Another user, where this one may become it and it may start this Python; else None."""
    if os.getuid() != 0:
        return None
    try:
        subprocess.run([sys.executable, "-c", "import pandas"], user=STRANGER, check=True,
                       capture_output=True)
    except (OSError, LookupError, subprocess.CalledProcessError):
        return None
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, STRANGER)
    return STRANGER


def _call(python: str, command: tuple[str, ...], book: Path, environment: dict[str, str],
          user: str | None) -> None:
    """Run a command of Python in a copy of the project; stop where it fails."""
    done = subprocess.run([python, *command], check=False, cwd=book, user=user, text=True,
                          capture_output=True,
                          env=os.environ | {"PYTHONPATH": str(book)} | environment)
    if done.returncode:
        raise InputError(" ".join(command), f"failed elsewhere:\n{done.stdout}{done.stderr}")


def _compared(book: Path) -> list[str]:
    """Compare all files with those here, print the tally by kind, and return those that differ."""
    here, there = _files(ROOT), _files(book)
    differ = sorted(path for path in here | there
                    if path not in here & there
                    or (ROOT / path).read_bytes() != (book / path).read_bytes())
    wrong = Counter(path.suffix for path in differ)
    for kind, number in sorted(Counter(path.suffix for path in here | there).items()):
        print(f"{kind or 'others':<12}{number:>7,} files{wrong[kind]:>7,} differ")
    return [str(path) for path in differ]


def _files(root: Path) -> set[Path]:
    return {path.relative_to(root) for folder in COMPARED for path in (root / folder).rglob("*")
            if path.is_file()}
