"""Where somebody else's words begin: attributions, header blocks and separators, in the words of many clients.

Each function looks at a few lines from one place on, so that a whole mail takes linear time. Pure; nothing fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from hwb_mailbot.reading.message.lines import MarkedLine
from hwb_mailbot.reading.vocabulary import vocabulary

_LABEL = re.compile(r"[\s*_#|>\[]{0,8}([^\W\d_][^:：\n\"<>@]{0,28}?)[\s*_]{0,4}[:：][\s*_]{0,4}(.*)", re.DOTALL)
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b")
_DASHES = " >-_=*—–~#"
_RULE = re.compile(r"[\s*]*[-_=—–]{4,}[\s*]*$")
_GROUPWISE = re.compile(r"\s*>>>\s.{3,200}\s>>>\s*$")
_OLD_GMAIL = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d \S.{2,120}$")
_NAMED_ADDRESS = re.compile(r"\S[^<>:]{0,100}<[^<>\s]{1,200}@[^<>\s]{1,200}>,?\s*$")
_ADDRESS_LAST = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>\s?:$")
_AMBIGUOUS = frozenset(("o", "i", "a", "da", "de", "an", "do", "at", "re", "per", "til", "van", "od", "à"))
_MOST_LETTERS = 420


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """Lower case with straight apostrophes and single blanks, as the vocabulary is written."""
    return " ".join(text.casefold().replace("’", "'").replace("‘", "'").replace("`", "'").split())


@dataclass(frozen=True, slots=True)
class Boundary:
    """Lines up to ``end`` (exclusive) introduce an original. ``certain``: it follows even without quote marks."""

    end: int
    forwarded: bool = False
    certain: bool = True
    attribution: bool = False


def boundary(lines: list[MarkedLine], start: int) -> Boundary | None:
    """The introduction of an original that begins on line ``start`` (not blank, not quoted), if there is one."""
    line = lines[start]
    text = line.text
    if len(text) > 1000:
        return None
    if _GROUPWISE.match(text):
        return Boundary(start + 1)
    found = separator(lines, start)
    if found is not None:
        return found
    end = header_block(lines, start)
    if end is not None:
        return Boundary(end)
    return _attribution(lines, start)


@cache
def _phrases(section: str, key: str) -> frozenset[str]:
    return frozenset(folded(phrase) for phrase in vocabulary("clients")[section][key])


@cache
def header_labels() -> dict[str, str]:
    """The labels of header blocks in all languages, each with its kind: from, sent, to, cc, subject."""
    kinds: dict[str, str] = {}
    for kind in ("cc", "to", "sent", "subject", "from"):
        kinds.update(dict.fromkeys(_phrases("labels", kind), kind))
    return kinds


@cache
def _long_separators(key: str) -> tuple[str, ...]:
    return tuple(phrase for phrase in _phrases("separators", key) if len(phrase) > 8)


def separator(lines: list[MarkedLine], start: int) -> Boundary | None:
    """A drawn or worded separator on line ``start`` ("-----Original Message-----", "Begin forwarded message:")."""
    text = folded(lines[start].text)
    if len(text) > 160:
        return None
    if any(map(text.__contains__, _phrases("separators", "reply_above"))):
        return Boundary(start + 1)
    inner = text.strip(_DASHES + ":")
    dashed = len(text.lstrip(_DASHES)) <= len(text) - 2
    for key, forwarded in (("forwarded", True), ("original", False)):
        known = _phrases("separators", key)
        opens = inner in known or (dashed and inner.startswith(_long_separators(key)))
        if opens and (dashed or _opens_block(lines, start, text, forwarded)):
            return Boundary(header_block(lines, start + 1, skip_blank=True) or start + 1, forwarded)
    return None


def _opens_block(lines: list[MarkedLine], start: int, text: str, forwarded: bool) -> bool:
    """Whether a separator without dashes is one: a header block or quoted text follows, or it ends in a colon."""
    following = next((index for index in range(start + 1, min(start + 4, len(lines))) if not lines[index].blank), None)
    if following is None:
        return False
    return (
        lines[following].depth > 0 or header_block(lines, following) is not None or (forwarded and text.endswith(":"))
    )


def header_block(lines: list[MarkedLine], start: int, *, skip_blank: bool = False) -> int | None:
    """The end of a block of ``From:``, ``Sent:``, ``To:``, ``Subject:`` lines beginning on ``start``, or ``None``."""
    kinds = header_labels()
    while skip_blank and start < len(lines) and lines[start].blank:
        start += 1
    if start >= len(lines):
        return None
    first = lines[start].text
    if not (":" in first or "：" in first or (skip_blank and _label_without_colon(first, set(), opened=True)[0])):
        return None
    found: set[str] = set()
    position, wrapped, end, evidence, clear = start, 0, start, False, 0
    while position < len(lines) and position < start + 24:
        text = lines[position].text
        label = _LABEL.match(text) if len(text) < 1000 else None
        name = folded(label[1]).strip(" *_") if label else ""
        kind = kinds.get(name) if label else None
        if kind is None and label is None and (position > start or skip_blank):
            kind, name = _label_without_colon(text, found, opened=position == start)
        if kind is None:
            if position == start:
                return None
            wrapped += 1
            # A value may run over two lines, and one blank line may stand between labels.
            if wrapped > 2 or (lines[position].blank and end < position):
                break
            position += 1
            continue
        if kind in found and kind in ("from", "subject"):
            break
        found.add(kind)
        value = label[2] if label else text
        clear += name not in _AMBIGUOUS
        evidence = evidence or "@" in value or (kind == "sent" and bool(_TIME.search(value))) or kind == "subject"
        position += 1
        end, wrapped = position, 0
    if "from" not in found or not evidence or not found & {"sent", "subject"}:
        return None
    if len(found) < 3 and (clear < 2 or "@" not in lines[start].text):
        return None
    return end


def _label_without_colon(text: str, found: set[str], *, opened: bool) -> tuple[str | None, str]:
    """The label of a line of eM Client's block, which has no colons (``To "…"``, ``Date 21/09/2026 16:40``).

    Only behind another line of the block, or where a separator has ``opened`` one.
    """
    first = folded(text).split(" ", 1)[0]
    kind = header_labels().get(first)
    if kind is None or not (found or opened) or kind in found or first in _AMBIGUOUS or len(text) > 300:
        return None, ""
    wanted = {"to": "@", "cc": "@", "from": "@"}.get(kind)
    if wanted and wanted not in text:
        return None, ""
    if kind == "sent" and not _TIME.search(text):
        return None, ""
    return kind, first


def _attribution(lines: list[MarkedLine], start: int) -> Boundary | None:
    """An "On … X wrote:" of up to five lines that begins on ``start``."""
    found = _attribution_from(lines, start)
    if found is None or found.end == start + 1:
        return found
    # The last line that can begin it does; what stands above is the sender's.
    if any(_attribution_from(lines, later) for later in range(start + 1, found.end) if _begins(lines[later].text)):
        return None
    return found


def _begins(text: str) -> bool:
    return any(letter.isdigit() for letter in text) and _opens_attribution(folded(text).lstrip("*_[(-–— "))


def _attribution_from(lines: list[MarkedLine], start: int) -> Boundary | None:
    if lines[start].blank or lines[start].depth:
        return None
    if _OLD_GMAIL.match(lines[start].text):
        return Boundary(start + 1, attribution=True)
    first = folded(lines[start].text).lstrip("*_[(-–— ")
    opened = _opens_attribution(first)
    if not opened and "@" not in first and not (first.rstrip(" *_)]").endswith((":", "：")) and _verb(first)):
        return None
    joined = ""
    for end in range(start, min(start + 5, len(lines))):
        if lines[end].depth:
            break
        if lines[end].blank:
            if opened and _goes_on(lines, end + 1):
                continue
            break
        joined = f"{joined} {folded(lines[end].text)}".strip()
        if len(joined) > _MOST_LETTERS:
            break
        if _is_attribution(joined, opened, one_line=end == start, quoted=_next_is_quoted(lines, end + 1)):
            return Boundary(end + 1, certain=_certain(joined, opened), attribution=True)
        if not opened and end > start + 1:
            break
    return None


def _goes_on(lines: list[MarkedLine], start: int) -> bool:
    """Whether an attribution interrupted by a blank line goes on with its address or its verb."""
    text = folded(lines[start].text) if start < len(lines) else ""
    return text.startswith("<") or (len(text) < 30 and text.endswith(":") and _verb(text))


def _certain(joined: str, opened: bool) -> bool:
    """Whether the words are an attribution even where no mark follows."""
    tail = joined.rstrip(" *_)]-–—")
    verb = _verb_pattern().search(joined)
    if _ADDRESS_LAST.search(tail) and _TIME.search(joined) and (_YEAR.search(joined) or opened):
        return True
    dated = bool(_TIME.search(joined) or _YEAR.search(joined))
    address = "@" in joined
    if verb and joined.startswith("--") and (address or dated):
        return True
    if not verb or not (tail.endswith((":", "：")) or joined.startswith("--") or tail.endswith(verb[0])):
        return False
    ended = tail.rstrip(":： ")
    last = ended[: -len(verb[0])] if ended.endswith(verb[0]) else ""
    return (opened and (dated or address)) or (dated and address) or bool(last and _NAMED_ADDRESS.fullmatch(last))


def _is_attribution(joined: str, opened: bool, *, one_line: bool, quoted: bool) -> bool:
    tail = joined.rstrip(" *_)]")
    colon = tail.endswith((":", "："))
    if not colon and not quoted and not joined.startswith("--") and not tail.endswith(_verb_endings()):
        return False
    verb = _verb(joined)
    dated = bool(_TIME.search(joined) or _YEAR.search(joined))
    address = "@" in joined
    if joined.startswith("--") and tail.endswith(("-", "–")) and verb and (dated or address):
        return True  # "---- On Tue, 22 Dec 2026 14:17:36 +0000 X wrote ----"
    if opened and dated and verb and re.search(r"@[^<>\s]+>\s*\S+$", tail) and tail.endswith(_verb_endings()):
        return True  # some clients leave the colon out
    if colon and _ADDRESS_LAST.search(tail) and _certain(joined, opened):
        return True
    if (
        colon
        and verb
        and (dated or address)
        and (opened or address or one_line)
        and (quoted or _certain(joined, opened))
    ):
        return True
    if not quoted:
        return False
    if colon and (verb or address):
        return True
    if verb and tail.endswith(_verb_endings()):
        return True
    return dated and address and tail.endswith((">", "com", "org")) and joined[:1] in "0123456789[("


def _opens_attribution(text: str) -> bool:
    first, _, rest = text.partition(" ")
    if first[:1].isdigit():
        return bool(
            re.match(r"\d{1,4}[./年-]\s?\d{1,2}", text) or re.match(r"\d{1,2}\.? [^\W\d]{3,12}\.?,? \d{2,4}", text)
        )
    word = first.strip(",.:*_'\"")
    openings = _phrases("attribution", "openings")
    if word in openings or first.strip(",:*_") in openings:
        return True
    return any(f"{word} {part}" in openings for part in rest.split(" ", 1)[:1])


@cache
def _verb_pattern() -> re.Pattern[str]:
    verbs = sorted(_phrases("attribution", "verbs"), key=len, reverse=True)
    return re.compile("(?<![^\\W_])(?:" + "|".join(map(re.escape, verbs)) + ")(?![^\\W_])")


def _verb(text: str) -> bool:
    return bool(_verb_pattern().search(text)) or any(
        verb in text for verb in ("写道", "寫道", "写到", "のメール", "작성")
    )


@cache
def _verb_endings() -> tuple[str, ...]:
    return tuple(_phrases("attribution", "verbs"))


def _next_is_quoted(lines: list[MarkedLine], start: int) -> bool:
    for index in range(start, min(start + 4, len(lines))):
        if not lines[index].blank:
            return lines[index].depth > 0
    return False


def is_rule(line: MarkedLine) -> bool:
    """Whether the line is drawn with dashes or underscores, as before a header block."""
    return bool(_RULE.match(line.text)) if len(line.text) < 300 else False
