"""The one error that bad input gets."""

from __future__ import annotations

from pathlib import Path

# Enough for any rule; what a file holds may be longer, and is cut in the middle.
LONGEST, HEAD, TAIL = 2000, 1200, 700


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

    Rule, row and column may quote a file that nobody has read: they are cut where they are long,
    and what would act on a terminal is written as an escape.
    """

    def __init__(
        self,
        file: str | Path,
        rule: str,
        *,
        row: int | str | None = None,
        column: str | None = None,
    ) -> None:
        self.file, self.rule = str(file), readable(rule)
        self.row = readable(row) if isinstance(row, str) else row
        self.column = column if column is None else readable(column)
        place = [f"row {self.row}"] if row is not None else []
        place += [f"column {self.column}"] if column is not None else []
        where = [", ".join(place)] if place else []
        super().__init__(": ".join([readable(self.file), *where, self.rule]))

    def __reduce__(self):
        # Errors cross process borders; the default would call __init__ with the message alone.
        return _rebuild, (self.file, self.rule, self.row, self.column)


class MissingFileError(InputError):
    """A publisher's file is not there; a run over all sources leaves its source out."""


def readable(text: str) -> str:
    """A text as a message may show it: printable, on one line, of a bearable length."""
    if len(text) > LONGEST:
        text = f"{text[:HEAD]} [...] {text[-TAIL:]}"
    return text if text.isprintable() else "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _rebuild(file: str, rule: str, row: int | str | None, column: str | None) -> InputError:
    return InputError(file, rule, row=row, column=column)
