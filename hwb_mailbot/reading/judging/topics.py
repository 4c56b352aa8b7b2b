"""What an enquiry asks, where one topic alone accounts for the whole mail, and whom it names (R21).

``vocabulary/topics.toml`` holds the words of both languages as groups, and for each topic the groups that must meet in
one sentence or two neighbouring ones. Two topics, a question that nothing accounts for, words that belong to another
matter or ask for a person: then there is no topic, and a person answers as for any enquiry. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, reduce
from itertools import pairwise

from hwb_mailbot.domain.mails import Answer, Enquiry, FieldName, MailKind, Topic
from hwb_mailbot.reading.alternatives import any_of
from hwb_mailbot.reading.answers.denials import denied
from hwb_mailbot.reading.details.fields import Details
from hwb_mailbot.reading.message.material import Material
from hwb_mailbot.reading.message.subjects import is_forward, own_subject
from hwb_mailbot.reading.people.people_named import same_person
from hwb_mailbot.reading.terms.names import NameKind, find_names, without_title
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_upns, find_usernames
from hwb_mailbot.reading.text import fold, sentences, unwrapped
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.words import as_spaced

_MOST_CHARACTERS = 1_500
"""An enquiry longer than that has more to it than one question."""
_MOST_NAMES = 12
_ANSWERING = frozenset({MailKind.DECISION, MailKind.CONFIRMATION})


def enquiry_of(material: Material, details: Details, kind: MailKind, answer: Answer | None) -> Enquiry | None:
    """The enquiry that the mail makes, or ``None`` where it makes none or it is not certain which.

    Beside a letter of ours that asks something, only a mail that says nothing else asks how the case stands.
    """
    answering = kind in _ANSWERING and answer is Answer.UNCLEAR
    if not answering and (kind is not MailKind.ENQUIRY or answer is not None):
        return None
    subject = own_subject(material.subject)[:_MOST_CHARACTERS]
    text = details.plain_text
    if len(text) > _MOST_CHARACTERS or material.attachment_lines or is_forward(material.subject) or material.defects:
        return None
    spoken = [re.sub(r"[\s,;()]+", " ", fold(one)).strip() for one in _sentences(text)]
    topic = _topic_of(fold(subject), spoken, strict=answering)
    if topic is None or (answering and topic is not Topic.CASE_STATUS):
        return None
    if denied(text.split("\n"), subject):
        return None
    return _naming(topic, f"{subject}.\n{text}", material, details)


def _sentences(text: str) -> list[str]:
    return [
        paragraph[start:end].strip()
        for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)", text)
        for start, end in sentences(unwrapped(paragraph))
    ]


def _topic_of(subject: str, spoken: Sequence[str], *, strict: bool) -> Topic | None:
    """The one topic whose words meet, where nothing speaks against it."""
    whole = "\n".join([subject, *spoken])
    if _group("persons_matter").search(whole):
        return None
    if _group("just2easy").search(whole):
        return Topic.JUST2EASY  # whatever else is asked: a person answers
    found = _topics_in([subject, *spoken])
    if Topic.CASE_STATUS in found and len(found) > 1:
        found.remove(Topic.CASE_STATUS)  # "Is there any news" beside a matter is about that matter
    if {Topic.LEARNER_PASSWORD, Topic.LEARNER_NOT_IN_PORTAL} <= found:
        others = [one for one in (subject, *spoken) if not _group("password").search(one)]
        found -= {Topic.LEARNER_NOT_IN_PORTAL} - _topics_in(others)  # what is not in the portal is the password
    if len(found) != 1:
        return None
    (topic,) = found
    names = {name for rule in vocabulary("topics")["topics"][topic.value] for name in rule}
    speaks_against = "out_of_wales" if topic is Topic.STAFF_TRANSFERRED else "two_accounts"
    if _group(speaks_against).search(whole):
        return None
    if _group("other_matters").search(whole) or (topic is Topic.LEARNER_PASSWORD and _group("staff").search(whole)):
        return None
    asked = spoken if strict else [one for one in spoken if _asks(one)]
    return topic if all(_accounted_for(one, names - _PEOPLE) or _of_the_matter(one, names) for one in asked) else None


_PEOPLE = frozenset({"staff", "learner", "new", "portal", "shown"})
"""Groups that say whom or where a sentence is about, and not yet what it asks."""


def _asks(sentence: str) -> bool:
    return "?" in sentence or bool(_group("asks").match(sentence))


def _accounted_for(sentence: str, names: set[str]) -> bool:
    """Whether the sentence is of the topic, or asks nothing of its own: ``Can you help?``"""
    return any(_group(name).search(sentence) for name in (*names, "courtesy", "status"))


def _topics_in(said: Sequence[str]) -> set[Topic]:
    """Every topic whose words meet in one of the sentences, two neighbouring ones, or the subject and one of them."""
    neighbours = [*pairwise(said[1:]), *((said[0], one) for one in said[1:])]
    stretches = (*said[1:], *(f"{one}\n{other}" for one, other in neighbours))

    @cache  # the rules have words in common
    def among(left: tuple[str, ...], name: str) -> tuple[str, ...]:
        return tuple([stretch for stretch in left if _group(name).search(stretch)])

    return {
        topic
        for topic in Topic
        for rule in vocabulary("topics")["topics"][topic.value]
        if reduce(among, rule, stretches)
    }


def _of_the_matter(sentence: str, names: set[str]) -> bool:
    """Whether the sentence holds nothing but the topic's own words, people, places and small words: ``When will they
    disappear?``, ``Where do I find it?`` A word that belongs to no question of ours makes it another matter."""
    left = sentence
    for name in (*names, *_SETTING):
        left = _group(name).sub(" ", left)
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", left)
    return all(_group("small").fullmatch(word) or _group("small").fullmatch(word.removesuffix("'n")) for word in words)


_SETTING = ("staff", "learner", "new", "portal", "moved_school", "left", "courtesy", "records")


@cache
def _group(name: str) -> re.Pattern[str]:
    groups = vocabulary("topics")["groups"]
    return any_of([as_spaced(phrase) for phrase in groups[name]])


def _naming(topic: Topic, text: str, material: Material, details: Details) -> Enquiry:
    fields = [draft.fields for draft in details.drafts]
    stated = [str(one[FieldName.STAFF_NAME].value) for one in fields if FieldName.STAFF_NAME in one]
    runs = find_names(text)
    names = [
        without_title(re.sub(r"['’]s$", "", one.text))
        for one in runs
        if one.kind in (NameKind.PERSON, NameKind.UNKNOWN) and not one.generic and not _names_nobody(one.text)
    ]
    people = [one for one in [*stated, *names] if " " in one and not same_person(one, material.from_name)]
    own = material.from_address.partition("@")[0].lower()
    return Enquiry(
        topic,
        names=_once(people),
        usernames=_once(one.value for one in find_usernames(text) if one.value != own),
        upns=_once(one.value for one in find_upns(text)),
        dfes_numbers=_once(one.value for one in find_dfes_numbers(text)),
        school_names=_once(
            one.text for one in runs if one.kind is NameKind.SCHOOL and not _group("portal").search(fold(one.text))
        ),
    )


def _names_nobody(name: str) -> bool:
    return bool(_group("not_people").search(fold(name)))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:_MOST_NAMES]
