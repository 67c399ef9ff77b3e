"""Reads an OpenAPI or Swagger description as calls: every operation with a sample of what goes and comes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml  # type: ignore[import-untyped]

from hub.connectors.kit.calls import Call, address
from hub.connectors.wild import Wild
from hub.errors import ConfigError

MOST_BYTES = 4 * 1024 * 1024
MOST_STEPS = 20_000  # of schemas that are looked at, over the whole description
DEEPEST = 8
METHODS = ("get", "post", "put", "patch")
JSON = ("application/json", "application/hal+json", "*/*")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SAMPLES = {"integer": 1, "number": 1.0, "boolean": True}
DATES = {"date-time": "2026-01-05T08:00:00+07:00", "date": "2026-01-05"}
STATUS_NAMES = ("status", "state", "tahap", "status_name", "status_text")

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Secured:
    """How callers prove who they are, as a profile of `[auth]`."""

    profile: str = "none"
    header: str = ""
    token_url: str = ""


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """No aliases: a few bytes of them stand for billions."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def read_document(text: str, file: str = "openapi") -> tuple[list[Call], Secured]:
    """The operations a connector may need, and the security of the whole.

    Only references inside the document are followed.

    Raises:
        ConfigError: `file:line: CODE: what to do`.
    """
    document = _document(text, file)
    base = _base(document)
    if base is None:
        raise ConfigError(f"{file}:1: NO_ADDRESS: add `servers` with the whole address, https:// included")
    reader = _Samples(document, file)
    calls = [
        _call(reader, base, path, method, item, operation)
        for path, item in _mapping(document, "paths").items()
        if isinstance(item, dict)
        for method, operation in item.items()
        if method in METHODS and isinstance(operation, dict)
    ]
    if not calls:
        raise ConfigError(f"{file}:1: NO_CALL: the description has no paths")
    return calls, _secured(document)


def _document(text: str, file: str) -> Document:
    if len(text) > MOST_BYTES:
        raise ConfigError(f"{file}:1: TOO_LARGE: leave only the paths the hub needs, under 4 MiB")
    try:
        found = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise ConfigError(f"{file}:{line}: NOT_YAML: write this line as YAML or JSON") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise ConfigError(f"{file}:1: NOT_YAML: save it as plain YAML or JSON, without aliases") from None
    if not isinstance(found, dict) or not ("openapi" in found or "swagger" in found):
        raise ConfigError(f"{file}:1: NOT_OPENAPI: this is no OpenAPI 3 or Swagger 2 description")
    return found


def _base(document: Document) -> tuple[str, str] | None:
    servers = document.get("servers")
    if isinstance(servers, list) and servers and isinstance(servers[0], dict):
        return address(str(servers[0].get("url", "")))
    schemes = document.get("schemes")
    scheme = schemes[0] if isinstance(schemes, list) and schemes else "https"
    return address(f"{scheme}://{document.get('host', '')}{document.get('basePath', '')}")


def _call(
    reader: "_Samples", base: tuple[str, str], path: str, method: str, item: Document, operation: Document
) -> Call:
    prefix = base[1].rstrip("/")
    parameters = [reader.followed(one) for one in _list(item, "parameters") + _list(operation, "parameters")]
    body, form = reader.body(operation, parameters)
    answer, words = reader.answer(operation)
    return Call(
        method=method.upper(),
        base_url=base[0] + prefix,
        path=path,
        query={str(one["name"]): "" for one in parameters if one.get("in") == "query" and one.get("name")},
        body=body,
        form=form,
        answer=answer,
        words=words,
        place=f"{method.upper()} {path}",
    )


