"""Days of beginning and leaving: which may be one person's, and which may be one and the same day told twice (N1)."""

from __future__ import annotations

from datetime import date, timedelta

from hwb_mailbot.domain.accounts import Account

_LONGEST_OVERLAP = timedelta(days=183)
"""How long before the last day at the former school somebody may have begun at the new one."""


def may_have_moved(former: Account, new: Account) -> bool:
    """Whether the holder of ``new`` can have come from ``former``: whoever began there long before has not."""
    if former.leaving_date is None or new.start_date is None:
        return True
    return former.leaving_date - new.start_date <= _LONGEST_OVERLAP


_LONGEST_DIFFERENCE = timedelta(days=62)
"""How far a stated leaving date may lie from the record's: the end of a term, of the holidays, of a notice."""


_LONGEST_TO_COME = timedelta(days=14)
"""How far a stated day that is still to come may lie behind the record's, which is past: a month's end."""


def may_be_the_day(stated: date, recorded: date, today: date) -> bool:
    """Whether ``stated`` may be the leaving date ``recorded``: near it, and nearer still where one is yet to come."""
    if stated > today >= recorded:
        return stated - recorded <= _LONGEST_TO_COME
    return abs(stated - recorded) <= _LONGEST_DIFFERENCE
