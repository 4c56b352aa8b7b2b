"""A reading as ``read --json`` prints it (CONTRACT). Nothing here fails."""

from __future__ import annotations

from typing import Any

from hwb_mailbot.domain.mails import Reading, Request


def reading_as_json(file: str, reading: Reading) -> dict[str, Any]:
    """One object for one mail; ``file`` is the name as given."""
    return {
        "file": file,
        "kind": reading.kind.value,
        "language": reading.language.value,
        "decision": reading.answer.value if reading.answer else None,
        "reference": reading.reference,
        "bounce": reading.bounce,
        "requests": [_request_as_json(request) for request in reading.requests],
        "from": reading.from_address,
        "subject": reading.subject,
        "returns_on": reading.returns_on.isoformat() if reading.returns_on else None,
        "failed_recipients": list(reading.failed_recipients),
        "defects": list(reading.defects),
        "why": list(reading.why),
        "topic": reading.enquiry.topic.value if reading.enquiry else None,
    }


def _request_as_json(request: Request) -> dict[str, Any]:
    return {
        "fields": {
            name.value: {"value": field.value, "evidence": field.evidence, "where": field.where}
            for name, field in request.fields.items()
        },
        "missing": [name.value for name in request.missing],
        "problems": [
            {"field": problem.field.value, "code": problem.code, "text": problem.text} for problem in request.problems
        ],
    }
