"""How to cite the book and its parts: made from CITATION.cff, written nowhere by hand.

What is cited is a `Cited`; each format (APA, Chicago, BibTeX, RIS) is one function of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from pathlib import Path

import yaml
from sphinx.config import Config

from analysis.errors import InputError
from analysis.paths import CITATION
from analysis.records import Record, record, replace_file, resources

FOLDER = "cite"
TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})


@dataclass(frozen=True)
class Author:
    """A person, or a body with its whole name in `family` and no `given`."""

    family: str
    given: str = ""

    @property
    def plain(self) -> str:
        """The name in reading order."""
        return f"{self.given} {self.family}".strip()

    @property
    def inverted(self) -> str:
        """"Family, Given". A body ends in a comma: Zotero and EndNote would else part its words."""
        return f"{self.family}, {self.given}".rstrip()

    @property
    def initials(self) -> str:
        """"Family, G. H.", or the name of a body."""
        letters = re.sub(r"(\w)\w*\.?", r"\1.", self.given)
        return f"{self.family}, {letters}" if letters else self.family


@dataclass(frozen=True)
class Book:
    """What CITATION.cff says of the book."""

    title: str
    authors: tuple[Author, ...]
    edition: str
    released: date
    abstract: str
    keywords: tuple[str, ...]
    licences: tuple[str, ...]
    repository: str

    @property
    def by(self) -> str:
        """The authors as a sentence names them. They bring the book out themselves."""
        return _listed([one.plain for one in self.authors], " and ")


@dataclass(frozen=True)
class Cited:
    """What is cited: the book, or a part of it, which then has a title.

    Attributes
    ----------
    name
        Name of its files, and with the edition its key in BibTeX.
    title
        Empty for the book as a whole.
    address
        With the base address of the book in front where there is one.
    as_of
        The newest vintage of its data; empty for a page without data.
    kind
        Which sort of part it is, and the fingerprint of its values.
    """

    name: str
    title: str
    address: str
    as_of: str = ""
    kind: str = ""

    @property
    def whole_address(self) -> str:
        """The address where it is one that leads there from anywhere; else empty."""
        return self.address if "://" in self.address else ""

    @property
    def edition(self) -> str:
        """Edition and date of the data in words."""
        return f"edition {book().edition}" + (f", data as of {self.as_of}" if self.as_of else "")


@cache
def book() -> Book:
    """The book as CITATION.cff describes it. Raises InputError where it lacks what is cited."""
    cff = yaml.safe_load(CITATION.read_text("utf-8"))
    try:
        return Book(
            title=cff["title"], authors=tuple(author(one) for one in cff["authors"]),
            edition=str(cff["version"]), released=cff["date-released"], abstract=cff["abstract"],
            keywords=tuple(cff["keywords"]), licences=tuple(cff["license"]),
            repository=cff.get("repository-code", ""),
        )
    except KeyError as missing:
        raise InputError(CITATION.name, f"{missing.args[0]} is missing") from None


def author(entry: dict) -> Author:
    """An entry of CITATION.cff's authors: an entity has a `name`, a person the parts of one."""
    if "name" in entry:
        return Author(entry["name"])
    family = ("name-particle", "family-names", "name-suffix")
    return Author(" ".join(entry[key] for key in family if key in entry), entry["given-names"])


# --- what can be cited -------------------------------------------------------------------------


def whole_book(address: str) -> Cited:
    """The book; `address` is that of its first page."""
    return Cited("book", "", address, data_as_of(resources()))


def chapter(docname: str, title: str, tables: Iterable[str], address: str) -> Cited:
    """A page of the book, made from these tables."""
    return Cited(page_name(docname), title, address, data_as_of(tables))


def exhibit(card: dict, page: str) -> Cited:
    """An exhibit as its notebook carries it, on the page of this address."""
    kind = "figure" if card["kind"] == "fig" else "table"
    return Cited(card["id"], card["title"], f"{page}#{card['id']}",
                 data_as_of(card["tables"]), f"{kind} {card['id']}, values {card['digest']}")


def claim(claim: dict, page: str) -> Cited:
    """The verdict on a claim."""
    tables = [read["table"] for read in claim["reads"]] or ["claims"]
    return Cited(claim["claim"], f"Claim {claim['claim']}, verdict: {claim['verdict']}",
                 f"{page}#{claim['claim']}", data_as_of(tables))


def ledger(claims: list[dict], page: str) -> Cited:
    """The ledger of claims as a file."""
    tables = {read["table"] for claim in claims for read in claim["reads"]}
    return Cited("ledger", f"The ledger: {len(claims)} claims of five essays, tested",
                 page, data_as_of(tables))


def table(one: Record, page: str) -> Cited:
    """A table of `data/` in the form that the book gives it."""
    return Cited(f"table-{one.name}", one.resource["title"], f"{page}#table-{one.name}",
                 data_as_of([one.name]), f"table {one.name}, {one.resource['publisher']}")


def data_as_of(tables: Iterable[str]) -> str:
    """The newest vintage among the tables; empty if there are none."""
    return max((str(record(name).resource["vintage"]) for name in tables), default="")


