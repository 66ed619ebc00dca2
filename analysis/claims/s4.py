"""Tests of the claims of S4, Tatiana Kastueva-Jean (2022)."""

from __future__ import annotations

import pandas as pd

from analysis import trade
from analysis.association import rank_correlation
from analysis.claims.evidence import CENTRAL_ASIA, ELEVEN, FOURTEEN, INVASION, WAR, Evidence, fits
from analysis.claims.measures import (
    GROWTH,
    agreement_with,
    alike,
    cohesion,
    indicator,
    partners_shares,
    remittances_share,
    russia_in_trade,
)
from analysis.claims.rules import ALL, FALLS, GREATLY, MAJOR, MOST, RELATED, RISES, SEVERAL
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
from analysis.countries import COUNTRIES, names, short
from analysis.migration import REMITTANCES
from analysis.votes import MIN_BOTH, last_full_year

INVASION_DAY, ESSAY = "2022-02-24", "2022-09-09"
EVE = 2021  # the last full year before the invasion
FIRST_TEXT = "A/RES/ES-11/1"
TEXTS = [FIRST_TEXT, "A/RES/ES-11/2", "A/RES/ES-11/3"]  # voted before the essay appeared
NINETIES, TWO_THOUSANDS, BEFORE = range(1994, 2000), range(2000, 2014), range(2014, 2022)
RIVALS = ["CHN", "TUR", trade.EU]
SCORE = {"Y": 0.0, "A": 0.5, "X": 0.5, "N": 1.0}  # from condemning the war to voting with Russia


def _since_invasion(event: pd.Series) -> bool:
    """Whether an event lies between the invasion and the essay."""
    return INVASION_DAY < event["date"] <= ESSAY


def _cast(evidence: Evidence, votes: str, among: list[str] = ELEVEN) -> set[str]:
    """The states that cast one of these votes (letters) on the text of 2 March 2022."""
    found = evidence.votes(FIRST_TEXT).reindex(among)
    return set(found.index[found.isin(list(votes))])


def _texts(evidence: Evidence) -> pd.DataFrame:
    """Votes of the eleven on the texts on the war before the essay, a column a text."""
    return pd.DataFrame({text: evidence.votes(text).reindex(ELEVEN) for text in TEXTS})


def _agreement(evidence: Evidence) -> pd.DataFrame:
    """Agreement of the eleven with Russia, per cent, years down, to the last full year."""
    found = evidence.measure(agreement_with, "RUS")
    wide = found["agreement"].where(found["both_cast"] >= MIN_BOTH)[ELEVEN]
    return wide.loc[: last_full_year(evidence.table("roll_calls"))]


def _trade(evidence: Evidence, column: str = "share") -> pd.DataFrame:
    """Russia in the turnover of the eleven, years down: share (per cent) or value."""
    return evidence.measure(russia_in_trade)[column, trade.TURNOVER][ELEVEN]


def _members(evidence: Evidence, body: str, year: int = EVE) -> set[str]:
    """The full members of a body at the end of a year, Russia left out."""
    return evidence.members(body, year) - {"RUS"}


def _moved(evidence: Evidence, body: str) -> tuple[set[str], set[str]]:
    """The states that came nearer to a body since the eve of the invasion, and that loosened it."""
    rank = {"member": 2, "observer": 1}
    then, now = (evidence.standings(body, year).map(lambda one: rank.get(one, 0))
                 for year in (EVE, None))
    both = pd.DataFrame({"then": then, "now": now}).fillna(0)
    return (set(both.index[both["now"] > both["then"]]),
            set(both.index[both["now"] < both["then"]]))


def _cohesion(evidence: Evidence, body: str) -> tuple[float, float, int]:
    """Likeness of a body's members of the eve: then, in the last full year, which."""
    found = cohesion(evidence.measure(alike), evidence.members(body, EVE))
    last = int(_agreement(evidence).index.max())
    return found[EVE], found[last], last


def _suppliers(evidence: Evidence, flow: str, year: int) -> pd.Series:
    """State -> Russia's rank among its partners by the newest edition of the Factbook."""
    found = evidence.rows("trade_factbook_shares", partner="RUS", flow=flow, year=year)
    newest = found.sort_values("edition").drop_duplicates("reporter", keep="last")
    newest = newest[newest["reporter"].isin(ELEVEN)]
    return newest.set_index("reporter")["rank"]


def _begun(evidence: Evidence, first: str, last: str) -> pd.DataFrame:
    """Russian forces whose stay abroad began in a time (the last day not counted)."""
    forces = evidence.rows("forces", kind=["base", "peacekeeping", "war"])
    return forces[forces["start"].ge(first) & forces["start"].lt(last)]


# --- before the invasion -------------------------------------------------------------------------


@tests("S4-001")
def measured_policy(evidence: Evidence) -> Verdict:
    """Measured is read as no force against the will of a state from 2020 to the invasion.

    New forces abroad are those of the table of forces; for Ukraine the Uppsala programme says in
    which years Russia supported a side against the government. How the policy seemed to observers
    cannot be tested, so that the first reading is partly borne out at best.
    """
    new = _begun(evidence, "2020-01-01", INVASION_DAY)
    wars = evidence.rows("conflict_years", year=[2020, EVE])
    backed = wars[wars["supporters_b"].fillna("").str.contains("RUS")]
    return by_readings(
        Reading("New forces", at_best_partly(set(new["kind"]) <= {"peacekeeping"}),
                f"Russia sent forces to {names(new['country'])}, as peacekeepers and by a text "
                "that the host had signed or asked for."),
        Reading("The war in the Donbas", backed.empty,
                f"The Uppsala programme codes Russia as supporting a side against "
                f"{names(backed['country'])} in {phrase(backed['year'])}; "
                "Russia denied it."),
        new_forces=len(new), hosts=names(new["country"]), against=names(backed["country"]),
    )


@tests("S4-002")
def protests_in_belarus(evidence: Evidence) -> Verdict:
    """The event of the table that dates the protests lies in 2020; their size is in no table."""
    event = evidence.event("2020-08-09-lukashenko-is-declared-winner-of")
    return verdict(
        fits(event, "2020", "BLR", "mass protests"),
        f"{told(event)} How many took part is in no table.",
        date=event["date"],
    )


@tests("S4-003")
def coup_in_kyrgyzstan(evidence: Evidence) -> Verdict:
    """A President who falls outside an election in 2020 bears out the fact, not the word coup.

    The project holds no list of coups, so that the verdict is partly at best.
    """
    event = evidence.event("2020-10-15-president-jeenbekov-of-kyrgyzstan-resigns")
    return verdict(
        at_best_partly(fits(event, "2020", "KGZ", "resigns") and event["kind"] == "leader"),
        f"President Jeenbekov resigned on {day(event['date'])} after ten days of unrest that "
        "followed a parliamentary vote. Whether to call that a coup no table here decides.",
        date=event["date"],
    )


