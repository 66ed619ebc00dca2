"""The built pages in a browser: on a desk and a phone, in light and dark, without the network."""

from __future__ import annotations

import functools
import http.server
import itertools
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import CHAPTER
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from analysis.exhibits import digest
from analysis.notebooks import book_notebooks, toc_pages
from analysis.paths import ROOT
from analysis.site.executed import read_page

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-quic"]
PAGES = [*(f"{page}.html" for page in toc_pages()), "search.html"]
NOTEBOOKS = {path.relative_to(ROOT).with_suffix(".html").as_posix(): read_page(path)
             for path in book_notebooks()}
LEDGER_PAGE = "chapters/claims/claims.html"
CHAPTER_PAGE = str(Path(CHAPTER).with_suffix(".html"))
DESK, PHONE, SMALL_PHONE = 1280, 390, 360
SCREENS = list(itertools.product((DESK, PHONE), ("light", "dark")))


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and keeps no log."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(html: Path) -> Iterator[str]:
    """Where the built book is served from this machine to itself."""
    handler = functools.partial(Quiet, directory=str(html))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Reader:
    """A reader with a browser window, and what went wrong or went elsewhere while reading."""

    page: Page
    address: str
    path: str = ""
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("requestfailed", lambda request: self.errors.append(request.url))
        self.page.route(lambda url: not url.startswith((self.address, "data:", "blob:")),
                        self._refuse)

    def _refuse(self, route) -> None:
        self.elsewhere.append(route.request.url)
        route.abort()

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path, wait_until="load")
        return self.page


@contextmanager
def at_a_desk(chromium: Browser, address: str) -> Iterator[Reader]:
    """A reader at a desk in the light."""
    context = chromium.new_context(viewport={"width": DESK, "height": 900}, color_scheme="light")
    yield Reader(context.new_page(), address)
    context.close()


@pytest.fixture
def reader(chromium: Browser, address: str) -> Iterator[Reader]:
    """A reader who may click."""
    with at_a_desk(chromium, address) as one:
        yield one


@pytest.fixture(scope="module", params=PAGES)
def looking(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A reader with a page before them: opened once for the tests that only look at it."""
    with at_a_desk(chromium, address) as one:
        one.path = request.param
        one.open(one.path)
        yield one


def colour(locator: Locator, of: str) -> str:
    """A computed colour."""
    return locator.evaluate(f"e => getComputedStyle(e).getPropertyValue('{of}')")


def resize(page: Page, width: int) -> None:
    """Give the page another width, and wait until its columns stand still."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))"
                  ".then(() => null)")


# --- every page, on each screen ----------------------------------------------------------------

TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('main *')]
        .filter(e => e.getBoundingClientRect().right > room + 1)
        .map(e => e.tagName + '.' + e.getAttribute('class') + '#' + e.id).slice(0, 5);
}"""

TOO_TALL = """() => [...document.querySelectorAll('.exhibit, .ledger')].filter(one => {
    const { contentVisibility, containIntrinsicHeight } = getComputedStyle(one);
    if (contentVisibility === 'visible') return false;
    one.style.contentVisibility = 'visible';
    const height = one.getBoundingClientRect().height;
    one.style.contentVisibility = '';
    return height > parseFloat(containIntrinsicHeight.replace('auto ', ''));
}).map(one => one.id)"""


def test_page_fits_each_screen_follows_the_theme_and_asks_nobody(looking: Reader) -> None:
    shown = looking.page
    for width, theme in SCREENS:
        resize(shown, width)
        shown.emulate_media(color_scheme=theme)
        shown.wait_for_function("theme => document.documentElement.dataset.theme === theme",
                                arg=theme, timeout=5000)
        assert shown.evaluate(TOO_WIDE) == [], (width, theme)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, theme
        fields = [f for f in shown.locator("input[type=search]").all() if f.is_visible()]
        assert len(fields) == (1 if looking.path == "search.html" else 0), (width, theme)
    assert looking.elsewhere == []


def test_page_makes_the_browser_report_no_error(looking: Reader) -> None:
    assert looking.errors == []


def test_every_exhibit_is_seen_whole(looking: Reader) -> None:
    shown = looking.page
    exhibits = shown.locator(".exhibit").all()
    wanted = NOTEBOOKS[looking.path].exhibits if looking.path in NOTEBOOKS else {}
    assert len(exhibits) == len(wanted)
    for width in (DESK, PHONE):
        resize(shown, width)
        for exhibit in exhibits:
            picture = exhibit.locator("svg[role=img], .pst-scrollable-table-container").first
            box = picture.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] > 100
            assert exhibit.locator(".exhibit-source").is_visible()


def test_no_exhibit_is_taller_than_the_place_kept_for_it(looking: Reader) -> None:
    """Else, before they are laid out, links below an exhibit lie on what follows it."""
    shown = looking.page
    resize(shown, SMALL_PHONE)
    assert shown.evaluate(TOO_TALL) == []


def test_words_in_figures_are_legible_on_a_phone(looking: Reader) -> None:
    shown = looking.page
    resize(shown, PHONE)
    heights = shown.locator(".exhibit svg[role=img] text").evaluate_all(
        "texts => texts.map(t => parseFloat(getComputedStyle(t).fontSize)"
        " * t.ownerSVGElement.getScreenCTM().a)")
    assert min(heights, default=7) >= 7


# One page of each kind, and of the ledger some rows: the rules take seconds a page.
KINDS = [PAGES[0], "chapters/themes/trade.html", "chapters/countries/ukraine.html", LEDGER_PAGE,
         "chapters/back/data/votes.html", "chapters/back/bibliography.html", "search.html"]
SOME = {"exclude": [[".ledger tbody tr:nth-child(n+9)"]]}


@pytest.mark.parametrize("path", KINDS)
def test_page_breaks_no_rule_of_axe(reader: Reader, path: str) -> None:
    shown = reader.open(path)
    for width, theme in ((DESK, "light"), (PHONE, "dark")):
        resize(shown, width)
        shown.emulate_media(color_scheme=theme)
        found = Axe().run(shown, SOME, {"resultTypes": ["violations"]}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], (width, theme)


def test_on_paper_are_the_exhibits_and_no_menus(reader: Reader) -> None:
    page = reader.open(CHAPTER_PAGE)
    page.emulate_media(media="print")
    assert page.locator("#fig-es11-votes svg[role=img]").is_visible()
    for menu in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".bd-header-article",
                 ".prev-next-footer", "#cite-this-chapter", "#fig-es11-votes .exhibit-links"):
        assert not page.locator(menu).is_visible(), menu


def test_the_book_reads_from_a_folder(chromium: Browser, html: Path) -> None:
    context = chromium.new_context(color_scheme="dark")
    with_errors = Reader(context.new_page(), html.as_uri() + "/")
    page = with_errors.open(CHAPTER_PAGE)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert colour(page.locator("body"), "background-color") != "rgb(255, 255, 255)"
    page.locator(".prev-next-footer a.left-prev").click()
    page.wait_for_url("file://**/bottom-line.html")
    assert (with_errors.errors, with_errors.elsewhere) == ([], [])
    context.close()


def test_the_browser_refuses_what_the_policy_does_not_name(reader: Reader) -> None:
    page = reader.open(CHAPTER_PAGE)
    done = page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.wasRun = true';
        document.body.append(script);
        const picture = '<img src="x:" onerror="window.wasRun = true">';
        document.body.insertAdjacentHTML('beforeend', picture);
        return new Promise(done => setTimeout(() => done(window.wasRun === true), 100));
    }""")
    assert not done and any("Content Security Policy" in error for error in reader.errors)


# --- what a reader does ------------------------------------------------------------------------

# The theme scrolls smoothly, so a target arrives a moment after the click.
IN_VIEW = """selector => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
}"""


