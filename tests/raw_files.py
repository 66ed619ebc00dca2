"""What the small raw folders of several topics are written with."""

from __future__ import annotations

import io

import openpyxl


def workbook(sheets: dict[str, list[list]]) -> bytes:
    """An xlsx file: title of a sheet -> its rows of cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