@tests("S4-004")
def sandu_wins(evidence: Evidence) -> Verdict:
    """The date of Sandu's election in the table of events."""
    event = evidence.event("2020-11-15-sandu-is-elected-president-of")
    return verdict(
        fits(event, "2020", "MDA", "Sandu is elected President"),
        told(event), date=event["date"],
    )


@tests("S4-005")
def second_karabakh_war(evidence: Evidence) -> Verdict:
    """A war is a run of years with 1,000 battle deaths or more; that of 2020 has to be the second.

    Conflicts are those on Azerbaijan's soil with Armenia on the other side (Uppsala programme).
    """
    event = evidence.event("2020-09-27-second-war-over-nagorno-karabakh")
    years = evidence.rows("conflict_years", country="AZE", issue="territory", intensity=2)
    heavy = sorted(years["year"])
    starts = [year for year in heavy if year - 1 not in heavy]
    armenia = years.loc[years["year"].isin(starts), "supporters_b"].eq("ARM").all()
    return verdict(
        len(starts) == 2 and starts[-1] == 2020 and armenia and fits(event, "2020", "ARM AZE"),
        f"The war began on {day(event['date'])}. Between Azerbaijan and Armenian forces there "
        f"were {len(starts)} runs of years with 1,000 battle deaths or more, the first from "
        f"{starts[0]} on, the last in {starts[-1]}.",
        date=event["date"], wars=len(starts), first=starts[0], last=starts[-1],
    )


@tests("S4-006")
def riots_in_kazakhstan(evidence: Evidence) -> Verdict:
    """The unrest in the table of events lies in January 2022."""
    event = evidence.event("2022-01-02-protests-over-fuel-prices-begin")
    sent = evidence.event("2022-01-06-the-csto-sends-forces-to")
    return verdict(
        fits(event, "2022-01", "KAZ", "spread") and event["kind"] == "unrest",
        f"Protests over fuel prices began on {day(event['date'])} in Zhanaozen and spread "
        f"through Kazakhstan; the CSTO sent forces on {day(sent['date'])}.",
        date=event["date"], csto=sent["date"],
    )


@tests("S4-007")
def diplomacy_in_the_crises(evidence: Evidence) -> Verdict:
    """Arm-twisting in the states of the five crises is read in two ways.

    Force: Russian forces that came otherwise than as peacekeepers. Pressure: sanctions of Russia
    that were not in force in 2019, or a gas dispute, in 2020 or 2021. Whether pressure was hard is
    a judgement.
    """
    crises = ["BLR", "KGZ", "MDA", "ARM", "AZE", "KAZ"]
    new = _begun(evidence, "2020-01-01", INVASION_DAY)
    sent = new[new["country"].isin(crises)]
    asked = {evidence.event(name)["date"] for name in (
        "2020-11-09-statement-of-three-ends-the", "2022-01-06-the-csto-sends-forces-to")}
    cases = evidence.rows("sanctions_counts", sender="Russia", year=[2019, 2020, EVE])
    cases = cases[cases["country"].isin(crises)].pivot(
        index="country", columns="year", values="cases").fillna(0)
    pressed = counted = set(cases.index[cases[[2020, EVE]].max(axis=1) > cases[2019]])
    gas = evidence.event("2021-10-22-moldova-declares-a-state-of")
    if "2020" <= gas["date"] < INVASION_DAY and "Gazprom" in gas["title"]:
        pressed = pressed | {"MDA"}
    return by_readings(
        Reading("Force", set(sent["kind"]) <= {"peacekeeping"},
                f"Russian forces came to {names(sent['country'])}, as peacekeepers and by a text "
                f"that the host had signed or asked for ({phrase(map(day, sorted(asked)))})."),
        Reading("Pressure", not pressed,
                f"The count of sanctions has new ones of Russia in 2020 or {EVE} on "
                f"{names(counted)}, and on {day(gas['date'])} Moldova declared a gas emergency "
                "when its contract with Gazprom had ended; Gazprom named unpaid debts."),
        forces_sent_to=names(sent["country"]), pressed=names(pressed), gas=gas["date"],
    )


@tests("S4-008")
def no_new_empire(evidence: Evidence) -> Verdict:
    """The forecast that the essay reports is judged by what came; that Trenin made it is not.

    A new edition of the empire is read as the taking of a neighbour's land by Russia, by war and
    by declaration.
    """
    invasion = evidence.event(INVASION)
    taken = evidence.event("2022-09-30-russia-declares-the-annexation-of")
    return verdict(
        not (fits(invasion, "2022", "RUS UKR", "invades") and taken["date"] > invasion["date"]
             and fits(taken, "202", "RUS UKR", "annexation")),
        f"The forecast failed, as the essay itself says: Russia invaded Ukraine on "
        f"{day(invasion['date'])} and declared the annexation of four of its regions on "
        f"{day(taken['date'])}.",
        invasion=invasion["date"], annexation=taken["date"],
    )


# --- reactions to the war ------------------------------------------------------------------------


@tests("S4-010")
def most_are_cautious(evidence: Evidence) -> Verdict:
    """Caution is an abstention or an absence on the texts of the General Assembly on the war.

    Counted are the eleven states of the essay's region, on the text of 2 March 2022 and on most of
    the three texts that had been voted when the essay appeared.
    """
    texts = _texts(evidence)
    cautious = texts.isin(["A", "X"])
    first = int(cautious[FIRST_TEXT].sum())
    mostly = int((cautious.sum(axis=1) > len(TEXTS) / 2).sum())
    with_russia = names(texts.index[texts[TEXTS[-1]].eq("N")])
    when = evidence.value("roll_calls", "date", resolution=TEXTS[-1])
    return by_readings(
        Reading("On 2 March 2022", evidence.judge(MOST, first, len(ELEVEN)),
                f"{first} of {len(ELEVEN)} states abstained or did not vote."),
        Reading("On the three texts of March and April 2022",
                evidence.judge(MOST, mostly, len(ELEVEN)),
                f"{mostly} did so on most of them; but on the last, of {day(when)}, "
                f"{with_russia} voted with Russia."),
        cautious_on_first=first, mostly_cautious=mostly, with_russia_on_last=with_russia,
    )