def test_the_theme_switch_turns_the_colours_of_figures(reader: Reader) -> None:
    page = reader.open(CHAPTER_PAGE)
    ground = page.locator("#fig-es11-totals svg path").first
    ink = page.locator("#fig-es11-totals svg text").first
    bar = page.locator("#fig-es11-totals svg path[fill*='--chart-2166ac']").first
    light = [colour(e, "fill") for e in (ground, ink, bar)]
    assert light[0] == "rgb(255, 255, 255)"
    switch = page.locator("button.theme-switch-button")
    for _ in range(3):  # light, dark, as the system has it: in an order of the theme's own
        if page.evaluate("document.documentElement.dataset.theme") == "dark":
            break
        switch.click()
    dark = [colour(e, "fill") for e in (ground, ink, bar)]
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert dark[0] == colour(page.locator("body"), "background-color")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_code_is_legible_in_light_and_dark(reader: Reader) -> None:
    page = reader.open(LEDGER_PAGE.replace("claims.html", "tests-s0.html"))
    name = page.locator("pre .nf").first
    colours = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function("theme => document.documentElement.dataset.theme === theme",
                               arg=theme)
        colours.append(colour(name, "color"))
        found = Axe().run(page, "#the-tests-of-essay-s0 > div:nth-of-type(-n+5)",
                          {"runOnly": ["color-contrast"]}).response["violations"]
        assert [node["html"] for rule in found for node in rule["nodes"]] == [], theme
    assert len(set(colours)) == 2


@pytest.mark.parametrize("kind", ["bound", "check"])
def test_a_number_and_a_claim_lead_to_the_cell_that_computes_them(
    reader: Reader, kind: str
) -> None:
    page = reader.open(CHAPTER_PAGE)
    link = page.locator(f"main article p a.{kind}").first
    target = page.locator(link.get_attribute("href"))
    assert not target.is_visible(), "the cell was open before"
    link.click()
    target.wait_for(state="visible", timeout=5000)
    page.wait_for_function(IN_VIEW, arg=link.get_attribute("href"), timeout=5000)


def test_a_number_on_another_page_leads_there(reader: Reader) -> None:
    page = reader.open(PAGES[0])
    page.locator("main article a.bound").first.click()
    page.wait_for_url("**/*#value-*")
    page.wait_for_function(IN_VIEW, arg=page.evaluate("location.hash"), timeout=5000)


def test_search_finds_the_chapter(reader: Reader) -> None:
    page = reader.open("search.html?q=Turkmenistan")
    result = page.locator("#search-results a", has_text="After the invasion").first
    result.wait_for(timeout=20000)
    result.click()
    page.wait_for_url(f"**/{CHAPTER_PAGE}*")
    assert reader.elsewhere == []


# What is asked for; of pages among the first, title and what the excerpt says.
SOUGHT = {
    "Kazakhstan trade": {"Kazakhstan": "Russia’s share in the turnover of Kazakhstan"},
    "remittances": {"Glossary": "^Money that persons abroad send home",
                    "Migration and remittances": "remittances (rose|fell)"},
    "S0-047": {"The ledger": "S0-047 .* After 2003 Georgia",
               "Georgia": r"^S0-047 · After 2003 Georgia .* · [a-z ]+$"},
    "ES-11/1": {"After the invasion": r"aggression against Ukraine \(A/RES/ES-11/1\)\."},
}
ALL_SHOWN = """() => document.querySelector('.search-summary')?.textContent
    && [...document.querySelectorAll('ul.search > li')].every(one => one.querySelector('p.context'))
"""


@pytest.mark.parametrize("words", SOUGHT)
def test_a_result_of_the_search_shows_a_sentence_with_the_words(
    reader: Reader, words: str
) -> None:
    page = reader.open(f"search.html?q={quote(words)}")
    page.wait_for_function(ALL_SHOWN, timeout=20000)
    titles = page.locator("ul.search > li > a").all_inner_texts()
    excerpts = page.locator("ul.search > li > p.context").all_inner_texts()
    for title, excerpt in SOUGHT[words].items():
        place = next(i for i, one in enumerate(titles) if one.startswith(title))
        assert place < 5 and re.search(excerpt, excerpts[place]), excerpts[place]
    for text in excerpts:
        assert 20 < len(text) < 260
        assert not re.search(r"\bimport\b|BibTeX|Show code|[✓#]", text), text
    assert reader.errors == []


def test_the_book_is_read_and_searched_in_a_folder(chromium: Browser, html: Path) -> None:
    context = chromium.new_context(viewport={"width": DESK, "height": 900})
    reader = Reader(context.new_page(), f"{html.as_uri()}/")
    page = reader.open("search.html?q=Turkmenistan")
    page.locator("#search-results a", has_text="After the invasion").first.click(timeout=20000)
    page.wait_for_url(f"**/{CHAPTER_PAGE}*")
    page.locator(".exhibit svg[role=img]").first.wait_for(state="visible")
    reader.open(LEDGER_PAGE).locator(".claim-filters").wait_for(state="visible")
    assert reader.elsewhere == []
    context.close()


