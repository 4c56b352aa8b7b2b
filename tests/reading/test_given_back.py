"""An account named by mistake and said at once to be a colleague's: it is not the leaver's, nor the colleague one."""

from __future__ import annotations

import pytest

from tests.reading.writing import reading, stated

HEAD = (
    "I authorise the merge for Elin Rees. She left Bryn Teg Primary (660 2111) on 31 August, which is on SIMS, and "
    "is now at Coed Mawr School. {}\n\nMrs A Puw, headteacher"
)
HEAD_CY = (
    "Rwy'n awdurdodi uno cyfrifon Elin Rees. Gadawodd Ysgol Bryn Teg (660 2111) ar 31 Awst ac mae'r dyddiad gadael ar "
    "SIMS. Mae hi yn Ysgol Coed Mawr bellach. {}\n\nMrs A Puw, pennaeth"
)
PUT_RIGHT = [
    (HEAD, "Her username with us was reese240 - sorry, that's Eirian Rees in the office. Hers is reese204."),
    (HEAD, "Her username here was reese240 – no, forgive me, that is Eirian Rees. Elin's is reese204."),
    (HEAD, "Her username was reese240. Sorry, that's Eirian Rees. Elin's is reese204."),
    (HEAD, "Her login was reese240. Actually, sorry, that one belongs to Eirian Rees. Hers was reese204."),
    (HEAD, "Her account was reese240 (wait, no, that's Mrs Eirian Rees's), hers is reese204."),
    (HEAD_CY, "Ei henw defnyddiwr oedd reese240 – na, sori, Eirian Rees ydi hwnna. Ei hun hi ydi reese204."),
    (
        HEAD_CY,
        "Ei henw defnyddiwr oedd reese240 - na, maddeuwch i mi, cyfrif Eirian Rees yw hwnnw. reese204 ddylai fod.",
    ),
]


@pytest.mark.parametrize(("mail", "told"), PUT_RIGHT)
def test_the_account_put_in_its_place_is_the_leavers(mail: str, told: str) -> None:
    read = reading(mail.format(told))
    assert len(read.requests) == 1
    fields = stated(read)
    assert fields["staff_name"] == "Elin Rees"
    assert fields.get("former_username") == "reese204"


@pytest.mark.parametrize(
    "told",
    [
        "Her username with us was reese240 - sorry, that's Eirian Rees in the office. I will look up Elin's.",
        "Her username was reese240. Oh no, wait, that is Eirian Rees.",
        "Her username here was reese240 - hang on, that belongs to Eirian Rees.",
    ],
)
def test_where_none_is_put_in_its_place_none_is_stated(told: str) -> None:
    read = reading(HEAD.format(told))
    assert "former_username" not in stated(read)
    assert "Eirian Rees" not in [stated(read, n).get("staff_name") for n in range(len(read.requests))]


@pytest.mark.parametrize(
    "told",
    [
        "Her username with us was reese204 - sorry, that's her old one, but it is the one to keep.",
        "Her username here was reese204, and that's right, I have checked.",
        "Her username was reese204 - sorry it has taken me so long.",
        "Her username was reese204, sorry this is a bit rushed, it's that time of year.",
    ],
)
def test_what_is_hers_all_the_same_stays(told: str) -> None:
    read = reading(HEAD.format(told))
    assert stated(read)["former_username"] == "reese204"