@tests("S4-012")
def relations_and_bodies_suffer(evidence: Evidence) -> Verdict:
    """What came after the invasion, against the last full year before it.

    Relations with Russia: agreement in the General Assembly, and trade as the partners record it
    (share and dollars). Bodies: how alike their members vote, and whether one loosened its tie.
    That the war is the cause is not tested; the essay says that it may be.
    """
    agreed = _agreement(evidence)
    later = agreed.loc[EVE + 1:].mean()
    lower = int((later < agreed.loc[EVE]).sum())
    share, value = _trade(evidence), _trade(evidence, "value")
    known = [code for code in ELEVEN if share[code].loc[EVE + 1:].notna().any()]
    last = {code: share[code].last_valid_index() for code in known}
    less = [code for code in known if share.loc[last[code], code] < share.loc[EVE, code]]
    fewer = [code for code in known if value.loc[last[code], code] < value.loc[EVE, code]]
    then = {body: _cohesion(evidence, body) for body in ("CSTO", "EAEU")}
    loosened = {body: _moved(evidence, body)[1] for body in then}
    words = "; ".join(f"{body}: {before:.0f} per cent alike in {EVE}, {now:.0f} in {year}, loosened"
                      f" by {names(loosened[body])}" for body, (before, now, year) in then.items())
    apart = [body for body, (before, now, _) in then.items()
             if evidence.judge(FALLS, before, now) or loosened[body]]
    return by_readings(
        Reading("Votes", evidence.judge(MOST, lower, len(ELEVEN)),
                f"{lower} of {len(ELEVEN)} states agreed less with Russia since 2022 than in "
                f"{EVE}."),
        Reading("Trade", evidence.judge(MOST, len(fewer), len(known)),
                f"Of {len(known)} states with figures {len(less)} did a smaller share of their "
                f"trade with Russia than in {EVE}, but {len(fewer) or 'none'} traded less with it "
                "in dollars."),
        Reading("Bodies", evidence.judge(ALL, len(apart), len(then)), f"{words}."),
        agree_less=lower, smaller_share=len(less), smaller_value=len(fewer),
        bodies_apart=" ".join(apart),
    )


@tests("S4-013")
def only_belarus_voted_against(evidence: Evidence) -> Verdict:
    """The votes of Russia's 14 partners, the Baltic states with them, on resolution ES-11/1."""
    against = _cast(evidence, "N", FOURTEEN)
    when = evidence.value("roll_calls", "date", resolution=FIRST_TEXT)
    return verdict(
        against == {"BLR"},
        f"Against the text of {day(when)}, beside Russia: {names(against)}.",
        against=names(against), date=f"{when:%Y-%m-%d}",
    )


@tests("S4-014")
def attack_from_belarus(evidence: Evidence) -> Verdict:
    """The event of the invasion names Belarus as a place that it came from.

    How many troops crossed there is in no table: the Factbook leaves the staging force out.
    """
    event = evidence.event(INVASION)
    return verdict(
        fits(event, INVASION_DAY, "BLR RUS UKR", "also from Belarus"),
        told(event), date=event["date"],
    )


@tests("S4-015")
def belarus_sends_no_troops(evidence: Evidence) -> Verdict:
    """Belarus is no side of the war and supports none with troops by the Uppsala programme."""
    war = evidence.rows("conflict_years", conflict=WAR)
    war = war[war["year"] > EVE]
    helpers = " ".join(war["supporters_a"].dropna())
    others = "; with troops only North Korea is listed beside it" if helpers == "PRK" else ""
    return verdict(
        "BLR" not in helpers and "BLR" not in {*war["country"], *war["opponent"]},
        f"From {war['year'].min()} to {war['year'].max()} the Uppsala programme lists Belarus "
        f"neither as a side of the war nor as a state that supports Russia with troops{others}.",
        first_year=war["year"].min(), last_year=war["year"].max(), supporters=helpers or "none",
    )


@tests("S4-016")
def moldova_and_georgia_condemn(evidence: Evidence) -> Verdict:
    """Both voted for the texts of the General Assembly on the war, from March to April 2022."""
    both = _texts(evidence).loc[["MDA", "GEO"]]
    in_favour = int(both.eq("Y").to_numpy().sum())
    return verdict(
        both.eq("Y").all(axis=None),
        f"Moldova and Georgia together cast {in_favour} of {both.size} votes in favour of the "
        "texts that condemn the war, call for aid and suspend Russia from the Human Rights "
        "Council.",
        votes_in_favour=in_favour, votes=both.size,
    )


@tests("S4-017")
def faster_towards_the_union(evidence: Evidence) -> Verdict:
    """Speeding up is read as an application to the EU by both after the invasion."""
    event = evidence.event("2022-03-03-georgia-and-moldova-apply-for")
    days = (pd.Timestamp(event["date"]) - pd.Timestamp(INVASION_DAY)).days
    halt = evidence.event("2024-11-28-georgia-government-halts-talks-on")
    return verdict(
        fits(event, "2022", "GEO MDA", "apply") and _since_invasion(event),
        f"Georgia and Moldova applied for membership on {day(event['date'])}, {days} days after "
        f"the invasion. Georgia's government halted the talks on {day(halt['date'])}.",
        applied=event["date"], days=days, georgia_halts=halt["date"],
    )


@tests("S4-018")
def candidates_in_june(evidence: Evidence) -> Verdict:
    """Both stand as candidates from June 2022, and Georgia not yet, in the table of memberships."""
    rows = evidence.rows("memberships", organisation="EU candidate").set_index("country")["start"]
    event = evidence.event("2022-06-23-the-eu-makes-ukraine-and")
    then = set(rows.index[rows.str.startswith("2022-06")])
    return verdict(
        then == {"MDA", "UKR"} and fits(event, "2022-06", "MDA UKR", "candidates"),
        f"{names(then)} became candidates on {day(event['date'])}; Georgia followed on "
        f"{day(rows['GEO'])}.",
        candidates=names(then), date=event["date"], georgia=rows["GEO"],
    )


@tests("S4-019")
def four_abstained(evidence: Evidence) -> Verdict:
    """The abstentions among the eleven on the text of 2 March 2022 (ES-11/1)."""
    found = _cast(evidence, "A")
    return verdict(
        found == {"ARM", "KGZ", "TJK", "KAZ"},
        f"On 2 March 2022 {names(found)} abstained.", abstained=names(found), n=len(found),
    )


@tests("S4-020")
def three_did_not_vote(evidence: Evidence) -> Verdict:
    """Those of the eleven that cast no vote on the text of 2 March 2022 (ES-11/1).

    The record does not tell an empty chair from a choice.
    """
    found = _cast(evidence, "X")
    return verdict(
        found == {"AZE", "TKM", "UZB"},
        f"On 2 March 2022 {names(found)} did not vote. Whether they avoided it the record does "
        "not say.",
        absent=names(found), n=len(found),
    )


