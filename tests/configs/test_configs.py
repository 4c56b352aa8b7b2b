"""mailbot.ini: broken files beside what is said of them, defaults, and how single values are read."""

from __future__ import annotations

from datetime import date, time, timedelta
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path

import pytest

from hwb_mailbot import config
from hwb_mailbot.config import ConfigurationError, Settings
from hwb_mailbot.config.sections import MailbotSettings

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.ini"))


def settings(text: str = "", folder: Path = Path("/srv/bot")) -> Settings:
    return config.parse("[mailbot]\naddress = hwb@support.example\n" + text, folder)


@pytest.mark.parametrize("ini", BROKEN, ids=lambda path: path.stem)
def test_broken_file_is_told_in_full(ini: Path) -> None:
    with pytest.raises(ConfigurationError) as told:
        config.load(ini)
    assert str(told.value) + "\n" == ini.with_suffix(".expected").read_text("utf-8")


def test_every_broken_file_has_its_expected_text_and_the_other_way_round() -> None:
    assert BROKEN
    assert {path.stem for path in BROKEN} == {path.stem for path in (HERE / "broken").glob("*.expected")}


def test_missing_file_is_a_fault_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError, match=r"nowhere\.ini: cannot be read: there is no such file; name yours with --config"
    ):
        config.load(tmp_path / "nowhere.ini")


def test_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "latin.ini").write_bytes(b"[mailbot]\naddress = h\xe9@support.example\n")
    with pytest.raises(ConfigurationError, match="not UTF-8 text"):
        config.load(tmp_path / "latin.ini")


def test_the_file_that_comes_along_states_exactly_the_defaults() -> None:
    along = config.load(HERE.parents[1] / "mailbot.ini")
    assert along == settings(folder=along.folder)


def test_defaults() -> None:
    bare = settings()
    assert bare.store_directory == Path("/srv/bot/store")
    assert bare.listener.max_message_bytes == 25 * 1024 * 1024
    assert bare.trust.trusted_relays == (ip_network("127.0.0.1/32"),)
    assert bare.workflow.reminders == (timedelta(days=3), timedelta(days=7), timedelta(days=14))
    assert (bare.workflow.expire, bare.workflow.grace) == (timedelta(days=28), timedelta(0))
    assert (bare.workflow.run_awaited, bare.workflow.longest_absence) == (timedelta(days=3), timedelta(days=10))
    assert bare.workflow.answer_awaited == timedelta(days=10)
    assert bare.mailbot.timezone.key == "Europe/London"


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "etc").mkdir()
    ini = tmp_path / "etc" / "mailbot.ini"
    ini.write_text(
        "[mailbot]\naddress = hwb@support.example\n[listener]\ntls_certificate = door.pem\ntls_key = /keys/door\n"
        "[store]\nurl = tinydb:../data\n"
    )
    monkeypatch.chdir("/")
    loaded = config.load(ini)
    assert loaded.listener.tls_certificate == tmp_path / "etc" / "door.pem"
    assert loaded.listener.tls_key == Path("/keys/door")
    assert loaded.store_directory == tmp_path / "etc" / ".." / "data"


def test_remarks_behind_values_are_no_values() -> None:
    assert settings("[web]\nport = 9000   ; the queue\n").web.port == 9000


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("90s", timedelta(seconds=90)), ("5m", timedelta(minutes=5)), ("2h", timedelta(hours=2)), ("1d", timedelta(1))],
)
def test_durations(stated: str, expected: timedelta) -> None:
    assert settings(f"[workflow]\ngrace = {stated}\n").workflow.grace == expected


def test_reminders_are_ascending_and_may_be_none() -> None:
    assert settings("[workflow]\nreminders = 2d, 3h, 2d\n").workflow.reminders == (
        timedelta(hours=3),
        timedelta(days=2),
    )
    assert settings("[workflow]\nreminders =\n").workflow.reminders == ()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("localhost:5353", ("127.0.0.1", 5353)),
        ("[::1]:5353", ("::1", 5353)),
        ("192.0.2.1", ("192.0.2.1", 53)),
    ],
)
def test_nameservers(stated: str, expected: tuple[str, int]) -> None:
    assert settings(f"[trust]\nnameserver = {stated}\n").trust.nameserver == expected


