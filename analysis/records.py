"""The records of the tables: `data/datapackage.json`, a Frictionless data package.

The record of a table is the only place that states its schema, source, vintage and licence.
It is edited by hand, except for `hash` and `bytes`, which `write_hash` keeps.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import InputError
from analysis.paths import data_folder, shown

PACKAGE = "datapackage.json"


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
    def fields(self) -> list[dict]:
        return self.resource["schema"]["fields"]

    @property
    def source_line(self) -> str:
        """Publisher, title of the source and vintage, as an exhibit prints them."""
        source = self.resource["sources"][0]["title"]
        return f"{self.resource['publisher']}, {source}, as of {self.resource['vintage']}"

    @property
    def digest(self) -> str:
        """sha256 of the whole record: changes with the table or with anything said of it."""
        text = json.dumps(self.resource, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def package(folder: Path | None = None) -> dict:
    """The data package as read from `datapackage.json`. Raises InputError where it is no JSON."""
    path = (folder or data_folder()) / PACKAGE
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise InputError(shown(path), "the records of the tables are missing") from None
    except json.JSONDecodeError as error:
        raise InputError(shown(path), f"not JSON: {error.msg}", row=error.lineno) from None


def records(folder: Path | None = None) -> dict[str, Record]:
    """All records by table name."""
    folder = folder or data_folder()
    return {r["name"]: Record(r, folder) for r in package(folder)["resources"]}


def record(name: str, folder: Path | None = None) -> Record:
    """The record of one table. Raises InputError with the known names where there is none."""
    known = records(folder)
    if name not in known:
        raise InputError(PACKAGE, f"no table named {name!r}; there are {', '.join(sorted(known))}")
    return known[name]


def sha256(content: bytes) -> str:
    """Hash of a table's bytes, as the records write it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def dump(content: dict) -> str:
    """The package as text: a line a field of a schema, so that a change reads well in a diff."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    for resource in content["resources"]:
        for field in resource["schema"]["fields"]:
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
