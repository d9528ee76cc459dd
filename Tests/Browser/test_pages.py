"""Every page in a real browser: charts, selector, sorting, searching, width, accessibility, printing."""

import pytest
from axe_core_python.sync_playwright import Axe

REPORTS = ["report-sv.html", "report-en.html"]
COMPARISONS = ["comparison-sv.html", "comparison-en.html"]
PAGES = REPORTS + COMPARISONS + ["hostile-comparison.html"] + ["onepager-1480.html", "hostile.html", "hostile-onepager.html", "bare.html"]
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_draws_every_chart_without_complaint_or_network(open_page, name):
    opened = open_page(name)
    assert opened.complaints == []
    assert opened.outside == []
    figures = opened.page.locator("figure:not([hidden])")
    assert figures.count() == opened.page.locator("figure:not([hidden]) .chart[data-drawn] svg").count()
    expected = 1 if "onepager" in name else 3 if name == "bare.html" else 9 if "comparison" in name else 10
    assert figures.count() >= expected
    for message in opened.page.locator("figure:not([hidden]) svg.marks").evaluate_all("all => all.map(svg => svg.getAttribute('aria-label'))"):
        assert len(message) > 20


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_window(open_page, pages, name, width):
    opened = open_page(name, width)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    opened.page.screenshot(path=pages / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("name", ["report-sv.html", "comparison-sv.html"])
def test_a_heading_one_jumps_to_stands_below_the_selector(open_page, name, width):
    page = open_page(name, width).page
    for link in page.locator("nav a").all():
        link.evaluate("link => link.click()")
        bottom, heading = page.evaluate(
            "[document.querySelector('.picker').getBoundingClientRect().bottom, document.querySelector(location.hash + ' h2').getBoundingClientRect().toJSON()]")
        assert bottom <= heading["top"] and heading["bottom"] <= page.viewport_size["height"], link.inner_text()


@pytest.mark.parametrize("name", PAGES)
def test_no_accessibility_violation(open_page, name):
    opened = open_page(name)
    opened.page.evaluate("for (const closed of document.querySelectorAll('details')) closed.open = true")
    found = Axe().run(opened.page, options=WCAG)
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]] == []


def test_every_chart_follows_the_selector(open_page):
    page = open_page("report-sv.html").page
    follows = "figure[data-follows] svg.marks"
    before = page.locator(follows).evaluate_all("all => all.map(svg => svg.outerHTML)")
    page.select_option("#area", "1484")
    page.wait_for_function("document.querySelector('figure[data-rows=sector] .message').textContent.startsWith('Lysekil')")
    after = page.locator(follows).evaluate_all("all => all.map(svg => svg.outerHTML)")
    assert len(after) == len(before) and all(a != b for a, b in zip(after, before))
    assert page.inner_text("#heading").startswith("Lysekil är på väg mot")
    assert "Varning" in page.inner_text("#sentences")
    assert "inte antaget av kommunen" in page.inner_text("#sentences")
    assert all(name == "Lysekil" for name in page.locator(".area-name").all_inner_texts())


def test_the_map_chooses_a_municipality(open_page):
    page = open_page("report-sv.html").page
    page.locator("figure[data-rows=map] path[aria-roledescription=geoshape]").nth(10).click(position={"x": 10, "y": 10}, force=True)
    page.wait_for_function("document.getElementById('area').value.length === 4", timeout=5000)


def test_the_table_sorts_by_figures_and_by_names(open_page):
    page = open_page("report-sv.html").page
    table = page.locator("#municipality-table")
    table.locator("th button").nth(2).click()
    values = [float(v) for v in table.locator("tbody tr td:nth-child(3)").evaluate_all("all => all.map(cell => cell.dataset.value)")]
    assert len(values) == 49 and values == sorted(values)
    table.locator("th button").nth(2).click()
    values = [float(v) for v in table.locator("tbody tr td:nth-child(3)").evaluate_all("all => all.map(cell => cell.dataset.value)")]
    assert values == sorted(values, reverse=True)
    assert table.locator("th[aria-sort=descending]").count() == 1
    # Å, Ä and Ö come last in Swedish.
    table.locator("th button").nth(0).click()
    assert table.locator("tbody th").last.inner_text() == "Öckerö"


def test_the_table_is_searched_from_the_keyboard(open_page):
    page = open_page("report-sv.html").page
    page.focus("#search")
    page.keyboard.type("göte")
    # Götene by name; Göteborg and its subregion.
    visible = page.locator("#municipality-table tbody tr:visible th").all_inner_texts()
    assert "Göteborg" in visible and "Götene" in visible and "Borås" not in visible


