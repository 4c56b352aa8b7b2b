"""Writes the sample directory beside this file: ``python -m hwb_mailbot.samples.generate``.

Fictional schools and people, always the same ones (fixed seed). Among them, on purpose: a closed school with
a successor, a school without a headteacher and without an address on record, a school whose last provisioning
run failed, namesakes at one school, movers with accents, hyphens, apostrophes and ``ap`` in their names, a
mover whose leaving date is not yet released, and one whose leaving date is missing.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stdnum.gb import upn

from hwb_mailbot.domain.names import fold

DIRECTORY = Path(__file__).parent / "directory"
ACCOUNT_DOMAIN = "hwbcymru.example"

_SEED = 20260901


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SCHOOL_COLUMNS = _words(
    """
    dfes_number name_en name_cy local_authority phase status successor_dfes_number head_email
    """
)
ACCOUNT_COLUMNS = _words(
    """
    username email kind role forename surname dfes_number staff_code employee_number upn year_group
    class_name start_date leaving_date status
    """
)

# DfES number, English name, Welsh name, authority, phase, learners in the sample
_SCHOOLS = (
    ("6602011", "Ysgol Gynradd Porth y Môr", "Ysgol Gynradd Porth y Môr", "Isle of Anglesey", "primary", 12),
    ("6614022", "Ysgol Uwchradd Dyffryn Eirin", "Ysgol Uwchradd Dyffryn Eirin", "Gwynedd", "secondary", 16),
    ("6622033", "Gorse Hill Primary School", "Ysgol Gynradd Bryn Eithin", "Conwy", "primary", 12),
    ("6632044", "Ysgol Gynradd Llyn Brithyll", "Ysgol Gynradd Llyn Brithyll", "Denbighshire", "primary", 10),
    ("6645055", "Ysgol Bro Alarch 3-16", "Ysgol Bro Alarch", "Flintshire", "all-through", 16),
    ("6652066", "Whitebeam Primary School", "Ysgol Gynradd y Gerddinen", "Wrexham", "primary", 12),
    ("6664077", "Heron's Reach High School", "Ysgol Uwchradd Crëyr Glas", "Powys", "secondary", 16),
    ("6672088", "Ysgol Gynradd Traeth Melyn", "Ysgol Gynradd Traeth Melyn", "Ceredigion", "primary", 10),
    ("6682099", "Saltmarsh Primary School", "Ysgol Gynradd Morfa Hallt", "Pembrokeshire", "primary", 12),
    ("6695110", "Ysgol Gyfun Gwenllys", "Ysgol Gyfun Gwenllys", "Carmarthenshire", "all-through", 16),
    ("6702121", "Ysgol Gynradd Gallt Onnen", "Ysgol Gynradd Gallt Onnen", "Swansea", "primary", 12),
    ("6714132", "Copperworks School", "Ysgol Gyfun Gwaith Copr", "Neath Port Talbot", "secondary", 16),
    ("6722143", "Kingfisher Primary School", "Ysgol Gynradd Glas y Dorlan", "Bridgend", "primary", 12),
    ("6737154", "Ysgol Arbennig Tŷ'r Enfys", "Ysgol Arbennig Tŷ'r Enfys", "Vale of Glamorgan", "special", 8),
    ("6744165", "Ysgol Nant Gwernog", "Ysgol Nant Gwernog", "Rhondda Cynon Taf", "secondary", 16),
    ("6752176", "Ysgol Gynradd Pont Helygen", "Ysgol Gynradd Pont Helygen", "Merthyr Tydfil", "primary", 10),
    ("6762187", "Lapwing Infants School", "Ysgol Babanod y Gornchwiglen", "Caerphilly", "primary", 8),
    ("6772198", "Ysgol Gynradd Carreg Lwyd", "Ysgol Gynradd Carreg Lwyd", "Blaenau Gwent", "primary", 10),
    ("6784209", "Ysgol Uwchradd Cwm Ysgaw", "Ysgol Uwchradd Cwm Ysgaw", "Torfaen", "secondary", 16),
    ("6812210", "Lighthouse Road Primary School", "Ysgol Gynradd Ffordd y Goleudy", "Cardiff", "primary", 12),
)  # fmt: skip

CLOSED_SCHOOL, SUCCESSOR = "6762187", "6752176"
SCHOOL_WITHOUT_HEADTEACHER = "6772198"
SCHOOL_WITH_FAILED_RUN = "6722143"
SCHOOL_WITH_NAMESAKES = "6695110"

_FORENAMES = _words(
    """
    Anwen Aled Beca Bryn Ceri Cynan Delyth Deio Elain Elgan Enlli Gethin Gwawr Hari Heulwen Idris Lleucu
    Llion Mabli Macsen Manon Morgan Nanw Osian Peredur Rhiannon Rhodri Sioned Steffan Tirion Twm Una
    Amina Callum Grace Jakub Leila Priya Ruth Stephen
    """
)
_SURNAMES = _words(
    """
    Bebb Bowen Cadwaladr Crowther Edmunds Ellis Gittins Gwynne Harries Howells Ingham Jarman Kowalczyk
    Lloyd Maddocks Meredith Mostyn Nicholas Oakley Parri Pennant Pugh Rahman Rosser Sheppard Tegid
    Trevor Vaughan Walters Yorath
    """
)

# Former school, new school, forename, surname; for telling stories in documentation and tests
_STORIES: tuple[tuple[str, str, str, str], ...] = (
    ("6602011", "6614022", "Siân", "Bowen"),
    ("6622033", "6652066", "Gwenno", "ap Rhisiart"),
    ("6664077", "6744165", "Niamh", "O'Rourke"),
    ("6682099", "6695110", "Lowri", "Parri-Vaughan"),
    ("6702121", "6812210", "Emyr", "Tŷ-Gwyn"),
)
_MOVERS = 30


@dataclass
class _School:
    """A school being filled: its rows and the staff codes already taken."""

    number: str
    codes: set[str] = field(default_factory=set)


class _Registrar:
    """Hands out usernames, staff codes, employee numbers and pupil numbers, each once."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.rows: list[dict[str, str]] = []
        self.usernames: set[str] = set()
        self.schools = {number: _School(number) for number, *_ in _SCHOOLS}
        self._pupils = 0

    def username(self, forename: str, surname: str) -> str:
        stem = fold(surname).replace(" ", "") + fold(forename)[:1]
        while True:
            username = f"{stem}{self.chance.randint(2, 399)}"
            if username not in self.usernames:
                self.usernames.add(username)
                return username

    def staff_code(self, school: str, forename: str, surname: str) -> str:
        letters = (fold(forename)[:1] + fold(surname).replace(" ", "")).upper()
        for length in range(2, len(letters) + 1):
            if letters[:length] not in self.schools[school].codes:
                code = letters[:length]
                break
        else:
            code = f"{letters[:2]}{len(self.schools[school].codes)}"
        self.schools[school].codes.add(code)
        return code

    def pupil_number(self, school: str) -> str:
        self._pupils += 1
        digits = f"{school}{self.chance.randint(18, 25)}{self._pupils:03d}"
        return f"{upn.calc_check_digit(digits)}{digits}"

    def add(self, kind: str, role: str, forename: str, surname: str, school: str, **details: str) -> str:
        username = self.username(forename, surname)
        row = dict.fromkeys(ACCOUNT_COLUMNS, "")
        row |= {
            "username": username,
            "email": f"{username}@{ACCOUNT_DOMAIN}",
            "kind": kind,
            "role": role,
            "forename": forename,
            "surname": surname,
            "dfes_number": school,
            "status": "active",
        }
        self.rows.append(row | details)
        return username

    def add_staff(self, role: str, forename: str, surname: str, school: str, **details: str) -> str:
        codes = {
            "staff_code": self.staff_code(school, forename, surname),
            "employee_number": str(self.chance.randint(400_000, 9_899_999)),
        }
        return self.add("staff", role, forename, surname, school, **(codes | details))

    def start_date(self) -> str:
        return f"{self.chance.randint(2009, 2025)}-{self.chance.choice(('01', '04', '09'))}-01"


