"""The records of the tables: `data/datapackage.json`, a Frictionless data package.

The record of a table is the only place that states its schema, source, vintage and licence.
It is edited by hand, except for `hash` and `bytes`, which `write_hash` keeps.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from analysis.errors import InputError
from analysis.paths import data_folder, shown

if TYPE_CHECKING:  # a builder reads tables, and these their records
    from analysis.builders.native import Edition

PACKAGE = "datapackage.json"
UPDATED = " Newest rows: "
# What every record must have; the tests hold them to the rest of the standard. The hash comes when
# the table is first built or accepted.
NEEDED = {"name": str, "path": str, "title": str, "publisher": str, "vintage": str,
          "citation": str, "sources": list, "licenses": list}  # fmt: skip
OF_TABLE = {"schema": dict, "rowFloor": int, "knownNulls": dict}
LARGEST_FILE = 500_000_000  # bytes


@dataclass(frozen=True)
class Record:
    """One resource of the data package, with what the book asks of it."""

    resource: dict
    folder: Path

    @property
    def name(self) -> str:
        return self.resource["name"]

    @property
    def path(self) -> Path:
        return self.folder / self.resource["path"]

    @property
    def topic(self) -> str:
        """The folder of `data/` that the table lies in."""
        return self.resource["path"].split("/")[0]

    @property
    def fields(self) -> list[dict]:
        return described(self.resource)["fields"]

    @property
    def source_line(self) -> str:
        """Publisher and vintage, as an exhibit prints them; the catalogue says the rest."""
        return f"{self.resource['publisher']}, {self.resource['vintage']}"

    def state(self, content: bytes) -> str:
        """Hash over the table's bytes and all that its record says of them, 16 hex digits."""
        text = json.dumps(self.resource, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content + text.encode()).hexdigest()[:16]


def package(folder: Path | None = None) -> dict:
    """The data package as read from `datapackage.json`, a copy that may be changed.

    Raises InputError where it is no JSON, or a record lacks what every reader relies on.
    """
    return copy.deepcopy(_package(folder or data_folder()))


def _package(folder: Path) -> dict:
    path = folder / PACKAGE
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size)
    except FileNotFoundError:
        raise InputError(shown(path), "the records of the tables are missing") from None
    except UnicodeDecodeError:
        raise InputError(shown(path), "not UTF-8") from None
    except json.JSONDecodeError as error:
        raise InputError(shown(path), f"not JSON: {error.msg}", row=error.lineno) from None


@cache
def _read(path: Path, _changed: int, _size: int) -> dict:
    """Read once for each state of the file: each source line of a page asks for records."""
    whole = json.loads(path.read_text("utf-8"))
    _check(path, whole)
    return whole


def _check(path: Path, whole: object) -> None:
    """Each record must have what every reader relies on, and name a file in its folder."""
    listed = whole.get("resources") if isinstance(whole, dict) else None
    if not isinstance(listed, list):
        raise InputError(shown(path), "there is no list of records", column="resources")
    for number, one in enumerate(listed, start=1):
        _check_record(path, number, one if isinstance(one, dict) else {})


def _check_record(path: Path, number: int, one: dict) -> None:
    def error(column: str, rule: str) -> InputError:
        return InputError(shown(path), rule, row=f"record {number} ({one.get('name')})",
                          column=column)  # fmt: skip

    for key, kind in (NEEDED if "layer" in one else NEEDED | OF_TABLE).items():
        if not isinstance(one.get(key), kind):
            raise error(key, f"should be there, and be of type {kind.__name__}")
    place = PurePosixPath(one["path"])
    if place.is_absolute() or ".." in place.parts:
        raise error("path", f"{one['path']!r} leaves the folder of the tables")
    fields = described(one).get("fields")
    if not isinstance(fields, list) or not all(
        isinstance(f, dict) and {type(f.get("name")), type(f.get("type"))} == {str} for f in fields
    ):
        raise error("fields", "should be a list of fields that have a name and a type")


