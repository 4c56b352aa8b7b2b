"""Every value that is remembered comes back equal from its body, and through JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.accounts import (
    Account,
    AccountKind,
    AccountRole,
    AccountStatus,
    ProvisioningRun,
    RunOutcome,
    School,
)
from hwb_mailbot.domain.documents import from_body, to_body
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.mails import Envelope, Field, FieldName, Language, MailKind, Reading, Request, Verdict
from tests.reading.work import calls

_times = st.datetimes(timezones=st.just(UTC))
_fields = st.builds(Field, value=st.one_of(st.text(max_size=20), st.booleans()))
_requests = st.builds(Request, fields=st.dictionaries(st.sampled_from(FieldName), _fields, max_size=3))
_runs = st.builds(ProvisioningRun, last_run=_times)
_values = st.one_of(
    st.builds(Account),
    st.builds(School, run=st.none() | _runs),
    st.builds(Envelope, received_at=_times),
    st.builds(Reading, requests=st.lists(_requests, max_size=2).map(tuple), sent_at=st.none() | _times),
    st.builds(Verdict),
)


@given(value=_values)
def test_a_value_survives_the_round_trip_through_json(value: object) -> None:
    body = to_body(value)
    again = orjson.loads(orjson.dumps(body))
    assert again == body
    assert from_body(type(value), again) == value


def test_an_account_body_has_the_keys_people_see() -> None:
    account = Account(
        "bowenr17", "bowenr17@x.example", AccountKind.STAFF, AccountRole.STAFF, "Rhian", "Bowen", "6612001",
        staff_code="RB", start_date=date(2020, 9, 1),
    )  # fmt: skip
    body = to_body(account)
    assert list(body)[:4] == ["username", "email", "kind", "role"]
    assert body["start_date"] == "2020-09-01"
    assert body["leaving_date"] is None
    assert body["status"] == "active"
    assert from_body(Account, body) == account


def test_nested_details_keep_their_types() -> None:
    fields = {
        FieldName.LEAVING_DATE_CONFIRMED: Field(True, "yes, it is", "body"),
        FieldName.LEAVING_DATE: Field("2026-08-31", "31 August", "body"),
    }
    reading = Reading(MailKind.AUTHORISATION, Language.WELSH, requests=(Request(fields),))
    again = from_body(Reading, to_body(reading))
    assert again == reading
    assert again.requests[0].fields[FieldName.LEAVING_DATE_CONFIRMED].value is True


def test_a_letter_order_keeps_its_values() -> None:
    order = LetterOrder(
        "headteacher-form",
        "head@bryn.example",
        Language.WELSH,
        values={"name": "Siân", "days": 3, "rows": [{"a": "b"}]},
    )
    assert from_body(LetterOrder, to_body(order)) == order


@pytest.mark.parametrize(
    "change", [{"kind": "robot"}, {"status": None}, {"start_date": "31/08/2026"}, {"aliases": None}]
)
def test_a_body_that_is_no_account_is_refused(change: dict[str, object]) -> None:
    body = to_body(Account("a1", "a1@x.example", AccountKind.STAFF, AccountRole.STAFF, "A", "B", "6612001"))
    with pytest.raises(ValueError, match=r"account|isoformat"):
        from_body(Account, body | change)


def test_other_bodies_name_the_field() -> None:
    run = to_body(ProvisioningRun(datetime(2026, 9, 1, tzinfo=UTC), RunOutcome.SUCCESS))
    with pytest.raises(ValueError, match="outcome"):
        from_body(ProvisioningRun, run | {"outcome": "perhaps"})


def test_an_account_is_written_and_read_without_building_anything_anew() -> None:
    account = Account(
        "a1",
        "a1@x.example",
        AccountKind.STAFF,
        AccountRole.STAFF,
        "A",
        "B",
        "6612001",
        start_date=date(2020, 9, 1),
    )
    assert calls(lambda: from_body(Account, to_body(account))) < 60


FULL = Account(
    "bowenr17", "bowenr17@x.example", AccountKind.STAFF, AccountRole.HEADTEACHER, "Rhian", "Bowen", "6612001", "RB",
    "1", "U", "7", "7B", date(2020, 9, 1), date(2026, 8, 31), AccountStatus.MERGED, "bowenr1", ("a", "b"),
)  # fmt: skip


def test_every_detail_of_an_account_has_its_own_key() -> None:
    body = to_body(FULL)
    assert body == {
        "username": "bowenr17",
        "email": "bowenr17@x.example",
        "kind": "staff",
        "role": "headteacher",
        "forename": "Rhian",
        "surname": "Bowen",
        "dfes_number": "6612001",
        "staff_code": "RB",
        "employee_number": "1",
        "upn": "U",
        "year_group": "7",
        "class_name": "7B",
        "start_date": "2020-09-01",
        "leaving_date": "2026-08-31",
        "status": "merged",
        "merged_into": "bowenr1",
        "aliases": ["a", "b"],
    }
    assert from_body(Account, body) == FULL


@pytest.mark.parametrize("key", list(to_body(FULL)))
def test_a_body_that_lacks_something_is_refused_by_its_name(key: str) -> None:
    body = {one: value for one, value in to_body(FULL).items() if one != key}
    with pytest.raises(ValueError, match=f"^this is not the body of an account: '{key}' is missing or not allowed$"):
        from_body(Account, body)


def test_a_body_of_something_else_is_refused() -> None:
    for value_class in (School, Reading):
        with pytest.raises(ValueError, match=value_class.__name__):
            from_body(value_class, {"username": "x"})
    with pytest.raises(ValueError, match="governess"):
        from_body(Account, to_body(FULL) | {"kind": "governess"})
