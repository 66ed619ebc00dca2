"""Tests of the claims of S3, O. G. Karpovich and A. V. Davydova (2021): S3-065 to S3-127."""

from __future__ import annotations

import pandas as pd

from analysis import trade
from analysis.claims.evidence import (
    CAUCASUS,
    CENTRAL_ASIA,
    ELEVEN,
    KARABAKH,
    Evidence,
    fits,
    number_in,
)
from analysis.claims.measures import agreement_with, indicator, russia_in_trade, standing
from analysis.claims.rules import (
    ABOUT,
    ALL,
    FALLS,
    GREATLY,
    HALF,
    MAJOR,
    MOST,
    QUARTER,
    RISES,
    SEVERAL,
)
from analysis.claims.verdicts import (
    Reading,
    Verdict,
    at_best_partly,
    by_readings,
    in_part,
    tests,
    verdict,
)
from analysis.claims.words import day, entry, phrase, told
from analysis.countries import names
from analysis.migration import REMITTANCES

CUSTOMS_UNION = ["BLR", "KAZ", "RUS"]
# The three Central Asian states with which the essay sees the best relations.
BEST = ["KAZ", "KGZ", "TJK"]
# The three whose citizens, it says, poverty drives to Russia.
SENDERS = ["UZB", "TJK", "KGZ"]
ROUND_45 = "2018-10-10-round-45-of-the-geneva"
ROUND_53 = "2021-06-29-round-53-of-the-geneva"
SECOND_CITIZENSHIP = "2016-09-14-turkmenistan-adopts-a-new-text"


def _turnover(evidence: Evidence, column: str = "share") -> pd.DataFrame:
    """Trade with Russia in both directions, its share or its value: years by states."""
    return evidence.measure(russia_in_trade)[column, trade.TURNOVER]


@tests("S3-066")
def peace_in_karabakh(evidence: Evidence) -> Verdict:
    """Whether the fighting ended, the force and the centre came, and the peace lasted.

    Fighting by deaths in Azerbaijan in the record of the Uppsala programme; peace by whether it
    counts the conflict as active in a later year. Aid and the return of refugees are not tested.
    """
    deaths = {year: evidence.deaths("AZE", year=year)[year] for year in (2020, 2021, 2022)}
    statement, centre, end = evidence.events(
        "2020-11-09-statement-of-three-ends-the",
        "2021-01-30-a-joint-russian-and-turkish",
        "2023-09-19-azerbaijan-takes-nagorno-karabakh-nearly")
    conflict = evidence.rows("conflict_years", conflict=KARABAKH)
    later = sorted(conflict.loc[conflict["year"] > 2020, "year"])
    force = evidence.rows("forces", country="AZE", kind="peacekeeping").iloc[0]
    return by_readings(
        Reading("The fighting ended",
                evidence.judge(GREATLY, deaths[2020], deaths[2021]) and deaths[2021] < deaths[2020],
                f"{deaths[2020]:,.0f} deaths in Azerbaijan in 2020, {deaths[2021]:.0f} in 2021."),
        Reading("Force and centre", "RUS" in statement["countries"].split()
                and force["start"][:7] == "2020-11" and "TUR" in centre["countries"].split(),
                f"Peacekeepers from {day(force['start'])}, the Russian and Turkish centre from "
                f"{day(centre['date'])}."),
        Reading("Peace was restored", not later,
                f"The Uppsala programme counts the conflict as active in {len(later)} later "
                f"years, the last {later[-1] if later else 2020}, with {deaths[2022]:.0f} deaths "
                f"in Azerbaijan in 2022. {told(end)}"),
        deaths_2020=deaths[2020], deaths_2021=deaths[2021], deaths_2022=deaths[2022],
        active_years_later=len(later),
    )


@tests("S3-067")
def karabakh_in_the_general_assembly(evidence: Evidence) -> Verdict:
    """Whether the General Assembly adopted its text of 2008 on Azerbaijan's occupied territories.

    Of the OSCE no table has a decision, so that it is partly at most.
    """
    call = evidence.rows("roll_calls", resolution="A/RES/62/243").iloc[0]
    grid = evidence.rows("votes", roll_call=call["roll_call"]).iloc[0]
    against = all(grid[code] == "N" for code in ("RUS", "FRA", "USA"))
    adopted = call["yes"] > call["no"] and "territories of Azerbaijan" in call["title"]
    return verdict(
        at_best_partly(adopted),
        f"The General Assembly's text on the occupied territories of Azerbaijan had {call['yes']} "
        f"votes for, {call['no']} against and {call['abstain']} abstentions on "
        f"{day(call['date'])}; Russia, France and the United States, which chair the "
        f"OSCE's group on the conflict, {'all voted' if against else 'did not all vote'} no. No "
        "decision of the OSCE is in the tables.",
        yes=call["yes"], no=call["no"], abstain=call["abstain"],
    )


@tests("S3-069")
def russia_as_guarantor_in_the_caucasus(evidence: Evidence) -> Verdict:
    """Years from 1991 to 2021 with an armed conflict in the three states of the South Caucasus.

    Tests the thirty years that the data reach: a guarantor would leave few years of war and be no
    side in one. Earlier centuries, and what would have been without Russia, it does not reach.
    """
    years = range(1991, 2022)
    rows = evidence.rows("conflict_years", country=CAUCASUS, year=years)
    at_war = rows["year"].nunique()
    sides = rows["supporters_a"].fillna("") + " " + rows["supporters_b"].fillna("")
    russia = sorted(rows.loc[sides.str.contains("RUS"), "year"].unique())
    unstable = evidence.judge(MOST, at_war, len(years)) or bool(russia)
    return verdict(
        at_best_partly(not unstable),
        f"{at_war} of the {len(years)} years from {years[0]} to {years[-1]} had an armed conflict "
        f"in {names(CAUCASUS)}, by the count of the Uppsala programme; Russia fought in one in "
        f"{phrase(russia)}. Earlier centuries are in no table.",
        years_of_conflict=at_war, years=len(years), years_with_russia=len(russia),
    )


