"""Reading R's data files (.rda, .RData, .rds): data frames of numbers, texts, factors.

R's format is documented (R Internals, "Serialization Formats"); this reads the part of it that
data frames use, in the XDR form that `save` and `saveRDS` write, versions 2 and 3, compressed by
gzip, bzip2, xz or not at all. It never evaluates anything: closures, environments and other
language objects are an InputError, as is any byte too many or too few.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.builders.reading import LARGEST, read_bounded, read_bytes
from analysis.errors import InputError

COMPRESSIONS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
MAGIC = (b"RDX2\n", b"RDX3\n")
XDR = b"X\n"
# Codes of the format (R Internals; serialize.c names them).
NIL, SYMBOL, PAIRLIST, CHAR, LOGICAL, INTEGER, REAL = 0, 1, 2, 9, 10, 13, 14
STRING, LIST = 16, 19
ALTREP, ATTRLIST, NO_VALUE, REFERENCE = 238, 239, 254, 255
HAS_ATTRIBUTES, HAS_TAG = 0x200, 0x400
NA_INTEGER = -(2**31)
LATIN1_FLAG = 1 << 14


def read_rdata(path: Path, address: str) -> dict[str, pd.DataFrame]:
    """The data frames of a file that R's `save` wrote, by name.

    Parameters
    ----------
    path
        The .rda or .RData file.
    address
        Where the file comes from, for the message if it is missing.

    Returns
    -------
    Whole numbers and logicals as float64 (NaN where R has NA), numbers as float64, texts and
    factors as str (missing where R has NA). Row names, classes (dates,
    too) and columns of lists are left out.

    Raises
    ------
    InputError
        Where the file is missing, cut, no R data, or holds anything but data frames.
    """
    content = _unpack(path, read_bytes(path, address))
    if not content.startswith(MAGIC):
        raise InputError(path, "not R data: it does not begin with RDX2 or RDX3")
    value = _parse(path, content, len(MAGIC[0]))
    if not isinstance(value, dict) or not value:
        raise InputError(path, "the R file holds no named objects")
    return {name: _frame(path, found, name) for name, found in value.items()}


def read_rds(path: Path, address: str) -> pd.DataFrame:
    """The data frame of a file that R's `saveRDS` wrote; see `read_rdata`."""
    content = _unpack(path, read_bytes(path, address))
    return _frame(path, _parse(path, content, 0), "the object")


def read_frame(path: Path, address: str, name: str, needed: dict[str, str]) -> pd.DataFrame:
    """One data frame of a file that `save` wrote, with columns of the types asked for.

    Parameters
    ----------
    path, address
        As in `read_rdata`.
    name
        Name of the object in the file.
    needed
        The columns that must be there, each "text" or "number"; others are left out.
    """
    frames = read_rdata(path, address)
    if name not in frames:
        raise InputError(path, f"the R file lacks the object {name}; it has {', '.join(frames)}")
    frame = frames[name]
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise InputError(path, f"{name} lacks the columns {', '.join(missing)}")
    for column, kind in needed.items():
        if pd.api.types.is_numeric_dtype(frame[column]) != (kind == "number"):
            raise InputError(path, f"the column of {name} holds no {kind}s", column=column)
    return frame[list(needed)]


@dataclass
class _Value:
    """A vector of R with the attributes that data frames use."""

    items: object
    attributes: dict[str, object] = field(default_factory=dict)


class _Malformed(Exception):
    """The bytes break the format; becomes an InputError, which names the file."""


def _unpack(path: Path, content: bytes) -> bytes:
    for begin, unpacked in COMPRESSIONS.items():
        if content.startswith(begin):
            try:
                return read_bounded(path, unpacked(io.BytesIO(content)))
            except (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError) as error:
                raise InputError(path, f"the compressed file is not whole: {error}") from None
    return content


def _parse(path: Path, content: bytes, start: int) -> object:
    try:
        reader = _Reader(content, start)
        value = reader.whole()
    except (_Malformed, struct.error, ValueError, TypeError, RecursionError) as error:
        # Spoilt lengths and codes lead to values that do not fit one another.
        raise InputError(path, f"not whole R data in XDR form: {error}") from None
    return value


