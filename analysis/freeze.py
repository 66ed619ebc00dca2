"""`python -m analysis freeze 2026.1`: make the state of the book an edition.

The number of the edition goes into CITATION.cff and .zenodo.json, the changelog, the data package,
the package and the README's line "Edition ..., data as of ...", and the page of changes tells what
is new since the edition before. The tag that git then takes is for the person who releases.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from analysis import zenodo
from analysis.changes import changes, write
from analysis.check import check_notebooks, check_tables
from analysis.errors import InputError
from analysis.paths import CHANGES, CITATION, ROOT, data_folder, shown
from analysis.records import PACKAGE, dump, package, replace_file, resources
from analysis.revisions import EDITION, git, last_edition
from analysis.site.cite import data_as_of

NUMBER = re.compile(r"20[0-9]{2}\.[1-9][0-9]*")


def freeze(number: str, day: date) -> list[str]:
    """Freeze the book as an edition, released on a day.

    Returns
    -------
    Lines: the files that were written, and what to do next.

    Raises
    ------
    InputError
        Where the number is no new one, the checkout is not clean, a table does not keep its
        record, a notebook is stale, or a file lacks the place for the number. Nothing is
        changed then.
    """
    _check(number)
    as_of = data_as_of(resources())
    new = {
        CITATION: _replaced(CITATION, (r'^version: .*$', f'version: "{number}"'),
                            (r"^date-released: .*$", f"date-released: {day}")),
        ROOT / "CHANGELOG.md": _replaced(
            ROOT / "CHANGELOG.md",
            (rf"^## {re.escape(number)} \(in preparation\)$",
             f"## {number} ({day.day} {day:%B %Y}, data as of {as_of})")),
        ROOT / "README.md": _replaced(
            ROOT / "README.md",
            (r"^Edition .*, data as of .*\.$", f"Edition {number}, data as of {as_of}.")),
        ROOT / "pyproject.toml": _replaced(ROOT / "pyproject.toml",
                                           (r'^version = ".*"$', f'version = "{number}"')),
        data_folder() / PACKAGE: dump(package() | {"version": number}),
    }
    for path, text in new.items():
        replace_file(path, text.encode())
    lines = [f"{shown(path)}: edition {number}" for path in new] + [zenodo.write()]
    # Before the first edition there is nothing to compare with.
    lines.append(write(changes()) if last_edition() else _without_changes())
    return [*lines, f"data as of {as_of}; now: make test, then git commit -a -m 'Edition {number}' "
                    f"and git tag {EDITION}{number}"]


def _check(number: str) -> None:
    if not NUMBER.fullmatch(number):
        raise InputError("freeze", f"{number!r} is no number of an edition: year.number, as 2026.1")
    if git("tag", "--list", EDITION + number):
        raise InputError("freeze", f"there is an edition {number} already")
    if changed := git("status", "--porcelain").decode().splitlines():
        raise InputError("freeze", f"not committed: {', '.join(line[3:] for line in changed[:5])}")
    if problems := check_tables() + check_notebooks():
        raise InputError("freeze", "; ".join(problems[:5]))


def _replaced(path: Path, *pairs: tuple[str, str]) -> str:
    """The text of a file with one line exchanged for each pair of pattern and new line."""
    text = path.read_text("utf-8")
    for pattern, line in pairs:
        text, found = re.subn(pattern, lambda _, line=line: line, text, flags=re.MULTILINE)
        if found != 1:
            raise InputError(shown(path), f"{found} lines are like {pattern}, there should be one")
    return text


def _without_changes() -> str:
    CHANGES.unlink(missing_ok=True)
    return "the first edition: nothing to compare with"
