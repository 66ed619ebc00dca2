"""Tests of the claims of S3, O. G. Karpovich and A. V. Davydova (2021): S3-001 to S3-064."""

from __future__ import annotations

import pandas as pd

from analysis import trade
from analysis.claims.evidence import (
    BALTIC,
    ELEVEN,
    INVASION,
    UPPSALA,
    Evidence,
    fits,
    number_in,
)
from analysis.claims.measures import agreement_with, alike, cohesion, russia_in_trade, standing
from analysis.claims.rules import CLOSEST, FALLS, FAST, GREATLY, MAJOR, MOST, RISES
from analysis.claims.verdicts import (
    Reading,
    Verdict,
    at_best_partly,
    by_readings,
    in_part,
    tests,
    verdict,
)
from analysis.claims.words import day, entry, phrase, signed, told
from analysis.countries import names
from analysis.migration import REMITTANCES

# The partners of the Eurasian integration that the essay names, and all with Russia's own figures.
NAMED = ["BLR", "KAZ", "KGZ", "TJK"]
IN_ROSSTAT = ["ARM", "BLR", "KAZ", "KGZ", "TJK", "UZB"]


def _russian_turnover(evidence: Evidence, partners: list[str]) -> pd.DataFrame:
    """Russia's trade in both directions, million US$: years by partners, its own record."""
    rows = evidence.rows("trade_rosstat", partner=partners)
    return rows.pivot_table("value", "year", "partner", "sum")


@tests("S3-003")
def weight_of_the_region_after_the_break_with_the_west(evidence: Evidence) -> Verdict:
    """Share of the region in Russia's own trade, 2013 (before the break) and 2020.

    Tests what must hold if ties became more important; that relations with the West were the
    cause it does not reach, so that it is partly at most.
    """
    turnover = _russian_turnover(evidence, [*IN_ROSSTAT, "CIS", "WLD"])
    six = 100 * turnover[IN_ROSSTAT].sum(axis=1) / turnover["WLD"]
    cis = 100 * turnover["CIS"] / turnover["WLD"]

    def reading(name: str, share: pd.Series) -> Reading:
        rises = evidence.judge(RISES, share[2013], share[2020])
        return Reading(name, at_best_partly(rises),
                       f"{share[2013]:.1f} per cent of Russia's trade in 2013, {share[2020]:.1f} "
                       "in 2020.")

    return by_readings(
        reading(names(IN_ROSSTAT), six),
        reading("The CIS as Russian customs count it, with Ukraine and Moldova", cis),
        six_2013=six[2013], six_2020=six[2020], cis_2013=cis[2013], cis_2020=cis[2020],
    )


@tests("S3-004")
def putin_to_parliament(evidence: Evidence) -> Verdict:
    """Date and words of the yearly address of 2021, as a report has them."""
    row = evidence.event("2021-04-21-putin-tells-parliament-that-transport")
    return verdict(
        fits(row, "2021", words="corridors"),
        f"{told(row)} The essay leaves out the BRICS.", date=row["date"],
    )


@tests("S3-007")
def growth_of_trade_with_four(evidence: Evidence) -> Verdict:
    """Russia's turnover with the four states named, its own record, in current US$ a year.

    High rates of growth are asked of each of the four, over the ten years before the text, over
    the upswing from the low of 2016, and in the last full year before it.
    """
    turnover = _russian_turnover(evidence, NAMED)

    def reading(start: int, end: int, name: str) -> Reading:
        rate = 100 * ((turnover.loc[end] / turnover.loc[start]) ** (1 / (end - start)) - 1)
        fast = [code for code in NAMED if evidence.judge(FAST, rate[code])]
        return Reading(f"{name}, {start} to {end}", in_part(*(c in fast for c in NAMED)),
                       f"Between {signed(rate.min(), '.1f')} and {signed(rate.max(), '.1f')} per "
                       "cent a year.")

    change = 100 * (turnover.loc[2020] / turnover.loc[2011] - 1)
    return by_readings(
        reading(2011, 2020, "The decade"), reading(2016, 2019, "The upswing"),
        reading(2019, 2020, "The last year"),
        **{f"change_2011_2020_{code}": change[code] for code in NAMED},
    )


@tests("S3-008")
def members_of_the_eurasian_economic_community(evidence: Evidence) -> Verdict:
    """Standing of the three states, in 2021, in the body that the essay names.

    The three are the members that the Community had beside Russia and Belarus, so that no other
    body can be meant: of the Eurasian Economic Union Tajikistan is no member.
    """
    rows = evidence.rows("memberships", organisation="EurAsEC", country=["KAZ", "KGZ", "TJK"],
                         status="member")
    last = int(rows["last_year"].fillna(2021).min())
    union = evidence.members("EAEU", 2021) & set(rows["country"])
    return verdict(
        last >= 2021,
        f"{names(rows['country'])} were members of the Eurasian Economic Community from "
        f"{day(rows['start'].min())}, with {last} as the last year; the essay speaks of 2021. "
        f"Of the Union that replaced it {names(union)} were members then.",
        last_year=last, in_the_union=names(union),
    )


@tests("S3-011")
def programme_of_the_cis_foreign_ministers(evidence: Evidence) -> Verdict:
    """Year and body that adopted the programme of partnership."""
    row = evidence.event("2019-10-10-foreign-ministers-of-the-cis")
    return verdict(row["date"].startswith("2019"), told(row), date=row["date"])


