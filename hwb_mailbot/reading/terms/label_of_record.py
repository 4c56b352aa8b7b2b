"""What the label of a leaving date says of the school's record: that it has the date, is still to have it, or is asked.

Nothing here fails.
"""

from __future__ import annotations

import re

from hwb_mailbot.reading.terms.on_record import label_of_no_record
from hwb_mailbot.reading.words import pattern

BRACKETS = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]")
_RECORDS = r"(?:mis|sims|sgr|arbor|bromcom|isams|teacher cent\w+)"
_MARKS = re.compile(
    r"^\W*(?:required|mandatory|gofynnol|angenrheidiol)\s?[:*-]"
    r"|[*(\[]\s?(?:required|mandatory|gofynnol|angenrheidiol)\W*$"
    rf"|(?<!\w){_RECORDS},?\s(?:and )?not (?:on |in )?(?:the |our )?(?:{_RECORDS}|hr|payroll)"
    r"(?: systems?| records?)?(?!\w)"
)
"""A form's marks, and the record that is not meant beside the one that is: neither puts anything off."""
_PUTS_OFF = re.compile(
    r"(?<!\w)(?:to be (?:entered|put|added|recorded|done|confirmed|updated|input\w*|logged|keyed)"
    r"|to (?:enter|put|add|record|go|do|follow|update)"
    r"|(?:add|enter|type|key)(?: (?:it|this|that))? (?:in|on)?(?:to|in|on)"
    rf"|(?:leaving|date|gadael|adael) to (?:the |our )?{_RECORDS}"
    r"|(?:still|yet) to|not|need(?:s|ed)?|required"
    r"|await\w*|waiting|pending|will (?:be|go)|for (?:the |our )?(?:mis|sims|arbor|bromcom)"
    r"|(?:hr|payroll|finance|county|council) (?:systems?|records?|mis)|heb|ddim"
    r"|i'w (?:roi|nodi|gofnodi|ychwanegu)|angen|aros"
    r"|ar gyfer (?:y |ein )?(?:mis|sims)|(?:system|cofnod) (?:ad|hr|g?cyflog\w*|adnoddau dynol))(?!\w)"
)

_STILL_TO_DO = re.compile(
    r"[(\[]\W*(?:still |yet |as )?(?:needed|required|to (?:go|do|follow|come|be \w+ed)|pending|await\w*|t\.?b\.?c\.?"
    r"|not yet|angen|i'w (?:roi|nodi|gofnodi|gadarnhau)|i ddod|i ddilyn|gofynnol)\W*[)\]]"
)
"""In brackets within a label: ``DOL (needed) on SIMS``."""


def puts_off(folded: str) -> bool:
    """Whether the words of a label say that the school's record has no leaving date yet, or name another record."""
    plain = _MARKS.sub(" ", folded)
    return bool(_PUTS_OFF.search(plain) or _STILL_TO_DO.search(plain)) or label_of_no_record(plain)


def on_record_in_brackets(folded: str, *, asked: bool = False) -> bool:
    """Whether a bracket within the label says that the date is on the record: ``Leaving date (entered on SIMS)``.

    With ``asked``, whether it asks so: ``Leaving date (entered on SIMS?)``, which a date alone leaves open.
    """
    return any(
        bool(pattern("labels", "mis").search(found.group()))
        and bool(pattern("leaving", "on_record").search(found.group()))
        and not pattern("leaving", "not_on_record", "maybe_on_record", "ahead").search(found.group())
        and ("?" in found.group()) is asked
        for found in BRACKETS.finditer(folded)
    )
