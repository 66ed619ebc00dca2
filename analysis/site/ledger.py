"""The ledger of claims on the page.

{claim}`S0-047` names a claim of an essay and links to its verdict; `{claims} S0-006 S0-007` is a
table of claims with their verdicts; `{country-claims}` in a country profile lists the claims that
name its state; `{ledger}` is the whole ledger, a row a claim, with the evidence folded into it;
`{claim-tests} S0` prints the code of the tests. All read what the ledger's executed notebook
carries; in a book without the ledger a claim is named, and no more.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from analysis.claims.verdicts import VERDICTS
from analysis.countries import COUNTRIES, short
from analysis.notebooks import toc_pages
from analysis.paths import ROOT
from analysis.periods import PERIODS
from analysis.profiles import PROFILES
from analysis.prose import cited_claims
from analysis.records import record, replace_file
from analysis.site import cite
from analysis.site.executed import read_page
from analysis.site.outputs import (
    field,
    folded,
    parted,
    text_table,
    to_catalogue,
    to_exhibit,
    to_page,
    to_root,
)

LEDGER = "chapters/claims/claims"
TESTS = "chapters/claims/tests-{essay}"
FOLDER = "claims"
COLUMNS = ("claim", "essay", "place", "period", "theme", "countries", "date", "kind", "says",
           "verdict", "why", "against", "correction")
FEW = 3  # states: a claim that names no more is about them, one that names more about a group
log = logging.getLogger(__name__)


class claim_row(nodes.row):  # noqa: N801 (docutils names nodes in lower case)
    """A row of the ledger, with what the filters read."""


class ClaimRole(SphinxRole):
    """Names a claim, linked to its verdict in the ledger."""

    def run(self) -> tuple[list[nodes.Node], list]:
        claims, name = claims_of(self.env), self.text.strip()
        if claims is None:
            return [nodes.inline("", name, classes=["claim"])], []
        if name not in claims:
            log.warning("no claim %r", name, location=self.get_location(), type="book")
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        return [_to_claim(self.env.docname, claims[name])], []


class Claims(SphinxDirective):
    """Claims with their verdicts, a row each, in the order given."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        claims, chosen = claims_of(self.env), self.arguments[0].split()
        if claims is None:
            return []
        unknown = [name for name in chosen if name not in claims]
        if unknown:
            raise self.error(f"no such claims: {', '.join(unknown)}")
        rows = [self._row(claims[name]) for name in chosen]
        shown = text_table(["Claim", "What the essay says", "Verdict", "Why"], rows)
        return [nodes.container("", shown, classes=["claims"], is_div=True)]

    def _row(self, claim: dict) -> list[nodes.Node | str]:
        return [_to_claim(self.env.docname, claim), claim["says"], _verdict(claim), claim["why"]]


class CountryClaims(SphinxDirective):
    """The claims that name the state of this profile: about few states in full, the others by id.
    """

    def run(self) -> list[nodes.Node]:
        code = PROFILES.get(ROOT / f"{self.env.docname}.ipynb")
        if code is None:
            raise self.error("country-claims stands in country profiles only")
        found = [claim for claim in (claims_of(self.env) or {}).values()
                 if code in claim["countries"]]
        if not found:
            return []
        few = [claim for claim in found if len(claim["countries"]) <= FEW]
        group = [claim for claim in found if len(claim["countries"]) > FEW]
        return [self._summary(code, found), *self._table(few), *self._group(group)]

    def _summary(self, code: str, claims: list[dict]) -> nodes.paragraph:
        counts = Counter(claim["verdict"] for claim in claims)
        told = ", ".join(f"{counts[name]} {name}" for name in VERDICTS if counts[name])
        link = nodes.reference("", "all in the ledger", internal=True, refuri=(
            f"{to_root(self.env.docname)}{LEDGER}.html?country={code}"))
        text = f"Claims that name {short(code)}: {len(claims)} ({told}); "
        return nodes.paragraph("", "", nodes.Text(text), link, nodes.Text("."))

    def _table(self, claims: list[dict]) -> list[nodes.Node]:
        rows = [[_to_claim(self.env.docname, claim), claim["says"], _verdict(claim)]
                for claim in claims]
        shown = text_table(["Claim", "What the essay says", "Verdict"], rows)
        return [nodes.container("", shown, classes=["claims"], is_div=True)] if rows else []

    def _group(self, claims: list[dict]) -> list[nodes.Node]:
        """The claims by id, under their verdicts."""
        items = []
        for name in VERDICTS:
            links = [_to_claim(self.env.docname, one) for one in claims if one["verdict"] == name]
            if links:
                line = nodes.paragraph("", "", nodes.inline("", name, classes=[
                    "verdict", _slug(name)]), nodes.Text(": "), *parted(", ", links))
                items.append(nodes.list_item("", line))
        intro = nodes.paragraph("", "Claims about groups of states:")
        return [intro, nodes.bullet_list("", *items)] if items else []


