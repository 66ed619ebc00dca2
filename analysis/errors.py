"""The one error that bad input gets."""

from __future__ import annotations

from pathlib import Path


class InputError(Exception):
    """Bad input, named so that its reader can mend it.

    Parameters
    ----------
    file
        The file that breaks the rule.
    rule
        What should be true, and what was found instead.
    row
        Line in the file (the header is line 1), or another name of the place.
    column
        Name of the column.
    """

    def __init__(
        self,
        file: str | Path,
        rule: str,
        *,
        row: int | str | None = None,
        column: str | None = None,
    ) -> None:
        self.file, self.rule, self.row, self.column = str(file), rule, row, column
        place = [f"row {row}"] if row is not None else []
        place += [f"column {column}"] if column is not None else []
        super().__init__(": ".join([str(file), *([", ".join(place)] if place else []), rule]))

    def __reduce__(self):
        # Errors cross process borders; the default would call __init__ with the message alone.
        return _rebuild, (self.file, self.rule, self.row, self.column)


class MissingFileError(InputError):
    """A publisher's file is not there; a run over all sources leaves its source out."""


def _rebuild(file: str, rule: str, row: int | str | None, column: str | None) -> InputError:
    return InputError(file, rule, row=row, column=column)
