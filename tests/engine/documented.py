"""Every GraphQL operation that the documents and the benchmarks show."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLError, OperationDefinitionNode, parse, validate

from benchmarks import workloads
from hub.resolvers.schema import build

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(r"```graphql\n(.*?)```", re.DOTALL)
ASKED = re.compile(r"""\bask '(.*?)'""", re.DOTALL)
SENT = re.compile(r'"query": ?("(?:[^"\\]|\\.)*")')
SCHEMA = re.compile(r"^\s*(type|input|enum|union|scalar|interface|extend|directive)\b", re.MULTILINE)


def documented() -> dict[str, str]:
    """By page and number."""
    found = {
        f"{page.relative_to(ROOT)}#{number}": text
        for page in PAGES
        for number, text in enumerate(_operations(page.read_text(encoding="utf-8")), 1)
    }
    texts = {name: value for name, value in vars(workloads).items() if name.isupper() and "{" in str(value)}
    measured = {name: value for name, value in texts.items() if isinstance(value, str) and _is_ours(value)}
    return found | {f"benchmarks/workloads.py#{name}": text for name, text in measured.items()}


def _is_ours(text: str) -> bool:
    """Rivals have other schemas, and some texts are parts of others."""
    try:
        return not validate(build()._schema, parse(text))
    except GraphQLError:
        return False


def _operations(page: str) -> Iterator[str]:
    yield from (text for text in BLOCK.findall(page) if not SCHEMA.search(text))
    yield from ASKED.findall(page)
    for text in SENT.findall(page):
        try:
            yield json.loads(text)
        except ValueError:  # within another quotation
            continue


def operations(text: str) -> list[OperationDefinitionNode]:
    """All of one text."""
    return [one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode)]