@tests("S3-070")
def armenia_stays_an_ally(evidence: Evidence) -> Verdict:
    """In 2021: standing in the CSTO and the EAEU, and Russia's share in trade since 2018.

    The obligation of defence is that of the last year of the data on alliances, 2018.
    """
    bodies = [body for body in ("CSTO", "EAEU") if "ARM" in evidence.members(body, 2021)]
    treaty = evidence.value("alliances", "defence", country="ARM", year=2018)
    share = _turnover(evidence)["ARM"]
    now = evidence.members("CSTO", 2024)
    later = "still a member" if "ARM" in now else "no longer a full member"
    return by_readings(
        Reading("Military", "CSTO" in bodies and bool(treaty),
                f"In 2021 a member of {phrase(bodies)}, with a treaty of "
                f"defence by the data of 2018; in 2024 {later} of the CSTO."),
        Reading("Economic", "EAEU" in bodies and evidence.judge(RISES, share[2018], share[2021]),
                f"Russia had {share[2018]:.0f} per cent of Armenia's trade in 2018 and "
                f"{share[2021]:.0f} in 2021."),
        share_2018=share[2018], share_2021=share[2021], bodies=len(bodies),
    )


@tests("S3-071")
def armenia_in_two_bodies(evidence: Evidence) -> Verdict:
    """Standing of Armenia in both organisations at the end of 2021."""
    inside = {body: "ARM" in evidence.members(body, 2021) for body in ("EAEU", "CSTO")}
    rows = evidence.rows("memberships", organisation=list(inside), country="ARM", status="member")
    since = phrase(f"{body} from {day(start)}"
                   for body, start in zip(rows["organisation"], rows["start"], strict=True))
    return verdict(
        in_part(*inside.values()),
        f"The table of memberships has Armenia in the {since} (the treaty before the organisation "
        f"counted in); at the end of 2021 it was in {sum(inside.values())} of these bodies.",
        **inside,
    )


@tests("S3-072")
def base_at_gyumri(evidence: Evidence) -> Verdict:
    """Whether the base stands, and whether a report has it in the joint air defence of the CIS."""
    base = evidence.rows("forces", country="ARM", kind="base").iloc[0]
    row = evidence.event("2014-10-13-an-exercise-of-russia-base")
    found = evidence.rows("troops_factbook", country="ARM", label="2021").iloc[-1]
    return verdict(
        in_part(base["start"] <= "2021" and pd.isna(base["end"]),
                "joint air defence of the CIS" in row["title"]),
        f"The {base['force']} stands since {base['start']}, with {found['low']:,} to "
        f"{found['high']:,} troops in 2021 by the Factbook. {told(row)} No report of 2021 was "
        "read.",
        since=base["start"], low=found["low"], high=found["high"],
    )


@tests("S3-074")
def gazprom_armenia(evidence: Evidence) -> Verdict:
    """Gazprom's part in the company, by the report of the last purchase."""
    row = evidence.event("2014-01-16-gazprom-takes-the-last-20")
    part = number_in(row["title"], r"owns ([\d,]+) per cent")
    return verdict(part == 100 and row["date"] < "2021", told(row), per_cent=part,
                   date=row["date"])


@tests("S3-075")
def media_law_of_armenia(evidence: Evidence) -> Verdict:
    """Date of the law, and whether it takes foreign channels off the network without condition."""
    row = evidence.event("2020-07-16-parliament-of-armenia-adopts-a")
    return verdict(
        in_part(row["date"] == "2020-07-16", "only under an agreement" not in row["title"]),
        f"{told(row)} That is a condition rather than a removal, and cable is not touched.",
        date=row["date"],
    )


@tests("S3-076")
def armenia_and_entry_into_the_european_union(evidence: Evidence) -> Verdict:
    """Whether the government of the time had spoken of entry before the essay appeared in 2021.

    Rests on one report of who spoke of it first; earlier governments are not in it.
    """
    row = evidence.event("2024-02-29-the-speaker-of-armenia-parliament")
    return verdict(
        row["date"] < "2021-10",
        f"{told(row)} The essay is of 2021. This is one report, on the team that has governed "
        "since 2018 only.", first_said=row["date"],
    )


@tests("S3-077")
def partnership_of_armenia_with_the_european_union(evidence: Evidence) -> Verdict:
    """Year in which the agreement was signed."""
    row = evidence.event("2017-11-24-armenia-and-the-eu-sign")
    return verdict(row["date"][:4] == "2015",
                   f"{told(row)} The essay has 2015.", signed=row["date"])


@tests("S3-078")
def co_chairs_on_karabakh(evidence: Evidence) -> Verdict:
    """Month of the joint statement, who made it and whether it condemns."""
    row = evidence.event("2020-10-01-the-presidents-of-france-russia")
    makers = set(row["countries"].split())
    return verdict(
        row["date"][:7] == "2020-10" and makers == {"FRA", "RUS", "USA"}
        and "condemn" in row["title"],
        f"{told(row)} It was the presidents themselves who spoke.", date=row["date"],
    )


