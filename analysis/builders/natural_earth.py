"""Map layers from Natural Earth: the states and their neighbours, and areas in dispute.

Makes the GeoJSON layers `countries` and `disputed_areas` of `data/maps/`. They are no tables:
`build(raw)` gives their bytes.

Source: Natural Earth 1:50m countries (a .7z of one GeoJSON) and 1:10m disputed areas (GeoJSON), as
github.com/martynafford/natural-earth-geojson converts them; state of 24 January 2024.

Only this is changed: other features and properties are dropped, coordinates are rounded (2 decimals
of a degree at 1:50m, 3 at 1:10m), points that fall together are one, and rings that lose their area
by it (islets) are dropped.

Traps:
- Natural Earth draws de facto control: in the 1:50m layer Crimea is part of Russia. The areas are
  drawn so as well: Nagorno-Karabakh as self-administered (outdated since September 2023), Donbass
  behind the line of before 2022.
- ISO_A3 is -99 for Norway, Kosovo and Northern Cyprus: the key is ADM0_A3.
"""

from __future__ import annotations

import json
import lzma
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from analysis.builders.reading import LARGEST, read_bytes, read_json
from analysis.countries import COUNTRIES as STATES
from analysis.errors import InputError

TABLES = ("countries", "disputed_areas")

FOLDER = Path("macro/raw/natural_earth")
COUNTRIES_FILE = FOLDER / "ne_50m_admin_0_countries.7z"
AREAS_FILE = FOLDER / "ne_10m_admin_0_disputed_areas.json"
ADDRESS = "https://github.com/martynafford/natural-earth-geojson"
COUNTRY_DECIMALS, AREA_DECIMALS = 2, 3
# Neighbours, as a background; names as the United Nations use them, two that are no members as
# Natural Earth writes them.
NEIGHBOURS = {
    "AFG": "Afghanistan", "ALB": "Albania", "AUT": "Austria", "BGR": "Bulgaria",
    "BIH": "Bosnia and Herzegovina", "CHN": "China", "CYN": "Northern Cyprus", "CYP": "Cyprus",
    "CZE": "Czechia", "DEU": "Germany", "DNK": "Denmark", "FIN": "Finland", "GRC": "Greece",
    "HRV": "Croatia", "HUN": "Hungary", "IND": "India", "IRN": "Iran (Islamic Republic of)",
    "IRQ": "Iraq", "JPN": "Japan", "KOR": "Republic of Korea", "KOS": "Kosovo",
    "MKD": "North Macedonia", "MNE": "Montenegro", "MNG": "Mongolia", "NOR": "Norway",
    "PAK": "Pakistan", "POL": "Poland", "PRK": "Democratic People's Republic of Korea",
    "ROU": "Romania", "SRB": "Serbia", "SVK": "Slovakia", "SVN": "Slovenia", "SWE": "Sweden",
    "SYR": "Syrian Arab Republic", "TUR": "Türkiye",
}  # fmt: skip
# By Natural Earth's code: our id, name, and the note of Natural Earth that says how it draws them.
AREAS = {
    "B29": ("kuril-islands", "Southern Kuril Islands", "Admin. by Russia; Claimed by Japan"),
    "B35": ("abkhazia", "Abkhazia", "Self admin.; Claimed by Georgia"),
    "B36": ("transnistria", "Transnistria", "Self admin.; Claimed by Moldova"),
    "B37": ("south-ossetia", "South Ossetia", "Self admin.; Claimed by Georgia"),
    "B38": ("nagorno-karabakh", "Nagorno-Karabakh", "Self admin.; Claimed by Azer."),
    "B89": ("crimea", "Crimea", "Admin. by Russia; Claimed by Ukraine"),
    "B90": ("donbass", "Donbas", "Self admin.; Claimed by Ukraine"),
}
# Who holds an area and who claims it, in codes, by Natural Earth's note.
STANDING = {
    "Admin. by Russia; Claimed by Japan": ("RUS", "JPN"),
    "Admin. by Russia; Claimed by Ukraine": ("RUS", "UKR"),
    "Self admin.; Claimed by Azer.": ("self", "AZE"),
    "Self admin.; Claimed by Georgia": ("self", "GEO"),
    "Self admin.; Claimed by Moldova": ("self", "MDA"),
    "Self admin.; Claimed by Ukraine": ("self", "UKR"),
}
SMALLEST_RING = 4

