"""References and call-back tokens: repeatable, bound to every part, whole after a mail client's work."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain import tokens

SECRET = bytes(range(32))
TOKEN = tokens.token(SECRET, "HWB-7F3K-2MQD", "jonesj12", "authorise", 1)
LETTER = "9f2c4e1a"


def test_a_repeat_yields_the_same_and_every_part_counts() -> None:
    assert tokens.token(SECRET, "HWB-7F3K-2MQD", "jonesj12", "authorise", 1) == TOKEN
    others = {
        tokens.token(bytes(32), "HWB-7F3K-2MQD", "jonesj12", "authorise", 1),
        tokens.token(SECRET, "HWB-7F3K-2MQE", "jonesj12", "authorise", 1),
        tokens.token(SECRET, "HWB-7F3K-2MQD", "jonesj1", "2authorise", 1),
        tokens.token(SECRET, "HWB-7F3K-2MQD", "jonesj12", "proceed", 1),
        tokens.token(SECRET, "HWB-7F3K-2MQD", "jonesj12", "authorise", 2),
        tokens.token(SECRET, "HWB-7F3K-2MQD", "jonesj12", "authorise1", 1),
    }
    assert len(others | {TOKEN}) == 7


def test_a_token_is_twenty_letters_of_crockford() -> None:
    assert re.fullmatch("[0-9a-hjkmnp-tv-z]{20}", TOKEN)


def test_only_the_hash_is_remembered_and_case_does_not_matter() -> None:
    remembered = tokens.hashed(TOKEN)
    assert re.fullmatch("[0-9a-f]{64}", remembered)
    assert tokens.matches(TOKEN, remembered)
    assert tokens.matches(TOKEN.upper(), remembered)
    assert not tokens.matches(TOKEN[:-1] + ("0" if TOKEN[-1] != "0" else "1"), remembered)
    assert not tokens.matches("", remembered)
    assert not tokens.matches(TOKEN, "")


def test_a_tag_comes_back_as_reference_and_token() -> None:
    tag = tokens.tag("HWB-7F3K-2MQD", TOKEN)
    assert tag == f"7f3k2mqd{TOKEN}"
    assert tokens.from_tag(tag) == ("HWB-7F3K-2MQD", TOKEN)
    assert tokens.from_tag(tag.upper()) == ("HWB-7F3K-2MQD", TOKEN)


@pytest.mark.parametrize("tag", ["", "news", TOKEN, "7f3k2mqd" + TOKEN + "0", "7f3k2mqi" + TOKEN, "７f3k2mqd" + TOKEN])
def test_what_is_no_tag_of_ours_is_none(tag: str) -> None:
    assert tokens.from_tag(tag) is None


def test_a_reference_of_somebody_else_has_no_tag() -> None:
    with pytest.raises(ValueError, match="HWB-7F3K-2MQD"):
        tokens.tag("HWB-ILOU-2MQD", TOKEN)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        tokens.token(b"short", "HWB-7F3K-2MQD", "jonesj12", "authorise", 1)


def test_references_differ_by_seed_and_counter() -> None:
    made = {tokens.reference(SECRET, seed, counter) for seed in "abcdefgh" for counter in range(8)}
    assert len(made) == 64
    assert all(re.fullmatch("HWB-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference) for reference in made)


@given(st.text(), st.text(), st.text(), st.integers(), st.binary(min_size=16))
def test_any_words_make_a_token_that_survives_its_tag(
    seed: str, person: str, action: str, version: int, secret: bytes
) -> None:
    reference = tokens.reference(secret, seed.encode("utf-8", "replace").decode(), 0)
    token = tokens.token(secret, reference, person.encode("utf-8", "replace").decode(), "x", version)
    assert tokens.from_tag(tokens.tag(reference, token)) == (reference, token)


def test_what_was_made_once_is_made_for_ever() -> None:
    """Letters that are out bring these back: another way of making them would void every one."""
    assert tokens.reference(SECRET, "mail-1", 0) == "HWB-SH23-46QX"
    assert tokens.token(SECRET, "HWB-7F3K-2MQD", "jonesj12", "authorise", 1) == "545b30a01retsmder9ar"
    assert tokens.return_tag(SECRET, LETTER) == "b-9f2c4e1akgz4v0sv"
    assert tokens.hashed(" 7f3K ") == "b4c99ae8abc53c9df217170897a2ebbfb22ba413b0f0b38837a8294fb40dd798"
    assert tokens.token(SECRET[:16], "", "", "", 0)


def test_why_a_secret_and_a_reference_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^the secret has at least 16 bytes$"):
        tokens.reference(SECRET[:15], "mail-1", 0)
    with pytest.raises(ValueError, match=r"^'HWB-1' is not a reference such as HWB-7F3K-2MQD$"):
        tokens.tag("HWB-1", TOKEN)
    assert tokens.tag("hwb-7f3k-2mqd", TOKEN.upper()) == f"7f3k2mqd{TOKEN}"


@pytest.mark.parametrize("letter", [LETTER, "1", "a-b"])
def test_a_return_path_leads_back_to_its_letter_in_either_case(letter: str) -> None:
    tag = tokens.return_tag(SECRET, letter)
    assert re.fullmatch(f"b-{letter}[0-9a-hjkmnp-tv-z]{{8}}", tag)
    assert tokens.letter_of_return_tag(SECRET, tag) == letter
    assert tokens.letter_of_return_tag(SECRET, tag.upper()) == letter


def test_nobody_can_make_a_return_path_from_the_letters_id() -> None:
    tag, others = tokens.return_tag(SECRET, LETTER), tokens.return_tag(bytes(32), LETTER)
    assert tag != others
    wrong = tag[:-1] + ("0" if tag[-1] != "0" else "1")
    for forged in (others, wrong, tag[:-1], tag + "0", tag.removeprefix("b-"), f"b-{LETTER}", f"b-x{tag[2:]}"):
        assert tokens.letter_of_return_tag(SECRET, forged) == "", forged


@pytest.mark.parametrize("tag", ["", "b-", "news", "b-00000000", tokens.tag("HWB-7F3K-2MQD", TOKEN), "b-ü00000000"])
def test_a_tag_of_another_kind_is_no_return_path(tag: str) -> None:
    assert tokens.letter_of_return_tag(SECRET, tag) == ""


def test_a_seal_over_nothing_names_no_letter() -> None:
    assert tokens.letter_of_return_tag(SECRET, tokens.return_tag(SECRET, "")) == ""