@pytest.mark.parametrize(("stated", "expected"), [("8:05", time(8, 5)), ("23:59", time(23, 59)), ("00:00", time(0))])
def test_times_of_day(stated: str, expected: time) -> None:
    assert settings(f"[digest]\nat = {stated}\n").digest.at == expected


@pytest.mark.parametrize("stated", ["24:00", "8", "8.30", "half past eight", "08:60", "-1:00", ""])
def test_what_is_no_time_of_day_is_said(stated: str) -> None:
    with pytest.raises(ConfigurationError, match="a time of day from 00:00 to 23:59 such as 08:00"):
        settings(f"[digest]\nat = {stated}\n")


@pytest.mark.parametrize("switch", ["yes", "true", "on", "1", "YES"])
def test_switches(switch: str) -> None:
    stated = settings(f"[listener]\ntls_certificate = c\ntls_key = k\nrequire_tls = {switch}\n")
    assert stated.listener.require_tls


@pytest.mark.parametrize(
    ("address", "ours", "tag"),
    [
        ("hwb@support.example", True, ""),
        ("HWB@Support.Example", True, ""),
        ("hwb+aB3@support.example", True, "aB3"),
        ("Hwb+a+b@support.example", True, "a+b"),
        ("hwb+@support.example", True, ""),
        ("hwbx@support.example", False, ""),
        ("hw@support.example", False, ""),
        ("hwb@other.example", False, ""),
        ("hwb@sub.support.example", False, ""),
        ("hwb", False, ""),
        ("", False, ""),
        ("<>", False, ""),
    ],
)
def test_what_counts_as_the_inbox(address: str, ours: bool, tag: str) -> None:
    mailbot = MailbotSettings(address="hwb@support.example")
    assert (mailbot.is_inbox(address), mailbot.tag_of(address)) == (ours, tag)


def test_default_holidays_hold_the_half_terms_and_no_overlap() -> None:
    holidays = config.school_holidays(settings())
    assert (date(2026, 10, 26), date(2026, 10, 30)) in holidays
    assert all(first <= last for first, last in holidays)
    assert all(last < following for (_, last), (following, _) in pairwise(holidays))
    assert {first.year for first, _ in holidays} >= {2026, 2027, 2028, 2029}


def test_own_holidays(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("# ours\n2026-12-21 2027-01-04  # Christmas\n\n2026-10-26 2026-10-30\n")
    own = settings("[workflow]\nholidays = own.txt\n", tmp_path)
    assert config.school_holidays(own) == (
        (date(2026, 10, 26), date(2026, 10, 30)),
        (date(2026, 12, 21), date(2027, 1, 4)),
    )


def test_broken_holidays_are_told_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("2026-12-21\n2026-10-26 2026-10-30\n2026-10-30 2026-10-26\nnext week\n")
    with pytest.raises(ConfigurationError) as told:
        config.school_holidays(settings("[workflow]\nholidays = own.txt\n", tmp_path))
    assert [line.partition("own.txt:")[2][:2] for line in str(told.value).splitlines()] == ["1:", "3:", "4:"]


def test_a_holiday_of_years_is_a_slip_of_the_pen(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("2026-07-21 2206-08-31\n")
    with pytest.raises(ConfigurationError, match=r"own\.txt:1: .* at most 100 days apart"):
        config.school_holidays(settings("[workflow]\nholidays = own.txt\n", tmp_path))


def test_missing_holidays_are_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="holidays"):
        config.school_holidays(settings("[workflow]\nholidays = none.txt\n", tmp_path))


def test_relay_password_is_the_first_line(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("pass word \nrest\n")
    ini = "[relay]\nhost = relay.example\nsecurity = tls\nusername = hwb\npassword_file = secret\n"
    assert config.relay_password(settings(ini, tmp_path)) == "pass word "
    assert config.relay_password(settings()) == ""
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(ConfigurationError, match="password_file"):
        config.relay_password(settings(ini, tmp_path))
