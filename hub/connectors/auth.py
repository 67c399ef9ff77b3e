"""How the hub shows who it is. Instances name their secrets by environment variable, never by value."""

import base64
from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from hub.connectors.credential import Credential, Fixed, Joined, Reading, Token, TokenAsk
from hub.connectors.expression import searching
from hub.connectors.timing import Ticks
from hub.connectors.wild import Wild
from hub.errors import CredentialFault

PLAIN_HEADER = "apikey"  # the bus takes a key bare in this header, after "Bearer " in all others


class NoAuth(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="none"):
    """The peer asks for nothing."""


class ApiKey(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="api_key"):
    """One secret in one header."""

    header: str
    secret_env: str


class TwoHeaders(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="two_headers"):
    """Two secrets in two headers, as SP4N-LAPOR! wants them (`auth` and `token`)."""

    header: str
    secret_env: str
    second_header: str
    second_secret_env: str


class Basic(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="basic"):
    """RFC 7617."""

    user_env: str
    secret_env: str


class Bearer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="bearer"):
    """RFC 6750 with a token that does not end."""

    secret_env: str


class ClientCredentials(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="client_credentials"
):
    """RFC 6749 section 4.4; `token_path` is relative to the instance's address."""

    token_path: str
    client_id_env: str
    secret_env: str
    scope: str = ""


class Password(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="password"):
    """RFC 6749 section 4.3, as regional systems still use it; the client is named where the peer asks."""

    token_path: str
    user_env: str
    secret_env: str
    client_id_env: str = ""
    client_secret_env: str = ""
    scope: str = ""


class Login(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="login"):
    """A name and a password as JSON for a token. `token` and `expires` (seconds) are JMESPath."""

    path: str
    user_env: str
    secret_env: str
    user_field: str = "username"
    secret_field: str = "password"  # noqa: S105 - the name of a field
    token: str = "token"  # noqa: S105 - the place of one
    expires: str = ""
    lasts: float = 3600.0  # seconds, where `expires` says nothing
    header: str = "Authorization"
    prefix: str = "Bearer "


AuthKeys: TypeAlias = NoAuth | ApiKey | TwoHeaders | Basic | Bearer | ClientCredentials | Password | Login


class Splp(Struct, frozen=True, forbid_unknown_fields=True):
    """`[splp]`: the government bus in front of the peer, beside whatever the peer asks for itself.

    Either a key of this one API product (`secret_env`), or client credentials (`token_path`, `client_id_env`,
    `client_secret_env`); `token_path` is relative to the bus's host, not to the product.
    """

    header: str = ""  # "apikey" for a key, "Authorization" for a token; also seen: "AuthorizationSPLP"
    secret_env: str = ""
    token_path: str = ""
    client_id_env: str = ""
    client_secret_env: str = ""
    wrapped: str = ""  # a tenant that wraps every answer in `api_status`: the key under which the answer is

    def fault(self) -> str:
        """What to do where neither way, or both, are written down; else empty."""
        pair = (self.token_path, self.client_id_env, self.client_secret_env)
        if self.secret_env and not any(pair):
            return ""
        if all(pair) and not self.secret_env:
            return "" if self.token_path.startswith("/") else "begin `token_path` with a slash"
        return "give `secret_env`, or `token_path`, `client_id_env` and `client_secret_env`"

    @property
    def shown_in(self) -> str:
        """The header the proof travels in."""
        return self.header or (PLAIN_HEADER if self.secret_env else "Authorization")


def headers_of(keys: AuthKeys) -> tuple[str, ...]:
    """The headers a profile fills."""
    match keys:
        case NoAuth():
            return ()
        case ApiKey() | Login():
            return (keys.header,)
        case TwoHeaders():
            return (keys.header, keys.second_header)
    return ("Authorization",)


def shown_bare(keys: AuthKeys, splp: Splp | None) -> tuple[str, ...]:
    """The variables whose values stand in a header as they are."""
    own: tuple[str, ...] = ()
    match keys:
        case ApiKey() | Bearer():
            own = (keys.secret_env,)
        case TwoHeaders():
            own = (keys.secret_env, keys.second_secret_env)
    return (*own, splp.secret_env) if splp and splp.secret_env else own


def credential(
    keys: AuthKeys, environment: Mapping[str, str], ticks: Ticks, splp: Splp | None = None
) -> Credential:
    """The credential of an instance. Every variable it names must be in `environment`."""
    own = _own(keys, environment, ticks)
    return own if splp is None else Joined(_passage(splp, environment, ticks), own)


def _own(keys: AuthKeys, environment: Mapping[str, str], ticks: Ticks) -> Credential:
    match keys:
        case NoAuth():
            return Fixed({})
        case ClientCredentials() | Password():
            return Token(TokenAsk(keys.token_path, form=_grant(keys, environment)), ticks)
        case Login():
            named = {
                keys.user_field: environment[keys.user_env],
                keys.secret_field: environment[keys.secret_env],
            }
            return Token(TokenAsk(keys.path, json=named), ticks, _logged_in(keys), keys.header, keys.prefix)
    return Fixed(_fixed(keys, environment))


def _fixed(keys: ApiKey | TwoHeaders | Basic | Bearer, environment: Mapping[str, str]) -> dict[str, str]:
    secret = environment[keys.secret_env]
    match keys:
        case ApiKey():
            return {keys.header: secret}
        case TwoHeaders():
            return {keys.header: secret, keys.second_header: environment[keys.second_secret_env]}
        case Basic():
            return {"Authorization": _basic(environment[keys.user_env], secret)}
    return {"Authorization": f"Bearer {secret}"}


def _grant(keys: ClientCredentials | Password, environment: Mapping[str, str]) -> dict[str, str]:
    form = {"scope": keys.scope} if keys.scope else {}
    if keys.client_id_env:
        form["client_id"] = environment[keys.client_id_env]
    if isinstance(keys, ClientCredentials):
        return {**form, "grant_type": "client_credentials", "client_secret": environment[keys.secret_env]}
    if keys.client_secret_env:
        form["client_secret"] = environment[keys.client_secret_env]
    user, secret = environment[keys.user_env], environment[keys.secret_env]
    return {**form, "grant_type": "password", "username": user, "password": secret}


def _logged_in(keys: Login) -> Reading:
    token, expires = searching(keys.token), searching(keys.expires) if keys.expires else None

    def read(answer: Wild) -> tuple[Wild, Wild]:
        found = token(answer)
        if found is None:  # systems of this sort refuse with HTTP 200
            raise CredentialFault("LOGIN_REFUSED")
        seconds = expires(answer) if expires else None
        return found, keys.lasts if seconds is None else seconds

    return read


def _passage(keys: Splp, environment: Mapping[str, str], ticks: Ticks) -> Credential:
    if keys.secret_env:
        prefix = "" if keys.shown_in.lower() == PLAIN_HEADER else "Bearer "
        return Fixed({keys.shown_in: prefix + environment[keys.secret_env]})
    client = _basic(environment[keys.client_id_env], environment[keys.client_secret_env])
    ask = TokenAsk(
        keys.token_path,
        form={"grant_type": "client_credentials"},
        headers={"Authorization": client},
        at_root=True,
    )
    return Token(ask, ticks, header=keys.shown_in)


def _basic(user: str, secret: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"
