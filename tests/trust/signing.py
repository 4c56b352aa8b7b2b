"""A DKIM signer of our own (RFC 6376, relaxed and simple), which lets tests sign badly on purpose."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ALL = "from:to:subject:date:message-id:mime-version:content-type:content-transfer-encoding"


@cache
def key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def key_record(bits: int = 2048, before: str = "v=DKIM1; k=rsa; ") -> str:
    public = key(bits).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"{before}p={b64encode(der).decode()}"


def relaxed_field(name: str, value: str) -> str:
    unfolded = value.replace("\r\n", "")
    return name.lower().strip() + ":" + re.sub(r"[ \t]+", " ", unfolded).strip()


def canonical_body(body: bytes, how: str) -> bytes:
    if how == "relaxed":
        body = re.sub(rb"[ \t]+", b" ", body)
        body = b"\r\n".join(line.rstrip(b" ") for line in body.split(b"\r\n"))
    while body.endswith(b"\r\n"):
        body = body[:-2]
    return body + b"\r\n" if body or how == "simple" else b""


def signed(
    mail: bytes,
    *,
    domain: str = "head.example",
    selector: str = "s1",
    fields: str = ALL,
    algorithm: str = "rsa-sha256",
    canonicalisation: str = "relaxed/relaxed",
    tags: str = "",
    bits: int = 2048,
) -> bytes:
    """``mail`` with a signature of ``domain`` on top. ``tags`` are further tags, each with its semicolon."""
    header, _, body = mail.partition(b"\r\n\r\n")
    in_header, in_body = canonicalisation.split("/")
    content = canonical_body(body, in_body)
    length = re.search(r"\bl=(\d+)", tags)
    if length:
        content = content[: int(length.group(1))]
    body_hash = b64encode(hashlib.sha256(content).digest()).decode()
    left = [line.split(":", 1) for line in re.split(r"\r\n(?![ \t])", header.decode())]
    chosen = []
    for name in fields.split(":"):
        place = next((i for i in reversed(range(len(left))) if left[i][0].lower() == name.lower()), None)
        if place is not None:
            chosen.append(left.pop(place))
    value = (
        f" v=1; a={algorithm}; c={canonicalisation}; d={domain}; s={selector}; {tags}\r\n"
        f"\th={fields}; bh={body_hash}; b="
    )
    written = [*chosen, ["DKIM-Signature", value]]
    if in_header == "relaxed":
        lines = [relaxed_field(*pair) for pair in written]
    else:
        lines = [":".join(pair) for pair in written]
    digest = hashes.SHA1() if algorithm == "rsa-sha1" else hashes.SHA256()
    signature = key(bits).sign("\r\n".join(lines).encode(), padding.PKCS1v15(), digest)
    return f"DKIM-Signature:{value}{b64encode(signature).decode()}\r\n".encode() + mail
