"""Map layers: read, validated, and noted. The door to `data/maps/`, as `tables.load` is to tables.

A layer is a GeoJSON file with a record of its own in `data/datapackage.json`: no table, so it has
no `schema`, but a `layer` that states how many features it has and their properties (written as the
fields of a Table Schema). Coordinates are degrees of longitude and latitude (WGS 84).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from analysis.errors import InputError
from analysis.paths import shown
from analysis.records import PACKAGE, Record, resources, sha256
from analysis.tables import note, read_bytes

LONGITUDE, LATITUDE = (-180, 180), (-90, 90)
SMALLEST_RING = 4


def layers(folder: Path | None = None) -> dict[str, Record]:
    """The records of all layers by name."""
    return {name: one for name, one in resources(folder).items() if is_layer(one)}


def is_layer(found: Record) -> bool:
    """Whether a record is that of a map layer rather than of a table."""
    return "layer" in found.resource


def load_layer(name: str) -> dict:
    """Load a map layer of the book, validated against its record.

    Parameters
    ----------
    name
        Name of the layer, as in `data/datapackage.json`.

    Returns
    -------
    A GeoJSON FeatureCollection, as `json.loads` gives it.

    Raises
    ------
    InputError
        Where the file is missing, differs from its record, or breaks the rules of `check_layer`.
    """
    known = layers()
    if name not in known:
        raise InputError(PACKAGE, f"no layer named {name!r}; there are {', '.join(sorted(known))}")
    found = known[name]
    content = read_bytes(found)
    if sha256(content) != found.resource.get("hash"):
        raise InputError(shown(found.path), "its sha256 is not the one in its record")
    note(found, content)
    return check_layer(found, content)


def check_layer(found: Record, content: bytes) -> dict:
    """A layer's bytes as GeoJSON that keeps its record, or InputError.

    Every feature has the properties of the record and no others, an id of its own, and polygons of
    closed rings with an area, within the range of longitudes and latitudes. `row` counts features
    from 1.
    """
    file = shown(found.path)
    try:
        collection = json.loads(content.decode("utf-8"), parse_constant=_no_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError(file, f"not JSON in UTF-8: {error}") from None
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection":
        raise InputError(file, "no GeoJSON FeatureCollection")
    expected = found.resource["layer"]["features"]
    if len(features) != expected:
        raise InputError(file, f"{len(features)} features, the record states {expected}")
    seen: dict[str, set] = {}
    for row, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise InputError(file, "no GeoJSON Feature", row=row)
        _check_properties(file, row, found.resource["layer"]["fields"], feature, seen)
        _check_geometry(file, row, feature.get("geometry"))
    return collection


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")


def _check_properties(
    file: str, row: int, fields: list[dict], feature: dict, seen: dict[str, set]
) -> None:
    properties, names = feature.get("properties"), [f["name"] for f in fields]
    if not isinstance(properties, dict) or list(properties) != names:
        found = list(properties) if isinstance(properties, dict) else properties
        raise InputError(file, f"the properties should be {names}, not {found}", row=row)
    for field in fields:
        value, rules = properties[field["name"]], field.get("constraints", {})
        broken = None
        if not isinstance(value, str) or not value:
            broken = "a text"
        elif "enum" in rules and value not in rules["enum"]:
            broken = f"one of {rules['enum']}"
        elif "pattern" in rules and not re.fullmatch(rules["pattern"], value):
            broken = f"of the form {rules['pattern']}"
        elif rules.get("unique") and value in seen.setdefault(field["name"], set()):
            broken = "unique"
        if broken:
            rule = f"{value!r} should be {broken}"
            raise InputError(file, rule, row=row, column=field["name"])
        seen.setdefault(field["name"], set()).add(value)


def _check_geometry(file: str, row: int, geometry: object) -> None:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise InputError(file, f"{kind!r} is neither Polygon nor MultiPolygon", row=row)
    parts = geometry.get("coordinates")
    polygons = [parts] if kind == "Polygon" else parts
    if not isinstance(polygons, list) or not polygons:
        raise InputError(file, "the feature has no polygon", row=row)
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise InputError(file, "a polygon has no ring", row=row)
        for ring in polygon:
            _check_ring(file, row, ring)


def _check_ring(file: str, row: int, ring: object) -> None:
    if not isinstance(ring, list) or len(ring) < SMALLEST_RING:
        rule = f"a ring has less than {SMALLEST_RING} positions"
        raise InputError(file, rule, row=row)
    for position in ring:
        if not _is_position(position):
            rule = f"{position!r} is no position [longitude, latitude] in degrees"
            raise InputError(file, rule, row=row)
    if ring[0] != ring[-1]:
        raise InputError(file, f"a ring is not closed at {ring[0]}", row=row)
    if not sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)):
        raise InputError(file, f"a ring at {ring[0]} has no area", row=row)


def _is_position(position: object) -> bool:
    if not isinstance(position, list) or len(position) != len((LONGITUDE, LATITUDE)):
        return False
    if any(isinstance(x, bool) or not isinstance(x, (int, float)) for x in position):
        return False
    ranges = zip(position, (LONGITUDE, LATITUDE), strict=True)
    return all(low <= x <= high for x, (low, high) in ranges)
