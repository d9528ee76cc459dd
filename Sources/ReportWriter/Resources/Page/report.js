// Draws the charts from the data in the page and lets a selector choose the area.
const data = JSON.parse(document.getElementById("report-data").textContent);
const swedish = data.language === "sv";
const space = "\u202f";
const byCode = new Map(data.areas.map((area) => [area.code, area]));
const locale = swedish
  ? { decimal: ",", thousands: space, grouping: [3], currency: ["", ""], minus: "\u2212", percent: "\u00a0%" }
  : { decimal: ".", thousands: ",", grouping: [3], currency: ["", ""], minus: "\u2212" };
const shown = { area: data.first, sector: "transport", round: Object.keys(data.heat)[0], map: "change" };
const views = {};

const text = (key) => {
  const found = key.split(".").reduce((node, name) => node?.[name], data.text);
  return typeof found === "string" ? found.replaceAll("{year}", data.horizon) : key;
};

// Specifications name texts as "text:fan.axis", so that one chart serves both languages.
const localized = (node) => {
  if (typeof node === "string") return node.startsWith("text:") ? text(node.slice(5)) : node;
  if (Array.isArray(node)) return node.map(localized);
  if (node && typeof node === "object")
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, localized(value)]));
  return node;
};

const number = (value, digits) => {
  const options = digits === undefined ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: digits };
  return new Intl.NumberFormat(swedish ? "sv-SE" : "en-GB", options).format(value)
    .replaceAll("\u00a0", swedish ? space : "\u00a0").replace("-", "\u2212");
};
const percent = (value) => number(100 * value, 0) + (swedish ? "\u00a0%" : "%");
const formats = {
  year: (value) => String(value),
  text: (value) => String(value),
  tonnes: (value) => number(value),
  percent,
  change: (value) => (value > 0 ? "+" : "") + percent(value),
};

const element = (name, content, attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = content;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const table = (columns, rows, caption) => {
  const used = columns.filter(({ field }) => rows.some((row) => row[field] !== undefined && row[field] !== null));
  const made = document.createElement("table");
  made.append(element("caption", caption, { class: "soft" }));
  const head = made.createTHead().insertRow();
  for (const { title, format } of used)
    head.append(element("th", title, { scope: "col", class: format === "text" || format === "year" ? "" : "number" }));
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const { field, format } of used) {
      const value = row[field];
      const isText = format === "text" || format === "year";
      line.append(element("td", value === undefined || value === null ? "–" : formats[format](value), { class: isText ? "" : "number" }));
    }
  }
  return made;
};

async function draw(id, specification, rows, message, size = {}) {
  const figure = document.getElementById(`figure-${id}`);
  const holder = document.getElementById(`chart-${id}`);
  const spec = localized(data.charts[specification]);
  const columns = spec.usermeta.table;
  const list = rows.features ?? rows;
  figure.hidden = list.length === 0;
  views[id]?.finalize();
  delete views[id];
  if (list.length === 0) return;
  const details = figure.querySelector("details");
  details.querySelector(".scroll").replaceChildren(table(columns, list, message));
  figure.querySelector(".message").textContent = message;
  // A layer that shows only records with some field would have no scale where none has it.
  spec.layer = spec.layer?.filter(({ transform }) => {
    const field = transform?.[0].filter?.match(/^isValid\(datum\.(\w+)\)$/)?.[1];
    return !field || list.some((row) => row[field] !== undefined);
  });
  if (spec.usermeta.rowHeight) size.height = spec.usermeta.rowHeight * new Set(list.map((row) => row[spec.encoding.y.field])).size;
  const drawn = await vegaEmbed(holder, {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container", autosize: { type: "fit-x", contains: "padding" },
    ...spec, ...size, description: message, data: { ...spec.data, values: rows },
    config: { font: "Liberation Sans, Arial, sans-serif", axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelColor: "#1b1f24", titleColor: "#1b1f24" }, legend: { labelFontSize: 13, titleFontSize: 12, titleFontWeight: "normal" }, view: { stroke: null }, ...spec.config },
  }, { renderer: "svg", actions: false, formatLocale: locale, tooltip: { theme: "light" } });
  views[id] = drawn;
  const drawing = holder.querySelector("svg");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", message);
  holder.dataset.drawn = "yes";
}

