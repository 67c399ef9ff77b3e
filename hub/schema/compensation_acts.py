"""What is sent to claim compensation, to decide about it and to note its payment."""

from datetime import date

import strawberry

from hub.domain import commands
from hub.domain.commands import Target
from hub.schema.acts import ACTION, NUMBER, RECEIPT, VERSION


@strawberry.input(description="A claim for compensation in a case (permohonan ganti rugi dalam laporan).")
class ClaimCompensationInput:
    """Input of `claimCompensation`. All three preconditions have to hold."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    note: str = strawberry.field(description="What was lost, and how that shows (kerugian dan bukti).")
    amount: int = strawberry.field(description="What is claimed, 1 to 2,000,000,000 rupiah (nilai kerugian).")
    met_duties: bool = strawberry.field(
        description="The reporter has met his own duties (kewajiban dipenuhi)."
    )
    provider_at_fault: bool = strawberry.field(
        description="The provider's fault can be shown (kesalahan penyelenggara dapat dibuktikan)."
    )
    not_caused_by_reporter: bool = strawberry.field(
        description="The loss was not caused by the reporter (bukan akibat pelapor)."
    )
    receipt: str | None = strawberry.field(default=None, description=RECEIPT)
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, self.receipt, self.action_id)

    def command(self) -> commands.ClaimCompensation:
        """The claim."""
        return commands.ClaimCompensation(
            self.note, self.amount, self.met_duties, self.provider_at_fault, self.not_caused_by_reporter
        )


@strawberry.input(description="The provider's decision about a claim (keputusan ganti rugi).")
class DecideCompensationInput:
    """Input of `decideCompensation`. With amount and day it is granted, without both denied."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    note: str = strawberry.field(description="Reasons, in words the reporter understands (alasan).")
    amount: int | None = strawberry.field(default=None, description="Granted, in rupiah (nilai dikabulkan).")
    payment_due_on: date | None = strawberry.field(
        default=None, description="Day of payment (tanggal bayar)."
    )
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, None, self.action_id)

    def command(self) -> commands.DecideCompensation:
        """The decision."""
        return commands.DecideCompensation(self.note, self.amount, self.payment_due_on)


@strawberry.input(description="Payment of a granted compensation (tanggal pembayaran ganti rugi).")
class CompensationPaymentInput:
    """Input of `recordCompensationPayment`."""

    tracking_number: str = strawberry.field(description=NUMBER)
    expected_version: int = strawberry.field(description=VERSION)
    note: str = strawberry.field(description="How it was paid (keterangan); no account numbers.")
    paid_on: date = strawberry.field(description="When (tanggal).")
    action_id: str | None = strawberry.field(default=None, description=ACTION)

    def target(self) -> Target:
        """Which case at which version."""
        return Target(self.tracking_number, self.expected_version, None, self.action_id)