def resources(folder: Path | None = None) -> dict[str, Record]:
    """All records by name: tables, and map layers (which have a `layer` in place of a schema)."""
    folder = folder or data_folder()
    return {r["name"]: Record(r, folder) for r in _package(folder)["resources"]}


def records(folder: Path | None = None) -> dict[str, Record]:
    """The records of the tables by name."""
    return {name: one for name, one in resources(folder).items() if "schema" in one.resource}


def record(name: str, folder: Path | None = None) -> Record:
    """The record of one table or layer. Raises InputError with the known names if there is none."""
    known = resources(folder)
    if name not in known:
        raise InputError(PACKAGE, f"no table named {name!r}; there are {', '.join(sorted(known))}")
    return known[name]


def described(resource: dict) -> dict:
    """The part of a record that lists fields: a table's schema, a map layer's `layer`."""
    return resource["schema"] if "schema" in resource else resource["layer"]


def sha256(content: bytes) -> str:
    """Hash of a table's bytes, as the records write it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def dump(content: dict) -> str:
    """The package as text: a line a field of a schema, so that a change reads well in a diff."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    for resource in content["resources"]:
        for field in described(resource)["fields"]:
            spread = json.dumps(field, indent=2, ensure_ascii=False).replace("\n", "\n" + " " * 10)
            text = text.replace(spread, json.dumps(field, ensure_ascii=False))
    return text + "\n"


def write_hash(name: str, content: bytes, folder: Path | None = None) -> None:
    """Put the hash and size of a table's new content into its record."""
    folder = folder or data_folder()
    whole = package(folder)
    for resource in whole["resources"]:
        if resource["name"] == name:
            resource["hash"], resource["bytes"] = sha256(content), len(content)
    replace_file(folder / PACKAGE, dump(whole).encode())


def follow_edition(
    resource: dict, edition: Edition, span: tuple[str, str] | None = None
) -> None:
    """Let a record follow the publisher's edition that its table was made from.

    `span` is the first and last date or year of the table. What a person wrote about the data
    (caveats, crosschecks) stays: it needs a person's eye.
    """
    resource["vintage"], resource["retrieved"] = edition.vintage, edition.retrieved
    kept = [s for s in resource["sources"] if "hash" not in s]
    if edition.title:
        kept[0] = kept[0] | {"title": edition.title}
    # The first source is the publisher's dataset, the others the copies that were used before.
    resource["sources"] = (kept if edition.part else kept[:1]) + [
        {"title": f"File used: {edition.files[0].name}", "path": edition.address,
         "hash": file_hash(edition.files[0])}
    ]  # fmt: skip
    before = resource["citation"].split(UPDATED)[0] + UPDATED if edition.part else ""
    resource["citation"] = before + edition.citation
    if span:
        resource["temporal"] = dict(zip(("from", "to"), span, strict=True))


def follows_edition(resource: dict) -> bool:
    """Whether the record follows a publisher's edition rather than the book's first copy."""
    return any("hash" in source for source in resource["sources"])


def file_hash(path: Path) -> str:
    """Hash of a file, read in pieces."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises FileNotFoundError, or InputError where `open_file` does."""
    with open_file(path) as stream:
        return stream.read()


def open_file(path: Path, largest: int = LARGEST_FILE) -> BinaryIO:
    """A file to read. Raises FileNotFoundError, or InputError for what is no file to be read:
    a folder, a pipe or device (which may never end), a link in a circle, more bytes than `largest`.
    """
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise InputError(shown(path), "not a regular file")
        if state.st_size > largest:
            rule = f"{state.st_size:,} bytes, no file of the book has more than {largest:,}"
            raise InputError(shown(path), rule)
        return path.open("rb")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise InputError(shown(path), f"the file cannot be read: {error.strerror}") from None


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a crash leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
