// Draws the charts from the data in the page and lets a selector choose the area.
//
// A figure names its specification (data-chart), its rows among the area's charts (data-rows) and, on pages without a
// selector, its area (data-area). It names the selectors it depends on (data-choice); `$option` in the name of rows stands for
// the option chosen. Rows that belong to no area (data-whole) stand beside the areas.
const data = JSON.parse(document.getElementById("report-data").textContent);
const swedish = data.language === "sv";
const space = "\u202f";
const byCode = new Map(data.areas.map((area) => [area.code, area]));
const locale = swedish
  ? { decimal: ",", thousands: space, grouping: [3], currency: ["", ""], minus: "\u2212", percent: "\u00a0%" }
  : { decimal: ".", thousands: ",", grouping: [3], currency: ["", ""], minus: "\u2212" };
let shownArea = data.first;
const onPaper = location.hash === "#paper";
const views = new Map();

const filled = (found) =>
  found.replaceAll("{year}", data.horizon).replaceAll("{reference}", () => data.reference ?? "");
const text = (key) => {
  const found = key.split(".").reduce((node, name) => node?.[name], data.text);
  return typeof found === "string" ? filled(found) : key;
};

// Specifications name texts as "text:fan.axis", so that one chart serves both languages.
const localized = (node) => {
  if (typeof node === "string") return node.startsWith("text:") ? text(node.slice(5)) : node;
  if (Array.isArray(node)) return node.map(localized);
  if (node && typeof node === "object")
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, localized(value)]));
  return node;
};

// Made once for all numbers: a formatter takes far longer to make than to use.
const numbers = (options) => {
  const format = new Intl.NumberFormat(swedish ? "sv-SE" : "en-GB", options);
  return (value) => format.format(value).replaceAll("\u00a0", space).replace("-", "\u2212");
};
const rounded = numbers({ maximumSignificantDigits: 3 });
const whole = numbers({ maximumFractionDigits: 0 });
const percentSign = swedish ? "\u00a0%" : "%";
const percent = (value) => whole(100 * value) + percentSign;
// No number of draws shows that something never or always happens.
const probability = (value) =>
  value < 0.01
    ? text("unit.below").replace("{value}", percent(0.01))
    : value > 0.99
      ? text("unit.above").replace("{value}", percent(0.99))
      : percent(value);
const formats = {
  year: String,
  text: String,
  tonnes: rounded,
  percent,
  probability,
  // A mark says that something is known of the adoption, which then is no probability.
  adoption: (value, { mark }) => (mark ? percent(value) : probability(value)),
  done: (value, { adopted }) => (adopted ? probability(value) : percent(value)),
  share: (value) => rounded(100 * value) + percentSign,
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
  const kind = ({ format }) => (format === "text" || format === "year" ? "" : "number");
  const made = document.createElement("table");
  made.append(element("caption", caption));
  const head = made.createTHead().insertRow();
  for (const column of used) head.append(element("th", column.title, { scope: "col", class: kind(column) }));
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const column of used) {
      const value = row[column.field];
      const shownValue = value === undefined || value === null ? "–" : formats[column.format](value, row);
      line.append(element("td", shownValue, { class: kind(column) }));
    }
  }
  return made;
};

// A figure's choice in a selector; a copy on paper has one of its own.
const chosen = (figure, id) => figure.dataset[id] ?? document.getElementById(id)?.value;

// What is chosen, in words: a heading on paper, where nothing else says it.
const choiceOf = (figure) =>
  figure.dataset.choice.split(" ").map((id) =>
    [...document.getElementById(id).options].find(({ value }) => value === chosen(figure, id))?.text).join(": ");

// A legend names what is drawn and nothing else; its colours and shapes stay what they are.
const keepUsed = (encoding, rows) => {
  for (const { field, scale } of [encoding?.color ?? {}, encoding?.shape ?? {}]) {
    if (typeof scale?.domain?.[0] !== "string") continue;
    const used = scale.domain.map((value) => rows.some((row) => row[field] === value));
    for (const part of ["domain", "range"]) scale[part] = scale[part].filter((_, index) => used[index]);
  }
};

