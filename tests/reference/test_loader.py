"""A deployment's own reference files: what is taken, and what is refused with file, line and a way out."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from hub.domain.agency import Tier
from hub.errors import ReferenceError
from hub.reference.loader import SHIPPED, load

DOCS = Path(__file__).parents[2] / "docs" / "reference-data.md"

AGENCIES = """code,name,tier,role,region,parent,connector,external_id,valid_from,valid_to
id.pusat,Kementerian Contoh,NATIONAL,COORDINATOR,,,,,,
62.01.dinas,Dinas Contoh,REGENCY,OWNER,62.01,,,,2026-01-01,
62.01.unit,Unit Contoh,UNIT,OWNER,62.01,62.01.dinas,,,,
"""
ROWS = "agency,topic,region,source\n62.01.dinas,kesehatan,62.01,Keputusan 1\n"
ALIASES = "old,new\n62.01.lama,62.01.dinas\n"

OWN = {"agencies.csv": AGENCIES, "jurisdictions.csv": ROWS, "aliases.csv": ALIASES}


def folder(path: Path, **replaced: str | bytes) -> Path:
    """A folder with files that fit together, some of them replaced; `jurisdictions` is the name of a file."""
    files: dict[str, str | bytes] = dict(OWN)
    files |= {name if "." in name else f"{name}.csv": content for name, content in replaced.items()}
    for name, content in files.items():
        path.joinpath(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(ReferenceError) as caught:
        load(path)
    return caught.value.problems


def test_own_files_replace_the_shipped_ones_and_the_rest_stays(tmp_path: Path) -> None:
    directory = load(folder(tmp_path))

    assert sorted(directory.agencies) == ["62.01.dinas", "62.01.unit", "id.pusat"]
    assert directory.agencies["62.01.dinas"].valid_from == date(2026, 1, 1)
    assert directory.agency_of("62.01.lama") is directory.agencies["62.01.dinas"]
    assert directory.regions == load().regions


def test_a_jurisdiction_under_a_former_code_belongs_to_the_agency_of_today(tmp_path: Path) -> None:
    directory = load(folder(tmp_path, jurisdictions=ROWS.replace("62.01.dinas", "62.01.lama")))

    assert directory.topics_of == {"62.01.dinas": ("kesehatan",)}


def test_agencies_may_be_written_as_toml(tmp_path: Path) -> None:
    folder(tmp_path).joinpath("agencies.csv").unlink()
    tmp_path.joinpath("agencies.toml").write_text(
        """
        [[agency]]
        code = "id.pusat"
        name = "Kementerian Contoh"
        tier = "NATIONAL"
        role = "COORDINATOR"

        [[agency]]  # with a date of TOML's own
        code = "62.01.dinas"
        name = "Dinas Contoh"
        tier = "REGENCY"
        role = "OWNER"
        region = "62.01"
        valid_to = 2027-12-31
        """,
        encoding="utf-8",
    )
    agency = load(tmp_path).agencies["62.01.dinas"]

    assert (agency.tier, agency.valid_to) == (Tier.REGENCY, date(2027, 12, 31))


def test_a_fault_in_toml_names_the_line_of_its_entry(tmp_path: Path) -> None:
    path = folder(tmp_path)
    path.joinpath("channels.toml").write_text(
        '# own\n[[channel]]\ncode = "web"\nname = "Web"\n\n[[channel]]\ncode = "sms"\ntitle = "SMS"\n',
        encoding="utf-8",
    )

    assert problems(path) == [
        "channels.toml:6: UNKNOWN_COLUMN: rename or remove `title`; known: code, name",
        "channels.toml:6: MISSING_COLUMN: add the column `name`",
    ]


def test_a_byte_order_mark_blank_lines_and_spaces_do_no_harm(tmp_path: Path) -> None:
    path = folder(tmp_path, channels="\ufeffcode,name\r\n\r\n web , Situs web \r\n")

    assert dict(load(path).channels) == {"web": "Situs web"}


def test_lists_in_toml_become_words(tmp_path: Path) -> None:
    path = folder(tmp_path)
    path.joinpath("keywords.toml").write_text(
        '[[keyword]]\nid = "obat"\ntopic = "kesehatan"\nwords = ["obat", "vaksin"]\nweight = 0.5\n', "utf-8"
    )

    assert load(path).keyword_rules[0].words == ("obat", "vaksin")


def test_the_version_depends_on_the_contents_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    first.mkdir()
    shutil.copytree(SHIPPED, second)
    before = load(first).version

    assert before == load(second).version == load().version
    folder(first)
    assert load(first).version != before


def test_all_faults_of_all_files_are_shown_at_once(tmp_path: Path) -> None:
    path = folder(tmp_path, channels="code,name\nweb,\n", holidays="day,name,collective\n1 Mei,Buruh,no\n")

    assert problems(path) == [
        "holidays.csv:2: BAD_DATE: `day` takes a date as yyyy-mm-dd",
        "holidays.csv:2: UNKNOWN_WORD: `collective` takes true or false",
        "channels.csv:2: MISSING_VALUE: fill in `name`",
    ]


LIMIT = "id,clock,starts,amount,unit,source,certainty,valid_from\nR1,"
REST = "wd,Contoh,READ,2019-01-01\n"
FAULTS = [
    ("BAD_ENCODING", "channels.csv:2", {"channels": b"code,name\nweb,\xff\n"}),
    ("EMPTY_FILE", "channels.csv:1", {"channels": "code,name\n"}),
    ("EMPTY_FILE", "channels.csv:1", {"channels": ""}),
    ("MISSING_COLUMN", "channels.csv:1", {"channels": "code\nweb\n"}),
    ("UNKNOWN_COLUMN", "channels.csv:1", {"channels": "code,name,colour\nweb,Web,red\n"}),
    ("DUPLICATE_COLUMN", "channels.csv:1", {"channels": "code,name,name\nweb,Web,Web\n"}),
    ("CELL_COUNT", "channels.csv:3", {"channels": "code,name\nweb,Web\nsms,SMS,1708\n"}),
    ("BAD_CSV", "channels.csv:2", {"channels": 'code,name\nweb,"Web" site\n'}),
    ("MISSING_VALUE", "channels.csv:2", {"channels": "code,name\n,Web\n"}),
    ("DUPLICATE_CODE", "channels.csv:3", {"channels": "code,name\nweb,Web\nweb,Situs\n"}),
    ("BAD_TOML", "channels.toml:1", {"channels.toml": "[[channel]\n"}),
    ("UNKNOWN_KEY", "channels.toml:1", {"channels.toml": '[[chanel]]\ncode = "web"\n'}),
    ("UNKNOWN_FILE", "agencys.csv:1", {"agencys": AGENCIES}),
    ("TWO_FILES", "agencies.toml:1", {"agencies.toml": ""}),
    ("BAD_REGION_CODE", "regions.csv:2", {"regions": "code,name,zone\n6201,Kobar,Asia/Jakarta\n"}),
    ("UNKNOWN_ZONE", "regions.csv:2", {"regions": "code,name,zone\n62,Kalteng,WIB\n"}),
    ("UNKNOWN_PARENT", "regions.csv:2", {"regions": "code,name\n62.01,Kobar\n"}),
    ("BAD_NUMBER", "regions.csv:2", {"regions": "code,name,zone,population\n62,X,Asia/Jakarta,1.000\n"}),
    ("UNKNOWN_PARENT", "topics.csv:2", {"topics": "code,name,parent\nkesehatan,Kesehatan,layanan\n"}),
    (
        "CYCLE",
        "topics.csv:2",
        {"topics": "code,name,parent\nkesehatan,Kesehatan,obat\nobat,Obat,kesehatan\n"},
    ),
    ("BAD_NUMBER", "topics.csv:2", {"topics": "code,name,sp4n_category\nkesehatan,Kesehatan,lima\n"}),
    ("UNKNOWN_WORD", "agencies.csv:3", {"agencies": AGENCIES.replace("REGENCY", "KABUPATEN")}),
    ("TIER_MISMATCH", "agencies.csv:3", {"agencies": AGENCIES.replace("REGENCY", "PROVINCE")}),
    ("UNKNOWN_REGION", "agencies.csv:3", {"agencies": AGENCIES.replace("OWNER,62.01,,,", "OWNER,62.99,,,")}),
    ("BAD_DATE", "agencies.csv:3", {"agencies": AGENCIES.replace("2026-01-01", "20260101")}),
    ("DATES_REVERSED", "agencies.csv:3", {"agencies": AGENCIES.replace("01-01,", "01-01,2025-12-31")}),
    ("NO_NATIONAL_COORDINATOR", "agencies.csv:1", {"agencies": AGENCIES.replace("COORDINATOR", "OWNER")}),
    ("UNKNOWN_AGENCY", "aliases.csv:2", {"aliases": "old,new\n62.01.lama,62.01.tidak-ada\n"}),
    ("ALIAS_IN_USE", "aliases.csv:2", {"aliases": "old,new\n62.01.dinas,62.01.unit\n"}),
    ("UNKNOWN_AGENCY", "jurisdictions.csv:2", {"jurisdictions": ROWS.replace("62.01.dinas", "62.01.x")}),
    ("UNKNOWN_TOPIC", "jurisdictions.csv:2", {"jurisdictions": ROWS.replace("kesehatan", "sehat")}),
    ("UNKNOWN_REGION", "jurisdictions.csv:2", {"jurisdictions": ROWS.replace("62.01,K", "62.01.99,K")}),
    ("OUTSIDE_REGION", "jurisdictions.csv:2", {"jurisdictions": ROWS.replace("62.01,K", "62,K")}),
    ("OUTSIDE_REGION", "jurisdictions.csv:2", {"jurisdictions": ROWS.replace("62.01,K", ",K")}),
    ("DUPLICATE_CODE", "jurisdictions.csv:3", {"jurisdictions": ROWS + ROWS.splitlines()[1]}),
    ("UNKNOWN_TOPIC", "keywords.csv:2", {"keywords": "id,topic,words,weight\na,sehat,obat,0.5\n"}),
    ("NOT_FOLDED", "keywords.csv:2", {"keywords": "id,topic,words,weight\na,kesehatan,E-KTP,0.5\n"}),
    ("TOO_SHORT", "keywords.csv:2", {"keywords": "id,topic,words,weight\na,kesehatan,a,0.5\n"}),
    ("BAD_NUMBER", "keywords.csv:2", {"keywords": 'id,topic,words,weight\na,kesehatan,obat,"0,5"\n'}),
    ("BAD_NUMBER", "keywords.csv:2", {"keywords": "id,topic,words,weight\na,kesehatan,obat,nan\n"}),
    ("BAD_DATE", "holidays.csv:2", {"holidays": "day,name,collective\n2026-02-30,Libur,false\n"}),
    ("UNKNOWN_WORD", "legal_limits.csv:2", {"legal_limits": f"{LIMIT}SPEED,SUBMITTED,3,{REST}"}),
    ("UNKNOWN_WORD", "legal_limits.csv:2", {"legal_limits": f"{LIMIT}VERIFICATION,COPIED,3,{REST}"}),
    ("BAD_NUMBER", "legal_limits.csv:2", {"legal_limits": f"{LIMIT}VERIFICATION,SUBMITTED,0,{REST}"}),
]


NAMES = [f"{number} {code} {place}" for number, (code, place, _) in enumerate(FAULTS, start=1)]


@pytest.mark.parametrize(("code", "place", "replaced"), FAULTS, ids=NAMES)
def test_a_fault_is_refused_with_file_line_code_and_what_to_do(
    code: str, place: str, replaced: dict[str, str | bytes], tmp_path: Path
) -> None:
    found = problems(folder(tmp_path, **replaced))

    mine = [problem for problem in found if problem.startswith(f"{place}: {code}: ")]
    assert mine, found
    assert len(mine[0]) > len(f"{place}: {code}: ") + 10


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "NO_FOLDER" in problems(tmp_path / "nowhere")[0]


@pytest.mark.parametrize("code", sorted({*(code for code, _, _ in FAULTS), "NO_FOLDER"}))
def test_every_fault_is_explained_in_the_documentation(code: str) -> None:
    assert f"`{code}`" in DOCS.read_text(encoding="utf-8")
