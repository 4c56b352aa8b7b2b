"""Whether a mail that answers nothing may take back what stands, or merely thanks; and whom its words name.

A person who takes part in a case may write anything about it: ``Oops. Not her.`` No list of such turns of speech is
ever complete, so only mere thanks and what we answer ourselves are known to be harmless; for the rest a person looks.
Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from hwb_mailbot.reading.answers.denials import denied
from hwb_mailbot.reading.terms.names import NameKind, find_names, without_title
from hwb_mailbot.reading.terms.values import find_usernames
from hwb_mailbot.reading.text import fold
from hwb_mailbot.reading.words import listed, listed_words, word_set

MOST_CHARACTERS = 20_000
"""More than that is not searched: it may say anything."""
_MOST_NAMES = 12
_LONGEST_THANKS = 600
_WORD = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?")
_TITLE = re.compile(r"(?<!\w)(?:Mr|Mrs|Miss|Ms|Mx|Dr)\.?\s+$")
_POSSESSIVE = re.compile(r"['’]s$")

_GREETED = re.compile(
    r"^\W*(?:hi|hello|hiya|hey|dear|good (?:morning|afternoon|evening)|annwyl|helo|haia|shwmae|s'mae|su'mae"
    r"|(?:bore|p(?:ry)?nawn|noswaith) dda?)\s+(?:all|everyone|bawb|[^\W\d_]+)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?<!\w)(?:thanks?|thx|cheers|ta|regards|diolch|cofion|hwyl|from|sent by|oddi wrth|gan)(?!\w)", re.IGNORECASE
)
"""Behind these stands who is thanked or who signs."""


def takes_back(lines: Sequence[str], subject: str = "") -> bool:
    """Whether the sender's own ``lines`` or ``subject`` may take back, hold up or doubt what they or others said."""
    text = "\n".join([subject, *lines])
    if len(text) > MOST_CHARACTERS or denied(lines, subject):
        return True
    return bool(listed("objections", "taking_back").search(" ".join(fold(text).split())))


def only_thanks(lines: Sequence[str], from_name: str = "", username: str = "") -> bool:
    """Whether ``lines`` say nothing but thanks and greetings, forenames and the sender's own name and ``username``."""
    text = "\n".join(lines)
    if len(text) > _LONGEST_THANKS or "?" in text:
        return False
    own = {*re.findall(r"\w+", fold(from_name)), username.lower()}
    known = (own, listed_words("objections", "thanks"), word_set("names", "forenames"))
    return all(any(word in some for some in known) for word in _WORD.findall(fold(text)))


def mere_thanks(lines: Sequence[str], from_name: str = "", username: str = "") -> bool:
    """Whether ``lines`` thank and say nothing else; ``OK, thanks`` may be a yes. As for ``only_thanks``."""
    folded = fold("\n".join(lines))
    said = listed("objections", "plain_thanks").sub(" ", folded)
    if said == folded or not only_thanks(lines, from_name, username):
        return False
    return not any(word in listed_words("objections", "perhaps_a_yes") for word in _WORD.findall(said))


def only_signs(lines: Iterable[str]) -> bool:
    """Whether lines that stand below a closing are a signature's: names, roles, places, and no sentence."""
    return not any("?" in line or len(_spoken(line)) > 1 or takes_back([line]) for line in lines)


def _spoken(line: str) -> list[str]:
    """The words of a line that begin with a small letter, as a name, a place or a role hardly has."""
    known = listed_words("objections", "thanks")
    return [word for word in _WORD.findall(line) if word[0].islower() and fold(word) not in known]


def people_named(text: str, from_name: str) -> tuple[str, ...]:
    """The people whom ``text`` calls by their full name, or by title and surname, the sender left out; at most 12."""
    own = set(re.findall(r"\w+", fold(from_name)))
    found: list[str] = []
    for one in find_names(text[:MOST_CHARACTERS]):
        if one.kind not in (NameKind.PERSON, NameKind.UNKNOWN) or one.generic:
            continue
        name = _POSSESSIVE.sub("", one.text)
        words = set(re.findall(r"\w+", fold(without_title(name))))
        titled = without_title(name) != name or bool(_TITLE.search(text, max(0, one.start - 6), one.start))
        if (" " in without_title(name) or titled) and words and not words <= own:
            found.append(name if " " in name else f"{text[max(0, one.start - 6) : one.start].split()[-1]} {name}")
    return _once(found)


def forenames_named(text: str, from_name: str) -> tuple[str, ...]:
    """The forenames in ``text``, which holds a clause a line, save whom it greets, thanks or comes from; at most 12."""
    own = set(re.findall(r"\w+", fold(from_name)))
    common = word_set("language", "words")
    found: list[str] = []
    for clause in text[:MOST_CHARACTERS].split("\n"):
        for word in _WORD.findall(_THANKS.split(_GREETED.sub("", clause), maxsplit=1)[0]):
            folded = fold(word)
            named = folded in word_set("names", "forenames") and folded not in own
            if named and (word[0].isupper() or folded not in common):
                found.append(word)
    return _once(found)


def usernames_named(text: str) -> tuple[str, ...]:
    """The words of a username's shape in ``text``; at most 12."""
    return _once(one.value for one in find_usernames(text[:MOST_CHARACTERS]))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:_MOST_NAMES]
