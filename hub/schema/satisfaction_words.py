"""The words of the satisfaction survey, with what each means."""

from hub.domain.satisfaction import SatisfactionBand, SurveyElement
from hub.domain.survey import AgeGroup, Education, Occupation, Sex
from hub.domain.survey_figures import SatisfactionDimension
from hub.schema.enum_values import public

__all__ = [
    "AgeGroup",
    "Education",
    "Occupation",
    "SatisfactionBand",
    "SatisfactionDimension",
    "Sex",
    "SurveyElement",
]

public(
    SurveyElement,
    "What is scored (unsur penilaian, survei kepuasan): the nine elements of PermenPANRB 14/2017.",
    REQUIREMENTS="What one has to bring and fulfil (persyaratan).",
    PROCEDURE="How it is done (sistem, mekanisme, dan prosedur).",
    TIME="How long it takes (waktu penyelesaian).",
    COST="What it costs (biaya atau tarif).",
    PRODUCT="What one gets, as it was promised (produk spesifikasi jenis pelayanan).",
    COMPETENCE="What the staff can do (kompetensi pelaksana).",
    BEHAVIOUR="How the staff behave (perilaku pelaksana).",
    FACILITIES="Rooms and equipment (sarana dan prasarana).",
    COMPLAINTS="How complaints, advice and wishes are handled (penanganan pengaduan, saran, dan masukan).",
)
public(
    SatisfactionBand,
    "What an index means (mutu pelayanan, hasil survei kepuasan).",
    VERY_GOOD="88.31 to 100.00 (A, sangat baik).",
    GOOD="76.61 to 88.30 (B, baik).",
    LACKING="65.00 to 76.60 (C, kurang baik).",
    POOR="25.00 to 64.99 (D, tidak baik).",
)
public(
    SatisfactionDimension,
    "What the index can be broken down by (dimensi).",
    AGENCY="By the unit that was judged (instansi).",
    REGION="By the place of that unit (wilayah).",
    TOPIC="By the topic of the service (topik).",
    MONTH="By the month of the answer (bulan).",
    QUARTER="By quarter (triwulan).",
    SEMESTER="By half year (semester).",
)
public(
    AgeGroup,
    "How old a respondent is (data responden: umur).",
    UNDER_18="Under 18 (di bawah 18 tahun).",
    FROM_18_TO_29="18 to 29 (18 sampai 29 tahun).",
    FROM_30_TO_44="30 to 44 (30 sampai 44 tahun).",
    FROM_45_TO_59="45 to 59 (45 sampai 59 tahun).",
    FROM_60="60 or older (60 tahun ke atas).",
)
public(
    Sex,
    "Sex of a respondent (data responden: jenis kelamin).",
    FEMALE="Female (perempuan).",
    MALE="Male (laki-laki).",
)
public(
    Education,
    "Highest level a respondent has finished (data responden: pendidikan).",
    PRIMARY="Primary school or none (SD atau tidak sekolah).",
    LOWER_SECONDARY="Lower secondary school (SMP).",
    UPPER_SECONDARY="Upper secondary school (SMA, SMK).",
    DIPLOMA="Diploma (D1 sampai D3).",
    BACHELOR="Bachelor or equal (S1, D4).",
    POSTGRADUATE="Master or doctor (S2, S3).",
)
public(
    Occupation,
    "What a respondent does (data responden: pekerjaan).",
    CIVIL_SERVANT="Civil servant (ASN).",
    ARMED_FORCES_OR_POLICE="Armed forces or police (TNI, Polri).",
    PRIVATE_EMPLOYEE="Employed elsewhere (karyawan swasta).",
    ENTREPRENEUR="Self-employed (wirausaha).",
    STUDENT="Pupil or student (pelajar, mahasiswa).",
    OTHER="Anything else (lainnya).",
)
