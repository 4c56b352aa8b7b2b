"""Somebody whom a headteacher's mail names beside those it authorises, only to say that they are not meant, or not now.

``but not Mari Rees``, ``please wait with her``, ``Mari's was dealt with in July``: their details stand among the
leavers' all the same, so a person looks. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwb_mailbot.reading.people.bystanders import may_be_person, plain_name_of
from hwb_mailbot.reading.people.people_named import same_person
from hwb_mailbot.reading.terms.names import find_names
from hwb_mailbot.reading.terms.usernames import words_of
from hwb_mailbot.reading.terms.values import find_usernames
from hwb_mailbot.reading.text import fold, sentences, unwrapped
from hwb_mailbot.reading.words import listed

_MOST_CHARACTERS = 8_000
_WHO = "\0"
_TITLE = r"(?:(?:mr|mrs|miss|ms|dr)\.?\s)?"
_BESIDE = re.compile(rf"{_WHO}(?:\s?\(\s?{_WHO}\s?\)|,\s{_WHO},?|\s{_WHO})?")
_WHEN = (
    r"(?:last year|(?:a|two|three|four|some|several|many) years? (?:ago|back)|in 20\d\d|y?\s?llynedd"
    r"|(?:flwyddyn|flynedd|mlynedd|flynyddoedd) yn ol|yn 20\d\d)"
)
_DONE = r"(?:dealt with|done|merged|moved over|authori[sz]ed|approved|sorted(?: out)?|processed|consolidated)"
_EXCEPTED = re.compile(
    rf"(?:(?<!\w)(?:but|and|only|though|please|do|ond|ac)\s(?:please\s)?(?:not|nid|ddim)\s(?:yet\s|eto\s)?{_TITLE}{_WHO}"
    rf"|(?<!\w)(?:except(?:ing)?(?: for)?|apart from|other than|exclud\w+|with the exception of|but for|bar|leav\w+ out"
    rf"|omit\w*|heblaw(?: am)?|ac eithrio|ar wahan i|oni bai am)\s{_TITLE}{_WHO}"
    rf"|(?<!\w)(?:where|lle|ble)(?:'r)?\s(?:mae\s|yr aeth\s|aeth\s)?{_WHO}[^.;,\0]{{0,50}}?(?<!\w)"
    rf"(?:{_WHEN}|already|also|too|hefyd|eisoes|yn barod)(?!\w))"
)
"""Right before somebody: they are excepted, or named only to say where somebody else is."""
_APART = re.compile(
    rf"(?:(?<!\w)(?:wait|hold off|hold fire|hang on|arhoswch|dal\w* yn ol)\s(?:with|for|on|gyda|efo|am)\s"
    rf"(?:her|him|them|hi|ef|fo|nhw|{_TITLE}{_WHO})(?=\W*(?:$|[.,;!)]|for now|until|till|please|am y tro|tan|nes))"
    rf"|{_WHO}(?:'s)?\s(?:(?:request|account|one|authori[sz]ation)\s)?(?:was|were|has been|is being|will be|is)\s"
    rf"(?:(?:already|all|to be)\s)?{_DONE}"
    rf"(?=\W*$|[.,;!]|\s(?:in|last|back|already|before|earlier|separately|later|next|on))"
    rf"|{_WHO}\s(?:is|was|are)\s(?:not|n't)\s(?:(?:yet|to be|being|part|one)\s)*"
    rf"(?:included|authori[sz]ed|approved|of this)"
    rf"|{_WHO},?\s(?:who\s|has\s|had\s|also\s|only\s|a\s)*(?:left|went|gone|moved|transferred|g?adawodd|aeth|symudodd)"
    rf"(?!\w)[^.;\0]{{0,60}}?(?<!\w){_WHEN}"
    rf"|(?<!\w)(?:gadawodd|aeth|symudodd)\s{_WHO}[^.;\0]{{0,60}}?(?<!\w){_WHEN}"
    rf"|(?<!\w)(?:mae|cafodd)\s(?:cais\s|cyfrif\s|un\s)?{_WHO}\s(?:(?:eisoes|yn barod)\s)?(?:wedi(?:'i|'u)?\s|ei\s)"
    rf"(?:wneud|gwneud|d?delio|uno|huno|awdurdodi|h?awdurdodi|drefnu|chymeradwyo|gymeradwyo))"
)
"""In a sentence that does not name them all: somebody is left for later, or was done before."""
_POSSESSIVE = re.compile(r"'s(?!\w)")


def authorises_only_some(passages: Sequence[str], leavers: Sequence[str]) -> bool:
    """Whether the sentences that authorise name some ``leavers`` and never all of them: ``I authorise Megan``."""
    named: set[str] = set()
    for passage in passages:
        text = unwrapped(passage[:_MOST_CHARACTERS])
        for start, end in sentences(text):
            folded = fold(text[start:end])
            if not listed("denials", "authorising").search(folded):
                continue
            words = set(words_of(_POSSESSIVE.sub("", folded)))
            here = {one for one in leavers if words & set(words_of(one)[:1])}
            if listed("denials", "of_them_all").search(folded) or not here:
                return False
            named |= here
    return 0 < len(named) < len(set(leavers))


def sets_somebody_apart(passages: Sequence[str], *, several: bool) -> bool:
    """Whether one of those named in the passages is excepted; of ``several`` leavers, left for later or done before."""
    people: list[str] = []
    told: list[tuple[str, int]] = []
    for passage in passages:
        text = unwrapped(passage[:_MOST_CHARACTERS])
        for start, end in sentences(text):
            marked, named = _marked(text[start:end])
            people += [name for name in named if not any(same_person(name, one) for one in people)]
            told.append((marked, len(named)))
    if len(people) < 2:
        return False
    return any(
        _EXCEPTED.search(marked) is not None or (several and named < len(people) and _APART.search(marked) is not None)
        for marked, named in told
    )


def _marked(sentence: str) -> tuple[str, list[str]]:
    """The folded sentence with one mark for each person, with their account or by it alone, and the names in full."""
    names = [name for name in find_names(sentence) if may_be_person(name)]
    plain = [plain_name_of(name.text) for name in names]
    spans = [(name.start, name.start + len(one)) for name, one in zip(names, plain, strict=True)]
    spans += [(found.start, found.end) for found in find_usernames(sentence)]
    folded = fold(sentence)
    for start, end in sorted(spans, reverse=True):
        folded = folded[:start] + _WHO + folded[end:]
    return _BESIDE.sub(_WHO, folded), [name for name in plain if " " in name]
