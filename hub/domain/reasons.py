"""Why an agency: one sentence per rule, in Indonesian and in English. Names of places and topics stay.

The citizen reads them beside the case; so they name what was found and no number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from hub.domain.language import Language

MOST_WORDS = 3
"""Words quoted from a text in one reason."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in plain words for the citizen. `weight` 0 to 1: how much it alone speaks for the agency.

    `detail` is Indonesian; `english` is empty where only that one is known. `rule` is one of topic, keyword,
    jurisdiction, place, coordinator, oversight, hint, licence-authority, explicit-rule, model,
    proposed-by-agency, binding, former-owner, heir.
    """

    rule: str
    detail: str
    weight: float
    english: str = ""

    def told(self, language: Language) -> str:
        """The sentence in that language, or in Indonesian where there is no other."""
        return self.english or self.detail if language is Language.EN else self.detail


def stored(reason: Reason) -> dict[str, str | float]:
    """The reason as it is kept with an assignment: both sentences, so that old ones need no rule of today."""
    return asdict(reason)


def restored(kept: Mapping[str, str | float]) -> Reason:
    """A reason that was kept, also one from before there were two languages."""
    return Reason(str(kept["rule"]), str(kept["detail"]), float(kept["weight"]), str(kept.get("english", "")))


def quoted(words: Sequence[str]) -> str:
    """At most three words of a text, in quotation marks."""
    return ", ".join(f'"{word}"' for word in words[:MOST_WORDS])


def of_topic(topic: str, weight: float) -> Reason:
    """Somebody chose the topic."""
    return Reason("topic", f"Topik laporan: {topic}", weight, f"Topic of the report: {topic}")


def of_words(words: Sequence[str], weight: float) -> Reason:
    """The text speaks of it."""
    said = quoted(words)
    return Reason("keyword", f"Laporan menyebut {said}", weight, f"The report mentions {said}")


def of_law(topic: str, place: str | None, agency: str, source: str) -> Reason:
    """A row of jurisdictions; `place` None: the whole country."""
    return Reason(
        "jurisdiction",
        f"Topik {topic} di {place or 'seluruh Indonesia'} ditangani {agency} ({source})",
        1.0,
        f"{agency} is in charge of {topic} in {place or 'the whole of Indonesia'} ({source})",
    )


def of_place(place: str, weight: float) -> Reason:
    """The case lies in the area of a village or district office."""
    detail = f"Lokasi laporan berada di wilayah {place}"
    return Reason("place", detail, weight, f"The reported place lies in {place}")


def of_coordinator(agency: str, weight: float) -> Reason:
    """Whoever decides when nothing else does."""
    return Reason(
        "coordinator",
        f"{agency} mengoordinasikan pengaduan di wilayah ini dan menentukan siapa yang menangani laporan",
        weight,
        f"{agency} coordinates complaints in this place and decides who handles the report",
    )


def of_hint(agency: str, weight: float) -> Reason:
    """The reporter's own guess."""
    return Reason(
        "hint",
        f"Pelapor mengusulkan {agency}; usulan ini dipertimbangkan, tetapi tidak menentukan",
        weight,
        f"The reporter suggested {agency}; the suggestion is seen, but it does not decide",
    )


def of_oversight(agency: str, weight: float) -> Reason:
    """A case about misconduct."""
    return Reason(
        "oversight",
        f"Laporan dugaan pelanggaran petugas ditangani {agency}, bukan oleh pihak yang dilaporkan",
        weight,
        f"Reports about misconduct of officials are handled by {agency}, not by the office they are about",
    )


def of_licence(level_id: str, level_en: str, weight: float) -> Reason:
    """The level of government that decides about the licence."""
    return Reason(
        "licence-authority",
        f"Izin yang disebut dalam laporan menjadi wewenang pemerintah {level_id}",
        weight,
        f"The licence named in the report is a matter of the {level_en} government",
    )


def of_proposal(agency: str) -> Reason:
    """The office that gave the case back named this one."""
    return Reason(
        "proposed-by-agency",
        f"Instansi yang mengembalikan laporan menyatakan bahwa {agency} yang berwenang",
        1.0,
        f"The office that returned the report says that it belongs to {agency}",
    )


def of_heir(former: str, agency: str) -> Reason:
    """A re-organisation gave it the tasks of the agency that had the case."""
    return Reason(
        "heir",
        f"{agency} melanjutkan tugas {former}, yang sebelumnya menangani laporan ini",
        1.0,
        f"{agency} has taken over the tasks of {former}, which handled this report before",
    )


def of_binding(agency: str | None) -> Reason:
    """A coordinator decided, and the agency cannot give the case back; `agency`: of the coordinator."""
    by_id, by_en = (f" oleh {agency}", f" by {agency}") if agency else ("", "")
    return Reason(
        "binding",
        f"Penanggung jawab ditetapkan{by_id}; keputusan ini mengikat, laporan tidak dapat dikembalikan",
        1.0,
        f"Who is responsible was decided{by_en}; the decision is binding and the report cannot be returned",
    )


def of_model(agency: str, words: Sequence[str], model: str, weight: float) -> Reason:
    """What was learnt from the decisions of officers; `model` says which one spoke."""
    id_words = f"; kata yang menentukan: {quoted(words)}" if words else ""
    en_words = f"; words that counted: {quoted(words)}" if words else ""
    return Reason(
        "model",
        f"Laporan serupa selama ini ditangani {agency} (perkiraan komputer dengan model {model}{id_words})",
        weight,
        f"Similar reports have been handled by {agency} (estimated by computer, model {model}{en_words})",
    )
