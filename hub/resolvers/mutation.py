"""Everything that changes something. The policy table says who may, casework whether it is legal."""

from datetime import datetime
from typing import Annotated

import strawberry

from hub.domain import commands
from hub.errors import RuleViolation
from hub.resolvers import desks, pages, webhooks
from hub.resolvers.changes import act, changed, no_such_attachment
from hub.resolvers.compensation import CompensationMutations
from hub.resolvers.info import Info
from hub.resolvers.voice import VoiceMutations
from hub.schema import ids
from hub.schema.acts import (
    AcknowledgeEventsResult,
    AnswerCaseInput,
    AssignCaseInput,
    CaseNoteInput,
    CaseResult,
    CaseSubmitted,
    ConfirmAnswerInput,
    EventsAcknowledged,
    MergeCaseInput,
    ProvideInformationInput,
    RaiseProtectionInput,
    ReturnCaseInput,
    SubmitCaseResult,
    VerifyCaseInput,
)
from hub.schema.bulk import AssignRow
from hub.schema.case_words import Maladministration
from hub.schema.cases import CaseType
from hub.schema.fields import operation
from hub.schema.officer_notes import AddOfficerNoteInput
from hub.schema.problems import Problem
from hub.schema.scalars import Cursor
from hub.schema.submission import SubmitCaseInput
from hub.schema.webhooks import (
    DeleteWebhookResult,
    RegisterWebhookInput,
    RegisterWebhookResult,
    ReplayWebhookResult,
)
from hub.schema.work_words import DeliveryDecision
from hub.schema.worklists import ClaimCaseInput, ClaimResult

WHAT = strawberry.argument(description="What and why (isian).")
Note = Annotated[CaseNoteInput, WHAT]
WrongOwner = Annotated[
    bool, strawberry.argument(description="Whoever answered is not competent (bukan yang berwenang).")
]
Found = Annotated[
    Maladministration | None,
    strawberry.argument(description="What was found to be wrong (maladministrasi), if not said before."),
]
WebhookId = Annotated[
    strawberry.ID, strawberry.argument(description="Id of the endpoint (pengenal webhook).")
]