@tests("S3-079")
def statement_of_three(evidence: Evidence) -> Verdict:
    """Date within a day, parties, the arrival of peacekeepers and the hand-over of districts.

    What the essay calls a peace agreement is a ceasefire statement: that is in no reading.
    """
    row, handed = evidence.events("2020-11-09-statement-of-three-ends-the",
                            "2020-12-01-azerbaijani-troops-enter-lachin-the")
    force = evidence.rows("forces", country="AZE", kind="peacekeeping").iloc[0]
    apart = abs((pd.Timestamp(row["date"]) - pd.Timestamp("2020-11-10")).days)
    return verdict(
        in_part(apart <= 1 and set(row["countries"].split()) == {"ARM", "AZE", "RUS"},
                force["start"] == "2020-11-10",
                "Armenia hands over" in handed["title"] and handed["date"] <= "2020-12-01"),
        f"{told(row)} In force on {day(force['start'])}, when the peacekeepers came. "
        f"{told(handed)}", signed=row["date"], days_apart=apart, peacekeepers=force["start"],
    )


@tests("S3-081")
def rounds_of_the_geneva_discussions(evidence: Evidence) -> Verdict:
    """Rounds a year from the opening in 2008 to the round of June 2021, by their numbers."""
    first, middle, last = evidence.events(
        "2008-10-15-the-geneva-international-discussions-on", ROUND_45, ROUND_53)
    number = {row["event"]: int(number_in(row["title"], r"Round (\d+)")) for row in (middle, last)}
    span = (pd.Timestamp(last["date"]) - pd.Timestamp(first["date"])).days / 365.25
    rate = number[ROUND_53] / span
    return verdict(
        evidence.judge(SEVERAL, rate) and "RUS" in last["countries"].split(),
        f"{number[ROUND_53]} rounds in {span:.1f} years, {rate:.1f} a year; "
        f"{number[ROUND_53] - number[ROUND_45]} of them between {day(middle['date'])} and "
        f"{day(last['date'])}.", rounds=number[ROUND_53], years=span, a_year=rate,
    )


@tests("S3-082")
def georgia_in_june_2019(evidence: Evidence) -> Verdict:
    """Events of June 2019 between the two states."""
    protest, ban = evidence.events("2019-06-20-protests-in-tbilisi-after-a",
                             "2019-06-21-putin-bans-flights-of-russian")
    return verdict(
        in_part(*(fits(row, "2019-06", "GEO RUS") for row in (protest, ban))),
        told(protest, ban), protest=protest["date"], ban=ban["date"],
    )


@tests("S3-083")
def trade_of_russia_and_georgia(evidence: Evidence) -> Verdict:
    """Turnover by Georgia's own record: 2018, and 2020, the last full year before the essay."""
    value = _turnover(evidence, "value")["GEO"]
    return by_readings(
        Reading("1.355 billion dollars in 2018", evidence.judge(ABOUT, value[2018], 1355),
                f"{value[2018] / 1000:.3f} billion."),
        Reading("The same level in 2020", evidence.judge(ABOUT, value[2020], value[2018]),
                f"{value[2020] / 1000:.3f} billion."),
        trade_2018=value[2018], trade_2020=value[2020],
    )


@tests("S3-084")
def growth_of_trade_with_georgia(evidence: Evidence) -> Verdict:
    """Turnover of 2018, by Georgia's own record, on the year before and on the mean of three years.

    Russia's own figures for Georgia are in no table that the book holds.
    """
    value = _turnover(evidence, "value")["GEO"]

    def reading(name: str, before: float) -> Reading:
        rise = 100 * (value[2018] / before - 1)
        return Reading(name, evidence.judge(QUARTER, rise), f"{rise:.1f} per cent more.")

    return by_readings(
        reading("On 2017, by Georgia's record", value[2017]),
        reading("On the mean of 2015 to 2017", value.loc[2015:2017].mean()),
        trade_2017=value[2017], trade_2018=value[2018], mean_2015_2017=value.loc[2015:2017].mean(),
    )


@tests("S3-087")
def largest_sender_of_remittances_to_georgia(evidence: Evidence) -> Verdict:
    """Russia against the other 14 states in the World Bank's model of 2018.

    A model of one year, of the fifteen states only, so that it is partly at most: of 2020 the
    book holds no figures by sender.
    """
    sent = evidence.rows("remittances_matrix_2018", destination="GEO").set_index("origin")["value"]
    total = evidence.value("wdi", indicator=REMITTANCES, country="GEO", year=2018) / 1e6
    cited = evidence.value("migration_cited", origin="RUS", destination="GEO", period="2021",
                           unit="million US$")
    return verdict(
        at_best_partly(sent.idxmax() == "RUS"),
        f"In the World Bank's model of 2018 {names([sent.idxmax()])} sends most of the fifteen "
        f"states, {sent.max():,.0f} million dollars of {total:,.0f} from everywhere; states "
        "outside, Italy and Greece say, are not in it. What Georgia's central bank counted from "
        f"Russia in 2021 was {cited:.0f} million. Nothing is held for 2020.",
        russia=sent["RUS"], all_countries=total, counted_2021=cited,
    )


@tests("S3-089")
def round_53(evidence: Evidence) -> Verdict:
    """Number and days of the round."""
    row = evidence.event(ROUND_53)
    number = int(number_in(row["title"], r"Round (\d+)"))
    return verdict(row["date"] == "2021-06-29" and number == 53 and "30 June" in row["note"],
                   f"{told(row)} It lasted to 30 June.", round=number, date=row["date"])


@tests("S3-090")
def next_geneva_round(evidence: Evidence) -> Verdict:
    """Whether the round after the 53rd came between 10 and 20 October 2021."""
    row = evidence.event("2021-10-12-round-54-of-the-geneva")
    before = int(number_in(evidence.event(ROUND_53)["title"], r"Round (\d+)"))
    number = int(number_in(row["title"], r"Round (\d+)"))
    return verdict(number == before + 1 and "2021-10-10" <= row["date"] <= "2021-10-20",
                   told(row), date=row["date"], round=number)


