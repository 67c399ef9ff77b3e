"""CKAN's action API in our words: pure."""

import re
from typing import TypeAlias

from hub.connectors.http import Files
from hub.connectors.wild import LONGEST_NOTE, Wild, at, need_id, need_list, text_at
from hub.domain.opendata import DataFile, DataSet, HeldFile, HeldSet
from hub.errors import Misunderstood, Refused

Package: TypeAlias = dict[str, object]
NOT_FOUND = "Not Found Error"
_DIGEST = re.compile(r"\bSHA-256: ([0-9a-f]{64})\b")
_FIELD = re.compile(r"[a-z][a-z_]{0,39}")


def result(answer: Wild) -> Wild:
    """What an action gave back. HTTP 200 alone says nothing.

    Raises:
        Refused: the portal says no; the code names the fields at fault, never their values.
        Misunderstood: this is no answer of an action.
    """
    if at(answer, "success") is True:
        return at(answer, "result")
    if at(answer, "success") is not False:
        raise Misunderstood("NO_ACTION_ANSWER")
    fields = at(answer, "error")
    named = sorted(fields) if isinstance(fields, dict) else []
    told = [name for name in named if isinstance(name, str) and _FIELD.fullmatch(name) and name != "message"]
    raise Refused(" ".join(["CKAN_REFUSED", *told]))


def found(answer: Wild) -> Wild | None:
    """As `result`; None where the portal says that there is no such thing."""
    if at(answer, "success") is False and text_at(answer, "error", "__type") == NOT_FOUND:
        return None
    return result(answer)


def held(package: Wild, organisation: str) -> HeldSet:
    """A data set as `package_show` and the like give it.

    Raises:
        Refused: OF_ANOTHER_ORGANISATION: the name is taken, and what is there is not ours to change.
    """
    if text_at(package, "organization", "name") != organisation:
        raise Refused("OF_ANOTHER_ORGANISATION")
    return HeldSet(
        id=need_id(package, "id"),
        title=text_at(package, "title") or "",
        notes=text_at(package, "notes") or "",
        hidden=at(package, "private") is True or text_at(package, "state") == "deleted",
        files=tuple(_file(one) for one in need_list(package, "resources")),
    )


def package(data: DataSet, organisation: str, licence: str, tags: tuple[str, ...], hidden: bool) -> Package:
    """The words about a data set; the files are sent by themselves."""
    return {
        "name": data.name,
        "title": data.title,
        "notes": data.notes[:LONGEST_NOTE],
        "owner_org": organisation,
        "license_id": licence,
        "tags": [{"name": tag} for tag in tags],
        "extras": [{"key": name, "value": value} for name, value in data.facts],
        "private": hidden,
        "state": "active",
    }


def parts(file: DataFile, package_id: str, at_record: str | None) -> Files:
    """A file with its words as a multipart form.

    The digest stands in the description: extensions of CKAN that load files into tables write a digest of
    their own into the field that is meant for it.
    """
    words = {
        "package_id": package_id,
        "name": file.name,
        "description": f"{file.description}\n\nSHA-256: {file.digest}",
        "format": "CSV",
        "mimetype": file.media_type,
    }
    if at_record is not None:
        words["id"] = at_record
    plain = [(name, (None, value.encode(), "text/plain; charset=utf-8")) for name, value in words.items()]
    return [*plain, ("upload", (file.name, file.content, file.media_type))]


def may_publish(organisations: Wild, organisation: str) -> bool:
    """Whether `organization_list_for_user` names ours."""
    listed = organisations if isinstance(organisations, list) else []
    return any(organisation in (text_at(one, "name"), text_at(one, "id")) for one in listed)


def _file(resource: Wild) -> HeldFile:
    said = _DIGEST.search(text_at(resource, "description") or "")
    return HeldFile(need_id(resource, "id"), text_at(resource, "name") or "", said[1] if said else "")