def test_every_control_is_reached_by_the_keyboard(open_page):
    page = open_page("report-en.html").page
    reached = set()
    for _ in range(140):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"area", "map-value", "search"} <= reached


def test_every_chart_has_a_table_behind_it(open_page):
    page = open_page("report-en.html").page
    figures = page.locator("figure:not([hidden])")
    for index in range(figures.count()):
        assert figures.nth(index).locator("details table tbody tr").count() > 0


def test_round_sector_and_map_values_redraw(open_page):
    page = open_page("report-sv.html").page
    for control, figure in [("#round", "heat"), ("#sector", "sector"), ("#map-value", "map")]:
        before = page.locator(f"figure[data-rows={figure}] svg.marks").evaluate("svg => svg.outerHTML")
        page.select_option(control, index=1)
        page.wait_for_timeout(1500)
        assert page.locator(f"figure[data-rows={figure}] svg.marks").evaluate("svg => svg.outerHTML") != before


def test_hostile_names_are_shown_as_text(open_page):
    page = open_page("hostile.html").page
    assert page.evaluate("window.broken") is None
    assert "<script>window.broken=1</script>=1+1\"'`| *å* 🙂" in page.inner_text("h1")
    page.select_option("#area", "1401")
    page.wait_for_function("document.getElementById('heading').textContent.includes('<script>')")
    assert page.evaluate("window.broken") is None
    assert "<script>" in page.locator("figure[data-rows=fan] svg.marks").get_attribute("aria-label")


def test_paired_charts_follow_the_area_and_the_option(open_page):
    page = open_page("comparison-sv.html").page
    drawn = lambda: page.locator("figure svg.marks").evaluate_all("all => all.map(svg => [svg.closest('figure').dataset.rows, svg.outerHTML])")
    before = drawn()
    page.select_option("#option", "2")
    page.wait_for_function("document.querySelector(`figure[data-rows='towns.$option'] .message`).textContent.startsWith('”Alla löften')")
    page.wait_for_timeout(1000)
    changed = {rows for (rows, a), (_, b) in zip(before, drawn()) if a != b}
    assert changed == {"difference.$option", "steps.$option", "ledgers.territorial.$option", "ledgers.consumption.$option", "ledgers.energy.$option", "towns.$option", "map"}
    page.select_option("#area", "1484")
    page.wait_for_function("document.querySelector(`figure[data-rows='ledgers.energy.$option'] .message`).textContent.startsWith('Lysekil')")
    assert page.inner_text("#heading").startswith("Lysekil: ”Alla löften och åtgärder” ger de lägsta")
    assert "Alla löften och åtgärder" in page.inner_text("figure[data-rows='difference.$option'] .message")


def test_a_page_on_paper_shows_every_round_and_option(open_page):
    for name, choice, rows in [("report-sv.html", "round", "heat"), ("comparison-sv.html", "option", "difference.$option"), ("comparison-sv.html", "option", "map")]:
        page = open_page(name, fragment="#paper").page
        choices = page.locator(f"#{choice} option").all_inner_texts()
        headings = page.locator(f"figure[data-rows='{rows}'] .choice").all_text_contents()
        assert len(choices) > 1 and len(headings) == len(choices)
        assert all(heading.startswith(choice) for heading, choice in zip(headings, choices))
        drawn = page.locator(f"figure[data-rows='{rows}']:not([hidden]) svg.marks").evaluate_all("all => all.map(svg => svg.outerHTML)")
        assert len(set(drawn)) > 1
        page.emulate_media(media="print")
        assert page.locator(f"figure[data-rows='{rows}'] .choice").first.is_visible()
        assert not page.get_by_text("Klicka på en").first.is_visible()


def test_a_cost_curve_has_its_key_on_paper(open_page):
    page = open_page("report-sv.html").page
    page.emulate_media(media="print")
    key = page.locator("figure[data-chart=costSteps]:not([hidden]) details table")
    assert key.count() > 0 and all(table.is_visible() for table in key.all())


def test_a_legend_names_only_what_is_drawn(open_page):
    page = open_page("bare.html").page
    assert page.locator("#map-value option").all_inner_texts() == ["Change to 2030 (median)"]
    page = open_page("report-sv.html").page
    legend = page.locator("figure[data-rows=wedge] .role-legend-label text").all_text_contents()
    assert "Tas bort av åtgärder" not in legend and "Tas bort av klimatlöften" in legend


def test_a_comparison_says_what_differs_and_marks_what_is_dominated(open_page):
    page = open_page("comparison-en.html").page
    assert "every municipality adopts everything" in page.inner_text("#inputs")
    assert page.locator("#sentences p").count() == 3
    assert "is better than" in page.inner_text("#sentences")
    assert page.locator("#cards > div").count() == 4