@strawberry.type(name="Mutation", description="Everything that can be changed (mutasi).")
class Mutation(CompensationMutations, VoiceMutations):
    """The root of mutations."""

    @operation(
        "Hand in a complaint (pengaduan), suggestion (aspirasi) or information request "
        "(permintaan informasi). Repeating an `idempotencyKey` answers the first case."
    )
    async def submit_case(self, info: Info, input: Annotated[SubmitCaseInput, WHAT]) -> SubmitCaseResult:
        try:
            no_such_attachment(input.attachments)
            taken = await info.context.services.intake.submit(info.context.caller, input.to_domain())
        except RuleViolation as broken:  # the caller can mend it: data, not an error
            return Problem.of(broken)
        return CaseSubmitted(case=CaseType.of(taken.case), receipt=taken.receipt)

    @operation("The reporter replies to a question (melengkapi laporan); the clocks run again.")
    async def provide_information(
        self, info: Info, input: Annotated[ProvideInformationInput, WHAT]
    ) -> CaseResult:
        try:
            no_such_attachment(input.attachments)
        except RuleViolation as broken:
            return Problem.of(broken)
        return await act(info.context, input.target(), input.command())

    @operation(
        "The reporter does not accept the answer (keberatan), within the reply window. With `wrongOwner` a "
        "person decides anew who is competent."
    )
    async def contest_answer(self, info: Info, input: Note, wrong_owner: WrongOwner = False) -> CaseResult:
        return await act(info.context, input.target(), commands.Contest(input.note, wrong_owner))

    @operation("The reporter accepts the answer and rates it (penilaian).")
    async def confirm_answer(self, info: Info, input: Annotated[ConfirmAnswerInput, WHAT]) -> CaseResult:
        return await act(info.context, input.target(), commands.Confirm(input.rating, input.note))

    @operation("The reporter takes the case back (pencabutan laporan).")
    async def withdraw_case(self, info: Info, input: Note) -> CaseResult:
        return await act(info.context, input.target(), commands.Withdraw(input.note))

    @operation("Protect identity or text better (peningkatan perlindungan); it can only rise.")
    async def raise_protection(self, info: Info, input: Annotated[RaiseProtectionInput, WHAT]) -> CaseResult:
        command = commands.RaiseProtection(input.identity_protection, input.visibility)
        return await act(info.context, input.target(), command)

    @operation("Check and classify a case (verifikasi).")
    async def verify_case(self, info: Info, input: Annotated[VerifyCaseInput, WHAT]) -> CaseResult:
        command = commands.Verify(input.sensitivity, input.topic, input.kind, input.note)
        return await act(info.context, input.target(), command)

    @operation("Ask the reporter for more (tunda); the clocks rest until the reply.")
    async def request_information(self, info: Info, input: Note) -> CaseResult:
        return await act(info.context, input.target(), commands.RequestInformation(input.note))

    @operation("Give a case to an agency (disposisi); `binding` ends a bounce.")
    async def assign_case(self, info: Info, input: Annotated[AssignCaseInput, WHAT]) -> CaseResult:
        command = commands.Assign(input.agency, tuple(input.copies), input.note, input.binding)
        return await act(info.context, input.target(), command)

    @operation(
        "Give many cases to agencies (disposisi massal), at most 50, once per operation: one answer per row, "
        "in order; a row that fails changes nothing of the others.",
        single=True,
    )
    async def assign_cases(
        self, info: Info, input: Annotated[list[AssignCaseInput], WHAT]
    ) -> list[AssignRow]:
        return await desks.assign_all(info.context, input)

    @operation(
        "Take a case from the shared list (mengambil laporan), for eight hours of office time. Shown to "
        "others, and no act asks for it."
    )
    async def claim_case(self, info: Info, input: Annotated[ClaimCaseInput, WHAT]) -> ClaimResult:
        return await desks.claim(info.context, input.tracking_number, input.label)

    @operation("Put a case back on the shared list (melepas laporan).")
    async def release_case(
        self,
        info: Info,
        tracking_number: Annotated[str, strawberry.argument(description="Which case (nomor aduan).")],
    ) -> ClaimResult:
        return await desks.release(info.context, tracking_number)

    @operation("Tell other officers something about a case (catatan internal); the reporter never reads it.")
    async def add_officer_note(self, info: Info, input: Annotated[AddOfficerNoteInput, WHAT]) -> CaseResult:
        return await desks.add_note(info.context, input)

    @operation("The agency takes the case on (menerima disposisi).")
    async def accept_case(self, info: Info, input: Note) -> CaseResult:
        return await act(info.context, input.target(), commands.Accept(input.note))

    @operation(
        "Your office has received everything up to this cursor of `events` (konfirmasi penerimaan): what was "
        "assigned to it before is in its custody now. Say it after every page; again, it does nothing."
    )
    async def acknowledge_events(
        self,
        info: Info,
        cursor: Annotated[Cursor, strawberry.argument(description="Where you are (penanda posisi).")],
    ) -> AcknowledgeEventsResult:
        place = info.context.cursors.open(pages.FEED, cursor)
        return EventsAcknowledged(
            received=await info.context.services.collecting.acknowledge(info.context.caller, place)
        )

    @operation("The agency gives the case back (bukan kewenangan), once per case.")
    async def return_case(self, info: Info, input: Annotated[ReturnCaseInput, WHAT]) -> CaseResult:
        command = commands.Return(input.reason, input.proposed_agency, input.owner_unknown)
        return await act(info.context, input.target(), command)

    @operation("The owner reports progress (tindak lanjut).")
    async def report_progress(self, info: Info, input: Note) -> CaseResult:
        return await act(info.context, input.target(), commands.Progress(input.note))

    @operation("The owner answers (tanggapan).")
    async def answer_case(self, info: Info, input: Annotated[AnswerCaseInput, WHAT]) -> CaseResult:
        return await act(info.context, input.target(), commands.Answer(input.answer, input.maladministration))

    @operation("Close an answered case (selesai).")
    async def close_case(self, info: Info, input: Note, maladministration: Found = None) -> CaseResult:
        return await act(info.context, input.target(), commands.Close(input.note, maladministration))

    @operation("Put a case aside with a reason (arsip).")
    async def archive_case(self, info: Info, input: Note) -> CaseResult:
        return await act(info.context, input.target(), commands.Archive(input.note))

    @operation(
        "The reporter takes an ended case up again (membuka kembali): within the reply window after its end, "
        "once per 30 days. A closed one goes on with its owner, an archived one is verified anew."
    )
    async def reopen_case(self, info: Info, input: Note) -> CaseResult:
        return await act(info.context, input.target(), commands.Reopen(input.note))

    @operation(
        "Have a case follow another one about the same matter (penggabungan). It keeps its timeline, receipt "
        "and protection; its reporter sees in `outcome` what becomes of the other."
    )
    async def merge_case(self, info: Info, input: Annotated[MergeCaseInput, WHAT]) -> CaseResult:
        return await act(info.context, input.target(), commands.Merge(input.into, input.note))

    @operation(
        "Bring a case before the Ombudsman (eskalasi), once it was answered or a legal deadline has passed. "
        "Beside the status: the owner's duties go on."
    )
    async def escalate_case(self, info: Info, input: Note) -> CaseResult:
        return await act(info.context, input.target(), commands.Escalate(input.note))

    @operation("Decide about a message that is AMBIGUOUS, HELD or DEAD (pengiriman macet).")
    async def redeliver(
        self,
        info: Info,
        assignment_id: Annotated[
            strawberry.ID, strawberry.argument(description="Which assignment (pengenal disposisi).")
        ],
        decision: Annotated[
            DeliveryDecision, strawberry.argument(description="What to do (keputusan).")
        ] = DeliveryDecision.RESEND,
        external_id: Annotated[
            str | None,
            strawberry.argument(
                description="With CONFIRM_DELIVERED: the agency's number (nomor di sistem instansi)."
            ),
        ] = None,
        note: Annotated[str | None, strawberry.argument(description="Why (alasan).")] = None,
    ) -> CaseResult:
        key = ids.decode_as("Assignment", assignment_id)
        if key is None:
            return Problem.of(RuleViolation("NOT_FOUND", "no assignment of that id", "assignmentId"))
        try:
            row = await info.context.services.deliveries.redeliver(
                info.context.caller, key, decision, external_id, note
            )
        except RuleViolation as broken:
            return Problem.of(broken)
        return changed(row)

    @operation("Register an endpoint for events (webhook); the answer shows its secret once.")
    async def register_webhook(
        self, info: Info, input: Annotated[RegisterWebhookInput, WHAT]
    ) -> RegisterWebhookResult:
        return await webhooks.register(info.context, input)

    @operation("Give an endpoint a new signing secret (kunci webhook); the old one signs too for a day.")
    async def rotate_webhook_secret(self, info: Info, id: WebhookId) -> RegisterWebhookResult:
        return await webhooks.rotate(info.context, id)

    @operation("Remove an endpoint (hapus webhook).")
    async def delete_webhook(self, info: Info, id: WebhookId) -> DeleteWebhookResult:
        return await webhooks.delete(info.context, id)

    @operation(
        "Send past events again (kirim ulang webhook), at most 10,000, under the ids they had; resumes an "
        "endpoint that is HELD."
    )
    async def replay_webhook(
        self,
        info: Info,
        id: WebhookId,
        from_: Annotated[
            datetime, strawberry.argument(name="from", description="From this moment on (sejak).")
        ],
        to: Annotated[datetime, strawberry.argument(description="Up to this moment (sampai).")],
    ) -> ReplayWebhookResult:
        return await webhooks.replay(info.context, id, from_, to)