@tests("S4-021")
def kazakhstan_is_closest(evidence: Evidence) -> Verdict:
    """First in rank on the eve of the invasion: in Russia's trade, in votes, in treaties.

    Trade: Russia's own yearly record of the states that it lists. Votes: agreement with Russia in
    the General Assembly. Treaties: the Union State, the closest of the bodies. What the land
    border, minerals or Baikonur are worth to Russia is not weighed.
    """
    rows = evidence.rows("trade_rosstat", year=EVE, partner=ELEVEN)
    turnover = rows.groupby("partner")["value"].sum().sort_values(ascending=False) / 1000
    alike = _agreement(evidence).loc[EVE].sort_values(ascending=False)
    union = _members(evidence, "Union State")
    first, nearest = turnover.index[0], alike.index[0]
    place = list(alike.index).index("KAZ") + 1
    return by_readings(
        Reading("Trade", first == "KAZ",
                f"In {EVE} Russia's largest partner of those that it lists was {short(first)} "
                f"with {turnover.iloc[0]:.1f} billion dollars; Kazakhstan had "
                f"{turnover['KAZ']:.1f}."),
        Reading("Votes", nearest == "KAZ",
                f"In {EVE} {short(nearest)} voted as Russia most often, on {alike.iloc[0]:.0f} "
                f"per cent of votes; Kazakhstan, on {alike['KAZ']:.0f}, was number {place} of "
                f"{len(alike)}."),
        Reading("Treaties", "KAZ" in union,
                f"In the Union State with Russia was {names(union)}."),
        largest=short(first), kazakhstan_turnover=turnover["KAZ"], most_alike=short(nearest),
        kazakhstan_place=place,
    )


@tests("S4-023")
def rescue_of_tokayev(evidence: Evidence) -> Verdict:
    """Forces with Russians among them came in January 2022 at the President's request."""
    event = evidence.event("2022-01-06-the-csto-sends-forces-to")
    force = evidence.rows("forces", country="KAZ", kind="peacekeeping").iloc[0]
    return verdict(
        fits(event, "2022-01", "KAZ RUS", "sends forces") and force["start"].startswith("2022-01")
        and "Request of President Tokayev" in force["legal_basis"],
        f"Forces of the CSTO, Russia's among them, came on {day(force['start'])} at President "
        f"Tokayev's request and stayed to {day(force['end'])}.",
        start=force["start"], end=force["end"],
    )


@tests("S4-024")
def kazakhstan_on_integrity(evidence: Evidence) -> Verdict:
    """Statements in the table of events, before the essay appeared.

    Of President Tokayev one on integrity and one on the two republics, and one of another official
    on their recognition. How Kazakhstan voted on integrity in October 2022 stands beside them.
    """
    minister, refusal, integrity = evidence.events(
        "2022-02-22-kazakhstan-foreign-minister-says-that",
        "2022-06-17-beside-putin-in-st-petersburg", "2022-06-21-tokayev-says-in-qatar-that")
    deputy = evidence.event("2022-03-29-a-deputy-head-of-kazakhstan")
    vote = evidence.votes("A/RES/ES-11/4")["KAZ"]
    then = {"Y": "voted for", "A": "abstained on", "N": "voted against", "X": "did not vote on"}
    return verdict(
        fits(minister, "2022", "KAZ", "recognition")
        and fits(deputy, "2022", "KAZ UKR", "integrity")
        and fits(refusal, "2022", "KAZ", "does not recognise")
        and fits(integrity, "2022", "KAZ UKR", "Tokayev says") and integrity["date"] < ESSAY,
        f"Tokayev refused recognition on {day(refusal['date'])} and said on "
        f"{day(integrity['date'])} that territorial integrity should prevail; the foreign "
        f"minister had ruled recognition out on {day(minister['date'])}, and on "
        f"{day(deputy['date'])} a deputy head of the President's office affirmed Ukraine's "
        f"integrity. In the General Assembly Kazakhstan {then[vote]} the text on that integrity in "
        "October.",
        minister=minister["date"], refusal=refusal["date"], integrity=integrity["date"],
        vote_on_integrity=vote,
    )


@tests("S4-025")
def no_csto_forces_in_ukraine(evidence: Evidence) -> Verdict:
    """A statement of Kazakhstan's officials, and that no member of the CSTO supports Russia.

    Support with troops is that of the Uppsala programme's list of conflicts.
    """
    event = evidence.event("2022-02-23-kazakhstan-foreign-minister-says-that")
    war = evidence.rows("conflict_years", country="RUS", opponent="UKR")
    helpers = set(" ".join(war["supporters_a"].dropna()).split())
    members = _members(evidence, "CSTO")
    return verdict(
        fits(event, "2022", "KAZ", "only on the territory of its members")
        and not helpers & members,
        f"On {day(event['date'])} Kazakhstan's foreign minister said that the CSTO may use "
        f"forces only on its members' territory. Up to {war['year'].max()} the number of other "
        f"members of the CSTO listed as helping Russia with troops is {len(helpers & members)}.",
        date=event["date"], members_that_help=len(helpers & members),
    )


@tests("S4-026")
def no_tool_to_dodge_sanctions(evidence: Evidence) -> Verdict:
    """That it was promised is a fact of the table of events; whether it was kept shows in flows.

    A promise kept would leave no great rise of what the EU sells to Kazakhstan and Kazakhstan to
    Russia from 2021 to 2023. A rise refutes nothing, as totals do not tell goods.
    """
    event = evidence.event("2022-03-29-a-deputy-head-of-kazakhstan")
    sold = evidence.rows("trade_eurostat", partner="KAZ", flow="export").set_index("year")["value"]
    on = evidence.rows("trade_kazakhstan", partner="RUS", flow="export").set_index("year")["value"]
    leapt = [flow[2023] > flow[EVE] and evidence.judge(GREATLY, flow[EVE], flow[2023])
             for flow in (sold, on)]
    return by_readings(
        Reading("The promise", fits(event, "2022", "KAZ", "no tool to circumvent"),
                f"It was given on {day(event['date'])}."),
        Reading("The flows", not any(leapt) or None,
                f"From {EVE} to 2023 the EU's exports to Kazakhstan grew from {sold[EVE] / 1e9:.1f}"
                f" to {sold[2023] / 1e9:.1f} billion euros and Kazakhstan's to Russia from "
                f"{on[EVE] / 1e3:.1f} to {on[2023] / 1e3:.1f} billion dollars. Evasion would look "
                "so; whether it was, only lists of goods could tell."),
        promise=event["date"], eu_exports_times=sold[2023] / sold[EVE],
        exports_to_russia_times=on[2023] / on[EVE],
    )


