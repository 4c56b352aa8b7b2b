"""A fact is asked for by its exact key, answered once looked up, and what is nobody's is never asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hwb_mailbot.domain.accounts import AccountKind, AccountRole, AccountStatus, School, SchoolStatus
from hwb_mailbot.domain.cases import Case, CaseState, Journey
from hwb_mailbot.domain.facts import FactNeeded, Facts, Lookup, with_cases
from tests.domain.world import FORMER_HEAD, MOVER, START, amended, staff, world

WALES = world()
FORMER, NEW, HEAD = (WALES.accounts[name] for name in ("aprhyss12", "aprhyss77", "robertsj1"))
SCHOOL = WALES.schools["6614011"]
CASE = Case("HWB-AAAA-AAAA", Journey.EMAIL, CaseState.REVIEW, "Siân", START, START, keys=("former:x", "new:y"))
OLDER = replace(CASE, reference="HWB-BBBB-BBBB", opened_at=START - timedelta(days=1))
MERGED = amended(NEW, status=AccountStatus.MERGED, merged_into="aprhyss12")
LEARNER = staff("puwm1", "Mali Puw", "6614011", kind=AccountKind.LEARNER)

QUESTIONS: list[tuple[Callable[[Facts], Any], Lookup, Any, Any]] = [
    (lambda facts: facts.account("aprhyss12"), ("account", "aprhyss12"), FORMER, FORMER),
    (lambda facts: facts.separated("b2", "a1"), ("separated", "a1", "b2"), True, True),
    (lambda facts: facts.school("6614011"), ("school", "6614011"), SCHOOL, SCHOOL),
    (lambda facts: facts.schools_named("Bryn"), ("schools-named", "Bryn"), (SCHOOL,), (SCHOOL,)),
    (lambda facts: facts.staff_named("1", "S"), ("staff-named", "1", "S"), (FORMER, MERGED), (FORMER,)),
    (lambda facts: facts.staff_coded("1", "S"), ("staff-coded", "1", "S"), (NEW, FORMER, MERGED), (NEW,)),
    (lambda facts: facts.learners_with_upn("U"), ("learners-with-upn", "U"), (LEARNER, NEW), (LEARNER,)),
    (lambda facts: facts.accounts_with_address(MOVER), ("accounts-with-address", MOVER), (NEW,), (NEW,)),
    (lambda facts: facts.schools_with_address("a@b"), ("schools-with-address", "a@b"), (SCHOOL,), (SCHOOL,)),
    (lambda facts: facts.headteachers("1"), ("headteachers", "1"), (HEAD,), (HEAD,)),
    (lambda facts: facts.administrators("1"), ("administrators", "1"), (HEAD,), (HEAD,)),
    (lambda facts: facts.case("HWB-AAAA-AAAA"), ("case", "HWB-AAAA-AAAA"), CASE, CASE),
    (lambda facts: facts.open_cases("new:y"), ("open-cases", "new:y"), (CASE, OLDER), (OLDER, CASE)),
    (lambda facts: facts.free_reference("seed"), ("free-reference", "seed"), "HWB-A", "HWB-A"),
    (lambda facts: facts.letters_lately("A@B", "t"), ("letters-lately", "a@b", "t"), 2, 2),
    (lambda facts: facts.letters_to("A@B"), ("letters-to", "a@b"), 2, 2),
    (lambda facts: facts.call_backs_lately(), ("call-backs-lately",), 2, 2),
    (lambda facts: facts.came_back("A@B"), ("came-back", "a@b"), True, True),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "lookup", "answer", "told"), QUESTIONS, ids=[one[1][0] for one in QUESTIONS])
def test_a_fact_is_needed_until_it_is_looked_up(
    ask: Callable[[Facts], Any], lookup: Lookup, answer: Any, told: Any
) -> None:
    with pytest.raises(FactNeeded) as needed:
        ask(Facts({}))
    assert needed.value.lookup == lookup
    assert str(needed.value) == " ".join(lookup)
    assert ask(Facts({lookup: answer})) == told


def test_nothing_is_asked_of_nothing() -> None:
    facts = Facts({})
    assert (facts.account(""), facts.school(""), facts.case("")) == (None, None, None)
    assert (facts.schools_named(""), facts.accounts_with_address(""), facts.schools_with_address("")) == ((), (), ())
    assert facts.learners_with_upn("") == ()


def test_where_somebody_reads() -> None:
    def read(*accounts: Any, survivor: Any = None) -> str:
        answers = {("accounts-with-address", MOVER): accounts, ("account", "aprhyss12"): survivor}
        return Facts(answers).read_at(MOVER)

    active = amended(FORMER, status=AccountStatus.ACTIVE)
    assert read() == MOVER
    assert read(NEW) == MOVER
    assert read(MERGED, NEW) == MOVER
    assert read(MERGED, survivor=active) == FORMER.email
    assert read(MERGED, survivor=FORMER) == ""
    assert read(MERGED) == ""
    assert read(amended(NEW, status=AccountStatus.INACTIVE)) == ""


def test_the_addresses_on_record_for_authorisations() -> None:
    def addresses(school: School | None, *heads: str) -> tuple[str, ...]:
        accounts = tuple(amended(HEAD, email=head, role=AccountRole.HEADTEACHER) for head in heads)
        return Facts({("school", "6614011"): school, ("headteachers", "6614011"): accounts}).headteacher_addresses(
            "6614011"
        )

    assert addresses(SCHOOL) == (FORMER_HEAD,)
    written_otherwise = replace(SCHOOL, head_email="Head@BrynEithin.example")
    assert addresses(written_otherwise, "HEAD@bryneithin.example", "J@x.example") == (FORMER_HEAD, "j@x.example")
    assert addresses(replace(SCHOOL, head_email=""), "J@x.example") == ("j@x.example",)
    assert addresses(replace(SCHOOL, status=SchoolStatus.CLOSED), "j@x.example") == ()
    assert addresses(None, "j@x.example") == ()


def test_cases_of_the_same_mail_are_seen_before_they_are_stored() -> None:
    facts = Facts(
        {
            ("open-cases", "new:y"): (CASE, OLDER),
            ("open-cases", "new:z"): (),
            ("case", CASE.reference): CASE,
            ("case", "HWB-CCCC-CCCC"): None,
            ("school", CASE.reference): SCHOOL,
        }
    )
    changed = replace(CASE, keys=("new:z",), person="Another")
    ended = replace(OLDER, state=CaseState.REJECTED)
    after = with_cases(facts, (changed, ended))
    assert after.open_cases("new:y") == ()
    assert after.open_cases("new:z") == (changed,)
    assert after.case(CASE.reference) == changed
    assert after.case("HWB-CCCC-CCCC") is None
    assert after.school(CASE.reference) == SCHOOL
    assert with_cases(facts, (replace(CASE, person="Another"),)).open_cases("new:y") == (
        OLDER,
        replace(CASE, person="Another"),
    )
    assert facts.open_cases("new:y") == (OLDER, CASE)
    assert with_cases(facts, ()) is facts
