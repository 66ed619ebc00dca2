"""A chapter to take away: its notebook and all that it needs to run, in one zip.

The notebook's stamp names the tables that it loaded and the modules that it uses; the zip holds
these and no more. The notebook lies beside the folders `analysis` and `data`, so that it finds
both with nothing installed but the locked requirements.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from analysis.notebooks import module_path, read
from analysis.paths import CITATION, REQUIREMENTS, ROOT
from analysis.records import PACKAGE, dump, package, record
from analysis.site.cite import book

LICENCE = ROOT / "LICENSE"
README = """The notebook {notebook} of the book "{title}", with its tables and code.

With Python 3.11 or 3.12, in this folder:

    python -m venv .venv
    .venv/bin/pip install --require-hashes -r requirements.txt
    .venv/bin/jupyter execute --inplace {notebook}

(On Windows: .venv\\Scripts\\ in place of .venv/bin/.) Or open it in Jupyter, with this environment
as its kernel. Each exhibit prints a digest of its values; on these tables the digests are those of
the book. What each table is, and on which terms it may be used, says data/datapackage.json.
"""


def files(notebook: Path) -> dict[str, bytes]:
    """Name in the zip -> content, for a notebook that was run."""
    stamp = read(notebook).metadata["stamp"]
    tables = [record(name) for name in stamp["tables"]]
    code = [module_path(name) for name in stamp["modules"]]
    whole = package()
    kept = [one for one in whole["resources"] if one["name"] in stamp["tables"]]
    return {
        notebook.name: notebook.read_bytes(),
        "README.txt": README.format(notebook=notebook.name, title=book().title).encode(),
        **{path.name: path.read_bytes() for path in (CITATION, LICENCE, REQUIREMENTS)},
        **{path.relative_to(ROOT).as_posix(): path.read_bytes() for path in code},
        **{f"data/{one.resource['path']}": one.path.read_bytes() for one in tables},
        f"data/{PACKAGE}": dump({**whole, "resources": kept}).encode(),
    }


def to_zip(notebook: Path) -> bytes:
    """The notebook's files as a zip, all in a folder of its name."""
    return zipped({f"{notebook.stem}/{name}": content
                   for name, content in sorted(files(notebook).items())})


def zipped(contents: dict[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """The contents, by name, as a zip in the order given; those `stored` are not compressed.

    The same contents give the same bytes: the only date is the edition's.
    """
    released = book().released
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, (released.year, released.month, released.day, 0, 0, 0))
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()