@tests("S4-027")
def only_georgia_complies(evidence: Evidence) -> Verdict:
    """Georgia's statement is looked for among the events, and one of another state against "only".

    What was said is tested, not what was done.
    """
    georgia = evidence.event("2022-05-27-prime-minister-garibashvili-says-that")
    other = evidence.event("2022-03-29-a-deputy-head-of-kazakhstan")
    too = fits(other, "2022", "KAZ", "abide by the sanctions") and other["date"] < ESSAY
    return by_readings(
        Reading("Georgia said so", fits(georgia, "2022", "GEO", "comply in full"),
                f"On {day(georgia['date'])} its Prime Minister said that its banks comply in full "
                "with the financial measures, and that Georgia has no sanctions of its own."),
        Reading("It alone", not too,
                f"On {day(other['date'])} an official of Kazakhstan's presidential office said "
                "that his country, too, would abide by the sanctions, without joining them."),
        georgia=georgia["date"], kazakhstan=other["date"],
    )


# --- dependence ----------------------------------------------------------------------------------


@tests("S4-029")
def dependence_explains_caution(evidence: Evidence) -> Verdict:
    """Votes on the war, from condemning it to voting with Russia, against three dependences.

    Each state's score is its mean over the three texts before the essay: nothing for a yes, a
    half for an abstention or absence, one for a no. Rank correlations are over the eleven states
    that have figures. One that goes with the votes may still not explain them: partly at best.
    """
    score = _texts(evidence).map(SCORE.get).mean(axis=1)
    money = evidence.measure(remittances_share).loc[EVE].reindex(ELEVEN)
    weight = _trade(evidence).loc[EVE - 4:EVE].mean().reindex(ELEVEN)
    allies = _members(evidence, "CSTO")
    allied = pd.Series([float(code in allies) for code in ELEVEN], index=ELEVEN)
    by_trade, by_money, by_pact = (rank_correlation(one, score) for one in (weight, money, allied))
    without = rank_correlation(weight.drop("BLR"), score)
    return by_readings(
        Reading("Trade with Russia", at_best_partly(evidence.judge(RELATED, by_trade)),
                f"Rank correlation with the votes, on {weight.notna().sum()} states: "
                f"{signed(by_trade)}, without Belarus {signed(without)}."),
        Reading("Remittances", at_best_partly(evidence.judge(RELATED, by_money)),
                f"From all countries, on {money.notna().sum()} states: {signed(by_money)}."),
        Reading("Alliance", at_best_partly(evidence.judge(RELATED, by_pact)),
                f"With membership in the CSTO: {signed(by_pact)}. So few states do not tell cause "
                "from company."),
        trade=by_trade, trade_without_belarus=without, remittances=by_money, alliance=by_pact,
    )


@tests("S4-030")
def central_but_losing(evidence: Evidence) -> Verdict:
    """Central: still large before the war. Losing: each period's mean below that of the one before.

    Periods are 1994-1999, 2000-2013 and 2014-2021; means are over the states that have figures in
    all three, the same throughout. Bodies: full members of the Collective Security Treaty.
    """
    share, agreed = _trade(evidence), _agreement(evidence)
    money, votes = ([wide.loc[list(wide.index.intersection(years))].mean()
                     for years in (NINETIES, TWO_THOUSANDS, BEFORE)] for wide in (share, agreed))
    money, votes = (pd.concat(one, axis=1).dropna() for one in (money, votes))
    m, v = money.mean(), votes.mean()
    ranks = _suppliers(evidence, "import", 2019)
    large = int(sum(evidence.judge(MAJOR, rank) for rank in ranks))
    china = evidence.measure(partners_shares, trade.COW)["CHN"].unstack()[[1995, 2013]].dropna()
    china = china.reindex(ELEVEN).dropna()
    up = int((china[2013] > china[1995]).sum())
    then, now = (len(_members(evidence, "CSTO", year)) for year in (1994, EVE))
    return by_readings(
        Reading("Trade", evidence.judge(MOST, large, len(ranks)) and bool(m[0] > m[1] > m[2])
                and evidence.judge(MOST, up, len(china)),
                f"Russia was among the three largest suppliers of {large} of {len(ranks)} states "
                f"in 2019, but its mean share in trade fell from {m[0]:.0f} to {m[1]:.0f} and "
                f"{m[2]:.0f} per cent ({len(money)} states), while China's rose in {up} of "
                f"{len(china)} from 1995 to 2013."),
        Reading("Votes", bool(v[0] > v[1] > v[2]),
                f"Mean agreement went from {v[0]:.0f} to {v[1]:.0f} and {v[2]:.0f} per cent, up "
                "before it went down."),
        Reading("Alliance", evidence.judge(SEVERAL, now) and now < then,
                f"Of {then} allies of 1994 by treaty {now} were left in {EVE}."),
        share_nineties=m[0], share_before_war=m[2], suppliers=large, votes_nineties=v[0],
        votes_before_war=v[2], allies_then=then, allies_now=now,
    )


@tests("S4-031")
def bases_make_vulnerable(evidence: Evidence) -> Verdict:
    """The ties are counted, and where Russian forces came to fight a host's government.

    Hosts are those of the Factbook for 2021 and early 2022, fights those of the Uppsala programme
    since 2008. Russian speakers are in no table, vulnerability has no measure: partly at best.
    """
    hosts = set(evidence.rows("troops_factbook", label=[f"{EVE}", "2022-02"])["country"])
    wars = evidence.table("conflict_years")
    backed = wars[wars["supporters_b"].fillna("").str.contains("RUS") & wars["year"].ge(2008)]
    fought = hosts & (set(backed["country"])
                      | set(wars.loc[wars["country"].eq("RUS"), "opponent"].dropna()))
    return verdict(
        at_best_partly(evidence.judge(SEVERAL, len(hosts)) and bool(fought)),
        f"Russian forces stood in {len(hosts)} states in {EVE} or early 2022, with or without "
        f"their consent; in {len(fought)} of them, {names(fought)}, Russia fought or backed a side "
        "against the government since 2008. Most hosts it did not fight, and neither Russian "
        "speakers nor vulnerability are measured here.",
        hosts=names(hosts), fought=names(fought),
    )


