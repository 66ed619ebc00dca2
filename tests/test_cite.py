"""How the book and its parts are cited: formats from one description, whoever the authors are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from docutils import nodes
from pybtex.database import parse_string

from analysis import zenodo
from analysis.errors import InputError
from analysis.paths import CITATION
from analysis.site import cite, head
from analysis.site.cite import Author, Cited

CFF = CITATION.read_text("utf-8")
EDITION = yaml.safe_load(CFF)["version"]
YEAR = yaml.safe_load(CFF)["date-released"].year
PEOPLE = """
  - {family-names: Roe, given-names: Jane Q.}
  - {name-particle: van der, family-names: Doe, given-names: Jean-Paul}
  - {name: "The Archive of R&D, Ltd"}
"""
BODY = '\n  - {name: "The contributors"}\n'
BASE = "https://book.example/en/"
MARKUP = 'Sales < 50% of "x_1" & <b>{more}</b> for $5 ~ #1 ^ a\\b</script>'
PART = Cited("fig-a", MARKUP, f"{BASE}chapters/x_y.html#fig-a", "2025-01-02", "figure fig-a")


def with_authors(authors: str) -> str:
    """CITATION.cff with other authors."""
    return re.sub(r"(?s)authors:.*?(?=\nversion:)", f"authors:{authors}", CFF)


@pytest.fixture
def cited_as(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator:
    """Lets the book be cited by another CITATION.cff."""
    def change(text: str) -> None:
        (tmp_path / "CITATION.cff").write_text(text, "utf-8")
        monkeypatch.setattr(cite, "CITATION", tmp_path / "CITATION.cff")
        cite.book.cache_clear()

    yield change
    cite.book.cache_clear()


def ris_fields(text: str) -> list[tuple[str, str]]:
    """The fields of one RIS record; every line must be one."""
    assert text.endswith("\r\n")
    lines = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line) for line in text[:-2].split("\r\n")]
    assert all(lines)
    return [(line[1], line[2]) for line in lines]


# --- CITATION.cff and .zenodo.json -------------------------------------------------------------


@pytest.mark.parametrize(("released", "valid"), [(None, True), ("22.11.2026", False)])
def test_citation_file_keeps_its_schema(tmp_path: Path, released: str, valid: bool) -> None:
    """What `cffconvert --validate` checks; that program wants a jsonschema too old for the book."""
    path = tmp_path / "CITATION.cff"
    path.write_text(re.sub("(?<=date-released: ).*", released, CFF) if released else CFF, "utf-8")
    done = subprocess.run([sys.executable, "-m", "check_jsonschema", "--builtin-schema",
                           "vendor.citation-file-format", path],
                          capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == valid, done.stdout + done.stderr
    assert valid or "date-released" in done.stdout


def test_zenodo_is_told_what_the_citation_file_says() -> None:
    told = json.loads(zenodo.PATH.read_text("utf-8"))
    assert told == zenodo.zenodo(), "write it again: python -m analysis zenodo"
    known = yaml.safe_load(CFF)
    assert (told["title"], told["version"]) == (known["title"], known["version"])
    assert told["publication_date"] == str(known["date-released"])
    assert told["license"] in known["license"]
    assert [one["name"] for one in told["creators"]] == [one["name"] for one in known["authors"]]


def test_zenodo_takes_names_of_people_inverted(cited_as) -> None:
    cited_as(with_authors(PEOPLE))
    assert [one["name"] for one in zenodo.zenodo()["creators"]] == [
        "Roe, Jane Q.", "van der Doe, Jean-Paul", "The Archive of R&D, Ltd"]


def test_a_citation_file_without_what_is_cited_is_refused(cited_as) -> None:
    cited_as(CFF.replace("version:", "no-version:"))
    with pytest.raises(InputError, match="version is missing"):
        cite.book()


# --- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("entry", "plain", "inverted", "initials"), [
    ({"name": "The contributors"}, "The contributors", "The contributors,", "The contributors"),
    ({"family-names": "Roe", "given-names": "Jane Q."}, "Jane Q. Roe", "Roe, Jane Q.",
     "Roe, J. Q."),
    ({"name-particle": "van der", "family-names": "Doe", "given-names": "Jean-Paul"},
     "Jean-Paul van der Doe", "van der Doe, Jean-Paul", "van der Doe, J.-P."),
])
def test_an_author_is_a_person_or_a_body(entry, plain, inverted, initials) -> None:
    one = cite.author(entry)
    assert (one.plain, one.inverted, one.initials) == (plain, inverted, initials)


@pytest.mark.parametrize(("authors", "apa", "chicago"), [
    (BODY, f"The contributors. ({YEAR}). ", "The contributors. "),
    ("\n".join(PEOPLE.splitlines()[:2]), f"Roe, J. Q. ({YEAR}). ", "Roe, Jane Q. "),
    ("\n".join(PEOPLE.splitlines()[:3]), f"Roe, J. Q., & van der Doe, J.-P. ({YEAR}). ",
     "Roe, Jane Q., and Jean-Paul van der Doe. "),
    (PEOPLE, f"Roe, J. Q., van der Doe, J.-P., & The Archive of R&D, Ltd. ({YEAR}). ",
     "Roe, Jane Q., Jean-Paul van der Doe, and The Archive of R&D, Ltd. "),
])
def test_authors_are_named_as_the_style_has_it(cited_as, authors, apa, chicago) -> None:
    cited_as(with_authors(authors))
    assert cite.apa(PART).startswith(f"{apa}Sales")
    assert cite.chicago(PART).startswith(f"{chicago}“Sales")


@pytest.mark.parametrize(("title", "apa", "chicago"), [
    ("Trade", "Trade. In ", "“Trade.” In "),
    ("It fell.", "It fell. In ", "“It fell.” In "),
    ("Who votes?", "Who votes? In ", "“Who votes?” In "),
    ('The "near abroad"', 'The "near abroad". In ', "“The ‘near abroad’.” In "),
])
def test_a_title_ends_once(title: str, apa: str, chicago: str) -> None:
    part = Cited("x", title, "chapters/x.html", "2025")
    assert f"({YEAR}). {apa}{cite.book().title} (edition" in cite.apa(part)
    assert f" {chicago}{cite.book().title}, edition" in cite.chicago(part)


def test_words_tell_edition_data_address_and_kind() -> None:
    for style in (cite.apa, cite.chicago):
        words = style(PART)
        for told in (f"edition {EDITION}", "data as of 2025-01-02", PART.address, "igure fig-a"):
            assert told in words
        assert "data as of" not in style(Cited("x", "No data", "x.html"))
        assert style(Cited("book", "", BASE)).count(cite.book().title) == 1


# --- BibTeX and RIS ----------------------------------------------------------------------------


@pytest.mark.parametrize("authors", [BODY, PEOPLE])
def test_bibtex_is_read_by_its_programs(cited_as, authors: str) -> None:
    cited_as(with_authors(authors))
    [(key, entry)] = parse_string(cite.bibtex(PART), "bibtex").entries.items()
    assert key == f"fig-a-{EDITION}" and entry.type == "incollection"
    assert len(entry.persons["author"]) == len(cite.book().authors)
    for person, one in zip(entry.persons["author"], cite.book().authors, strict=True):
        family = " ".join([*person.prelast_names, *person.last_names])
        body = one.family.replace("&", r"\&")
        assert family == (one.family if one.given else f"{{{body}}}")
        assert " ".join([*person.first_names, *person.middle_names]) == one.given
    assert entry.fields["url"] == PART.address
    assert entry.fields["booktitle"].strip("{}") == cite.book().title
    assert entry.fields["edition"] == EDITION and entry.fields["year"] == str(YEAR)
    assert "data as of 2025-01-02" in entry.fields["note"]


def test_bibtex_escapes_what_tex_would_read() -> None:
    title = parse_string(cite.bibtex(PART), "bibtex").entries[f"fig-a-{EDITION}"].fields["title"]
    bare = re.sub(r"\\(textbackslash|textasciitilde|textasciicircum)\{\}|\\[{}&%$#_]", "",
                  title[1:-1])
    assert not re.search(r"[\\{}&%$#_~^]", bare)
    back = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
    plain = re.sub(r"\\text\w+\{\}|\\.", lambda m: back.get(m[0], m[0][-1]), title[1:-1])
    assert plain == MARKUP


@pytest.mark.parametrize("authors", [BODY, PEOPLE])
def test_ris_is_a_record(cited_as, authors: str) -> None:
    cited_as(with_authors(authors))
    fields = ris_fields(cite.ris(PART))
    assert fields[0] == ("TY", "CHAP") and fields[-1] == ("ER", "")
    assert [text for tag, text in fields if tag == "AU"] == [
        one.inverted for one in cite.book().authors]
    one = dict(fields)
    assert (one["TI"], one["T2"], one["UR"]) == (MARKUP, cite.book().title, PART.address)
    assert (one["PY"], one["ET"]) == (str(YEAR), EDITION)
    assert date.fromisoformat(one["DA"].replace("/", "-")) == cite.book().released


def test_the_whole_book_is_a_book() -> None:
    whole = cite.whole_book(f"{BASE}chapters/index.html")
    assert cite.bibtex(whole).startswith(f"@book{{book-{EDITION},")
    assert "booktitle" not in cite.bibtex(whole)
    fields = dict(ris_fields(cite.ris(whole)))
    assert (fields["TY"], fields["TI"]) == ("BOOK", cite.book().title) and "T2" not in fields


def test_an_address_in_the_book_is_no_url() -> None:
    part = Cited("x", "A title", "chapters/x.html#y")
    assert "url = " not in cite.bibtex(part) and "chapters/x.html\\#y" in cite.bibtex(part)
    fields = dict(ris_fields(cite.ris(part)))
    assert "UR" not in fields and fields["N1"] == "chapters/x.html#y"


# --- the head of a page ------------------------------------------------------------------------


def page_of(*paragraphs: nodes.Node) -> nodes.document:
    section = nodes.section("", nodes.title("", "A title"), *paragraphs)
    document = nodes.document(None, None)
    document += section
    return document


def test_the_summary_is_the_first_paragraph_without_ticks() -> None:
    tick = nodes.reference("", "✓", refuri="#x", classes=["check"])
    link = nodes.reference("", "more", refuri="#y")
    first = nodes.paragraph("", "", nodes.Text("It fell"), tick, nodes.Text(" and "), link)
    note = nodes.note("", nodes.paragraph("", "A note."))
    page = page_of(note, first, nodes.paragraph("", "The second."))
    assert head.summary(page) == "It fell and more"
    assert len(head.summary(page_of(nodes.paragraph("", "word " * 200)))) <= head.SUMMARY_LENGTH
    assert head.summary(page_of()) == ""


def test_no_title_breaks_out_of_the_head() -> None:
    tags = head.head(PART, page_of(nodes.paragraph("", MARKUP)), "en")
    assert tags.count("</script>") == 1 and tags.endswith("</script>")
    linked = json.loads(tags.partition('ld+json">')[2].removesuffix("</script>"))
    assert linked["name"] == MARKUP and linked["description"] == MARKUP
    metas = re.findall(r'<meta (?:name|property)="[\w.:]+" content="([^"<>]*)" />', tags)
    assert len(metas) == tags.count("<meta")


def test_no_title_breaks_out_of_a_box() -> None:
    box = BeautifulSoup(cite.texts(PART, cite.apa, cite.chicago), "html.parser")
    assert {tag.name for tag in box.find_all()} == {"span"}
    apa, chicago = [text.get_text() for text in box.select(".copyable")]
    assert (apa, chicago) == (cite.apa(PART), cite.chicago(PART)) and MARKUP in apa


def test_people_and_bodies_differ_in_linked_data(cited_as) -> None:
    cited_as(with_authors(PEOPLE))
    linked = head.json_ld(PART, "About.", "en")
    assert [one["@type"] for one in linked["author"]] == ["Person", "Person", "Organization"]
    assert linked["author"][0]["familyName"] == "Roe"
    assert head.highwire(PART, "en")["citation_author"] == [
        "Roe, Jane Q.", "van der Doe, Jean-Paul", "The Archive of R&D, Ltd,"]
    assert Author("Roe", "Jane Q.").plain in cite.book().by
