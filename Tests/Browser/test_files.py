"""The files that other programs open: PDF, workbook and GeoPackage."""

import json
import re
import shutil
import sqlite3
import subprocess

import openpyxl
import pytest

HOSTILE = "</script><script>window.broken=1</script>=1+1\"'`| *å* 🙂 \u202eשלום{year}{{text}}"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_workbook_has_numbers_frozen_headings_filters_and_a_chart(pages):
    book = openpyxl.load_workbook(pages / "report.xlsx")
    assert book.sheetnames == ["Sammanfattning", "Kommuner", "År", "Löften", "Antaganden", "Ursprung"]
    towns = book["Kommuner"]
    assert towns.max_row == 50
    for row in towns.iter_rows(min_row=2, min_col=3, max_col=15):
        assert all(isinstance(cell.value, (int, float)) for cell in row)
    assert towns["H2"].number_format == "0%"
    assert towns["J2"].number_format == '[<0.01]"under 1\u00a0%";[>0.99]"över 99\u00a0%";0%'
    assert all(sheet.freeze_panes == "A2" and sheet.auto_filter.ref for sheet in book)
    assert len(book["År"]._charts) == 1
    assert book.properties.created.isoformat().startswith("2026-11-23")


def test_a_workbook_never_holds_a_formula(pages):
    book = openpyxl.load_workbook(pages / "hostile.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert HOSTILE in [cell.value for cell in cells]


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="needs GDAL")
def test_a_geopackage_has_49_polygons_in_sweref(pages):
    layers = run("ogrinfo", "-al", "-so", str(pages / "report.gpkg"), "municipalities")
    assert "Feature Count: 49" in layers
    assert "Multi Polygon" in layers
    assert 'ID["EPSG",3006]' in layers
    extent = [float(number) for number in re.search(r"Extent: \(([\d.]+), ([\d.]+)\) - \(([\d.]+), ([\d.]+)\)", layers).groups()]
    # Västra Götaland in SWEREF 99 TM.
    assert 270_000 < extent[0] < extent[2] < 490_000 and 6_300_000 < extent[1] < extent[3] < 6_600_000


@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="needs GDAL")
def test_every_polygon_is_valid(pages, tmp_path):
    query = "SELECT name, ST_IsValid(geom) AS valid, ST_Area(geom) AS area FROM municipalities"
    out = tmp_path / "valid.json"
    run("ogr2ogr", "-f", "GeoJSON", "-dialect", "SQLITE", "-sql", query, str(out), str(pages / "report.gpkg"))
    features = json.loads(out.read_text())["features"]
    assert len(features) == 49
    assert all(feature["properties"]["valid"] == 1 for feature in features)


def test_a_geopackage_has_numbers_a_style_and_names_as_text(pages):
    database = sqlite3.connect(pages / "hostile.gpkg")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("SELECT name FROM municipalities").fetchone() == (HOSTILE,)
    assert database.execute("SELECT typeof(emissions_median), typeof(target_probability) FROM municipalities").fetchone() == ("real", "real")
    style, default = database.execute("SELECT styleQML, useAsDefault FROM layer_styles").fetchone()
    assert default == 1 and style.startswith("<!DOCTYPE qgis")


@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="needs poppler-utils")
def test_a_one_pager_is_one_side_of_a4(pages):
    about = run("pdfinfo", str(pages / "onepager-1480.pdf"))
    assert re.search(r"Pages:\s+1\n", about) and "A4" in about
    about = run("pdfinfo", str(pages / "onepagers.pdf"))
    assert re.search(r"Pages:\s+49\n", about)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_a_pdf_has_contents_running_heads_page_numbers_and_vectors(pages):
    path = str(pages / "report-sv.pdf")
    count = int(re.search(r"Pages:\s+(\d+)", run("pdfinfo", path)).group(1))
    text = run("pdftotext", "-layout", path, "-").split("\f")
    assert "Innehåll" in "".join(text[:2])
    assert "Klicka på" not in "".join(text)
    for number, page in enumerate(text[:count], 1):
        assert "Antagna klimatlöften – Västra Götalands län" in page
        assert f"{number} / {count}" in page
    assert len(run("pdfimages", "-list", path).splitlines()) <= 2