@tests("S3-012")
def coordination_of_the_cis_in_the_united_nations(evidence: Evidence) -> Verdict:
    """Agreement of the members of the CIS with one another in the General Assembly.

    Mean over all pairs of members, of votes that both cast, in the year of the programme, in the
    year of the essay and in the last full year. UNESCO and the OSCE have no table.
    """
    pairs = evidence.measure(alike)
    last = max(year for year in pairs.index if year <= 2024)
    found = {year: cohesion(pairs, evidence.members("CIS", year))[year]
             for year in (2019, 2021, last)}
    return verdict(
        in_part(*(evidence.judge(RISES, found[2019], found[year]) for year in (2021, last))),
        f"Members of the CIS voted alike on {found[2019]:.0f} per cent of votes in 2019, on "
        f"{found[2021]:.0f} in 2021 and on {found[last]:.0f} in {last}.",
        in_2019=found[2019], in_2021=found[2021], last_full_year=found[last],
    )


@tests("S3-013")
def four_freedoms_of_the_union(evidence: Evidence) -> Verdict:
    """Whether the five states were members in 2021, and whether the Union's own commission found
    its market free of obstacles. Tariffs between members are in no table.
    """
    five = evidence.members("EAEU", 2021)
    row = evidence.event("2017-03-31-the-eurasian-economic-commission-lists")
    found = int(number_in(row["title"], r"([\d,]+) obstacles"))
    return verdict(
        in_part(five == {"RUS", "BLR", "KAZ", "ARM", "KGZ"}, found == 0),
        f"{names(five)} were members in 2021. But on {day(row['date'])} the Union's commission "
        f"listed {found} obstacles to free movement on its market. Duties between members are in "
        "no table.",
        members=names(five), obstacles=found,
    )


@tests("S3-014")
def protocol_on_electricity(evidence: Evidence) -> Verdict:
    """Day on which the protocol was signed."""
    row = evidence.event("2019-05-29-protocol-on-a-common-electricity")
    return verdict(row["date"] == "2019-05-29", told(row), date=row["date"])


@tests("S3-015")
def common_markets_for_energy(evidence: Evidence) -> Verdict:
    """What became of the common markets for energy that were due in 2025.

    Partly where work had begun and the markets were put off.
    """
    begun = evidence.event("2019-05-29-protocol-on-a-common-electricity")
    later = evidence.event("2024-05-the-eurasian-economic-union-puts")
    return verdict(
        in_part(begun["date"] < "2021-07", "puts off" not in later["title"]),
        f"Work was under way: the protocol on electricity is of {day(begun['date'])}. "
        f"{told(later)} That the markets for gas and oil opened "
        "is not on record.",
        begun=begun["date"], put_off=later["date"],
    )


@tests("S3-016")
def customs_code(evidence: Evidence) -> Verdict:
    """Day on which the Customs Code took effect."""
    row = evidence.event("2018-01-01-the-new-customs-code-of")
    return verdict(row["date"] == "2018-01-01", told(row), date=row["date"])


@tests("S3-017")
def measures_of_2020_in_the_union(evidence: Evidence) -> Verdict:
    """Dates of the measures and of the limits on exports."""
    measures = evidence.event("2020-04-10-heads-of-government-of-the")
    exports = evidence.event("2020-03-31-the-eurasian-economic-commission-bans")
    return verdict(
        in_part(fits(measures, "2020", words="green corridor"),
                exports["date"].startswith("2020")),
        told(measures, exports),
        measures=measures["date"], exports=exports["date"],
    )


@tests("S3-018")
def strategic_directions(evidence: Evidence) -> Verdict:
    """Whether the directions had been approved when the essay was written."""
    row = evidence.event("2020-12-11-the-eurasian-economic-union-approves")
    return verdict(row["date"] < "2021-07" and "2025" in row["title"], told(row),
                   date=row["date"])


@tests("S3-019")
def russia_in_the_chair_of_the_csto(evidence: Evidence) -> Verdict:
    """Russia's term, the documents at its end and an exercise in each of its two years.

    A stronger peacekeeping part is taken to mean decisions on it: strength is in no table.
    """
    chair = evidence.event("2019-11-28-russia-takes-the-chair-of")
    council = evidence.event("2020-12-02-the-council-of-the-collective")
    exercises = [evidence.event("2019-10-21-exercise-unbreakable-brotherhood-2019-of"),
                 evidence.event("2020-10-12-exercise-unbreakable-brotherhood-2020-of")]
    documents = int(number_in(council["title"], r"([\d,]+) documents"))
    return verdict(
        in_part(chair["date"].startswith("2019") and council["date"].startswith("2020"),
                documents > 0 and "peacekeeping" in council["title"],
                [row["date"][:4] for row in exercises] == ["2019", "2020"]),
        f"Russia took the chair on {day(chair['date'])}; on {day(council['date'])} the "
        f"council adopted {documents} documents, changes on peacekeeping among them; the yearly "
        f"exercise of peacekeepers began on {day(exercises[0]['date'])} and on "
        f"{day(exercises[1]['date'])}. What this added in strength no table tells.",
        chair=chair["date"], documents=documents,
    )