@tests("S4-032")
def guarantor_against_afghanistan(evidence: Evidence) -> Verdict:
    """What states see is in no table; what binds them is. Several must be allied to Russia.

    That Afghanistan is the reason rests on a day in July 2021, so that it is partly at best.
    """
    asia = set(CENTRAL_ASIA)
    allies = asia & _members(evidence, "CSTO")
    hosts = asia & set(evidence.rows("troops_factbook", label=f"{EVE}")["country"])
    border, promise = evidence.events(
        "2021-07-05-president-rahmon-of-tajikistan-has",
        "2021-07-05-putin-assures-president-rahmon-by")
    return verdict(
        at_best_partly(evidence.judge(SEVERAL, len(allies)) and bool(hosts)
                        and fits(border, "2021", "TJK", "Afghan border")
                        and fits(promise, "2021", "RUS TJK", "help")),
        f"In {EVE} {names(allies)} were in the CSTO, {names(hosts)} had Russian forces, and on "
        f"{day(promise['date'])}, when Tajikistan called up reservists for the Afghan border, "
        f"Putin promised it help. How governments see Russia no table holds; "
        f"{names(asia - allies)} stayed outside.",
        allies=names(allies), hosts=names(hosts), promise=promise["date"],
    )


@tests("S4-033")
def armenia_depends_extremely(evidence: Evidence) -> Verdict:
    """Every tie of security that the tables hold: CSTO, defence treaty, Russian forces.

    Having them all is necessary for extreme dependence, not proof of it: arms imports are in no
    open table, and others may have the same ties.
    """
    treaties = evidence.rows("alliances", defence=1)
    bound = set(treaties.loc[treaties["year"].eq(treaties["year"].max()), "country"])
    hosts = set(evidence.rows("troops_factbook", label=f"{EVE}")["country"])
    all_three = bound & hosts & _members(evidence, "CSTO")
    frozen = evidence.standings("CSTO").get("ARM", "none")
    return verdict(
        at_best_partly("ARM" in all_three),
        f"In {EVE} Armenia was in the CSTO, had a treaty of defence with Russia (last known for "
        f"{treaties['year'].max()}) and Russian forces; so had {names(all_three - {'ARM'})}. Arms "
        f"are in no table, and Armenia's standing in the CSTO now is: {frozen}.",
        all_three=names(all_three), standing_now=frozen,
    )


@tests("S4-035")
def major_trading_partner(evidence: Evidence) -> Verdict:
    """Russia among the three largest partners of several states, before and in the first war year.

    Ranks are the Factbook's for 2019 and 2022, for those of the eleven that have a list. Credit,
    energy and transit, which the claim names as well, are not tested: it is partly at best.
    """
    found = {(flow, year): _suppliers(evidence, flow, year)
             for flow in ("import", "export") for year in (2019, 2022)}
    large = {key: sum(evidence.judge(MAJOR, rank) for rank in ranks)
             for key, ranks in found.items()}
    return verdict(
        at_best_partly(all(evidence.judge(SEVERAL, n) for n in large.values())),
        f"In 2022 Russia was among the three largest suppliers of {large['import', 2022]} states "
        f"and the three largest buyers of {large['export', 2022]}; in 2019 of "
        f"{large['import', 2019]} and {large['export', 2019]}. Lists of 2022 are known for "
        f"{len(found['import', 2022])} of {len(ELEVEN)} states; its part as lender, supplier of "
        "energy and transit route is in no table.",
        supplier_2019=large["import", 2019], supplier_2022=large["import", 2022],
        buyer_2019=large["export", 2019], buyer_2022=large["export", 2022],
    )


@tests("S4-037")
def pipeline_as_a_threat(evidence: Evidence) -> Verdict:
    """The interruptions are looked for among the events; the intention is in no table.

    Halts after the invasion bear out half of the claim at best.
    """
    storm, court, lifted = evidence.events(
        "2022-03-oil-exports-through-the-caspian", "2022-07-06-a-court-in-novorossiysk-orders",
        "2022-07-11-a-court-in-krasnodar-lifts")
    return verdict(
        at_best_partly(all(fits(one, "2022", "KAZ RUS", "Caspian Pipeline Consortium")
                            and _since_invasion(one) for one in (storm, court))),
        f"Exports were cut in {day(storm['date'])} after a storm, as was said, and a Russian court"
        f" ordered a halt on {day(court['date'])}, which another lifted on {day(lifted['date'])}."
        " That these were pretexts to frighten Kazakhstan no table can show.",
        storm=storm["date"], court=court["date"], lifted=lifted["date"],
    )


@tests("S4-038")
def migrants_from_central_asia(evidence: Evidence) -> Verdict:
    """Central Asia as the largest group of states, in the stock of residents and in arrivals.

    Stock: residents of Russia by state of birth in 2020, in both revisions of the UN's estimates.
    Flow: entries in Russia's migration register of 2021, all purposes, in which a person may stand
    more than once.
    """
    born = evidence.rows("migrant_stock", destination="RUS", year=2020, origin=FOURTEEN)
    group = {code: COUNTRIES[code].group for code in FOURTEEN}
    stock = born.assign(group=born["origin"].map(group)).pivot_table(
        index="group", columns="revision", values="value", aggfunc="sum") / 1e6
    largest = stock.idxmax().eq("Central Asia")
    asia = stock.loc["Central Asia"]
    kazakhstan = born[born["origin"].eq("KAZ")]["value"].max() / 1e6
    entries = evidence.rows("migration_cited", topic="migration register", period="2021",
                            destination="RUS").set_index("origin")["value"] / 1e6
    three = entries[["UZB", "TJK", "KGZ"]].sum()
    return by_readings(
        Reading("Stock", largest.all(),
                f"Of residents born in the other 14 states Central Asia was the largest group in "
                f"2020: {asia.min():.1f} to {asia.max():.1f} million, of whom up to "
                f"{kazakhstan:.1f} were born in Kazakhstan."),
        Reading("Flow", evidence.judge(MOST, three, entries["WLD"]),
                f"Of {entries['WLD']:.1f} million entries in the register of 2021 {three:.1f} "
                "million were of citizens of Uzbekistan, Tajikistan and Kyrgyzstan."),
        stock_low=asia.min(), stock_high=asia.max(), entries=entries["WLD"], entries_of_three=three,
    )


@tests("S4-039")
def fall_in_transfers(evidence: Evidence) -> Verdict:
    """What earlier falls by a quarter or more did to output in the three states.

    Destabilisation would show as a fall of output, or at least as slower growth than in the year
    before. Years after the last change of counting in the three series are compared. Unrest is in
    no yearly table, so that slower growth bears out a part at best.
    """
    three = ["UZB", "TJK", "KGZ"]
    counted = evidence.rows("breaks", table="wdi", series=REMITTANCES, country=three)["year"].max()
    sent, growth = (evidence.measure(indicator, code) for code in (
        REMITTANCES, GROWTH))
    falls = [(code, year) for code in three
             for year in sent[code].loc[counted + 1:].dropna().index[1:]
             if sent.loc[year, code] < sent.loc[year - 1, code]
             and evidence.judge(GREATLY, sent.loc[year - 1, code], sent.loc[year, code])]
    worst = min(growth.loc[year, code] for code, year in falls)
    slower = [(code, year) for code, year in falls
              if growth.loc[year, code] < growth.loc[year - 1, code]]
    listed = ", ".join(f"{short(code)} {year}" for code, year in falls)
    return by_readings(
        Reading("A fall of output", worst < 0,
                f"In the years of a fall by a quarter or more ({listed}) output grew by "
                f"{worst:.1f} per cent at least."),
        Reading("Slower growth", at_best_partly(evidence.judge(MOST, len(slower), len(falls))),
                f"It grew more slowly than in the year before in {len(slower)} of {len(falls)}. "
                "Other things changed in these years, and unrest is in no yearly table."),
        falls=listed, least_growth=worst, slower=len(slower),
    )


