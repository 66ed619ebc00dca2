"""`python -m analysis fetch SOURCE`: the newest edition from its publisher, built and swapped in.

Fetch, build, validate, swap: whatever fails on the way, the tables and records in place stay as
they are, byte for byte.

- All files of an edition are collected in `RAW/.fetching/SOURCE` and move to their places only when
  every one is whole, so that no edition is half new. pooch keeps that folder and compares hashes;
  `Resuming` is the downloader that it is given.
- A file that was cut off goes on where it stopped, in this run or the next, if the publisher says
  (by ETag or Last-Modified) that it is still the same file; if not, it starts again.
- Beside each file lies a receipt, `FILE.fetched.json`: address, date, sha256, ETag, Last-Modified.
  By these a second fetch of the same edition downloads nothing.
- What comes is data to distrust: bounded in size, checked by its first bytes; archives may hold no
  name that climbs out, no symbolic link, and no more than they say.
- Only https, also behind redirects. `--mirror URL` (or FETCH_BASE) asks a copy instead: the address
  https://host/path is looked up at URL/host/path. That is also how the tests run without a network.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit

import pooch
import requests
from tqdm import tqdm

from analysis.build import NATIVE, build
from analysis.builders import SOURCES
from analysis.builders.native import RECEIPT, Download, receipt
from analysis.builders.reading import unpack_zip
from analysis.errors import InputError
from analysis.paths import shown
from analysis.records import record, replace_file

STAGING = ".fetching"
# Some publishers refuse programs that do not say in the usual form what they are.
AGENT = "Mozilla/5.0 (compatible; russia-post-soviet-space book; python-requests)"
CHUNK = 1 << 14  # what a cut may lose
REDIRECTS = 5
STAGED_FOR = 24 * 3600  # seconds that a file of an unfinished fetch is taken for current
ARCHIVES = {"zip", "xlsx"}
PACKED = b"PK\x03\x04"
PLAIN = "identity"
# Where a publisher does not say how long a file is, its end shows whether it came whole.
ENDS = {"json": b"}]", "xml": b">", "html": b">"}
TAIL = 1024
BOM = b"\xef\xbb\xbf"
OK, PARTIAL, ACCEPTED, UNCHANGED, NOT_FOUND, BAD_RANGE = 200, 206, 202, 304, 404, 416
VALIDATORS = {"etag": "ETag", "last_modified": "Last-Modified"}
PASSING = {408, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Patience:
    """How long a publisher is waited for, in seconds."""

    connect: float = 15
    read: float = 60
    attempts: int = 5
    pause: float = 1
    longest_pause: float = 60
    whole: float = 3600


class _Passing(Exception):
    """A failure that may pass: worth another attempt."""

    def __init__(self, reason: str, after: float = 0) -> None:
        super().__init__(reason)
        self.after = after


class _Unchanged(Exception):
    """The publisher still serves what we have."""


def fetch(
    source: str, raw: Path, mirror: str | None = None, patience: Patience | None = None
) -> list[str]:
    """Get the newest edition of a source, build and validate its tables, and swap them in.

    Parameters
    ----------
    source
        Name of the source.
    raw
        Folder of the publishers' files.
    mirror
        Address of a copy to ask instead of the publishers.
    patience
        Time limits and number of attempts.

    Returns
    -------
    A line a file, then a line a table: what changed.

    Raises
    ------
    InputError
        Where a file cannot be had (with the page where a person gets it), is not what it should
        be, or makes no valid tables. The tables in place are then untouched.
    """
    if source not in NATIVE:
        raise InputError("fetch", by_hand(source))
    publisher = _Publisher(source, raw, mirror, patience or Patience())
    lines = publisher.edition()
    _check_not_older(source, raw)
    return lines + build([source], raw)


def by_hand(source: str) -> str:
    """Why a source cannot be fetched, and where a person gets its files."""
    known = f"those that can be fetched are {', '.join(sorted(NATIVE))}"
    if source not in SOURCES:
        return f"no source {source!r}; {known}"
    return (
        f"{source!r} cannot be fetched: get its files by hand{_pages(source)}, put them where "
        f"{SOURCES[source].__name__} says, and run: python -m analysis build {source} "
        f"--raw FOLDER; {known}"
    )


def _pages(source: str) -> str:
    """Where a person gets the files of a source, as its builder states it."""
    module = SOURCES[source]
    where = sorted({str(getattr(module, n)) for n in dir(module) if n.endswith("ADDRESS")})
    return f" from {', '.join(where)}" if where else ""


def offered() -> list[str]:
    """Every source, and how its files are had."""
    return [
        f"{source}: from {NATIVE[source].PAGE}, tables {', '.join(NATIVE[source].TABLES)}"
        if source in NATIVE else f"{source}: by hand{_pages(source)}"
        for source in sorted(SOURCES)
    ]  # fmt: skip


def _check_not_older(source: str, raw: Path) -> None:
    edition = NATIVE[source].edition(raw)
    for name in NATIVE[source].TABLES:
        ours = record(name).resource["vintage"]
        if edition.vintage < ours:
            rule = f"this edition, of {edition.vintage}, is older than table {name}, of {ours}"
            raise InputError(edition.files[0], rule)


@dataclass
class _Publisher:
    """The publisher of one source, asked for one edition."""

    source: str
    raw: Path
    mirror: str | None
    patience: Patience
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        if self.mirror and urlsplit(self.mirror).scheme not in {"http", "https"}:
            raise InputError("fetch", f"{self.mirror!r} is no address of a mirror")
        # Byte counts and ranges are those of the file itself, not of a packed transfer.
        self.session.headers.update({"User-Agent": AGENT, "Accept-Encoding": PLAIN})
        pooch.get_logger().setLevel("ERROR")

    @property
    def staging(self) -> Path:
        return self.raw / STAGING / self.source

    def edition(self) -> list[str]:
        """Get all files of the newest edition and put them in their places."""
        staged = {d: self._get(d) for d in NATIVE[self.source].downloads(self._ask)}
        for download, path in staged.items():
            if path:
                _move(path, self.raw / download.path)
        shutil.rmtree(self.staging, ignore_errors=True)
        return [f"{shown(self.raw / d.path)}: {'new' if path else 'unchanged'}"
                for d, path in staged.items()]  # fmt: skip

    def _ask(self, download: Download) -> bytes:
        """A listing of the publisher's, always anew."""
        path = self._inside(self.staging, download)
        for old in (path, _part(path)):
            old.unlink(missing_ok=True)
        content = self._retrieve(download, path, {}).read_bytes()
        path.unlink()
        return content

    def _get(self, download: Download) -> Path | None:
        """A file in the staging folder, None where the one in its place is still current."""
        path = self._inside(self.staging, download)
        if path.exists() and time.time() - path.stat().st_mtime > STAGED_FOR:
            path.unlink()
        if path.exists() and receipt(path).get("address") == download.address:
            return path
        path.unlink(missing_ok=True)
        final = self._inside(self.raw, download)
        known = receipt(final) if _is_as_fetched(final, download) else {}
        try:
            return self._retrieve(download, path, known)
        except _Unchanged:
            return None

    def _inside(self, folder: Path, download: Download) -> Path:
        """The file's place, which must lie in the folder: names come from listings, too."""
        wanted = PurePosixPath(download.path)
        if wanted.is_absolute() or ".." in wanted.parts or "\\" in download.path:
            raise InputError(download.address, f"the name {download.path!r} leaves the folder")
        return folder / wanted

    def _retrieve(self, download: Download, path: Path, known: dict) -> Path:
        downloader = Resuming(self, download, _part(path), known)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            pooch.retrieve(download.address, download.known_hash, path.name, path.parent,
                           downloader=downloader)  # fmt: skip
            self._check_end(download, path)
        except ValueError:
            rule = "the file's hash is not the one that the publisher prints"
            raise self.error(download, rule) from None
        except (InputError, OSError) as error:
            path.unlink(missing_ok=True)
            if isinstance(error, InputError):
                raise
            raise InputError(path, f"the file cannot be written: {error.strerror}") from None
        noted = downloader.seen | {
            "address": download.address,
            "retrieved": datetime.now(UTC).date().isoformat(),
            "sha256": pooch.file_hash(str(path), alg="sha256"),
        }
        replace_file(_receipt(path), json.dumps(noted, indent=2, sort_keys=True).encode())
        return path

    def _check_end(self, download: Download, path: Path) -> None:
        if download.kind in ARCHIVES:
            unpack_zip(download.address, path.read_bytes())
        if download.kind in ENDS:
            with path.open("rb") as stream:
                stream.seek(max(path.stat().st_size - TAIL, 0))
                last = stream.read().rstrip()[-1:]
            if not last or last not in ENDS[download.kind]:
                raise self.error(download, "the file ends in the middle")

    def error(self, download: Download, rule: str) -> InputError:
        """The error of a download, with what its reader can do."""
        return InputError(
            download.address,
            f"{rule}. If it stays so, get the file by hand from {download.page}, save it as "
            f"{shown(self.raw / download.path)}, and run: "
            f"python -m analysis build {self.source} --raw {shown(self.raw)}",
        )

    @contextmanager
    def open(self, download: Download, headers: dict[str, str]) -> Iterator[requests.Response]:
        """The publisher's answer, redirects followed; only to https, or within the mirror."""
        address = download.address
        for _ in range(REDIRECTS + 1):
            with self.session.get(
                self._place(download, address), headers=headers, stream=True,
                allow_redirects=False, timeout=(self.patience.connect, self.patience.read),
            ) as answer:  # fmt: skip
                if not answer.is_redirect:
                    yield answer
                    return
                address = urljoin(address, answer.headers["Location"])
        raise self.error(download, f"more than {REDIRECTS} redirects")

    def _place(self, download: Download, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname:
            raise self.error(download, f"it leads to {address}, which is not https")
        if not self.mirror:
            return address
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.mirror.rstrip('/')}/{parts.netloc}{parts.path}{query}"