@tests("S3-091")
def nato_in_june_2021(evidence: Evidence) -> Verdict:
    """Date of the summit, what it said, and that neither state had joined by the latest data."""
    row = evidence.event("2021-06-14-nato-brussels-summit-repeats-that")
    joined = evidence.rows("memberships", organisation="NATO")["country"]
    inside = sorted({"UKR", "GEO"} & set(joined))
    return verdict(
        fits(row, "2021-06-14", "UKR GEO", "without a date"),
        f"{told(row)} Since then {names(inside) if inside else 'neither'} has joined.",
        date=row["date"], joined=len(inside),
    )


@tests("S3-092")
def customs_union_of_1995(evidence: Evidence) -> Verdict:
    """Date and parties of the agreement, and the table of memberships beside it."""
    row = evidence.event("1995-01-20-belarus-kazakhstan-and-russia-agree")
    members = evidence.rows("memberships", organisation="Customs Union 1995",
                            country=CUSTOMS_UNION)
    parties = row["countries"].split()
    return verdict(
        row["date"][:4] == "1995" and sorted(parties) == CUSTOMS_UNION
        and members["start"].str[:4].eq("1995").all(),
        f"{told(row)} Russia and Belarus had agreed on theirs on "
        f"{day(members['start'].max())}.", signed=row["date"], parties=names(parties),
    )


@tests("S3-093")
def kyrgyzstan_in_the_customs_union(evidence: Evidence) -> Verdict:
    """Years between the agreement and Kyrgyzstan's signature of its accession."""
    union, row = evidence.events("1995-01-20-belarus-kazakhstan-and-russia-agree",
                           "1996-03-29-kyrgyzstan-signs-its-accession-to")
    later = int(row["date"][:4]) - int(union["date"][:4])
    return verdict(
        later == 1 and "KGZ" in row["countries"].split(),
        f"{told(row)} By the list of the union's treaties it took effect in 1997.",
        signed=row["date"], years_later=later,
    )


@tests("S3-094")
def from_customs_union_to_eurasian_economic_union(evidence: Evidence) -> Verdict:
    """Whether the three bodies follow one another, with the essay's four states in each.

    The essay's copy prints the last as Eurasian Economic Community: the Union is meant.
    """
    bodies = ["Customs Union 1995", "EurAsEC", "EAEU"]
    rows = evidence.rows("memberships", organisation=bodies, status=["member", "signatory"])
    members = {body: set(rows.loc[rows["organisation"].eq(body), "country"]) for body in bodies}
    start = {body: rows.loc[rows["organisation"].eq(body), "start"].min() for body in bodies}
    four = {*CUSTOMS_UNION, "KGZ"}
    left = sorted(members["EurAsEC"] & members["Customs Union 1995"] - members["EAEU"])
    end = evidence.event("2014-10-10-agreement-on-ending-the-eurasian")
    return verdict(
        in_part(*(four <= members[body] for body in bodies),
                list(start.values()) == sorted(start.values()) and end["date"] < start["EAEU"]),
        f"Customs union from {start[bodies[0]][:4]}, Community from {start['EurAsEC'][:4]}, Union "
        f"from {start['EAEU'][:4]}, with {names(sorted(four))} in each; "
        f"{names(left) if left else 'no state'} did not go on into the last.",
        **{f"members_{year[:4]}": len(members[body]) for body, year in start.items()},
    )


@tests("S3-095")
def greater_eurasian_partnership(evidence: Evidence) -> Verdict:
    """Year in which Putin proposed the partnership."""
    row = evidence.event("2016-06-17-putin-proposes-a-greater-eurasian")
    return verdict(row["date"][:4] == "2016", told(row), proposed=row["date"])


@tests("S3-096")
def best_relations_in_central_asia(evidence: Evidence) -> Verdict:
    """Kazakhstan, Kyrgyzstan and Tajikistan against Turkmenistan and Uzbekistan, in three respects.

    Share of Russia in trade in the latest year to 2021 with figures (Turkmenistan: 2014),
    membership of the CSTO in 2021, agreement in the General Assembly, mean of 2017 to 2021.
    """
    share = _turnover(evidence)[CENTRAL_ASIA].loc[:2021].ffill().iloc[-1]
    agreed = evidence.measure(agreement_with, "RUS")["agreement"]
    agreed = agreed.loc[2017:2021, CENTRAL_ASIA].mean()
    allied = [code for code in evidence.members("CSTO", 2021) if code in CENTRAL_ASIA]
    others = [code for code in CENTRAL_ASIA if code not in BEST]

    def ranks(name: str, figures: pd.Series) -> Reading:
        return Reading(name, bool(figures[BEST].min() > figures[others].max()),
                       f"{figures[BEST].min():.0f} to {figures[BEST].max():.0f} per cent in "
                       f"the three, {figures[others].min():.0f} and {figures[others].max():.0f} "
                       "in the other two.")

    return by_readings(
        ranks("Russia's share in trade (Turkmenistan: 2014)", share),
        Reading("Alliance", sorted(allied) == BEST,
                f"In the CSTO in 2021: {names(allied)}."),
        ranks("Votes as Russia votes", agreed),
        share_least=share[BEST].min(), share_others=share[others].max(),
        agreement_least=agreed[BEST].min(), agreement_others=agreed[others].max(),
    )


@tests("S3-097")
def russia_in_the_trade_of_kazakhstan(evidence: Evidence) -> Verdict:
    """Share of Russia in Kazakhstan's turnover, its own record: 2020, the last full year, and 2021.

    The essay gives no year; it appeared in autumn 2021.
    """
    share = _turnover(evidence)["KAZ"]
    return by_readings(
        *(Reading(f"{year}", evidence.judge(QUARTER, share[year]), f"{share[year]:.1f} per cent.")
          for year in (2020, 2021)),
        share_2020=share[2020], share_2021=share[2021],
    )


