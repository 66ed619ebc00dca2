"""Tests of the claims of S1, Irina Bolgova (2017).

The essay was written after September 2016; "now" in it is read as 2016.
"""

from __future__ import annotations

import pandas as pd

from analysis import trade
from analysis.claims.evidence import (
    CAUCASUS,
    ELEVEN,
    FOURTEEN,
    KARABAKH,
    STATES,
    UPPSALA,
    Evidence,
    fits,
)
from analysis.claims.measures import (
    GDP,
    GROWTH,
    Read,
    agreement_with,
    indicator,
    partners_shares,
    russia_in_trade,
    standing,
)
from analysis.claims.rules import (
    ABOUT,
    ALL,
    ALMOST_NONE,
    FALLS,
    GREATLY,
    MAJOR,
    MOST,
    RELATED,
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
from analysis.claims.words import day, moved, phrase, signed, told
from analysis.countries import names
from analysis.votes import MIN_BOTH

ESSAY = 2016
UNION = ["BLR", "KAZ", "ARM", "KGZ"]  # members of the Eurasian Economic Union beside Russia
ASSOCIATED = ["UKR", "MDA", "GEO"]  # associated with the European Union by the treaties of 2014
SIDES = ["ARM", "AZE"]  # of the war over Nagorno-Karabakh
OLD_COUNT = "UCDP GED 19.1"
TAJIK_WAR = 395  # number of the Uppsala programme
# Resolutions on Ukraine and Georgia, 2014 to 2016, that Russia voted against.
AGAINST_RUSSIA = ["A/RES/68/262", "A/RES/68/274", "A/RES/69/286", "A/RES/70/265", "A/RES/71/205"]


# --- what several tests share --------------------------------------------------------------------


def russian_trade(read: Read) -> pd.DataFrame:
    """Russia's exports and imports with the world and the union's members: see `trade.yearly`."""
    return trade.yearly("trade_rosstat", read)


def _deaths(evidence: Evidence, years: range, states: list[str], **source: str) -> pd.Series:
    """Deaths in conflict in some states together, by year, years without any among them."""
    return evidence.deaths(states, year=years, **source).reindex(years, fill_value=0)


def _union_trade(evidence: Evidence) -> pd.Series:
    """Russia's turnover with the four other members, million US$, by year."""
    found = evidence.measure(russian_trade)
    return found[found["partner"].isin(UNION)].groupby("year")["value"].sum()


def _agreement(evidence: Evidence, first: int, last: int) -> pd.Series:
    """Mean of the yearly shares of votes cast as Russia did, per cent, by state."""
    return _mean(evidence.measure(agreement_with, "RUS").loc[first:last])


def _mean(agreed: pd.DataFrame) -> pd.Series:
    """Mean of the years with enough common votes, by state."""
    return agreed["agreement"].where(agreed["both_cast"] >= MIN_BOTH).mean()


def _sums(evidence: Evidence, code: str, states: list[str], years: list[int]) -> list[float]:
    """Sums of one indicator over states, in some years."""
    found = evidence.measure(indicator, code)
    return [float(found.loc[year, states].sum(skipna=False)) for year in years]


# --- turbulence ----------------------------------------------------------------------------------


@tests("S1-003")
def turbulence_peaked_in_2014(evidence: Evidence) -> Verdict:
    """Turbulence is read as deaths in armed conflict in the 14 states beside Russia.

    The year with most from 2000 to 2016 must be 2014 in both counts that are held, and most of
    that year's deaths must be in Ukraine.
    """
    years = range(2000, ESSAY + 1)
    new = _deaths(evidence, years, FOURTEEN)
    old, all_old = (_deaths(evidence, years, states, source=OLD_COUNT)
                    for states in (FOURTEEN, STATES))
    with_russia = all_old.idxmax()
    ukraine = _deaths(evidence, years, ["UKR"])[2014]
    return verdict(
        in_part(new.idxmax() == 2014, old.idxmax() == 2014,
                evidence.judge(MOST, ukraine, new[2014])),
        f"Outside Russia the year with most deaths from 2000 to {ESSAY} was {new.idxmax()} in "
        f"the newer count of the Uppsala programme and {old.idxmax()} in the older one; of the "
        f"{new[2014]:,} of 2014 Ukraine had {ukraine:,}. With Russia's own wars the older count, "
        f"which also has attacks on civilians, puts {with_russia} first.",
        deadliest_year=new.idxmax(), deaths_2014=new[2014], in_ukraine=ukraine,
        deadliest_year_older_count=old.idxmax(), deadliest_year_with_russia=with_russia,
    )


@tests("S1-004")
def low_intensity_by_2016(evidence: Evidence) -> Verdict:
    """Deaths in the 14 states must fall in 2015 and in 2016, and greatly from 2014 to 2016.

    Besides, no conflict of 2016 may be coded as a war (1,000 battle deaths or more in the year).
    """
    deaths = _deaths(evidence, range(2014, ESSAY + 1), FOURTEEN)
    karabakh = _deaths(evidence, range(2014, ESSAY + 1), SIDES)
    fought = evidence.rows("conflict_years", year=ESSAY)
    wars = int(fought["intensity"].eq(2).sum())
    return verdict(
        in_part(evidence.judge(FALLS, deaths[2014], deaths[2015]),
                evidence.judge(FALLS, deaths[2015], deaths[ESSAY]),
                evidence.judge(GREATLY, deaths[2014], deaths[ESSAY]), wars == 0),
        f"Deaths in conflict outside Russia were {deaths[2014]:,} in 2014, {deaths[2015]:,} in "
        f"2015 and {deaths[ESSAY]:,} in {ESSAY}; of {len(fought)} conflicts of that year "
        f"{wars or 'none'} reached the level of war. In Armenia and Azerbaijan the figures were "
        f"{karabakh[2014]}, {karabakh[2015]} and {karabakh[ESSAY]}.",
        deaths_2014=deaths[2014], deaths_2015=deaths[2015], deaths_2016=deaths[ESSAY],
        conflicts_2016=len(fought), wars_2016=wars, karabakh_2016=karabakh[ESSAY],
    )


@tests("S1-006")
def several_powers_compete(evidence: Evidence) -> Verdict:
    """What is taken as given no table holds; tested is its ground, in trade to 2014.

    In most of the eleven states at least two of Russia, China and the European Union must be
    major partners (by share), and Russia's share must have fallen since 2000.
    """
    shares = evidence.measure(partners_shares, trade.COW)[["RUS", "CHN", trade.EU]]
    then, now = (shares.xs(year, level="year").reindex(ELEVEN).dropna() for year in (2000, 2014))
    both = then.index.intersection(now.index)
    major = [sum(evidence.judge(MAJOR, share, is_rank=False) for share in now.loc[state])
             for state in now.index]
    two = sum(n >= 2 for n in major)
    fell = sum(evidence.judge(FALLS, then.loc[s, "RUS"], now.loc[s, "RUS"]) for s in both)
    china = sum(evidence.judge(RISES, then.loc[s, "CHN"], now.loc[s, "CHN"]) for s in both)
    holds = evidence.judge(MOST, two, len(now)) and evidence.judge(MOST, fell, len(both))
    return verdict(
        at_best_partly(holds),
        f"In 2014 at least two of Russia, China and the European Union held a tenth of trade or "
        f"more in {two} of {len(now)} states; since 2000 Russia's share had fallen in {fell} of "
        f"{len(both)} and China's risen in {china}. That the powers compete openly, and that this "
        "is taken as given, the figures do not show.",
        states=len(now), two_major_partners=two, russia_fell=fell, china_rose=china,
    )


# --- the Eurasian Economic Union -----------------------------------------------------------------


@tests("S1-008")
def club_of_close_allies(evidence: Evidence) -> Verdict:
    """Moscow's view is in no table; tested is whether the members are what it takes them for.

    Allies: all four owe Russia defence by treaty in 2016. Close: their agreement with Russia in
    General Assembly votes, 2015 to 2021, exceeds by the rule that of the rest of the eleven, and
    that of the rest without the three states associated with the European Union.
    """
    bound = evidence.rows("alliances", year=ESSAY, country=ELEVEN)
    bound = set(bound.loc[bound["defence"].eq(1), "country"])
    allied = len(bound & set(UNION))
    agreement = _agreement(evidence, 2015, 2021)
    rest = [code for code in ELEVEN if code not in UNION]
    near = [code for code in rest if code not in ASSOCIATED]
    members, others, nearer = (agreement[group].mean() for group in (UNION, rest, near))
    return by_readings(
        Reading("Allies by treaty", evidence.judge(ALL, allied, len(UNION)),
                f"A duty of defence bound {allied} of the {len(UNION)} other members to Russia in "
                f"{ESSAY}, and {len(bound) - allied} of the {len(rest)} remaining states."),
        Reading("Closer in votes than the other states", evidence.judge(RISES, others, members),
                f"They voted as Russia did on {members:.0f} per cent of votes from 2015 to 2021, "
                f"the rest of the eleven on {others:.0f}."),
        Reading("Closer than those not associated with the European Union",
                evidence.judge(RISES, nearer, members),
                f"{names(near)} did so on {nearer:.0f} per cent. Moscow's view of the club is in "
                "no table."),
        allied=allied, members=members, other_states=others, not_associated=nearer,
    )


@tests("S1-009")
def union_trade_fell_by_a_quarter(evidence: Evidence) -> Verdict:
    """Russia's turnover with the four other members in 2015 against 2014, in US dollars.

    Once by Russia's record, once by the partners' own. What the four trade with one another is
    not in the tables, so that this is not the whole of the union's trade.
    """
    own = _union_trade(evidence)
    theirs = evidence.measure(russia_in_trade)["value", trade.TURNOVER][UNION]
    theirs = theirs.sum(axis=1, skipna=False)
    falls = [100 * (1 - one[2015] / one[2014]) for one in (own, theirs)]
    return by_readings(
        Reading("As Russia records it", evidence.judge(ABOUT, falls[0], 25),
                f"Russia's trade with the four other members {moved(own[2014], own[2015])} in "
                "2015."),
        Reading("As they record it", evidence.judge(ABOUT, falls[1], 25),
                f"It {moved(theirs[2014], theirs[2015])}. The trade of the four with one another "
                "is not in the tables."),
        fall_as_russia_records=falls[0], fall_as_partners_record=falls[1],
    )


@tests("S1-010")
def union_trade_fell_on_in_2016(evidence: Evidence) -> Verdict:
    """Russia's turnover in 2016 against 2015, in US dollars, must fall.

    The first half of the year: with Belarus and Kazakhstan, the members that Russia's monthly
    table has. The whole year: with all four.
    """
    months = [f"{year}-{month:02}" for year in (2015, ESSAY) for month in range(1, 7)]
    found = evidence.rows("trade_rosstat_monthly", partner=UNION, month=months)
    half = found.groupby([found["month"].str[:4].astype(int), "partner"])["value"].sum().unstack()
    both, year = half.sum(axis=1), _union_trade(evidence)
    parts = phrase(f"that with {names([code])} {moved(*half.loc[[2015, ESSAY], code])}"
                   for code in half.columns)
    return by_readings(
        Reading("The first half of 2016", evidence.judge(FALLS, both[2015], both[ESSAY]),
                f"Russia's trade with {names(half.columns)} together "
                f"{moved(both[2015], both[ESSAY])}: {parts}."),
        Reading("The whole of 2016", evidence.judge(FALLS, year[2015], year[ESSAY]),
                f"Russia's trade with all four members {moved(year[2015], year[ESSAY])}."),
        half_2015=both[2015], half_2016=both[ESSAY], year_2015=year[2015], year_2016=year[ESSAY],
    )


@tests("S1-011")
def russian_crisis_hurt_neighbours(evidence: Evidence) -> Verdict:
    """Two conditions of the causal claim: slower growth in all four members, and less trade.

    Growth of GDP in 2015 against 2013; Russia's trade with the four in 2015 against 2014, in
    dollars and, at the yearly mean rate, in roubles. That the cause was Russia's crisis and not
    the price of oil, which fell for all, cannot be told from these, so that it is partly at best.
    """
    growth = evidence.measure(indicator, GROWTH).loc[[2013, 2015], UNION]
    slower = int((growth.loc[2015] < growth.loc[2013]).sum())
    dollars = _union_trade(evidence)
    rate = evidence.measure(indicator, "PA.NUS.FCRF")["RUS"]
    roubles = dollars * rate
    return by_readings(
        Reading("Economies", at_best_partly(evidence.judge(ALL, slower, len(UNION))),
                f"Growth was lower in 2015 than in 2013 in {slower} of {len(UNION)} members. "
                "Whether Russia's crisis or cheaper oil did it the figures do not tell."),
        Reading("Trade in dollars",
                at_best_partly(evidence.judge(FALLS, dollars[2014], dollars[2015])),
                f"Russia's trade with them {moved(dollars[2014], dollars[2015])} in 2015."),
        Reading("Trade in roubles",
                at_best_partly(evidence.judge(FALLS, roubles[2014], roubles[2015])),
                f"It {moved(roubles[2014], roubles[2015])}, as a dollar cost {rate[2014]:.0f} "
                f"roubles in 2014 and {rate[2015]:.0f} in 2015."),
        slower_growth=slower, dollars_2014=dollars[2014], dollars_2015=dollars[2015],
        roubles_2014=roubles[2014], roubles_2015=roubles[2015],
    )


@tests("S1-012")
def less_able_to_subsidise(evidence: Evidence) -> Verdict:
    """Ability is read as means: each must be lower in 2016 than in 2013.

    Russia's GDP in dollars, its reserves, and its GDP beside that of the four other members of
    the union, who are those to be helped. The subsidies themselves are in no open table.
    """
    gdp = _sums(evidence, GDP, ["RUS"], [2013, ESSAY])
    reserves = _sums(evidence, "FI.RES.TOTL.CD", ["RUS"], [2013, ESSAY])
    partners = _sums(evidence, GDP, UNION, [2013, ESSAY])
    times = [russia / four for russia, four in zip(gdp, partners, strict=True)]
    growth = evidence.measure(indicator, GROWTH).loc[2014:ESSAY, "RUS"]
    volume = float((1 + growth / 100).prod())
    return by_readings(
        Reading("Output", evidence.judge(FALLS, *gdp),
                f"Russia's GDP in dollars {moved(*gdp)} from 2013 to {ESSAY}, while its volume "
                f"{moved(1, volume)}."),
        Reading("Reserves", evidence.judge(FALLS, *reserves),
                f"Over the same years they {moved(*reserves)}."),
        Reading("Beside those to be helped", evidence.judge(FALLS, *times),
                f"Russia's GDP was {times[0]:.1f} times that of the four other members in 2013 "
                f"and {times[1]:.1f} times in {ESSAY}. What Russia spent on them is in no open "
                "table."),
        gdp_2013=gdp[0], gdp_2016=gdp[1], reserves_2013=reserves[0], reserves_2016=reserves[1],
        times_2013=times[0], times_2016=times[1], volume_2016=volume,
    )


@tests("S1-013")
def poorer_patron_freer_partners(evidence: Evidence) -> Verdict:
    """Independence is read as less agreement with Russia in General Assembly votes.

    Tested for the three states that the essay names, Belarus, Armenia and Kazakhstan: agreement
    must fall in most of them, from 2013 to 2016, and from 2014 and 2015 to the years 2016 to
    2021. The bodies that the essay means keep no open record of votes; and a fall would not show
    that subsidies caused it, so that it is partly at best.
    """
    named = ["BLR", "ARM", "KAZ"]
    spans = [(2013, 2013), (ESSAY, ESSAY), (2014, 2015), (ESSAY, 2021)]
    year, essay, early, later = (_agreement(evidence, *span) for span in spans)
    fell = [[code for code in named if evidence.judge(FALLS, before[code], after[code])]
            for before, after in ((year, essay), (early, later))]
    rose = sum(later[code] > early[code] for code in FOURTEEN)
    return by_readings(
        Reading("To the year of the essay",
                at_best_partly(evidence.judge(MOST, len(fell[0]), len(named))),
                f"Of the three states named agreement with Russia fell markedly from 2013 to "
                f"{ESSAY} in {names(fell[0])}."),
        Reading("After it", at_best_partly(evidence.judge(MOST, len(fell[1]), len(named))),
                f"In {ESSAY} to 2021 it was markedly lower than in 2014 and 2015 in "
                f"{names(fell[1])} of them; in {rose} of all {len(FOURTEEN)} states it was "
                "higher. Votes in the region's own bodies are not on open record."),
        fell_to_2016=names(fell[0]), fell_after=names(fell[1]), rose_after=rose,
        **{f"{code}_{when}": values[code] for code in named
           for when, values in (("2013", year), ("2016", essay))},
    )


# --- summits and the Commonwealth ----------------------------------------------------------------


@tests("S1-017")
def tashkent_summit(evidence: Evidence) -> Verdict:
    """The timeline must have the summit in June 2016, with Russia, China and Uzbekistan.

    The link of the Eurasian Economic Union and the Silk Road must be a subject of it, and a
    proposal of Russia to draw the organisation's members in must be on record.
    """
    row = evidence.event("2016-06-23-the-shanghai-cooperation-organisation-meets")
    proposal = evidence.event("2016-06-24-putin-proposes-to-draw-all")
    there = {"RUS", "CHN", "UZB"} <= set(row["countries"].split())
    subject = all("Eurasian Economic Union and the Silk Road" in one["title"]
                  for one in (row, proposal))
    return verdict(
        in_part(all(one["date"].startswith("2016-06") for one in (row, proposal)), there, subject),
        told(row, proposal),
        date=row["date"], proposal=proposal["date"], title=row["title"],
    )


@tests("S1-018")
def putin_invites_to_a_partnership(evidence: Evidence) -> Verdict:
    """The timeline must have the proposal in June 2016, with a Eurasian partnership in it.

    It must reach beyond the union's members, to all members of the Shanghai organisation.
    """
    row = evidence.event("2016-06-24-putin-proposes-to-draw-all")
    partnership = "Eurasian partnership" in row["title"]
    invited = "all members of the Shanghai Cooperation Organisation" in row["title"]
    return verdict(
        in_part(row["date"].startswith("2016-06"), partnership, invited),
        f"{told(row)} It was read in a weak source: {row['source']}.",
        date=row["date"], title=row["title"],
    )


@tests("S1-020")
def growing_interest_in_the_commonwealth(evidence: Evidence) -> Verdict:
    """Interest is read from standing at the end of 2012 and of 2016; it must grow.

    To keep the Commonwealth: the states with a standing in it. New content: those that are party
    to its free trade treaty of 2011 or take part in it. What was said at summits is not on record.
    """
    then, now = (evidence.standings("CIS", year) for year in (2012, ESSAY))
    late = evidence.standings("CIS", 2021)
    trade_then, trade_now = (evidence.standings("CISFTA", year) for year in (2012, ESSAY))
    new = set(trade_now.index) - set(trade_then.index)
    left = set(now.index) - set(late.index)
    return by_readings(
        Reading("To keep it", len(now) > len(then),
                f"{len(then)} states had a standing in the Commonwealth at the end of 2012 and "
                f"{len(now)} at the end of {ESSAY}; given up by 2021: {names(left)}. Interest that "
                "changed no standing is not on record."),
        Reading("To fill it anew", len(trade_now) > len(trade_then),
                f"Its treaty on free trade had {len(trade_then)} parties and participants, then "
                f"{len(trade_now)}: new were {names(new)}."),
        standing_2012=len(then), standing_2016=len(now), free_trade_2012=len(trade_then),
        free_trade_2016=len(trade_now), left_by_2021=names(left),
    )


@tests("S1-021")
def russias_role_great_and_growing(evidence: Evidence) -> Verdict:
    """Tested for growth, in trade: Russia's share in the turnover of the eleven states.

    Great: a tenth or more in most of them in 2016. Growing: it rises from 2012 to 2016 in most of
    those whose two figures are of one source. For stability there is no measure.
    """
    found = evidence.measure(russia_in_trade)
    share, source = (found[column, trade.TURNOVER][ELEVEN] for column in ("share", "source"))
    then, now = share.loc[2012], share.loc[ESSAY].dropna()
    pairs = [code for code in now.index if source.loc[2012, code] == source.loc[ESSAY, code]]
    major = sum(evidence.judge(MAJOR, one, is_rank=False) for one in now)
    rose = [code for code in pairs if evidence.judge(RISES, then[code], now[code])]
    return by_readings(
        Reading("Great", evidence.judge(MOST, major, len(now)),
                f"In {ESSAY} Russia had a tenth of trade or more in {major} of {len(now)} states "
                "with figures."),
        Reading("Growing", evidence.judge(MOST, len(rose), len(pairs)),
                f"From 2012 to {ESSAY} its share rose in {len(rose)} of {len(pairs)} states whose "
                f"figures compare ({names(rose)}). For stability there is no measure."),
        major=major, with_figures=len(now), rose=names(rose), compared=len(pairs),
    )


@tests("S1-022")
def commonwealth_has_most_members(evidence: Evidence) -> Verdict:
    """Full members among the fifteen states at the end of 2016, in the region's own bodies.

    NATO's Partnership for Peace, which has more, is no body of the region.
    """
    bodies = ["CIS", "CSTO", "EAEU", "SCO", "GUAM", "Union State"]
    held = {body: len(evidence.members(body, ESSAY)) for body in bodies}
    return verdict(
        all(held["CIS"] > n for body, n in held.items() if body != "CIS"),
        f"Full members among the fifteen states at the end of {ESSAY}: "
        f"{phrase(f'{body} {n}' for body, n in held.items())}.",
        **held,
    )


@tests("S1-023")
def commonwealth_observes_at_the_un(evidence: Evidence) -> Verdict:
    """The timeline must have a decision of the General Assembly before 2016 on observer status."""
    row = evidence.event("1994-03-24-the-un-general-assembly-invites")
    observer = "observer" in row["title"]
    return verdict(
        observer and row["date"] < str(ESSAY),
        f"On {day(row['date'])} the General Assembly decided on the Commonwealth's part in its "
        f"work, {'as an observer' if observer else 'in another standing'}.",
        date=row["date"], title=row["title"],
    )


@tests("S1-024")
def experience_of_the_tajik_war(evidence: Evidence) -> Verdict:
    """A force of the Commonwealth must have been there in several years of fighting of the 1990s.

    From the later of the two dates on record, the agreement on the force and its start in the
    table of forces, to 1999, by the conflict years of the Uppsala programme.
    """
    agreed = evidence.event("1993-09-24-the-cis-agrees-on-collective")
    prolonged = evidence.event("1996-01-19-the-cis-prolongs-the-mandate")
    force = evidence.rows("forces", country="TJK", kind="peacekeeping").iloc[0]
    start = max(agreed["date"], force["start"])
    years = evidence.rows("conflict_years", conflict=TAJIK_WAR, year=range(1992, 2000))
    shared = years[years["year"] >= int(start[:4])]
    backed = years[years["supporters_a"].fillna("").str.contains("RUS")]["year"]
    return verdict(
        force["force"].startswith("CIS") and evidence.judge(SEVERAL, len(shared)),
        f"The force was agreed on {day(agreed['date'])}, is dated from {day(force['start'])}, "
        f"and its mandate was prolonged on {day(prolonged['date'])}; from its start to 1999 "
        f"fighting is on record in {len(shared)} years. Russia's own troops are coded on the "
        f"government's side from {backed.min()}. Its end was not read.",
        agreed=agreed["date"], start=force["start"], years_of_fighting=len(shared),
        russian_troops_from=backed.min(),
    )


# --- Karabakh ------------------------------------------------------------------------------------


def _deadliest(evidence: Evidence, years: range, states: list[str]) -> int:
    """Deaths in the state with most of them over some years."""
    found = evidence.rows("conflict_deaths", source=UPPSALA, country=states, year=years)
    return int(found.groupby("country")["best"].sum().max())


@tests("S1-026")
def greatest_destructive_potential(evidence: Evidence) -> Verdict:
    """Potential is read as deaths: in 2016, in what came to the end of 2021, and in 2022.

    Those in Armenia or Azerbaijan, where the count has more, must exceed those in each other
    state but Russia. The two are not added, as in 2022 the count has the same dead for both.
    """
    others = [code for code in FOURTEEN if code not in SIDES]
    spans = {"2016": range(ESSAY, ESSAY + 1), "2017 to 2021": range(ESSAY + 1, 2022),
             "2022": range(2022, 2023)}
    found = {span: [_deadliest(evidence, years, states) for states in (SIDES, others)]
             for span, years in spans.items()}
    return by_readings(
        *(Reading(f"Deaths of {span}", here > most,
                  f"{here:,} in Armenia or Azerbaijan, {most:,} in the worst of the other states.")
          for span, (here, most) in found.items()),
        **{f"{place} {span}": n for span, pair in found.items()
           for place, n in zip(("karabakh", "other"), pair, strict=True)},
    )


@tests("S1-027")
def worse_than_at_any_time(evidence: Evidence) -> Verdict:
    """The worse of the years 2015 and 2016 against each earlier one since 1991.

    Severity is read as deaths in conflict in Armenia and Azerbaijan together.
    """
    deaths = _deaths(evidence, range(1991, ESSAY + 1), SIDES)
    recent, earlier = deaths.loc[2015:], deaths.loc[:2014]
    worse = earlier[earlier >= recent.max()]
    return verdict(
        worse.empty,
        f"In {recent.idxmax()} {recent.max()} people were killed; {len(worse)} earlier years had "
        "as many or more" + ("." if worse.empty else
                             f", {worse.idxmax()} most with {worse.max():,}, and the last of them "
                             f"was {worse.index.max()}."),
        deaths=recent.max(), worse_years=len(worse), most_before=earlier.max(),
    )


@tests("S1-028")
def allies_made_mediation_harder(evidence: Evidence) -> Verdict:
    """The quarrels must be on record for 2016: of Kazakhstan and of Belarus with Armenia.

    That they made Russia's mediation harder is not in any table, so that it is partly at best.
    """
    kazakh = evidence.event("2016-04-06-kazakhstan-has-a-meeting-of")
    belarusian = evidence.event("2016-04-03-armenia-summons-the-ambassador-of")
    there = [fits(kazakh, str(ESSAY), "ARM KAZ"), fits(belarusian, str(ESSAY), "ARM BLR")]
    return verdict(
        at_best_partly(all(there)),
        f"Both quarrels are on record: on {day(belarusian['date'])} Armenia summoned the "
        f"ambassador of Belarus over a statement on territorial integrity, and on "
        f"{day(kazakh['date'])} Kazakhstan would not come to Yerevan for a meeting of the union. "
        "Whether they hindered Russia's mediation no table tells.",
        belarus=belarusian["date"], kazakhstan=kazakh["date"],
    )


@tests("S1-029")
def proposals_without_result(evidence: Evidence) -> Verdict:
    """Talks must be on record for 2016, and the conflict must be fought again after it.

    The Uppsala programme lists a conflict in years with 25 battle deaths or more.
    """
    talks = [evidence.event(one) for one in ("2016-05-16-vienna-france-russia-and-the",
                                             "2016-06-20-putin-aliyev-and-sargsyan-meet")]
    after = evidence.rows("conflict_years", conflict=KARABAKH, year=range(ESSAY, 2025))
    again = sorted(after.loc[after["year"] > ESSAY, "year"])
    return verdict(
        all(row["date"].startswith(str(ESSAY)) for row in talks) and bool(again),
        f"After the talks of {day(talks[0]['date'])} and {day(talks[1]['date'])} the conflict "
        f"was fought again in {len(again)} years to {max(again, default=ESSAY)}. What was "
        "proposed is in no table.",
        talks=" ".join(row["date"] for row in talks), years_of_fighting=len(again),
    )


@tests("S1-030")
def france_and_usa_backed_moscow(evidence: Evidence) -> Verdict:
    """A common stand of the three in 2016 must be on record.

    That France and the USA took over Moscow's own position a common text does not show, so that
    it is partly at best.
    """
    row = evidence.event("2016-05-16-vienna-france-russia-and-the")
    return verdict(
        at_best_partly(fits(row, str(ESSAY), "FRA RUS USA")),
        f"On {day(row['date'])} ministers of France, Russia and the United States, who chaired "
        "the talks together, made a joint statement in Vienna. Whether the two backed Moscow's "
        "position or all three their common one the record does not tell.",
        date=row["date"],
    )


@tests("S1-032")
def armenia_is_displeased(evidence: Evidence) -> Verdict:
    """Complaints of Armenia must be on record by 2016, one for each thing the essay names.

    To Russia about its arms in Azerbaijan's hands, and to a fellow member of the CSTO and the
    EAEU about Karabakh.
    """
    arms = evidence.event("2016-04-07-president-sargsyan-of-armenia-complains")
    allies = evidence.event("2016-04-03-armenia-summons-the-ambassador-of")
    made = [{"ARM", *codes} <= set(row["countries"].split()) and row["date"] < str(ESSAY + 1)
            for row, codes in ((arms, ("AZE", "RUS")), (allies, ("BLR",)))]
    return verdict(
        in_part(*made),
        f"On {day(arms['date'])} President Sargsyan complained to Russia's Prime Minister that "
        f"Azerbaijan had used arms bought in Russia; on {day(allies['date'])} Armenia had "
        "summoned the ambassador of Belarus over a statement on Karabakh. How much Russia sold to "
        "either is in no table here.",
        on_arms=arms["date"], on_allies=allies["date"],
    )


# --- support in the world ------------------------------------------------------------------------


@tests("S1-033")
def almost_no_support(evidence: Evidence) -> Verdict:
    """General Assembly votes of 2014 to 2016 on Ukraine and Georgia, five in all.

    Support as votes with Russia against the text, and as votes withheld from it, of all members
    but Russia; almost none by the rule in each of the five.
    """
    calls = evidence.rows("roll_calls", resolution=AGAINST_RUSSIA).sort_values("date")
    with_russia, others = calls["no"] - 1, calls["members"] - 1
    withheld = others - calls["yes"]
    few = [evidence.judge(ALMOST_NONE, n, of) for n, of in zip(with_russia, others, strict=True)]
    held_back = [evidence.judge(ALMOST_NONE, n, of) for n, of in zip(withheld, others, strict=True)]
    return by_readings(
        Reading("Votes against", in_part(*few),
                f"Of {others.iloc[0]} other members {with_russia.min()} to {with_russia.max()} "
                f"voted with Russia on {len(calls)} texts of 2014 to {ESSAY}, "
                f"{with_russia.iloc[0]} in March 2014 and {with_russia.iloc[-1]} in December "
                f"{ESSAY}: at most a tenth on {sum(few)} of them."),
        Reading("Votes withheld", in_part(*held_back),
                f"{withheld.min()} to {withheld.max()} members did not vote in favour of the "
                "texts; abstaining is not support, but no condemnation either."),
        fewest_with_russia=with_russia.min(), most_with_russia=with_russia.max(),
        fewest_withheld=withheld.min(), most_withheld=withheld.max(),
    )


# --- Uzbekistan ----------------------------------------------------------------------------------


@tests("S1-034")
def karimov_died(evidence: Evidence) -> Verdict:
    """The timeline must date the death to September 2016 and say that no successor was named."""
    death = evidence.event("2016-09-02-president-karimov-of-uzbekistan-dies")
    after = evidence.event("2016-09-08-uzbekistan-parliament-makes-prime-minister")
    unnamed = "had designated no successor" in after["title"]
    return verdict(
        in_part(death["date"].startswith("2016-09"), unnamed),
        f"Karimov died on {day(death['date'])}"
        + (" and had designated no successor" if unnamed else "")
        + f"; on {day(after['date'])} parliament made Mirziyoyev acting President.",
        died=death["date"], acting_president=after["date"],
    )


@tests("S1-035")
def uzbekistan_destabilised(evidence: Evidence) -> Verdict:
    """Judged by what came: conflict years with Uzbekistan as a side after 2016, deaths, and the
    World Bank's estimate of political stability, which must fall by more than two standard errors.
    """
    years = evidence.rows("conflict_years", year=range(ESSAY + 1, 2025))
    fought = years[years["country"].eq("UZB") | years["opponent"].eq("UZB")]
    deaths = int(_deaths(evidence, range(ESSAY + 1, 2023), ["UZB"]).sum())
    stable = evidence.rows("wgi", country="UZB", indicator="PV", edition="2023").set_index("year")
    last = stable.index.max()
    change = stable.loc[last, "value"] - stable.loc[ESSAY, "value"]
    worse = change < -2 * stable.loc[ESSAY, "standard_error"]
    return verdict(
        in_part(len(fought) > 0, deaths > 0, worse),
        f"From {ESSAY + 1} on Uzbekistan was a side in {len(fought) or 'none'} of the conflicts "
        f"listed, with {deaths or 'no'} deaths to 2022, and the World Bank's estimate of its "
        f"stability moved from {signed(stable.loc[ESSAY, 'value'])} in {ESSAY} to "
        f"{signed(stable.loc[last, 'value'])} in {last}. Radical views that did not come to arms "
        "the figures do not show.",
        conflict_years=len(fought), deaths=deaths, change_of_stability=change,
    )


@tests("S1-036")
def uzbekistan_back_in_the_treaty(evidence: Evidence) -> Verdict:
    """Judged by what came: a standing of Uzbekistan in the CSTO in any year after 2016."""
    found = evidence.measure(standing)
    years = found[found["country"].eq("UZB") & found["organisation"].eq("CSTO")]["year"]
    end = found["year"].max()
    back = int(years.gt(ESSAY).sum())
    return verdict(
        back > 0,
        f"Uzbekistan was last a member at the end of {years.max()}, and had a standing in "
        f"{back or 'none'} of the years from {ESSAY + 1} to {end}. What the essay held possible "
        + ("came." if back else "has not come."),
        last_year=years.max(), years_since=back,
    )


@tests("S1-037")
def uzbekistan_in_the_union(evidence: Evidence) -> Verdict:
    """Judged by what came: membership of Uzbekistan in the Eurasian Economic Union after 2016.

    An observer is no member.
    """
    rows = evidence.rows("memberships", organisation="EAEU", country="UZB")
    end = evidence.measure(standing)["year"].max()
    member = rows["status"].eq("member").any()
    steps = phrase(f"{row.status} since {day(row.start)}" for row in rows.itertuples())
    return verdict(
        bool(member),
        f"Uzbekistan's standing in the union to {end}: {steps}. The membership that the essay held "
        "possible " + ("came." if member else "has not come."),
        standing=steps, until=end,
    )


@tests("S1-038")
def uzbekistan_as_a_model(evidence: Evidence) -> Verdict:
    """A model must be alike in kind, and what it is a model of must go the same way.

    Kind: all three are autocracies in 2016, closed or electoral, by the classes of V-Dem. Way:
    power passes by the leader's death, as the title of the event has it. Of Tajikistan the
    timeline has no change.
    """
    kind = evidence.rows("regimes", year=ESSAY, country=["UZB", "TJK", "KAZ"])
    kind = kind.set_index("country")["regime"]
    words = ["closed autocracy", "electoral autocracy", "electoral democracy", "liberal democracy"]
    classes = {code: words[kind[code]] for code in ("UZB", "TJK", "KAZ")}
    uzbek = evidence.event("2016-09-02-president-karimov-of-uzbekistan-dies")
    kazakh = evidence.event("2019-03-19-president-nazarbayev-of-kazakhstan-resigns")
    died = ["dies" in row["title"] for row in (uzbek, kazakh)]
    return by_readings(
        Reading("Alike in kind",
                evidence.judge(ALL, sum("autocracy" in one for one in classes.values()), len(kind)),
                f"Classes of {ESSAY}: Uzbekistan {classes['UZB']}, Tajikistan {classes['TJK']}, "
                f"Kazakhstan {classes['KAZ']}."),
        Reading("The same way", died[0] == died[1],
                f"In Uzbekistan the President {'died in office' if died[0] else 'left office'}, "
                f"in Kazakhstan he {'died in office' if died[1] else 'resigned'} on "
                f"{day(kazakh['date'])}. How power passed behind the scenes is not on record."),
        uzbekistan=classes["UZB"], tajikistan=classes["TJK"], kazakhstan=classes["KAZ"],
        kazakh_change=kazakh["date"],
    )


# --- the union's members -------------------------------------------------------------------------


@tests("S1-040")
def members_refused_support(evidence: Evidence) -> Verdict:
    """General Assembly votes of 2014 to 2016 on Ukraine and Georgia, five in all.

    A member refused if it did not vote no, as Russia did, in most of them. Each of the four is
    judged by itself: the claim holds if all refused.
    """
    cast = pd.DataFrame({one: evidence.votes(one) for one in AGAINST_RUSSIA}).loc[UNION]
    not_with = cast.ne("N").sum(axis=1)
    refused = [code for code in UNION if evidence.judge(MOST, not_with[code], cast.shape[1])]
    stood_by = [code for code in UNION if code not in refused]
    crimea = {word: names(cast.index[cast["A/RES/68/262"] == letter])
              for letter, word in (("N", "no"), ("A", "abstained"), ("X", "not voting"))}
    return verdict(
        in_part(*(code in refused for code in UNION)),
        f"Of {cast.shape[1]} texts on Ukraine and Georgia that Russia voted against from 2014 to "
        f"{ESSAY}, {names(stood_by)} voted with it on most and {names(refused)} did not; on Crimea "
        f"in March 2014 the votes were no: {crimea['no']}, abstained: {crimea['abstained']}, not "
        f"voting: {crimea['not voting']}.",
        texts=cast.shape[1], **{code: cast.shape[1] - not_with[code] for code in UNION},
    )


@tests("S1-042")
def more_members_less_weight(evidence: Evidence) -> Verdict:
    """Russia's weight with three members (2014) and with five (2016).

    By output: its share in the members' GDP in dollars, which must fall; beside it the share in
    2016 among the first three alone, which leaves the new members out. By heads: one of so many.
    """
    three = list(evidence.standings("Customs Union 2010", 2014).index)
    five = sorted(evidence.members("EAEU", ESSAY))
    russia = _sums(evidence, GDP, ["RUS"], [2014, ESSAY])
    before, old = _sums(evidence, GDP, three, [2014, ESSAY])
    now, = _sums(evidence, GDP, five, [ESSAY])
    first, same, last = (100 * russia[0] / before, 100 * russia[1] / old, 100 * russia[1] / now)
    return by_readings(
        Reading("By output", evidence.judge(FALLS, first, last),
                f"Russia's share in the members' GDP was {first:.1f} per cent in 2014 and "
                f"{last:.1f} in {ESSAY}; without the new members it would have been {same:.1f}."),
        Reading("By heads", evidence.judge(FALLS, 1 / len(three), 1 / len(five)),
                f"It was one of {len(three)} members and is one of {len(five)}. Influence on "
                "decisions is in no table."),
        share_2014=first, share_2016=last, share_2016_first_three=same,
        members_2014=len(three), members_2016=len(five),
    )


@tests("S1-043")
def founders_differ_union_weakens(evidence: Evidence) -> Verdict:
    """Judged by what came to 2021, three signs of a weaker union.

    Russia's trade with the members falls beside its trade with the world; a member leaves; the
    two other founders agree less with Russia in General Assembly votes (2014 to 2016 against 2017
    to 2021).
    """
    found, union = evidence.measure(russian_trade), _union_trade(evidence)
    world = found[found["partner"] == trade.WORLD].groupby("year")["value"].sum()
    share = 100 * union / world
    left = evidence.members("EAEU", ESSAY) - evidence.members("EAEU", 2021)
    early, late = (_agreement(evidence, *span) for span in ((2014, ESSAY), (ESSAY + 1, 2021)))
    apart = [code for code in ("BLR", "KAZ") if evidence.judge(FALLS, early[code], late[code])]
    return verdict(
        in_part(evidence.judge(FALLS, share[ESSAY], share[2021]), bool(left), bool(apart)),
        f"The members' share in Russia's trade was {share[ESSAY]:.1f} per cent in {ESSAY} and "
        f"{share[2021]:.1f} in 2021, while the trade itself {moved(union[ESSAY], union[2021])}; "
        f"members that left: {names(left)}; founders that came to agree less with Russia in the "
        f"General Assembly: {names(apart)}. How well the union's bodies decide is not on record.",
        share_2016=share[ESSAY], share_2021=share[2021], left=names(left), apart=names(apart),
    )


@tests("S1-047")
def stable_regimes_look_to_russia(evidence: Evidence) -> Verdict:
    """Two conditions, over the eleven states, means of 2014 to 2021.

    The less democratic a state (electoral index of V-Dem), the more it votes as Russia does, by
    rank; and, as Russia is said to be the main beacon, most states agree with it more than with
    China. What elites value is in no table, so that it is partly at best.
    """
    index = evidence.rows("vdem", index="v2x_polyarchy", country=ELEVEN, year=range(2014, 2022))
    democracy = index.groupby("country")["value"].mean()
    russia = _agreement(evidence, 2014, 2021)[ELEVEN]
    china = _mean(evidence.measure(agreement_with, "CHN", 2014).loc[:2021])[ELEVEN]
    rank = float(democracy[ELEVEN].rank().corr(russia.rank()))
    nearer = [code for code in ELEVEN if russia[code] > china[code]]
    return by_readings(
        Reading("Regimes", at_best_partly(evidence.judge(RELATED, -rank)),
                f"The rank correlation of democracy and agreement with Russia is {signed(rank)}; "
                "what elites value, and whether they look to Russia or only vote alike, it does "
                "not tell."),
        Reading("The main beacon", at_best_partly(evidence.judge(MOST, len(nearer), len(ELEVEN))),
                f"Of {len(ELEVEN)} states {len(nearer)} agreed with Russia more than with China "
                f"({names(nearer)})."),
        rank_correlation=rank, nearer_to_russia=names(nearer),
        mean_with_russia=russia.mean(), mean_with_china=china.mean(),
    )


@tests("S1-049")
def domino_effect(evidence: Evidence) -> Verdict:
    """A domino effect is read as armed conflict that passes on to other places.

    In the South Caucasus: more than one conflict on the Uppsala programme's list from 2014 on. In
    the whole region: several conflicts that begin after 2016, which alone would not show that one
    set off another.
    """
    found = evidence.rows("conflict_years", year=range(2014, 2025))
    caucasus = found[found["country"].isin(CAUCASUS)]
    n_caucasus = caucasus["conflict"].nunique()
    known = set(found.loc[found["year"] <= ESSAY, "conflict"])
    later = found[~found["conflict"].isin(known)
                  & (found["country"].ne("RUS") | found["opponent"].notna())]
    new = later["conflict"].nunique()
    where = set(later["country"]) | set(later["opponent"].dropna())
    return by_readings(
        Reading("In the South Caucasus", n_caucasus > 1,
                f"Conflicts listed there from 2014 to {found['year'].max()}: {n_caucasus}, fought "
                f"in {caucasus['year'].nunique()} of the years."),
        Reading("In the whole region", at_best_partly(evidence.judge(SEVERAL, new)),
                f"After {ESSAY} {new} other conflicts began outside Russia's own territory, with "
                f"{names(where)} as sides; that one set off another the list does not say."),
        south_caucasus=n_caucasus, new_conflicts=new, sides=names(where),
    )


@tests("S1-050")
def all_keep_the_balance(evidence: Evidence) -> Verdict:
    """No sharp turn in 2014 to 2016: in votes, or by giving up a standing in a Russia-led body.

    Votes: the intervals of a state's ideal points in 2014 and 2016 overlap, in all states with
    both. The reason given, fear of a crisis, no table holds, so that it is partly at best.
    """
    points = evidence.rows("ideal_points", country=FOURTEEN, year=[2014, ESSAY])
    low, high = (points.pivot(index="country", columns="year", values=one).dropna()
                 for one in ("low", "high"))
    kept = int((low.max(axis=1) <= high.min(axis=1)).sum())
    bodies = ("CIS", "CSTO", "EAEU")
    then, now, late = ({(body, code) for body in bodies
                        for code in evidence.standings(body, year).index}
                       for year in (2014, ESSAY, 2021))
    left, left_later = ({code for _, code in one} for one in (then - now, now - late))
    return verdict(
        at_best_partly(evidence.judge(ALL, kept, len(low)) and not left),
        f"From 2014 to {ESSAY} the position in General Assembly votes stayed within the bounds of "
        f"estimate in {kept} of {len(low)} states, and those that gave up a standing in a "
        f"Russia-led body were: {names(left)} (by 2021: {names(left_later)}). The bounds are wide, "
        "and that fear of a crisis was the reason no table tells.",
        kept=kept, states=len(low), left=names(left), left_by_2021=names(left_later),
    )