@tests("S3-020")
def three_papers_of_the_cis(evidence: Evidence) -> Verdict:
    """Whether the Concept, the strategy and the plan had been adopted before the essay."""
    strategy = evidence.event("2020-05-29-heads-of-government-of-the")
    plan = evidence.event("2020-11-heads-of-government-of-the")
    concept = evidence.event("2020-12-18-the-cis-heads-of-state")
    return verdict(
        in_part(*(row["date"] < "2021-07" for row in (strategy, plan, concept))),
        f"The strategy is of {day(strategy['date'])}, the plan of {day(plan['date'])} and "
        f"the Concept of {day(concept['date'])}. The source for the plan is weak.",
        strategy=strategy["date"], plan=plan["date"], concept=concept["date"],
    )


@tests("S3-023")
def the_baltic_states_and_european_integration(evidence: Evidence) -> Verdict:
    """Membership of the three states in European and in post-Soviet bodies up to 2021.

    Tests the reason that is given; who the experts are the essay does not say.
    """
    rows = evidence.rows("memberships", country=BALTIC, status="member")
    west = rows[rows["organisation"].isin(["EU", "NATO"]) & rows["start"].lt("2021-07")]
    both = west.groupby("country")["organisation"].nunique().reindex(BALTIC).eq(2).all()
    east = rows[rows["organisation"].isin(["CIS", "CSTO", "EurAsEC", "EAEU"])]
    joined = west.groupby("organisation")["start"].min()
    named = phrase(f"{body} on {day(date)}" for body, date in joined.items())
    return verdict(
        in_part(both, east.empty),
        f"{names(BALTIC)} joined the {named} and have "
        f"{len(east) or 'no'} memberships in the bodies that Russia leads. Which experts are meant "
        "the essay does not say.",
        western_memberships=len(west), eastern_memberships=len(east),
    )


@tests("S3-024")
def belarus_among_the_closest(evidence: Evidence) -> Verdict:
    """Rank of Belarus among the eleven partners by agreement with Russia in the General Assembly.

    From 1992 to 2020: once on the mean of the years, and once in each year, as the essay says
    through all the years. States with too few votes in a year have no rank in it.
    """
    agreed = evidence.measure(agreement_with, "RUS")["agreement"].loc[1992:2020, ELEVEN]
    ranks = agreed.rank(axis=1, ascending=False, method="min")["BLR"]
    mean = agreed.mean().rank(ascending=False)["BLR"]
    close = [year for year, rank in ranks.items() if evidence.judge(CLOSEST, rank)]
    far = [str(year) for year in ranks.index if year not in close]
    return by_readings(
        Reading("On the mean of the years", evidence.judge(CLOSEST, mean),
                f"Belarus agreed with Russia on {agreed['BLR'].mean():.0f} per cent of "
                f"votes, number {mean:.0f} of {agreed.shape[1]}."),
        Reading("In all the years", len(close) == len(ranks),
                f"It was among the three nearest in {len(close)} of {len(ranks)}, and not in "
                f"{phrase(far)}."),
        rank_of_mean=mean, years_close=len(close), years=len(ranks),
    )


@tests("S3-025")
def friendship_treaty_with_belarus(evidence: Evidence) -> Verdict:
    """Year of the treaty."""
    row = evidence.event("1995-02-21-treaty-of-friendship-good-neighbourliness")
    return verdict(row["date"].startswith("1995"), told(row), date=row["date"])


@tests("S3-026")
def union_state_treaty(evidence: Evidence) -> Verdict:
    """Year in which the treaty took effect; it was signed in the year before."""
    row = evidence.event("2000-01-26-the-treaty-on-the-union")
    signed = evidence.event("1999-12-08-treaty-on-the-union-state")
    return verdict(row["date"].startswith("2000"),
                   f"{told(row)} It was signed on {day(signed['date'])}.",
                   in_force=row["date"], signed=signed["date"])


@tests("S3-027")
def belarus_and_the_russian_market(evidence: Evidence) -> Verdict:
    """Russia's share in the exports of each of the eleven partners, in the last two years before
    the essay; those without figures are left out and counted.
    """
    share = evidence.measure(russia_in_trade)["share", trade.EXPORT]
    share = share.loc[[2019, 2020], ELEVEN].T
    found, without = share.dropna(how="all"), names(share.index[share.isna().all(axis=1)])
    first, second = (found[2020].nlargest(2).index[place] for place in (0, 1))
    return verdict(
        in_part(*(found[year].idxmax() == "BLR" for year in (2019, 2020))),
        f"Russia took {found.loc['BLR', 2019]:.0f} per cent of the exports of Belarus in 2019 and "
        f"{found.loc['BLR', 2020]:.0f} in 2020; the two largest shares of 2020 were those "
        f"of {names([first])} ({found.loc[first, 2020]:.0f}) and {names([second])} "
        f"({found.loc[second, 2020]:.0f}). Without figures: {without}.",
        belarus_2019=found.loc["BLR", 2019], belarus_2020=found.loc["BLR", 2020],
    )


@tests("S3-028")
def gas_conflict_with_belarus(evidence: Evidence) -> Verdict:
    """Whether a compromise of 2017 is on record, and whether it ended the disputes over energy."""
    settled = evidence.event("2017-04-03-putin-and-lukashenko-settle-the")
    later = evidence.event("2020-01-russia-cuts-supplies-of-oil")
    return verdict(
        in_part(settled["date"].startswith("2017"), later["date"] < settled["date"]),
        f"The dispute over gas was settled on {day(settled['date'])}; but in "
        f"{day(later['date'])} Russia cut supplies of oil in a new dispute over the prices of "
        "energy.",
        settled=settled["date"], new_dispute=later["date"],
    )