class Ledger(SphinxDirective):
    """All claims, filtered by a script where there is one, a plain table where there is none."""

    def run(self) -> list[nodes.Node]:
        claims = claims_of(self.env) or {}
        cited = _cited(self.env)
        grid = text_table(["Claim", "What the essay says", "Verdict", "Why"], [])
        body = grid[0][-1]
        for claim in claims.values():
            body += self._row(claim, cited.get(claim["claim"], []))
        table = nodes.container("", grid, classes=["claims", "ledger"], is_div=True)
        return [nodes.raw("", _filters(list(claims.values())), format="html"), table,
                nodes.raw("", _downloads(to_root(self.env.docname)), format="html")]

    def _row(self, claim: dict, cited: list[tuple[str, list[str]]]) -> claim_row:
        meta = f" {claim['period']}, {claim['theme']}"
        name = claim["claim"]
        head = nodes.inline("", "", addnodes.index(entries=[("single", name, name, "main", None)]),
                            _to_claim(LEDGER, claim),
                            nodes.inline("", meta, classes=["meta"]))
        evidence = folded("", nodes.field_list("", *self._evidence(claim, cited)),
                          summary="Evidence")
        cells = [[nodes.paragraph("", "", head)], [nodes.paragraph("", claim["says"])],
                 [nodes.paragraph("", "", _verdict(claim))],
                 [nodes.paragraph("", claim["why"]), evidence]]
        row = claim_row("", *[nodes.entry("", *cell) for cell in cells], ids=[name])
        row["filters"] = {
            "essay": claim["essay"], "period": claim["period"], "theme": claim["theme"],
            "verdict": claim["verdict"], "countries": " ".join(claim["countries"])}
        return row

    def _evidence(self, claim: dict, cited: list[tuple[str, list[str]]]) -> Iterator[nodes.field]:
        yield field("Place", nodes.Text(f"{claim['essay']}, {claim['place']}; {claim['kind']}"))
        if claim["how"]:
            code = nodes.reference("", "code of the test", internal=True, refuri=(
                f"{to_root(LEDGER)}{TESTS.format(essay=claim['essay'].lower())}.html"
                f"#test-{claim['claim']}"))
            yield field("Test", nodes.Text(" ".join(claim["how"].split()) + " "), code)
        if claim["figures"]:
            figures = [f"{name.replace('_', ' ')} {_figure(one)}"
                       for name, one in claim["figures"].items()]
            yield field("Figures", nodes.Text("; ".join(figures)))
        for reading in claim["readings"]:
            yield field(f"Read as {reading['name']}", nodes.Text(_holds(reading["holds"])))
        for rule in claim["rules"]:
            yield field(f"“{rule['word']}” means", nodes.Text(rule["means"]))
        for read in claim["reads"]:
            rows = f": {read['where']} ({read['rows']:,} rows)"
            yield field("Rows read", to_catalogue(read["table"], read["table"]), nodes.Text(rows))
        if claim["against"]:
            claims = claims_of(self.env)
            yield field("Contradicted by", *parted(
                ", ", [_to_claim(LEDGER, claims[name]) for name in claim["against"]]))
        if claim["correction"]:
            yield field("Correction", nodes.Text(claim["correction"]))
        if cited:
            yield field("Treated in", *parted(", ", [to_page(page) for page, _ in cited]))
        exhibits = list(dict.fromkeys(name for _, names in cited for name in names))
        if exhibits:
            shown = parted(", ", [to_exhibit(name) for name in exhibits])
            yield field("Exhibits beside it", *shown)
        citation = cite.claim(claim, cite.page_address(self.env.config, LEDGER))
        # One style here, to keep the page light; the files hold what any other asks for.
        words = cite.texts(citation, cite.apa) + cite.downloads(citation, to_root(LEDGER))
        yield field("Cite", nodes.raw("", words, format="html"))


class ClaimTests(SphinxDirective):
    """The tests of an essay's claims as code, each under the claim's name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        claims = [claim for claim in (claims_of(self.env) or {}).values()
                  if claim["essay"] == self.arguments[0] and claim["code"]]
        return [node for claim in claims for node in self._test(claim)]

    def _test(self, claim: dict) -> list[nodes.Node]:
        line = nodes.paragraph("", "", _to_claim(self.env.docname, claim),
                               nodes.Text(f" {claim['says']}"), ids=[f"test-{claim['claim']}"])
        return [line, nodes.literal_block(claim["code"], claim["code"], language="python")]


def claims_of(env: BuildEnvironment) -> dict[str, dict] | None:
    """The ledger's claims by id, None in a book without it; the page depends on the ledger."""
    path = Path(env.srcdir, f"{LEDGER}.ipynb")
    if not path.exists():
        return None
    env.note_dependency(str(path))
    return read_page(path).claims