async function draw(figure, rows, message) {
  const holder = figure.querySelector(".chart");
  const spec = localized(data.charts[figure.dataset.chart]);
  const list = rows.features ?? rows;
  const { table: columns, rowHeight, limit, isKey } = spec.usermeta;
  const drawnRows = limit ? list.slice(0, limit) : rows;
  views.get(figure)?.finalize();
  views.delete(figure);
  if (figure.dataset.choice) {
    const heading = figure.querySelector(".choice") ?? element("h3", "", { class: "choice" });
    heading.textContent = choiceOf(figure);
    figure.prepend(heading);
  }
  figure.hidden = list.length === 0;
  if (figure.hidden) return;
  const details = figure.querySelector("details");
  details?.querySelector(".scroll").replaceChildren(table(columns, list, message));
  // Where the drawing only has numbers, the table says what they are.
  if (isKey && details) {
    details.open = true;
    details.classList.remove("screen");
  }
  figure.querySelector(".message").textContent = message;
  // A layer that shows only records with some field would have no scale where none has it.
  spec.layer = spec.layer?.filter(({ transform }) => {
    const field = transform?.[0].filter?.match(/^isValid\(datum\.(\w+)\)$/)?.[1];
    return !field || list.some((row) => row[field] !== undefined);
  });
  for (const { encoding } of [spec, ...(spec.layer ?? [])]) {
    keepUsed(encoding, list);
    const legend = encoding?.color?.legend;
    if (legend?.columns && holder.clientWidth < 560) legend.columns = 1;
  }
  if (rowHeight) {
    const { field, axis } = spec.encoding.y;
    spec.height = rowHeight * new Set((limit ? drawnRows : list).map((row) => row[field])).size;
    axis.labelLimit = Math.min(axis.labelLimit ?? 300, 0.45 * holder.clientWidth);
  }
  if (figure.dataset.height) spec.height = Number(figure.dataset.height);
  const drawn = await vegaEmbed(holder, {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container",
    autosize: { type: "fit-x", contains: "padding" }, ...spec, description: message,
    data: { ...spec.data, values: drawnRows },
    config: {
      font: "Liberation Sans, Arial, sans-serif", view: { stroke: null },
      customFormatTypes: true,
      axis: { labelFontSize: 12, labelSeparation: 8, titleFontSize: 12, titleFontWeight: "normal", labelColor: "#1b1f24", titleColor: "#1b1f24" },
      // Beside labels a title has more room to the left.
      axisX: { titleAnchor: "end" },
      legend: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelLimit: holder.clientWidth - 100 },
    },
  }, { renderer: "svg", actions: false, formatLocale: locale, expressionFunctions: { probability } });
  views.set(figure, drawn);
  const drawing = holder.querySelector("svg");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", message);
  // The parts of a drawing have labels of their own, which repeat the table in no order.
  for (const part of drawing.children) part.setAttribute("aria-hidden", "true");
  holder.dataset.drawn = "yes";
}

const rowsOf = (figure) => figure.dataset.rows.replace("$option", chosen(figure, "option"));
const found = (node, key) => key.split(".").reduce((part, name) => part?.[name], node) ?? [];

const drawArea = (figure, area) => {
  const key = figure.dataset.rows === "sector" ? `sector.${chosen(figure, "sector")}` : rowsOf(figure);
  return draw(figure, found(area.charts, key), area.messages[key] ?? area.name);
};

const drawWhole = (figure) => draw(figure, found(data, rowsOf(figure)), data.messages[rowsOf(figure)]);

const figureOf = (rows) => document.querySelector(`figure[data-rows="${rows}"]`);

const sectorTable = () => {
  const name = text(`sector.${document.getElementById("sector").value}`);
  const rows = data.areas.filter(({ kind }) => kind === "municipality").map((area) => {
    const row = area.charts.sectors.find(({ sector }) => sector === name);
    const total = area.charts.sectors.reduce((sum, { last }) => sum + last, 0);
    return { municipality: area.name, ...row, share: row.last / total };
  }).sort((a, b) => b.last - a.last);
  const columns = localized([
    { field: "municipality", title: "text:table.municipality", format: "text" },
    { field: "last", title: "text:sectors.last", format: "tonnes" },
    { field: "median", title: "text:sectors.median", format: "tonnes" },
    { field: "lower", title: "text:table.p10", format: "tonnes" },
    { field: "upper", title: "text:table.p90", format: "tonnes" },
    { field: "share", title: "text:sectors.share", format: "percent" },
  ]);
  document.getElementById("sector-table").replaceChildren(table(columns, rows, `${text("sectors.table")}: ${name}`));
};

async function drawHeat() {
  for (const figure of document.querySelectorAll("figure[data-rows=heat]"))
    await draw(figure, data.heat[chosen(figure, "round")] ?? [], data.messages.heat);
}

async function drawMap() {
  const value = document.getElementById("map-value").value;
  for (const figure of document.querySelectorAll("figure[data-rows=map]")) {
    const option = chosen(figure, "option");
    const features = data.map.features.map((feature) => ({ ...feature, ...feature.byOption?.[option] }));
    await draw(figure, { ...data.map, features }, data.messages[`map.${value}`] ?? data.messages.map);
    const view = views.get(figure)?.view;
    await view?.signal("shown", value).runAsync();
    view?.addEventListener("click", (event, item) => item?.datum?.code && choose(item.datum.code));
  }
}