class Resuming:
    """A downloader for pooch that goes on where the last attempt stopped."""

    def __init__(self, publisher: _Publisher, download: Download, part: Path, known: dict) -> None:
        self.publisher, self.download, self.part, self.known = publisher, download, part, known
        # What the publisher says of the file, for the receipt.
        self.seen: dict[str, str] = {}
        self.until = time.monotonic() + publisher.patience.whole

    def __call__(self, url: str, output_file: str, _pooch: object) -> None:
        """Get the file; pooch names the place where it is to go."""
        patience, failures, reached = self.publisher.patience, 0, self._size()
        while True:
            try:
                self._attempt()
                break
            except (requests.ConnectionError, requests.Timeout, _Passing,
                    requests.exceptions.ChunkedEncodingError) as error:  # fmt: skip
                # An attempt that got further does not count.
                failures = 1 if self._size() > reached else failures + 1
                reached = max(reached, self._size())
                if failures >= patience.attempts or time.monotonic() > self.until:
                    raise self._gave_up(error) from None
                wait = max(patience.pause * 2 ** (failures - 1), getattr(error, "after", 0))
                time.sleep(min(wait, patience.longest_pause))
            except requests.RequestException as error:
                raise self.publisher.error(self.download, f"cannot be asked: {error}") from None
        self.part.replace(output_file)
        _receipt(self.part).unlink(missing_ok=True)

    def _gave_up(self, error: Exception) -> InputError:
        kind = "no answer in time" if isinstance(error, requests.Timeout) else _cause(error)
        kept = f"; {self._size():,} bytes are kept, the next fetch goes on" if self._size() else ""
        rule = f"not whole after {self.publisher.patience.attempts} attempts: {kind}{kept}"
        return self.publisher.error(self.download, rule)

    def _size(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _attempt(self) -> None:
        with self.publisher.open(self.download, self._headers()) as answer:
            start = self._start(answer)
            self.seen = (receipt(self.part) if start else {}) | {
                name: answer.headers[header] for name, header in VALIDATORS.items()
                if header in answer.headers
            }  # fmt: skip
            # Bytes of a packed transfer are not those of the file: no going on from there.
            packed = answer.headers.get("Content-Encoding", PLAIN) != PLAIN
            noted = {} if packed else self.seen
            replace_file(_receipt(self.part), json.dumps(noted).encode())
            length = "" if packed else answer.headers.get("Content-Length", "")
            self._write(answer, start, start + int(length) if length.isdecimal() else None)

    def _headers(self) -> dict[str, str]:
        """Ask for the rest of a part, or for a file only if it is another than ours."""
        noted = receipt(self.part)
        # A weak ETag does not promise the same bytes.
        strong = [noted[k] for k in ("etag", "last_modified")
                  if k in noted and not noted[k].startswith("W/")]  # fmt: skip
        if self._size() and strong:
            return {"Range": f"bytes={self._size()}-", "If-Range": strong[0]}
        self.part.unlink(missing_ok=True)
        headers = {"If-None-Match": self.known.get("etag"),
                   "If-Modified-Since": self.known.get("last_modified")}  # fmt: skip
        return {k: v for k, v in headers.items() if v}

    def _start(self, answer: requests.Response) -> int:
        """From which byte the answer goes on; raises where it is no file."""
        status, error = answer.status_code, self.publisher.error
        if status == UNCHANGED and self.known:
            raise _Unchanged
        if status == PARTIAL:
            return self._continued(answer)
        if status == BAD_RANGE:
            self.part.unlink(missing_ok=True)
            raise _Passing("the publisher cannot go on from there")
        if status in PASSING:
            after = answer.headers.get("Retry-After", "")
            after = float(after) if after.isdecimal() else 0
            raise _Passing(f"the publisher answers {status}", after)
        if status == ACCEPTED:
            raise error(self.download, "the publisher answers 202, no file: it asks for a person")
        if status == NOT_FOUND:
            raise error(self.download, "the publisher answers 404: the file is not there")
        if status != OK:
            raise error(self.download, f"the publisher answers {status} instead of the file")
        self.part.unlink(missing_ok=True)
        return 0

    def _continued(self, answer: requests.Response) -> int:
        start, noted = self._size(), receipt(self.part)
        tag = answer.headers.get("ETag", noted.get("etag"))
        if not answer.headers.get("Content-Range", "").startswith(f"bytes {start}-") or (
            tag != noted.get("etag")
        ):
            self.part.unlink(missing_ok=True)
            raise _Passing("the file changed while it came")
        return start

    def _write(self, answer: requests.Response, start: int, total: int | None) -> None:
        self._check_size(total or 0)
        size = start
        with self.part.open("ab") as stream, self._bar(total, start) as bar:
            for chunk in answer.iter_content(CHUNK):
                if not size:
                    self._check_kind(chunk)
                size += len(chunk)
                self._check_size(size)
                stream.write(chunk)
                bar.update(len(chunk))
                if time.monotonic() > self.until:
                    raise _Passing(f"not whole within {self.publisher.patience.whole:g} s")
        if total is not None and size != total:
            raise _Passing(f"cut off after {size:,} of {total:,} bytes")
        if not size:
            raise self.publisher.error(self.download, "the file is empty")

    def _bar(self, total: int | None, start: int) -> tqdm:
        # No bar where nobody looks.
        return tqdm(desc=self.download.path.rsplit("/", 1)[-1], total=total, initial=start,
                    unit="B", unit_scale=True, file=sys.stderr, disable=None)  # fmt: skip

    def _check_size(self, size: int) -> None:
        if size > self.download.limit:
            self.part.unlink(missing_ok=True)
            rule = f"the file is larger than {self.download.limit:,} bytes"
            raise self.publisher.error(self.download, rule)

    def _check_kind(self, first: bytes) -> None:
        found = kind_of(first)
        allowed = {"xlsx": {"zip"}}.get(self.download.kind, {self.download.kind})
        if found not in allowed:
            self.part.unlink(missing_ok=True)
            what = "a web page (it may ask for a person)" if found == "html" else found
            raise self.publisher.error(self.download, f"it is {what}, not {self.download.kind}")


def _cause(error: Exception) -> str:
    """What went wrong on the line, without the wrappings of the libraries."""
    inner = error.args[0] if error.args else error
    return str(getattr(inner, "reason", None) or inner)


def kind_of(first: bytes) -> str:
    """What a file is by its first bytes: zip, html, xml, json, binary, or else csv."""
    if first.startswith(PACKED):
        return "zip"
    start = first.removeprefix(BOM).lstrip()[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "html"
    if start.startswith(b"<"):
        return "html" if b"<html" in start else "xml"
    if b"\0" in first:
        return "binary"
    return "json" if start.startswith((b"{", b"[")) else "csv"


def _is_as_fetched(path: Path, download: Download) -> bool:
    noted = receipt(path)
    return (
        path.exists()
        and noted.get("address") == download.address
        and noted.get("sha256") == pooch.file_hash(str(path), alg="sha256")
    )


def _move(path: Path, final: Path) -> None:
    final.parent.mkdir(parents=True, exist_ok=True)
    path.replace(final)
    _receipt(path).replace(_receipt(final))


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _receipt(path: Path) -> Path:
    return path.with_name(path.name + RECEIPT)