@tests("S3-099")
def closed_countries(evidence: Evidence) -> Verdict:
    """Whether both are the two most closed of the five Central Asian states, in three respects.

    Goods trade as a share of GDP and absence from votes in the General Assembly (means of 2019 to
    2021), and organisations of the table of memberships in which a state had any standing in 2021.
    """
    goods = evidence.measure(indicator, "TG.VAL.TOTL.GD.ZS")[CENTRAL_ASIA].loc[2019:2021].mean()
    absent = evidence.measure(agreement_with, "RUS")["absence"][CENTRAL_ASIA].loc[2019:2021].mean()
    found = evidence.measure(standing)
    bodies = found[found["year"].eq(2021)].groupby("country").size()[CENTRAL_ASIA]

    def reading(name: str, openness: pd.Series, shown: pd.Series, unit: str) -> Reading:
        lowest = set(openness.index[openness.rank(method="max") <= 2])
        figures = phrase(f"{names([code])} {shown[code]:.0f}" for code in CENTRAL_ASIA)
        return Reading(name, in_part(*(code in lowest for code in ("TKM", "UZB"))),
                       f"{figures} {unit}.")

    return by_readings(
        reading("Trade", goods, goods, "per cent of GDP"),
        reading("Absence from votes", -absent, absent, "per cent of roll calls"),
        reading("Organisations", bodies, bodies, "of those in the table"),
        trade_tkm=goods["TKM"], trade_uzb=goods["UZB"], absence_tkm=absent["TKM"],
        absence_uzb=absent["UZB"], bodies_tkm=bodies["TKM"], bodies_uzb=bodies["UZB"],
    )


@tests("S3-100")
def constitution_of_turkmenistan(evidence: Evidence) -> Verdict:
    """Whether the text of 2008 was in force in 2021, and whether a second citizenship is barred.

    Not recognising a second citizenship is read as the ban that the essay means.
    """
    old, new = evidence.events("2008-09-26-turkmenistan-changes-its-constitution-the",
                         SECOND_CITIZENSHIP)
    return by_readings(
        Reading("The text of 2008 in force",
                old["date"][:4] == "2008" and not old["date"] < new["date"] < "2021",
                f"Changed on {day(old['date'])}, replaced by a new text on "
                f"{day(new['date'])}, which some count as an amendment of that of 2008."),
        Reading("No second citizenship", "not recognise a second citizenship" in new["title"],
                "The text of 2016 does not recognise one."),
        changed=old["date"], replaced=new["date"],
    )


@tests("S3-101")
def dual_citizenship_with_turkmenistan(evidence: Evidence) -> Verdict:
    """Year of the agreement, and the last report read on the protocol that would end it.

    The report is six years older than the essay, so that it is partly at most.
    """
    made, ended, said = evidence.events(
        "1993-12-23-russia-and-turkmenistan-sign-an",
        "2003-04-10-russia-and-turkmenistan-sign-a", "2015-12-12-the-speaker-of-the-federation")
    holds = made["date"][:4] == "1993" and "not ratified" in said["title"]
    return verdict(
        at_best_partly(holds),
        f"Agreement of {day(made['date'])}, protocol of {day(ended['date'])}. "
        f"{told(said)} No later report was read.",
        agreement=made["date"], protocol=ended["date"], reported=said["date"],
    )


@tests("S3-102")
def offer_at_the_afghan_border_of_turkmenistan(evidence: Evidence) -> Verdict:
    """Whether Russia's offer of 2016 was declined, and whether the defence minister made it."""
    foreign, defence = evidence.events("2016-01-russia-foreign-minister-says-in",
                                 "2016-06-09-after-a-visit-of-its")
    return by_readings(
        Reading("Offered and declined", foreign["date"][:4] == "2016"
                and "does not need help" in foreign["title"], f"{entry(foreign)}."),
        Reading("By the defence minister", "does not need help" in defence["title"],
                f"{entry(defence)}."),
        offered=foreign["date"], visit=defence["date"],
    )


@tests("S3-103")
def treaties_with_turkmenistan(evidence: Evidence) -> Verdict:
    """Dates of both treaties and of the entry into force of the second.

    The essay's copy prints the first date as 23,2002: 23 April 2002 is meant.
    """
    first, second, force = evidence.events(
        "2002-04-23-treaty-of-friendship-and-cooperation",
        "2017-10-02-treaty-of-strategic-partnership-of",
        "2018-08-the-treaty-of-strategic-partnership")
    return verdict(
        in_part(first["date"] == "2002-04-23", second["date"] == "2017-10-02",
                force["date"][:7] == "2018-08"),
        f"{told(first, second)} The second was in force from {day(force['date'])}.",
        first=first["date"], second=second["date"], in_force=force["date"],
    )


@tests("S3-104")
def contract_for_turkmen_gas(evidence: Evidence) -> Verdict:
    """Year, yearly quantity and term of the contract as announced; deliveries are not tested."""
    row = evidence.event("2019-07-03-gazprom-and-turkmengaz-announce-a")
    bcm = number_in(row["title"], r"up to ([\d.]+) billion")
    end = int(number_in(row["title"], r"until .*(\d{4})"))
    years = end - int(row["date"][:4])
    return verdict(row["date"][:4] == "2019" and bcm == 5.5 and years == 5,
                   f"{told(row)} Deliveries are in no table.", bcm_a_year=bcm, years=years)


