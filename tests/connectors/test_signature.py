"""Only genuine, fresh webhooks pass; two secrets may be valid at a time."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from hub.connectors.signature import Signature, WebhookKeys
from hub.errors import CredentialFault

OLD, NEW = ("whsec_" + base64.b64encode(seed * 24).decode() for seed in (b"o", b"n"))
BODY = b'{"type":"pengaduan.berubah","data":{"urut":7}}'
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
STANDARD = Signature(WebhookKeys("standard-webhooks", "S"), [OLD, NEW])
HMAC = Signature(WebhookKeys("hmac-sha256", "S", "X-Tanda-Tangan"), ["old", "new"])
TOKEN = Signature(WebhookKeys("token", "S", "X-Token"), ["old", "new"])


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


def keys(scheme: str, **more: str) -> WebhookKeys:
    return WebhookKeys(scheme=scheme, secret_env="S", **more)  # type: ignore[arg-type]


def test_a_wide_spread_form_of_hmac_is_prefixed_hex_of_the_body() -> None:
    github = Signature(keys("hmac-sha256", header="X-Hub-Signature-256", prefix="sha256="), ["old", "new"])
    proof = hmac.new(b"new", BODY, "sha256").hexdigest()

    assert github.delivery_id(BODY, {"x-hub-signature-256": f"sha256={proof}"}, 0.0)
    for wrong in (proof, f"SHA256={proof}", "sha256=", f"sha256={proof[:-1]}", f"sha256={proof.upper()}"):
        with pytest.raises(CredentialFault):
            github.delivery_id(BODY, {"x-hub-signature-256": wrong}, 0.0)


def test_another_is_base64() -> None:
    portal = Signature(keys("hmac-sha256", header="X-Sign", encoding="base64"), ["new"])
    proof = base64.b64encode(hmac.new(b"new", BODY, "sha256").digest()).decode()

    assert portal.delivery_id(BODY, {"x-sign": proof}, 0.0).startswith("sha256-")
    with pytest.raises(CredentialFault):
        portal.delivery_id(BODY, {"x-sign": hmac.new(b"new", BODY, "sha256").hexdigest()}, 0.0)


STAMPED = {"header": "X-Sign", "timestamp_header": "X-Stamp"}


@pytest.mark.parametrize("form", ["{timestamp}.{body}", "v0:{timestamp}:{body}", "{body}{timestamp}"])
def test_an_hmac_over_a_time_proves_the_time_too(form: str) -> None:
    stamped = Signature(keys("hmac-sha256", signed=form, **STAMPED), ["new"])
    now = int(NOW.timestamp())

    def headers(at: int, told: int) -> dict[str, str]:
        before, after = form.replace("{timestamp}", str(at)).split("{body}")
        proof = hmac.new(b"new", before.encode() + BODY + after.encode(), "sha256").hexdigest()
        return {"x-sign": proof, "x-stamp": str(told)}

    assert stamped.delivery_id(BODY, headers(now - 299, now - 299), now)
    forged = [(now - 301, now - 301), (now + 301, now + 301), (now - 9999, now), (now, now + 1)]
    for at, told in forged:
        with pytest.raises(CredentialFault):
            stamped.delivery_id(BODY, headers(at, told), now)
    with pytest.raises(CredentialFault):
        stamped.delivery_id(BODY, {**headers(now, now), "x-stamp": "soon"}, now)


def test_a_resent_message_has_the_id_it_had() -> None:
    stamped = Signature(keys("hmac-sha256", **STAMPED), ["new"])
    ids = set()
    for now in (1_772_440_200, 1_772_440_260):
        proof = hmac.new(b"new", f"{now}.".encode() + BODY, "sha256").hexdigest()
        ids.add(stamped.delivery_id(BODY, {"x-sign": proof, "x-stamp": str(now)}, now))

    assert len(ids) == 1


def test_basic_takes_the_name_and_either_secret() -> None:
    basic = Signature(keys("basic", user_env="U"), ["old", "new"], "office")

    def shown(pair: str) -> dict[str, str]:
        return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    for secret in ("old", "new"):
        assert basic.delivery_id(BODY, shown(f"office:{secret}"), 0.0).startswith("sha256-")
    for wrong in ("office:", "office:newer", "other:new", "new"):
        with pytest.raises(CredentialFault):
            basic.delivery_id(BODY, shown(wrong), 0.0)
    with pytest.raises(CredentialFault):
        basic.delivery_id(BODY, {}, 0.0)


def test_without_a_secret_nothing_is_genuine() -> None:
    for one in (keys("token", header="X-Token", prefix="t="), keys("basic", user_env="U")):
        for secrets in ([], [""]):
            for given in ("", "t=", f"Basic {base64.b64encode(b':').decode()}"):
                with pytest.raises(CredentialFault):
                    Signature(one, secrets).delivery_id(BODY, {"x-token": given, "authorization": given}, 0.0)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!!!!", "whsec_===="])
def test_a_secret_that_makes_an_empty_key_opens_to_nobody(secret: str) -> None:
    proof = base64.b64encode(hmac.new(b"", b"id-1.1000." + BODY, "sha256").digest()).decode()
    forged = {"webhook-id": "id-1", "webhook-timestamp": "1000", "webhook-signature": f"v1,{proof}"}

    with pytest.raises(CredentialFault):
        Signature(keys("standard-webhooks"), [secret]).delivery_id(BODY, forged, 1000.0)
