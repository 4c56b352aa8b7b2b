"""How the values of a decision look in a transcript: plain lines, nothing left out, times as they are in London."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hwb_mailbot.domain.cases import Asked, Case, Half, HistoryEntry, Spell
from hwb_mailbot.domain.mails import Field

_LONDON = ZoneInfo("Europe/London")


def shown(value: Any) -> str:
    """One value in one line; ``none`` where there is nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", (), [], {}):
        return "none"
    if isinstance(value, datetime):
        zone = "" if not value.utcoffset() else f" (kept as {value.isoformat()})"
        return f"{value.astimezone(_LONDON):%a %Y-%m-%d %H:%M:%S}".removesuffix(":00") + zone
    if isinstance(value, date):
        return f"{value:%a %Y-%m-%d}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={shown(one)}" for name, one in value.items())
    if isinstance(value, (tuple, list, set, frozenset)):
        return " | ".join(shown(one) for one in (sorted(value) if isinstance(value, (set, frozenset)) else value))
    if isinstance(value, Spell):
        return f"{value.days} days" + (f" and since {shown(value.since)}" if value.since else ", stopped")
    if is_dataclass(value):
        pairs = ((one.name, getattr(value, one.name)) for one in fields(value))
        told = [f"{name}={shown(one)}" for name, one in pairs if one is not False and one not in (None, "", (), {})]
        return ", ".join(told) or "none"
    return str(value)


def stated(field: Field) -> str:
    """A field, with where and in which words it stood unless that was plainly so in the body."""
    plain = field.where == "body" and field.evidence == str(field.value)
    return shown(field.value) + ("" if plain else f' (from "{field.evidence}", {field.where})')


def changes(before: Case | None, after: Case, now: datetime, token_name: Callable[[str], str]) -> Iterator[str]:
    """What became of a case: every field that is another one now, of a new case also which are empty."""
    empty = []
    for one in fields(Case):
        if one.name == "updated_at" and after.updated_at == now:
            continue
        new = list(_lines(getattr(after, one.name), now, token_name))
        old = list(_lines(getattr(before, one.name), now, token_name)) if before is not None else []
        if before is None and not new:
            empty.append(one.name)
        elif before is not None and len(old) <= 1 and len(new) <= 1 and not isinstance(getattr(after, one.name), tuple):
            if old != new:
                yield f"{one.name}: {(old or ['none'])[0]} -> {(new or ['none'])[0]}"
        else:
            sign = ":" if before is None else " +"
            yield from (f"{one.name} - {line}" for line in old if line not in new)
            yield from (f"{one.name}{sign} {line}" for line in new if line not in old)
            if [line for line in new if line in old] != [line for line in old if line in new]:
                yield f"{one.name} in another order: {shown(new)}"
    if empty:
        yield f"empty: {', '.join(empty)}"


def _lines(value: Any, now: datetime, token_name: Callable[[str], str]) -> Iterator[str]:
    """A field of a case, one line for each thing in it; no line where it is empty."""
    if isinstance(value, Half):
        rest = {one.name: getattr(value, one.name) for one in fields(Half) if one.name not in ("fields", "at")}
        yield ", ".join(f"{name}={shown(one)}" for name, one in rest.items())
        yield f"at {shown(value.at)}"
        yield from (f"{name}: {stated(field)}" for name, field in value.fields.items())
    elif isinstance(value, tuple):
        for one in value:
            yield _line(one, now, token_name)
    elif shown(value) not in ("none", "no"):
        yield shown(value)


def _line(one: Any, now: datetime, token_name: Callable[[str], str]) -> str:
    if isinstance(one, HistoryEntry):
        details = f" ({', '.join(one.details)})" if one.details else ""
        mail = f" {one.mail_id} {one.message_id}".rstrip() if one.mail_id or one.message_id else ""
        when = f"{shown(one.at)} " if one.at != now else ""
        return f"{when}{one.actor}: {one.event}{details}{mail}" + (f' "{one.text}"' if one.text else "")
    if isinstance(one, Asked):
        answered = f", answered {shown(one.answered_at)}" if one.answered_at else ""
        asked, bound = f"{one.question} of {one.address} about v{one.version}", token_name(one.token_hash)
        token = "" if bound.startswith(asked) else f" under the token for {bound}"
        return f"{asked} until {shown(one.expires_at)}{answered}{token}"
    if isinstance(one, Mapping) and set(one) == _COMPARED:
        agrees = "has become" if one["has_become"] else "agrees with" if one["agrees"] else "differs from"
        return f"{one['field']} {shown(one['stated'])} {agrees} {shown(one['recorded'])}"
    if isinstance(one, Mapping) and "history" in one:
        return f"{one['reference']} as it stood {one['state']}"
    return shown(one)


_COMPARED = {"field", "stated", "recorded", "agrees", "has_become"}
