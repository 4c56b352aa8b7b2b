"""Stories of the FAQ's questions: what a school is told of its records, and what goes to a person (R21)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hwb_mailbot.domain.accounts import (
    AccountKind,
    AccountRole,
    AccountStatus,
    ProvisioningRun,
    RunOutcome,
    School,
    SchoolStatus,
    UnfitRecord,
)
from hwb_mailbot.domain.mails import Enquiry, Language, MailKind, Topic
from hwb_mailbot.domain.merging import merged_accounts
from tests.domain.transcripts.telling import Told
from tests.domain.world import FORMER_HEAD, MOVER, NEW_HEAD, amended, staff

STAFF, LEARNER = AccountKind.STAFF, AccountKind.LEARNER
RAN = datetime(2026, 9, 8, 23, 30, tzinfo=UTC)
"""Half past midnight on the 9th, where schools are."""
INACTIVE, MERGED = AccountStatus.INACTIVE, AccountStatus.MERGED
UPN = ["A672000000001", "B672000000002", "C672000000003", "D672000000004", "E672000000005", "F672000000006"]


def _asks(play: Told, event: str, topic: Topic, sender: str = NEW_HEAD, **named: Any) -> None:
    language = named.pop("language", Language.ENGLISH)
    enquiry = Enquiry(topic, **{name: tuple(value) for name, value in named.items()})
    play.mail(event, sender, MailKind.ENQUIRY, enquiry=enquiry, language=language)
    play.wales.now += timedelta(days=1)


def _ran(play: Told, *unfit: UnfitRecord, outcome: RunOutcome = RunOutcome.SUCCESS, ran: datetime = RAN) -> None:
    play.record(dfes_number="6724022", run=ProvisioningRun(ran, outcome, unfit))


def _learner(play: Told, username: str, name: str, upn: str, school: str = "6724022", **more: Any) -> None:
    more.setdefault("role", AccountRole.LEARNER)
    play.wales.add(staff(username, name, school, kind=LEARNER, upn=upn, **more))


def staff_not_there(play: Told) -> None:
    topic = Topic.STAFF_NOT_IN_PORTAL
    _asks(play, "no run is known", topic, names=["Siân ap Rhys"])
    _ran(play, UnfitRecord(STAFF, "Nia Prys", "staff-code-not-unique", "SAR"),
         UnfitRecord(STAFF, "Gwen Morris", "start-date-missing", "GM"),
         UnfitRecord(LEARNER, "Mali Haf", "upn-missing"))  # fmt: skip
    _asks(play, "the record was refused, and another is there", topic, names=["Prys, Nia", "Siân ap Rhys"])
    _asks(play, "only of one who is there", topic, names=["Siân ap Rhys"])
    _asks(play, "of nobody", topic, language=Language.WELSH)
    _asks(play, "of one who is unknown", topic, names=["Huw Nobody"])
    _asks(play, "of one who is refused and one who is unknown", topic, names=["Gwen Morris", "Huw Nobody"])
    _asks(play, "of a learner by mistake", topic, names=["Mali Haf"])
    _asks(play, "by username", topic, usernames=["aprhyss77", "aprhyss12", "nobody1"])
    play.wales.add(staff("aprhyss3", "Sian Ap Rhys", "6724022"))
    _asks(play, "of one of two namesakes", topic, names=["Siân ap Rhys"])


def staff_not_there_any_more(play: Told) -> None:
    topic = Topic.STAFF_NOT_IN_PORTAL
    _ran(play, outcome=RunOutcome.FAILED)
    play.record(username="aprhyss77", status=INACTIVE)
    _asks(play, "deactivated by hand", topic, names=["Siân ap Rhys"])
    play.record(username="aprhyss77", leaving_date=date(2026, 9, 10))
    _asks(play, "left", topic, names=["Siân ap Rhys"])
    _learner(play, "hafm1", "Mali Haf", UPN[0])
    _asks(play, "a learner's username", topic, usernames=["hafm1"])


def staff_there_by_another_name(play: Told) -> None:
    topic = Topic.STAFF_NOT_IN_PORTAL
    former, new = play.wales.accounts["aprhyss12"], play.wales.accounts["aprhyss77"]
    play.wales.add(*merged_accounts(former, new))
    _asks(play, "by the username that was merged", topic, usernames=["aprhyss77"])
    _asks(play, "by the one that lives on", topic, usernames=["aprhyss12"])
    _asks(play, "the former school asks by the merged one", topic, FORMER_HEAD, usernames=["aprhyss77"])
    play.record(username="aprhyss12", status=INACTIVE, leaving_date=date(2026, 9, 10))
    _asks(play, "who lived on has left", topic, usernames=["aprhyss77"])
    play.record(username="aprhyss12", status=MERGED, merged_into="nobody1")
    _asks(play, "where it went nobody knows", topic, usernames=["aprhyss77"])


def the_school_by_its_names(play: Told) -> None:
    play.record(dfes_number="6724022", name_cy="Ysgol y Goedwig")
    for name in ("Coed Llwyd", "Ysgol y Goedwig", "Bryn Eithin"):
        _asks(play, f"the mail names {name}", Topic.LAST_YEARS_CLASSES, school_names=[name])
    _asks(play, "the mail names its own and another", Topic.LAST_YEARS_CLASSES, school_names=["Y Goedwig", "Hen Bont"])


def many_refused_records(play: Told) -> None:
    play.wales.add(*(
        staff(f"champion{number}", f"Champion {number}", "6724022", role=AccountRole.DIGITAL_CHAMPION)
        for number in range(1, 12)
    ))  # fmt: skip
    _ran(play, *(UnfitRecord(STAFF, f"Person {number}", "start-date-missing") for number in range(1, 12)))
    _asks(play, "eleven records, eleven digital champions", Topic.STAFF_NOT_IN_PORTAL)
    _asks(play, "a digital champion asks", Topic.STAFF_NOT_IN_PORTAL, "champion11@hwbcymru.example")
    play.record(username="champion1", email="Champion1@hwbcymru.example")
    _asks(play, "a digital champion in capitals asks", Topic.STAFF_NOT_IN_PORTAL, "Champion1@hwbcymru.example")


def learners_not_there(play: Told) -> None:
    topic = Topic.LEARNER_NOT_IN_PORTAL
    names = ["Mali Haf", "Gwion Haf", "Elis Wyn", "Nel Wyn", "Non Wyn", "Ifan Wyn"]
    held_up = [UnfitRecord(LEARNER, name, "not-released", "", upn) for name, upn in zip(names, UPN, strict=True)]
    others = (UnfitRecord(LEARNER, "Cai Huws", "upn-missing"), UnfitRecord(STAFF, "Nia Prys", "start-date-missing"))
    _ran(play, *held_up, *others)
    _learner(play, "hafm1", names[0], UPN[0], "6614011")
    _learner(play, "hafg1", names[1], UPN[1], "6614011", leaving_date=date(2026, 12, 18))
    _learner(play, "wyne1", names[2], UPN[2], "6614011", leaving_date=date(2026, 7, 17))
    _learner(play, "wynn1", names[3], UPN[3], "6614011", leaving_date=date(2026, 7, 17), status=INACTIVE)
    _learner(play, "wynn2", names[4], UPN[4], "6614011")
    _learner(play, "wynn3", names[4], UPN[4], "6624001")
    _asks(play, "each by name", topic, names=names)
    _asks(play, "of nobody, and another school is named", topic, dfes_numbers=["6614011"])
    failed = ProvisioningRun(RAN, RunOutcome.FAILED)
    play.record(dfes_number="6614011", run=failed)
    _asks(play, "by UPN; the former school's run has failed since", topic, upns=[UPN[2], UPN[0]])
    _asks(play, "by name and by UPN at once", topic, names=["Mali Haf"], upns=[UPN[0]])
    _asks(play, "one without a UPN, and one unknown", topic, names=["Cai Huws", "Nobody Huws"])
    _asks(play, "an unknown UPN alone", topic, upns=["X672000000009"])
    _asks(play, "an unknown UPN and a known one", topic, upns=["X672000000009", UPN[0]])
    _learner(play, "here1", "Nia Wyn", "H672000000008")
    _learner(play, "here2", "Nia Wyn", "H672000000008", status=MERGED)
    _asks(play, "a learner who is there", topic, upns=["H672000000008"])
    play.record(username="here1", status=INACTIVE, leaving_date=date(2026, 7, 17))
    _asks(play, "a learner who was there", topic, upns=["H672000000008"])


def a_leaving_date_of_today(play: Told) -> None:
    _ran(play, UnfitRecord(LEARNER, "Mali Haf", "not-released", "", UPN[0]))
    _learner(play, "hafm1", "Mali Haf", UPN[0], "6614011", leaving_date=date(2026, 9, 10))
    play.record(dfes_number="6614011", run=ProvisioningRun(RAN, RunOutcome.SUCCESS))
    _asks(play, "on the very day", Topic.LEARNER_NOT_IN_PORTAL, names=["Mali Haf"])
    play.wales.now -= timedelta(days=2)
    _asks(play, "on the day before", Topic.LEARNER_NOT_IN_PORTAL, names=["Mali Haf"])


def leavers_shown(play: Told) -> None:
    topic = Topic.LEAVERS_STILL_SHOWN
    _ran(play)
    gone: dict[str, Any] = {"leaving_date": date(2026, 8, 31)}
    play.wales.add(
        staff("goneg1", "Gwen Gone", "6724022", status=INACTIVE, **gone),
        staff("goneh1", "Huw Gone", "6724022", **gone),
        staff("gonei1", "Ifan Gone", "6724022", leaving_date=date(2026, 12, 31)),
        staff("gonej1", "Jac Gone", "6724022", status=INACTIVE),
        staff("gonek1", "Kit Gone", "6724022", status=MERGED, **gone),
        staff("gonel1", "Lowri Gone", "6724022", kind=AccountKind.GOVERNOR),
    )
    _learner(play, "hafm1", "Mali Haf", UPN[0], **gone)
    _learner(play, "hafm2", "Mali Haf", UPN[1], "6614011", **gone)
    _asks(play, "by name", topic, names=["Gwen Gone", "Huw Gone", "Ifan Gone", "Jac Gone", "Siân ap Rhys", "Nobody"])
    _asks(play, "by username", topic, usernames=["goneg1", "gonek1", "aprhyss12", "nobody1"], names=["Gwen Gone"])
    _asks(play, "learners, by UPN", topic, upns=[UPN[0], UPN[1]])
    _asks(play, "of a governor", topic, usernames=["gonel1"])
    _asks(play, "of nobody", topic)
    play.wales.add(staff("goneg2", "Gwen Gone", "6724022"))
    _asks(play, "of one of two", topic, names=["Gwen Gone"])


def leaving_today(play: Told) -> None:
    topic = Topic.LEAVERS_STILL_SHOWN
    play.record(username="aprhyss77", leaving_date=date(2026, 9, 10))
    _asks(play, "the day has come", topic, names=["Siân ap Rhys"])
    play.record(username="aprhyss77", leaving_date=date(2026, 9, 12))
    _asks(play, "the day is tomorrow", topic, names=["Siân ap Rhys"])


def passwords(play: Told) -> None:
    topic = Topic.LEARNER_PASSWORD
    _learner(play, "hafm1", "Mali Haf", UPN[0])
    _learner(play, "hafm2", "Mali Haf", UPN[1], "6614011")
    _learner(play, "hafm3", "Mali Haf", UPN[2], status=INACTIVE)
    _asks(play, "of nobody by name", topic, names=["Mali Haf"])
    _asks(play, "by username and UPN", topic, usernames=["hafm1"], upns=[UPN[0]])
    _asks(play, "by a username elsewhere and a UPN here", topic, usernames=["hafm2"], upns=[UPN[0]])
    _asks(play, "by a UPN elsewhere and one here", topic, upns=[UPN[1], UPN[0]])
    for event, upn in (("elsewhere", UPN[1]), ("inactive", UPN[2]), ("unknown", UPN[3])):
        _asks(play, f"a learner who is {event}, by UPN", topic, upns=[upn])
    for username in ("hafm2", "hafm3", "nobody1", "aprhyss77"):
        _asks(play, f"{username}, by username", topic, usernames=[username])


def classes(play: Told) -> None:
    topic = Topic.LAST_YEARS_CLASSES
    for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 31), date(2026, 9, 1), date(2027, 1, 8)):
        play.wales.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        _ran(play, ran=datetime(2025, 8, 31, 22, 59, tzinfo=UTC))
        _asks(play, "the run was on the last day of August, a year ago", topic)
        _ran(play, ran=datetime(2025, 8, 31, 23, 1, tzinfo=UTC))
        play.wales.now -= timedelta(days=1)
        _asks(play, "the run was on the first of September, a year ago", topic)
    play.wales.now = datetime(2026, 9, 1, 9, tzinfo=UTC)
    _ran(play, ran=datetime(2026, 8, 31, 23, 1, tzinfo=UTC))
    _asks(play, "the run was early this morning", topic)
    _ran(play, ran=datetime(2026, 8, 31, 22, 59, tzinfo=UTC))
    _asks(play, "the run was late last night", topic)
    _ran(play, outcome=RunOutcome.FAILED)
    _asks(play, "the run has failed", topic)
    play.record(dfes_number="6724022", run=None)
    _asks(play, "no run is known", topic)


def who_asks(play: Told) -> None:
    topic = Topic.LAST_YEARS_CLASSES
    _ran(play)
    _asks(play, "an ordinary member of staff", topic, MOVER)
    _asks(play, "another school", topic, FORMER_HEAD)
    _asks(play, "about a school of another number", topic, dfes_numbers=["6614011"])
    _asks(play, "about the school by its number", topic, dfes_numbers=["6724022"])
    _asks(play, "about a school of another name", topic, school_names=["Bryn Eithin"])
    _asks(play, "about the school by its name", topic, school_names=["Ysgol Coed Llwyd"])
    _asks(play, "about a learner who came from another school", Topic.LEARNER_NOT_IN_PORTAL,
          school_names=["Bryn Eithin"])  # fmt: skip
    _asks(play, "about learners' passwords of another school", Topic.LEARNER_PASSWORD, dfes_numbers=["6614011"])
    play.record(username="haulw4", status=INACTIVE)
    _asks(play, "a headteacher's account that is inactive", topic, "haulw4@hwbcymru.example")
    play.record(username="haulw4", status=AccountStatus.ACTIVE, kind=AccountKind.GOVERNOR)
    _asks(play, "a headteacher's account that is a governor's", topic, "haulw4@hwbcymru.example")
    play.record(dfes_number="6724022", status=SchoolStatus.CLOSED)
    _asks(play, "a closed school", topic)


def a_head_of_two_schools_asks(play: Told) -> None:
    topic = Topic.LAST_YEARS_CLASSES
    play.record(dfes_number="6614011", head_email=NEW_HEAD)
    _asks(play, "about neither by number", topic)
    _asks(play, "about one", topic, dfes_numbers=["6614011"])
    _asks(play, "about both", topic, dfes_numbers=["6614011", "6724022"])
    _asks(play, "about one and a third", topic, dfes_numbers=["6614011", "6654001"])


def names_in_one_language(play: Told) -> None:
    play.record(dfes_number="6724022", name_en="")
    _asks(play, "a school with a Welsh name alone", Topic.LEARNER_PASSWORD)
    play.record(dfes_number="6724022", name_en="Coed Llwyd High School", name_cy="")
    _asks(play, "a school with an English name alone", Topic.LEARNER_PASSWORD)


def how_to_move(play: Told) -> None:
    topic = Topic.STAFF_TRANSFERRED
    play.wales.add(School("6654001", "Maes y Nant School", "Ysgol Maes y Nant", head_email="head@maesynant.example"))
    _learner(play, "hafm1", "Mali Haf", UPN[0])
    _asks(play, "a school's own address", topic, "head@maesynant.example", dfes_numbers=["6614011"])
    _asks(play, "a member of staff", topic, "moriond3@hwbcymru.example", language=Language.WELSH)
    _asks(play, "a learner", topic, "hafm1@hwbcymru.example")
    _asks(play, "an inactive account", topic, "aprhyss12@hwbcymru.example")
    play.wales.add(amended(play.wales.accounts["moriond3"], kind=AccountKind.OTHER))
    _asks(play, "an account that is no member of staff's", topic, "moriond3@hwbcymru.example")


STORIES: Sequence[Callable[[Told], None]] = (
    staff_not_there,
    staff_not_there_any_more,
    staff_there_by_another_name,
    the_school_by_its_names,
    many_refused_records,
    learners_not_there,
    a_leaving_date_of_today,
    leavers_shown,
    leaving_today,
    passwords,
    classes,
    who_asks,
    a_head_of_two_schools_asks,
    names_in_one_language,
    how_to_move,
)
