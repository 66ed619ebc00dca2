"""The part of `make bench` on reading: what the heaviest pages weigh, and how soon they are seen.

The pages are served compressed to Chromium, which is slowed down to a phone on a slow line. The
reference are the bounds below which Google calls a page good, and the goal of this book.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HEAVIEST, REPEATS = 5, 3
KILOBYTES, FIRST_PAINT, LARGEST_PAINT, SHIFT = 300, 1.8, 2.5, 0.1  # goals: kB, seconds, share
# Slow 4G, as Lighthouse sets it for what it loads itself, and a processor four times as slow.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8,
        "uploadThroughput": 750e3 / 8}
SLOWER = 4
SCREEN = {"width": 390, "height": 844}
WATCH = """
window.seen = {shift: 0, largest: 0};
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.largest = e.startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.shift += e.value; })
    .observe({type: 'layout-shift', buffered: true});
"""
SEEN = """() => ({...seen,
    first: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    bytes: ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
        .reduce((sum, entry) => sum + entry.encodedBodySize, 0)})"""


class Compressed(http.server.SimpleHTTPRequestHandler):
    """Serves files compressed, as servers of books do, and keeps no log."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def measure(html: Path) -> None:
    """Print weight and times of the heaviest pages of a built book."""
    print(f"\n{'':<44}{'weight':>9}{'first':>8}{'largest':>9}{'shift':>8}")
    print(f"{'goal':<44}{KILOBYTES:>6} kB{FIRST_PAINT:>6} s{LARGEST_PAINT:>7} s{SHIFT:>8}")
    with _served(html) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"),
                                             args=["--no-sandbox", "--disable-gpu"])
        for page in heaviest(html):
            views = [_view(browser, f"{address}/{page}") for _ in range(REPEATS)]
            seen = {key: statistics.median(view[key] for view in views) for key in views[0]}
            print(f"{page:<44}{seen['bytes'] / 1e3:>6.0f} kB{seen['first'] / 1e3:>6.1f} s"
                  f"{seen['largest'] / 1e3:>7.1f} s{seen['shift']:>8.3f}", flush=True)


def heaviest(html: Path) -> list[str]:
    """The pages that are largest when compressed, the largest first."""
    pages = sorted((html / "chapters").rglob("*.html"),
                   key=lambda path: len(gzip.compress(path.read_bytes(), 6)), reverse=True)
    return [page.relative_to(html).as_posix() for page in pages[:HEAVIEST]]


@contextmanager
def _served(html: Path) -> Iterator[str]:
    handler = functools.partial(Compressed, directory=str(html))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _view(browser: Browser, address: str) -> dict[str, float]:
    """What a phone on a slow line sees of a page that it has never seen: milliseconds, bytes."""
    context = browser.new_context(viewport=SCREEN, is_mobile=True, device_scale_factor=2)
    context.add_init_script(WATCH)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load")
    page.wait_for_timeout(1000)  # what comes late may shift what is there
    seen = page.evaluate(SEEN)
    context.close()
    return seen
