"""What stands around the sender's words: sign-offs and signatures, disclaimers, device lines, gateways' banners.

It works on runs of the sender's own lines, after the quotes are known. It never takes the last of the sender's words:
where nothing would be left, a guessed signature is the text. Pure, linear; nothing fails.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from hwb_mailbot.reading.message.lines import MarkedLine
from hwb_mailbot.reading.message.material import Voice
from hwb_mailbot.reading.terms.labels import read_label
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.voices.boundaries import folded

_DELIMITER = re.compile(r"\s*(?:--|—|__)\s*$")
_DASHED_NAME = re.compile(r"\s*[-–—/~]{1,2} ?[A-Z]\w+(?: [A-Z][\w.]*){0,2}\s*$")
_BARE_VALUE = re.compile(r"\W*(?:[A-Za-z][A-Za-z'-]+\d{1,4}|\d{5,8}|6[678]\d[ /.-]?\d{4}|[A-Z]{2,5}\d?)\W*$")
_GREETING = re.compile(r"\s*(?:Dear|Annwyl|Hello|Helo|Hi|Shwmae)\s[^.?]{1,50},?\s*$")
"""A second letter, mostly the first one again in the other language."""
_RULED = frozenset("-—_")
_FOOTER_RULE = re.compile(r"\s*_{5,}\s*$")
_BETWEEN_SIGN_OFFS = re.compile(r"[\s/|&+–—-]+|,\s*")
_AFTER_NAME = re.compile(r"[,|(/]|\s[-–—]\s")
_LETTERS = re.compile(r"[^\W\d_]+")
_MOST_SIGNATURE_LINES = 16


@cache
def _set(section: str, key: str) -> frozenset[str]:
    return frozenset(_list(section, key))


@cache
def _list(section: str, key: str) -> tuple[str, ...]:
    return tuple(folded(phrase) for phrase in vocabulary("signatures")[section][key])


def mark_signatures(lines: list[MarkedLine], voices: list[Voice], sender: str) -> None:
    """Give signatures and what machines added their voices; ``sender`` is the name and local part in From."""
    names = frozenset(word for word in re.findall(r"[^\W\d_]+", folded(sender)) if len(word) > 1)
    runs = _runs(voices)
    for start, end in runs:
        _mark_added(lines, voices, start, end)
    for start, end in runs:
        _mark_delimited(lines, voices, start, end)
    guessed = list(voices)
    for number, (start, end) in enumerate(runs):
        _mark_signed_off(lines, guessed, start, end, names, alone=number + 1 == len(runs) and number > 0)
    quoted = any(voice in (Voice.QUOTE, Voice.FORWARDED) for voice in voices)
    if quoted or _own(lines, guessed):
        voices[:] = guessed
    if not _own(lines, voices) and not quoted:
        for index, line in enumerate(lines):
            if voices[index] is Voice.SIGNATURE and line.hint is Voice.SIGNATURE:
                voices[index] = Voice.OWN


def _own(lines: list[MarkedLine], voices: list[Voice]) -> bool:
    return any(voice is Voice.OWN and not line.blank for line, voice in zip(lines, voices, strict=True))


def _runs(voices: list[Voice]) -> list[tuple[int, int]]:
    """Stretches between quotes, end exclusive."""
    kept = (Voice.OWN, Voice.SIGNATURE, Voice.DISCLAIMER)
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index, voice in enumerate([*voices, Voice.QUOTE]):
        if voice in kept and start is None:
            start = index
        elif voice not in kept and start is not None:
            runs.append((start, index))
            start = None
    return runs


def _paragraphs(lines: list[MarkedLine], start: int, end: int) -> list[tuple[int, int]]:
    paragraphs: list[tuple[int, int]] = []
    begun: int | None = None
    for index in range(start, end + 1):
        blank = index == end or lines[index].blank
        if not blank and begun is None:
            begun = index
        elif blank and begun is not None:
            paragraphs.append((begun, index))
            begun = None
    return paragraphs


def _mark_added(lines: list[MarkedLine], voices: list[Voice], start: int, end: int) -> None:
    """Banners at the top, device lines anywhere, disclaimers at the end."""
    paragraphs = _paragraphs(lines, start, end)
    for first, last in paragraphs[:3] if start == 0 else []:
        text = folded(" ".join(line.text for line in lines[first:last])[:2000])
        if any(map(text.__contains__, _list("banners", "phrases"))):
            _fill(voices, first, last, Voice.DISCLAIMER)
    for first, last in paragraphs:
        for index in range(first, last):
            if device_line(lines[index].text):
                voices[index] = Voice.DISCLAIMER
    for place, (first, last) in enumerate(paragraphs):
        if place and len(_disclaimer_phrases(lines, first, last)) >= 3:
            _fill(voices, first, end, Voice.DISCLAIMER)
            break
    for first, last in reversed(paragraphs):
        if all(voices[index] is not Voice.OWN for index in range(first, last)):
            continue
        beginning = _disclaimer_from(lines, first, last)
        if beginning is None:
            # A line or two may stand between or below the rule's texts (an address, a logo), but no letter.
            break
        _fill(voices, beginning, last, Voice.DISCLAIMER)
        if beginning > first:
            break


def device_line(text: str) -> bool:
    """Whether a line was added by the device or program ("Sent from my iPhone", "Anfonwyd o fy iPad")."""
    if len(text) > 160:
        return False
    line = folded(text).replace("[", "").strip(" *_-–—<>]().")
    if not line.startswith(_list("devices", "openings")):
        return False
    words = re.sub(r"<[^>]*>|https?://\S+", "", line).split()
    named = len(words) <= 14 and any(name in line for name in _list("devices", "names")) and "," not in line
    return (len(words) <= 9 or named) and not line.endswith(("?", "!", ":"))


def _disclaimer_from(lines: list[MarkedLine], first: int, last: int) -> int | None:
    """The line of the paragraph on which a disclaimer begins, or ``None``."""
    text = folded(" ".join(line.text for line in lines[first:last])[:6000])
    found = _disclaimer_phrases(lines, first, last)
    if len(found) < 2 and _set("disclaimers", "phrases").isdisjoint(found):
        return None
    position = min(text.find(phrase) for phrase in found)
    # Words of the letter may stand above it without a blank line; the disclaimer begins with the line of its phrase.
    passed = 0
    for index in range(first, last):
        passed += len(folded(lines[index].text)) + 1
        if passed > position:
            return index if index - first > 2 else first
    return first


def _disclaimer_phrases(lines: list[MarkedLine], first: int, last: int) -> tuple[str, ...]:
    """The phrases of disclaimers in the paragraph, the certain ones first."""
    return _disclaimers_in(folded(" ".join([line.text for line in lines[first:last]])[:6000]))


@lru_cache(maxsize=64)
def _disclaimers_in(text: str) -> tuple[str, ...]:
    return tuple([phrase for key in ("phrases", "weak") for phrase in _list("disclaimers", key) if phrase in text])


def _mark_delimited(lines: list[MarkedLine], voices: list[Voice], start: int, end: int) -> None:
    """From "-- " to the end of the run, as RFC 3676 section 4.3 has it."""
    for index in range(start, end):
        if lines[index].text.lstrip()[:1] not in _RULED:
            continue
        if voices[index] is Voice.OWN and _DELIMITER.match(lines[index].text) and end - index <= 60:
            _fill(voices, index, end, Voice.SIGNATURE)
            return
        footer = voices[index] is Voice.OWN and _FOOTER_RULE.match(lines[index].text) and end - index <= 10
        if footer and not any(_statement(lines[below].text) for below in range(index, end)):
            _fill(voices, index, end, Voice.DISCLAIMER)
            return


def _statement(text: str) -> bool:
    """Whether a line is a label with a value that is no contact detail."""
    label = re.match(r"\s*([^:=]{2,60})\s?[:=]\s*\S", text[:200])
    if label is None or "|" in text or text.lstrip().startswith(("http", "mailto")):
        return False
    return folded(label[1]).strip(" *_").split(" ")[0].strip("./|") not in _set("titles", "contacts")


def _fill(voices: list[Voice], start: int, end: int, voice: Voice) -> None:
    for index in range(start, end):
        if voices[index] is Voice.OWN:
            voices[index] = voice


def _mark_signed_off(
    lines: list[MarkedLine], voices: list[Voice], start: int, end: int, names: frozenset[str], *, alone: bool
) -> None:
    """From a sign-off or the sender's name near the end of the run to its end, postscripts excepted."""
    own = [index for index in range(start, end) if voices[index] is Voice.OWN and not lines[index].blank]
    quoted_on = end < len(lines) or start > 0
    for place, index in enumerate(own):
        rest = own[place:]
        if len(rest) > _MOST_SIGNATURE_LINES:
            continue
        if place == 0 and not alone and not (quoted_on and _full_name(lines[index].text, names)):
            continue
        strength = sign_off(lines[index].text, names)
        above = lines[own[place - 1]].text if place else ""
        named = name_line(lines[index].text, names) or _dashed_name(lines, index)
        named = named and not _is_value(lines[index].text, above)
        follows_name = len(rest) > 1 and (name_line(lines[rest[1]].text, names) or _short_name(lines[rest[1]].text))
        opens = strength == "strong" or (strength == "weak" and (len(rest) == 1 or follows_name)) or named
        if not opens or not _signature_shaped(lines, rest):
            continue
        for signed in _without_postscript(lines, rest):
            voices[signed] = Voice.SIGNATURE
        return


