"""Doors of kind `rest`: an API key, or a token by one of three ways."""

from dataclasses import dataclass
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox import tokens
from sandbox.office import Office
from sandbox.wire import Handler, json_object, reply

GRANTS = ("", "client_credentials", "password", "login")


@dataclass(frozen=True)
class Gate:
    """What a caller has to show. `grant`: how tokens are had; empty: an API key is asked for instead."""

    api_key: str
    grant: str = ""
    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-client-secret"
    user: str = "sandbox-user"
    password: str = "sandbox-password"
    token_seconds: float = 120

    def __post_init__(self) -> None:
        if self.grant not in GRANTS:
            raise ValueError(f"grant is one of {', '.join(filter(None, GRANTS))}, or empty")

    def routes(self, office: Office) -> list[BaseRoute]:
        """Where tokens are had."""

        async def token(request: Request) -> Response:
            form = await request.form()
            if self.grant not in ("client_credentials", "password") or form.get("grant_type") != self.grant:
                return reply({"error": "unsupported_grant_type"}, 400)
            if tokens.credentials(request, form) != (self.client_id, self.client_secret):
                return reply({"error": "invalid_client"}, 401)
            user = (form.get("username"), form.get("password"))
            if self.grant == "password" and user != (self.user, self.password):
                return reply({"error": "invalid_grant"}, 400)
            return reply(self._token(office))

        async def enter(request: Request) -> Response:
            body = await json_object(request) or {}
            if self.grant != "login" or (body.get("nama"), body.get("sandi")) != (self.user, self.password):
                return reply({"status": False, "kode": "401", "pesan": "Login Gagal"})  # HTTP 200
            made = self._token(office)
            token = {"token": made["access_token"], "berlaku": str(made["expires_in"])}
            return reply({"status": True, "data": token})

        return [
            Route("/oauth/token", token, methods=["POST"]),
            Route("/api/v1/masuk", enter, methods=["POST"]),
        ]

    def _token(self, office: Office) -> dict[str, object]:
        made = tokens.issue(self.client_secret, office.now(), self.token_seconds)
        return {"access_token": made, "expires_in": self.token_seconds, "token_type": "Bearer"}

    def guarded(self, office: Office, handler: Handler) -> Handler:
        """Only with the right key or a token of ours; a wrong key is told with HTTP 200, a token with 401."""

        async def answer(request: Request) -> Response:
            if self.grant:
                header = request.headers.get("authorization", "")
                if not tokens.valid(self.client_secret, header, office.now()):
                    return reply({"status": False, "kode": "401"}, 401, {"www-authenticate": "Bearer"})
            elif not compare_digest(request.headers.get("x-api-key", "").encode(), self.api_key.encode()):
                return reply({"status": False, "kode": "401", "pesan": "Login Gagal"})
            return await handler(request)

        return answer
