"""How long a case waits for people: when they are reminded, when support hears of it, when it closes.

Two clocks run. The case's own one starts whenever the case waits for something else, and gives its closing date. Each
letter that asks somebody for something has another, and gives their reminders, so everybody is reminded at their own
pace. Both stand still while the case is with support or ready to merge, so only school days spent waiting count. What
is due is found from the case and the calendar alone; ``TimeCame`` merely says that somebody should look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

from hwb_mailbot.domain.absences import Absence
from hwb_mailbot.domain.accounts import Account
from hwb_mailbot.domain.cases import Awaited, Case, CaseState, Journey, Patience, Spell
from hwb_mailbot.domain.deciding.casefile import CaseFile

REMIND_AT = time(9)
CLOSE_AT = time(21)
"""What o'clock, where the schools are, people are reminded and a case closes: late, for its day is still theirs."""

REMINDED_ONCE = ("headteacher-sender-check@", "mover-sender-check@")
"""Whether it was really they who wrote is asked and reminded of once: somebody else may be writing in their name."""

ASKED = "asked-by-support"
"""Why a case rests while support's own question is out."""
ANSWERED, UNANSWERED = "support-answered", "support-unanswered"
"""Why a person looks at it again: the answer is here, or does not come."""

REMINDED_TOGETHER = (
    "headteacher-approval-asked@",
    "headteacher-authorisation-incomplete@",
    "headteacher-authorisation-received@",
)
"""Letters to headteachers whose reminders for several cases become one. Call-backs stay letters of their own."""

_DAY = timedelta(days=1)
_FARTHEST = timedelta(days=400)
_LEFT_AFTER_A_PAUSE = 3
_ROLLOVER = (10, 31)
_FOR_PEOPLE = frozenset(
    {CaseState.WAITING_AUTHORISATION, CaseState.WAITING_CONSOLIDATION, CaseState.WAITING_SENDER_CHECK}
)


def begin(file: CaseFile, comes_on: date | None = None) -> None:
    """Start the case's clock if it now waits for something else than before, else let it go on.

    Call it as soon as the case is in its state, before anybody is told anything: letters name the closing date.
    ``comes_on`` is a leaving date that the case waits for: it does not close before, unless that is years ahead, as in
    records whose leaving date stands for none.
    """
    file.awaiting = []
    if not _runs(file):
        return
    case = file.case
    halves = (case.authorisation, case.consolidation)
    subject = " ".join([case.state, *(f"v{half.version}" if half is not None else "-" for half in halves)])
    if case.state is CaseState.WAITING_DIRECTORY:
        subject = " ".join([subject, *sorted(case.reasons)])
    patience = case.patience
    if patience is None or patience.subject != subject:
        patience = Patience(subject, Spell(file.now))
    elif patience.spell.since is None:
        most = _whole(file.policy.expire) - _LEFT_AFTER_A_PAUSE
        patience = replace(patience, spell=Spell(file.now, max(0, min(patience.spell.days, most))))
    file.change(patience=patience)
    closes_at = _closing(file, patience.spell)
    ahead = comes_on is not None and comes_on - file.policy.today(file.now) <= _FARTHEST
    if comes_on is not None and ahead and closes_at is not None:
        closes_at = max(closes_at, _at(file, file.policy.school_days.after(comes_on, 1), CLOSE_AT))
    file.change(closes_at=closes_at)
    asked = (one if one.answered_at else replace(one, expires_at=file.tokens_end()) for one in case.asked)
    file.change(asked=tuple(asked))


def school_morning(file: CaseFile, days: int) -> datetime:
    """The morning of so many school days from now."""
    return _at(file, file.policy.school_days.after(file.policy.today(file.now), days), REMIND_AT)


def run_awaited(file: CaseFile, former: Account | None) -> datetime | None:
    """When it is time to ask why no run has released ``former`` since its leaving date came; None once it is."""
    leaving = former.leaving_date if former is not None else None
    if leaving is None or leaving > file.policy.today(file.now):
        return None
    moment = _at(file, file.policy.school_days.after(leaving, file.policy.run_awaited), REMIND_AT)
    return moment if moment > file.now else None


def closing_day(file: CaseFile) -> str:
    """The day on which the case closes (ISO) if nobody does anything, as letters name it; empty while no clock runs."""
    return file.policy.today(file.case.closes_at).isoformat() if file.case.closes_at is not None else ""


def over(file: CaseFile) -> bool:
    """Whether the case closes now."""
    return _in_time(file) and file.case.closes_at is not None and file.case.closes_at <= file.now