@tests("S3-029")
def border_and_air_traffic_of_belarus_and_ukraine(evidence: Evidence) -> Verdict:
    """Who acted, and in which order: the border by an order of Belarus, air traffic by Ukraine or
    by Belarus first.
    """
    border = evidence.event("2021-07-02-lukashenko-orders-the-border-with")
    kyiv = evidence.event("2021-05-26-ukraine-ends-air-traffic-with")
    minsk = evidence.event("2021-06-19-belarus-bars-flights-from-ukraine")
    return verdict(
        in_part(border["date"].startswith("2021"), minsk["date"] < kyiv["date"]),
        f"Lukashenko ordered the border closed on {day(border['date'])}, though Kyiv said that "
        f"it was still open. Air traffic was ended by Ukraine on {day(kyiv['date'])}; Belarus "
        f"answered on {day(minsk['date'])}.",
        border=border["date"], ukraine=kyiv["date"], belarus=minsk["date"],
    )


@tests("S3-030")
def agreements_with_belarus(evidence: Evidence) -> Verdict:
    """Agreements of Russia and Belarus in the timeline in the year and a half before the essay.

    The timeline is a selection, so that it can show that there were some, not how many nor in
    which of the four fields: partly at most.
    """
    rows = evidence.rows("events", kind="treaty", countries="BLR RUS")
    rows = rows[rows["date"].between("2020", "2021-07")]
    later = evidence.event("2021-11-04-the-union-state-council-meets")
    programmes = int(number_in(later["title"], r"([\d,]+) integration programmes"))
    listed = "; ".join(entry(row) for _, row in rows.iterrows())
    return verdict(
        at_best_partly(len(rows) > 0),
        f"On record from 2020 to June 2021: {listed or 'none'}. The {programmes} integration "
        "programmes came before the council of the Union State only after the essay, on "
        f"{day(later['date'])}.",
        agreements=len(rows), programmes=programmes,
    )


@tests("S3-031")
def the_pendulum_of_ukraine(evidence: Evidence) -> Verdict:
    """Swings of Ukraine's position in the General Assembly, 1992 to 2013.

    A swing is a move from one turning point to the next in which the 90 per cent intervals of the
    two years do not touch. A pendulum goes there and back: it takes a swing west and one east.
    """
    points = evidence.rows("ideal_points", country="UKR", year=range(1992, 2014))
    swings = _swings(points.sort_values("year"))
    ways = [way for way, _, _ in swings]
    return verdict(
        in_part("west" in ways, "east" in ways),
        "Ukraine's position in the votes moved "
        + "; ".join(f"{way} from {start} to {end}" for way, start, end in swings)
        + ". Votes are one measure of a course; visits and treaties are not counted.",
        swings=len(swings), west=ways.count("west"), east=ways.count("east"),
    )


