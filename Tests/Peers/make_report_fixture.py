"""Write Tests/ReportWriterTests/Resources/results.json: a result as `run` stores it, made without the engine.

History, outlines and names are the shipped data; the projections are a plain random walk, only meant to look like the real
ones, so that report tests need neither a simulation nor a result that changes with the model. Needs numpy and PyYAML.
"""

import csv
import json
import pathlib

import numpy as np
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "Scenarios" / "data"
SECTORS = ["transport", "industry", "agriculture", "electricity_district_heating", "own_heating",
           "work_machinery", "waste", "product_use"]
LEVELS = [5, 10, 25, 50, 75, 90, 95]
DRAWS, LAST, HORIZON, COUNTY = 2000, 2024, 2030, "14"
YEARS, PLEDGE_YEARS = list(range(LAST + 1, HORIZON + 1)), list(range(2021, HORIZON + 1))
PROVENANCE = {"source": "made for the tests of the report", "evidence": "assumption"}
rng = np.random.default_rng(2030)


def short(value):
    """Six significant digits keep the file small."""
    return float(f"{float(value):.6g}")


def summary(draws):
    return {"mean": short(draws.mean()), "standardDeviation": short(draws.std(ddof=1)),
            "quantiles": [short(q) for q in np.percentile(draws, LEVELS)]}


def over_years(draws):
    return [summary(draws[:, y]) for y in range(draws.shape[1])]


def probability(hits):
    p = hits.mean()
    return {"value": short(p), "standardError": short((p * (1 - p) / hits.size) ** 0.5)}


def sourced(value):
    return {"value": value, "provenance": PROVENANCE}


