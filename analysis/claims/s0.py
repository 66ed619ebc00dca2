"""Tests of the claims of S0, a Chinese commentary of unknown author (2022)."""

from __future__ import annotations

from analysis.claims.evidence import Evidence
from analysis.claims.measures import remittances_share
from analysis.claims.rules import HEAVY
from analysis.claims.verdicts import Verdict, in_part, tests, verdict
from analysis.countries import names


@tests("S0-028")
def guam_founders(evidence: Evidence) -> Verdict:
    """Founding year of GUAM and its first members, in the table of memberships."""
    members = evidence.rows("memberships", organisation="GUAM", status="member")
    first = members["start"].min()
    founders = set(members.loc[members["start"] == first, "country"])
    return verdict(
        first[:4] == "1997" and founders == {"GEO", "UKR", "AZE", "MDA"},
        f"The table of memberships dates GUAM {first}, with {names(founders)}.",
        founded=first, founders=names(founders),
    )


@tests("S0-090")
def remittances_of_tajikistan_and_kyrgyzstan(evidence: Evidence) -> Verdict:
    """Remittances received in 2021 as a share of GDP.

    The World Bank counts all senders; Russia's part is in no yearly table that the book holds, so
    this bounds it from above.
    """
    share = evidence.measure(remittances_share)
    share = share[share["year"] == 2021].set_index("country")["share"]
    heavy = [code for code in ("TJK", "KGZ") if evidence.judge(HEAVY, share[code])]
    return verdict(
        in_part(*(code in heavy for code in ("TJK", "KGZ"))),
        f"Remittances from all countries were {share['TJK']:.0f} per cent of GDP in Tajikistan "
        f"and {share['KGZ']:.0f} in Kyrgyzstan in 2021.",
        tajikistan=share["TJK"], kyrgyzstan=share["KGZ"],
    )
