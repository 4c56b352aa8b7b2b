"""Who signs a yes, and for whom it is said: no yes is one that the person asked about signs, or that is for another.

The header says whose mailbox it came from; who sat at it the name at the end says. A headteacher's yes signed by the
leaver, or a member of staff's yes for somebody else, is asked back about, though our letter names them both. Nothing
here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.answers.explained import names_others
from hwb_mailbot.reading.answers.objections import forenames_named
from hwb_mailbot.reading.judging.offices import those_who_say_it_is_they
from hwb_mailbot.reading.layouts.pairs import pairs_in
from hwb_mailbot.reading.message.material import Material, Voice
from hwb_mailbot.reading.terms.labels import Concept
from hwb_mailbot.reading.text import fold, plain_words
from hwb_mailbot.reading.words import pattern, word_set

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INITIALS = re.compile(r"(?:[A-ZÂÊÎÔÛŴŶ](?:\. ?| )){1,3}(?=[A-ZÂÊÎÔÛŴŶ]\w)")
_NAME = re.compile(rf"(?:{_INITIALS.pattern})?[A-ZÂÊÎÔÛŴŶ][\w'’-]+(?: (?:[A-ZÂÊÎÔÛŴŶ][\w'’.-]*|ap|ab)){{0,3}}")
"""``Nia Evans``, ``N. Evans``, ``Tomos ap Rhys``."""
_AT_THE_END = re.compile(
    r"(?:[,–—-]|(?<!\w)(?:thanks|thank you|regards|diolch|cofion|cheers|sent by|i am|i'm|anfonwyd gan|oddi wrth))"
    r"[\s,]*([^\W\d_][\w'’-]+)[\s.!x]*$",
    re.IGNORECASE,
)
"""A name set off at the end of a line: ``Approve, Nia``, ``Approve. Thanks Nia``, ``Agreed. I am Nia.``"""
_TITLE = re.compile(r"(?:mr|mrs|miss|ms|mx|dr)\.? ", re.IGNORECASE)
_SMILE = re.compile(r"\s*(?:[:;]-?[)D]|(?<!\w)x{1,3})$")
_NO_NAME = re.compile(rf"(?i)^{_TITLE.pattern}|\s*[,(|/].*$|{_SMILE.pattern}")
"""A title before a name; a post, a class, a smiley or a kiss behind it."""
_SIGNED = re.compile(r"(?:signed|best|llofnodwyd|arwyddwyd)\s?[:,]?\s")
_MARKS = " ,.!-–—*_~()"
_LONGEST = 200
"""Characters of a last line, or of a signature's first, that are looked at."""
_GREETED = re.compile(r"^\W*(?:dear|annwyl|helo|hello|hi)\s+([^,:\n]{2,60})", re.IGNORECASE)


def signer(own: Sequence[str], signature: str) -> str:
    """The name at the end of the ``own`` lines or at the head of the ``signature``; empty where none stands."""
    for line in signature.split("\n"):
        text = line.strip(" ,.!-–—*_\t")[:_LONGEST]
        if text and not pattern("prose", "closing").fullmatch(fold(text)):
            text = _NO_NAME.sub("", text)
            return text if _NAME.fullmatch(text) else ""
    said = [line.strip() for line in own if line.strip()]
    if not said:
        return ""
    last = _NO_NAME.sub("", _without_closing(said[-1][:_LONGEST]))
    if (
        len(said) > 1
        and 1 <= len(last.split()) <= 3
        and (_is_forename(last.split()[0]) or _INITIALS.match(last) or _TITLE.match(said[-1]) or last.isupper())
        and not any(pattern("answers", key).search(fold(last)) for key in ("approve", "reject", "proceed", "cancel"))
    ):
        return last.strip(_MARKS)
    found = _AT_THE_END.search(said[-1][-_LONGEST:])
    return found[1] if found and _is_forename(found[1]) else ""


def _without_closing(line: str) -> str:
    """The line without brackets, smileys and the closing words before a name: ``Kind regards Nia Evans``."""
    text = _SMILE.sub("", line.strip(_MARKS))
    closing = pattern("prose", "closing").match(fold(text)) or _SIGNED.match(fold(text))
    return text[closing.end() :].lstrip(" ,:.-") if closing and closing.end() < len(text) else text


