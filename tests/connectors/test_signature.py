"""Only genuine, fresh webhooks pass; two secrets may be valid at a time."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from hub.connectors.signature import Signature
from hub.errors import CredentialFault

OLD, NEW = ("whsec_" + base64.b64encode(seed * 24).decode() for seed in (b"o", b"n"))
BODY = b'{"type":"pengaduan.berubah","data":{"urut":7}}'
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
STANDARD = Signature("standard-webhooks", "", [OLD, NEW])
HMAC = Signature("hmac-sha256", "X-Tanda-Tangan", ["old", "new"])
TOKEN = Signature("token", "X-Token", ["old", "new"])


def signed(secret: str, at: datetime = NOW, message: str = "RSUD-7") -> dict[str, str]:
    signature = Webhook(secret).sign(message, at, BODY.decode())
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_what_the_public_library_signs_is_genuine(secret: str) -> None:
    assert STANDARD.delivery_id(BODY, signed(secret), NOW.timestamp()) == "RSUD-7"


def test_one_good_signature_among_several_is_enough() -> None:
    headers = signed(NEW)
    headers["webhook-signature"] = f"v1,AAAA v1a,BBBB {headers['webhook-signature']}"

    assert STANDARD.delivery_id(BODY, headers, NOW.timestamp()) == "RSUD-7"


STRANGER = "whsec_" + base64.b64encode(b"x" * 24).decode()
FORGERIES = {
    "another secret": (BODY, signed(STRANGER)),
    "another body": (BODY + b" ", signed(NEW)),
    "another id": (BODY, {**signed(NEW), "webhook-id": "RSUD-8"}),
    "too old": (BODY, signed(NEW, NOW - timedelta(minutes=5, seconds=1))),
    "from the future": (BODY, signed(NEW, NOW + timedelta(minutes=5, seconds=1))),
    "another time": (BODY, {**signed(NEW), "webhook-timestamp": str(int(NOW.timestamp()) + 1)}),
    "endless time": (BODY, {**signed(NEW), "webhook-timestamp": "9" * 5000}),
    "no time": (BODY, {**signed(NEW), "webhook-timestamp": "soon"}),
    "no signature": (BODY, {**signed(NEW), "webhook-signature": ""}),
    "no version": (
        BODY,
        {**signed(NEW), "webhook-signature": signed(NEW)["webhook-signature"].split(",")[1]},
    ),
    "not ASCII": (BODY, {**signed(NEW), "webhook-signature": "v1,é"}),
    "nothing": (BODY, {}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_or_stale_webhook_is_refused(forgery: str) -> None:
    body, headers = FORGERIES[forgery]

    with pytest.raises(CredentialFault):
        STANDARD.delivery_id(body, headers, NOW.timestamp())


@pytest.mark.parametrize("secret", ["old", "new"])
def test_a_plain_hmac_proves_the_body_and_names_it(secret: str) -> None:
    headers = {"x-tanda-tangan": hmac.new(secret.encode(), BODY, "sha256").hexdigest()}

    assert HMAC.delivery_id(BODY, headers, 0.0) == f"sha256-{hashlib.sha256(BODY).hexdigest()}"
    with pytest.raises(CredentialFault):
        HMAC.delivery_id(BODY + b" ", headers, 0.0)


@pytest.mark.parametrize("given", ["", "older", "ol", "é"])
def test_a_wrong_or_missing_token_is_refused(given: str) -> None:
    assert TOKEN.delivery_id(BODY, {"x-token": "new"}, 0.0).startswith("sha256-")
    with pytest.raises(CredentialFault):
        TOKEN.delivery_id(BODY, {"x-token": given}, 0.0)


def test_without_a_secret_nothing_is_genuine() -> None:
    empty = Signature("token", "X-Token", [])
    with pytest.raises(CredentialFault):
        empty.delivery_id(BODY, {"x-token": ""}, 0.0)
