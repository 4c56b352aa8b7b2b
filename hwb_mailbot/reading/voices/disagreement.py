"""Whether a mail's text part and HTML part say different things.

Some people see one part, some the other, and a signed mail can carry both. Two honest renderings differ in layout,
links and quotes, so only what bears meaning is compared: words with digits, answers and negations. Pure, linear.
"""

from __future__ import annotations

import re
from collections import Counter

from hwb_mailbot.reading.message.lines import MarkedLine
from hwb_mailbot.reading.message.material import Voice
from hwb_mailbot.reading.voices.boundaries import folded

_LINKS = re.compile(
    r"<[^<>\s]{1,2000}>|\[(?:cid:|https?:|image)[^\]\s]{0,2000}\]|h(?<!\wh)ttps?://\S{1,2000}"
    r"|m(?<!\wm)ailto:\S{1,2000}|w(?<!\ww)ww\.\S{1,300}"
)
"""Each begins with a letter or mark of its own, and looks back from there: so those can be searched for quickly."""
_STAND_IN = re.compile(r"\bhtml\b|browser|(?:mail|email) (?:program|client|reader)|porwr|rhaglen e-?bost")
_NEGATIONS = frozenset("no not don't doesn't didn't cannot can't won't na nac nid ni ddim dim".split())
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_DIGIT = re.compile(r"\d")
_MEANING = frozenset(
    (
        "approve approved reject rejected proceed cancel cancelled authorise authorised decline declined refuse agree "
        "yes no not don't doesn't didn't cannot can't won't never cymeradwyo cymeradwyaf cymeradwywyd gwrthod "
        "gwrthodaf parhau parhaf canslo ganslo awdurdodi awdurdodaf cytuno cytunaf ydw ydy nac na nid ni ddim dim "
        "peidiwch byth"
    ).split()
)

Texts = list[tuple[MarkedLine, Voice]]


def same_words(plain: list[MarkedLine], html: list[MarkedLine]) -> bool:
    """Whether the two parts hold the same words in the same order, links aside: then they cannot disagree."""
    one, other = "\n".join([line.text for line in plain]), "\n".join([line.text for line in html])
    return one.split() == other.split() or _all_words(one) == _all_words(other)


def _all_words(text: str) -> list[str]:
    return _WORDS.findall(_LINKS.sub(" ", text.casefold().replace("’", "'")))


def parts_disagree(plain: Texts, html: Texts) -> bool:
    """Whether the sender's own words in the two parts differ in a word that bears meaning."""
    if not any(not line.blank for line, _ in plain) or not any(not line.blank for line, _ in html):
        return False
    own_plain, all_plain = _meaning(plain)
    own_html, all_html = _meaning(html)
    if _stands_in(plain, html, all_plain):
        return False
    words = (own_plain - own_html) | (own_html - own_plain)
    return any(
        all_plain[word] != all_html[word]
        and (
            own_plain[word] > all_html[word]
            or own_html[word] > all_plain[word]
            or _changed(word, all_plain, all_html, own_plain, own_html)
        )
        for word in words
    )


def _stands_in(plain: Texts, html: Texts, words: Counter[str]) -> bool:
    """Whether the text part merely stands in for the HTML ("Your mail program cannot show this message").

    One without a word that bears meaning does, unless its sender says there what the HTML does not ("Who is this?").
    """
    text = folded(" ".join(line.text for line, _ in plain))
    if not words:
        own = " ".join(line.text for line, voice in plain if voice is Voice.OWN)
        shown = set(_WORDS.findall(folded(" ".join(line.text for line, _ in html))))
        return bool(_STAND_IN.search(text)) or set(_WORDS.findall(_LINKS.sub(" ", folded(own)))) <= shown
    return len(text) < 300 and not set(words) - _NEGATIONS and bool(_STAND_IN.search(text))


def _changed(
    word: str, all_plain: Counter[str], all_html: Counter[str], own_plain: Counter[str], own_html: Counter[str]
) -> bool:
    """Whether the difference in the whole parts is the difference in the sender's words, and not in the quotes."""
    return all_plain[word] - all_html[word] == own_plain[word] - own_html[word]


def _meaning(texts: Texts) -> tuple[Counter[str], Counter[str]]:
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for line, voice in texts:
        if line.blank:
            continue
        words = [
            word
            for word in _WORDS.findall(_LINKS.sub(" ", folded(line.text)))
            if word in _MEANING or (len(word) > 2 and not word.isalpha() and _DIGIT.search(word))
        ]
        whole.update(words)
        if voice is Voice.OWN:
            own.update(words)
    return own, whole
