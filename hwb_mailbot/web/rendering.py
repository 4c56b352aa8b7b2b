"""Templates to pages: Jinja2 with everything escaped, phrases in the visit's language, times of the configured zone.

A value is always data: nothing that a stranger wrote becomes markup. Control and bidirectional characters of values
are shown as a blank box, so that no text can stand where it does not (CWE-150, UTS 36). Nothing here fails but for a
template of ours that is broken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import jinja2
from babel.dates import format_date, format_datetime, format_time, format_timedelta

from hwb_mailbot import wording
from hwb_mailbot.domain.mails import Language
from hwb_mailbot.domain.names import fold
from hwb_mailbot.letters.rendering import templates_folder
from hwb_mailbot.web.people import Role
from hwb_mailbot.wording import UnknownCode

if TYPE_CHECKING:
    from hwb_mailbot.web.visit import Visit

_MENU = (
    ("/", "menu-queue", Role.VIEWER),
    ("/mails", "menu-mails", Role.VIEWER),
    ("/overview", "menu-overview", Role.VIEWER),
    ("/schools", "menu-schools", Role.VIEWER),
    ("/addresses", "menu-addresses", Role.VIEWER),
    ("/audit", "menu-audit", Role.SUPERVISOR),
)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_LAYOUT = frozenset("\n\t")
_LOCALES = {Language.WELSH: "cy", Language.ENGLISH: "en_GB"}


class Pages:
    """The pages' templates."""

    def __init__(self, zone: ZoneInfo) -> None:
        """``zone`` is the time zone in which people read times."""
        self._zone = zone
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(templates_folder().parent / "page"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            finalize=_finalize,
        )

    def words(self, name: str, language: Language, **values: object) -> str:
        """A phrase of the pages."""
        if not values:
            return _plain(name, language)
        return wording.phrase(name, language, **{key: str(value) for key, value in values.items()})

    def render(self, template: str, visit: Visit, values: Mapping[str, Any]) -> str:
        """The page for this visit."""
        language = visit.language
        path = visit.request.url.path
        query = visit.request.url.query
        common = {
            "language": language,
            "other_language": Language.ENGLISH if language is Language.WELSH else Language.WELSH,
            "t": lambda name, **more: self.words(name, language, **more),
            "label": lambda group, name: label(group, name, language),
            "authorities": lambda names: sorted(names, key=lambda name: fold(label("authority", name, language))),
            "reason": lambda code: reason(code, language),
            "event": lambda code: event(code, language),
            "detail": lambda code: detail(code, language),
            "actor": lambda who: actor(who, language),
            "time": lambda moment: self.time(moment, language),
            "day": lambda moment: self.day(moment, language),
            "hour": lambda moment: self.hour(moment, language),
            "ago": lambda days: self.ago(days, language),
            "csrf": visit.csrf if visit.token else "",
            "menu": _menu(visit),
            "messages_waiting": visit.desk.mails.total if visit.person is not None else 0,
            "person": visit.person,
            "path": path,
            "here": f"{path}?{query}" if query else path,
        }
        return self._environment.get_template(template).render(common | dict(values))

    def time(self, moment: datetime | str | None, language: Language) -> str:
        """Day and time of day in the configured zone: ``14 Medi 2026, 09:30``."""
        if not moment:
            return ""
        known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return _time(known.astimezone(self._zone).replace(second=0, microsecond=0), language)

    def hour(self, moment: datetime | str, language: Language) -> str:
        """The time of day in the configured zone."""
        known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return format_time(known.astimezone(self._zone), "HH:mm", locale=_LOCALES[language])

    def ago(self, days: int, language: Language) -> str:
        """How many whole days ago: ``today``, ``yesterday``, ``2 ddiwrnod yn ôl``."""
        if days < 2:
            return self.words("yesterday" if days == 1 else "today", language)
        return _days_ago(days, language)

    def day(self, moment: datetime | date | str | None, language: Language) -> str:
        """The day in the configured zone: ``14 Medi 2026``."""
        if not moment:
            return ""
        known: datetime | date
        if isinstance(moment, str):
            known = datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
        else:
            known = moment
        if isinstance(known, datetime):
            known = known.astimezone(self._zone).date()
        return _day(known, language)


def _menu(visit: Visit) -> list[tuple[str, str]]:
    person = visit.person
    if person is None:
        return []
    return [(path, name) for path, name, least in _MENU if person.role.reaches(least)]


# A page says the same words and days many times over; putting them together takes longer than all else.


@lru_cache(maxsize=2_000)
def _plain(name: str, language: Language) -> str:
    return wording.phrase(name, language)


@lru_cache(maxsize=5_000)
def _time(moment: datetime, language: Language) -> str:
    return format_datetime(moment, "d MMMM y, HH:mm", locale=_LOCALES[language])


@lru_cache(maxsize=5_000)
def _day(day: date, language: Language) -> str:
    return format_date(day, "d MMMM y", locale=_LOCALES[language])


@lru_cache(maxsize=1_000)
def _days_ago(days: int, language: Language) -> str:
    past, no_other_unit = timedelta(days=-days), float("inf")
    return format_timedelta(past, "day", no_other_unit, add_direction=True, locale=_LOCALES[language])


@lru_cache(maxsize=5_000)
def label(group: str, name: str, language: Language) -> str:
    """What a state, a field, a role … is called; the code itself where the catalogue does not know it."""
    with suppress(UnknownCode):
        return wording.label(group, name, language)
    return name


@lru_cache(maxsize=5_000)
def reason(code: str, language: Language, **values: str) -> str:
    """A reason code as a sentence; the code itself where the catalogue does not know it."""
    with suppress(UnknownCode):
        return wording.text(code, language, **values)
    return code


@lru_cache(maxsize=1_000)
def event(code: str, language: Language) -> str:
    """What an entry of a case's history is called; the code itself where the catalogue does not know it."""
    for group in ("done", "event", "state"):
        with suppress(UnknownCode):
            return wording.label(group, code, language)
    return code


@lru_cache(maxsize=1_000)
def detail(code: str, language: Language) -> str:
    """A detail of an entry of the history, whatever kind of code it is; anything else as it is."""
    with suppress(UnknownCode):
        return wording.text(code, language)
    for group in ("answer", "field", "detail", "state", "mail", "party"):
        with suppress(UnknownCode):
            return wording.label(group, code, language)
    return code


def actor(who: str, language: Language) -> str:
    """Who did something, as the history keeps it: a colleague's name, or what somebody is to the case."""
    role, _, name = who.partition(": ")
    return name if role == "support" and name else label("actor", who, language)


def harmless(text: str) -> str:
    """The text with every character that shows nothing, or turns the direction of others, as a visible box."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("\u2423" if unicodedata.category(one) in _UNSEEN and one not in _LAYOUT else one for one in text)


_SECRET_TAG = re.compile(r"\+[0-9a-hjkmnp-tv-z]{28}(?=@)", re.IGNORECASE | re.ASCII)


def without_tokens(text: str) -> str:
    """The text with no token by which a letter's receiver answers: whoever may look may not answer for them."""
    return _SECRET_TAG.sub("+…", text) if "+" in text else text


def _finalize(value: Any) -> Any:
    if type(value) is not str:
        return "" if value is None else value
    value = without_tokens(value)
    return value if value.isascii() and value.isprintable() else harmless(value)
