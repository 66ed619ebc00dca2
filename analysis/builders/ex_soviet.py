"""The fifteen states of the book as datasets of political science number and name them.

Correlates of War and Gleditsch-Ward give these fifteen the same numbers; until 1991 number 365 is
the USSR.
"""

from __future__ import annotations

STATE_NUMBERS = {
    359: "MDA", 365: "RUS", 366: "EST", 367: "LVA", 368: "LTU", 369: "UKR", 370: "BLR", 371: "ARM",
    372: "GEO", 373: "AZE", 701: "TKM", 702: "TJK", 703: "KGZ", 704: "UZB", 705: "KAZ",
}  # fmt: skip

# Names as English-language datasets write them.
STATE_NAMES = {
    "Armenia": "ARM", "Azerbaijan": "AZE", "Belarus": "BLR", "Estonia": "EST", "Georgia": "GEO",
    "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ", "Latvia": "LVA", "Lithuania": "LTU",
    "Moldova": "MDA", "Russia": "RUS", "Tajikistan": "TJK", "Turkmenistan": "TKM",
    "Ukraine": "UKR", "Uzbekistan": "UZB",
}  # fmt: skip
