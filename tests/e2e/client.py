"""Parties as the hub sees them from outside: GraphQL over HTTP, asked again until it is answered."""

import asyncio
from typing import Any

import httpx2 as httpx

PAUSE_S = 0.1
SUBMIT = """
mutation Submit($input: SubmitCaseInput!) {
  result: submitCase(input: $input) {
    ... on CaseSubmitted { case { trackingNumber } receipt }
    ... on Problem { code field message }
  }
}"""
REDELIVER = """
mutation Decide($id: ID!, $decision: DeliveryDecision!, $external: String) {
  result: redeliver(assignmentId: $id, decision: $decision, externalId: $external) {
    ... on CaseChanged { case { trackingNumber } }
    ... on Problem { code message }
  }
}"""


class Client:
    """One credential. The hub may be away: an answer that is none is asked for again."""

    def __init__(self, url: str, api_key: str) -> None:
        headers = {"authorization": f"Bearer {api_key}", "accept": "application/graphql-response+json"}
        self._http = httpx.AsyncClient(headers=headers, timeout=10.0, trust_env=False)
        self._url = url
        self.retries = 0

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of an operation that is safe to repeat."""
        while True:
            try:
                answer = await self._http.post(self._url, json={"query": query, "variables": variables})
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code == 200 and "errors" not in (body := answer.json()):
                return body["data"]
            assert answer is None or answer.status_code != 400, answer.text
            self.retries += 1
            await asyncio.sleep(PAUSE_S)

    async def aclose(self) -> None:
        """Hang up."""
        await self._http.aclose()


async def submit(portal: Client, key: str, region: str, topic: str) -> str:
    """Hand in a case; its tracking number once it is acknowledged."""
    case = {
        "idempotencyKey": key,
        "kind": "COMPLAINT",
        "title": f"Laporan uji nomor {key}",
        "body": f"Isi laporan uji yang dikarang untuk kunci {key}.",
        "region": region,
        "topic": topic,
        "identityProtection": "NONE",
        "visibility": "PUBLIC",
    }
    result = (await portal.ask(SUBMIT, input=case))["result"]
    assert "case" in result, result
    number: str = result["case"]["trackingNumber"]
    return number
