"""A made-up nation of 290 municipalities in 21 counties, to time the engine on.

    python3 Tests/Peers/synthetic_nation.py FOLDER

writes the project's `Scenarios` into FOLDER/real with a scenario of the three counties, and into FOLDER/made-up with the made-up municipalities
in place of the real ones and a scenario of them all. A made-up municipality is a real one, drawn at random, with every sector of its
history multiplied by a factor of its own.
"""

import csv
import pathlib
import random
import shutil
import sys

SHIPPED = pathlib.Path(__file__).parents[2] / "Scenarios"
COUNTIES = [f"{code:02}" for code in (1, *range(3, 11), 12, 13, 14, *range(17, 26))]
MUNICIPALITY_COUNT = 290
# The rate of Västra Götaland: 780 to 799 pledges in 49 municipalities.
PLEDGES = (780 / 49, 799 / 49)

SCENARIO = """\
format: 1
title: {{sv: "{name} antar klimatlöften", en: "{name} adopts pledges"}}
region: {{counties: [{counties}]}}
inventory: {{release: 2026, lastYear: 2024}}
horizon: 2030
baseline: {{kind: trend, window: 2010-2024}}
catalogues: [../catalogues/klimatloften-2024-2026.yaml]
rounds:
  - catalogue: klimatloften-2024-2026
    period: 2027-2029
    adoption:
      total: {{low: {low}, high: {high}, source: made up, evidence: assumption}}
monteCarlo: {{draws: 10000, seed: 2030}}
"""


def rows(name):
    with open(SHIPPED / "data" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_scenario(root, name, counties, municipality_count):
    low, high = (round(municipality_count * rate) for rate in PLEDGES)
    path = root / "bench" / f"{name.lower().replace(' ', '-')}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        SCENARIO.format(name=name, counties=", ".join(f'"{c}"' for c in counties), low=low, high=high), encoding="utf-8")
    return path


def make(folder, seed=1):
    """Writes both folders and returns the paths of the two scenarios: three counties, nation."""
    real, made_up = (pathlib.Path(folder) / name / "Scenarios" for name in ("real", "made-up"))
    for root in (real, made_up):
        shutil.copytree(SHIPPED, root, dirs_exist_ok=True)
    make_up(made_up / "data", random.Random(seed))
    return (write_scenario(real, "Three counties", ["12", "14", "18"], len(rows("municipalities.csv"))),
            write_scenario(made_up, "Nation", COUNTIES, MUNICIPALITY_COUNT))


def write_sweep(path):
    """Writes a scenario of Västra Götaland with 1 000 options for a made-up catalogue of 30 pledges that all take territorial tonnes off."""
    sourced = "source: made up, evidence: assumption"
    pledges = "".join(f"""\
  - number: {number}
    name: {{sv: Löfte {number}, en: Pledge {number}}}
    group: one
    kind: direct
    ledger: territorial
    sector: {("transport", "industry", "work_machinery", "agriculture", "waste")[number % 5]}
    effect: {{median: {0.0001 * number:.4f}, p90: {0.0003 * number:.4f}, unit: t, {sourced}}}
    driver: inhabitants
    localSpread: {{sigma: 0.5, {sourced}}}
    ramp: {{years: 2, {sourced}}}
    lifetime: {{years: 10, {sourced}}}
    ends: renewed
    adoption: {{adopters: 4, lists: 9, {sourced}}}
""" for number in range(1, 31))
    (path.parents[1] / "catalogues/made-up.yaml").write_text(
        "format: 1\nid: made-up\ntitle: {sv: Påhittad, en: Made up}\nround: 2027-2029\n"
        f"groups: [{{id: one, name: {{sv: En, en: One}}}}]\npledges:\n{pledges}", encoding="utf-8")
    path.write_text("""\
format: 1
title: {sv: Tusen alternativ, en: A thousand options}
region: {county: "14"}
catalogues: [../catalogues/made-up.yaml]
rounds:
  - catalogue: made-up
    period: 2027-2029
    adoption:
      total: {low: 400, high: 410, source: made up, evidence: assumption}
targets: [vastra-gotaland-territorial-2030]
sweep: {mixes: 1000}
monteCarlo: {draws: 10000, seed: 2030}
""", encoding="utf-8")


def make_up(data, rng):
    real = {row["code"]: row for row in rows("municipalities.csv")}
    history = {}
    for row in rows("emissions-2026.csv"):
        history.setdefault(row["code"], []).append(row)
    sectors = [name for name in history[min(real)][0] if name not in ("code", "year")]
    municipalities, emissions = [], []
    for index in range(MUNICIPALITY_COUNT):
        county = COUNTIES[index % len(COUNTIES)]
        code = f"{county}{index // len(COUNTIES) + 1:02}"
        model = rng.choice(sorted(real))
        factors = [rng.lognormvariate(0, 0.3) for _ in sectors]
        municipalities.append(real[model] | {
            "code": code, "municipality": f"M{code}", "county_code": county, "county": f"C{county}", "subregion": "",
            "population_2024": round(float(real[model]["population_2024"]) * rng.lognormvariate(0, 0.3))})
        for row in history[model]:
            emissions.append({"code": code, "year": row["year"]} | {
                sector: f"{float(row[sector]) * factor:.2f}" for sector, factor in zip(sectors, factors)})
    write(data / "municipalities.csv", sorted(municipalities, key=lambda row: row["code"]))
    write(data / "emissions-2026.csv", sorted(emissions, key=lambda row: (row["code"], row["year"])))


if __name__ == "__main__":
    print(*make(sys.argv[1]), sep="\n")