def await_answer(file: CaseFile, letter: str, address: str) -> int:
    """Count on the answer to a letter (its key); gives which of its reminders is to be sent now, 0 for none.

    Reminders that were missed, or lay in an absence, become one.
    """
    file.awaiting.append(letter)
    found = next((one for one in file.case.awaited if one.letter == letter), None)
    if found is None:
        file.change(awaited=(*file.case.awaited, Awaited(letter, address, Spell(file.now))))
        return 0
    if found.spell.since is None:
        found = replace(found, spell=Spell(file.now, found.spell.days))
    due = sum(moment <= file.now for moment in _reminders(file, found)) if _in_time(file) else 0
    if file.reminds == address.lower() and may_be_named(file, found):
        due = max(due, found.reminders + 1)  # the letter that is written anyway counts, though a little early
    if due <= found.reminders or _had_enough(file, found):
        due = 0
    else:
        found = replace(found, reminders=due, reminded_at=file.now)
    file.change(awaited=tuple(found if one.letter == letter else one for one in file.case.awaited))
    return due


def is_last(file: CaseFile, letter: str, reminder: int) -> bool:
    """Whether no reminder of that letter comes after this one."""
    return reminder >= len(_plan(file, letter))


def awaits(address: str) -> str:
    """The key of the open cases that wait for an answer of the headteacher at ``address``."""
    return f"awaits:{address.lower()}"


def may_be_named(file: CaseFile, awaited: Awaited) -> bool:
    """Whether a reminder of another case may name this wait as well: asked before today, and not reminded of today."""
    today = file.policy.today
    latest = awaited.reminded_at or awaited.spell.since
    asked_before = latest is not None and today(latest) < today(file.now)
    return asked_before and awaited.letter.startswith(REMINDED_TOGETHER)


def must_escalate(file: CaseFile) -> bool:
    """Whether support has to hear now that nobody answers; True once."""
    patience = file.case.patience
    if patience is None or not _runs(file) or not _in_time(file):
        return False
    moment = _escalation(file, patience)
    if moment is None or moment > file.now:
        return False
    file.change(patience=replace(patience, escalated=True))
    return True


def keep(file: CaseFile) -> None:
    """Forget whom the case no longer waits for, and note when the clock has to look at it next."""
    if not _runs(file):
        stand(file)
        return
    awaited = tuple(one for one in file.case.awaited if one.letter in file.awaiting)
    found_by = (awaits(one.address) for one in awaited if one.letter.startswith(REMINDED_TOGETHER))
    file.change(awaited=awaited, keys=tuple(dict.fromkeys((*file.case.keys, *found_by))))
    schedule(file)


def schedule(file: CaseFile) -> None:
    """Set the case's due time to the earliest of what is to come, or of what was due before."""
    if not _runs(file):
        return
    moments = [_not_before_school(file, moment) for moment in _to_come(file)]
    if file.case.due_at is not None:
        moments.append(file.case.due_at)
    file.change(due_at=min(moments, default=None))


def stand(file: CaseFile) -> None:
    """Stop the clocks: the case is with support, about to merge, or ended. What was waited so far is kept."""
    case = file.case
    file.change(closes_at=None)
    file.change(
        patience=case.patience and replace(case.patience, spell=_stopped(file, case.patience.spell)),
        awaited=tuple(replace(one, spell=_stopped(file, one.spell)) for one in case.awaited),
        asked=tuple(
            one if one.answered_at else replace(one, expires_at=max(one.expires_at, file.tokens_end()))
            for one in case.asked
        ),
    )


def rest(file: CaseFile) -> None:
    """Stop the clocks of a case that is held; only the answer to support's own question is waited for."""
    stand(file)
    asked = [one.expires_at for one in file.case.asked_by_support if one.answered_at is None]
    file.change(due_at=max(asked) if asked and awaits_support_answer(file.case) else None)


def awaits_support_answer(case: Case) -> bool:
    """Whether the case rests until somebody answers what support has asked them."""
    return case.state is CaseState.HELD and case.reasons == (ASKED,)


def answer_until(file: CaseFile) -> datetime:
    """Until when an answer to support's own question is waited for, if it is put now."""
    day = file.policy.school_days.after(file.policy.today(file.now), file.policy.answer_awaited)
    return _at(file, day, REMIND_AT)


def be_away(file: CaseFile, absences: Iterable[Absence]) -> None:
    """Nobody who is away is reminded before the school day on or after they are back."""
    file.absences = {one.address: one for one in absences}
    awaited = {one.address.lower() for one in file.case.awaited}
    if not awaited & set(file.absences) or not _runs(file):  # a pause before a merge is no wait: silence merges (R9)
        return
    file.change(due_at=None)
    schedule(file)