def page_name(docname: str) -> str:
    """A page's name for files that belong to it: "periods-integration"."""
    return docname.removeprefix("chapters/").replace("/", "-")


def page_address(config: Config, docname: str) -> str:
    """A page's address, beginning with the book's own where `_config.yml` gives it one."""
    base = f"{config.html_baseurl.rstrip('/')}/" if config.html_baseurl else ""
    return f"{base}{docname}.html"


# --- formats -----------------------------------------------------------------------------------


def apa(cited: Cited) -> str:
    """A reference in the style of the APA (7th edition)."""
    names = _stopped(_listed([one.initials for one in book().authors], ", & "))
    start = f"{names} ({book().released.year}). "
    if not cited.title:
        return f"{start}{book().title} ({cited.edition}). {cited.address}"
    kind = f" [{cited.kind}]" if cited.kind else ""
    title = _stopped(cited.title.removesuffix(".") + kind)
    return f"{start}{title} In {book().title} ({cited.edition}). {cited.address}"


def chicago(cited: Cited) -> str:
    """An entry of a bibliography in the style of Chicago (notes and bibliography)."""
    first, *others = book().authors
    names = _listed([first.inverted.removesuffix(","), *(one.plain for one in others)], ", and ")
    end = f"{book().title}, {cited.edition}. {book().released.year}. {cited.address}."
    if not cited.title:
        return f"{_stopped(names)} {end}"
    kind = f" {cited.kind[0].upper()}{cited.kind[1:]}." if cited.kind else ""
    return f"{_stopped(names)} “{_stopped(_quoted(cited.title))}”{kind} In {end}"


def bibtex(cited: Cited) -> str:
    """An entry for BibTeX and biblatex. Names of bodies and titles are kept as they are."""
    names = " and ".join(_tex(one.inverted) if one.given else f"{{{_tex(one.family)}}}"
                         for one in book().authors)
    title, kind = f"{{{_tex(book().title)}}}", "book"
    fields = {"author": names, "title": title}
    if cited.title:
        kind = "incollection"
        fields |= {"title": f"{{{_tex(cited.title)}}}", "booktitle": title}
    fields |= {"edition": _tex(book().edition), "publisher": f"{{{_tex(book().by)}}}",
               "year": str(book().released.year), "month": str(book().released.month)}
    # Programs read `url` as it is, without TeX.
    fields |= {"url": cited.whole_address} if cited.whole_address else {}
    fields |= {"note": _tex(note)} if (note := _note(cited)) else {}
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return f"@{kind}{{{cited.name}-{book().edition},\n{lines}}}\n"


def ris(cited: Cited) -> str:
    """A record in the format RIS, which EndNote, Mendeley and Zotero read."""
    lines = [("TY", "CHAP" if cited.title else "BOOK")]
    lines += [("AU", one.inverted) for one in book().authors]
    lines += [("TI", cited.title), ("T2", book().title)] if cited.title else [("TI", book().title)]
    lines += [("ET", book().edition), ("PB", book().by),
              ("PY", str(book().released.year)), ("DA", f"{book().released:%Y/%m/%d}")]
    lines += [("UR", cited.whole_address)] if cited.whole_address else []
    lines += [("N1", note)] if (note := _note(cited)) else []
    return "".join(f"{tag}  - {' '.join(text.split())}\r\n" for tag, text in [*lines, ("ER", "")])


# --- on the page -------------------------------------------------------------------------------


def texts(cited: Cited, *styles: Callable[[Cited], str]) -> str:
    """The citation in words, once for each style, as HTML that may stand in a paragraph."""
    return "".join(f'<span class="copyable">{escape(style(cited))}</span>\n' for style in styles)


def downloads(cited: Cited, root: str) -> str:
    """Links to the citation's files, from a page that is `root` away from the book's folder."""
    return "\n".join(f'<a href="{root}{FOLDER}/{escape(cited.name)}.{ending}" download>{label}</a>'
                     for ending, label in (("bib", "BibTeX"), ("ris", "RIS")))


def write_files(out: Path, cited: Cited) -> None:
    """Put a citation beside the pages for download, for BibTeX and as RIS."""
    for ending, content in (("bib", bibtex(cited).encode()), ("ris", ris(cited).encode())):
        path = out / FOLDER / f"{cited.name}.{ending}"
        # They are many, and few change from build to build.
        if not path.exists() or path.read_bytes() != content:
            replace_file(path, content)


# --- words -------------------------------------------------------------------------------------


def _listed(names: list[str], last: str) -> str:
    """Names in a row, `last` before the last one."""
    return last.join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]


def _stopped(text: str) -> str:
    """A text that ends like a sentence."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _quoted(text: str) -> str:
    """A text to stand between double quotation marks: those in it become single ones."""
    return re.sub(r'["“]([^"”]*)["”]', r"‘\1’", text)


def _note(cited: Cited) -> str:
    """What no field of the formats takes: the kind of part, the data, an address in the book."""
    parts = [cited.kind, f"data as of {cited.as_of}" if cited.as_of else "",
             "" if cited.whole_address else cited.address]
    return "; ".join(part for part in parts if part)


def _tex(text: str) -> str:
    return text.translate(TEX)