class _Samples:
    """Makes one value of every schema, from examples where there are some."""

    def __init__(self, document: Document, file: str) -> None:
        self._document, self._file, self._steps = document, file, 0
        self._words: list[str] = []

    def followed(self, node: Any) -> dict[str, Any]:
        """The node itself, or what its `$ref` names inside the document."""
        for _ in range(DEEPEST):
            if not isinstance(node, dict):
                return {}
            ref = node.get("$ref")
            if not isinstance(ref, str):
                return node
            node = self._at(ref)
        return {}

    def body(self, operation: Document, parameters: list[dict[str, Any]]) -> tuple[Wild, bool]:
        """A sample of what is sent, and whether it is a form."""
        content = _mapping(self.followed(operation.get("requestBody")), "content")
        for form, kinds in ((False, JSON), (True, FORMS)):
            found = next((content[kind] for kind in kinds if kind in content), None)
            if isinstance(found, dict):
                return self._content(found), form
        sent = next((one for one in parameters if one.get("in") == "body"), None)
        if sent is not None:
            return self.sample(sent.get("schema")), False
        fields = {str(one.get("name")): "" for one in parameters if one.get("in") == "formData"}
        return (fields, True) if fields else (None, False)

    def answer(self, operation: Document) -> tuple[Wild, tuple[str, ...]]:
        """A sample of a success, and the status words it may hold."""
        self._words = []
        for code, response in sorted(_mapping(operation, "responses").items(), key=lambda one: str(one[0])):
            if str(code).startswith("2") or code == "default":
                found = self.followed(response)
                content = _mapping(found, "content")
                kind = next((content[name] for name in JSON if name in content), None)
                sample = self._content(kind) if isinstance(kind, dict) else self.sample(found.get("schema"))
                return sample, tuple(dict.fromkeys(self._words))
        return None, ()

    def sample(self, schema: Any, depth: int = 0, name: str = "") -> Wild:
        """One value; None below the bound of depth."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise ConfigError(f"{self._file}:1: TOO_LARGE: leave only the paths the hub needs")
        node = self.followed(schema)
        if depth > DEEPEST or not node:
            return None
        for inner in _list(node, "allOf"):
            node = _joined(node, self.followed(inner))
        for choice in ("oneOf", "anyOf"):
            node = _joined(node, self.followed((_list(node, choice) or [{}])[0]))
        return self._value(node, depth, name)

    def _value(self, node: dict[str, Any], depth: int, name: str) -> Wild:
        kind = node.get("type")
        kind = next((one for one in kind if one != "null"), None) if isinstance(kind, list) else kind
        properties = _mapping(node, "properties")
        self._note_words(node, name)
        if properties:
            return {str(key): self.sample(one, depth + 1, str(key)) for key, one in properties.items()}
        if kind == "array" or "items" in node:
            return [self.sample(node.get("items"), depth + 1, name)]
        if "example" in node:
            found: Wild = node["example"]
            return found
        if kind == "object":
            return {}
        return SAMPLES.get(str(kind), DATES.get(str(node.get("format")), _first(node)))

    def _note_words(self, node: dict[str, Any], name: str) -> None:
        if name.lower() in STATUS_NAMES:
            self._words += [str(one) for one in _list(node, "enum")]

    def _content(self, content: dict[str, Any]) -> Wild:
        if "example" in content and isinstance(content["example"], dict | list):
            self.sample(content.get("schema"))  # for its status words
            found: Wild = content["example"]
            return found
        return self.sample(content.get("schema"))

    def _at(self, ref: str) -> Any:
        node: Any = self._document
        for step in ref.removeprefix("#/").split("/") if ref.startswith("#/") else ["\0"]:
            node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
        return node


def _secured(document: Document) -> Secured:
    schemes = _mapping(_mapping(document, "components"), "securitySchemes") or _mapping(
        document, "securityDefinitions"
    )
    for scheme in (one for one in schemes.values() if isinstance(one, dict)):
        kind, how = str(scheme.get("type", "")).lower(), str(scheme.get("scheme", "")).lower()
        if kind == "apikey" and scheme.get("in") == "header":
            return Secured("api_key", str(scheme.get("name", "")))
        if kind == "oauth2":
            return Secured("client_credentials", token_url=next(_token_urls(scheme), ""))
        if kind in ("http", "basic"):
            return Secured("basic" if "basic" in (kind, how) else "bearer")
    return Secured()


def _token_urls(scheme: Document) -> Iterator[str]:
    for holder in (scheme, *_mapping(scheme, "flows").values()):
        if isinstance(holder, dict) and isinstance(holder.get("tokenUrl"), str):
            yield holder["tokenUrl"]


def _joined(node: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    properties = {**_mapping(node, "properties"), **_mapping(inner, "properties")}
    return {**inner, **node, **({"properties": properties} if properties else {})}


def _first(node: dict[str, Any]) -> str:
    words = _list(node, "enum")
    return str(words[0]) if words else ""


def _mapping(node: Any, key: str) -> dict[str, Any]:
    found = node.get(key) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def _list(node: Any, key: str) -> list[Any]:
    found = node.get(key) if isinstance(node, dict) else None
    return found if isinstance(found, list) else []
