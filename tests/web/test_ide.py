"""The page for people who look around: complete in itself, closed to other sites, shut in production."""

import gzip
import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from tests.web import browser
from tests.web.running import DEVELOPMENT, Site
from tests.web.whole import whole

pytestmark = pytest.mark.long

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
STATIC = files("hub.web") / "static"
SDL = files("hub.schema") / "schema.graphql"


async def test_a_browser_in_development_gets_the_page(site: Site) -> None:
    page = await site.client.get("/graphql", headers=HTML)

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "'unsafe-eval'" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")


async def test_nobody_in_production_gets_the_page_or_its_files(closed_site: Site) -> None:
    page = await closed_site.client.get("/graphql", headers=HTML)
    file = await closed_site.client.get("/graphql/ide/page.js")

    assert (page.status_code, file.status_code) == (401, 404)
    assert "<html" not in page.text


async def test_everything_the_page_names_is_served_from_the_same_place(site: Site) -> None:
    page = (await site.client.get("/graphql", headers=HTML)).text
    named = re.findall(r'(?:src|href)="([^"]*)"', page)

    assert len(named) == 7
    for path in named:
        assert path.startswith("/graphql/ide/")
        assert (await site.client.get(path)).status_code == 200
    assert "//" not in page.replace("<!doctype html>", "")


async def test_the_stylesheets_load_nothing(site: Site) -> None:
    for name in ("graphiql.min.css", "page.css"):
        text = (await site.client.get(f"/graphql/ide/{name}")).text
        assert "@import" not in text
        assert {match[:5] for match in re.findall(r"url\(\s*[\"']?([^)]*)\)", text)} <= {"data:"}


async def test_files_are_sent_compressed_to_those_who_can_read_it(site: Site) -> None:
    packed = await site.client.get("/graphql/ide/graphiql.min.js", headers={"accept-encoding": "gzip"})
    plain = await site.client.get("/graphql/ide/graphiql.min.js", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 800_000
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content


@pytest.mark.parametrize("name", ["..%2fide.py", "LICENSES.txt", "index.html", "graphiql.min.js.gz"])
async def test_nothing_else_of_the_folder_is_served(site: Site, name: str) -> None:
    assert (await site.client.get(f"/graphql/ide/{name}")).status_code == 404


def test_the_vendored_files_are_those_the_licence_note_names() -> None:
    rows = re.findall(r"^(\S+\.gz) .* ([0-9a-f]{64})$", (STATIC / "LICENSES.txt").read_text(), re.M)

    assert {name for name, _ in rows} == {one.name for one in STATIC.iterdir() if one.name.endswith(".gz")}
    for name, digest in rows:
        assert hashlib.sha256(gzip.decompress((STATIC / name).read_bytes())).hexdigest() == digest


def test_the_queries_the_page_offers_fit_the_schema() -> None:
    schema = build_schema(SDL.read_text(), assume_valid_sdl=True)
    offered = re.findall(r"const [A-Z]+ = `(.*?)`;", (STATIC / "page.js").read_text(), re.S)

    assert len(offered) == 3
    for query in offered:
        assert validate(schema, parse(query)) == []


@pytest.mark.skipif(browser.EXECUTABLE is None, reason="no Chromium on this machine")
async def test_a_person_runs_the_offered_query_and_no_other_site_is_asked(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with whole(sqlite_url, DEVELOPMENT) as hub, browser.page(tmp_path) as page:
        await page.open(f"{hub.url}/graphql")
        await page.comes("!!document.querySelector('.graphiql-execute-button')")
        await page.comes("!document.querySelector('.graphiql-spinner')")  # it has read the schema
        await page.value("document.querySelector('.graphiql-execute-button').click()")
        result = "document.querySelector('.result-window').innerText"
        shown = await page.comes(f"{result}.includes('}}') && {result}")

    assert '"viewer": {' in shown
    assert '"errors"' not in shown
    assert page.complaints == []
    assert {url.split("/graphql")[0] for url in page.requested if not url.startswith("data:")} == {hub.url}
