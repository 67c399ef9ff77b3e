"""What callers send to act on a case they know: always the number and the version they have seen."""

from typing import Annotated

import strawberry

from hub.domain import commands
from hub.domain.commands import Target
from hub.schema.case_words import CaseKind, IdentityProtection, Maladministration, Sensitivity, Visibility
from hub.schema.cases import CaseType
from hub.schema.fields import rule
from hub.schema.filters import several
from hub.schema.problems import Problem

NUMBER = "Which case (nomor aduan)."
VERSION = "The version you have seen (versi); any other answers CONFLICT."
ACTION = (
    "Your own name for this act (pengenal tindakan), 8 to 128 characters. Sent again after a lost answer it "
    "changes nothing and answers the case as it is."
)
RECEIPT = "The reporter's receipt (tanda terima), for what only the reporter may do."


@strawberry.type(description="The case is in the hub's custody (laporan diterima).")
class CaseSubmitted:
    """Answer of `submitCase`."""

    case: CaseType = rule("Case.of", "The case (laporan).")
    receipt: str = rule(
        "intake.submit", "Proof of having reported (tanda terima); shown here and never again."
    )


@strawberry.type(description="The change is made (perubahan tersimpan).")
class CaseChanged:
    """Answer of every other change."""

    case: CaseType = rule("Case.of", "The case as it is now (laporan).")


@strawberry.type(description="What your office has received is known now (konfirmasi penerimaan).")
class EventsAcknowledged:
    """Answer of `acknowledgeEvents`."""

    received: int = rule("collecting.acknowledge", "How many cases came into your custody (jumlah laporan).")


AcknowledgeEventsResult = Annotated[
    EventsAcknowledged | Problem,
    strawberry.union(
        "AcknowledgeEventsResult", description="Known, or what has to be mended (hasil atau kendala)."
    ),
]
SubmitCaseResult = Annotated[
    CaseSubmitted | Problem,
    strawberry.union("SubmitCaseResult", description="Taken, or what has to be mended (hasil atau kendala)."),
]
CaseResult = Annotated[
    CaseChanged | Problem,
    strawberry.union("CaseResult", description="Changed, or what has to be mended (hasil atau kendala)."),
]


@strawberry.input(description="An act with a note (tindakan dengan catatan).")
class CaseNoteInput:
    """Input of most changes."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    note: str = strawberry.field(description="What to say about it (catatan).")
    receipt: str | None = strawberry.field(default=None, description=RECEIPT)
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, self.receipt, self.action_id)


@strawberry.input(description="The reporter's reply (kelengkapan laporan).")
class ProvideInformationInput:
    """Input of `provideInformation`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    note: str = strawberry.field(description="The reply (keterangan).")
    receipt: str | None = strawberry.field(default=None, description=RECEIPT)
    attachments: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Ids of uploaded files (lampiran). Uploads are not served yet: leave it empty.",
    )
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, self.receipt, self.action_id)

    def command(self) -> commands.ProvideInformation:
        """The reply."""
        return commands.ProvideInformation(self.note, several(str(one) for one in self.attachments))


@strawberry.input(description="The reporter accepts the answer (penilaian tanggapan).")
class ConfirmAnswerInput:
    """Input of `confirmAnswer`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    rating: int = strawberry.field(description="1 bad to 5 good (nilai).")
    note: str | None = strawberry.field(default=None, description="Anything to add (catatan).")
    receipt: str | None = strawberry.field(default=None, description=RECEIPT)
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, self.receipt, self.action_id)


@strawberry.input(description="The reporter rates a closed case (penilaian laporan yang ditutup).")
class RateAnswerInput:
    """Input of `rateAnswer`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    rating: int = strawberry.field(description="1 bad to 5 good (nilai).")
    note: str | None = strawberry.field(default=None, description="Anything to add (catatan).")
    receipt: str | None = strawberry.field(default=None, description=RECEIPT)
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, self.receipt, self.action_id)


@strawberry.input(description="Better protection (peningkatan perlindungan); it can only rise.")
class RaiseProtectionInput:
    """Input of `raiseProtection`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    identity_protection: IdentityProtection = strawberry.field(
        description="How far the reporter is known from now on (perlindungan identitas)."
    )
    visibility: Visibility = strawberry.field(description="Who may read the text from now on (keterbukaan).")
    receipt: str | None = strawberry.field(default=None, description=RECEIPT)
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, self.receipt, self.action_id)


@strawberry.input(description="Result of triage (verifikasi).")
class VerifyCaseInput:
    """Input of `verifyCase`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    sensitivity: Sensitivity = strawberry.field(
        description="Whether it concerns misconduct (kadar pengawasan)."
    )
    topic: str | None = strawberry.field(default=None, description="Corrected topic (kode topik).")
    kind: CaseKind | None = strawberry.field(default=None, description="Corrected kind (jenis laporan).")
    note: str | None = strawberry.field(default=None, description="Anything to add (catatan).")
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, action_id=self.action_id)


@strawberry.input(description="Give a case to an agency (disposisi).")
class AssignCaseInput:
    """Input of `assignCase`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    agency: str = strawberry.field(description="The new owner (kode instansi).")
    copies: list[str] = strawberry.field(
        default_factory=list, description="Agencies that may read along (tembusan, kode instansi)."
    )
    note: str = strawberry.field(description="Instruction to the owner (catatan disposisi).")
    binding: bool = strawberry.field(
        default=False, description="Ends a bounce: the agency cannot give it back (penetapan mengikat)."
    )
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, action_id=self.action_id)


@strawberry.input(description="The agency is not competent (bukan kewenangan).")
class ReturnCaseInput:
    """Input of `returnCase`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    reason: str = strawberry.field(description="Why (alasan), for the reporter to read.")
    proposed_agency: str | None = strawberry.field(
        default=None,
        description="Who is competent instead (usulan kode instansi); left out only with `ownerUnknown`.",
    )
    owner_unknown: bool = strawberry.field(
        default=False, description="Nobody at the agency knows who is competent (instansi tidak diketahui)."
    )
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, action_id=self.action_id)


@strawberry.input(description="The owner's answer (tanggapan).")
class AnswerCaseInput:
    """Input of `answerCase`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    answer: str = strawberry.field(description="The answer (isi tanggapan), for the reporter to read.")
    maladministration: Maladministration | None = strawberry.field(
        default=None, description="What was found to be wrong (maladministrasi)."
    )
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, action_id=self.action_id)


@strawberry.input(description="Join a case to another one about the same matter (penggabungan).")
class MergeCaseInput:
    """Input of `mergeCase`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    into: str = strawberry.field(
        description="The case that stays (nomor aduan induk); one that follows another stands for that one."
    )
    note: str = strawberry.field(description="Why (alasan), for officials to read.")
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, action_id=self.action_id)