@tests("S3-105")
def fishing_in_the_caspian(evidence: Evidence) -> Verdict:
    """Date and parties of the convention; territorial waters and fishery zone added up."""
    row = evidence.event("2018-08-12-convention-on-the-legal-status")
    waters = int(number_in(row["note"], r"waters of up to (\d+) nautical"))
    zone = int(number_in(row["note"], r"zone of (\d+) nautical"))
    parties = set(row["countries"].split())
    return verdict(
        row["date"][:4] == "2018" and waters + zone == 25
        and {"AZE", "IRN", "KAZ", "RUS", "TKM"} == parties,
        f"{told(row)} Its {waters} miles of territorial waters and {zone} of fishery zone make "
        f"{waters + zone}.", waters=waters, zone=zone, date=row["date"],
    )


@tests("S3-106")
def contacts_under_mirziyoyev(evidence: Evidence) -> Verdict:
    """Trips abroad of Uzbekistan's leaders a year: 2012 to 2016 against 2017 to 2021.

    The totals are over all partners, so that more trips are necessary for more contacts with
    Russia, roughly, and not enough: partly at most.
    """
    made = evidence.rows("leader_travel", country="UZB").set_index("year")["made"]
    before, after = made.loc[2012:2016].mean(), made.loc[2017:2021].mean()
    visit = evidence.event("2017-04-05-president-mirziyoyev-in-moscow-investment")
    return verdict(
        at_best_partly(evidence.judge(RISES, before, after)),
        f"Uzbekistan's leaders made {before:.1f} trips a year in 2012 to 2016 and {after:.1f} in "
        "2017 to 2021, to all partners together: how many were to Russia is not in the table. One "
        f"of them, on {day(visit['date'])}, was.", before=before, after=after,
    )


@tests("S3-107")
def deals_of_2017_with_uzbekistan(evidence: Evidence) -> Verdict:
    """Sum pledged on the visit of 2017, and the gas contract; what was invested is not tested."""
    row = evidence.event("2017-04-05-president-mirziyoyev-in-moscow-investment")
    pledged = number_in(row["title"], r"pledges of ([\d.]+) billion")
    return verdict(
        in_part(row["date"][:4] == "2017" and evidence.judge(ABOUT, pledged, 12),
                "contract for gas" in row["title"]),
        f"{told(row)} These are pledges; what came of them is in no table.",
        pledged=pledged, date=row["date"],
    )


@tests("S3-108")
def closeness_of_uzbekistan(evidence: Evidence) -> Verdict:
    """Rank of Russia in Uzbekistan's trade and of Uzbeks in Russia's migration register, 2021.

    Investment, education and arms are in no table by partner, so that it is partly at most.
    """
    turnover = evidence.rows("trade_uzbekistan", year=2021).groupby("partner")["value"].sum()
    rank = int(turnover.drop("WLD").rank(ascending=False)["RUS"])
    register = evidence.rows("migration_cited", topic="migration register", period="2021")
    people = register.set_index("origin")["value"]
    share = 100 * people["UZB"] / people["WLD"]
    close = [evidence.judge(MAJOR, rank), evidence.judge(MAJOR, share, is_rank=False)]
    return verdict(
        at_best_partly(any(close)),
        f"In 2021 Russia was number {rank} of the partners in Uzbekistan's own record of trade "
        f"and Uzbeks had {share:.0f} per cent of the entries in Russia's migration register. "
        "Education, investment and arms are in no table by partner.",
        rank_in_trade=rank, share_of_register=share,
    )


@tests("S3-109")
def uzbekistan_and_the_csto(evidence: Evidence) -> Verdict:
    """What Uzbekistan asked for in 2012, and how its standing is counted after."""
    row = evidence.event("2012-06-28-uzbekistan-suspends-its-membership-of")
    stays = evidence.rows("memberships", organisation="CSTO", country="UZB")
    last = int(stays["last_year"].max())
    rest = evidence.members("CSTO", 2021)
    return by_readings(
        Reading("What was asked and granted", "suspends" in row["title"],
                f"{entry(row)}. {row['note'].split(';')[0]}."),
        Reading("Its standing since", last >= 2021 or "UZB" in rest,
                f"The table of memberships has it in to {last} and names {len(rest)} members in "
                "2021 without it."),
        notice=row["date"], last_year=last, members_2021=len(rest),
    )


@tests("S3-110")
def uzbekistan_as_observer(evidence: Evidence) -> Verdict:
    """Date of the Senate's vote, and that the standing followed."""
    row, observer = evidence.events("2020-05-11-the-senate-of-uzbekistan-approves",
                              "2020-12-uzbekistan-becomes-an-observer-of")
    return verdict(
        row["date"] == "2020-05-11" and row["date"] < observer["date"],
        told(row, observer), voted=row["date"], observer=observer["date"],
    )


@tests("S3-111")
def kyrgyzstan_after_the_election_of_2021(evidence: Evidence) -> Verdict:
    """Armed conflicts of Kyrgyzstan from 2021 on: at home, as feared, and with others.

    The Uppsala programme counts a conflict from 25 battle deaths a year; calm below that it does
    not tell.
    """
    election = evidence.event("2021-01-10-japarov-is-elected-president-of")
    wars = evidence.rows("conflict_years", year=range(2021, 2100))
    last = int(wars["year"].max())
    wars = wars[wars["country"].eq("KGZ") | wars["opponent"].eq("KGZ")]
    between = wars["kind"].eq("interstate")
    foes = sorted({*wars.loc[between, "country"], *wars.loc[between, "opponent"]} - {"KGZ"})
    deaths = sum(evidence.deaths("KGZ", year=year)[year] for year in (2021, 2022))
    return by_readings(
        Reading("Fighting inside the country", bool((~between).any()),
                f"{int((~between).sum()) or 'No'} years of internal armed conflict from "
                f"{election['date'][:4]} to {last}."),
        Reading("No lasting calm", bool(between.any()),
                f"{int(between.sum())} years of conflict with {names(foes)}; "
                f"{deaths:.0f} deaths on its soil in 2021 and 2022."),
        internal=int((~between).sum()), between_states=int(between.sum()), deaths=deaths,
    )