Ring = list[list[float]]


def build(raw: Path) -> dict[str, bytes]:
    """Make both layers from the files below `raw`.

    Parameters
    ----------
    raw
        Root of the publishers' files.

    Returns
    -------
    `countries` (id, name, role: state or neighbour) and `disputed_areas` (id, name,
    administered_by, claimed_by) as GeoJSON, a feature a line, sorted by id. Degrees of longitude
    and latitude (WGS 84).

    Raises
    ------
    InputError
        Where a file is missing or broken, a feature is missing, double or not as expected.
    """
    countries, areas = raw / COUNTRIES_FILE, raw / AREAS_FILE
    found = _features(countries, unpack_7z(countries, ADDRESS), "ADM0_A3")
    roles = {code: "state" for code in STATES} | {code: "neighbour" for code in NEIGHBOURS}
    names = {code: state.name for code, state in STATES.items()} | NEIGHBOURS
    drawn = [
        _feature(countries, found, code, COUNTRY_DECIMALS,
                 {"id": code, "name": names[code], "role": role})
        for code, role in roles.items()
    ]  # fmt: skip
    found = _features(areas, read_bytes(areas, ADDRESS), "BRK_A3")
    disputed = [_area(areas, found, code) for code in AREAS]
    return {"countries": to_geojson_bytes(drawn), "disputed_areas": to_geojson_bytes(disputed)}


def to_geojson_bytes(features: list[dict]) -> bytes:
    """The one way that the project writes a layer: a feature a line, sorted by id, UTF-8, LF."""
    lines = [json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
             for feature in sorted(features, key=lambda f: f["properties"]["id"])]  # fmt: skip
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()


def _area(path: Path, found: dict[str, dict], code: str) -> dict:
    ours, name, note = AREAS[code]
    theirs = found[code]["properties"].get("NOTE_BRK") if code in found else note
    if theirs != note:
        rule = f"{ours}: {theirs!r} should be {note!r}: who holds it has changed"
        raise InputError(path, rule, column="NOTE_BRK")
    administered_by, claimed_by = STANDING[note]
    properties = {"id": ours, "name": name, "administered_by": administered_by,
                  "claimed_by": claimed_by}  # fmt: skip
    return _feature(path, found, code, AREA_DECIMALS, properties)


def _features(path: Path, content: bytes, key: str) -> dict[str, dict]:
    """Features of a GeoJSON collection by one of their properties."""
    collection = read_json(path, content)
    listed = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(listed, list):
        raise InputError(path, "no collection of GeoJSON features")
    found: dict[str, dict] = {}
    for number, feature in enumerate(listed, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or not isinstance(properties.get(key), str):
            raise InputError(path, f"the feature has no {key}", row=number)
        if properties[key] in found:
            raise InputError(path, f"{properties[key]} stands twice", row=number, column=key)
        found[properties[key]] = feature
    return found


def _feature(
    path: Path, found: dict[str, dict], code: str, decimals: int, properties: dict[str, str]
) -> dict:
    if code not in found:
        raise InputError(path, f"no feature {code} ({properties['name']})")
    geometry = found[code].get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise InputError(path, f"{code}: {kind!r} is neither Polygon nor MultiPolygon")
    parts = geometry.get("coordinates")
    polygons = _each(path, code, [parts] if kind == "Polygon" else parts,
                     lambda part: _polygon(path, code, part, decimals))  # fmt: skip
    if not polygons:
        raise InputError(path, f"{code}: nothing is left of its area")
    drawn = {"type": "Polygon", "coordinates": polygons[0]}
    if len(polygons) > 1:
        drawn = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "properties": properties, "geometry": drawn}


def _each(path: Path, code: str, parts: object, make: Callable[[object], list]) -> list:
    """What is left of each part of a list."""
    if not isinstance(parts, list):
        raise InputError(path, f"{code}: coordinates are no list")
    return [made for part in parts if (made := make(part))]


