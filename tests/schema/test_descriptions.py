"""A portal developer finds every name explained, with the word Indonesian officials use for it."""

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)

TERMS = re.compile(
    r"\b("
    "adjudikasi|alasan|anonim|antre|arsip|aspirasi|bagian|baris|batas|bulan|calon|catatan|daftar|"
    "data|digabungkan|dimensi|disposisi|dukcapil|eskalasi|halaman|hasil|instansi|isian|izin|jenis|"
    "jenjang|kadar|kanal|kemampuan|kendala|keputusan|kesehatan|keterbukaan|kewenangan|kode|konektor|"
    "konfirmasi|kredensial|kueri|kunci|lampiran|langganan|laporan|maladministrasi|menerima|mutasi|nomor|objek|"
    "pelapor|penanda|pencabutan|pendaftaran|penentuan|pengaduan|penggabungan|pengguna|pengiriman|"
    "penilaian|peningkatan|peristiwa|perlindungan|permintaan|perubahan|saringan|selesai|simulasi|"
    "statistik|status|tanggal|tanggapan|tenggat|tindakan|titik|topik|triwulan|urutan|verifikasi|"
    "versi|waktu|webhook|wilayah"
    r")\b",
    re.IGNORECASE,
)
"""Indonesian words of which a type's description carries at least one."""


def own_types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    """All but the built-in and Federation's own."""
    return [
        type_
        for name, type_ in sorted(schema.type_map.items())
        if not is_introspection_type(type_)
        and not is_specified_scalar_type(type_)
        and not name.startswith(("_", "link__", "federation__"))
    ]


def undescribed(type_: GraphQLNamedType) -> Iterator[str]:
    """Coordinates without a description."""
    if isinstance(type_, GraphQLEnumType):
        yield from (f"{type_.name}.{name}" for name, value in type_.values.items() if not value.description)
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for name, field in type_.fields.items():
            if not field.description and not name.startswith("_"):
                yield f"{type_.name}.{name}"
            for argument, declared in getattr(field, "args", {}).items():
                if not declared.description and not name.startswith("_"):
                    yield f"{type_.name}.{name}({argument}:)"


def test_every_type_field_argument_and_value_is_described(core: GraphQLSchema) -> None:
    types = own_types(core)

    assert len(types) > 80
    assert [type_.name for type_ in types if not type_.description] == []
    assert [missing for type_ in types for missing in undescribed(type_)] == []


def test_every_type_names_the_indonesian_term(core: GraphQLSchema) -> None:
    foreign = [type_.name for type_ in own_types(core) if not TERMS.search(type_.description or "")]

    assert foreign == []


@pytest.mark.parametrize(
    "name", ["CaseKind", "CaseStatus", "Maladministration", "CaseEventType", "ProblemCode"]
)
def test_every_value_of_the_words_about_cases_has_its_term_in_brackets(
    core: GraphQLSchema, name: str
) -> None:
    words = core.type_map[name]
    assert isinstance(words, GraphQLEnumType)

    assert [value for value, told in words.values.items() if "(" not in (told.description or "")] == []
