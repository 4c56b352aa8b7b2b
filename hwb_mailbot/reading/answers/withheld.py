"""Words, signs and turns of speech with which no yes is one: mockery, a word struck out, letters of two scripts.

The other rooms of an answer ask what its words amount to; here is asked, last of all, whether anything in it takes the
yes away in a manner that no list of harmless words can know. Errs towards asking back. Linear; nothing here fails.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from hwb_mailbot.reading.answers.explained import names_others
from hwb_mailbot.reading.text import fold, plain_words
from hwb_mailbot.reading.words import listed

_KINDS = (
    "turning",
    "mocking",
    "partial",
    "by_others",
    "of_another_thing",
    "later",
    "as_it_is",
    "attached",
    "belonging",
    "told",
)
_YES = (
    r"(?:yes|ok|okay|approv\w*|authori[sz]\w*|agreed?|proceed|continue|consent|merge|accept\w*"
    r"|ie|ydw|cymeradwy\w*|awdurdod\w*|cytun\w*|caniat\w*|parhau)"
)
_NAYS = (
    r"(?:n|no|nope|0|zero|false|f|off|none|nil|null|x|na|nac|nage|naddo|n/?a|tbc|tba|tbd|pending|later"
    r"|_+|-+|\.{3,}|\?+)"
)
_STRUCK = re.compile(
    rf"~~|(?<!~)~\s?{_YES}\s?~|-{{2,}}\s?{_YES}\s?-{{2,}}|</?(?:s|del|strike)>|\[/?(?:s|del|strike)\]"
    rf"|\^[hw]|(?:strike|struck|cross(?:ed)?|rul(?:e|ed)) ?(?:through|out)"
)
"""A word struck out in plain text."""
_FILLED_IN = re.compile(
    rf"(?<!\w){_YES}(?:\s?\(?\s?(?:y|yes|ie)\s?[/|]\s?(?:n|no|na)(?!\w)|\s*(?:[:=>\u2192]+|\s-+)\s*{_NAYS}(?=\s*(?:$|[.,;!)\n]))"
    rf"|\s*_{{2,}}|\s*\[\s*(?:n|no|na)\s*\]|\s*\(\s*(?:n|no|na|not|ddim|nid)\s*\)|\s+[x\u00d7](?=\s*(?:$|[.!\n])))"
    rf"|(?<!\w)(?:y(?:es)?\s?[/|]\s?no?|ie\s?[/|]\s?na(?:ge)?)(?!\w)|(?<!\w)(?:n|no|na|false)\s?[:=]\s?{_YES}(?!\w)",
    re.MULTILINE,
)
"""A form's line that asks for a yes, with something else filled in, with nothing, or with the choice left open."""
_SPACED = re.compile(r"(?<!\w)\w(?:[ .\u00b7_*-]\w){2,}(?!\w)")
_KINDLY = frozenset(
    "👍👌🙏🙂😊😀😃😄😁😆☺😉🤗🥳🎉🎊✅✓✔☑☒❤💙💚💛🧡💜🤍💖💕🖤🏴🐉🌟⭐✨💐🌷🌼🌻🌸🌹👏🙌🤝🍀🎓📚📖☎📞📱📧✉📩🎄🐣☀🌈😢😭🥲🥰😍💪"
)
_UNKIND = frozenset("✗✘❌✖❎🚫⛔🛑👎🙄🤔🤷😡🤬😠⏸⏳❓🤡🙃")
_PLAIN_SIGNS = frozenset("©®™°●■▪◦○◆◇►▶▸▷➢➤→•☐□◻▢◾◼⬛🔹🔸🔷🔶\ufffc\ufffd")
_SET_BESIDE = re.compile(
    rf"(?<!\w){_YES}[^\S\n]*(?:\s[-\u2013\u2014]+\s|:|\(|\s(?:by|gan)\s(?-i:(?=[A-ZÂÊÎÔÛŴŶ])))[^\S\n]*([^.!?\n()]{{2,60}})",
    re.IGNORECASE,
)
"""Words set beside a yes by a dash, a colon or a bracket, as one who signs does, or who it comes from."""
_WORD_LIKE = re.compile(r"[^\W\d_]+")


def withheld(lines: Sequence[str]) -> bool:
    """Whether words in the sender's own ``lines`` take a yes away that others among them seem to give."""
    flat = re.sub(r"\s+", " ", re.sub(r"\n\s*\n", " . ", fold("\n".join(lines)))).strip(" .")
    return bool(listed("withheld", *_KINDS).search(flat))


def told_against(sentence: str) -> bool:
    """Whether a sentence beside a yes tells in so many words what is against it: one still there, files yet to copy."""
    return bool(listed("withheld", "told").search(re.sub(r"\s+", " ", fold(sentence))))


def hangs_on_something(sentence: str, kept: frozenset[str]) -> bool:
    """Whether a sentence that says a yes says too what it hangs on, from when it counts, for whom or at whose word.

    ``kept`` is the username that is kept by the answered letter; who names the other one as that mistook it.
    """
    plain = re.sub(r"\s+", " ", fold(sentence))
    for username in kept:
        plain = plain.replace(username, "keptone")
    return bool(listed("withheld", "hanging").search(plain))


def disfigured(lines: Sequence[str], known: str = "") -> bool:
    """Whether a yes in ``lines`` is struck out, crossed, spelt in odd letters, or filled in with something else.

    ``known`` is what the answered letter says, where it came back: who signs beside the yes must stand in it.
    """
    text = "\n".join(lines)
    if struck_or_crossed(text) or of_another_script(text) or _spelt_apart(text) or _FILLED_IN.search(fold(text)):
        return True
    return bool(known) and any(names_others(f"a {beside}", plain_words(known)) for beside in _SET_BESIDE.findall(text))


def struck_or_crossed(text: str) -> bool:
    """Whether ``text`` holds a word struck out, or a sign that is no plain courtesy: a cross, a thumb down."""
    if _STRUCK.search(text.lower()):
        return True
    return not text.isascii() and any(
        (unicodedata.category(one) == "So" and one not in _KINDLY and one not in _PLAIN_SIGNS) or one in "×✕✖⨯🞨"
        for one in text
    )


def crossed(text: str) -> bool:
    """Whether ``text`` holds a word struck out, or a sign that refuses or wonders."""
    return bool(_STRUCK.search(text.lower())) or not _UNKIND.isdisjoint(text)


def of_another_script(text: str) -> bool:
    """Whether ``text`` holds a letter of another script than ours, which may only look like one of ours."""
    return not text.isascii() and any(_foreign(one) for word in _WORD_LIKE.findall(text) for one in word)


@lru_cache(maxsize=1024)
def _foreign(character: str) -> bool:
    if character.isascii() or unicodedata.category(character) in ("Lm", "Mn"):
        return False
    return not unicodedata.name(character, "").startswith(("LATIN ", "FEMININE ORDINAL", "MASCULINE ORDINAL", "MICRO"))


def _spelt_apart(text: str) -> bool:
    """Whether letters that stand apart spell a word other than a plain yes: ``n o t``, ``r e j e c t``."""
    for found in _SPACED.finditer(fold(text)):
        word = re.sub(r"[^a-z]", "", found.group())
        if (
            len(word) >= 3
            and not re.fullmatch(_YES, word)
            and re.search(r"[ .]no?t?|not|rej|no$|na$|dim|nid|cancel", word)
        ):
            return True
    return False
