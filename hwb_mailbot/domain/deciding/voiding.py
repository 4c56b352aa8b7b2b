"""What a changed request does to an approval of it that was given already (R7, R8)."""

from __future__ import annotations

from hwb_mailbot.domain.cases import Half
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.mails import FieldName


def void_approval(file: CaseFile, before: Half | None, half: Half) -> None:
    """A headteacher approved what our letter laid out: with other accounts, they have to be asked again."""
    authorisation = file.case.authorisation
    if before is None or authorisation is None:
        return
    by_letter = any(field.where == "letter" for field in authorisation.fields.values())
    accounts = (FieldName.FORMER_USERNAME, FieldName.NEW_USERNAME)
    if by_letter and any(before.text(name) != half.text(name) for name in accounts):
        file.change(authorisation=None, proceeded=False)
        file.note("mailbot", "approval-voided")
