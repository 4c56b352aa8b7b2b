"""The way out, against a real relay: what arrives, what is refused for now or for good, what is kept without one."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

from hwb_mailbot import config
from hwb_mailbot.post.courier import NOT_REACHED, Courier, PermanentFailure, TemporaryFailure

from .relay import Relay, eventually

RAW = b"From: hwb@support.example\r\nMessage-ID: <HWB-7F3K-2MQD.l1@support.example>\r\n\r\n.dot\r\nDiolch\r\n"
TO = "head@hendre.example"
RETURN = "hwb+b-l1@support.example"


def courier(folder: Path, relay: str = "") -> Courier:
    ini = f"[mailbot]\naddress = hwb@support.example\n[relay]\n{relay}"
    return Courier(config.parse(ini, folder))


def at(relay: Relay, more: str = "") -> str:
    return f"host = localhost\nport = {relay.port}\n{more}"


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    relay = await Relay().start()
    yield relay
    await relay.stop()


async def test_a_letter_arrives_byte_for_byte_with_its_envelope(relay: Relay, tmp_path: Path) -> None:
    delivered = await courier(tmp_path, at(relay)).send(RETURN, TO, RAW)
    assert (delivered.code, delivered.text) == (250, "taken")
    (envelope,) = relay.taken
    assert envelope.content == RAW
    assert (envelope.mail_from, envelope.rcpt_tos) == (RETURN, [TO])


async def test_the_null_return_path_is_sent_as_such(relay: Relay, tmp_path: Path) -> None:
    await courier(tmp_path, at(relay)).send("", TO, RAW)
    assert relay.taken[0].mail_from in ("", "<>")


async def test_one_connection_carries_many_letters_and_several_travel_at_once(relay: Relay, tmp_path: Path) -> None:
    out = courier(tmp_path, at(relay))
    for _ in range(5):
        await out.send(RETURN, TO, RAW)
    assert relay.connections == 1
    relay.hold = asyncio.Event()
    sending = [asyncio.create_task(out.send(RETURN, TO, RAW)) for _ in range(3)]
    await eventually(lambda: relay.most_at_once == 3)
    relay.hold.set()
    await asyncio.gather(*sending)
    await asyncio.gather(*(out.send(RETURN, TO, RAW) for _ in range(3)))
    assert relay.connections == 3
    assert len(relay.taken) == 11
    await out.close()


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(("reply", "failure"), [("451 later", TemporaryFailure), ("550 never", PermanentFailure)])
async def test_refusals_are_sorted_and_the_connection_goes_on(
    relay: Relay, tmp_path: Path, command: str, reply: str, failure: type[Exception]
) -> None:
    out = courier(tmp_path, at(relay))
    relay.answers = [(command, reply)]
    with pytest.raises(failure) as told:
        await out.send(RETURN, TO, RAW)
    assert (told.value.code, told.value.text) == (int(reply[:3]), reply[4:])  # type: ignore[attr-defined]
    await out.send(RETURN, TO, RAW)
    assert relay.connections == 1
    assert len(relay.taken) == 1


async def test_a_missing_login_is_the_relays_matter_and_costs_no_letter(relay: Relay, tmp_path: Path) -> None:
    relay.answers = [("MAIL", "530 5.7.0 Authentication required")]
    with pytest.raises(TemporaryFailure):
        await courier(tmp_path, at(relay)).send(RETURN, TO, RAW)


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
async def test_a_relay_that_breaks_off_is_tried_again_later_on_a_new_connection(
    relay: Relay, tmp_path: Path, command: str
) -> None:
    out = courier(tmp_path, at(relay))
    await out.send(RETURN, TO, RAW)
    relay.answers = [(command, "drop")]
    with pytest.raises(TemporaryFailure):
        await out.send(RETURN, TO, RAW)
    await out.send(RETURN, TO, RAW)
    assert relay.connections == 2


async def test_a_relay_that_shuts_down_between_letters_is_noticed(tmp_path: Path) -> None:
    relay = await Relay().start()
    out = courier(tmp_path, at(relay))
    await out.send(RETURN, TO, RAW)
    await relay.stop()
    with pytest.raises(TemporaryFailure) as told:
        await out.send(RETURN, TO, RAW)
    assert told.value.code == NOT_REACHED
    again = await Relay(port=relay.port).start()
    await out.send(RETURN, TO, RAW)
    assert len(again.taken) == 1
    await again.stop()


async def test_a_relay_that_says_goodbye_is_not_used_again(relay: Relay, tmp_path: Path) -> None:
    out = courier(tmp_path, at(relay))
    relay.answers = [("MAIL", "421 too many letters here")]
    with pytest.raises(TemporaryFailure):
        await out.send(RETURN, TO, RAW)
    await out.send(RETURN, TO, RAW)
    assert relay.connections == 2


@pytest.mark.parametrize("address", ["a b@x.example", "x\r\nRCPT TO:<y@z.example>", "â@x.example", ""])
async def test_an_address_that_is_none_never_reaches_the_wire(relay: Relay, tmp_path: Path, address: str) -> None:
    out = courier(tmp_path, at(relay))
    for envelope in ((RETURN, address), (address or "a b", TO)):
        with pytest.raises(PermanentFailure, match="no bare address"):
            await out.send(*envelope, RAW)
    assert relay.connections == 0


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    authority = trustme.CA()
    (tmp_path / "ca.pem").write_bytes(authority.cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def serving(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_letters_travel_encrypted_with_a_login(tmp_path: Path, authority: trustme.CA, security: str) -> None:
    relay = await Relay(tls=serving(authority), implicit_tls=security == "tls", password="sgod").start()
    (tmp_path / "password").write_text("sgod\n")
    login = f"security = {security}\nusername = hwb\npassword_file = password\n"
    out = courier(tmp_path, at(relay, login))
    await out.send(RETURN, TO, RAW)
    assert len(relay.taken) == 1
    (tmp_path / "password").write_text("wrong\n")
    with pytest.raises(TemporaryFailure, match="535"):
        await courier(tmp_path, at(relay, login)).send(RETURN, TO, RAW)
    await out.close()
    await relay.stop()


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_relay_under_another_name_gets_nothing(tmp_path: Path, authority: trustme.CA, security: str) -> None:
    relay = await Relay(tls=serving(authority, "other.example"), implicit_tls=security == "tls").start()
    with pytest.raises(TemporaryFailure):
        await courier(tmp_path, at(relay, f"security = {security}\n")).send(RETURN, TO, RAW)
    assert relay.taken == []
    await relay.stop()


async def test_a_relay_without_encryption_gets_nothing_where_it_is_asked_for(relay: Relay, tmp_path: Path) -> None:
    with pytest.raises(TemporaryFailure):
        await courier(tmp_path, at(relay, "security = starttls\n")).send(RETURN, TO, RAW)
    assert relay.taken == []


async def test_without_a_relay_letters_are_kept_once(tmp_path: Path) -> None:
    out = courier(tmp_path)
    for _ in range(2):
        delivered = await out.send(RETURN, TO, RAW)
    await out.send(RETURN, "other@hendre.example", RAW)
    kept = sorted((tmp_path / "store" / "outgoing").iterdir())
    assert [path.read_bytes() for path in kept] == [RAW, RAW]
    assert all(path.name.startswith("HWB-7F3K-2MQD-") and path.suffix == ".eml" for path in kept)
    assert "kept as" in delivered.text


async def test_a_disk_that_refuses_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "outgoing").write_text("not a folder")
    with pytest.raises(TemporaryFailure):
        await courier(tmp_path).send(RETURN, TO, RAW)


async def test_a_missing_password_file_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigurationError):
        courier(tmp_path, "host = localhost\nsecurity = tls\nusername = hwb\npassword_file = nowhere\n")