// What is printed to a file cannot be chosen from, so each round and option has figures of its own there.
const copyForPaper = (id) => {
  const [first, ...others] = [...document.querySelectorAll(`#${id} option`)];
  for (const figure of document.querySelectorAll(`figure[data-choice~=${id}]`)) {
    const without = figure.nextElementSibling?.matches(".without") ? [figure.nextElementSibling] : [];
    let last = figure;
    figure.dataset[id] = first.value;
    for (const { value, text } of others) {
      const copies = [figure, ...without].map((part) => part.cloneNode(true));
      copies[0].dataset[id] = value;
      if (copies[1]) copies[1].prepend(`${text}: `);
      if (figure.closest(".three")) figure.parentElement.append(...copies);
      else (without.includes(last.nextElementSibling) ? last.nextElementSibling : last).after(...copies);
      last = copies.at(-1);
    }
    if (others.length > 0) without[0]?.prepend(`${first.text}: `);
  }
};

async function choose(code) {
  const area = byCode.get(code);
  shownArea = code;
  document.getElementById("area").value = code;
  document.getElementById("heading").textContent = area.heading;
  document.getElementById("sentences").replaceChildren(...area.sentences.map((sentence) => element("p", sentence)));
  document.getElementById("cards").replaceChildren(...area.cards.map(({ label, value, note }) => {
    const card = document.createElement("div");
    card.append(element("dt", label), element("dd", value, { class: "value" }), element("dd", note, { class: "note" }));
    return card;
  }));
  for (const place of document.querySelectorAll(".area-name")) place.textContent = area.name;
  for (const figure of document.querySelectorAll("figure[data-follows]")) {
    await drawArea(figure, area);
    // Each chart is painted before the next is drawn, where somebody looks on.
    if (!onPaper) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
}

const sortable = (made) => {
  const headers = [...made.tHead.rows[0].cells];
  for (const header of headers) {
    header.querySelector("button")?.addEventListener("click", () => {
      const direction = header.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      for (const other of headers) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", direction);
      const sign = direction === "ascending" ? 1 : -1;
      const key = ({ cells }) => cells[header.cellIndex].dataset.value ?? cells[header.cellIndex].textContent;
      const rows = [...made.tBodies[0].rows].sort((a, b) => {
        const [x, y] = [key(a), key(b)];
        return sign * (x === "" || y === "" || isNaN(x) || isNaN(y) ? x.localeCompare(y, data.language) : x - y);
      });
      made.tBodies[0].append(...rows);
    });
  }
};

const listen = (id, event, action) =>
  document.getElementById(id)?.addEventListener(event, ({ target }) => action(target));

// The selector stays in sight, and what somebody jumps to stands below it, however many lines it takes.
const picker = document.querySelector(".picker");
if (picker)
  new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingTop = `${picker.offsetHeight + 8}px`;
  }).observe(picker);

const towns = document.getElementById("municipality-table");
if (towns) sortable(towns);
listen("municipality-table", "click", ({ dataset }) => {
  if (!dataset.area) return;
  choose(dataset.area);
  document.getElementById("heading").scrollIntoView();
});
listen("search", "input", ({ value }) => {
  const wanted = value.toLocaleLowerCase(data.language);
  for (const row of towns.tBodies[0].rows)
    row.hidden = !row.cells[0].textContent.toLocaleLowerCase(data.language).includes(wanted)
      && !row.cells[1].textContent.toLocaleLowerCase(data.language).includes(wanted);
});
listen("area", "change", ({ value }) => choose(value));
listen("option", "change", async () => {
  const area = byCode.get(shownArea);
  for (const figure of document.querySelectorAll("figure[data-rows*='$option']"))
    await (figure.matches("[data-whole]") ? drawWhole(figure) : drawArea(figure, area));
  await drawMap();
});
listen("sector", "change", () => {
  sectorTable();
  drawArea(figureOf("sector"), byCode.get(shownArea));
});
listen("round", "change", drawHeat);
listen("map-value", "change", drawMap);

if (onPaper) for (const id of ["round", "option"]) copyForPaper(id);

for (const figure of document.querySelectorAll("figure[data-area]"))
  await drawArea(figure, byCode.get(figure.dataset.area));
if (document.getElementById("area")) {
  await choose(data.first);
  await drawMap();
  await drawHeat();
  for (const figure of document.querySelectorAll("figure[data-whole]")) await drawWhole(figure);
  if (document.getElementById("sector")) sectorTable();
}
document.body.dataset.ready = "yes";
