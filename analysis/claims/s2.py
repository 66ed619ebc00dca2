"""Tests of the claims of S2, Zheng Jielan (2022)."""

from __future__ import annotations

import pandas as pd

from analysis import economy, trade
from analysis.claims.evidence import (
    CAUCASUS,
    CENTRAL_ASIA,
    ELEVEN,
    INVASION,
    KARABAKH,
    WAR,
    Evidence,
    MissingRowsError,
    fits,
)
from analysis.claims.measures import (
    GROWTH,
    Read,
    agreement_with,
    indicator,
    remittances_share,
    russia_in_trade,
    standing,
)
from analysis.claims.rules import (
    ABOUT,
    ALL,
    EXACTLY,
    FALLS,
    GREATLY,
    MOST,
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
from analysis.claims.words import day, phrase, signed, told
from analysis.countries import names
from analysis.migration import REMITTANCES

SENDERS = ["UZB", "TJK", "KGZ"]  # the states of the essay's migrants, in its order
LED_BY_RUSSIA = ["CIS", "CSTO", "EAEU", "Union State"]
BEFORE, SINCE = range(2014, 2022), range(2022, 2025)  # the votes of 2025 are no whole year
EXPORTS, PRICES = "TX.VAL.MRCH.CD.WT", "FP.CPI.TOTL.ZG"
NOW_TEXTS = [f"A/RES/ES-11/{number}" for number in range(1, 6)]  # all of 2022


# --- what several tests share --------------------------------------------------------------------


def _reported(evidence: Evidence, name: str, when: str, states: str, more: str = "") -> Verdict:
    """Verdict on a single dated event: its time and states as the essay has them."""
    event = evidence.event(name)
    return verdict(
        fits(event, when, states),
        told(event) + more,
        date=event["date"], states=event["countries"],
    )


def _agreement(evidence: Evidence, years: range) -> pd.Series:
    """Agreement with Russia over the years, per cent of votes on which both cast one."""
    found = evidence.measure(agreement_with, "RUS").loc[years.start:years.stop - 1]
    return 100 * found["identical"].sum() / found["both_cast"].sum()


def _inflation(read: Read) -> pd.DataFrame:
    """Headline prices over twelve months, per cent: months by states."""
    found = economy.yoy(read("prices_monthly"))
    found = found[found["series"] == "headline"]
    return found.pivot(index="month", columns="country", values="value")


def _partners(read: Read) -> pd.Series:
    """Turnover of three Central Asian states by state, partner and year, million US$."""
    parts = [trade.yearly(trade.NATIONAL[code], read) for code in ("KAZ", "KGZ", "UZB")]
    return pd.concat(parts).groupby(["reporter", "partner", "year"])["value"].sum()


def _belarus_sold(read: Read) -> pd.Series:
    """What the European Union imported from Belarus by month, million euros."""
    found = read("trade_eurostat_members")
    found = found[found["partner"].eq("BLR") & found["flow"].eq("import")]
    return found.groupby("month")["value"].sum() / 1e6


def _backers(conflict: pd.Series) -> set[str]:
    """States that the Uppsala programme lists as supporting a side with troops."""
    cells = conflict[["supporters_a", "supporters_b"]].dropna()
    return set(" ".join(cells).split())


def _loosened(evidence: Evidence) -> list[str]:
    """Partners that had another standing in a body led by Russia in 2024 than in 2021."""
    found = evidence.measure(standing)
    found = found[found["organisation"].isin(LED_BY_RUSSIA)]
    now, then = (found[found["year"] == year].set_index(["organisation", "country"])["status"]
                 for year in (2024, 2021))
    return sorted({key[1] for key in {*now.index, *then.index}
                   if now.get(key) != then.get(key)} & set(ELEVEN))


def _early_2022(evidence: Evidence, words: str, kind: str) -> pd.DataFrame:
    """Events from the invasion to June 2022 whose title has the words, by date."""
    found = evidence.rows("events", kind=kind)
    found = found[found["title"].str.contains(words) & found["date"].between("2022-02", "2022-07")]
    if found.empty:
        raise MissingRowsError(f"table events has no {kind} of early 2022 with {words}")
    return found.sort_values("date")


def _asian(events: pd.DataFrame) -> set[str]:
    """Central Asian states among those of some events."""
    return set(" ".join(events["countries"]).split()) & set(CENTRAL_ASIA)


def _on(evidence: Evidence, text: str, states: list[str]) -> dict[str, str]:
    return evidence.votes(text)[states].to_dict()


def _casting(votes: dict[str, str], vote: str) -> list[str]:
    return [code for code, cast in votes.items() if cast == vote]


# --- the region and its bodies -------------------------------------------------------------------


@tests("S2-002")
def two_bodies(evidence: Evidence) -> Verdict:
    """Members of the CSTO and the EAEU at the end of 2022.

    The states that the claim names should be in them with Russia; what each body is for is taken
    from its name.
    """
    csto, eaeu = (evidence.members(body, 2022) for body in ("CSTO", "EAEU"))
    named = set(str(evidence.value("claims", "countries", claim="S2-002")).split())
    return verdict(
        "RUS" in csto & eaeu and csto | eaeu == named,
        f"In 2022 the CSTO had {len(csto)} members, the EAEU {len(eaeu)}; Russia and "
        f"{names(csto & eaeu - {'RUS'})} were in both, {names(csto - eaeu)} in the CSTO alone.",
        csto=len(csto), eaeu=len(eaeu), in_both=names(csto & eaeu),
    )


def _votes_apart(evidence: Evidence) -> Reading:
    before, since = (_agreement(evidence, years)[ELEVEN] for years in (BEFORE, SINCE))
    fell = [code for code in ELEVEN if since[code] < before[code]]
    earlier = _agreement(evidence, range(2003, 2008))[ELEVEN].mean()
    return Reading(
        "Votes", evidence.judge(MOST, len(fell), len(ELEVEN)),
        f"{len(fell)} of {len(ELEVEN)} partners agreed with Russia on a smaller share of votes "
        f"of the General Assembly in 2022 to 2024 than in 2014 to 2021: {since.mean():.0f} per "
        f"cent on average after {before.mean():.0f}, and {earlier:.0f} in 2003 to 2007.")


def _bodies_apart(evidence: Evidence) -> Reading:
    left = _loosened(evidence)
    most = evidence.judge(MOST, len(left), len(ELEVEN))
    in_eaeu = "" if _changed_in_eaeu(evidence) else "; in the EAEU no standing changed"
    return Reading(
        "Organisations", most or at_best_partly(bool(left)),
        f"Of {len(ELEVEN)} partners {names(left)} had another standing in a body led by Russia "
        f"in 2024 than in 2021{in_eaeu}.")


def _changed_in_eaeu(evidence: Evidence) -> bool:
    then, now = (evidence.standings("EAEU", year).to_dict() for year in (2021, 2024))
    return then != now


@tests("S2-003")
def pressure_to_break_apart(evidence: Evidence) -> Verdict:
    """Whether the eleven partners have moved apart from Russia since the invasion.

    Two readings: agreement in votes (2014 to 2021 against 2022 to 2024), and standing in the
    bodies that Russia leads (2021 against 2024). Complexity has no measure.
    """
    left = _loosened(evidence)
    return by_readings(_votes_apart(evidence), _bodies_apart(evidence), loosened=names(left))


@tests("S2-078")
def dis_integration(evidence: Evidence) -> Verdict:
    """The forecast of dis-integration, judged by what came after mid-2022.

    Organisations: a changed standing in a body led by Russia; votes: agreement with Russia.
    Either alone bears it out in part.
    """
    left = _loosened(evidence)
    return by_readings(_bodies_apart(evidence), _votes_apart(evidence), loosened=names(left))


# --- Georgia and Moldova -------------------------------------------------------------------------


@tests("S2-004")
def calls_for_a_second_front(evidence: Evidence) -> Verdict:
    """Dated calls by Ukraine and by NATO on Georgia and Moldova to open a second front.

    A call by an office-holder of Ukraine bears out one half; for NATO the timeline has no call,
    only a denial by Georgia's president, which leaves that half open.
    """
    call = evidence.event("2022-03-26-the-secretary-of-ukraine-security")
    denial = evidence.event("2023-03-25-president-zourabichvili-says-that-no")
    return verdict(
        at_best_partly(fits(call, "2022", "UKR GEO MDA")),
        f"{told(call)} No such call by NATO was read; on {day(denial['date'])} "
        "Georgia's president said that no Western partner asks for it.",
        call=call["date"], denial=denial["date"],
    )


@tests("S2-005")
def no_second_front(evidence: Evidence) -> Verdict:
    """Statements of Georgia's prime minister and president on a second front before July 2022.

    One of each is on record; that they said so several times would take more, so that the claim
    is borne out in part at best.
    """
    minister = evidence.event("2022-04-11-prime-minister-garibashvili-says-that")
    president = evidence.event("2022-05-04-president-zourabichvili-says-that-a")
    return verdict(
        at_best_partly(all(fits(one, "2022", "GEO") and one["date"] < "2022-07"
                           for one in (minister, president))),
        f"The prime minister said so on {day(minister['date'])}, the president on "
        f"{day(president['date'])}; no more than these two statements were read.",
        minister=minister["date"], president=president["date"],
    )


@tests("S2-006")
def arms_for_moldova(evidence: Evidence) -> Verdict:
    """The date of the British foreign secretary's words on arming Moldova."""
    return _reported(evidence, "2022-05-21-foreign-secretary-truss-says-that", "2022-05", "GBR MDA")


@tests("S2-007")
def candidates(evidence: Evidence) -> Verdict:
    """The date in the timeline, and the candidates of that month in the table of memberships."""
    event = evidence.event("2022-06-23-the-eu-makes-ukraine-and")
    found = evidence.rows("memberships", organisation="EU candidate")
    since = set(found.loc[found["start"].str.startswith("2022-06"), "country"])
    return verdict(
        event["date"] == "2022-06-23" and since == {"MDA", "UKR"},
        f"{names(since)} became candidates on {day(event['date'])}.",
        date=event["date"], candidates=names(since),
    )


@tests("S2-009")
def moldova_against_russia(evidence: Evidence) -> Verdict:
    """Moldova's agreement with Russia in the General Assembly, 2014 to 2021 and 2022 to 2024.

    A great fall bears out the turn against Russia; whether Moldova is a pawn is a judgement that
    no figure reaches, so that the verdict is partly at best.
    """
    before, since = (_agreement(evidence, years)["MDA"] for years in (BEFORE, SINCE))
    turned = evidence.judge(FALLS, before, since) and evidence.judge(GREATLY, before, since)
    return verdict(
        at_best_partly(turned),
        f"Moldova agreed with Russia on {before:.0f} per cent of votes in 2014 to 2021 and on "
        f"{since:.0f} in 2022 to 2024; whose doing that is, and the word pawn, no vote can tell.",
        before=before, since=since,
    )


@tests("S2-011")
def transnistria_declared(evidence: Evidence) -> Verdict:
    """The date of the declaration, and recognitions of anything in Moldova in the timeline."""
    event = evidence.event("1990-09-02-transnistria-declares-itself-a-republic")
    all_events = evidence.table("events")
    recognised = all_events[all_events["kind"].eq("recognition")
                            & all_events["countries"].str.contains("MDA")]
    return verdict(
        fits(event, "1990-09", "MDA") and recognised.empty,
        f"Transnistria declared itself apart on {day(event['date'])}, at first as a Soviet "
        f"republic; the timeline has {len(recognised) or 'no'} recognition by a member of the "
        "United Nations.",
        declared=event["date"], recognitions=len(recognised),
    )


@tests("S2-012")
def troops_in_transnistria(evidence: Evidence) -> Verdict:
    """Russian troops in Moldova in the Factbook's texts labelled 2022; the depot is in no table.

    So the claim can be borne out in one half at best.
    """
    found = evidence.rows("troops_factbook", country="MDA")
    found = found[found["label"].str.startswith("2022")]
    low, high = int(found["low"].min()), int(found["high"].max())
    return verdict(
        at_best_partly(low > 0),
        f"The Factbook gave {low:,} to {high:,} Russian troops in 2022; no table holds the stock "
        "of the depot or compares it with others.",
        low=low, high=high,
    )


@tests("S2-013")
def explosions_in_transnistria(evidence: Evidence) -> Verdict:
    """The date of the explosions and the two states that blame each other, in the timeline."""
    event = evidence.event("2022-04-25-explosions-in-transnistria-a-day")
    dead = int(evidence.deaths("MDA")[2022])
    return verdict(
        fits(event, "2022-04", "MDA RUS UKR"),
        f"{told(event)} The Uppsala programme counts {dead or 'no'} deaths in armed "
        "conflict in Moldova in that year.",
        date=event["date"], deaths=dead,
    )


@tests("S2-014")
def contest_over_moldova(evidence: Evidence) -> Verdict:
    """Whether Moldova and Russia are further apart in votes in 2024 than in 2021.

    Two gauges: agreement, and the distance of their ideal points. A contest over a country has no
    measure, so that the verdict is partly at best.
    """
    before, since = (_agreement(evidence, range(year, year + 1))["MDA"] for year in (2021, 2024))
    points = evidence.rows("ideal_points", country=["MDA", "RUS"], year=[2021, 2024])
    points = points.pivot(index="year", columns="country", values="ideal_point")
    gap = points["MDA"] - points["RUS"]
    apart = (evidence.judge(FALLS, before, since)
             and evidence.judge(RISES, gap[2021], gap[2024]))
    moved = gap[2024] - gap[2021]
    own = points["MDA"][2024] - points["MDA"][2021]
    return verdict(
        at_best_partly(apart),
        f"Moldova agreed with Russia on {before:.0f} per cent of votes in 2021 and {since:.0f} in "
        f"2024, and their ideal points moved apart by {moved:.2f}, of which Moldova's own move was "
        f"{signed(own)}. Votes show the rift, not who contends for the country.",
        before=before, since=since, gap=moved,
    )


@tests("S2-048")
def macron_in_moldova(evidence: Evidence) -> Verdict:
    """The date of the visit."""
    return _reported(evidence, "2022-06-15-president-macron-of-france-visits", "2022-06-15",
                     "FRA MDA")


# --- the South Caucasus --------------------------------------------------------------------------


@tests("S2-015")
def karabakh_war(evidence: Evidence) -> Verdict:
    """The date of the war in the timeline, with the deaths counted in Azerbaijan."""
    event = evidence.event("2020-09-27-second-war-over-nagorno-karabakh")
    dead = int(evidence.deaths("AZE")[2020])
    return verdict(
        fits(event, "2020-09", "ARM AZE"),
        f"The war began on {day(event['date'])}; the Uppsala programme counts {dead:,} deaths in "
        "Azerbaijan in 2020.",
        began=event["date"], deaths=dead,
    )


@tests("S2-016")
def karabakh_ceasefire(evidence: Evidence) -> Verdict:
    """The ceasefire with Russia as a signatory, and a handover of land to Azerbaijan after it."""
    ceasefire = evidence.event("2020-11-09-statement-of-three-ends-the")
    handover = evidence.event("2020-12-01-azerbaijani-troops-enter-lachin-the")
    return verdict(
        fits(ceasefire, "2020-11", "RUS ARM AZE") and fits(handover, "2020", "ARM AZE")
        and handover["date"] > ceasefire["date"],
        f"Armenia, Azerbaijan and Russia made the statement of {day(ceasefire['date'])}; by "
        f"{day(handover['date'])} Azerbaijan had taken over the last of three districts.",
        ceasefire=ceasefire["date"], handover=handover["date"],
    )


@tests("S2-017")
def limited_help_for_armenia(evidence: Evidence) -> Verdict:
    """States that the Uppsala programme lists as backing a side of the war of 2020 with troops.

    Russia should not be among them, Türkiye should. Arms deliveries are in no table, so that this
    bears out half of the claim at best.
    """
    war = evidence.rows("conflict_years", conflict=KARABAKH, year=2020).iloc[0]
    backers = _backers(war)
    return verdict(
        at_best_partly("RUS" not in backers and "TUR" in backers),
        "The Uppsala programme lists Türkiye as backing Azerbaijan with troops in 2020 and Russia "
        "on neither side; what arms Russia sent is in no table." if "RUS" not in backers else
        "The Uppsala programme lists Russia as backing a side with troops in 2020.",
        backers=" ".join(sorted(backers)),
    )


@tests("S2-018")
def turkish_help_for_azerbaijan(evidence: Evidence) -> Verdict:
    """Whether the Uppsala programme lists Türkiye as backing Azerbaijan with troops in 2020.

    That is the strongest form of help that the data set knows. Amounts of arms are in no table, so
    that "large" is not tested and the claim borne out in part at best.
    """
    years = evidence.rows("conflict_years", conflict=KARABAKH)
    backed = [int(row["year"]) for _, row in years.iterrows()
              if "TUR" in str(row["supporters_a"]) and row["country"] == "AZE"]
    return verdict(
        at_best_partly(2020 in backed),
        f"The Uppsala programme lists Türkiye as backing Azerbaijan with troops in "
        f"{phrase(backed)}, of {years['year'].nunique()} years of the conflict; amounts of arms "
        "are in no table.",
        years=" ".join(map(str, backed)) or "none",
    )


@tests("S2-019")
def peacekeepers_in_karabakh(evidence: Evidence) -> Verdict:
    """Start of the peacekeeping force in the table of forces, against the day of the ceasefire."""
    ceasefire = evidence.event("2020-11-09-statement-of-three-ends-the")["date"]
    force = evidence.rows("forces", country="AZE", kind="peacekeeping").iloc[0]
    return verdict(
        force["start"] >= ceasefire and force["start"].startswith("2020-11"),
        f"The statement is of {day(ceasefire)}, the force began on {day(force['start'])} and "
        f"left by {day(force['end'])}.",
        start=force["start"], end=force["end"],
    )


def _more_deaths(evidence: Evidence) -> tuple[bool, int, int]:
    deaths = evidence.deaths("AZE")
    return evidence.judge(RISES, deaths[2021], deaths[2022]), int(deaths[2021]), int(deaths[2022])


@tests("S2-021")
def no_time_for_karabakh(evidence: Evidence) -> Verdict:
    """Deaths in Azerbaijan in 2022 against 2021: fighting should have grown.

    That is a necessary condition only; why Russia did not prevent it no table tells, so that the
    verdict is partly at best.
    """
    more, before, after = _more_deaths(evidence)
    force = evidence.rows("forces", country="AZE", kind="peacekeeping").iloc[0]
    return verdict(
        at_best_partly(more),
        f"The Uppsala programme counts {before} deaths in Azerbaijan in 2021 and {after} in 2022. "
        "That the war in Ukraine was the cause is not shown: Russia's force stayed until "
        f"{day(force['end'])}.",
        before=before, after=after,
    )


@tests("S2-022")
def azerbaijan_widens_control(evidence: Evidence) -> Verdict:
    """What Azerbaijan did after mid-2022, and whether Türkiye is listed as a backer then.

    Backing by arms or words is in no table: the second reading takes it as troops.
    """
    taken = evidence.event("2023-09-19-azerbaijan-takes-nagorno-karabakh-nearly")
    years = evidence.rows("conflict_years", conflict=KARABAKH, year=[2022, 2023])
    backed = [int(row["year"]) for _, row in years.iterrows() if "TUR" in _backers(row)]
    return by_readings(
        Reading("Wider control", fits(taken, "2023", "AZE") and taken["date"] > "2022-07",
                f"Azerbaijan took Nagorno-Karabakh on {day(taken['date'])}."),
        Reading("With Turkish troops", bool(backed),
                "The Uppsala programme lists Türkiye as a backer with troops in "
                f"{phrase(backed) if backed else 'neither 2022 nor 2023'}."),
        taken=taken["date"], years_backed=len(backed),
    )


@tests("S2-023")
def clash_of_march_2022(evidence: Evidence) -> Verdict:
    """The date and the sides of the clash in the timeline."""
    return _reported(evidence, "2022-03-24-azerbaijani-forces-take-parukh-farrukh", "2022-03",
                     "ARM AZE")


@tests("S2-024")
def pressure_on_karabakh_armenians(evidence: Evidence) -> Verdict:
    """Three parts, each with its dated reports: gas cut several times, drones, calls to leave.

    The reports on gas and on the calls are those of the Armenian side.
    """
    cuts = list(_early_2022(evidence, "Gas .*Nagorno-Karabakh", "energy")["date"])
    drones = evidence.event("2022-03-24-azerbaijani-forces-take-parukh-farrukh")
    calls = evidence.event("2022-02-26-by-loudspeaker-azerbaijani-soldiers-call")
    return verdict(
        in_part(evidence.judge(SEVERAL, len(cuts)), "drones" in drones["title"],
                fits(calls, "2022", "AZE ARM")),
        f"Before the essay the timeline has {len(cuts)} cuts of gas "
        f"({phrase(map(day, cuts))}), drones on {day(drones['date'])} and calls by "
        f"loudspeaker on {day(calls['date'])}. Gas and calls are told by the Armenian side.",
        cuts=len(cuts), drones=drones["date"], calls=calls["date"],
    )


@tests("S2-025")
def five_day_war(evidence: Evidence) -> Verdict:
    """Days from the first attack to the agreement on a ceasefire."""
    start = evidence.event("2008-08-07-war-in-south-ossetia-georgian")
    end = evidence.event("2008-08-12-russia-and-georgia-agree-on")
    days = (pd.Timestamp(end["date"]) - pd.Timestamp(start["date"])).days
    dead = int(evidence.deaths("GEO")[2008])
    return verdict(
        days == 5 and fits(start, "2008", "GEO RUS"),
        f"From the night of {day(start['date'])} to the ceasefire agreed on {day(end['date'])} "
        f"are {days} days; the Uppsala programme counts {dead} deaths in Georgia in that "
        "year.",
        days=days, deaths=dead,
    )


@tests("S2-026")
def armenia_in_both(evidence: Evidence) -> Verdict:
    """Armenia's standing in both bodies at the end of 2022, the year of the essay."""
    inside = [f"the {body}" for body in ("CSTO", "EAEU")
              if "ARM" in evidence.members(body, 2022)]
    later = evidence.rows("memberships", organisation="CSTO", country="ARM", status="suspended")
    return verdict(
        in_part(*(body in inside for body in ("the CSTO", "the EAEU"))),
        f"At the end of 2022 Armenia was a member of {phrase(inside)}; it "
        f"suspended its part in the CSTO in {later['start'].iloc[0]}.",
        member_of=", ".join(inside) or "none",
    )


@tests("S2-027")
def only_ally(evidence: Evidence) -> Verdict:
    """Which South Caucasus states were allied with Russia, in two readings.

    As members of the CSTO in 2022; and by treaties with an obligation of defence, in the last year
    of that data set, with the declaration on allied interaction that Azerbaijan signed.
    """
    inside = evidence.members("CSTO", 2022) & set(CAUCASUS)
    treaties = evidence.rows("alliances", country=CAUCASUS)
    last = int(treaties["year"].max())
    bound = set(treaties.loc[treaties["year"].eq(last) & treaties["defence"].eq(1), "country"])
    paper = evidence.event("2022-02-22-putin-and-aliyev-sign-a")
    return by_readings(
        Reading("By the CSTO", inside == {"ARM"}, f"{names(inside)} alone was a member in 2022."
                if len(inside) == 1 else f"Members in 2022: {names(inside)}."),
        Reading("By treaties", bound == {"ARM"} and not fits(paper, "2022-02", "AZE RUS"),
                f"{names(bound)} had obligations of defence with Russia in {last}, and Russia and "
                f"Azerbaijan signed a declaration on allied interaction on {day(paper['date'])}."),
        csto=names(inside), bound=names(bound),
    )


@tests("S2-028")
def armenia_cautious(evidence: Evidence) -> Verdict:
    """Armenia's votes on the five texts of 2022 on the war: neither for nor against."""
    cast = [_on(evidence, text, ["ARM"])["ARM"] for text in NOW_TEXTS]
    sides = sum(vote in "YN" for vote in cast)
    return verdict(
        sides == 0,
        f"Of {len(cast)} resolutions of 2022 on the war Armenia abstained on {cast.count('A')}, "
        f"was absent from {cast.count('X')} and took a side on {sides or 'none'}.",
        abstained=cast.count("A"), absent=cast.count("X"), sides=sides,
    )


@tests("S2-029")
def voices_in_armenia(evidence: Evidence) -> Verdict:
    """Deaths in Azerbaijan in 2022 against 2021, for what the voices say to be possible.

    What is said in Armenia is in no table and a cause is not shown by a sequence, so that the
    verdict is partly at best.
    """
    more, before, after = _more_deaths(evidence)
    return verdict(
        at_best_partly(more),
        f"The fear fits the count of deaths in Azerbaijan, {before} in 2021 and {after} in 2022; "
        "who voiced it, and whether Russia's absence was the cause, no table tells.",
        before=before, after=after,
    )


# --- the economy ---------------------------------------------------------------------------------


@tests("S2-030")
def union_depends_most(evidence: Evidence) -> Verdict:
    """Russia's share in turnover: mean of the EAEU members and of the other partners.

    The last year in which all four members have a figure; the Baltic states are left out, as the
    essay leaves them out.
    """
    share = evidence.measure(russia_in_trade)["share", trade.TURNOVER]
    members = sorted(evidence.members("EAEU", 2022) - {"RUS"})
    year = int(share[members].dropna().index.max())
    inside = share.loc[year, members]
    others = share.loc[year, [code for code in ELEVEN if code not in members]].dropna()
    above = sorted(others.index[others > inside.min()])
    return verdict(
        inside.mean() > others.mean(),
        f"In {year} Russia made up {inside.mean():.0f} per cent of the trade of an EAEU member on "
        f"average and {others.mean():.0f} of that of {len(others)} other partners with figures. "
        f"Above the least of the members, outside the union: {names(above)}.",
        year=year, members=inside.mean(), others=others.mean(),
    )


@tests("S2-031")
def members_of_the_union(evidence: Evidence) -> Verdict:
    """Members of the EAEU at the end of 2022, with none missing and none too many."""
    found = evidence.members("EAEU", 2022)
    return verdict(
        found == {"KAZ", "BLR", "KGZ", "ARM", "RUS"},
        f"The members at the end of 2022 were {names(found)}.",
        members=names(found),
    )


@tests("S2-032")
def currencies_fell(evidence: Evidence) -> Verdict:
    """Worth in dollars of the rouble and of Central Asia's currencies, February to April 2022.

    The paragraph is on Central Asia, so that its five currencies are tested: the rouble and most
    of them should fall. April's customs rates are those of late March. Those of Tajikistan are
    the National Bank of Ukraine's.
    """
    owner = {"RUB": "RUS", "KZT": "KAZ", "KGS": "KGZ", "UZS": "UZB", "TMT": "TKM"}
    months = ["2022-02", "2022-04"]
    rates = pd.concat([
        evidence.rows("exchange_rates_monthly", source="HMRC", month=months, currency=list(owner)),
        evidence.rows("exchange_rates_monthly", source="NBU", month=months, currency="TJS"),
    ]).pivot(index="month", columns="currency", values="value")
    lost = 100 * (1 - rates.loc[months[0]] / rates.loc[months[1]])
    lost = lost.rename(owner | {"TJS": "TJK"})
    fell = [code for code in lost.index if evidence.judge(FALLS, 100, 100 - lost[code])]
    asia = [code for code in CENTRAL_ASIA if code in fell]
    floating = [code for code in CENTRAL_ASIA if code != "TKM"]
    return verdict(
        "RUS" in fell and evidence.judge(MOST, len(asia), len(CENTRAL_ASIA)),
        f"By April 2022 the rouble had lost {lost['RUS']:.0f} per cent of its worth in dollars; "
        f"the currencies of {names(floating)} had lost {lost[floating].min():.0f} to "
        f"{lost[floating].max():.0f} per cent; Turkmenistan's official rate moved by "
        f"{abs(lost['TKM']):.1f}.",
        rouble=lost["RUS"], least=lost[floating].min(), most=lost[floating].max(),
    )


@tests("S2-033")
def inflation_soared(evidence: Evidence) -> Verdict:
    """Consumer prices over twelve months: the last month to June 2022 against February 2022.

    To soar is read as a rise by a quarter or more of the rate. Turkmenistan has no series.
    """
    rates = evidence.measure(_inflation)
    known = [code for code in CENTRAL_ASIA if code in rates]
    now = {code: rates[code].dropna().loc["2022-03":"2022-06"].iloc[-1] for code in known}
    before = rates.loc["2022-02", known]
    soared = [code for code in known if now[code] > before[code]
              and evidence.judge(GREATLY, before[code], now[code])]
    rises = "; ".join(f"{names([code])} {before[code]:.1f} to {now[code]:.1f}" for code in known)
    return verdict(
        in_part(*(code in soared for code in known)),
        f"Rise of prices over twelve months in February and by June 2022: {rises} per cent. The "
        f"rate went up by a quarter or more in {names(soared)}; in Tajikistan it was "
        f"{rates['TJK'].dropna().iloc[-1]:.1f} per cent at the end of the year.",
        soared=names(soared), states=len(known),
    )


def _entered(evidence: Evidence, state: str, millions: float) -> Verdict:
    """Registrations and residents of 2020 and 2021 beside the essay's number of people."""
    registered = evidence.value("migration_cited", id=f"migration-register-2021-{state.lower()}"
                                "-rus-1") / 1e6
    stock = evidence.rows("migrant_stock", origin=state, destination="RUS", year=2020)
    stock = stock["value"] / 1e6
    room = millions <= registered
    return by_readings(
        Reading("Registrations", at_best_partly(room),
                f"{registered:.2f} million entries for all purposes in the register of 2021, by a "
                f"page of weak standing, leave {'' if room else 'no '}room for {millions} million "
                "for work, which no table holds apart."),
        Reading("People", any(evidence.judge(ABOUT, found, millions) for found in stock),
                f"{stock.min():.2f} to {stock.max():.2f} million persons born there lived in "
                "Russia in 2020; entries count a person as often as he or she comes."),
        registered=registered, residents_least=stock.min(), residents_most=stock.max(),
    )


@tests("S2-034")
def entered_from_uzbekistan(evidence: Evidence) -> Verdict:
    """Two readings of the number: entries in the Russian register, or people.

    Entries for work are in no table; those for all purposes bound them from above. People are
    those born in the state and living in Russia in 2020 (both revisions).
    """
    return _entered(evidence, "UZB", 4.5)


@tests("S2-035")
def entered_from_tajikistan(evidence: Evidence) -> Verdict:
    """As for Uzbekistan: entries of all purposes bound the number, residents contrast with it."""
    return _entered(evidence, "TJK", 2.4)


@tests("S2-036")
def entered_from_kyrgyzstan(evidence: Evidence) -> Verdict:
    """As for Uzbekistan: entries of all purposes bound the number, residents contrast with it."""
    return _entered(evidence, "KGZ", 0.9)


@tests("S2-037")
def order_of_inflow(evidence: Evidence) -> Verdict:
    """The order of the three states by entries in 2021 and by residents in 2020.

    Entries are for all purposes; residents stand in two revisions of the United Nations.
    """
    entered = {code: evidence.value("migration_cited", id=f"migration-register-2021-{code.lower()}"
                                    "-rus-1") for code in SENDERS}
    stock = evidence.rows("migrant_stock", origin=SENDERS, destination="RUS", year=2020)
    orders = {revision: list(one.sort_values("value", ascending=False)["origin"])
              for revision, one in stock.groupby("revision")}
    same = [order == SENDERS for order in orders.values()]
    listed = "; ".join(f"the revision of {revision}: {phrase(names([code]) for code in order)}"
                       for revision, order in orders.items())
    return by_readings(
        Reading("Entries", sorted(entered, key=entered.get, reverse=True) == SENDERS,
                "In 2021 " + phrase(f"{names([code])} {count / 1e6:.1f}"
                                    for code, count in entered.items())
                + " million, for all purposes."),
        Reading("Residents", in_part(*same), f"By {listed}."),
        uzbekistan=entered["UZB"], tajikistan=entered["TJK"], kyrgyzstan=entered["KGZ"],
    )


def _from_russia(evidence: Evidence) -> pd.DataFrame:
    """Remittances of 2021 from Russia, per cent of GDP, by two estimates of Russia's part.

    Its part in all remittances is that of the World Bank's model of 2018, and that of the Bank of
    Russia's transfers of 2017, at most all.
    """
    total = evidence.measure(remittances_share).loc[2021, SENDERS]
    received = evidence.measure(indicator, REMITTANCES)
    model = evidence.rows("remittances_matrix_2018", origin="RUS", destination=SENDERS)
    model = 1e6 * model.set_index("destination")["value"] / received.loc[2018, SENDERS]
    sent = pd.Series({code: 1e9 * evidence.value(
        "migration_cited", id=f"transfers-from-russia-bank-of-russia-2017-rus-{code.lower()}-1")
        for code in SENDERS})
    bank = (sent / received.loc[2017, SENDERS]).clip(upper=1)
    return pd.DataFrame({"all": total, "model": model * total, "bank": bank * total})


def _remitted(evidence: Evidence, state: str, said: float) -> Verdict:
    found = _from_russia(evidence).loc[state]
    near = [evidence.judge(ABOUT, found[name], said) for name in ("model", "bank")]
    return verdict(
        in_part(*near),
        f"Remittances from Russia come to {found['model']:.0f} per cent of GDP with Russia's part "
        f"of 2018 by the World Bank's model and to {found['bank']:.0f} with that of 2017 by the "
        f"Bank of Russia; those from all countries were {found['all']:.1f} per cent in 2021.",
        model=found["model"], bank_of_russia=found["bank"], all_countries=found["all"],
    )


@tests("S2-038")
def remitted_to_uzbekistan(evidence: Evidence) -> Verdict:
    """Remittances of 2021 from Russia by two estimates of its part, against 11 per cent.

    The World Bank publishes remittances from all countries only; Russia's part is taken from its
    model of 2018 and from the Bank of Russia's transfers of 2017.
    """
    return _remitted(evidence, "UZB", 11)


@tests("S2-039")
def remitted_to_tajikistan(evidence: Evidence) -> Verdict:
    """Remittances of 2021 from Russia by two estimates of its part, against 30 per cent.

    Transfers of 2017 exceed all remittances recorded: Russia's part is then taken as all.
    """
    return _remitted(evidence, "TJK", 30)


@tests("S2-040")
def remitted_to_kyrgyzstan(evidence: Evidence) -> Verdict:
    """Remittances of 2021 from Russia by two estimates of its part, against 28 per cent."""
    return _remitted(evidence, "KGZ", 28)


@tests("S2-041")
def order_of_remittances(evidence: Evidence) -> Verdict:
    """The order by share of GDP in 2021: from all countries, and from Russia by two estimates."""
    found = _from_russia(evidence)
    same = {name: list(found[name].sort_values(ascending=False).index) == ["TJK", "KGZ", "UZB"]
            for name in found}
    total = found["all"]
    return verdict(
        in_part(*same.values()),
        f"From all countries {total['TJK']:.1f} per cent of GDP in Tajikistan, {total['KGZ']:.1f} "
        f"in Kyrgyzstan and {total['UZB']:.1f} in Uzbekistan in 2021; with Russia's part by two "
        f"estimates beside it, {sum(same.values())} of {len(same)} have the essay's order.",
        tajikistan=total["TJK"], kyrgyzstan=total["KGZ"], uzbekistan=total["UZB"],
    )


@tests("S2-043")
def downturn_from_remittances(evidence: Evidence) -> Verdict:
    """Remittances from all countries in 2022 against 2021, and growth of GDP in 2022.

    A state fits where the one falls and the other is below zero; as a cause is not shown by that,
    the verdict would be partly at best.
    """
    received = evidence.measure(indicator, REMITTANCES).loc[[2021, 2022], SENDERS]
    growth = evidence.measure(indicator, GROWTH).loc[2022, SENDERS]
    change = 100 * (received.loc[2022] / received.loc[2021] - 1)
    fell = [code for code in SENDERS if evidence.judge(FALLS, *received[code])]
    shrank = [code for code in SENDERS if growth[code] < 0]
    listed = "; ".join(f"{names([code])} {signed(change[code], '+.0f')} and "
                       f"{signed(growth[code], '+.1f')}"
                       for code in SENDERS)
    return verdict(
        at_best_partly(set(fell) & set(shrank)),
        f"In 2022 remittances fell in {names(fell)} of the three and GDP shrank in "
        f"{names(shrank)}; changes of both, per cent: {listed}.",
        remittances_least=change.min(), growth_least=growth.min(),
    )


@tests("S2-045")
def dearer_oil_and_prices(evidence: Evidence) -> Verdict:
    """Kazakhstan's exports and its inflation in 2022: both should have risen on 2021.

    That the one fed the other no table shows, so that the verdict is partly at best.
    """
    exports = evidence.measure(indicator, EXPORTS)["KAZ"] / 1e9
    prices = evidence.measure(indicator, PRICES)["KAZ"]
    both = evidence.judge(RISES, exports[2021], exports[2022]) and evidence.judge(
        RISES, prices[2021], prices[2022])
    return verdict(
        at_best_partly(both),
        f"Kazakhstan's exports went from {exports[2021]:.0f} to {exports[2022]:.0f} billion "
        f"dollars and its inflation from {prices[2021]:.0f} to {prices[2022]:.0f} per cent; that "
        "dearer oil raised other prices is not shown, as other causes were at work.",
        exports_before=exports[2021], exports_after=exports[2022], prices=prices[2022],
    )


@tests("S2-046")
def kazakh_inflation(evidence: Evidence) -> Verdict:
    """Consumer prices in Kazakhstan over the twelve months to May 2022."""
    rate = evidence.measure(_inflation).loc["2022-05", "KAZ"]
    return verdict(
        evidence.judge(EXACTLY, rate, 14, 1),
        f"The World Bank's index rose by {rate:.1f} per cent over the twelve months to May 2022.",
        rate=rate,
    )


@tests("S2-047")
def kazakh_food(evidence: Evidence) -> Verdict:
    """The food prices of May 2022 that a page cites from Kazakhstan's statistical office.

    The World Bank's table has no food prices of Kazakhstan, so that this rests on one citation.
    """
    row = evidence.rows("economy_cited", id="consumer-prices-2022-05-kaz-2").iloc[0]
    return verdict(
        evidence.judge(EXACTLY, row["value"], 19, 1) and row["period"] == "2022-05",
        f"{row['value']:.0f} per cent over twelve months, by the {row['source']}; no series of "
        "food prices in Kazakhstan is held.",
        rate=row["value"],
    )


# --- Central Asia between the powers -------------------------------------------------------------


@tests("S2-049")
def many_vectors(evidence: Evidence) -> Verdict:
    """Whether the five states stood in bodies of both sides, and leaned less on Russia's trade.

    Organisations: a standing in the CIS and in NATO's partnership at once. Trade: Russia's share
    in the last year to 2021 against 1994. What the states strove for is not in either.
    """
    found = evidence.measure(standing)
    pairs = found[found["organisation"].isin(["CIS", "PfP"]) & found["country"].isin(CENTRAL_ASIA)]
    both = pairs.groupby(["country", "year"])["organisation"].nunique()
    both = both[both == 2].reset_index().groupby("country")["year"].min()
    share = evidence.measure(russia_in_trade)["share", trade.TURNOVER].loc[1994:2021, CENTRAL_ASIA]
    last = share.apply(lambda column: column.dropna().iloc[-1])
    fell = [code for code in CENTRAL_ASIA
            if evidence.judge(FALLS, share.loc[1994, code], last[code])]
    return by_readings(
        Reading("Organisations", at_best_partly(evidence.judge(ALL, len(both), len(CENTRAL_ASIA))),
                f"{len(both)} of {len(CENTRAL_ASIA)} were in the CIS and in NATO's Partnership for "
                f"Peace at once, the last since {both.max()}; what they strove for that does not "
                "tell."),
        Reading("Trade", in_part(*(code in fell for code in CENTRAL_ASIA)),
                f"Russia's share was smaller in the last year to 2021 than in 1994 in "
                f"{names(fell)}, and not in {names(set(CENTRAL_ASIA) - set(fell))}."),
        in_both=len(both), fell=names(fell),
    )


@tests("S2-050")
def vague_neutrality(evidence: Evidence) -> Verdict:
    """Votes of the five states on the five texts of 2022 on the war.

    Condemnation is a yes. Neutrality is neither yes nor no: it should hold for most of the five
    on each text.
    """
    cast = {text: _on(evidence, text, CENTRAL_ASIA) for text in NOW_TEXTS}
    yes = sum(len(_casting(votes, "Y")) for votes in cast.values())
    against = {text: _casting(votes, "N") for text, votes in cast.items()}
    neutral = {text: evidence.judge(MOST, len(CENTRAL_ASIA) - len(_casting(cast[text], "Y"))
                                    - len(against[text]), len(CENTRAL_ASIA)) for text in NOW_TEXTS}
    most = max(NOW_TEXTS, key=lambda text: len(against[text]))
    return by_readings(
        Reading("No condemnation", yes == 0,
                f"{yes or 'None'} of {len(CENTRAL_ASIA) * len(cast)} votes was for a text."),
        Reading("Neutrality", in_part(*neutral.values()),
                f"Most took no side on {sum(neutral.values())} of {len(neutral)} texts; on "
                f"{most.removeprefix('A/RES/')} {names(against[most]) or 'none'} voted against."),
        votes_for=yes, neutral_texts=sum(neutral.values()), against_most=len(against[most]),
    )


@tests("S2-052")
def no_recognition(evidence: Evidence) -> Verdict:
    """Statements before July 2022 that a Central Asian state does not recognise the two republics.

    Many is read as three or more; no statement found is no proof that there was none.
    """
    found = _early_2022(evidence, "not .*Donetsk and Luhansk", "diplomacy")
    states = _asian(found)
    return verdict(
        evidence.judge(SEVERAL, len(states)) or (at_best_partly(states)),
        f"Statements were read for {names(states)} "
        f"({phrase(map(day, found['date']))}); for the other "
        f"{len(CENTRAL_ASIA) - len(states)} states none was.",
        states=names(states), number=len(states),
    )


@tests("S2-053")
def integrity_aid_and_rallies(evidence: Evidence) -> Verdict:
    """Three readings: the vote on Ukraine's integrity, aid, and rallies before July 2022.

    The vote: respect is a yes, and a no its denial. Aid: most of the five should have sent it.
    Rallies: permitted ones in the timeline against those refused or dispersed.
    """
    cast = _on(evidence, "A/RES/ES-11/4", CENTRAL_ASIA)
    yes, no = _casting(cast, "Y"), _casting(cast, "N")
    aid = _asian(_early_2022(evidence, "umanitarian aid", "diplomacy"))
    rallies = _early_2022(evidence, "rally against the war", "unrest")
    free = rallies["title"].str.contains("is permitted")
    return by_readings(
        Reading("Integrity", bool(yes) and not no or (False if no else None),
                f"On 12 October 2022 {len(no) or 'none'} of the five voted against the text on "
                f"Ukraine's integrity and {len(yes) or 'none'} for it."),
        Reading("Aid", evidence.judge(MOST, len(aid), len(CENTRAL_ASIA)) or (at_best_partly(aid)),
                f"{names(aid)} sent some; for the others none was read."),
        Reading("Rallies", in_part(*free),
                f"Of {len(rallies)} in the timeline, in {names(_asian(rallies))}, {free.sum()} was "
                f"permitted ({day(rallies[free]['date'].iloc[0])}); the others were refused or "
                "broken up."),
        votes_for=len(yes), votes_against=len(no), aid=names(aid), rallies=len(rallies),
    )


@tests("S2-054")
def no_sanctions(evidence: Evidence) -> Verdict:
    """Trade with Russia in 2023 against 2021 in the three states that report it.

    An embargo would show as a fall. Who imposes sanctions is in no table, so that the verdict is
    partly at best.
    """
    found = evidence.measure(_partners).xs("RUS", level="partner").unstack("year")
    fell = [code for code in found.index if evidence.judge(FALLS, *found.loc[code, [2021, 2023]])]
    growth = 100 * (found[2023] / found[2021] - 1)
    return verdict(
        at_best_partly(not fell),
        f"From 2021 to 2023 trade with Russia changed by {signed(growth.min(), '+.0f')} to "
        f"{signed(growth.max(), '+.0f')} per cent in {names(found.index)} and fell in "
        f"{names(fell)} of them; who imposes sanctions the tables do not tell.",
        least=growth.min(), most=growth.max(),
    )


@tests("S2-055")
def vote_of_7_april(evidence: Evidence) -> Verdict:
    """The roll call on Russia's suspension from the Human Rights Council."""
    four = ["KAZ", "KGZ", "TJK", "UZB"]
    cast = _on(evidence, "A/RES/ES-11/3", four)
    against = _casting(cast, "N")
    when = evidence.rows("roll_calls", resolution="A/RES/ES-11/3").iloc[0]["date"]
    on_day = when == pd.Timestamp("2022-04-07")
    return verdict(
        in_part(*(on_day and code in against for code in four)),
        f"On {day(when)} {names(against)} voted against the suspension.",
        against=names(against), number=len(against),
    )


@tests("S2-056")
def turkmenistan_away(evidence: Evidence) -> Verdict:
    """Turkmenistan in the same roll call; the record does not tell absence from not voting."""
    cast = _on(evidence, "A/RES/ES-11/3", ["TKM"])["TKM"]
    words = {"X": "cast no vote", "Y": "voted for it", "N": "voted against it", "A": "abstained"}
    return verdict(
        cast == "X", f"Turkmenistan {words[cast]} on the suspension of Russia.", vote=cast)


@tests("S2-057")
def turn_between_votes(evidence: Evidence) -> Verdict:
    """The votes of 2 March and 7 April 2022 of the four states, each from no side to a no."""
    four = ["KAZ", "KGZ", "TJK", "UZB"]
    march, april = (_on(evidence, f"A/RES/ES-11/{number}", four) for number in (1, 3))
    turned = [code for code in four if march[code] in "AX" and april[code] == "N"]
    return verdict(
        in_part(*(code in turned for code in four)),
        f"{names(turned)} took no side on 2 March ({names(_casting(march, 'X'))} was absent) and "
        "voted with Russia on 7 April; the first text condemned an attack, the second took away a "
        "seat.",
        turned=names(turned), number=len(turned),
    )


@tests("S2-058")
def zeya_in_kazakhstan(evidence: Evidence) -> Verdict:
    """The date of the visit."""
    return _reported(evidence, "2022-04-11-under-secretary-of-state-zeya", "2022-04", "KAZ USA")


@tests("S2-059")
def lu_in_central_asia(evidence: Evidence) -> Verdict:
    """The date of the tour and its four states."""
    return _reported(evidence, "2022-05-23-assistant-secretary-of-state-lu", "2022-05",
                     "KGZ UZB TJK KAZ USA")


@tests("S2-060")
def kazakh_doubts(evidence: Evidence) -> Verdict:
    """A dated demand in Kazakhstan to leave the two bodies before July 2022.

    That Western pressure prompted it is not shown, so that the verdict is partly at best.
    """
    rally = evidence.event("2022-03-06-a-large-rally-against-the")
    asked = all(body in rally["title"] for body in ("CSTO", "Eurasian Economic Union"))
    inside = [f"the {body}" for body in ("CSTO", "EAEU")
              if "KAZ" in evidence.members(body, 2024)]
    visit = evidence.event("2022-04-11-under-secretary-of-state-zeya")["date"]
    return verdict(
        at_best_partly(asked and fits(rally, "2022", "KAZ")),
        f"Calls to leave both bodies were heard at a rally in Almaty on {day(rally['date'])}; the "
        f"first American visit that the essay names was on {day(visit)}. Kazakhstan was in "
        f"{' and '.join(inside) or 'neither'} in 2024. Nothing read ties the calls to the West.",
        rally=rally["date"], visit=visit, still_in=len(inside),
    )


@tests("S2-061")
def centcom_in_central_asia(evidence: Evidence) -> Verdict:
    """The date and states of the tour: mid-June is read as 10 to 20 June."""
    event = evidence.event("2022-06-14-the-commander-of-us-central")
    states = [code for code in CENTRAL_ASIA if code in event["countries"].split()]
    return verdict(
        "2022-06-10" <= event["date"] <= "2022-06-20" and len(states) > 1,
        f"From {day(event['date'])} he was in {names(states)}; what he proposed there is in no "
        "table.",
        date=event["date"], states=names(states),
    )


@tests("S2-062")
def eu_and_japan(evidence: Evidence) -> Verdict:
    """The EU's exports to the five states, 2021 to 2023, and a visit from Japan after the invasion.

    Influence has no measure, and goods may pass on to Russia, so that the verdict is partly at
    best.
    """
    sold = evidence.rows("trade_eurostat", reporter="EUU", partner=CENTRAL_ASIA, year=[2021, 2023])
    sold = sold.pivot(index="partner", columns="year", values="value")
    rose = [code for code in sold.index if evidence.judge(RISES, *sold.loc[code])]
    visit = evidence.event("2022-04-28-japan-foreign-minister-sets-out")
    began = evidence.event(INVASION)["date"]
    more = evidence.judge(MOST, len(rose), len(sold))
    return verdict(
        at_best_partly(more and visit["date"] > began and fits(visit, "2022", "JPN")),
        f"The EU's exports rose from 2021 to 2023 to {len(rose)} of {len(sold)} states, in part "
        f"perhaps for Russia; Japan's minister set out for the region on {day(visit['date'])}. "
        "Who followed whom, and influence, no table shows.",
        rose=names(rose), visit=visit["date"],
    )


@tests("S2-063")
def leaving_afghanistan(evidence: Evidence) -> Verdict:
    """The year of the withdrawal; haste is a judgement, so that it is partly at best."""
    left = evidence.event("2021-08-30-the-last-united-states-troops")
    return verdict(
        at_best_partly(fits(left, "2021", "AFG USA")),
        f"{told(left)} Whether that was hasty is a judgement.",
        left=left["date"],
    )


def _grew(evidence: Evidence, partner: str, title: str) -> Reading:
    found = evidence.measure(_partners).unstack("year")[[2021, 2023]]
    value, world = found.xs(partner, level="partner"), found.xs("WLD", level="partner")
    rose = [code for code in value.index if evidence.judge(RISES, *value.loc[code])]
    share = 100 * value / world
    gained = [code for code in share.index if share.loc[code, 2023] > share.loc[code, 2021]]
    return Reading(
        title, in_part(*(code in rose for code in value.index)),
        f"Trade grew from 2021 to 2023 in {len(rose)} of {len(value)} states with figures "
        f"({names(rose)}), and as a share in {len(gained) or 'none'}.")


@tests("S2-064")
def other_partners(evidence: Evidence) -> Verdict:
    """Trade of Kazakhstan, Kyrgyzstan and Uzbekistan with China, Türkiye and Russia, 2021 to 2023.

    Growth in each of the three bears the forecast out. Iran and India, Tajikistan and
    Turkmenistan are in no table.
    """
    readings = [_grew(evidence, code, title) for code, title in (
        ("CHN", "China"), ("TUR", "Türkiye"), ("RUS", "Russia kept"))]
    return by_readings(*readings, borne_out=sum(one.holds is True for one in readings))


# --- Belarus -------------------------------------------------------------------------------------


@tests("S2-065")
def belarus_sent_no_troops(evidence: Evidence) -> Verdict:
    """Belarus's votes on the war, and whether it is listed as a party or a backer with troops."""
    war = evidence.rows("conflict_years", conflict=WAR)
    listed = any("BLR" in _backers(row) | {row["country"], row["opponent"]}
                 for _, row in war.iterrows())
    no = sum(_on(evidence, text, ["BLR"])["BLR"] == "N" for text in NOW_TEXTS)
    return verdict(
        in_part(no == len(NOW_TEXTS), not listed),
        f"Belarus voted with Russia on {no} of {len(NOW_TEXTS)} texts of 2022; in "
        f"{war['year'].min()} to {war['year'].max()} the Uppsala programme "
        f"{'lists' if listed else 'does not list'} it as a party to the war or a backer with "
        "troops.",
        votes=no, listed=listed,
    )


@tests("S2-066")
def belarus_lent_its_land(evidence: Evidence) -> Verdict:
    """The invasion from Belarus, and the firing of missiles from it, in the timeline."""
    attack = evidence.event(INVASION)
    missiles = evidence.event("2022-02-27-lukashenko-says-that-russia-fired")
    return verdict(
        in_part(fits(attack, "2022-02", "BLR RUS UKR"), fits(missiles, "2022-02", "BLR RUS UKR")),
        f"The attack of {day(attack['date'])} came also from Belarus, and on "
        f"{day(missiles['date'])} its president said that Russia had fired missiles from there, "
        "not on his order.",
        attack=attack["date"], missiles=missiles["date"],
    )


@tests("S2-067")
def sanctions_hit_belarus(evidence: Evidence) -> Verdict:
    """Sanctions on trade and finance in force, what the EU bought, and growth of GDP.

    Cases should rise from 2021 to 2022, purchases and GDP fall. Minerals and logistics are not
    told apart; that sanctions alone made GDP fall is not shown.
    """
    cases = evidence.rows("sanctions_counts", country="BLR", sender="other", year=[2021, 2022])
    cases = cases.set_index("year")[["trade", "financial"]]
    more = [evidence.judge(RISES, *cases[kind]) for kind in cases]
    sold = evidence.measure(_belarus_sold)
    before, after = (sold[f"{year}-03":f"{year}-10"].sum() for year in (2021, 2022))
    growth = evidence.measure(indicator, GROWTH).loc[2022, "BLR"]
    return verdict(
        in_part(*more, evidence.judge(FALLS, before, after), growth < 0),
        f"From 2021 to 2022 sanctions in force rose from {cases.loc[2021, 'trade']} to "
        f"{cases.loc[2022, 'trade']} on trade and from {cases.loc[2021, 'financial']} to "
        f"{cases.loc[2022, 'financial']} on finance, the EU's purchases changed by "
        f"{signed(100 * (after / before - 1), '+.0f')} per cent (March to October) and GDP by "
        f"{signed(growth, '+.1f')}.",
        trade=cases.loc[2022, "trade"], financial=cases.loc[2022, "financial"], growth=growth,
    )


@tests("S2-068")
def belarusian_goods_kept_out(evidence: Evidence) -> Verdict:
    """What the EU imported from Belarus, March to October 2022 against the same months of 2021.

    A great fall is the trace that limits leave; the limits themselves are in no table.
    """
    sold = evidence.measure(_belarus_sold)
    before, after = (sold[f"{year}-03":f"{year}-10"].sum() for year in (2021, 2022))
    month = [sold[f"{year}-10"] for year in (2021, 2022)]
    return verdict(
        evidence.judge(FALLS, before, after) and evidence.judge(GREATLY, before, after),
        f"The EU imported goods of {before / 1000:.1f} billion euros from Belarus in March to "
        f"October 2021 and {after / 1000:.1f} in 2022; in October {month[0]:.0f} and "
        f"{month[1]:.0f} million.",
        before=before, after=after,
    )


@tests("S2-069")
def belarus_unsettled(evidence: Evidence) -> Verdict:
    """The election's date, and political stability from 2020 to 2022 against 2019.

    A year counts as less stable where the World Bank's estimate is lower by more than two standard
    errors of the difference.
    """
    event = evidence.event("2020-08-09-lukashenko-is-declared-winner-of")
    found = evidence.rows("wgi", country="BLR", indicator="PV", edition="2023",
                          year=range(2019, 2023)).set_index("year")
    value, error = found["value"], found["standard_error"]
    lower = [year for year in range(2020, 2023) if value[2019] - value[year]
             > 2 * (error[2019] ** 2 + error[year] ** 2) ** 0.5]
    return verdict(
        in_part(fits(event, "2020-08", "BLR"), lower == [2020, 2021, 2022]),
        f"Mass protests followed the vote of {day(event['date'])}; the estimate of stability fell "
        f"from {value[2019]:.2f} in 2019 to {signed(value[2020])} in 2020 and was "
        f"{signed(value[2022])} in 2022.",
        before=value[2019], after=value[2022],
    )


@tests("S2-070")
def russian_support_for_lukashenko(evidence: Evidence) -> Verdict:
    """Russian help after the election of 2020, and Lukashenko still in office years later.

    That the help was what saved him is not shown by the order of events, so that the verdict is
    partly at best.
    """
    vote = evidence.event("2020-08-09-lukashenko-is-declared-winner-of")["date"]
    loan = evidence.event("2020-09-14-putin-promises-lukashenko-a-loan")
    again = evidence.event("2025-01-26-lukashenko-is-declared-winner-of")
    return verdict(
        at_best_partly(fits(loan, "2020", "BLR RUS") and vote < loan["date"] < again["date"]),
        f"Russia promised a loan on {day(loan['date'])}, weeks after the vote of {day(vote)}, "
        f"and Lukashenko was declared winner again on {day(again['date'])}; what the help did is "
        "not shown by that.",
        loan=loan["date"], again=again["date"],
    )


@tests("S2-071")
def integration_papers(evidence: Evidence) -> Verdict:
    """The date of the Union State's decree."""
    return _reported(evidence, "2021-11-04-the-union-state-council-meets", "2021-11", "BLR RUS")


@tests("S2-072")
def union_in_all_fields(evidence: Evidence) -> Verdict:
    """What came after November 2021 in defence and in politics.

    Defence: Russian forces or arms stationed in Belarus by agreement. Politics: agreement in the
    General Assembly, 2022 to 2024 against 2014 to 2021. The economy has no figures after 2020.
    """
    decree = evidence.event("2021-11-04-the-union-state-council-meets")["date"]
    steps = [evidence.event(name)["date"] for name in (
        "2022-10-15-russian-troops-arrive-in-belarus", "2023-05-25-russia-and-belarus-sign-on")]
    before, since = (_agreement(evidence, years)["BLR"] for years in (BEFORE, SINCE))
    return by_readings(
        Reading("Defence", all(step > decree for step in steps),
                f"A joint group of forces on {day(steps[0])} and nuclear arms agreed on "
                f"{day(steps[1])} followed."),
        Reading("Politics", evidence.judge(RISES, before, since),
                f"Belarus agreed with Russia on {before:.1f} per cent of votes in 2014 to 2021 and "
                f"on {since:.1f} in 2022 to 2024."),
        before=before, since=since, steps=len(steps),
    )


@tests("S2-073")
def breach_of_the_constitution(evidence: Evidence) -> Verdict:
    """An opposition statement on the constitution, and when the clause quoted was adopted.

    The clause against aggression from the land should be older than the attack of which the essay
    says that it broke it.
    """
    said = evidence.event("2022-02-tsikhanouskaya-office-calls-the-stay")
    clause = evidence.event("2022-02-27-a-referendum-in-belarus-adopts")
    attack = evidence.event(INVASION)["date"]
    return verdict(
        in_part(fits(said, "2022", "BLR"), clause["date"] <= attack),
        f"In {day(said['date'])} Tsikhanouskaya's office called the stay of Russian troops a "
        f"breach of the constitution; the clause that the essay quotes was adopted on "
        f"{day(clause['date'])}, and the attack was on {day(attack)}.",
        said=said["date"], clause=clause["date"], attack=attack,
    )


# --- Russia --------------------------------------------------------------------------------------


@tests("S2-074")
def peter_the_great(evidence: Evidence) -> Verdict:
    """The date of the speech, and the years of war that its report names."""
    event = evidence.event("2022-06-09-putin-likens-his-task-to")
    return verdict(
        fits(event, "2022-06-09", "RUS", "21 years"),
        told(event), date=event["date"],
    )


@tests("S2-076")
def soon_a_priority(evidence: Evidence) -> Verdict:
    """Dates of the first two documents on the region after 1991, which should be of 1993 to 1995.

    Their texts are in no table: that they put the region first is not tested, so that the verdict
    is partly at best.
    """
    concept, course = (evidence.event(name)["date"] for name in (
        "1993-04-23-yeltsin-approves-the-basic-provisions",
        "1995-09-14-yeltsin-decrees-the-strategic-course"))
    return verdict(
        at_best_partly("1993" <= concept < course < "1996"),
        f"A foreign policy concept was approved on {day(concept)} and a strategic course towards "
        f"the CIS decreed on {day(course)}; that they rank the region first is in no table.",
        concept=concept, course=course,
    )