def rows(name):
    with open(DATA / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


# Numbers, names and effects as in the round of 2024-2026: (number, sv, en, kind, ledger, sector, kg per inhabitant).
PLEDGES = [
    (1, "Årlig politisk uppföljning av klimatarbetet", "Yearly political review of the climate work", None),
    (5, "Minska utsläppen tillsammans med näringslivet", "Cut emissions together with business", ("territorial", "industry", 6)),
    (8, "Arbeta aktivt med energiplanen", "Work actively with the energy plan", None),
    (14, "Klimatstyrande parkering", "Climate-steering parking", ("territorial", "transport", 4)),
    (16, "Nya personbilar drivs med el, biogas eller vätgas", "New cars run on electricity, biogas or hydrogen", ("territorial", "transport", 3)),
    (18, "Fossilfria arbetsmaskiner", "Fossil-free machinery", ("territorial", "work_machinery", 5)),
    (21, "Minska matsvinnet i offentliga måltider", "Cut food waste in public meals", ("consumption", None, 4)),
    (22, "Minska måltidernas klimatavtryck", "Cut the footprint of public meals", ("consumption", None, 9)),
    (25, "Cirkulära möbler", "Circular furniture", ("consumption", None, 2)),
    (28, "Energieffektivisera egna byggnader", "Energy efficiency in own buildings", ("energy", None, 8)),
]
CATALOGUES = [("klimatloften-2021", "2021", 2021, 2021, 326, 178), ("klimatloften-2022", "2022", 2022, 2022, 426, 219),
              ("klimatloften-2024-2026", "2024-2026", 2024, 2026, None, None)]
LEDGERS = ["territorial", "consumption", "energy"]


def main():
    rings = json.loads((DATA / "boundaries.json").read_text(encoding="utf-8"))["rings"]
    outlines = {code: [list(zip(ring[::2], ring[1::2])) for ring in own] for code, own in rings.items()}
    towns = [r for r in rows("municipalities.csv") if r["county_code"] == COUNTY]
    codes = [t["code"] for t in towns]
    emissions = {(r["code"], int(r["year"])): [float(r[s]) for s in SECTORS] for r in rows("emissions-2026.csv")}
    history_years = sorted({year for code, year in emissions if code == codes[0]})
    history = np.array([[emissions[c, y] for y in history_years] for c in codes])
    people = np.array([float(t["population_2024"]) for t in towns])

    # Baseline: draws, municipalities, sectors, years.
    trend = rng.normal([-0.03, -0.005, -0.008, -0.03, -0.06, -0.015, -0.03, -0.01], 0.012, (DRAWS, 8))
    local = rng.normal(0, 0.05, (DRAWS, len(codes), 8, len(YEARS))).cumsum(axis=3)
    national = rng.normal(0, 0.025, (DRAWS, 1, 8, len(YEARS))).cumsum(axis=3)
    steps = trend[:, None, :, None] * np.arange(1, len(YEARS) + 1)
    level = history[:, -1, :]
    baseline = level[None, :, :, None] * np.exp(steps + national + local)

    known, cells, pledges, rounds = set(), [], [], []
    for r in rows("adoption.csv"):
        known |= {(r["municipality"], r["round"], int(p)) for p in r["pledges"].split()}
    avoided = np.zeros((DRAWS, len(codes), 3, len(PLEDGE_YEARS)))
    moved = np.zeros((DRAWS, len(codes), 8, len(YEARS)))
    for name, period, first, last, total, done_count in CATALOGUES:
        adopted_draws, done_draws, round_tonnes = np.zeros(DRAWS), np.zeros(DRAWS), np.zeros(DRAWS)
        known_count = 0
        for number, sv, en, effect in PLEDGES:
            is_known = np.array([(c, period, number) in known for c in codes])
            chance = np.where(is_known, 1.0, rng.uniform(0.2, 0.6, len(codes)).round(2))
            adopted = rng.random((DRAWS, len(codes))) < chance
            done_at_horizon = adopted & (rng.random((DRAWS, len(codes))) < 0.8)
            done_in_time = done_at_horizon & (rng.random((DRAWS, len(codes))) < 0.66)
            tonnes = None
            if effect:
                ledger, sector, kilograms = effect
                size = rng.lognormal(np.log(kilograms / 1000), 0.4, (DRAWS, 1)) * people
                tonnes = done_at_horizon * size
                ramp = np.clip((np.array(PLEDGE_YEARS) - first) / (last - first + 2), 0, 1)
                avoided[:, :, LEDGERS.index(ledger)] += tonnes[..., None] * ramp
                if sector:
                    after = ramp[PLEDGE_YEARS.index(LAST) + 1:] - ramp[PLEDGE_YEARS.index(LAST)]
                    moved[:, :, SECTORS.index(sector)] += tonnes[..., None] * after
                round_tonnes += (done_in_time * size).sum(axis=1)
            known_count += int(is_known.sum())
            adopted_draws += adopted.sum(axis=1)
            done_draws += done_in_time.sum(axis=1)
            result = {"catalogue": name, "round": period, "number": number, "name": {"sv": sv, "en": en},
                      "evidence": "assumption", "adopted": short(adopted.sum(axis=1).mean()),
                      "adoptedKnown": int(is_known.sum()), "done": short(done_at_horizon.sum(axis=1).mean())}
            if effect:
                result["ledger"] = effect[0]
                result["tonnes"] = summary(tonnes.sum(axis=1))
                if effect[1]:
                    result["sector"] = effect[1]
                    result["newSinceInventory"] = short(tonnes.sum(axis=1).mean() * after[-1])
            pledges.append(result)
            for m, code in enumerate(codes):
                cell = {"municipality": code, "catalogue": name, "round": period, "pledge": number,
                        "status": "known" if is_known[m] else "imputed", "probability": short(adopted[:, m].mean()),
                        "done": short(done_at_horizon[:, m].mean())}
                if effect:
                    cell["tonnes"] = short(tonnes[:, m].mean())
                cells.append(cell)
        entry = {"catalogue": name, "round": period, "adopted": summary(adopted_draws), "adoptedKnown": known_count,
                 "doneAtEnd": summary(done_draws), "startedAtEnd": summary(done_draws * 0.6),
                 "doneAtHorizon": summary(adopted_draws * 0.8), "tonnesAtEnd": summary(round_tonnes)}
        if total:
            published = {2021: (42_400, 31_113), 2022: (82_100, 44_700)}[last]
            entry["publishedPotential"] = {"tonnes": published[0], "adopted": total, "provenance": {"source": "klimat2030.se", "evidence": "published"}}
            entry["followUp"] = {"year": last, "done": done_count, "tonnes": published[1], "facts": [], "municipalCounts": [],
                                 "provenance": {"source": "klimat2030.se; lansstyrelsen.se", "evidence": "published"}}
        largest, founded = [], []
        for ledger in LEDGERS:
            acting = {number for number, _, _, effect in PLEDGES if effect and effect[0] == ledger}
            own = [c for c in cells if c["round"] == period and c["pledge"] in acting]
            by_town = {code: sum(c["tonnes"] for c in own if c["municipality"] == code) for code in codes}
            total_tonnes = sum(by_town.values())
            largest += [{"ledger": ledger, "municipality": code, "tonnes": short(by_town[code]), "share": short(by_town[code] / total_tonnes)}
                        for code in sorted(by_town, key=by_town.get, reverse=True)[:5] if by_town[code] > 0]
            if total_tonnes > 0:
                founded.append({"ledger": ledger, "evidence": "assumption", "tonnes": short(total_tonnes), "share": 1})
        entry["largestShares"], entry["effectEvidence"] = largest, founded
        rounds.append(entry)

    emitted = np.maximum(0, baseline - moved)
    target = next(t for t in yaml.safe_load((DATA / "targets.yaml").read_text(encoding="utf-8"))["targets"]
                  if t["area"].get("county") == COUNTY)

    def area(kind, code, name, members):
        chosen = [codes.index(m) for m in members]
        past, total = history[chosen].sum(axis=0), emitted[:, chosen].sum(axis=1)
        base = baseline[:, chosen].sum(axis=(1, 2))
        reference = past[history_years.index(target["referenceYear"])].sum()
        allowed = reference * (1 - target["reductionPercent"] / 100)
        at_end, base_end = total[..., -1].sum(axis=1), base[:, -1]
        result = {
            "kind": kind, "code": code, "name": name, "members": members, "population": float(people[chosen].sum()),
            "history": [{"year": y, "total": short(past[i].sum()), "sectors": [short(v) for v in past[i]]}
                        for i, y in enumerate(history_years)],
            "emissions": over_years(total.sum(axis=1)), "baseline": over_years(base),
            "sectors": [] if kind == "subregion" else [over_years(total[:, s]) for s in range(8)],
            "avoided": [over_years(avoided[:, chosen, a].sum(axis=1)) for a in range(3)],
            "avoidedCumulated": [summary(avoided[:, chosen, a].sum(axis=(1, 2))) for a in range(3)],
            "avoidedNet": [], "newSinceInventory": over_years(moved[:, chosen].sum(axis=(1, 2))),
            "endedSinceInventory": over_years(np.zeros((DRAWS, len(YEARS)))), "cappedShare": 0,
            "targets": [{"id": target["id"], "targetYear": target["targetYear"], "referenceYear": target["referenceYear"],
                         "isApplied": kind != "county", "reference": short(reference), "level": short(allowed),
                         "probability": probability(at_end <= allowed), "baselineProbability": probability(base_end <= allowed),
                         "gap": summary(at_end - allowed), "baselineGap": summary(base_end - allowed),
                         "shareClosed": short((base_end - at_end).mean() / (base_end - allowed).mean())}],
        }
        if kind == "municipality" and past[-1][1] / past[-1].sum() > 0.5:
            result["leadingIndustryShare"] = short(past[-1][1] / past[-1].sum())
        return result

    subregions = sorted({t["subregion"] for t in towns})
    areas = [area("municipality", t["code"], t["municipality"], [t["code"]]) for t in towns]
    areas += [area("subregion", s, s, [t["code"] for t in towns if t["subregion"] == s]) for s in subregions]
    areas.append(area("county", COUNTY, "Västra Götalands län", codes))
    county = areas[-1]
    headlines = [(f"{COUNTY}/emissions", county["emissions"][-1]["quantiles"][3], 9000, 100_000),
                 (f"{COUNTY}/target/{target['id']}", county["targets"][0]["probability"]["value"], 0.001, 0.01),
                 (f"{COUNTY}/avoided/territorial", county["avoided"][0][-1]["mean"], 120, 1000)]

    equivalences = yaml.safe_load((DATA / "equivalences.yaml").read_text(encoding="utf-8"))["equivalences"]
    assumptions = yaml.safe_load((DATA / "assumptions.yaml").read_text(encoding="utf-8"))["assumptions"][:12]
    fixed = {"fixed": {"value": 0.1}}
    scenario = {
        "title": {"sv": "Antagna klimatlöften", "en": "Adopted pledges"}, "name": "adopted-pledges",
        "municipalities": [{"code": t["code"], "name": t["municipality"], "subregion": t["subregion"],
                            "population": float(t["population_2024"]), "landArea": float(t["land_area_km2"]),
                            "consumptionPerInhabitant": float(t["consumption_kg_co2e_per_capita_2023"]) / 1000,
                            "neighbours": [], "outline": outlines[t["code"]]} for t in towns],
        "counties": [{"code": COUNTY, "name": "Västra Götalands län"}], "inventoryRelease": 2026,
        "lastInventoryYear": LAST, "horizon": HORIZON, "baseline": {"trend": {"window": 2010}},
        "catalogues": [], "rounds": [], "effectCorrelations": [], "ownQuantities": [], "measures": [],
        "realisation": {"done": sourced(0.53), "started": sourced(0.37), "effectiveSampleSize": sourced(40),
                        "capacitySpread": sourced(0.3), "difficultySpread": sourced(0.5),
                        "notStartedToStarted": sourced(fixed), "startedToDone": sourced(fixed), "neverFinishes": sourced(fixed)},
        "adoptionSpread": sourced(0.85), "proposedBonus": sourced(2),
        "accounting": {"electricityMix": "nordicMix", "electricity": sourced(100), "districtHeat": sourced(60), "localDistrictHeat": []},
        "targets": [{"id": target["id"], "name": target["name"], "area": COUNTY, "referenceYear": target["referenceYear"],
                     "targetYear": target["targetYear"], "level": {"reduction": {"percent": target["reductionPercent"]}},
                     "source": target["source"]}],
        "equivalences": [{"id": e["id"], "name": e["name"], "tonnesPerUnit": {"value": e["tonnes"], "provenance": {"source": e["source"], "evidence": e["evidence"]}}}
                         for e in equivalences],
        "discountRate": sourced(0.035), "prices": {"year": sourced(2023), "index": [{"year": 2023, "factor": 403.7}]}, "draws": DRAWS, "seed": 2030,
        "assumptions": [{"id": a["id"], "text": a["text"], "value": f"{a.get('value', a.get('distribution'))} {a['unit']}",
                         "provenance": {"source": a["source"], "evidence": a["evidence"]}} for a in assumptions],
    }
    results = {"format": 1, "engine": {"version": "0.1.0", "blasKernel": "Haswell", "blasVersion": "0.3.21"},
               "scenario": scenario, "inputs": [{"path": "vastra-gotaland/adopted-pledges.yaml", "sha256": "0" * 64}],
               "draws": DRAWS, "seed": 2030, "years": YEARS, "pledgeYears": PLEDGE_YEARS, "areas": areas, "pledges": pledges,
               "measures": [], "rounds": rounds, "adoption": cells,
               "headlines": [dict(zip(("id", "value", "standardError", "rounding"), h)) for h in headlines]}
    path = ROOT / "Tests" / "ReportWriterTests" / "Resources" / "results.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