@tests("S3-113")
def poverty_pandemic_and_migration(evidence: Evidence) -> Verdict:
    """Output per head in 2020, and entries in Russia's migration register a month, 2018 and 2021.

    Tests what must hold: hardship grew and more came. Registrations are not people and nine
    months are set against twelve; the cause it does not reach, so that it is partly at most.
    """
    growth = evidence.measure(indicator, "NY.GDP.PCAP.KD.ZG").loc[2020, SENDERS]
    rows = evidence.rows("migration_cited", topic="migration register", origin=SENDERS,
                         period=["2018 Jan-Sep", "2021"])
    rows = rows[rows["concept"].str.contains("all purposes")]
    entries = rows.pivot(index="period", columns="origin", values="value") / 1000
    before, after = entries.loc["2018 Jan-Sep"] / 9, entries.loc["2021"] / 12
    poorer = [code for code in SENDERS if growth[code] < 0]
    more = [code for code in SENDERS if evidence.judge(RISES, before[code], after[code])]
    return verdict(
        at_best_partly(poorer and more),
        f"Output per head fell in 2020 in {names(poorer)} and "
        f"entries a month were higher in 2021 than in 2018 in {names(more)}: "
        f"{before.sum():,.0f} thousand together then, {after.sum():,.0f} thousand in 2021. That of "
        "2018 was before the pandemic; the causes of either are in no table.",
        **{f"growth_{code}": growth[code] for code in SENDERS},
        entries_2018=before.sum(), entries_2021=after.sum(),
    )


@tests("S3-114")
def kazakhstan_as_the_exception(evidence: Evidence) -> Verdict:
    """Whether Kazakhstan stands out of the five by income, and whether it was socially calm.

    Income per head at purchasing power in 2020, before the essay; calm if the timeline has no
    unrest over prices in Kazakhstan in the two years after it.
    """
    income = evidence.measure(indicator, "NY.GDP.PCAP.PP.CD").loc[2020, CENTRAL_ASIA]
    unrest = evidence.rows("events", kind="unrest")
    unrest = unrest[unrest["countries"].str.contains("KAZ") & unrest["title"].str.contains("price")
                    & unrest["date"].between("2021-10", "2023-10")]
    second = income.drop("KAZ").idxmax()
    return by_readings(
        Reading("Income", income.idxmax() == "KAZ",
                f"{income['KAZ']:,.0f} dollars a head in Kazakhstan, {income[second]:,.0f} in "
                f"{names([second])}."),
        Reading("Calm", unrest.empty,
                f"{'; '.join(entry(row) for _, row in unrest.iterrows()) or 'None on record'}."),
        income=income["KAZ"], income_second=income[second],
        unrest=min(unrest["date"], default="none"),
    )


@tests("S3-115")
def withdrawal_from_afghanistan(evidence: Evidence) -> Verdict:
    """Month in which the last American troops left; those of the allies are not in the table."""
    row, before = evidence.events("2021-08-30-the-last-united-states-troops",
                            "2021-07-21-general-milley-says-that-the")
    done = number_in(before["note"], r"(\d+) per cent complete")
    return verdict(
        row["date"][:7] == "2021-07",
        f"{told(row)} On {day(before['date'])} the Pentagon called it {done:.0f} per cent "
        "complete. The allies' departure is in no table.", left=row["date"],
        complete_in_july=done,
    )


@tests("S3-116")
def taliban_in_july_2021(evidence: Evidence) -> Verdict:
    """Share of district centres held by the Taliban in July 2021, as the American military counted.

    Districts stand for territory here; land and people held were not counted.
    """
    row = evidence.event("2021-07-21-general-milley-says-that-the")
    held = number_in(row["title"], r"hold (\d+) of")
    share = 100 * held / number_in(row["title"], r"of (\d+) district")
    return verdict(evidence.judge(HALF, share), f"{told(row)} That is {share:.0f} per cent.",
                   held=held, share=share)


@tests("S3-117")
def mobilisation_in_tajikistan(evidence: Evidence) -> Verdict:
    """Date and reason of the call-up: before the essay, and for the Afghan border."""
    row = evidence.event("2021-07-05-president-rahmon-of-tajikistan-has")
    return verdict(
        fits(row, "2021", words="called up for the Afghan border"),
        f"{told(row)} It was a call-up of reservists.", date=row["date"],
        reservists=number_in(row["title"], r"([\d,]+) reservists"),
    )


@tests("S3-118")
def help_for_tajikistan(evidence: Evidence) -> Verdict:
    """Putin's promise, and Russia's base in Tajikistan in 2021."""
    row = evidence.event("2021-07-05-putin-assures-president-rahmon-by")
    base = evidence.rows("forces", country="TJK", kind="base").iloc[0]
    found = evidence.rows("troops_factbook", country="TJK", label="2021").iloc[-1]
    return verdict(
        in_part(fits(row, "2021", words="CSTO"),
                base["force"].startswith("201st") and pd.isna(base["end"]) and found["low"] > 0),
        f"{told(row)} The {base['force']} is there, with {found['low']:,} to "
        f"{found['high']:,} troops in 2021 by the Factbook.",
        date=row["date"], low=found["low"], high=found["high"],
    )