def _cited(env: BuildEnvironment) -> dict[str, list[tuple[str, list[str]]]]:
    """Claim -> the pages that treat it, each with the exhibits named in the same paragraph."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    root = Path(env.srcdir)
    for page in toc_pages(root):
        for path in (root / f"{page}.md", root / f"{page}.ipynb"):
            if path.exists() and page != LEDGER:
                env.note_dependency(str(path))
                for claim, exhibits in cited_claims(path).items():
                    found.setdefault(claim, []).append((page, exhibits))
    return found


def _to_claim(docname: str, claim: dict) -> nodes.reference:
    page = "" if docname == LEDGER else f"{to_root(docname)}{LEDGER}.html"
    return nodes.reference("", claim["claim"], refuri=f"{page}#{claim['claim']}", internal=True,
                           reftitle=f"{claim['says']} Verdict: {claim['verdict']}.",
                           classes=["claim"])


def _verdict(claim: dict) -> nodes.inline:
    return nodes.inline("", claim["verdict"], classes=["verdict", _slug(claim["verdict"])])


def _slug(verdict: str) -> str:
    return verdict.split(maxsplit=1)[0]


def _holds(holds: bool | None) -> str:
    return "holds in part" if holds is None else "holds" if holds else "does not hold"


def _figure(figure: object) -> str:
    return f"{figure:,}" if isinstance(figure, int) and figure > 9999 else str(figure)


def _filters(claims: list[dict]) -> str:
    """The form of the filters; it is hidden until the script that serves it has loaded."""
    themes = sorted({claim["theme"] for claim in claims})
    present = {code for claim in claims for code in claim["countries"]}
    selects = {
        "essay": [(essay, essay) for essay in sorted({claim["essay"] for claim in claims})],
        "period": [(p.code, f"{p.code} {p.label}") for p in PERIODS] + [("all", "whole time")],
        "theme": [(theme, theme) for theme in themes],
        "country": [(code, short(code)) for code in COUNTRIES if code in present],
        "verdict": [(verdict, verdict) for verdict in VERDICTS],
    }
    fields = "\n".join(
        f'<label>{name.capitalize()} <select name="{name}"><option value="">all</option>'
        + "".join(f'<option value="{escape(v)}">{escape(t)}</option>' for v, t in options)
        + "</select></label>"
        for name, options in selects.items())
    return (
        '<form class="claim-filters" role="search" aria-label="Filter the claims" hidden>\n'
        f"{fields}\n"
        '<label>Words <input type="text" name="words" autocomplete="off"></label>\n'
        '<button type="reset">Show all</button>\n'
        '<output aria-live="polite"></output>\n</form>'
    )


def _downloads(root: str) -> str:
    return (
        f'<p class="exhibit-links"><a class="exhibit-data" href="{root}{FOLDER}/claims.csv" '
        f'download>The ledger with verdicts (CSV)</a> <a class="exhibit-data" '
        f'href="{root}{FOLDER}/claims.json" download>with figures, rules and rows read (JSON)</a>'
        "</p>"
    )


def to_csv(claims: list[dict]) -> str:
    """The ledger as CSV: a row a claim, lists divided by blanks."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for claim in claims:
        lists = {name: " ".join(claim[name]) for name in ("countries", "against")}
        writer.writerow(claim | lists)
    return stream.getvalue()


def to_json(claims: list[dict], page: str) -> str:
    """The ledger as JSON, with its record and how to cite it; `page` is its address."""
    resource = record("claims").resource
    content = {
        "title": resource["title"] + ", with verdicts", "description": resource["description"],
        "citation": cite.apa(cite.ledger(claims, page)),
        "licenses": resource["licenses"], "fields": resource["schema"]["fields"],
        "verdicts": list(VERDICTS), "claims": claims,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _visit_claim_row(translator, node: claim_row) -> None:
    data = {f"data-{name}": value for name, value in node["filters"].items()}
    translator.body.append(translator.starttag(node, "tr", "", **data))
    node.column = 0


def _depart_claim_row(translator, node: claim_row) -> None:
    translator.body.append("</tr>\n")


def _add_script(app: Sphinx, pagename: str, template: str, context: dict, doctree) -> None:
    if pagename == LEDGER:
        app.add_js_file("ledger.js", loading_method="defer")


def _write_files(app: Sphinx, failure: Exception | None) -> None:
    """Put the ledger beside the pages, for download."""
    path = Path(app.srcdir, f"{LEDGER}.ipynb")
    if failure or app.builder.format != "html" or not path.exists():
        return
    out, page = Path(app.outdir), cite.page_address(app.config, LEDGER)
    claims = list(read_page(path).claims.values())
    replace_file(out / FOLDER / "claims.csv", to_csv(claims).encode())
    replace_file(out / FOLDER / "claims.json", to_json(claims, page).encode())
    for claim in claims:
        cite.write_files(out, cite.claim(claim, page))


def setup(app: Sphinx) -> None:
    """Register the roles, the directives, the script and the files of the ledger."""
    row = (lambda self, node: self.visit_row(node), lambda self, node: self.depart_row(node))
    app.add_node(claim_row, html=(_visit_claim_row, _depart_claim_row), latex=row, text=row)
    app.add_role("claim", ClaimRole())
    app.add_directive("claims", Claims)
    app.add_directive("country-claims", CountryClaims)
    app.add_directive("ledger", Ledger)
    app.add_directive("claim-tests", ClaimTests)
    app.connect("html-page-context", _add_script)
    app.connect("build-finished", _write_files)