def _polygon(path: Path, code: str, rings: object, decimals: int) -> list[Ring]:
    """Rounded rings; empty where the outer one is lost, as holes without it mean nothing."""
    kept = _each(path, code, rings, lambda ring: [_ring(path, code, ring, decimals)])
    return [ring for (ring,) in kept if ring] if kept and kept[0][0] else []


def _ring(path: Path, code: str, ring: object, decimals: int) -> Ring:
    rounded: Ring = []
    for position in ring if isinstance(ring, list) else [None]:
        if (not isinstance(position, list) or len(position) < 2
                or not all(isinstance(x, (int, float)) and -180 <= x <= 180
                           for x in position[:2])):  # fmt: skip
            raise InputError(path, f"{code}: {position!r} is no position")
        point = [round(float(x), decimals) + 0.0 for x in position[:2]]
        if not rounded or point != rounded[-1]:
            rounded.append(point)
    has_area = len(rounded) >= SMALLEST_RING and ring_area(rounded) != 0
    return rounded if has_area else []


def ring_area(ring: Ring) -> float:
    """Twice the signed area of a closed ring, in square degrees."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))


# --- one file in a .7z -------------------------------------------------------------------------

SIGNATURE = b"7z\xbc\xaf\x27\x1c"
START = 32
LZMA2 = 0x21


def unpack_7z(path: Path, address: str) -> bytes:
    """The one file in a .7z archive that is packed by LZMA2, checked by the archive's sums.

    Only the plain form that 7-Zip writes for one file is read (7zFormat.txt of its documentation):
    one packed stream, one folder with one coder, one sum.
    """
    content = read_bytes(path, address)
    try:
        return _unpack(content)
    except (IndexError, ValueError, struct.error, lzma.LZMAError, MemoryError) as error:
        raise InputError(path, f"not a whole 7z file of one LZMA2 stream: {error}") from None


def _unpack(content: bytes) -> bytes:
    if content[: len(SIGNATURE)] != SIGNATURE:
        raise ValueError("it does not begin as one")
    start_sum, offset, size, header_sum = struct.unpack("<IQQI", content[8:START])
    header = content[START + offset :]
    if zlib.crc32(content[12:START]) != start_sum or len(header) != size:
        raise ValueError("its length or its first sum is wrong")
    if zlib.crc32(header) != header_sum:
        raise ValueError("the sum of its header is wrong")
    fields = _Fields(header)
    fields.expect(0x01, 0x04, 0x06)
    begin = fields.number()
    fields.expect(0x01, 0x09)
    packed = fields.number()
    fields.expect(0x00, 0x07, 0x0B, 0x01, 0x00, 0x01, 0x21, LZMA2, 0x01)
    bits = fields.byte()
    fields.expect(0x0C)
    unpacked = fields.number()
    fields.expect(0x00, 0x08, 0x0A, 0x01)
    (wanted,) = struct.unpack("<I", fields.take(4))
    coder = {"id": lzma.FILTER_LZMA2, "dict_size": (2 | bits & 1) << (bits // 2 + 11)}
    stream = content[START + begin : START + begin + packed]
    if unpacked > LARGEST:
        raise ValueError(f"it unpacks to more than {LARGEST:,} bytes")
    whole = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[coder]).decompress(stream, unpacked + 1)
    if len(whole) != unpacked or zlib.crc32(whole) != wanted:
        raise ValueError("its content has another length or sum")
    return whole


class _Fields:
    """A cursor over a 7z header."""

    def __init__(self, header: bytes) -> None:
        self.header, self.position = header, 0

    def take(self, count: int) -> bytes:
        self.position += count
        return self.header[self.position - count : self.position]

    def byte(self) -> int:
        return self.take(1)[0]

    def expect(self, *codes: int) -> None:
        for code in codes:
            if self.byte() != code:
                raise ValueError(f"it is packed otherwise (byte {self.position} of its header)")

    def number(self) -> int:
        """A number: the first byte tells by its leading ones how many bytes follow."""
        first = self.byte()
        extra = next((n for n in range(8) if not first & (0x80 >> n)), 8)
        low = int.from_bytes(self.take(extra), "little")
        high = first & ((0x80 >> extra) - 1) if extra < 8 else 0
        return low | high << (8 * extra)