def _is_value(text: str, above: str) -> bool:
    """Whether capitals that may be the sender's initials are a detail: its label or another bare value is above."""
    if not _BARE_VALUE.match(text):
        return False
    return bool(_BARE_VALUE.match(above)) or above.rstrip().endswith((":", "=")) or read_label(above, 1.0) is not None


def _dashed_name(lines: list[MarkedLine], index: int) -> bool:
    """``- Mari Tomos`` with no other item of a list under it."""
    if not _DASHED_NAME.match(lines[index].text):
        return False
    below = lines[index + 1].text.lstrip() if index + 1 < len(lines) else ""
    return not below.startswith(lines[index].text.lstrip()[:1])


def sign_off(text: str, names: frozenset[str]) -> str | None:
    """``strong`` or ``weak`` where the line is nothing but a sign-off (in one or both languages) and perhaps a name."""
    if len(text) > 90:
        return None
    line = folded(text).strip(" *_.,!-–—:;xX)")
    strong, weak = _set("sign_off", "strong"), _set("sign_off", "weak")
    if line in strong:
        return "strong"
    if line in weak:
        return "weak"
    words = [word.strip(",.!") for word in _BETWEEN_SIGN_OFFS.split(line) if word.strip(",.!")]
    result: str | None = None
    position = 0
    while position < len(words) and position < 14:
        for length in range(min(6, len(words) - position), 0, -1):
            phrase = " ".join(words[position : position + length])
            if phrase in strong or phrase in weak:
                result = "strong" if phrase in strong or result == "strong" else "weak"
                position += length
                break
        else:
            if words[position] in ("a", "ac", "and", "with", "gyda"):
                position += 1
                continue
            break
    if result is None:
        return None
    left = words[position:]
    if not left:
        return result
    return result if len(left) <= 3 and all(word in names or len(word) == 1 for word in left) else None