@tests("S3-119")
def cooperation_after_2021(evidence: Evidence) -> Verdict:
    """Members of the EAEU, CSTO and SCO in 2021 and 2024, and votes of CIS members as Russia's.

    Agreement in the General Assembly is the mean over the members of the CIS in 2021.
    """
    members = {(body, year): evidence.members(body, year)
               for body in ("EAEU", "CSTO", "SCO") for year in (2021, 2024)}

    def kept(body: str) -> Reading:
        then, now = members[body, 2021], members[body, 2024]
        gone, new = sorted(then - now), sorted(now - then)
        return Reading(body, then <= now,
                       f"{len(then)} of the fifteen states in 2021, {len(now)} in 2024"
                       f"{f', without {names(gone)}' if gone else ''}"
                       f"{f', with {names(new)}' if new else ''}.")

    cis = [code for code in evidence.members("CIS", 2021) if code != "RUS"]
    agreed = evidence.measure(agreement_with, "RUS")["agreement"][cis].mean(axis=1)
    return by_readings(
        kept("EAEU"), kept("CSTO"), kept("SCO"),
        Reading("Votes of the CIS", not evidence.judge(FALLS, agreed[2021], agreed[2024]),
                f"{agreed[2021]:.0f} per cent as Russia in 2021, {agreed[2024]:.0f} in 2024."),
        agreement_2021=agreed[2021], agreement_2024=agreed[2024],
        csto_2021=len(members["CSTO", 2021]), csto_2024=len(members["CSTO", 2024]),
    )


@tests("S3-120")
def region_in_the_next_concept(evidence: Evidence) -> Verdict:
    """Whether the Foreign Policy Concept after that of 2016 puts the region first."""
    row = evidence.event("2023-03-31-putin-approves-the-foreign-policy")
    return verdict(row["date"] > "2021" and "near abroad first" in row["title"], told(row),
                   approved=row["date"])


@tests("S3-122")
def ties_through_the_pandemic(evidence: Evidence) -> Verdict:
    """Russia's share in trade and agreement in the General Assembly, 2019 and 2021.

    Tests what must hold if ties grew much stronger: both rise, in most states and greatly. All
    states of the region with figures for both years count; what cooperation in the pandemic did
    to them is not reached.
    """
    share, agreed = _turnover(evidence), evidence.measure(agreement_with, "RUS")["agreement"]

    def reading(name: str, figures: pd.DataFrame) -> Reading:
        both = figures.loc[[2019, 2021]].T.reindex(ELEVEN).dropna()
        up = both[[evidence.judge(RISES, a, b) for a, b in both.to_numpy()]]
        much = [evidence.judge(GREATLY, a, b) for a, b in up.to_numpy()]
        return Reading(name, in_part(evidence.judge(MOST, len(up), len(both)),
                                     evidence.judge(MOST, sum(much), len(both))),
                       f"Higher in {len(up) or 'none'} of {len(both)} states with figures, by a "
                       f"quarter or more in {sum(much) or 'none'}; mean {both[2019].mean():.1f} "
                       f"per cent in 2019, {both[2021].mean():.1f} in 2021.")

    return by_readings(
        reading("Russia's share in trade", share), reading("Votes as Russia votes", agreed),
        armenia_2019=share["ARM"][2019], armenia_2021=share["ARM"][2021],
        agreement_2019=agreed.loc[2019, ELEVEN].mean(),
        agreement_2021=agreed.loc[2021, ELEVEN].mean(),
    )


@tests("S3-123")
def green_corridor(evidence: Evidence) -> Verdict:
    """Date of the decisions on the green corridor and on duties for medical goods."""
    first, row, heads = evidence.events("2020-03-16-the-council-of-the-eurasian",
                                  "2020-04-03-the-council-of-the-eurasian",
                                  "2020-04-10-heads-of-government-of-the")
    return verdict(
        in_part(fits(row, "2020-04", words="green corridor"),
                fits(row, "2020-04", words="medical goods")),
        f"{told(row)} A first exemption dates from {day(first['date'])}; the heads of "
        f"government followed on {day(heads['date'])}.",
        council=row["date"], first_exemption=first["date"], heads=heads["date"],
    )


@tests("S3-124")
def prime_ministers_of_the_union(evidence: Evidence) -> Verdict:
    """Date of the meeting, who met and what was adopted."""
    row = evidence.event("2020-04-10-heads-of-government-of-the")
    states = sorted(row["countries"].split())
    return verdict(
        fits(row, "2020-04-10", words="measures")
        and states == sorted(evidence.members("EAEU", 2020)),
        told(row), date=row["date"], states=len(states),
    )


@tests("S3-125")
def bodies_of_the_cis_in_the_pandemic(evidence: Evidence) -> Verdict:
    """Whether a working group is reported; of daily monitoring no report was read, so partly."""
    row = evidence.event("2020-05-12-russia-foreign-minister-says-that")
    return verdict(
        at_best_partly("working group on the coronavirus" in row["title"]),
        f"{told(row)} Of monitoring by the day no report was read.", reported=row["date"],
    )


@tests("S3-126")
def return_of_citizens(evidence: Evidence) -> Verdict:
    """Whether a report has the CIS states work together on it; of Russian airlines none was read.

    So it is partly at most.
    """
    row = evidence.event("2020-05-12-russia-foreign-minister-says-that")
    return verdict(
        at_best_partly("return of citizens" in row["title"]),
        f"{told(row)} That Russian airlines carried citizens of other states by an agreement of "
        "the CIS was not read.", reported=row["date"],
    )


@tests("S3-127")
def travel_without_covid(evidence: Evidence) -> Verdict:
    """Which members of the EAEU and of the CIS had joined the app by 1 July 2021."""
    row = evidence.event("2021-07-01-the-app-travel-without-covid")
    joined = set(row["countries"].split())

    def reading(body: str) -> Reading:
        members = [code for code in evidence.members(body, 2021) if code != "RUS"]
        inside = [code for code in members if code in joined]
        return Reading(body, evidence.judge(ALL, len(inside), len(members)),
                       f"{len(inside)} of the {len(members)} members beside Russia: "
                       f"{names(inside)}.")

    return by_readings(reading("EAEU"), reading("CIS"), joined=len(joined - {"RUS"}),
                       date=row["date"])