# --- after the essay -----------------------------------------------------------------------------


@tests("S4-041")
def none_can_approve(evidence: Evidence) -> Verdict:
    """Approval is read as a vote with Russia on the text that condemns the invasion (ES-11/1).

    The essay speaks of the post-Soviet states, after a passage on the cautious ones: both are
    read. To vote no is not to say that one approves.
    """
    no, cautious = _cast(evidence, "N"), _cast(evidence, "AX")
    later = evidence.votes("A/RES/ES-11/6").reindex(ELEVEN)
    turned = set(later.index[later.eq("N")]) & cautious
    return by_readings(
        Reading("All of the eleven", not no, f"{names(no)} voted with Russia on 2 March 2022."),
        Reading("The cautious states", not turned,
                f"Of the {len(cautious)} that abstained or stayed away {len(turned) or 'none'} "
                "voted with Russia on the like text of February 2023."),
        voted_no=names(no), cautious=len(cautious), turned=len(turned),
    )


@tests("S4-042")
def calls_and_threats(evidence: Evidence) -> Verdict:
    """That calls and threats were made is a matter of events; the fear is not measured.

    For Transnistria Moldova's protest stands in the same event. Partly at best.
    """
    call, threat = evidence.events(
        "2022-03-a-deputy-of-moscow-city", "2022-04-22-a-russian-general-says-that")
    return verdict(
        at_best_partly(fits(call, "2022", "KAZ RUS", "denazification")
                        and fits(threat, "2022", "MDA RUS", "Transnistria")),
        f"In {day(call['date'])} a deputy of Moscow's city parliament called for the "
        f"\"denazification\" of Kazakhstan and others; on {day(threat['date'])} a Russian general "
        "spoke of a way to Transnistria, and Moldova summoned the ambassador. Fear and rejection "
        "are measured nowhere here.",
        call=call["date"], threat=threat["date"],
    )


@tests("S4-043")
def closer_to_others(evidence: Evidence) -> Verdict:
    """The weight of China, Türkiye and the EU in trade from 2021 on, and that of Russia.

    Four national offices have figures after 2021; Iran and India are not among their partners
    here. Goods that pass on to Russia cannot be told from others, and the war is not shown to be
    the cause: the shares bear out a part at best.
    """
    offices = {code: evidence.measure(partners_shares, name).loc[code][RIVALS].sum(axis=1)
               for code, name in trade.NATIONAL.items()}
    share, value = _trade(evidence), _trade(evidence, "value")
    last = {code: min(one.index.max(), share[code].last_valid_index())
            for code, one in offices.items()}
    more = [code for code, one in offices.items() if one[last[code]] > one[EVE]]
    less = [code for code in offices if share.loc[last[code], code] < share.loc[EVE, code]]
    grown = [code for code in offices if value.loc[last[code], code] > value.loc[EVE, code]]
    return by_readings(
        Reading("Others in trade", at_best_partly(evidence.judge(MOST, len(more), len(offices))),
                f"China, Türkiye and the EU together weighed more than in {EVE} in {names(more)}, "
                f"{len(more)} of the {len(offices)} states with figures."),
        Reading("Away from Russia", len(grown) == 0,
                f"Russia's share fell in {names(less)}, but trade with it grew in dollars in "
                f"{len(grown)} of {len(offices)}."),
        others_up=names(more), russia_down=names(less), dollars_up=len(grown),
    )


@tests("S4-044")
def turkiye_and_uzbekistan(evidence: Evidence) -> Verdict:
    """Both documents in one event between the invasion and the essay."""
    event = evidence.event("2022-03-29-uzbekistan-and-turkiye-raise-their")
    return verdict(
        fits(event, "2022", "TUR UZB", "strategic partnership") and _since_invasion(event)
        and "preferential trade agreement" in event["title"],
        f"On {day(event['date'])}, after the invasion, the two raised their relations to a "
        "comprehensive strategic partnership, by a joint statement rather than a treaty, and "
        "signed a preferential trade agreement.",
        date=event["date"],
    )


@tests("S4-045")
def drones_in_kazakhstan(evidence: Evidence) -> Verdict:
    """The agreement on ANKA drones between the invasion and the essay.

    Whether the plant was built is not asked.
    """
    event = evidence.event("2022-05-11-kazakhstan-and-turkiye-agree-to")
    return verdict(
        fits(event, "2022", "KAZ TUR", "ANKA drones in Kazakhstan") and _since_invasion(event),
        f"The agreement to make ANKA drones in Kazakhstan, a memorandum of two companies, is of "
        f"{day(event['date'])}. It says nothing of a plant that was built.",
        date=event["date"],
    )


@tests("S4-046")
def corridor_declaration(evidence: Evidence) -> Verdict:
    """The four states in one declaration between the invasion and the essay."""
    event = evidence.event("2022-03-31-azerbaijan-georgia-kazakhstan-and-turkiye")
    return verdict(
        fits(event, "2022", "AZE GEO KAZ TUR", "East-West corridor") and _since_invasion(event),
        f"Azerbaijan, Georgia, Kazakhstan and Türkiye signed the declaration on "
        f"{day(event['date'])}.",
        date=event["date"],
    )


@tests("S4-047")
def bodies_put_to_the_test(evidence: Evidence) -> Verdict:
    """A body is taken to be tested where a member has loosened its tie since the invasion."""
    lost = {body: _moved(evidence, body)[1] for body in ("CSTO", "EAEU")}
    frozen = evidence.event("2024-02-armenia-says-that-it-has")
    alike = {body: _cohesion(evidence, body) for body in lost}
    return by_readings(
        *(Reading(body, bool(one),
                  f"Members that loosened their tie: {names(one)}"
                  + (f" (in {day(frozen['date'])})" if one == {"ARM"} else "")
                  + f"; its members of {EVE} voted alike on {alike[body][0]:.0f} per cent of votes "
                  f"in that year and {alike[body][1]:.0f} in {alike[body][2]}.")
          for body, one in lost.items()),
        csto_loosened=names(lost["CSTO"]), eaeu_loosened=names(lost["EAEU"]),
    )