@lru_cache(maxsize=256)
def name_line(text: str, names: frozenset[str]) -> bool:
    """Whether the line is the sender's name, with titles, initials or a role after it, and nothing else."""
    if len(text) > 80 or not names:
        return False
    head = _AFTER_NAME.split(folded(text).strip(" *_~-–—.!x"), maxsplit=1)
    words = [word.strip(".") for word in head[0].split()]
    if not 1 <= len(words) <= 6 or (len(head) > 1 and len(head[1].split()) > 8) or head[0].endswith((":", "?")):
        return False
    if len(words) == 1 and _called(words[0], names):
        return True
    known = [word for word in words if any(part in names for part in word.split("-"))]
    others = [word for word in words if word not in known]
    titles = _set("titles", "words")
    return bool(known) and all(word in titles or len(word) <= 2 for word in others)


def _called(word: str, names: frozenset[str]) -> bool:
    """Whether a single word is how the sender is called for short: ``Tom`` for Tomos, ``G.P`` for Gwilym Prydderch."""
    if re.search(r"\d", word):  # a username, even the sender's own, is an answer and no name
        return False
    if "." in word or len(word) <= 3:
        initials = word.replace(".", "")
        if 2 <= len(initials) <= 3 and all(any(name.startswith(letter) for name in names) for letter in initials):
            return True
    return len(word) >= 3 and any(name[:3] == word[:3] and len(name) > 3 for name in names)


def _full_name(text: str, names: frozenset[str]) -> bool:
    """Whether the line is the sender's name with at least two of its words."""
    return name_line(text, names) and sum(1 for word in re.findall(r"[^\W\d_]+", folded(text)) if word in names) >= 2


def _short_name(text: str) -> bool:
    """Whether the line could be anybody's name: one to three capitalised words."""
    words = text.strip(" *_.,-").split()
    if _answers(text):
        return False
    return 1 <= len(words) <= 3 and all(word[:1].isupper() and not word.isupper() for word in words)


def _signature_shaped(lines: list[MarkedLine], rest: list[int]) -> bool:
    """Whether what follows looks like a signature: short lines, no sentences, no statements and no answers."""
    statements = values = 0
    for index in rest[1:]:
        text = lines[index].text.strip()
        if _postscript(text) or _GREETING.match(text):
            break
        statements += _statement(text)
        values += bool(_BARE_VALUE.match(text))
        if _answers(text) or folded(text[:80]).lstrip("*_-• ").startswith(_list("answers", "details")):
            return False
        words = text.split()
        lower = sum(1 for word in words if word[:1].islower())
        if len(words) > 6 and lower * 2 > len(words) and text.endswith((".", "?", "!")) and index - rest[0] < 5:
            return False
    return statements < 2 and values < 2


def _answers(text: str) -> bool:
    """Whether a short line holds a word of decision."""
    words = _LETTERS.findall(folded(text[:120]))
    return len(words) <= 5 and any(word in _set("answers", "words") for word in words)


def _postscript(text: str) -> bool:
    first = folded(text).split(" ", 1)[0].strip("*_-")
    return first in _set("titles", "postscripts")


def _without_postscript(lines: list[MarkedLine], rest: list[int]) -> list[int]:
    for place, index in enumerate(rest):
        if place and (_postscript(lines[index].text) or _GREETING.match(lines[index].text)):
            return rest[:place]
    return rest
