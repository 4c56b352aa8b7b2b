"""Mails of every kind, read once where reading has to be quick from its first mail on.

A pattern is compiled when it is first looked for, which takes longer than reading many mails. The process that readers
are forked from imports this module, so that none of them compiles anything. The people and schools are made up.
"""

from __future__ import annotations

from hwb_mailbot.reading.reader import read

_HEAD = (
    "From: Nia Evans <nia.evans@coedmawr.example>\r\nTo: Hwb <hwb@support.example>\r\n"
    "Date: Mon, 28 Sep 2026 09:00:00 +0100\r\nMessage-ID: <a@coedmawr.example>\r\n"
)
_PLAIN = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
_BOTH = 'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\n'

_HEADTEACHER = """\
Dear Hwb,

I confirm that Tomos Parry left Ysgol Coed Mawr (661/4003) on 31 August 2026, as the leaving date in our MIS shows.
His username is parryt12 and his new school is Ysgol Bryn Teg. He has not worked for us since then, I think.

Former staff member's name: Tomos Parry
Former school DfES number: 661 4003
Leaving date: 31/08/2026
New school: Ysgol Bryn Teg

Kind regards,
Nia Evans
Headteacher, Ysgol Coed Mawr

This email and any files transmitted with it are confidential.
"""
_STAFF = """\
Annwyl Cymorth Hwb,

Rwyf wedi symud o Ysgol Coed Mawr i Ysgol Bryn Teg, a hoffwn gyfuno fy nghyfrifon. Fy hen enw defnyddiwr oedd parryt12.

1. Ysgol Bryn Teg
2. 662 2345
3. parryt45
4. TPA
5. 1234567

Ysgol newydd: Ysgol Bryn Teg
Rhif AdAS: 662 2345
Enw defnyddiwr newydd: parryt45
Cod staff: TPA

Diolch yn fawr,
Tomos
"""
_ANSWER = """\
Hi, no problem, I approve this; however please do not change the other account if it is not hers.
[x] APPROVE
CYMERADWYO

Thanks, Nia

On Mon, 28 Sep 2026 at 08:00, Hwb <hwb@support.example> wrote:
> Please reply APPROVE or REJECT.
> Former school: Ysgol Coed Mawr
"""
_GO_AHEAD = """\
Thank you for the letter. I am glad for the two accounts to be merged, and so would my colleagues be.

On Mon, 28 Sep 2026 at 08:00, Hwb <hwb@support.example> wrote:
> Please reply PROCEED or CANCEL.
"""
_IN_PROSE = """\
Could you please move her account? Megan Roberts was with us until 31 August 2026 and has been appointed at Ysgol Bryn
Teg. Her Hwb username is robertsm3, not robertsm4 as I said; our number is 661 4003. I approve. Nia Evans, headteacher
"""
_MOVED = """\
Hi, my name is Tomos Parry, I started at Ysgol Bryn Teg (662 2345) in September and used to work at Ysgol Coed Mawr. My
new login is parryt45 and the old one was parryt12, my staff code here is TPA. I think my payroll number is 1234567.
Please could you tell me what happens next? My old head said that it is not possible, but I want to go ahead.
"""
_NEW_STAFF = """\
A new member of staff is not showing in the portal. Has our provisioning run failed? She started on 1 September.
"""
_QUESTION = """\
I can't see my new learners in the portal, the password does not work and last year's classes still show. Why?

Sent from my iPhone
"""
_PAGE = """\
<html><body><p style="color:black">Please merge my accounts, parryt12 and parryt45.</p>
<table><tr><td>New school</td><td>Ysgol Bryn Teg</td></tr><tr><td>Staff code</td><td>TPA</td></tr></table>
<ul><li>Employee number: 1234567</li></ul><p>PROCEED / PARHAU</p>
<blockquote>On Monday Hwb wrote: Please reply PROCEED or CANCEL.</blockquote></body></html>
"""
_ABSENCE = "I am away until 5 October 2026 and will answer when I am back.\r\n"
_RETURNED = """\
This is the mail system. Your message could not be delivered to one recipient: <head@bryn.example>: user unknown
"""


def mails() -> list[bytes]:
    """One mail of each kind that has words of its own."""
    texts = [
        f"{_HEAD}Subject: Leaver: Tomos Parry\r\n{_PLAIN}{_HEADTEACHER}",
        f"{_HEAD}Subject: =?utf-8?Q?Cyfuno_cyfrifon?=\r\n{_PLAIN}{_STAFF}",
        f"{_HEAD}Subject: Re: [HWB-7F3K-2MQD] Hwb\r\n{_PLAIN}{_ANSWER}",
        f"{_HEAD}Subject: Re: [HWB-7F3K-2MQD] Move your Hwb account - PROCEED or CANCEL\r\n{_PLAIN}{_GO_AHEAD}",
        f"{_HEAD}Subject: Moving school\r\n{_PLAIN}{_MOVED}",
        f"{_HEAD}Subject: Hwb account of Megan Roberts\r\n{_PLAIN}{_IN_PROSE}",
        f"{_HEAD}Subject: New staff\r\n{_PLAIN}{_NEW_STAFF}",
        f"{_HEAD}Subject: Yml: Hwb\r\n{_PLAIN}{_QUESTION}",
        f"{_HEAD}Subject: Hwb\r\n{_BOTH}{_PLAIN}{_STAFF}\r\n--b\r\n"
        f"Content-Type: text/html; charset=utf-8\r\n\r\n{_PAGE}\r\n--b--\r\n",
        f"{_HEAD}Subject: Automatic reply: Hwb\r\nAuto-Submitted: auto-replied\r\n{_PLAIN}{_ABSENCE}",
        f"{_HEAD}Subject: Undelivered Mail Returned to Sender\r\nReturn-Path: <>\r\n{_PLAIN}{_RETURNED}",
    ]
    return [text.encode() for text in texts]


def warm() -> None:
    """Read them."""
    for raw in mails():
        read(raw)
