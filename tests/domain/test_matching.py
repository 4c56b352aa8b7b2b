"""Which accounts a case is about, and which halves belong together: through the directory, never by likeness (R3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hwb_mailbot.domain.accounts import Account, AccountKind, AccountStatus, School
from hwb_mailbot.domain.cases import Case, CaseState, Half, Standing
from hwb_mailbot.domain.mails import Field, FieldName
from hwb_mailbot.domain.matching import (
    counterparts,
    invitable,
    keys_of,
    named_former,
    pair_of,
    person_of,
)
from tests.domain.pairs import CASE, asked, authorised, consolidated, half
from tests.domain.world import FORMER_HEAD, MOVER, START, World, amended, staff, world

TODAY = START.date()
N = FieldName
WALES = world()
FORMER, NEW = WALES.accounts["aprhyss12"], WALES.accounts["aprhyss77"]


def with_things(*things: Account | School) -> World:
    wales = world()
    wales.add(*things)
    return wales


def of(case: Case, question: Any, *things: Account | School, cases: tuple[Case, ...] = ()) -> Any:
    wales = with_things(*things)
    wales.cases = {one.reference: one for one in cases}
    return asked(wales, lambda facts: question(pair_of(case, facts, TODAY)))


def accounts(case: Case) -> tuple[str | None, str | None]:
    pair = of(case, lambda pair: pair)
    assert (pair.case, pair.today) == (case, TODAY)
    return (pair.former and pair.former.username, pair.new and pair.new.username)


AUTHORISED, CONSOLIDATED = replace(CASE, consolidation=None), replace(CASE, authorisation=None)


def test_each_half_names_its_own_account_first() -> None:
    assert accounts(CASE) == ("aprhyss12", "aprhyss77")
    assert accounts(replace(CASE, authorisation=authorised({N.NEW_USERNAME: "haulw4"}))) == ("aprhyss12", "aprhyss77")
    assert accounts(replace(CASE, consolidation=consolidated({N.FORMER_USERNAME: "haulw4"}))) == (
        "aprhyss12",
        "aprhyss77",
    )
    assert accounts(replace(CASE, authorisation=None, consolidation=None)) == (None, None)


def test_the_other_sides_account_counts_where_it_bears_the_persons_name() -> None:
    both = {N.FORMER_USERNAME: "aprhyss12", N.NEW_USERNAME: "aprhyss77"}
    assert accounts(replace(AUTHORISED, authorisation=authorised(both))) == ("aprhyss12", "aprhyss77")
    assert accounts(replace(CONSOLIDATED, consolidation=consolidated(both))) == ("aprhyss12", "aprhyss77")
    another = {N.FORMER_USERNAME: "robertsj1", N.NEW_USERNAME: "haulw4"}
    assert accounts(replace(AUTHORISED, authorisation=authorised(another))) == ("robertsj1", None)
    assert accounts(replace(CONSOLIDATED, consolidation=consolidated(another))) == (None, "haulw4")
    unknown = authorised({N.FORMER_USERNAME: "nobody1"})
    assert accounts(replace(CASE, authorisation=unknown, consolidation=consolidated(both))) == (
        "aprhyss12",
        "aprhyss77",
    )
    assert accounts(replace(CASE, authorisation=unknown, consolidation=consolidated(another))) == (None, "haulw4")


@pytest.mark.parametrize("where", ["support", "letter", "directory"])
def test_or_where_others_than_its_sender_named_it(where: str) -> None:
    named = consolidated({N.FORMER_USERNAME: "robertsj1"})
    named = replace(named, fields={**named.fields, N.FORMER_USERNAME: Field("robertsj1", "", where)})
    assert accounts(replace(CONSOLIDATED, consolidation=named)) == ("robertsj1", "aprhyss77")
    by_support = replace(consolidated({N.FORMER_USERNAME: "robertsj1"}), standing=Standing.SUPPORT)
    assert accounts(replace(CONSOLIDATED, consolidation=by_support)) == ("robertsj1", "aprhyss77")


def test_what_to_call_the_person() -> None:
    assert of(CASE, person_of) == "Siân ap Rhys"
    assert of(CONSOLIDATED, person_of, amended(NEW, forename="Sioned")) == "Sioned Rhys"
    assert of(CASE, person_of, amended(FORMER, forename="Sioned")) == "Sioned Rhys"
    child = amended(FORMER, kind=AccountKind.LEARNER)
    assert of(AUTHORISED, person_of, child) == "Siân ap Rhys"
    stated = replace(AUTHORISED, authorisation=authorised({N.STAFF_NAME: "S. Rhys"}))
    assert of(stated, person_of, child) == "S. Rhys"
    unnamed = replace(AUTHORISED, authorisation=authorised({N.STAFF_NAME: ""}), person="as before")
    assert of(unnamed, person_of, child) == "as before"


def test_the_keys_under_which_a_case_is_found() -> None:
    assert of(CASE, keys_of) == ("person:ap rhys sian", "former:aprhyss12", "new:aprhyss77")
    assert of(AUTHORISED, keys_of) == ("person:ap rhys sian", "former:aprhyss12")
    assert of(CONSOLIDATED, keys_of) == ("person:ap rhys sian", "new:aprhyss77")
    assert of(CASE, keys_of, amended(NEW, forename="Wil", surname="Puw")) == (
        "person:ap rhys sian",
        "person:puw wil",
        "former:aprhyss12",
        "new:aprhyss77",
    )


def test_a_former_account_that_only_the_mover_named_is_a_key_where_it_bears_their_name() -> None:
    named = replace(CASE, authorisation=None, consolidation=consolidated({N.FORMER_USERNAME: "aprhyss12"}))
    assert of(named, keys_of) == ("person:ap rhys sian", "former:aprhyss12", "new:aprhyss77")
    other = replace(CASE, authorisation=None, consolidation=consolidated({N.FORMER_USERNAME: "robertsj1"}))
    assert of(other, keys_of) == ("person:ap rhys sian", "new:aprhyss77")
    alone = half({N.FORMER_USERNAME: "aprhyss12"}, MOVER, "")
    assert of(replace(CASE, authorisation=None, consolidation=alone), keys_of) == ("person:ap rhys sian",)


def test_a_case_without_accounts_is_found_by_the_name_stated() -> None:
    nobody = replace(CASE, authorisation=None, consolidation=None)
    assert of(nobody, keys_of) == ("person:ap rhys sian",)
    assert of(replace(nobody, person=""), keys_of) == ()
    assert of(replace(nobody, person="Ян"), keys_of) == ()


PERSON = ("person:ap rhys sian",)
OTHER_AUTHORISED = replace(AUTHORISED, reference="HWB-AAAA-BBBB", keys=PERSON)
OTHER_CONSOLIDATED = replace(CONSOLIDATED, reference="HWB-AAAA-CCCC", keys=PERSON)


def fits(case: Case, other: Case, *things: Account | School) -> str:
    """Whether ``other`` was found to fit the case, to rival it, or neither."""
    found = of(case, counterparts, *things, cases=(other, replace(case, keys=PERSON)))
    assert (*found.fitting, *found.rivals) in ((), (other,))
    return "fitting" if found.fitting else "rival" if found.rivals else ""


def by_head(changes: dict[FieldName, Any], **more: Any) -> Case:
    return replace(OTHER_AUTHORISED, authorisation=authorised(changes, **more))


def by_mover(changes: dict[FieldName, Any], **more: Any) -> Case:
    return replace(OTHER_CONSOLIDATED, consolidation=consolidated(changes, **more))


def test_halves_of_one_person_at_one_new_school_belong_together() -> None:
    assert fits(AUTHORISED, OTHER_CONSOLIDATED) == "fitting"
    assert fits(CONSOLIDATED, OTHER_AUTHORISED) == "fitting"
    assert fits(CONSOLIDATED, by_head({N.NEW_SCHOOL_NAME: "Coed Llwyd"})) == "fitting"
    assert fits(CONSOLIDATED, by_head({N.NEW_SCHOOL_NAME: "x", N.NEW_USERNAME: "aprhyss77"})) == "fitting"
    assert fits(AUTHORISED, by_mover({N.FORMER_USERNAME: "aprhyss12"})) == "fitting"


def test_halves_that_name_other_accounts_or_schools_do_not() -> None:
    elsewhere = {N.NEW_SCHOOL_NAME: "Elsewhere"}
    assert fits(CONSOLIDATED, by_head(elsewhere)) == ""
    assert fits(CONSOLIDATED, by_head({N.NEW_USERNAME: "haulw4"})) == ""
    assert fits(AUTHORISED, by_mover({N.FORMER_USERNAME: "robertsj1"})) == ""
    assert fits(AUTHORISED, by_mover({N.NEW_USERNAME: "nobody1"})) == ""
    assert fits(CONSOLIDATED, by_head({N.FORMER_USERNAME: "nobody1"})) == ""
    assert fits(CONSOLIDATED, replace(OTHER_AUTHORISED, state=CaseState.REJECTED)) == ""
    assert fits(CONSOLIDATED, replace(OTHER_AUTHORISED, keys=())) == ""
    assert fits(AUTHORISED, OTHER_CONSOLIDATED, amended(NEW, dfes_number="6999999")) == ""


def test_an_authorisation_to_another_school_is_a_rival_where_the_mover_named_the_same_account() -> None:
    named = replace(CONSOLIDATED, consolidation=consolidated({N.FORMER_USERNAME: "aprhyss12"}))
    elsewhere = {N.NEW_SCHOOL_NAME: "Elsewhere"}
    assert fits(named, by_head(elsewhere)) == "rival"
    assert fits(by_head(elsewhere), replace(named, reference="HWB-AAAA-DDDD", keys=PERSON)) == "rival"
    assert fits(named, by_head(elsewhere, standing=Standing.UNCONFIRMED)) == ""
    unconfirmed = consolidated({N.FORMER_USERNAME: "aprhyss12"}, standing=Standing.UNCONFIRMED)
    assert fits(replace(named, consolidation=unconfirmed), by_head(elsewhere)) == ""
    assert fits(named, by_head(elsewhere), amended(NEW, forename="Sioned ap")) == ""


NAMESAKE = staff("aprhyss3", "Siân ap Rhys", "6614011", status=AccountStatus.INACTIVE)


def test_namesakes_that_go_to_the_same_school_are_rivals() -> None:
    other = by_head({N.FORMER_USERNAME: "aprhyss3"})
    assert fits(AUTHORISED, other, NAMESAKE) == "rival"
    assert fits(AUTHORISED, by_head({N.FORMER_USERNAME: "aprhyss3", N.NEW_SCHOOL_NAME: "Elsewhere"}), NAMESAKE) == ""
    assert fits(AUTHORISED, by_head({N.FORMER_USERNAME: "aprhyss3", N.NEW_SCHOOL_NAME: ""}), NAMESAKE) == ""
    assert fits(AUTHORISED, OTHER_AUTHORISED, NAMESAKE) == ""
    assert fits(AUTHORISED, by_head({N.FORMER_USERNAME: "nobody1"}), NAMESAKE) == ""
    assert fits(AUTHORISED, by_head({N.FORMER_USERNAME: "robertsj1"}), NAMESAKE) == ""
    nobody = replace(AUTHORISED, authorisation=authorised({N.FORMER_USERNAME: "nobody1"}))
    assert fits(nobody, other, NAMESAKE) == ""
    assert fits(CASE, replace(other, consolidation=consolidated())) == ""
    assert fits(CONSOLIDATED, OTHER_CONSOLIDATED) == ""


def test_every_fitting_case_is_found_oldest_first() -> None:
    later = replace(OTHER_AUTHORISED, opened_at=START + timedelta(days=1))
    older = replace(OTHER_AUTHORISED, reference="HWB-ZZZZ-ZZZZ")
    found = of(CONSOLIDATED, counterparts, cases=(later, older))
    assert (found.fitting, found.rivals) == ((older, later), ())


def test_who_may_be_invited() -> None:
    invited = of(AUTHORISED, invitable)
    assert invited == NEW
    assert of(CONSOLIDATED, invitable) is None
    assert of(replace(AUTHORISED, authorisation=authorised({N.FORMER_USERNAME: "nobody1"})), invitable) is None
    assert of(replace(AUTHORISED, authorisation=authorised({N.NEW_SCHOOL_NAME: "Elsewhere"})), invitable) is None
    assert of(replace(AUTHORISED, authorisation=authorised({N.NEW_SCHOOL_NAME: "Bryn Eithin"})), invitable) is None
    assert of(AUTHORISED, invitable, amended(NEW, status=AccountStatus.INACTIVE)) is None
    assert of(AUTHORISED, invitable, amended(NEW, forename="Sioned")) is None
    assert of(AUTHORISED, invitable, amended(NAMESAKE, dfes_number="6724022")) is None
    assert of(AUTHORISED, invitable, amended(NEW, start_date=TODAY - timedelta(days=999))) is None


def mover_says(**stated: str) -> Case:
    fields: dict[FieldName, str | bool] = {FieldName(name): value for name, value in stated.items()}
    return replace(CONSOLIDATED, consolidation=half({N.NEW_USERNAME: "aprhyss77"} | fields, MOVER, "aprhyss77"))


@pytest.mark.parametrize(
    ("stated", "is_known"),
    [
        ({"former_username": "aprhyss12"}, True),
        ({"former_username": "aprhyss12", "former_dfes_number": "6614011"}, True),
        ({"former_username": "aprhyss12", "former_school_name": "Bryn Eithin"}, True),
        ({"former_dfes_number": "6614011"}, True),
        ({"former_school_name": "Bryn Eithin"}, True),
        ({"former_dfes_number": "6614011", "former_school_name": "Ysgol Bryn Eithin"}, True),
        ({}, False),
        ({"former_username": "nobody1"}, False),
        ({"former_username": "robertsj1"}, False),
        ({"former_username": "aprhyss77"}, False),
        ({"former_username": "aprhyss12", "former_dfes_number": "6614012"}, False),
        ({"former_username": "aprhyss12", "former_school_name": "Elsewhere"}, False),
        ({"former_dfes_number": "6614012"}, False),
        ({"former_dfes_number": "6614011", "former_school_name": "Elsewhere"}, False),
        ({"former_dfes_number": "6724022"}, False),
        ({"new_username": "nobody1", "former_username": "aprhyss12"}, False),
    ],
)
def test_whose_headteacher_may_be_asked(stated: dict[str, str], is_known: bool) -> None:
    assert of(mover_says(**stated), named_former) == (FORMER if is_known else None)


def test_a_former_account_that_is_not_the_only_one_or_no_staff_account_is_not_known() -> None:
    by_school = mover_says(former_school_name="Bryn Eithin")
    assert of(by_school, named_former, NAMESAKE) is None
    assert of(mover_says(former_username="aprhyss12"), named_former, NAMESAKE) == FORMER
    assert of(mover_says(former_username="aprhyss12"), named_former, amended(FORMER, kind=AccountKind.OTHER)) is None
    gone = amended(FORMER, dfes_number="6999999")
    assert of(mover_says(former_username="aprhyss12", former_school_name="Bryn"), named_former, gone) is None
    assert of(mover_says(former_username="aprhyss12"), named_former, gone) == gone
    assert of(AUTHORISED, named_former) is None


def test_a_former_school_may_be_named_in_either_language() -> None:
    school = replace(WALES.schools["6614011"], name_en="Black Brook", name_cy="Ysgol Nant Ddu")
    for name in ("Black Brook", "Nant Ddu"):
        assert of(mover_says(former_username="aprhyss12", former_school_name=name), named_former, school) == FORMER


def test_halves_without_anything_are_nobodys() -> None:
    empty: Half = half({}, FORMER_HEAD, "")
    assert accounts(replace(CASE, authorisation=empty, consolidation=empty)) == (None, None)
