import json
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.kit.openapi import Secured, read_document
from hub.errors import ConfigError

HELPDESK = dedent(
    """
    openapi: 3.1.0
    servers: [{url: https://bantuan.example/api/v2}]
    components:
      securitySchemes: {kunci: {type: apiKey, in: header, name: X-Kunci}}
      schemas:
        Tiket:
          type: object
          properties:
            nomor: {type: string, example: T-1}
            status: {type: string, enum: [Baru, Dikerjakan, Selesai]}
            induk: {$ref: '#/components/schemas/Tiket'}
            diubah: {type: [string, 'null'], format: date-time}
        Isi:
          allOf:
            - {type: object, properties: {perihal: {type: string}}}
            - {type: object, properties: {uraian: {type: string}, jumlah: {type: integer}}}
    paths:
      /tiket:
        post:
          requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Isi'}}}}
          responses:
            '400': {description: no}
            '201': {content: {application/json: {schema: {type: object, properties: {data: {$ref: '#/components/schemas/Tiket'}}}}}}
        get:
          parameters: [{in: query, name: sejak}, {$ref: '#/components/parameters/none'}]
          responses: {'200': {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Tiket'}}}}}}
      /tiket/{nomor}:
        get: {responses: {'200': {content: {application/json: {example: {nomor: T-9}}}}}}
    """  # noqa: E501
)


def test_operations_become_calls_with_samples() -> None:
    (create, listed, read), secured = read_document(HELPDESK)

    assert secured == Secured("api_key", "X-Kunci")
    assert (create.method, create.base_url, create.path) == (
        "POST",
        "https://bantuan.example/api/v2",
        "/tiket",
    )
    assert create.body == {"perihal": "", "uraian": "", "jumlah": 1}
    assert isinstance(create.answer, dict)
    assert create.answer["data"]["nomor"] == "T-1"
    assert create.answer["data"]["diubah"] == "2026-01-05T08:00:00+07:00"
    assert create.words == ("Baru", "Dikerjakan", "Selesai")
    assert listed.query == {"sejak": ""}
    assert isinstance(listed.answer, list)
    assert (read.path, read.answer) == ("/tiket/{nomor}", {"nomor": "T-9"})


def test_a_swagger_2_description_is_read_too() -> None:
    document = {
        "swagger": "2.0",
        "host": "a.example",
        "basePath": "/v1",
        "securityDefinitions": {"masuk": {"type": "oauth2", "tokenUrl": "https://a.example/token"}},
        "paths": {"/aduan": {"post": {"parameters": [{"in": "formData", "name": "judul"}], "responses": {}}}},
    }

    [call], secured = read_document(json.dumps(document))

    assert (call.base_url, call.body, call.form) == ("https://a.example/v1", {"judul": ""}, True)
    assert secured == Secured("client_credentials", token_url="https://a.example/token")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("openapi: [", "f:1: NOT_YAML"),
        ("a: 1\nb: - 1", "f:2: NOT_YAML"),
        ("[]", "f:1: NOT_OPENAPI"),
        ("openapi: 3.0.0", "f:1: NO_ADDRESS"),
        ("openapi: 3.0.0\nservers: [{url: /api}]", "f:1: NO_ADDRESS"),
        ("openapi: 3.0.0\nservers: [{url: https://a.example}]", "f:1: NO_CALL"),
        ("openapi: !!python/object/apply:os.getcwd []", "f:1: NOT_YAML"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as fault:
        read_document(text, "f")

    assert str(fault.value).startswith(told)


def test_a_bomb_of_aliases_is_refused() -> None:
    rows = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))

    with pytest.raises(ConfigError, match="NOT_YAML"):
        read_document(f"openapi: 3.0.0\na0: &a0 [1]\n{rows}")


def test_a_bomb_of_references_is_refused() -> None:
    schemas = {
        f"S{n}": {"properties": {f"p{i}": {"$ref": f"#/components/schemas/S{n + 1}"} for i in range(20)}}
        for n in range(9)
    }
    post = {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}}
    document = {
        "openapi": "3.0.0",
        "servers": [{"url": "https://a.example"}],
        "components": {"schemas": schemas},
        "paths": {"/x": {"post": post}},
    }

    with pytest.raises(ConfigError, match="TOO_LARGE"):
        read_document(json.dumps(document))


NAMES = st.sampled_from(["$ref", "type", "properties", "items", "allOf", "schema", "content", "parameters"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner),
)


@given(JSON, JSON)
def test_no_description_breaks_the_reader(operation: object, schemas: object) -> None:
    document = {
        "openapi": "3.0.0",
        "servers": [{"url": "https://a.example"}],
        "components": {"schemas": schemas},
        "paths": {
            "/x": {"get": operation, "post": {"requestBody": operation, "responses": {"200": schemas}}}
        },
    }

    calls, _ = read_document(json.dumps(document))

    assert calls
