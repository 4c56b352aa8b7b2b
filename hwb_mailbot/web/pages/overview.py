"""The overview: what came today, this week and this term, how it ended, and what waits; as charts, tables and CSV."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from babel.dates import format_date
from starlette.responses import Response

from hwb_mailbot.domain.cases import CaseState
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.web.charts import FOOT, HEADROOM, HEIGHT, PLOT, columns
from hwb_mailbot.web.doors import shows
from hwb_mailbot.web.exporting import csv_file
from hwb_mailbot.web.figures import ENDED, OUTCOMES, Period, Span
from hwb_mailbot.web.tallies import TOOK
from hwb_mailbot.web.visit import Visit

_DAYS_SHOWN = 14
_FOR_US = (CaseState.REVIEW, CaseState.HELD)
_LOCALES = {Language.WELSH: "cy", Language.ENGLISH: "en_GB"}


async def overview(visit: Visit) -> Response:
    """The figures, with charts of the chosen period."""
    figures, now = visit.desk.figures, visit.desk.now()
    spans = {period: figures.span(period, now) for period in Period}
    chosen = _period(visit.request.query_params)
    totals = {period: figures.totals(span) for period, span in spans.items()}
    waiting = figures.waiting()
    in_time = _in_time(visit, chosen, spans[chosen])
    return visit.show(
        "overview.html.j2",
        periods=list(Period),
        chosen=chosen,
        spans=spans,
        totals=totals,
        shown=totals[chosen],
        ended=ENDED,
        for_us=waiting.states.get(CaseState.REVIEW, 0),
        held=waiting.states.get(CaseState.HELD, 0),
        for_others={state: number for state, number in waiting.states.items() if state not in _FOR_US},
        reasons=waiting.reasons,
        bounds=_bounds(visit),
        in_time=columns(in_time),
        in_time_rows=in_time,
        chart={"height": HEIGHT, "base": HEADROOM + PLOT, "foot": HEIGHT - FOOT + 18},
        complete=visit.desk.search.complete,
    )


async def export(visit: Visit) -> Response:
    """The figures of the chosen period by day and local authority, as CSV."""
    chosen = _period(visit.request.query_params)
    rows = visit.desk.figures.rows(visit.desk.figures.span(chosen, visit.desk.now()))
    visit.note("figures-exported", why=urlencode({"period": str(chosen)}))
    cells = ([day, authority, *(outcomes[what] for what in OUTCOMES)] for day, authority, outcomes in rows)
    return csv_file(f"figures-{chosen}", ("day", "authority", *OUTCOMES), cells)


def _period(asked: Mapping[str, str]) -> Period:
    text = asked.get("period", "")
    return Period(text) if text in set(Period) else Period.WEEK


def _in_time(visit: Visit, chosen: Period, span: Span) -> list[tuple[str, int, int, int]]:
    """What the columns stand for: the weeks of the term, else the last two weeks day by day."""
    if chosen is not Period.TERM:
        span = Span(span.last - timedelta(days=_DAYS_SHOWN - 1), span.last)
    groups: dict[date, list[int]] = {}
    for day, outcomes in visit.desk.figures.by_day(span).items():
        start = day - timedelta(days=day.weekday()) if chosen is Period.TERM else day
        group = groups.setdefault(start, [0, 0, 0])
        for place, what in enumerate(("received", "merged-alone", "merged-by-person")):
            group[place] += outcomes[what]
    locale = _LOCALES[visit.language]
    return [
        (format_date(start, "d MMM", locale=locale), came, alone, by_person)
        for start, (came, alone, by_person) in groups.items()
    ]


def _bounds(visit: Visit) -> list[str]:
    """What the places in ``TOOK`` are called."""
    names = [visit.words("took-hour"), visit.words("took-day")]
    names += [visit.words("took-days", days=bound.days) for bound in TOOK[2:]]
    return [*names, visit.words("took-longer", days=TOOK[-1].days)]


DOORS = (shows("/overview", overview), shows("/figures.csv", export))