def test_the_search_button_opens_one_field_that_searches(reader: Reader) -> None:
    page = reader.open(CHAPTER_PAGE)
    page.locator("button.search-button__button:visible").first.click()
    fields = [f for f in page.locator("input[type=search]").all() if f.is_visible()]
    assert len(fields) == 1
    fields[0].fill("vetoed")
    fields[0].press("Enter")
    page.wait_for_url("**/search.html?q=vetoed*")


def test_a_figure_s_values_and_picture_can_be_had(reader: Reader, tmp_path: Path) -> None:
    page = reader.open(CHAPTER_PAGE)
    exhibit = page.locator("#fig-es11-votes")
    with page.expect_download() as download:
        exhibit.locator("a.exhibit-data").click()
    download.value.save_as(tmp_path / "values.csv")
    card = NOTEBOOKS[CHAPTER_PAGE].exhibits["fig-es11-votes"]
    assert digest((tmp_path / "values.csv").read_text("utf-8")) == card["digest"]
    exhibit.locator("a.exhibit-image").click()
    page.wait_for_url("**/fig-es11-votes.svg")
    assert page.evaluate("document.documentElement.tagName") == "svg"
    assert page.evaluate("document.querySelectorAll('text').length") > 20


@pytest.mark.parametrize(("path", "box"), [
    (CHAPTER_PAGE, "#fig-es11-votes .exhibit-cite"), (CHAPTER_PAGE, "#cite-this-chapter"),
    (CHAPTER_PAGE, "#run-this-chapter"), (LEDGER_PAGE, "#S0-028 details"),
])
def test_a_citation_is_copied(reader: Reader, path: str, box: str) -> None:
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open(path)
    texts = page.locator(f"{box} .copyable")
    assert not texts.first.is_visible()
    page.locator(f"{box} > summary").click()
    buttons = page.locator(f"{box} .copyable + button")
    buttons.first.wait_for()
    assert buttons.count() == texts.count()
    for button, text in zip(buttons.all(), texts.all(), strict=True):
        button.click()
        page.wait_for_function("b => b.dataset.tooltip !== 'Copy'", arg=button.element_handle())
        assert page.evaluate("navigator.clipboard.readText()") == text.text_content()


def test_a_citation_is_there_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + CHAPTER_PAGE)
    box = page.locator("#cite-this-chapter")
    box.locator("summary").click()
    assert all(text.is_visible() for text in box.locator(".copyable").all())
    context.close()


