"""What the answers hold, by the names of GeoReport v2."""

from collections.abc import Sequence

from hub.domain.georeport import HandedIn, RequestUpdate, ServiceKind, ServiceRequest
from hub.web.open311.writing import TYPES, Document, Value, stamp

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def discovery(url: str, changeset: str, contact: str, test: bool) -> Document:
    """Where the endpoint is. `changeset` is the version of the reference data, hence of the services."""
    endpoint: dict[str, Value] = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": changeset,
        "type": "test" if test else "production",
        "formats": [media_type.partition(";")[0] for media_type in TYPES.values()],
    }
    content: dict[str, Value] = {
        "changeset": changeset,
        "contact": contact,
        "key_service": f"An api_key is a credential of this hub. {contact}",
        "endpoints": [endpoint],
    }
    return Document("discovery", content)


def services(found: Sequence[ServiceKind]) -> Document:
    """The service list."""
    return Document(
        "services",
        [
            {
                "service_code": one.code,
                "service_name": one.name,
                "description": one.description,
                "metadata": False,
                "type": "realtime",
                "keywords": ", ".join(one.keywords),
                "group": one.group,
            }
            for one in found
        ],
    )


def definition(code: str) -> Document:
    """A service's further fields: there are none."""
    return Document("service_definition", {"service_code": code, "attributes": []})


def handed_in(done: HandedIn) -> Document:
    """The number, and the receipt as a notice to the reporter: the only words clients show to one."""
    notice = f"Laporan diterima. Simpan kode pelapor ini dan jangan bagikan: {done.receipt}"
    entry: dict[str, Value] = {
        "service_request_id": done.id,
        "service_notice": notice,
        "account_id": None,
    }
    return Document("service_requests", [entry])


def token(number: str) -> Document:
    """The number behind a token."""
    return Document("service_requests", [{"service_request_id": number, "token": number}])


def requests(found: Sequence[ServiceRequest]) -> Document:
    """A list of requests; coordinates and media are never shown."""
    return Document("service_requests", [_request(one) for one in found])


def _request(one: ServiceRequest) -> dict[str, Value]:
    return {
        "service_request_id": one.id,
        "status": "open" if one.is_open else "closed",
        "status_notes": one.notes,
        "service_name": one.service_name,
        "service_code": one.service_code,
        "description": one.description,
        "agency_responsible": one.agency,
        "service_notice": None,
        "requested_datetime": stamp(one.requested_at),
        "updated_datetime": stamp(one.updated_at),
        "expected_datetime": None,
        "address": one.address,
        "address_id": one.address_id,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def updates(found: Sequence[RequestUpdate]) -> Document:
    """A list of updates, oldest first."""
    return Document(
        "service_request_updates",
        [
            {
                "update_id": one.id,
                "service_request_id": one.request_id,
                "status": "open" if one.is_open else "closed",
                "updated_datetime": stamp(one.at),
                "description": one.description,
                "media_url": None,
            }
            for one in found
        ],
    )