def main(directory: Path = DIRECTORY) -> None:
    """Write ``schools.csv``, ``accounts.csv``, ``provisioning.csv``, ``movers.csv`` into ``directory``."""
    chance = random.Random(_SEED)
    registrar = _Registrar(chance)
    open_schools = [number for number, *_ in _SCHOOLS if number != CLOSED_SCHOOL]
    names = [(forename, surname) for forename in _FORENAMES for surname in _SURNAMES]
    chance.shuffle(names)

    for number, _, _, _, phase, learners in _SCHOOLS:
        _fill_school(registrar, number, phase, learners, names)
    for forename, surname in (("Mair", "Pritchard"), ("Máir", "Pritchard")):
        registrar.add_staff("staff", forename, surname, SCHOOL_WITH_NAMESAKES, start_date=registrar.start_date())
    movers = _movers(registrar, open_schools, names)

    directory.mkdir(parents=True, exist_ok=True)
    _write(directory / "schools.csv", SCHOOL_COLUMNS, _school_rows())
    order = {number: place for place, (number, *_) in enumerate(_SCHOOLS)}
    rows = sorted(registrar.rows, key=lambda row: order[row["dfes_number"]])
    _write(directory / "accounts.csv", ACCOUNT_COLUMNS, (list(row.values()) for row in rows))
    _write(directory / "provisioning.csv", ["dfes_number", "last_run", "outcome"], _run_rows(chance))
    _write(directory / "movers.csv", ["former_username", "new_username"], movers)