const sectorTable = () => {
  const rows = data.areas.filter((area) => area.kind === "municipality").map((area) => {
    const row = area.charts.sectors.find((entry) => entry.sector === text(`sector.${shown.sector}`));
    const total = area.charts.sectors.reduce((sum, entry) => sum + entry.last, 0);
    return { municipality: area.name, ...row, share: row.last / total };
  }).sort((a, b) => b.last - a.last);
  const columns = localized([
    { field: "municipality", title: "text:table.municipality", format: "text" }, { field: "last", title: "text:sectors.last", format: "tonnes" },
    { field: "median", title: "text:sectors.median", format: "tonnes" }, { field: "lower", title: "text:table.p10", format: "tonnes" },
    { field: "upper", title: "text:table.p90", format: "tonnes" }, { field: "share", title: "text:sectors.share", format: "percent" },
  ]);
  document.getElementById("sector-table").replaceChildren(table(columns, rows, text("sectors.table")));
};

const drawSector = (area) => {
  const rows = area.charts.sector[shown.sector] ?? [];
  sectorTable();
  return draw("sector", "fan", rows, `${area.name}: ${text(`sector.${shown.sector}`)}.`, { height: 260 });
};

const drawHeat = () => draw("heat", "heat", data.heat[shown.round] ?? [], data.messages.heat);

async function drawMap() {
  await draw("map", "map", data.map, data.messages.map);
  const view = views.map?.view;
  if (!view) return;
  await view.signal("shown", shown.map).runAsync();
  view.addEventListener("click", (event, item) => item?.datum?.code && choose(item.datum.code));
}

async function choose(code) {
  const area = byCode.get(code);
  shown.area = code;
  document.getElementById("area").value = code;
  document.getElementById("heading").textContent = area.heading;
  document.getElementById("sentences").replaceChildren(...area.sentences.map((sentence) => element("p", sentence)));
  document.getElementById("cards").replaceChildren(...area.cards.map(({ label, value, note }) => {
    const card = document.createElement("div");
    card.append(element("dt", label), element("dd", value, { class: "value" }), element("dd", note, { class: "note" }));
    return card;
  }));
  for (const place of document.querySelectorAll(".area-name")) place.textContent = area.name;
  const { charts, messages } = area;
  await draw("fan", "fan", charts.fan, messages.fan);
  // The first chart is painted before the others are drawn.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  await draw("wedge", "wedge", charts.wedge, messages.wedge);
  for (const ledger of ["territorial", "consumption", "energy"])
    await draw(ledger, "avoided", charts.avoided[ledger], `${area.name}. ${text(`ledger.${ledger}`)}.`);
  const largest = charts.pledges[0];
  await draw("pledges", "pledges", charts.pledges, largest ? text("pledges.message").replace("{pledge}", largest.pledge) : "");
  await draw("sectors", "sectors", charts.sectors, messages.sectors ?? "");
  await drawSector(area);
}

const sortable = (made) => {
  for (const header of made.tHead.rows[0].cells) {
    header.querySelector("button")?.addEventListener("click", () => {
      const direction = header.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      for (const other of made.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", direction);
      const sign = direction === "ascending" ? 1 : -1;
      const key = (row) => row.cells[header.cellIndex].dataset.value ?? row.cells[header.cellIndex].textContent;
      const rows = [...made.tBodies[0].rows].sort((a, b) => {
        const [x, y] = [key(a), key(b)];
        return sign * (isNaN(x) || isNaN(y) ? x.localeCompare(y, data.language) : x - y);
      });
      made.tBodies[0].append(...rows);
    });
  }
};

const towns = document.getElementById("municipality-table");
sortable(towns);
towns.addEventListener("click", (event) => {
  const code = event.target.dataset.area;
  if (code) { choose(code); document.getElementById("heading").scrollIntoView(); }
});
document.getElementById("search").addEventListener("input", (event) => {
  const wanted = event.target.value.toLocaleLowerCase(data.language);
  for (const row of towns.tBodies[0].rows) row.hidden = !row.textContent.toLocaleLowerCase(data.language).includes(wanted);
});
const listen = (id, action) => document.getElementById(id)?.addEventListener("change", (event) => action(event.target.value));
listen("area", choose);
listen("sector", (value) => { shown.sector = value; drawSector(byCode.get(shown.area)); });
listen("round", (value) => { shown.round = value; drawHeat(); });
listen("map-value", (value) => { shown.map = value; views.map.view.signal("shown", value).runAsync(); });

await choose(data.first);
await drawMap();
await drawHeat();
document.body.dataset.ready = "yes";
