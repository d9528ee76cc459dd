"""Pledges from the command line: what-ifs that say so, own figures, edited catalogues, and the hindcast's form."""

import csv
import json
import re
import shutil
import subprocess

import openpyxl
import pytest

from shell import SHIPPED


def results(shell, scenario, out):
    shell.run("run", scenario, "--draws", 512, "--format", "json", "--out", out, code=0)
    return json.loads((shell.folder / out / "results.json").read_text())


def first_words(html):
    body = html[html.index("<body"):]
    return re.sub(r"<[^>]*>", " ", body)[:600]


@pytest.mark.parametrize("name", ["orebro/adopts-catalogue", "skane/diffusion"])
def test_a_what_if_says_so_first_in_every_output(name, shell):
    notice = "tankeexperiment med Västra Götalands katalog"
    out = shell.folder / "out"
    done = shell.run("run", SHIPPED / f"{name}.yaml", "--draws", 256, "--format", "json,csv,html,xlsx,gpkg,md", "--out", out, code=0)
    assert notice in done.stderr.splitlines()[0]
    assert notice in "".join(shell.run("explain", SHIPPED / f"{name}.yaml", code=0).stdout.splitlines()[:2])
    assert notice in (out / "results.json").read_text()[:400]
    assert notice in first_words((out / "report.html").read_text())
    assert notice in "".join((out / "report.md").read_text().splitlines()[:4])
    book = openpyxl.load_workbook(out / "report.xlsx")
    assert notice in book.worksheets[0]["A2"].value
    rows = list(csv.DictReader((out / "results.csv").open()))
    assert all("what-if with the catalogue of Västra Götaland" in row["Scenario"] for row in rows)
    package = next(out.glob("*.gpkg"))
    if shutil.which("ogrinfo"):
        described = subprocess.run(["ogrinfo", "-al", "-so", package], capture_output=True, text=True).stdout
        assert notice in described
    onepager = shell.folder / "onepager"
    code = json.loads((out / "results.json").read_text())["areas"][0]["code"]
    shell.run("report", out / "results.json", "--municipality", code, "--format", "html", "--out", onepager, code=0)
    assert notice in first_words(next(onepager.glob("*.html")).read_text())


def test_the_hindcast_prints_what_programs_read(shell):
    found = json.loads(shell.run("hindcast", "--draws", 512, "--json", code=0).stdout)
    assert [entry["round"] for entry in found["rounds"]] == ["2021", "2022"]
    for entry, done, tonnes in zip(found["rounds"], (178, 219), (31_100, 44_700)):
        for key, published in (("done", done), ("tonnes", tonnes)):
            assert entry[key]["published"] == published
            quantiles = [entry[key][level] for level in ("p5", "p10", "p50", "p90", "p95")]
            assert quantiles == sorted(quantiles)
    assert len(found["equivalences"]) == 9
    for check in found["equivalences"]:
        assert set(check) == {"tonnes", "kind", "published", "computed"}
        assert check["published"] == check["computed"]


def test_own_figures_change_the_outlook_where_they_are(shell):
    before = results(shell, SHIPPED / "vastra-gotaland/adopted-pledges.yaml", "before")
    after = results(shell, SHIPPED / "vastra-gotaland/own-follow-up.yaml", "after")

    def cell(found, municipality, pledge):
        return next(
            entry for entry in found["adoption"]
            if (entry["municipality"], entry["catalogue"], entry["pledge"]) == (municipality, "klimatloften-2022", pledge))

    # Sotenäs has done pledge 3 and has adopted 12, which no list names.
    assert cell(before, "1427", 3)["done"] < 0.95 and cell(after, "1427", 3)["done"] == 1
    assert cell(before, "1427", 12)["status"] == "imputed" and cell(after, "1427", 12)["status"] == "known"
    # Six minibuses of Ulricehamn at 1.117 t each, in full effect until 2030.
    assert cell(after, "1491", 3)["tonnes"] == pytest.approx(6 * 1.117)
    assert [entry["doneAtEnd"]["mean"] for entry in after["rounds"][:2]] == [178, 219]
    published = [grade for grade in after["rounds"][1]["effectEvidence"] if grade["evidence"] == "published"]
    assert sum(grade["tonnes"] for grade in published) == pytest.approx(6 * 1.117)


def test_an_edited_copy_of_a_catalogue_changes_that_pledge_alone(shell):
    shipped = (SHIPPED / "catalogues/klimatloften-2024-2026.yaml").read_text()
    start = shipped.index("  - number: 16\n")
    edited = shipped[:start] + re.sub(r"p90: 0\.009", "p90: 0.03", shipped[start:], count=1)
    (shell.folder / "copy.yaml").write_text(edited)
    scenario = (SHIPPED / "vastra-gotaland/adopted-pledges.yaml").read_text()
    scenario = scenario.replace("../catalogues/klimatloften-2024-2026.yaml", "copy.yaml", 1)
    (shell.folder / "edited.yaml").write_text(scenario)
    before = results(shell, SHIPPED / "vastra-gotaland/adopted-pledges.yaml", "before")["pledges"]
    after = results(shell, shell.folder / "edited.yaml", "after")["pledges"]
    changed = [a for a, b in zip(before, after) if a != b]
    assert [(entry["catalogue"], entry["number"]) for entry in changed] == [("klimatloften-2024-2026", 16)]


def test_the_stored_factors_are_made_again_to_the_bit(shell):
    copy = shell.folder / "Scenarios"
    shutil.copytree(SHIPPED, copy)
    stored = copy / "catalogues/klimatloften-2022.calibration.json"
    before = stored.read_bytes()
    stored.unlink()
    shell.run("calibrate", copy / "catalogues/klimatloften-2022.yaml", code=0)
    assert stored.read_bytes() == before
