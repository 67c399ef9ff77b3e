"""The OpenAPI file of kind `helpdesk`, as its maker hands it out."""

from collections.abc import Sequence

from sandbox.wire import Object

TEXT: Object = {"type": "string"}
MAYBE: Object = {"type": ["string", "null"]}


def described(address: str, words: Sequence[str]) -> Object:
    """OpenAPI 3.1 with the status words and, as these files do, examples for some fields only."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Meja Bantuan", "version": "2.4"},
        "servers": [{"url": f"{address}/v2"}],
        "security": [{"kunci": []}],
        "paths": {
            "/keluhan": {"post": _create(), "get": _many()},
            "/keluhan/{id}": {"parameters": [_parameter("id", "path")], "get": _one()},
        },
        "components": {
            "securitySchemes": {"kunci": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Keluhan": _record(words), "KeluhanBaru": _new(), "Jawaban": _answer()},
        },
    }


def _create() -> Object:
    body = {"required": True, "content": {"application/json": {"schema": _schema("KeluhanBaru")}}}
    return {"requestBody": body, "responses": {"201": _response(_schema("Jawaban")), "422": _failure()}}


def _many() -> Object:
    answer = {
        "type": "object",
        "properties": {"daftar": {"type": "array", "items": _schema("Keluhan")}, "kursor_berikut": MAYBE},
    }
    parameters = [_parameter(name, "query") for name in ("ref_luar", "kursor", "jumlah")]
    return {"parameters": parameters, "responses": {"200": _response(answer)}}


def _one() -> Object:
    return {"responses": {"200": _response(_schema("Jawaban")), "404": _failure()}}


def _record(words: Sequence[str]) -> Object:
    person = {"type": "object", "properties": {"nama": MAYBE, "no_hp": MAYBE}}
    return {
        "type": "object",
        "properties": {
            "id": {"type": "string", "example": "HD-1"},
            "ref_luar": MAYBE,
            "perihal": TEXT,
            "status": {"type": "string", "enum": list(words)},
            "tanggapan": MAYBE,
            "diubah": {"type": "string", "format": "date-time"},
            "pelapor": person,
        },
    }


def _new() -> Object:
    names = ("perihal", "uraian", "jenis_layanan", "kode_wilayah", "ref_luar")
    return {"type": "object", "required": ["perihal", "uraian"], "properties": dict.fromkeys(names, TEXT)}


def _answer() -> Object:
    return {"type": "object", "properties": {"keluhan": _schema("Keluhan")}}


def _schema(name: str) -> Object:
    return {"$ref": f"#/components/schemas/{name}"}


def _response(schema: Object) -> Object:
    return {"description": "baik", "content": {"application/json": {"schema": schema}}}


def _failure() -> Object:
    content = {"application/json": {"schema": {"type": "object", "properties": {"pesan": TEXT}}}}
    return {"description": "gagal", "content": content}


def _parameter(name: str, where: str) -> Object:
    return {"name": name, "in": where, "required": where == "path", "schema": TEXT}