def _swings(points: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Moves beyond the intervals: way, year of the turning point, year of the next one."""
    rows = list(points.itertuples())
    east = west = rows[0]  # the furthest either way since the last turn
    swings: list[tuple[str, int, int]] = []
    for row in rows[1:]:
        way = "west" if row.low > east.high else "east" if row.high < west.low else ""
        if way and (not swings or way != swings[-1][0]):
            swings.append((way, (east if way == "west" else west).year, row.year))
            east = west = row
        east = min(east, row, key=lambda one: one.ideal_point)
        west = max(west, row, key=lambda one: one.ideal_point)
        if swings:
            last = west if swings[-1][0] == "west" else east
            swings[-1] = (*swings[-1][:2], last.year)
    return swings


@tests("S3-032")
def conflict_in_ukraine_and_crisis_with_the_west(evidence: Evidence) -> Verdict:
    """What followed the events of November 2013: conflicts and cases of sanctions.

    The Uppsala programme calls a conflict within a state intrastate, and internationalised where
    troops of another state take part. That the events were the cause follows from no table: partly
    at most.
    """
    start = evidence.event("2013-11-21-ukraine-government-suspends-its-preparation")["date"]
    wars = evidence.rows("conflict_years", country="UKR", year=range(2013, 2022))
    inside = wars["kind"].str.endswith("intrastate").all()
    foreign = wars["kind"].str.startswith("internationalised")
    helped = sorted(set(wars.loc[foreign, "supporters_b"].dropna()))
    cases = evidence.rows("sanctions_counts", country="RUS", sender="other", year=range(2012, 2022))
    cases = cases.set_index("year")["cases"].reindex(range(2012, 2022), fill_value=0)
    more = evidence.judge(RISES, cases[2013], cases[2014])
    first = wars["start"].min().date().isoformat()
    return by_readings(
        Reading("An internal conflict",
                at_best_partly(inside and first >= start),
                f"The first deaths are of {day(first)}; {int(foreign.sum())} of {len(wars)} "
                "conflict years to 2021 are coded as internationalised, with "
                f"{names(helped)} on the side of the armed groups, which it denied."),
        Reading("A crisis with the West", at_best_partly(more),
                f"Cases of sanctions on Russia rose from {cases[2013]} in 2013 to {cases[2014]} "
                f"in 2014 and {cases[2021]} in 2021."),
        first_death=first, internationalised=int(foreign.sum()), conflict_years=len(wars),
        sanctions_2013=cases[2013], sanctions_2014=cases[2014],
    )


@tests("S3-033")
def no_thaw_with_ukraine(evidence: Evidence) -> Verdict:
    """What came after: trade of Ukraine with Russia from 2019, when Zelenskyy was elected, to
    2021, agreement in the General Assembly, and the invasion.
    """
    value = evidence.measure(russia_in_trade)["value", trade.TURNOVER, "UKR"]
    agreed = evidence.measure(agreement_with, "RUS")["agreement", "UKR"]
    war = evidence.event(INVASION)
    before, after = value.loc[[2019, 2021]] / 1000
    return verdict(
        in_part(war["date"] > "2021-07", evidence.judge(FALLS, before, after)),
        f"No thaw came: trade with Russia fell from {before:.1f} billion dollars in 2019 to "
        f"{after:.1f} in 2021, agreement in votes was {agreed[2019]:.0f} and {agreed[2021]:.0f} "
        f"per cent, and Russia invaded on {day(war['date'])}.",
        trade_2019=before, trade_2021=after, invasion=war["date"],
    )


@tests("S3-034")
def shelling_in_the_east_of_ukraine(evidence: Evidence) -> Verdict:
    """Deaths in Ukraine, 2019 to 2020 and 2021, beside the OSCE's counts of violations.

    Radical means by a quarter or more. Whose merit it was no count can tell: partly at most.
    """
    deaths = {year: evidence.deaths("UKR", year=year)[year] for year in (2019, 2020, 2021)}
    row = evidence.event("2020-07-27-further-ceasefire-in-the-donbas")
    now, before = (number_in(row["title"], rf"([\d,]+) {words}")
                   for words in ("violations", "in 2019"))
    wars = evidence.rows("conflict_years", country="UKR", year=2020)
    less = all(deaths[year] < deaths[2019] and evidence.judge(GREATLY, deaths[2019], deaths[year])
               for year in (2020, 2021))
    return verdict(
        at_best_partly(less),
        f"Deaths fell from {deaths[2019]:.0f} in 2019 to {deaths[2020]:.0f} in 2020 and "
        f"{deaths[2021]:.0f} in 2021, violations that the OSCE counted from {before:,.0f} to "
        f"{now:,.0f}. "
        "That it was thanks to Russia no table shows: the Uppsala programme codes "
        f"{names(wars['supporters_b'].dropna())} as supporter of one side.",
        deaths_2019=deaths[2019], deaths_2020=deaths[2020], deaths_2021=deaths[2021],
    )


@tests("S3-035")
def crimea(evidence: Evidence) -> Verdict:
    """Reunification is the authors' term; it is read once as what Russia did, once as a change
    of status that other states accept: most members of the United Nations should not have voted
    for the General Assembly's text on the integrity of Ukraine (68/262).
    """
    treaty = evidence.event("2014-03-18-russia-signs-the-treaty-by")
    call = evidence.rows("roll_calls", resolution="A/RES/68/262").iloc[0]
    return by_readings(
        Reading("As an act of Russia", treaty["date"].startswith("2014"),
                f"On {day(treaty['date'])} Russia signed the treaty by which it takes in "
                "Crimea and Sevastopol."),
        Reading("As a status that others accept",
                not evidence.judge(MOST, call["yes"], call["members"]),
                f"The General Assembly affirmed by {call['yes']} votes to {call['no']}, with "
                f"{call['abstain']} abstentions, of {call['members']} members, that the borders of "
                "Ukraine stand."),
        treaty=treaty["date"], yes=call["yes"], no=call["no"],
    )


@tests("S3-036")
def forces_of_sea_breeze(evidence: Evidence) -> Verdict:
    """The three figures beside those of the organisers, as the press reports them."""
    row = evidence.event("2021-06-28-exercise-sea-breeze-2021-begins")
    said = {"ships": 32, "aircraft": 40, "troops": 5000}
    found = {word: int(number_in(row["title"], rf"([\d,]+) {word}")) for word in said}
    return verdict(in_part(*(found[word] == said[word] for word in said)), told(row), **found)


@tests("S3-037")
def states_in_sea_breeze(evidence: Evidence) -> Verdict:
    """The number of states, members of NATO and partners together, beside that of the organisers
    as the press reports it; the members of NATO among them are told beside it.
    """
    row = evidence.event("2021-06-28-exercise-sea-breeze-2021-begins")
    found, nato = (int(number_in(row["title"], rf"([\d,]+) {word}"))
                   for word in ("countries", "of them in NATO"))
    return verdict(
        found == 17,
        f"Forces of {found} countries took part; {nato} of these were members of NATO, which may "
        "be where the essay's number comes from.",
        countries=found, in_nato=nato,
    )


@tests("S3-038")
def ships_in_the_black_sea(evidence: Evidence) -> Verdict:
    """Days on which the three ships entered the Black Sea, and the incident by Russia's account,
    which is all that the essay reports.
    """
    two = evidence.event("2021-06-14-hms-defender-and-hnlms-evertsen")
    third = evidence.event("2021-07-07-spanish-patrol-ship-rayo-enters")
    shots = evidence.event("2021-06-23-russia-says-that-it-fired")
    return verdict(
        in_part(two["date"] == "2021-06-14", third["date"] == "2021-06-14",
                "warning shots" in shots["title"] and shots["date"] > two["date"]),
        f"Defender and Evertsen entered on {day(two['date'])}, Rayo only on "
        f"{day(third['date'])}. Of the incident of {day(shots['date'])} the essay gives "
        "one account: Russia says that it fired warning shots, Britain denies it.",
        defender=two["date"], rayo=third["date"], incident=shots["date"],
    )


@tests("S3-040")
def manoeuvres_in_the_mediterranean(evidence: Evidence) -> Verdict:
    """Whether the manoeuvres are on record and came after the incident with HMS Defender, to which
    the essay's words "in turn" are taken to refer.
    """
    row = evidence.event("2021-06-25-russia-begins-air-and-naval")
    shots = evidence.event("2021-06-23-russia-says-that-it-fired")
    breeze = evidence.event("2021-06-28-exercise-sea-breeze-2021-begins")
    return verdict(
        shots["date"] < row["date"] < "2021-08",
        f"{told(row)} That was after the incident of {day(shots['date'])}, but before Sea "
        f"Breeze, which began on {day(breeze['date'])}.",
        date=row["date"],
    )


@tests("S3-041")
def article_of_july_2021(evidence: Evidence) -> Verdict:
    """Date of the article and what a report of it has on dialogue."""
    row = evidence.event("2021-07-12-putin-article-on-the-historical")
    war = evidence.event(INVASION)
    return verdict(
        fits(row, "2021", words="open to dialogue"),
        f"{told(row)} The invasion followed on {day(war['date'])}.", date=row["date"],
    )


@tests("S3-042")
def phone_in_of_2021(evidence: Evidence) -> Verdict:
    """Date of the phone-in and what reports of it have on Ukraine."""
    row = evidence.event("2021-06-30-putin-says-at-his-yearly")
    later = evidence.event("2022-03-07-russia-puts-ukraine-on-its")
    return verdict(
        fits(row, "2021", words="not on the list"),
        f"{told(row)} The essay leaves out what he said of the leaders; Ukraine was put on the "
        f"list on {day(later['date'])}.",
        date=row["date"], on_the_list=later["date"],
    )


@tests("S3-043")
def law_on_indigenous_peoples(evidence: Evidence) -> Verdict:
    """Whom the law names, and whether it was still to come.

    Read once at the phone-in of 2021, of which the essay speaks, and once when the essay was
    written, which is not before the article of July 2021 that it cites.
    """
    law = evidence.event("2021-07-01-parliament-of-ukraine-adopts-the")
    phone = evidence.event("2021-06-30-putin-says-at-his-yearly")
    article = evidence.event("2021-07-12-putin-article-on-the-historical")
    without = "Russian" not in law["title"]
    return by_readings(
        Reading("At the phone-in", in_part(without, law["date"] > phone["date"]),
                f"On {day(phone['date'])} the bill was to come, and Russians are not among the "
                "peoples that it names."),
        Reading("When the essay was written", in_part(without, law["date"] > article["date"]),
                f"It had been law since {day(law['date'])}; the essay cites an article of "
                f"{day(article['date'])}."),
        phone_in=phone["date"], law=law["date"], article=article["date"],
    )


@tests("S3-044")
def violations_of_the_ceasefire(evidence: Evidence) -> Verdict:
    """Whether the ceasefire was broken more often in 2021 than in 2020, by deaths in Ukraine.

    The counts of deaths and of the OSCE do not say who broke it, and on the Minsk agreements there
    is no table: partly at most.
    """
    rows = evidence.rows("conflict_deaths", source=UPPSALA, country="UKR",
                         year=[2020, 2021]).set_index("year")
    before, after = rows.loc[2020], rows.loc[2021]
    osce = evidence.event("2021-07-21-the-osce-counts-118-ceasefire")
    return verdict(
        at_best_partly(evidence.judge(RISES, before["best"], after["best"])),
        f"The Uppsala programme counts {before['best']} deaths in 2020 ({before['low']} to "
        f"{before['high']}) and {after['best']} in 2021 ({after['low']} to {after['high']}). "
        f"{told(osce)} Neither count says which side broke the ceasefire.",
        deaths_2020=before["best"], deaths_2021=after["best"],
    )


@tests("S3-045")
def security_strategy_of_ukraine(evidence: Evidence) -> Verdict:
    """Year and contents of the strategy, as reports have them.

    That entry into the European Union and NATO serves only to contain Russia is the authors'
    reading of a motive, so that it is partly at most.
    """
    row = evidence.event("2020-09-14-zelenskyy-approves-the-national-security")
    held = all(word in row["title"] for word in ("return", "European Union", "NATO"))
    return verdict(
        at_best_partly(held and row["date"].startswith("2020")),
        f"{told(row)} That it is silent on duties in the Donbas is not tested; that the course "
        "serves only to contain Russia is the authors' reading.",
        date=row["date"],
    )


@tests("S3-046")
def bill_on_a_transition_period(evidence: Evidence) -> Verdict:
    """Whether the bill went to the Venice Commission in 2021; of the OSCE nothing is on record."""
    row = evidence.event("2021-07-12-reznikov-says-that-the-bill")
    end = evidence.event("2022-01-24-government-of-ukraine-withdraws-the")
    return verdict(
        fits(row, "2021", words="Venice Commission"),
        f"{told(row)} Of the OSCE no event is on record. The government withdrew the bill on "
        f"{day(end['date'])}.",
        sent=row["date"], withdrawn=end["date"],
    )


@tests("S3-048")
def entry_with_sputnik_v(evidence: Evidence) -> Verdict:
    """Date, rule and ground by Ukraine's border service."""
    row = evidence.event("2021-06-10-ukraine-says-that-a-certificate")
    return verdict(
        fits(row, "2021", words="WHO"),
        f"{told(row)} With a negative test such travellers could enter.", date=row["date"],
    )


@tests("S3-049")
def a_new_phase_with_moldova(evidence: Evidence) -> Verdict:
    """Year of the election, and whether Moldova's agreement with Russia in the General Assembly
    changed from 2020 to 2021 by more than that of the middle one of the other ten partners.

    A new phase is a judgement: partly at most.
    """
    row = evidence.event("2020-11-15-sandu-is-elected-president-of")
    agreed = evidence.measure(agreement_with, "RUS")["agreement"][ELEVEN]
    change = agreed.loc[2021] - agreed.loc[2020]
    others = change.drop("MDA").median()
    return verdict(
        at_best_partly(row["date"].startswith("2020") and abs(change["MDA"]) > abs(others)),
        f"Sandu was elected on {day(row['date'])}. Moldova agreed with Russia on "
        f"{agreed.loc[2020, 'MDA']:.0f} per cent of votes in 2020 and on "
        f"{agreed.loc[2021, 'MDA']:.0f} in 2021, a change of {abs(change['MDA']):.0f} points; the "
        f"middle one of the other ten partners changed by {abs(others):.0f}. Whether that makes a "
        "new phase is a judgement.",
        election=row["date"], moldova=change["MDA"], others=others,
    )


@tests("S3-050")
def what_russia_is_to_moldova(evidence: Evidence) -> Verdict:
    """Three readings: Russia's rank among the markets of Moldova (2019), its share in remittances
    (2018, modelled), and Moldova's need to import energy (2020).

    Whose energy it is no table tells, so that the third is partly at most.
    """
    share = evidence.measure(russia_in_trade)["share", trade.EXPORT, "MDA"]
    rank = evidence.value("trade_factbook_shares", "rank", reporter="MDA", partner="RUS", year=2019,
                          flow="export")
    sent = evidence.value("remittances_matrix_2018", origin="RUS", destination="MDA")
    total = evidence.value("wdi", country="MDA", year=2018, indicator=REMITTANCES) / 1e6
    energy = evidence.value("wdi", country="MDA", year=2020, indicator="EG.IMP.CONS.ZS")
    home = 100 * sent / total
    return by_readings(
        Reading("Sales market", evidence.judge(MAJOR, rank),
                f"Russia was number {rank} among the buyers in 2019, but its share fell from "
                f"{share[2013]:.0f} per cent of exports in 2013 to {share[2020]:.0f} in 2020."),
        Reading("Labour market", evidence.judge(MAJOR, home, is_rank=False),
                f"Of the remittances of 2018 an estimated {home:.0f} per cent came from Russia."),
        Reading("Energy", at_best_partly(energy > 0),
                f"Moldova imported {energy:.0f} per cent of its energy in 2020; how much from "
                "Russia no table tells."),
        rank=rank, exports_2020=share[2020], remittances=home, energy_imports=energy,
    )


@tests("S3-051")
def sandu_on_transnistria(evidence: Evidence) -> Verdict:
    """Date and words of her demand; whether the troops left is told beside it."""
    row = evidence.event("2020-11-30-sandu-asks-that-russian-troops")
    troops = evidence.rows("troops_factbook", country="MDA").sort_values("revised").iloc[-1]
    return verdict(
        row["date"] < "2021-07" and "OSCE" in row["title"],
        f"{told(row)} The troops stayed: the Factbook of {troops['label']} still has about "
        f"{troops['high']:,}.",
        date=row["date"], troops=troops["high"],
    )


@tests("S3-052")
def talks_on_transnistria_in_autumn_2021(evidence: Evidence) -> Verdict:
    """Whether the round that was planned took place."""
    row = evidence.event("2021-10-27-the-round-of-5-2")
    put_off = "put off" in row["title"]
    return verdict(
        not put_off,
        "A round had indeed been set for the autumn, but it did not take place. " * put_off
        + told(row),
        date=row["date"],
    )


@tests("S3-053")
def the_duma_on_transnistria(evidence: Evidence) -> Verdict:
    """Month of the statement and whom it condemns."""
    row = evidence.event("2021-06-16-the-state-duma-condemns-plans")
    return verdict(
        fits(row, "2021-06", words="Moldova and Ukraine"),
        told(row), date=row["date"],
    )


@tests("S3-054")
def number_plates_of_transnistria(evidence: Evidence) -> Verdict:
    """Day on which the ban took effect. How many owners it hit is in no table: partly at most."""
    row = evidence.event("2021-09-01-ukraine-bars-vehicles-with-number")
    return verdict(
        at_best_partly(row["date"] == "2021-09-01"),
        f"{told(row)} The number of owners is in no table.", date=row["date"],
    )


@tests("S3-055")
def joint_control_at_kuchurgan(evidence: Evidence) -> Verdict:
    """Whether the plan is on record, and since when control there has been joint.

    The day rests on the statement of the Duma that the essay follows, and whether the plan was
    carried out no row tells: partly at most.
    """
    row = evidence.event("2021-06-16-the-state-duma-condemns-plans")
    post = evidence.event("2017-05-31-moldova-and-ukraine-open-a")
    return verdict(
        at_best_partly("Kuchurgan from 11 July" in row["title"]),
        f"The day stands in the statement of the Duma of {day(row['date'])}, and nowhere else "
        f"that we read; a joint post at Kuchurgan had existed since {day(post['date'])}.",
        statement=row["date"], joint_post=post["date"],
    )


@tests("S3-056")
def limits_on_transnistria_in_the_pandemic(evidence: Evidence) -> Verdict:
    """Season and year of the limits that are on record; the pretext is a motive."""
    row = evidence.event("2020-03-16-ukraine-closes-its-crossing-points")
    return verdict(
        in_part(row["date"][5:7] in ("03", "04", "05"), row["date"].startswith("2021")),
        f"{told(row)} So such limits are on record, but of the spring of "
        f"{row['date'][:4]}; that the pandemic was a pretext is Tiraspol's view, which Moldova's "
        "side disputes.",
        date=row["date"],
    )


@tests("S3-057")
def first_visit_of_sandu(evidence: Evidence) -> Verdict:
    """Year and place of her first official visit; that she named allies is read from the report
    of it.
    """
    row = evidence.event("2021-01-12-sandu-makes-her-first-official")
    return verdict(
        fits(row, "2021", words="Kyiv"),
        f"{told(row)} By that report she had named Romania and Ukraine for her first meetings "
        "and work with the European Union as a focus.",
        date=row["date"],
    )


@tests("S3-058")
def what_sandu_wants_of_russia(evidence: Evidence) -> Verdict:
    """Whether exports and migrants are on the agenda that she named."""
    row = evidence.event("2020-12-30-sandu-names-exports-to-russia")
    share = evidence.measure(russia_in_trade)["share", trade.EXPORT, "MDA"]
    return verdict(
        all(word in row["title"] for word in ("exports", "migrants", "Transnistria")),
        f"{told(row)} There was something to restore: Russia took {share[2013]:.0f} per cent of "
        f"Moldova's exports in 2013 and {share[2020]:.0f} in 2020.",
        date=row["date"], exports_2013=share[2013], exports_2020=share[2020],
    )


@tests("S3-059")
def sandu_on_the_eurasian_economic_union(evidence: Evidence) -> Verdict:
    """What a report of her press conference has: doubts, and whether trade in the CIS is enough."""
    row = evidence.event("2020-11-30-sandu-questions-how-moldova-became")
    rows = evidence.rows("memberships", organisation="EAEU", country="MDA")
    return verdict(
        in_part("questions" in row["title"], "CIS" in row["title"]),
        f"{told(row)} That the free trade deal of the CIS is enough is not in that report. "
        f"Moldova's standing was that of {rows['status'].iloc[0]}.",
        date=row["date"], standing=rows["status"].iloc[0],
    )


@tests("S3-060")
def language_law_of_moldova(evidence: Evidence) -> Verdict:
    """Month of the vote; what became of the law is told beside it."""
    row = evidence.event("2020-12-16-parliament-of-moldova-makes-russian")
    end = evidence.event("2021-01-21-constitutional-court-of-moldova-annuls")
    return verdict(
        row["date"].startswith("2020-12"),
        f"{told(row)} The essay does not say that the Constitutional Court annulled the law on "
        f"the language on {day(end['date'])}, before it was written.",
        vote=row["date"], annulled=end["date"],
    )


@tests("S3-061")
def third_delivery_of_sputnik_v(evidence: Evidence) -> Verdict:
    """Month of the delivery, and whether it was the third."""
    row = evidence.event("2021-06-19-third-delivery-of-sputnik-v")
    return verdict(row["date"].startswith("2021-06") and row["title"].startswith("Third"),
                   told(row), date=row["date"])


@tests("S3-062")
def azerbaijan_between_integration_and_turkiye(evidence: Evidence) -> Verdict:
    """Standing of Azerbaijan in 2021 in the bodies of integration, and its treaty with Türkiye.

    Bodies of integration are the EAEU, the CSTO and the free trade area of the CIS; the CIS
    itself, of which it is a member, binds little. That it has no interest is not tested.
    """
    bodies = ("EAEU", "CSTO", "CISFTA")
    inside = [body for body in bodies if "AZE" in evidence.standings(body, 2021)]
    row = evidence.event("2021-06-15-declaration-of-shusha-on-allied")
    return verdict(
        in_part(not inside, row["date"] < "2021-07"),
        f"In 2021 Azerbaijan belonged to {len(inside) or 'none'} of three bodies (EAEU, CSTO, free "
        f"trade area of the CIS), though to the CIS. {told(row)}",
        bodies=len(inside), declaration=row["date"],
    )


@tests("S3-063")
def trade_of_azerbaijan_with_russia(evidence: Evidence) -> Verdict:
    """Whether Russia is a major partner of Azerbaijan in trade, 2020.

    Arms are in no table, and strategic and pragmatic are judgements: partly at most.
    """
    share = evidence.measure(russia_in_trade)["share"].loc[2020].unstack("flow").loc["AZE"]
    major = evidence.judge(MAJOR, share["turnover"], is_rank=False)
    return verdict(
        at_best_partly(major),
        f"Russia had {share['turnover']:.0f} per cent of Azerbaijan's trade in 2020: "
        f"{share['import']:.0f} of imports, {share['export']:.0f} of exports. Arms are in no "
        "table.",
        turnover=share["turnover"], imports=share["import"], exports=share["export"],
    )


@tests("S3-064")
def azerbaijan_and_the_eurasian_economic_union(evidence: Evidence) -> Verdict:
    """Standing of Azerbaijan in the EAEU in the last year of the table."""
    last = evidence.measure(standing)["year"].max()
    joined = "AZE" in evidence.standings("EAEU", last)
    members = evidence.members("EAEU", last)
    return verdict(
        joined,
        f"By {last} Azerbaijan {'had' if joined else 'had no'} standing in the Union, whose "
        f"members were {names(members)}.",
        last_year=last, members=names(members),
    )
