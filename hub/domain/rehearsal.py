"""The one thing besides a redacted case that may be sent to an agency's system: a sample nobody reported."""

from datetime import datetime

from hub.domain.case import CaseKind, Sensitivity
from hub.domain.exchange import OutgoingCase


def rehearsal(owner: str, number: str, now: datetime) -> OutgoingCase:
    """A case to try a system with, marked as such wherever a person may look.

    Args:
        owner: the agency's code; its region is the region of the case.
        number: the tracking number; never that of a case.
        now: when it is sent; aware.
    """
    return OutgoingCase(
        tracking_number=number,
        kind=CaseKind.COMPLAINT,
        sensitivity=Sensitivity.ORDINARY,
        sealed=True,
        restricted=False,
        title="[UJI COBA] Mohon diabaikan: uji sambungan sistem pengaduan",
        body="[UJI COBA] Laporan ini bukan dari warga. Dikirim untuk menguji sambungan; mohon ditutup.",
        topic=None,
        topic_name="Uji coba",
        sp4n_category=None,
        region=".".join(step for step in owner.split(".") if step.isdigit()) or owner,
        region_name="Wilayah uji coba",
        location=None,
        occurred_on=now.date(),
        created_at=now,
        owner=owner,
        owner_name="Instansi uji coba",
        owner_external_id=None,
        hop=1,
    )
