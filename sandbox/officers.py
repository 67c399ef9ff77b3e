"""What officers do next with a record: deterministic, driven by rules that a test can replace."""

import zlib
from dataclasses import dataclass

from sandbox.records import FINISHED, Record, Step
from sandbox.wire import Object

DEEDS = ("return", "ask", "answer", "hold")
ANSWERS = (
    "Laporan Anda sudah kami tindak lanjuti. Petugas telah memeriksa lokasi dan pekerjaan selesai.",
    "Terima kasih atas laporan Anda. Permasalahan sudah diperbaiki oleh tim lapangan kami.",
    "Kami sudah menindaklanjuti laporan ini dan layanan kembali berjalan seperti semula.",
    "Permohonan Anda telah diproses. Silakan menghubungi loket kami bila masih ada kendala.",
)
NOTES = {
    "accept": "Laporan diterima petugas.",
    "coordinate": "Laporan dikoordinasikan dengan perangkat daerah terkait.",
    "progress": "Laporan sedang ditindaklanjuti.",
    "return": "Laporan ini bukan wewenang instansi kami.",
    "answer": ANSWERS[0],
    "close": "Laporan ditutup.",
    "ask": "Mohon lengkapi alamat dan waktu kejadian.",
}


@dataclass(frozen=True)
class Rule:
    """What officers do with records whose text holds `contains`, at `institution` if one is named."""

    contains: str = ""
    institution: str | None = None
    do: str = "answer"
    proposed: str | None = None
    reason: str | None = None
    question: str | None = None
    answer: str | None = None

    def __post_init__(self) -> None:
        if self.do not in DEEDS:
            raise ValueError(f"a rule can do {', '.join(DEEDS)}, not {self.do!r}")

    def fits(self, record: Record) -> bool:
        text = f"{record.title}\n{record.body}".lower()
        return self.contains.lower() in text and self.institution in (None, record.institution)


@dataclass(frozen=True)
class Script:
    """The officers' orders. `delay` is in seconds per step; the first rule that fits counts."""

    enabled: bool = True
    delay: float = 1.0
    rules: tuple[Rule, ...] = ()

    @classmethod
    def of(cls, data: Object) -> "Script":
        """Read the JSON shape.

        Raises:
            TypeError: a key nobody knows.
            ValueError: a rule with a deed nobody knows, or a negative delay.
        """
        script = cls(**{**data, "rules": tuple(Rule(**rule) for rule in data.get("rules", ()))})
        if script.delay < 0:
            raise ValueError("delay must not be negative")
        return script

    def rule(self, record: Record) -> Rule:
        return next((rule for rule in self.rules if rule.fits(record)), Rule())


@dataclass(frozen=True)
class Act:
    """The next step and how many seconds from now an officer takes it."""

    step: Step
    wait: float


def next_act(record: Record, script: Script, default: tuple[str, ...]) -> Act | None:
    """What an officer does next with this record; None when it is finished, held, or waits for its sender."""
    rule = script.rule(record)
    plan = _plan(rule, default)
    if record.state in FINISHED or record.state == "ask":
        return None
    done = plan.index(record.state) + 1 if record.state in plan else 0
    if done == len(plan):
        return None
    seed = zlib.crc32(f"{record.id} {record.state}".encode())
    jitter = 0.75 + seed % 500 / 1000
    action = plan[done]
    proposed = rule.proposed if action == "return" else None
    step = Step(action, "officer", note=_note(rule, action, seed), proposed=proposed)
    return Act(step, script.delay * jitter)


def _plan(rule: Rule, default: tuple[str, ...]) -> tuple[str, ...]:
    match rule.do:
        case "hold":
            return ()
        case "return":
            return ("return",)
        case "ask":
            return (*default[:-2], "ask", *default[-2:])
    return default


def _note(rule: Rule, action: str, seed: int) -> str:
    match action:
        case "return":
            return rule.reason or NOTES["return"]
        case "ask":
            return rule.question or NOTES["ask"]
        case "answer":
            return rule.answer or ANSWERS[seed % len(ANSWERS)]
    return NOTES[action]