def test_the_keyboard_reaches_the_main_text_first(reader: Reader) -> None:
    page = reader.open(CHAPTER_PAGE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_menu_opens_and_closes_with_the_keyboard(reader: Reader, width: int) -> None:
    page = reader.open(CHAPTER_PAGE)
    page.set_viewport_size({"width": width, "height": 900})
    first = page.locator(".bd-sidebar-primary a").first
    before = first.is_visible()
    page.locator("button.primary-toggle").press("Enter")
    page.wait_for_timeout(500)  # it slides
    in_view = first.is_visible() and first.bounding_box()["x"] >= 0
    assert in_view != (before and width == DESK)
    if width == PHONE:
        assert page.evaluate("document.activeElement.closest('.bd-sidebar-primary') !== null")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.classList.contains('primary-toggle')")


def test_what_is_wider_than_the_screen_scrolls_with_the_keyboard(reader: Reader) -> None:
    page = reader.open(LEDGER_PAGE.replace("claims.html", "tests-s0.html"))
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.wait_for_function("() => document.querySelector('pre[tabindex]')")
    wide = page.locator("pre[tabindex='0']").first
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")


@pytest.mark.parametrize(("path", "name"), [
    ("chapters/countries/ukraine.html", r"Table \d+ Ukraine is"),
    ("chapters/back/exhibits.html", r"The passive years"),
])
def test_a_table_that_scrolls_is_a_region_with_a_name_reached_by_keyboard(
    reader: Reader, path: str, name: str
) -> None:
    page = reader.open(path)
    resize(page, PHONE)
    region = page.locator("main div[role=region]").first
    region.wait_for()
    assert re.match(name, region.get_attribute("aria-label"))
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    names = [one.get_attribute("aria-label") for one in page.locator("[role=region]").all()]
    assert len(set(names)) == len(names) and all(names)
    resize(page, 3 * DESK)
    page.wait_for_function("() => !document.querySelector('main div[role=region]')")


# --- terms of the glossary ---------------------------------------------------------------------


def shown_definitions(page: Page) -> int:
    return page.locator(".term-tip:visible").count()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_term_is_explained_to_who_points_at_it_or_comes_with_the_keyboard(
    reader: Reader, width: int
) -> None:
    page = reader.open(CHAPTER_PAGE)
    resize(page, width)
    for term in page.locator("a.term").all()[:3]:
        tip = page.locator(f"#{term.get_attribute('aria-describedby')}")
        term.hover()
        tip.wait_for(state="visible")
        box, line = tip.bounding_box(), term.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        gaps = box["y"] - line["y"] - line["height"], line["y"] - box["y"] - box["height"]
        assert 0 == pytest.approx(max(gaps), abs=1)
        tip.hover()  # it stays while it is read
        page.wait_for_timeout(300)
        assert shown_definitions(page) == 1
        page.mouse.move(0, 0)
        tip.wait_for(state="hidden")
        term.focus()
        tip.wait_for(state="visible")
        page.keyboard.press("Escape")
        tip.wait_for(state="hidden")
    term.blur()
    term.focus()
    found = Axe().run(page, {"include": [[".term-tip:not([hidden])"]]}).response["violations"]
    assert found == []
    page.emulate_media(media="print")
    assert shown_definitions(page) == 0


def test_a_finger_sees_the_definition_first_and_follows_the_term_next(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context(viewport={"width": PHONE, "height": 900}, has_touch=True)
    page = Reader(context.new_page(), address).open(CHAPTER_PAGE)
    term = page.locator("a.term").first
    term.tap()
    page.locator(".term-tip:visible").wait_for()
    page.touchscreen.tap(5, 300)
    page.locator(".term-tip:visible").wait_for(state="hidden")
    term.tap()
    term.tap()
    page.wait_for_url("**/glossary.html#term-*")
    context.close()


def visible_claims(page: Page) -> list[str]:
    return page.eval_on_selector_all(
        ".ledger tbody tr", "rows => rows.filter(r => r.offsetParent !== null).map(r => r.id)")


@pytest.mark.parametrize("name, value, wanted", [
    ("essay", "S1", lambda claim: claim["essay"] == "S1"),
    ("verdict", "contradicted", lambda claim: claim["verdict"] == "contradicted"),
    ("country", "TKM", lambda claim: "TKM" in claim["countries"]),
])
def test_the_ledger_is_filtered(reader: Reader, name: str, value: str, wanted) -> None:
    claims = NOTEBOOKS[LEDGER_PAGE].claims
    page = reader.open(LEDGER_PAGE)
    assert visible_claims(page) == list(claims)
    page.select_option(f".claim-filters select[name={name}]", value)
    expected = [key for key, claim in claims.items() if wanted(claim)]
    assert visible_claims(page) == expected
    assert page.inner_text(".claim-filters output") == f"{len(expected)} of {len(claims)} claims"
    assert page.url.endswith(f"?{name}={value}")
    page.reload()
    assert visible_claims(page) == expected
    page.click(".claim-filters button")
    page.wait_for_function("() => !document.querySelector('.ledger tr[hidden]')")
    assert visible_claims(page) == list(claims)


def test_the_ledger_is_searched_with_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open(LEDGER_PAGE)
    page.focus(".claim-filters select[name=verdict]")
    page.keyboard.press("Tab")
    page.keyboard.type("guam founded")
    shown = visible_claims(page)
    assert "S0-028" in shown and len(shown) < 10


def test_a_claim_s_address_shows_it_whatever_the_filter(reader: Reader) -> None:
    page = reader.open(f"{LEDGER_PAGE}?essay=S1#S0-028")
    assert "S0-028" in visible_claims(page)
    assert page.locator("#S0-028 details").get_attribute("open") is not None
