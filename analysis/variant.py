"""Variants: the book with other parameters or other tables, as a book of its own in a folder.

The folder holds all that jupyter-book needs but the tables: settings, contents, citation, pages of
text, and the notebooks: run with the parameters that they take, else as the book has them. The
settings say which variant it is; `analysis.site.variant` puts that on every page.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from analysis.changes import compare_chapters, write
from analysis.check import check_tables
from analysis.countries import PARTNERS
from analysis.errors import InputError
from analysis.execute import parameters_of
from analysis.notebooks import book_notebooks, read, stale_because, to_bytes
from analysis.paths import CHAPTERS, CITATION, CONFIG, ROOT, TOC, data_folder, shown
from analysis.records import replace_file
from analysis.settings import SETTINGS
from analysis.site.variant import KEPT, SETTING
from analysis.trade import COW, SOURCES


@dataclass(frozen=True)
class Variant:
    """A variant: values in place of the notebooks' own, and the folder that it goes to."""

    parameters: dict
    folder: Path

    def lay_out(self) -> dict[Path, Path]:
        """Put all into the folder but the notebooks that have to be run.

        Returns
        -------
        The notebooks to run, each with its place in the variant.

        Raises
        ------
        InputError
            Where no notebook takes a parameter, a table does not keep its record, or the folder
            holds something else.
        """
        self._check()
        shutil.rmtree(self.folder / CHAPTERS.name, ignore_errors=True)
        targets = {path: self.folder / path.relative_to(ROOT) for path in book_notebooks()
                   if self.parameters.keys() & {*parameters_of(path), *SETTINGS}
                   or stale_because(path)}
        shutil.copytree(CHAPTERS, self.folder / CHAPTERS.name, ignore=lambda folder, names: [
            name for name in names
            if name == ".ipynb_checkpoints" or Path(folder, name) in targets])
        self._write_settings()
        return targets

    def finish(self, targets: dict[Path, Path]) -> list[str]:
        """Complete the variant after the run; returns lines that say how it stands.

        A chapter that cannot be computed so (one on 1993 in a variant that starts in 2000) stands
        as in the book and says so.
        """
        kept = [path for path, target in targets.items() if not target.exists()]
        for path in kept:
            notebook = read(path)
            notebook.metadata.setdefault("stamp", {})[KEPT] = True
            replace_file(targets[path], to_bytes(notebook))
        chapters = self.folder / CHAPTERS.name
        differs = compare_chapters(f"{_edition()} of the book", CHAPTERS, chapters)
        return [f"{shown(path)} cannot be computed so, stands as in the book and says so"
                for path in kept] + [write(differs, chapters),
                                     f"to build it: jupyter-book build {shown(self.folder)}"]

    def in_words(self) -> str:
        """What makes it a variant: its parameters, and the folder of its tables if another."""
        parts = [f"{name} = {value}" for name, value in sorted(self.parameters.items())]
        if data_folder() != ROOT / "data":
            parts.append(f"tables of {shown(data_folder())}")
        return ", ".join(parts) or "no parameter"

    def _check(self) -> None:
        _check_choice("states", self.parameters.get("states", []), [one.code for one in PARTNERS])
        _check_choice("trade_source", [self.parameters.get("trade_source", COW)], SOURCES)
        known = known_parameters() | SETTINGS
        # A mistyped parameter would silently give the book itself.
        if unknown := sorted(self.parameters.keys() - known.keys()):
            raise InputError("-p", f"no notebook takes {unknown}; there are {sorted(known)}")
        if self.folder.exists() and any(self.folder.iterdir()) and not self._is_there():
            raise InputError(self.folder, "the folder holds something else than a variant")
        if wrong := check_tables():
            raise InputError("variant", f"the tables do not keep their records: {wrong[0]}")

    def _is_there(self) -> bool:
        path = self.folder / CONFIG.name
        return path.exists() and SETTING in _yaml(path).get("sphinx", {}).get("config", {})

    def _write_settings(self) -> None:
        """Settings, contents and citation of the book, under a title that says what it is."""
        title = f"{_yaml(CITATION)['title']} (variant: {self.in_words()})"
        settings, citation = _yaml(CONFIG), _yaml(CITATION) | {"title": title}
        citation.pop("repository-code", None)  # that is the book's
        favicon = ROOT / settings["html"]["favicon"]
        settings["title"], settings["html"]["favicon"] = title, favicon.name
        settings["sphinx"]["config"] |= {"html_baseurl": "", SETTING: {
            "words": self.in_words(), "of": f"{_yaml(CITATION)['title']}, {_edition()}",
            "parameters": self.parameters, "data": shown(data_folder())}}
        for path, content in ((CONFIG, settings), (CITATION, citation)):
            text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
            replace_file(self.folder / path.name, text.encode())
        for path in (TOC, favicon):
            replace_file(self.folder / path.name, path.read_bytes())


def known_parameters() -> dict[str, dict[str, list[str]]]:
    """Parameter -> its value in the book, as code -> the chapters that take it."""
    found: dict[str, dict[str, list[str]]] = {}
    for path in book_notebooks():
        for name, default in parameters_of(path).items():
            found.setdefault(name, {}).setdefault(default, []).append(shown(path))
    return dict(sorted(found.items()))


def described_parameters() -> list[str]:
    """The parameters as lines: name, value in the book, chapters."""
    return [f"{name} = {default}: {', '.join(chapters)}"
            for name, defaults in known_parameters().items()
            for default, chapters in defaults.items()] + [
                f"{name}: {words}" for name, words in SETTINGS.items()]


def _check_choice(name: str, chosen: object, known: Sequence[str]) -> None:
    unknown = [one for one in chosen if one not in known] if isinstance(chosen, list) else [chosen]
    if unknown:
        raise InputError("-p", f"{name}: no {unknown}; there are {list(known)}")


def _edition() -> str:
    return f"edition {_yaml(CITATION)['version']}"


def _yaml(path: Path) -> dict:
    return yaml.safe_load(path.read_text("utf-8"))
