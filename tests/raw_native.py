"""Small files in the publishers' own layouts, and a local server that serves them.

Each `serve_*` puts an edition on the server; a test then spoils what it is about.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import threading
import time
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
from raw_files import workbook

from analysis.builders import (
    cbr_native,
    eurostat_native,
    ideal_points_native,
    ucdp_native,
    undesa,
    undesa_native,
    undl_native,
    unhcr,
    unhcr_native,
    wdi,
    wdi_native,
)
from analysis.builders.ex_soviet import STATE_NUMBERS
from analysis.records import record, records

# --- the server --------------------------------------------------------------------------------


@dataclass
class Answer:
    """What the server says of one address."""

    content: bytes
    status: int = 200
    media: str = "application/octet-stream"
    etag: str | None = None
    ranges: bool = True
    length: bool = True
    location: str | None = None
    packed: bool = False
    # Statuses of the first requests, before the answer itself.
    first: list[int] = field(default_factory=list)
    # The first answers stop after so many bytes.
    cuts: list[int] = field(default_factory=list)
    # Seconds before each answer, and after each cut.
    wait: float = 0
    stall: float = 0
    # Content and ETag after the first answer.
    then: bytes | None = None

    def tag(self) -> str:
        return self.etag or '"' + hashlib.sha256(self.content).hexdigest()[:16] + '"'


class Publisher:
    """A server on this machine. Addresses are host/path?query, as the mirror option asks them."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        # Address, headers and status of every request, in order.
        self.asked: list[tuple[str, dict[str, str], int]] = []
        handler = type("Handler", (_Handler,), {"publisher": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        # It looks this often, in seconds, whether it is to end: each test waits for that.
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def put(self, address: str, content: bytes | object, **other: object) -> Answer:
        """Serve content (anything but bytes as JSON) at a publisher's https address."""
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        self.answers[address.removeprefix("https://")] = Answer(content, **other)
        return self.answers[address.removeprefix("https://")]

    def get(self, address: str) -> Answer:
        return self.answers[address.removeprefix("https://")]

    def requests_of(self, part: str) -> list[tuple[dict[str, str], int]]:
        """Headers and status of the requests whose address holds a text."""
        return [(headers, status) for address, headers, status in self.asked if part in address]


class _Handler(BaseHTTPRequestHandler):
    publisher: Publisher
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = self.path.removeprefix("/")
        answer = self.publisher.answers.get(address)
        if answer is None:
            self._send(address, 404, b"<html>no such page</html>", {"Content-Type": "text/html"})
            return
        time.sleep(answer.wait)
        if answer.first:
            self._send(address, answer.first.pop(0), b"busy", {})
        elif answer.location:
            self._send(address, 302, b"", {"Location": answer.location})
        else:
            self._serve(address, answer)
        if answer.then is not None:
            answer.content, answer.then = answer.then, None

    def _serve(self, address: str, answer: Answer) -> None:
        headers = {"Content-Type": answer.media, "ETag": answer.tag()}
        if self.headers.get("If-None-Match") == answer.tag():
            self._send(address, 304, b"", headers)
            return
        if answer.packed:
            headers["Content-Encoding"] = "gzip"
            self._send(address, answer.status, gzip.compress(answer.content), headers)
            return
        start = self._start(answer)
        status = 206 if start else answer.status
        whole = len(answer.content)
        if start:
            headers["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
        stall, end = (answer.stall, answer.cuts.pop(0)) if answer.cuts else (0, whole)
        self._send(address, status, answer.content[start:end], headers,
                   length=whole - start if answer.length else None)  # fmt: skip
        time.sleep(stall)

    def _start(self, answer: Answer) -> int:
        asked = self.headers.get("Range", "")
        same = self.headers.get("If-Range", answer.tag()) == answer.tag()
        return int(asked[len("bytes=") : -1]) if asked and answer.ranges and same else 0

    def _send(
        self, address: str, status: int, body: bytes, headers: dict, length: int | None = -1
    ) -> None:
        self.publisher.asked.append((address, dict(self.headers), status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(len(body) if length < 0 else length))
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # the other side had enough
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


# --- UN Digital Library ------------------------------------------------------------------------

UNDL_HEADER = (
    "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,title,"
    "agenda_title,subjects,vote_note,total_yes,total_no,total_abstentions,total_non_voting,"
    "total_ms,undl_link"
).split(",")
UNDL_FILE = "https://digitallibrary.un.org/record/4060887/files/2026_02_06_ga_voting.csv"


def undl_rows(number: int, resolution: str, when: str, **votes: str) -> list[list[str]]:
    """Rows of one roll call: every member of today, Y but where `votes` says other.

    Of a roll call before 1993, the members that are none today.
    """
    known = pd.read_csv(records()["members"].path).drop_duplicates("country", keep="last")
    table = pd.read_csv(records()["votes"].path)
    known = known[known["country"].isin(table.columns)]
    then = known["country"].isin(table.iloc[-1].dropna().index) == (when >= "1993")
    return [
        [str(number), m.country, m.undl_name, votes.get(m.country, "Y"), when, "80", resolution,
         "A/80/L.1", "", "A/80/PV.9", "A title : resolution / adopted by the General Assembly",
         "A report", "PEACE--NATIONS|MILLENNIUM SUMMIT (2000 : NEW YORK)", "", "0.0", "0.0", "0.0",
         "0.0", f"{then.sum()}.0", f"https://digitallibrary.un.org/record/{number}"]
        for m in known[then].itertuples()
    ]  # fmt: skip


def undl_csv(rows: list[list[str]], header: list[str] = UNDL_HEADER) -> bytes:
    """The bulk file."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([header, *rows])
    return stream.getvalue().encode()


def undl_sample() -> bytes:
    """An old roll call that is left out, and three to keep."""
    return undl_csv([
        *undl_rows(11, "A/RES/45/1", "1990-12-11"),
        *undl_rows(900000, "A/RES/46/1", "1991-12-11"),
        *undl_rows(900001, "A/RES/80/100", "2025-12-12", RUS="N", BLR="A", TKM="X"),
        *undl_rows(900002, "A/RES/80/101", "2025-12-30", RUS="A"),
    ])  # fmt: skip


def serve_undl(publisher: Publisher, content: bytes | None = None, **other: object) -> Answer:
    """The Library's listing of its record, and the file."""
    publisher.put(undl_native.LISTING, [
        {"name": "2025_9_19_ga_voting", "format": ".csv",
         "url": UNDL_FILE.replace("2026_02_06", "2025_9_19")},
        {"name": "2026_02_06_ga_voting", "format": ".csv", "url": UNDL_FILE},
        {"name": "2026_02_06_ga_voting_md", "format": ".md", "url": f"{UNDL_FILE[:-4]}_md.md"},
    ])  # fmt: skip
    return publisher.put(UNDL_FILE, content or undl_sample(), **other)


# --- Dataverse ---------------------------------------------------------------------------------

DATAFILE = "https://dataverse.harvard.edu/api/access/datafile/14098429"
IDEAL_COLUMNS = {"country": "iso3c", "year": "year", "ideal_point": "IdealPointFP", "low": "Q5%FP",
                 "high": "Q95%FP", "votes": "NVotesFP"}  # fmt: skip


def ideal_points_csv(separator: str = ",", **renamed: str) -> bytes:
    """All rows of the table in place and one of 2025, in the publisher's columns."""
    names = {v: k for k, v in {"Russia": "RUS"}.items()}
    frame = pd.read_csv(record("ideal_points").path)
    frame.loc[len(frame)] = ["RUS", 2025, -0.5, -0.75, -0.25, 80]
    frame["year"], frame["votes"] = frame["year"].astype(int), frame["votes"].astype(int)
    frame = frame.rename(columns=IDEAL_COLUMNS)
    known = names | ideal_points_native.ideal_points.COUNTRIES
    frame.insert(0, "ccode", 365)
    frame.insert(2, "Countryname", frame["iso3c"].map(known).replace("Turkey", "Türkiye"))
    frame.loc[len(frame)] = [40, "CUB", "Cuba", 2025, -2.0, -2.5, -1.5, 90]
    return frame.rename(columns=renamed).to_csv(index=False, sep=separator).encode()


def serve_ideal_points(publisher: Publisher, content: bytes | None = None) -> Answer:
    """The description of the dataset, and its file."""
    content = content or ideal_points_csv()
    files = [
        {"label": "Codebook.txt", "restricted": False,
         "dataFile": {"id": 13642024, "filename": "Codebook_IdealPointEstimates1946-2025.txt"}},
        {"label": "Idealpointestimates1946-2025.tab", "restricted": False,
         "dataFile": {"id": 13642025, "filename": "Idealpointestimates1946-2025.tab",
                      "originalFileName": "Idealpointestimates1946-2025.csv",
                      "tabularData": True}},
        {"label": "IdealpointestimatesFP_2026FP.csv", "restricted": False,
         "dataFile": {"id": 14098429, "filename": "IdealpointestimatesFP_2026FP.csv",
                      "tabularData": False,
                      "checksum": {"type": "MD5", "value": hashlib.md5(content).hexdigest()}}},
    ]  # fmt: skip
    version = {"versionNumber": 39, "versionMinorNumber": 0, "versionState": "RELEASED",
               "releaseTime": "2026-07-30T12:00:00Z", "files": files}  # fmt: skip
    listed = {"status": "OK", "data": {"id": 1, "latestVersion": version}}
    publisher.put(ideal_points_native.LISTING, listed)
    return publisher.put(DATAFILE, content, media="text/csv")


# --- World Bank --------------------------------------------------------------------------------


def wdi_address(code: str) -> str:
    """Address of an indicator's values."""
    states = ";".join(sorted(wdi.COUNTRIES))
    return (f"{wdi_native.API}/country/{states}/indicator/{code}?format=json&per_page=20000"
            "&source=2")  # fmt: skip


def serve_wdi(
    publisher: Publisher, updated: str = "2026-10-07", revised: dict[str, str] | None = None
) -> None:
    """An answer an indicator: all values of the table in place, and its description.

    `revised` gives the value of Russia in 2024 by indicator.
    """
    cells = pd.read_csv(record("wdi").path, dtype=str)
    about = pd.read_csv(record("wdi_indicators").path, dtype=str).set_index("code")
    for code, values in cells.groupby("indicator"):
        title, new = about["title"][code], (revised or {}).get(code)
        rows = [wdi_row(code, title, v.country, v.year,
                        new if new and (v.country, v.year) == ("RUS", "2024") else v.value)
                for v in values.itertuples()]  # fmt: skip
        # A state without a value has a row with null.
        rows.append(wdi_row(code, title, "TKM", "1961", None))
        put_wdi(publisher, code, rows, "2026-11-01" if new else updated)
        topics = [{"id": "3", "value": f"{t} "} for t in about["topic"][code].split("; ")]
        publisher.put(f"{wdi_native.API}/indicator/{code}?format=json",
                      [{"page": 1, "pages": 1, "total": 1},
                       [{"id": code, "name": title, "topics": topics}]])  # fmt: skip


def wdi_row(code: str, title: str, country: str, year: str, value: str | None) -> dict:
    """A row of an answer."""
    return {"indicator": {"id": code, "value": title},
            "country": {"id": country[:2], "value": wdi.COUNTRIES[country]},
            "countryiso3code": country, "date": year,
            "value": None if value is None else float(value),
            "unit": "", "obs_status": "", "decimal": 0}  # fmt: skip


def put_wdi(publisher: Publisher, code: str, rows: list[dict], updated: str) -> None:
    """One answer."""
    head = {"page": 1, "pages": 1, "per_page": 20000, "total": len(rows), "sourceid": "2",
            "lastupdated": updated}  # fmt: skip
    publisher.put(wdi_address(code), [head, rows])


# --- Bank of Russia ----------------------------------------------------------------------------


def cbr_address() -> str:
    """Address of all rates to this day."""
    return next(iter(cbr_native.downloads(None))).address


def cbr_xml(*more: tuple[str, str], old: float = 1000) -> bytes:
    """All rates of the table in place as the service gives them, and more (date, value).

    `old` is the number of roubles of the time before 1998 in a new one.
    """
    table = pd.read_csv(record("exchange_rates_daily").path, dtype=str)
    ours = table[table["source"] == "CBR"]
    rates = [(d, float(v) * (old if d < "1998" else 1))
             for d, v in zip(ours["date"], ours["value"], strict=True)]  # fmt: skip
    rates += [(d, float(v)) for d, v in more]
    records_of = "".join(
        f'<Record Date="{d[8:]}.{d[5:7]}.{d[:4]}" Id="R01235"><Nominal>1</Nominal>'
        f"<Value>{f'{v:.4f}'.replace('.', ',')}</Value><VunitRate>{v}</VunitRate></Record>"
        for d, v in rates
    )
    return (
        '<?xml version="1.0" encoding="windows-1251"?><ValCurs ID="R01235" '
        'DateRange1="01.07.1992" DateRange2="31.12.2026" name="Foreign Currency Market Dynamic">'
        f"{records_of}</ValCurs>"
    ).encode("windows-1251")


def serve_cbr(publisher: Publisher, content: bytes | None = None) -> Answer:
    """The rates."""
    return publisher.put(cbr_address(), content or cbr_xml(("2026-11-20", "81.2504")))


# --- UCDP --------------------------------------------------------------------------------------

ACD = f"{ucdp_native.ADDRESS}ucdp-prio-acd-261-csv.zip"
ACD_HEADER = (
    "conflict_id,location,side_a,side_a_id,side_a_2nd,side_b,side_b_id,side_b_2nd,incompatibility,"
    "territory_name,year,intensity_level,cumulative_intensity,type_of_conflict,start_date,"
    "start_prec,start_date2,start_prec2,ep_end,ep_end_date,ep_end_prec,gwno_a,gwno_a_2nd,gwno_b,"
    "gwno_b_2nd,gwno_loc,region,version"
).split(",")
OTHER = {"TUR": 640, "PRK": 731}


def acd_rows() -> list[dict[str, str]]:
    """The table in place in the columns of UCDP, one conflict-year more, one not ours."""
    numbers = {code: str(n) for n, code in STATE_NUMBERS.items()} | {
        code: str(n) for code, n in OTHER.items()}  # fmt: skip
    issues = {v: k for k, v in ucdp_native.ISSUES.items()}
    kinds = {"interstate": "2", "intrastate": "3", "internationalised intrastate": "4"}
    table = pd.read_csv(record("conflict_years").path, dtype=str, keep_default_na=False)
    rows = [
        {"conflict_id": r.conflict, "year": r.year, "gwno_a": numbers[r.country],
         "gwno_b": numbers.get(r.opponent, ""), "incompatibility": issues[r.issue],
         "gwno_a_2nd": ", ".join(numbers[c] for c in r.supporters_a.split()),
         "gwno_b_2nd": ", ".join(numbers[c] for c in r.supporters_b.split()),
         "type_of_conflict": kinds[r.kind], "intensity_level": r.intensity, "start_date": r.start,
         "start_date2": r.episode_start, "ep_end_date": r.episode_end}
        for r in table.itertuples()
    ]  # fmt: skip
    newest = max(rows, key=lambda r: (r["year"], r["conflict_id"]))
    return [*rows, newest | {"year": "2025", "ep_end_date": ""},
            newest | {"conflict_id": "1", "gwno_a": "645", "gwno_b": "", "type_of_conflict": "9"}]


def acd_zip(rows: list[dict[str, str]], header: list[str] = ACD_HEADER) -> bytes:
    """The file as UCDP packs it."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return zipped(**{"UcdpPrioConflict_v26_1.csv": stream.getvalue().encode()})


def serve_ucdp(publisher: Publisher, content: bytes | None = None) -> Answer:
    """The page of downloads, and the file."""
    links = "".join(f'<a href="ucdpprio/ucdp-prio-acd-{v}-{k}.zip">{v}</a>'
                    for v in ("251", "261", "191") for k in ("csv", "dta"))  # fmt: skip
    publisher.put(ucdp_native.PAGE, f"<!DOCTYPE html><html>{links}</html>".encode())
    return publisher.put(ACD, content or acd_zip(acd_rows()))


# --- UNHCR -------------------------------------------------------------------------------------


def unhcr_items(table: str, kind: str | None, columns: dict[str, str]) -> list[dict]:
    """A table in place as items of the API; `kind` is its column of types, if it has one."""
    frame = pd.read_csv(record(table).path, keep_default_na=False)
    if "country" in frame:
        frame["origin"] = frame["destination"] = frame.pop("country")
    if kind:
        keys = ["origin", "destination", "year"]
        frame = frame.pivot(index=keys, columns=kind, values="value").reset_index()
    frame = frame.rename(columns=columns | {"origin": "coo_iso", "destination": "coa_iso"})
    items = json.loads(frame.to_json(orient="records"))
    for item in items:
        for side in ("coo", "coa"):
            code = item[f"{side}_iso"]
            item |= {side: code, f"{side}_id": 1,
                     f"{side}_name": unhcr.COUNTRIES.get(code, "Elsewhere")}  # fmt: skip
        # The API mixes numbers, texts and "-".
        item |= {k: "-" for k, v in item.items() if v is None}
    return items


def serve_unhcr(publisher: Publisher, **changed: object) -> None:
    """All pages of all tables; `changed` changes the first item of population."""
    asylum = {ours: theirs for theirs, ours in unhcr.ASYLUM_KEYS.items()} | {"value": "applied"}
    answers = {
        "population": unhcr_items("refugees", "population_type", {}),
        "asylum-applications": unhcr_items("asylum_applications", None, asylum),
        "solutions": unhcr_items("refugee_solutions", "solution", {}),
        "idmc": unhcr_items("displaced_idmc", None, {"value": "total"}),
    }
    answers["population"][0] |= changed
    for endpoint, items in answers.items():
        pages = -(-len(items) // unhcr_native.ROWS)
        for number in range(1, pages + 1):
            part = items[(number - 1) * unhcr_native.ROWS : number * unhcr_native.ROWS]
            put_unhcr(publisher, endpoint, number, pages, part)


def put_unhcr(
    publisher: Publisher, endpoint: str, number: int, pages: int, items: list[dict]
) -> None:
    """One page."""
    publisher.put(unhcr_native._page(endpoint, number).address,
                  {"page": number, "shortUrl": "", "maxPages": pages, "items": items})  # fmt: skip


# --- UN DESA -----------------------------------------------------------------------------------

IMS = f"{undesa_native.FILES}undesa_pd_2024_ims_stock_by_sex_destination_and_origin.xlsx"


def ims_workbook(change: int = 0, head: str = "Location code of origin") -> bytes:
    """Table 1 with the revision of 2024 of the table in place; `change` is added to one cell."""
    table = pd.read_csv(record("migrant_stock").path)
    wide = table[table["revision"] == 2024].pivot(
        index=["destination", "origin"], columns="year", values="value")  # fmt: skip
    years = list(wide.columns)
    rows = [["United Nations"]] * 9
    rows += [
        [None] * 7 + ["International migrant stock at mid-year, both sexes combined"]
        + [None] * (len(years) - 1) + ["males"],
        ["Index", "Region, development group, country or area of destination", "Coverage",
         "Data type", "Location code of destination",
         "Region, development group, country or area of origin", head, *years, *years],
    ]  # fmt: skip
    numbers = undesa.COUNTRIES | {"WLD": undesa_native.WORLD}
    for place, values in wide.iterrows():
        cells = [".." if pd.isna(v) else int(v) for v in values]
        if place == ("RUS", "WLD"):
            cells[-1] += change
        rows.append([1, "a name*", None, "B R", numbers[place[0]], "a name", numbers[place[1]],
                     *cells, *cells])  # fmt: skip
    return workbook({undesa_native.TABLE: rows})


def serve_undesa(publisher: Publisher, content: bytes | None = None) -> Answer:
    """The page and the workbook."""
    link = f'<a href="{IMS}">by destination and origin</a>'
    publisher.put(undesa_native.PAGE, f"<!DOCTYPE html><html>{link}</html>".encode())
    return publisher.put(IMS, content or ims_workbook(7))


# --- Eurostat ----------------------------------------------------------------------------------


def eurostat_cube(updated: str = "2026-09-15T11:00:00+0200", **fixed: str) -> dict:
    """All values of the table in place, and those of 2024 to 2026, as JSON-stat."""
    table = pd.read_csv(record("trade_eurostat").path)
    partners = {v: k for k, v in eurostat_native.PARTNERS.items()}
    codes, years = sorted(partners.values()), list(range(2010, 2027))
    cells = {(partners[r.partner], r.year): r.value for r in table.itertuples()}
    cells |= {(code, year): 1000 for code in codes for year in (2024, 2025, 2026)}
    value = {str(codes.index(c) * len(years) + years.index(y)): v for (c, y), v in cells.items()}
    names = {k: [v] for k, v in (eurostat_native.FIXED | fixed).items()} | {
        "partner": codes, "time": [str(y) for y in years]}  # fmt: skip
    return {
        "version": "2.0", "class": "dataset", "updated": updated, "value": value,
        "id": list(names), "size": [len(v) for v in names.values()],
        "dimension": {d: {"category": {"index": {v: i for i, v in enumerate(vs)}}}
                      for d, vs in names.items()},
    }  # fmt: skip


def serve_eurostat(publisher: Publisher, content: object = None) -> Answer:
    """The cube."""
    address = next(iter(eurostat_native.downloads(None))).address
    return publisher.put(address, content or eurostat_cube())


# --- archives ----------------------------------------------------------------------------------


def zipped(**members: bytes) -> bytes:
    """A zip file of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def zip_with_link(name: str, target: str) -> bytes:
    """A zip file whose member is a symbolic link."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        member = zipfile.ZipInfo(name)
        member.create_system, member.external_attr = 3, 0o120777 << 16
        archive.writestr(member, target)
    return packed.getvalue()
