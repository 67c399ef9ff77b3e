"""Bearer tokens for the client-credentials grant: signed, so that they outlive a restart, and short-lived."""

import base64
import binascii
import hashlib
import hmac

import orjson
from starlette.datastructures import FormData
from starlette.requests import Request


def issue(secret: str, now: float, seconds: float) -> str:
    """A token in JWT shape that `valid` accepts until `now` + `seconds`."""
    head = _encode(orjson.dumps({"alg": "HS256", "typ": "JWT"}))
    claims = _encode(orjson.dumps({"iat": now, "exp": now + seconds, "azp": "partner"}))
    return f"{head}.{claims}.{_signature(secret, f'{head}.{claims}')}"


def valid(secret: str, header: str, now: float) -> bool:
    """Whether an Authorization header carries a token of ours that has not run out."""
    scheme, _, token = header.partition(" ")
    signed, _, signature = token.rpartition(".")
    expected = _signature(secret, signed)
    if scheme.lower() != "bearer" or not hmac.compare_digest(signature.encode(), expected.encode()):
        return False
    claims = orjson.loads(_decode(signed.partition(".")[2]))
    return bool(now < claims["exp"])


def credentials(request: Request, form: FormData) -> tuple[str, str]:
    """Client id and secret, from the form or from HTTP Basic; empty strings when absent."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return name, secret
    return str(form.get("client_id", "")), str(form.get("client_secret", ""))


def _signature(secret: str, text: str) -> str:
    return _encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