@tests("S4-048")
def grain_ban(evidence: Evidence) -> Verdict:
    """The ban of March 2022 and Kazakhstan's objection, both in the table of events.

    That the ban broke the treaty is Kazakhstan's view and is not judged.
    """
    ban, protest = evidence.events(
        "2022-03-14-russia-bans-the-export-of", "2022-05-20-kazakhstan-opposes-russia-wish-for")
    return verdict(
        fits(ban, "2022-03", "KAZ RUS", "bans the export of grain")
        and fits(protest, "2022", "KAZ", "break the Union's treaty")
        and ban["date"] < protest["date"] < ESSAY,
        f"Russia banned the export of grain to the Eurasian Economic Union on {day(ban['date'])}; "
        f"that Kazakhstan held this to break the treaty was reported by {day(protest['date'])}.",
        ban=ban["date"], objection=protest["date"],
    )


@tests("S4-049")
def coordinating_state(evidence: Evidence) -> Verdict:
    """Support is read from acts: the signature of the protocol and its ratification.

    What Kazakhstan's officials said of it in 2022 no table holds.
    """
    signed, ratified = evidence.events(
        "2021-09-16-the-csto-signs-in-dushanbe", "2023-09-14-kazakhstan-senate-approves-the-law")
    acted = [fits(signed, "2021", "KAZ", "coordinating state"),
             fits(ratified, "20", "KAZ", "coordinating state") and ratified["date"] > ESSAY]
    return verdict(
        in_part(*(not act for act in acted)),
        f"Kazakhstan was among the states that signed the protocol on {day(signed['date'])}, "
        f"before the war, and its Senate approved the ratification on {day(ratified['date'])}. "
        "It took its time, and what its officials said in 2022 no table holds.",
        signed=signed["date"], ratified=ratified["date"],
    )


@tests("S4-050")
def bodies_slow_down(evidence: Evidence) -> Verdict:
    """A body is slowed where no state came nearer to it since the invasion; blocked would be more.

    Fear as the reason is not measured, nor what the bodies decided: partly at best.
    """
    moves = {body: _moved(evidence, body) for body in ("CSTO", "EAEU")}
    gained, lost = ({code for one in moves.values() for code in one[side]} for side in (0, 1))
    joined = evidence.rows("memberships", organisation="EAEU", status="member")["start"].str[:4]
    return verdict(
        at_best_partly(not gained),
        f"Since the invasion the states that joined or moved up in the CSTO or the EAEU were: "
        f"{names(gained)}; {names(lost)} loosened a tie and no member has left. But the EAEU "
        f"has taken in no member since {joined.max()}, so that the halt is older. Fear is not "
        "measured.",
        gained=names(gained), loosened=names(lost), last_member=joined.max(),
    )


@tests("S4-051")
def image_suffers(evidence: Evidence) -> Verdict:
    """Approval of Russia's leadership, 2021 and 2022, in all states with figures for both years."""
    asked = evidence.rows("opinion", year=[EVE, EVE + 1], country=ELEVEN)
    wide = asked.pivot(index="country", columns="year", values="approve").astype(float).dropna()
    fell = [code for code, (then, now) in wide.iterrows() if evidence.judge(FALLS, then, now)]
    words = "; ".join(f"{short(code)} {then:.0f} and {now:.0f} per cent"
                      for code, (then, now) in wide.iterrows())
    return verdict(
        evidence.judge(ALL, len(fell), len(wide)),
        f"Approval in {EVE} and {EVE + 1} as press reports give it: {words}. It fell in "
        f"{len(fell)} of {len(wide)} states; for the other {len(ELEVEN) - len(wide)} there are no "
        "two figures, so that this is weak evidence for the region.",
        fell=len(fell), states=len(wide),
    )


@tests("S4-052")
def drift_speeds_up(evidence: Evidence) -> Verdict:
    """An older decline that became faster since 2021, in votes and in trade; and who moved.

    Older: the mean of 2014 to 2021 below that of 1994 to 1999. Faster: a yearly change since 2021
    below that from 2000 to 2021. Positions: ideal points of General Assembly votes; the drift is
    the partners' own only if their mean distance from Russia has grown.
    """
    agreed, share = _agreement(evidence), _trade(evidence)
    last = int(agreed.index.max())
    old, new = (agreed.loc[list(years)].mean().mean() for years in (NINETIES, BEFORE))
    mean = agreed.mean(axis=1)
    slow, fast = (mean[EVE] - mean[2000]) / (EVE - 2000), (mean[last] - mean[EVE]) / (last - EVE)
    ends = share.loc[EVE + 1:].apply(pd.Series.last_valid_index).dropna().astype(int)
    pace = {code: ((share.loc[EVE, code] - share.loc[2000, code]) / (EVE - 2000),
                   (share.loc[end, code] - share.loc[EVE, code]) / (end - EVE))
            for code, end in ends.items()}
    quicker = [code for code, (before, after) in pace.items() if after < min(before, 0)]
    points = evidence.table("ideal_points").pivot(
        index="year", columns="country", values="ideal_point")
    apart = points[ELEVEN].sub(points["RUS"], axis=0).abs().mean(axis=1)
    then, now = apart.loc[list(BEFORE)].mean(), apart.loc[EVE + 1:].mean()
    moved = (points.iloc[-1] - points.loc[EVE])[["RUS", *ELEVEN]].abs()
    return by_readings(
        Reading("Votes", evidence.judge(FALLS, old, new) and bool(fast < min(slow, 0)),
                f"Mean agreement with Russia was {old:.0f} per cent in 1994 to 1999, {new:.0f} in "
                f"2014 to 2021 after a rise between, {mean[EVE]:.0f} in {EVE} and "
                f"{mean[last]:.0f} in {last}: {-fast:.1f} points lost a year, {-slow:.1f} before."),
        Reading("Trade", evidence.judge(MOST, len(quicker), len(pace)),
                f"Russia's share falls faster since {EVE} than from 2000 to {EVE} in "
                f"{names(quicker)}, {len(quicker)} of {len(pace)} states with figures."),
        Reading("Positions", evidence.judge(RISES, then, now),
                f"The mean distance from Russia in ideal points was {then:.2f} in 2014 to 2021 and "
                f"{now:.2f} since 2022; the one that moved most is "
                f"{short(moved.idxmax())}, by {moved.max():.2f}."),
        agreement_nineties=old, agreement_last=mean[last], faster_in_trade=names(quicker),
        distance_before=then, distance_since=now, moved_most=short(moved.idxmax()),
    )