class _Reader:
    """A cursor over the serialized bytes."""

    def __init__(self, content: bytes, position: int) -> None:
        self.content, self.position = content, position
        self.symbols: list[str] = []

    def whole(self) -> object:
        """The one object of the stream, which must fill it."""
        if self._take(len(XDR)) != XDR:
            raise _Malformed("the mark of the XDR form is missing")
        version = self._int()
        if version not in (2, 3):
            raise _Malformed(f"version {version}, known are 2 and 3")
        self._int(), self._int()
        if version == 3:
            self._take(self._int())
        value = self._item()
        if self.position != len(self.content):
            raise _Malformed(f"{len(self.content) - self.position} bytes too many")
        return value

    def _take(self, count: int) -> bytes:
        end = self.position + count
        if count < 0 or end > len(self.content):
            raise _Malformed(f"cut at byte {len(self.content)}")
        taken = self.content[self.position : end]
        self.position = end
        return taken

    def _int(self) -> int:
        return struct.unpack(">i", self._take(4))[0]

    def _length(self) -> int:
        length = self._int()
        if length < 0:
            raise _Malformed(f"length {length}")
        return length

    def _item(self) -> object:
        flags = self._int()
        kind = flags & 0xFF
        if kind == SYMBOL:
            self.symbols.append(str(self._item()))
            return self.symbols[-1]
        if kind == REFERENCE:
            return self._reference(flags >> 8)
        if kind == CHAR:
            return self._char(flags)
        if kind in (PAIRLIST, ATTRLIST):
            return self._pairlist(flags)
        if kind == ALTREP:
            return self._altrep()
        return None if kind in (NIL, NO_VALUE) else self._vector(kind, flags)

    def _reference(self, index: int) -> str:
        index = index or self._int()
        if not 1 <= index <= len(self.symbols):
            raise _Malformed(f"reference {index} points nowhere")
        return self.symbols[index - 1]

    def _char(self, flags: int) -> str | None:
        length = self._int()
        if length == -1:
            return None
        latin1 = flags & LATIN1_FLAG
        return self._take(length).decode("latin-1" if latin1 else "utf-8")

    def _pairlist(self, flags: int) -> dict[str, object] | list[object]:
        """Named: a dict; without names: a list. R links its cells, so the loop follows them."""
        named: dict[str, object] = {}
        plain: list[object] = []
        while flags & 0xFF in (PAIRLIST, ATTRLIST):
            if flags & HAS_ATTRIBUTES:
                self._item()
            tag = self._item() if flags & HAS_TAG else None
            value = self._item()
            if tag is None:
                plain.append(value)
            elif tag in named:
                raise _Malformed(f"two objects are named {tag}")
            else:
                named[str(tag)] = value
            flags = self._int()
        if flags & 0xFF not in (NIL, NO_VALUE):
            raise _Malformed(f"a list ends in an object of type {flags & 0xFF}")
        return named if named else plain

    def _vector(self, kind: int, flags: int) -> _Value:
        if kind not in (LOGICAL, INTEGER, REAL, STRING, LIST):
            raise _Malformed(f"an object of type {kind}, which no data frame holds")
        length = self._length()
        if kind == REAL:
            items: object = np.frombuffer(self._take(8 * length), ">f8").astype("float64")
        elif kind in (LOGICAL, INTEGER):
            items = _with_na(np.frombuffer(self._take(4 * length), ">i4"))
        elif kind == STRING:
            items = self._strings(length)
        else:
            items = [self._item() for _ in range(length)]
        attributes = self._item() if flags & HAS_ATTRIBUTES else {}
        return _Value(items, attributes if isinstance(attributes, dict) else {})

    def _strings(self, length: int) -> list[str | None]:
        """Texts; the hot loop of large files. The same bytes are decoded once."""
        content, position, size = self.content, self.position, len(self.content)
        unpack, known = struct.Struct(">ii").unpack_from, {}
        texts: list[str | None] = []
        for _ in range(length):
            flags, count = unpack(content, position)
            position += 8
            if flags & 0xFF != CHAR or count < -1 or position + count > size:
                raise _Malformed(f"a text is spoilt at byte {position}")
            if count == -1:
                texts.append(None)
                continue
            raw = content[position : position + count]
            position += count
            text = known.get(raw)
            if text is None:
                text = known[raw] = raw.decode("latin-1" if flags & LATIN1_FLAG else "utf-8")
            texts.append(text)
        self.position = position
        return texts

    def _altrep(self) -> _Value:
        """R's compact forms of vectors: sequences, wrappers, numbers not yet made into texts."""
        info, state, attributes = self._item(), self._item(), self._item()
        name = str(info[0]) if isinstance(info, list) and info else "unknown"
        attributes = attributes if isinstance(attributes, dict) else {}
        if name in ("compact_intseq", "compact_realseq") and isinstance(state, _Value):
            count, first, step = np.asarray(state.items, "float64")[:3]
            if not 0 <= count <= LARGEST / 8:
                raise _Malformed(f"a sequence of {count:g} numbers")
            return _Value(first + step * np.arange(int(count), dtype="float64"), attributes)
        inner = _first(state)
        if name.startswith("wrap_") and isinstance(inner, _Value):
            return _Value(inner.items, inner.attributes | attributes)
        if name == "deferred_string" and isinstance(inner, _Value):
            texts = [None if np.isnan(n) else f"{n:.15g}" for n in np.asarray(inner.items)]
            return _Value(texts, attributes)
        raise _Malformed(f"a compact object of class {name}")


