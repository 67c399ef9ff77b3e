"""Every setting, failure, enum and public type is explained where people look for it."""

import ast
import importlib
import inspect
import pkgutil
import re
from enum import Enum
from pathlib import Path

import pytest

import hub.domain
from hub import errors

ROOT = Path(__file__).parents[2]
SDL = ROOT / "hub/schema/schema.graphql"
PLUMBING = re.compile(
    r"(Input|Filter|Result|Edge|Connection|Changed|Submitted|Registered|Deleted|Replay)$|^(Query|Mutation|Subscription|_\w+|link__\w+)$"
)


def explained(page: str) -> set[str]:
    """What stands in backticks on a page of docs/."""
    return set(re.findall(r"`([^`]+)`", (ROOT / "docs" / page).read_text()))


def domain_enums() -> list[type[Enum]]:
    modules = [
        importlib.import_module(f"hub.domain.{found.name}")
        for found in pkgutil.iter_modules(hub.domain.__path__)
    ]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if inspect.isclass(thing) and issubclass(thing, Enum) and thing.__module__ == module.__name__
    ]


def failures() -> list[type[Exception]]:
    return [
        thing
        for thing in vars(errors).values()
        if inspect.isclass(thing) and issubclass(thing, errors.HubError)
    ]


def test_every_failure_is_documented() -> None:
    assert {failure.__name__ for failure in failures()} - explained("errors.md") == set()


def test_the_page_of_failures_names_no_class_that_is_gone() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/errors.md").read_text(), re.MULTILINE)

    assert set(rows) == {failure.__name__ for failure in failures()}


def test_every_failure_says_in_the_code_what_it_means() -> None:
    assert [failure.__name__ for failure in failures() if not vars(failure).get("__doc__")] == []


def test_every_enum_of_the_rules_is_in_the_glossary() -> None:
    assert {enum.__name__ for enum in domain_enums()} - explained("glossary.md") == set()


def test_every_public_type_is_in_the_glossary() -> None:
    if not SDL.exists():
        pytest.fail("hub/schema/schema.graphql is missing: make schema")
    named = re.findall(r"^(?:type|enum|interface) (\w+)", SDL.read_text(), re.MULTILINE)
    public = {name for name in named if not PLUMBING.search(name)} - {"Node"}

    assert public - explained("glossary.md") == set()


def test_every_setting_is_documented() -> None:
    settings = importlib.import_module("hub.settings").Settings
    names = {f"HUB_{name}".upper() for name in settings.model_fields}

    assert names - explained("operations.md") == set()


def test_every_environment_variable_the_code_reads_is_documented() -> None:
    written = {
        node.value
        for path in (ROOT / "hub").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"HUB_[A-Z0-9_]+[A-Z0-9]", node.value)
    }

    assert written - explained("operations.md") == set()