def _runs(file: CaseFile) -> bool:
    """Whether the case waits for people, or for the directory; the pause before a merge is no such wait (R9)."""
    state = file.case.state
    if state is CaseState.WAITING_PROCEED:
        return file.case.journey is Journey.TRANSFER
    return state in _FOR_PEOPLE or state is CaseState.WAITING_DIRECTORY


def _in_time(file: CaseFile) -> bool:
    return file.timed and file.policy.school_days.is_one(file.policy.today(file.now))


def _to_come(file: CaseFile) -> Iterator[datetime]:
    closing, patience = file.case.closes_at, file.case.patience
    if closing is None or patience is None:
        return
    yield closing
    escalation = _escalation(file, patience)
    if escalation is not None:
        yield escalation
    for one in file.case.awaited:
        yield from (moment for moment in _reminders(file, one)[one.reminders :] if moment < closing)


def _not_before_school(file: CaseFile, moment: datetime) -> datetime:
    """What was due already and could not be done today is done on the next school day."""
    calendar, today = file.policy.school_days, file.policy.today(file.now)
    if moment > file.now or (calendar.is_one(today) and not file.timed):
        return moment
    return _at(file, calendar.after(today, 1), REMIND_AT)


def _closing(file: CaseFile, spell: Spell) -> datetime | None:
    """After the configured school days; for the directory not before the last day of October comes.

    So what a headteacher sends in July is still good when the new school's records arrive in September.
    """
    moment = _moment(file, spell, file.policy.expire, CLOSE_AT)
    if moment is None or spell.since is None or file.case.state is not CaseState.WAITING_DIRECTORY:
        return moment
    began = file.policy.today(spell.since)
    october = date(began.year + ((began.month, began.day) > _ROLLOVER), *_ROLLOVER)
    return max(moment, _at(file, file.policy.school_days.first(october), CLOSE_AT))


def _escalation(file: CaseFile, patience: Patience) -> datetime | None:
    """Half-way between the last reminder and the end; after the first one where nobody could be written to."""
    if patience.escalated or file.case.reasons == ("leaving-date-future",):
        return None
    reminders = file.policy.reminders
    if file.case.state is not CaseState.WAITING_DIRECTORY and not file.case.awaited and reminders:
        span = reminders[0]
    else:
        span = ((reminders[-1] if reminders else timedelta()) + file.policy.expire) / 2
    moment, closing = _moment(file, patience.spell, span, REMIND_AT), file.case.closes_at
    return moment if moment is not None and closing is not None and moment < closing else None


def _plan(file: CaseFile, letter: str) -> tuple[timedelta, ...]:
    return file.policy.reminders[:1] if letter.startswith(REMINDED_ONCE) else file.policy.reminders


def _reminders(file: CaseFile, awaited: Awaited) -> list[datetime]:
    """When each reminder of a letter is due, in order, an absence passed over."""
    calendar = file.policy.school_days
    address = awaited.address.lower()
    away = file.absences.get(address) or file.facts.away(address)
    moments = []
    for span in _plan(file, awaited.letter):
        moment = _moment(file, awaited.spell, span, REMIND_AT)
        if moment is not None:
            moments.append(max(moment, _at(file, calendar.first(away.back_on), REMIND_AT)) if away else moment)
    return moments


def _had_enough(file: CaseFile, awaited: Awaited) -> bool:
    """Whether that address had so many of these letters within a day that this one waits for another day (N4)."""
    template = awaited.letter.partition("@")[0]
    return file.facts.letters_lately(awaited.address, template) >= file.policy.letters_a_day


def _moment(file: CaseFile, spell: Spell, span: timedelta, at: time) -> datetime | None:
    """When ``span`` of waiting is over: so many school days after, at that hour; less than a day is plain time."""
    if spell.since is None:
        return None
    if span >= _DAY:
        day = file.policy.school_days.after(file.policy.today(spell.since), _whole(span) - spell.days)
        return _at(file, day, at)
    moment = spell.since + span
    day = file.policy.today(moment)
    return moment if file.policy.school_days.is_one(day) else _at(file, file.policy.school_days.first(day), REMIND_AT)


def _stopped(file: CaseFile, spell: Spell) -> Spell:
    if spell.since is None:
        return spell
    today = file.policy.today(file.now)
    return Spell(None, spell.days + file.policy.school_days.between(file.policy.today(spell.since), today))


def _at(file: CaseFile, day: date, at: time) -> datetime:
    return datetime.combine(day, at, file.policy.zone).astimezone(UTC)


def _whole(span: timedelta) -> int:
    return ceil(span / _DAY)