def _with_na(integers: np.ndarray) -> np.ndarray:
    numbers = integers.astype("float64")
    numbers[integers == NA_INTEGER] = np.nan
    return numbers


def _first(state: object) -> object:
    """The vector that an ALTREP state wraps: head of a list or pairlist."""
    items = state.items if isinstance(state, _Value) else state
    if isinstance(items, dict):
        items = list(items.values())
    return items[0] if isinstance(items, list) and items else None


def _frame(path: Path, value: object, name: str) -> pd.DataFrame:
    names = value.attributes.get("names") if isinstance(value, _Value) else None
    if not (isinstance(names, _Value) and isinstance(value.items, list) and _texts(names.items)):
        raise InputError(path, f"{name} is no data frame")
    if len(names.items) != len(value.items) or len(set(names.items)) != len(names.items):
        raise InputError(path, f"{name} has {len(value.items)} columns with {len(names.items)} "
                               "names, or a name twice")  # fmt: skip
    read = {str(n): _column(path, v, str(n))
            for n, v in zip(names.items, value.items, strict=True)}  # fmt: skip
    columns = {n: column for n, column in read.items() if column is not None}
    if len({len(column) for column in columns.values()}) > 1:
        raise InputError(path, f"the columns of {name} differ in length")
    return pd.DataFrame(columns)


def _column(path: Path, value: object, name: str) -> pd.Series | None:
    """A column; None for one of lists."""
    if not isinstance(value, _Value):
        raise InputError(path, "no vector", column=name)
    levels = value.attributes.get("levels")
    if isinstance(levels, _Value) and isinstance(value.items, np.ndarray):
        if not _texts(levels.items):
            raise InputError(path, "the levels of a factor are no texts", column=name)
        return pd.Series(_factor(path, value.items, levels.items, name), dtype="str")
    if isinstance(value.items, np.ndarray):
        return pd.Series(value.items)
    if _texts(value.items):
        return pd.Series(value.items, dtype="str")
    return None


def _texts(items: object) -> bool:
    return isinstance(items, list) and all(i is None or isinstance(i, str) for i in items)


def _factor(path: Path, codes: np.ndarray, levels: list, name: str) -> list[str | None]:
    if not all(np.isnan(c) or 1 <= c <= len(levels) for c in codes):
        raise InputError(path, "a factor points at a level that it lacks", column=name)
    return [None if np.isnan(c) else levels[int(c) - 1] for c in codes]