def signed_by_the_one_asked_about(own: Sequence[str], signature: str, material: Material) -> str:
    """The name that signs a headteacher's answer, where it is the person's in our subject and not the sender's."""
    for name in (signer(own, signature), *those_who_say_it_is_they(own)):
        if _names(name, material.subject) and not _words(name) & _senders(material):
            return name
    return ""


def _names(name: str, subject: str) -> bool:
    """Whether a signature names the person in the subject: by the words of their name, or by an initial for the first.

    ``Nia``, ``Evans`` and ``N. Evans`` are Nia Mair Evans; ``M. Evans`` and ``Nia Rees`` are not.
    """
    first, *further = _words_in_order(name) or [""]
    names = [word for word in (first, *further) if len(word) > 1]
    if not names or not set(names) <= _words(subject):
        return False
    if len(first) > 1:
        return True
    forename = rf"(?<!\w){first}[\w'’-]+(?: [\w'’-]+){{0,2}} {re.escape(names[0])}(?!\w)"
    named = re.split(r"[:/]|\b(?:of|hwb)\b", fold(subject))[-1]  # our letters' subjects end with the person
    return re.search(forename, named) is not None


_REFUSED = re.compile(
    r"(?<!\w)(?:reject|refus|declin|cancel|deni|deny|gwrthod|wrthod|ngwrthod|canslo|ganslo|gansl)\w*"
    r"(?:\s(?:i|the|that|y|yr|my|our|a|an))*(?:\s(?:other|same))?"
    r"(?:\s(?:one|request|application|account|move|merge|un|cais|gais|nghais|cyfrif))?"
    r"(?:\s(?:for|of|from|by|i|gan|o|am|ar gyfer))?\s$"
)
"""Before a name: whose request is refused, ``I rejected the one for Elin``."""
_NAMED = re.compile(
    r"(?<![\w'’-])[A-ZÂÊÎÔÛŴŶ][a-zâêîôûŵŷáéíóúäëïöü'’-]+(?: [A-ZÂÊÎÔÛŴŶ][a-zâêîôûŵŷáéíóúäëïöü'’-]+){0,2}"
)
_POSSESSIVE = re.compile(r"['’]s?$")


def refused_of_another(line: str, material: Material) -> tuple[str, int, int] | None:
    """Somebody whose request the ``line`` refuses, and of whom neither our letter nor the header knows; and where."""
    named = [
        (name, _REFUSED.search(fold(line[max(0, name.start() - 80) : name.start()]))) for name in _NAMED.finditer(line)
    ]
    if not any(before for _, before in named):
        return None  # few lines refuse anything, and the letter is as long as it likes
    known = plain_words("\n".join([material.subject, material.from_name, *material.quoted()]))
    if not known & word_set("names", "forenames"):
        return None  # it cannot be told who is meant
    for name, before in named:
        bare = _POSSESSIVE.sub("", name.group())
        if before and names_others(f"a {bare}", known) and not fold(bare).startswith(("ysgol", "hwb")):
            return bare, name.start() - len(before.group()), name.end()
    return None


def for_another(words_of_yes: str, material: Material) -> str:
    """The forename for which a member of staff says yes, where neither they nor whom our letter asks about bears it."""
    staff = [value for text in material.quoted() for label, value in pairs_in(text) if label.concept is Concept.NAME]
    own = _senders(material) | _words("\n".join(staff))
    if not own & word_set("names", "forenames"):
        return ""
    begun = {word[:3] for word in own}
    named = forenames_named(words_of_yes, material.from_name)
    return next((name for name in named if fold(name)[:3] not in begun), "")


def _is_forename(word: str) -> bool:
    return fold(word).strip(" ,.!-*_") in word_set("names", "forenames")


def _words(text: str) -> frozenset[str]:
    return frozenset(_words_in_order(text))


def _words_in_order(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _senders(material: Material) -> frozenset[str]:
    """The names by which the sender goes: in the header, and as our letter greets them."""
    greeted = [
        found[1]
        for line in material.lines
        if line.voice is Voice.QUOTE and (found := _GREETED.match(line.text)) is not None
    ]
    return _words("\n".join([material.from_name, *greeted]))