def _fill_school(registrar: _Registrar, number: str, phase: str, learners: int, names: list[tuple[str, str]]) -> None:
    closed = number == CLOSED_SCHOOL
    if not closed and number != SCHOOL_WITHOUT_HEADTEACHER:
        registrar.add_staff("headteacher", *names.pop(), number, start_date=registrar.start_date())
    if not closed:
        registrar.add_staff("digital-champion", *names.pop(), number, start_date=registrar.start_date())
        registrar.add("governor", "governor", *names.pop(), number, start_date=registrar.start_date())
    for _ in range(registrar.chance.randint(3, 5)):
        ended = {"leaving_date": "2026-08-31", "status": "inactive"} if closed else {}
        registrar.add_staff("staff", *names.pop(), number, start_date=registrar.start_date(), **ended)
    for _ in range(0 if closed else learners):
        year = registrar.chance.randint(1, 6) if phase == "primary" else registrar.chance.randint(7, 11)
        registrar.add(
            "learner",
            "learner",
            *registrar.chance.choice(names),
            number,
            upn=registrar.pupil_number(number),
            year_group=str(year),
            class_name=f"{year}{registrar.chance.choice('ABC')}",
            start_date="2024-09-01",
        )


def _movers(registrar: _Registrar, schools: Sequence[str], names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    chance = registrar.chance
    ordinary = [number for number in schools if number not in (SCHOOL_WITHOUT_HEADTEACHER, SCHOOL_WITH_FAILED_RUN)]
    moves = list(_STORIES)
    while len(moves) < _MOVERS - 3:
        former, new = chance.sample(ordinary, 2)
        moves.append((former, new, *names.pop()))
    moves.append((CLOSED_SCHOOL, SUCCESSOR, *names.pop()))
    moves.append((SCHOOL_WITH_FAILED_RUN, "6702121", *names.pop()))
    moves.append((SCHOOL_WITHOUT_HEADTEACHER, "6784209", *names.pop()))
    pairs: list[tuple[str, str]] = []
    for former, new, forename, surname in moves:
        left = {"leaving_date": "2026-08-31", "status": "inactive"}
        if former == SCHOOL_WITH_FAILED_RUN:
            left["status"] = "active"  # the failed run has not released it yet
        elif len(pairs) == _MOVERS - 4:
            left = {}  # the school has not entered a leaving date
        started = registrar.start_date()
        pairs.append(
            (
                registrar.add_staff("staff", forename, surname, former, start_date=started, **left),
                registrar.add_staff("staff", forename, surname, new, start_date="2026-09-01"),
            )
        )
    return pairs


def _school_rows() -> Iterable[list[str]]:
    for number, name_en, name_cy, authority, phase, _ in _SCHOOLS:
        plain = fold(name_cy).replace("ysgol", "").replace("gynradd", "").replace("gymunedol", "")
        host = plain.replace("uwchradd", "").replace("gyfun", "").replace("arbennig", "").replace(" ", "")
        closed = number == CLOSED_SCHOOL
        has_address = not closed and number != SCHOOL_WITHOUT_HEADTEACHER
        yield [
            number,
            name_en,
            name_cy,
            authority,
            phase,
            "closed" if closed else "open",
            SUCCESSOR if closed else "",
            f"head@{host}.example" if has_address else "",
        ]


def _run_rows(chance: random.Random) -> Iterable[list[str]]:
    for number, *_ in _SCHOOLS:
        time = f"2026-09-{chance.randint(2, 9):02d}T05:{chance.randint(10, 59):02d}:00Z"
        yield [number, time, "failed" if number == SCHOOL_WITH_FAILED_RUN else "success"]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
