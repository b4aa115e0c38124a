// Charts from the JSON that {% include "components/chart.html" %} puts beside each figure.
//   {kind: "survival", unit, series: [{name, points: [[day, s, low, high]], censored: [[day, s]], band: [[day, low, high]]}], marks: [{at, name}]}
//   {kind: "line" | "bar", categories, series: [{name, values}], unit, limits: [low, high]}
//   {kind: "funnel", points: [[n, rate, name, outside 95 %]], centre, limits: [[n, low95, high95, low998, high998]], unit, ratio: true for O/E}
//   {kind: "control", categories, series: [{name, values}], centre, lower: [], upper: [], unit}
// Patterns and symbols tell the series apart as well as colour; nothing moves.
import * as echarts from "echarts/core";
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { say } from "./words.js";

echarts.use([BarChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent,
  TitleComponent, TooltipComponent, SVGRenderer]);

const COLOURS = ["#1456a0", "#0b7a75", "#b4570a", "#6a3d9a", "#8f1d4f", "#4d5866"];
// Beyond these the lines tell their bands apart no more, and names stand in the table below.
const MOST_BANDS = 3;
const MOST_NAMES = 6;
const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 4], [12, 4]];
const SYMBOLS = ["circle", "diamond", "rect", "triangle", "pin", "roundRect"];
const INK = "#1d2733";
// Single quotes: the exported drawing stands in double ones.
const FONT = "'PingFang SC', 'Microsoft YaHei', 'Source Han Sans SC', 'Noto Sans CJK SC', system-ui, sans-serif";
const percent = (value) => `${(value * 100).toFixed(1)}%`;
const plain = (value) => (typeof value === "number" ? value.toLocaleString("en-US") : value);

const dash = (index) => DASHES[(index + Math.floor(index / COLOURS.length)) % DASHES.length];
const named = (data) => (data.series || []).length > 1;

/** Lines that a legend takes in a drawing of this width: Chinese is about twice as wide as Latin. */
function legendRows(names, width) {
  let rows = 1;
  let x = 0;
  for (const name of names) {
    const wide = 44 + [...name].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 13 : 7.2), 0);
    if (x && x + wide > width) { rows += 1; x = 0; }
    x += wide;
  }
  return rows;
}

function frame(data, formats, width) {
  const names = (data.series || []).map(({ name }) => name);
  const shown = named(data) && (names.length <= MOST_NAMES || data.all);
  return {
    animation: false, color: COLOURS,
    textStyle: { fontFamily: FONT, color: INK, fontSize: 13 },
    aria: { enabled: true, decal: { show: data.kind === "bar" && data.series.length > 1 } },
    legend: { data: names, selectedMode: data.kind !== "survival", top: 0, left: 0, icon: data.kind === "bar" ? "roundRect" : undefined, itemWidth: 28, itemHeight: 10, textStyle: { color: INK }, show: shown },
    grid: { top: shown ? 22 + 20 * legendRows(names, width) : 24, left: 8, right: 18, bottom: data.kind === "line" || data.kind === "bar" ? 8 : 30, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    // Drawn, not HTML: the policy of the page refuses style attributes in markup.
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, textStyle: { color: INK, fontSize: 13 }, ...formats },
  };
}

const axis = (more) => ({
  axisLabel: { color: INK }, axisLine: { show: true, lineStyle: { color: "#7b8794" } }, splitLine: { lineStyle: { color: "#e4e9ef" } },
  nameTextStyle: { color: INK }, ...more,
});

/** Two series under each curve: an unseen floor and the band on it, both in steps. */
function band(one, index) {
  const shared = { type: "line", step: "end", symbol: "none", stack: `band${index}`, silent: true, lineStyle: { opacity: 0 },
    tooltip: { show: false }, z: 1, stackStrategy: "all" };
  const limits = one.points.filter(([, , low, high]) => low != null && high != null);
  return [
    { ...shared, name: `${one.name} low`, data: limits.map(([day, , low]) => [day, low]) },
    { ...shared, name: `${one.name} high`, data: limits.map(([day, , low, high]) => [day, high - low]),
      areaStyle: { color: COLOURS[index % COLOURS.length], opacity: 0.14 } },
  ];
}

function curve(one, index, marks) {
  const colour = COLOURS[index % COLOURS.length];
  return [
    { id: `curve${index}`, type: "line", name: one.name, step: "end", symbol: "none", z: 3, data: one.points.map(([day, s]) => [day, s]),
      itemStyle: { color: colour }, lineStyle: { width: 2.2, color: colour, type: dash(index) },
      markLine: index ? undefined : { symbol: "none", silent: true, lineStyle: { color: "#7b8794", type: "dashed" },
        label: { color: INK, formatter: ({ name }) => name, position: "end", distance: 2 }, data: (marks || []).map(({ at, name }) => ({ xAxis: at, name })) } },
    ...[1, 2].map((column) => ({ type: "line", name: `${one.name} band`, step: "end", symbol: "none", silent: true, tooltip: { show: false }, z: 2,
      lineStyle: { width: 1.2, color: colour, type: [2, 4] }, data: (one.band || []).map((row) => [row[0], row[column]]) })),
    { type: "scatter", name: one.name, symbol: "path://M0,-5V5M-4,0H4", symbolSize: 7, z: 4, silent: true, tooltip: { show: false },
      itemStyle: { color: "transparent", borderColor: colour, borderWidth: 1 }, data: one.censored || [] },
  ];
}

/** The last point at or before a day: a survival curve stands still between events. */
const standing = (points, day) => points.filter(([at]) => at <= day).pop();

function survival(data, width) {
  const tip = (rows) => {
    const day = rows[0]?.axisValue ?? 0;
    const lines = data.series.map((one) => {
      const at = standing(one.points, day);
      const limits = at && at[2] != null ? ` (${percent(at[2])} – ${percent(at[3])})` : "";
      return at ? `${one.name}  ${percent(at[1])}${limits}` : "";
    });
    return [say(`第 ${Math.floor(day)} 天`, `Day ${Math.floor(day)}`), ...lines.filter(Boolean)].join("\n");
  };
  const last = Math.max(...data.series.flatMap((one) => one.points.map(([day]) => day)));
  const step = [7, 14, 30, 60, 90, 180, 365].find((days) => last / days <= 9) || 365;
  return {
    ...frame(data, { formatter: tip, axisPointer: { snap: false } }, width),
    xAxis: axis({ type: "value", min: 0, max: Math.ceil(last / step) * step, interval: step, name: data.unit || say("出所后天数", "Days since release"), nameLocation: "middle", nameGap: 26, splitLine: { show: false } }),
    yAxis: axis({ type: "value", min: 0, max: 1, axisLabel: { color: INK, formatter: (value) => `${Math.round(value * 100)}%` } }),
    series: data.series.flatMap((one, index) => [...(data.series.length > MOST_BANDS ? [] : band(one, index)), ...curve(one, index, data.marks)]),
  };
}

function categories(data, width) {
  const shown = (value) => (value == null ? say("无", "none") : data.unit === "%" ? percent(value) : plain(value) + (data.unit ? ` ${data.unit}` : ""));
  const label = (value) => (data.unit === "%" ? `${Math.round(value * 100)}%` : plain(value));
  return {
    ...frame(data, { valueFormatter: shown }, width),
    xAxis: axis({ type: "category", data: data.categories, axisTick: { alignWithLabel: true }, splitLine: { show: false } }),
    yAxis: axis({ type: "value", axisLabel: { color: INK, formatter: label }, min: data.kind === "line" ? undefined : 0, max: data.unit === "%" ? ({ max }) => Math.min(1, Math.ceil(max * 10) / 10) : undefined, scale: data.kind === "line" }),
    series: data.series.map((one, index) => ({
      type: data.kind, name: one.name, data: one.values, barMaxWidth: 38, symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 7,
      lineStyle: { width: 2.2, type: dash(index) },
    })),
  };
}

/** Facilities by size and rate with control limits: what lies inside the lines is chance, not rank. */
function funnel(data) {
  const said = data.ratio ? (value) => value.toFixed(2) : percent;
  const across = data.ratio ? say("预期事件数", "Expected events") : say("人数", "People");
  const limit = (column, name, type) => ({ type: "line", name, smooth: true, symbol: "none", silent: true, tooltip: { show: false },
    lineStyle: { color: "#7b8794", width: 1.4, type }, data: data.limits.map((row) => [row[0], row[column]]) });
  return {
    ...frame({ ...data, series: [] }, { trigger: "item", formatter: ({ value }) => `${value[2]}\n${data.ratio ? "E" : "n"} = ${data.ratio ? value[0].toFixed(1) : plain(value[0])}, ${said(value[1])}` }),
    xAxis: axis({ type: "value", min: 0, name: data.unit || across, nameLocation: "middle", nameGap: 26, splitLine: { show: false } }),
    yAxis: axis({ type: "value", axisLabel: { color: INK, formatter: (value) => (data.ratio ? value : `${Math.round(value * 100)}%`) }, scale: true, max: ({ max }) => (data.ratio ? Math.min(Math.ceil(Math.max(max, 2)), 4) : Math.min(Math.ceil(max * 10) / 10, 1)), min: ({ min }) => Math.max(Math.floor(min * 10) / 10, 0) }),
    series: [
      limit(1, "95%", "dashed"), limit(2, "95%", "dashed"), limit(3, "99.8%", "solid"), limit(4, "99.8%", "solid"),
      { type: "scatter", name: data.name || "", data: data.points, symbolSize: 11, itemStyle: { color: COLOURS[0], opacity: 1 },
        label: { show: true, position: "top", color: INK, fontSize: 12, formatter: ({ value }) => (value[3] || data.points.length <= MOST_NAMES ? value[2] : "") }, labelLayout: { hideOverlap: true },
        markLine: { symbol: "none", silent: true, lineStyle: { color: COLOURS[1], type: "solid" }, data: [{ yAxis: data.centre }],
          label: { color: INK, position: "insideStartTop", formatter: said(data.centre) } } },
    ],
  };
}

/** Months with a centre line and limits: a point outside is a signal to look, not a verdict. */
function control(data, width) {
  const base = categories({ ...data, kind: "line" }, width);
  const line = (name, values, type) => ({ type: "line", name, data: values, symbol: "none", step: "middle", silent: true, tooltip: { show: false },
    lineStyle: { color: "#7b8794", width: 1.4, type } });
  const centre = data.categories.map(() => data.centre);
  return { ...base, yAxis: { ...base.yAxis, min: 0, scale: false },
    series: [...base.series, line(say("均值", "centre"), centre, "solid"), line(say("控制限", "limits"), data.lower, "dashed"), line(say("控制限", "limits"), data.upper, "dashed")] };
}

const KINDS = { control, survival, line: categories, bar: categories, funnel };

/** The picture for a report: title, definition and source are in it, so that no number travels alone. */
function picture(figure, data) {
  const place = document.createElement("div");
  const title = figure.querySelector("[data-chart-title]")?.textContent.trim() || "";
  const note = figure.querySelector(".chart-note")?.textContent.trim().replace(/\s+/g, " ") || "";
  const chart = echarts.init(place, null, { renderer: "svg", width: 1000, height: 560 });
  const option = KINDS[data.kind]({ ...data, all: true }, 960);
  option.title = [{ text: title, left: 20, top: 14, textStyle: { color: INK, fontSize: 18, fontFamily: FONT } },
    { text: note, left: 20, bottom: 10, textStyle: { color: "#55606e", fontSize: 12, fontWeight: "normal", width: 960, overflow: "break", fontFamily: FONT } }];
  option.legend = { ...option.legend, top: 48, left: 20 };
  option.grid = { ...option.grid, top: 48 + option.grid.top, left: 20, right: 40, bottom: 80 };
  option.backgroundColor = "#fff";
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function exported(figure, data, type) {
  const svg = picture(figure, data);
  const name = `${figure.id || "chart"}-${new Date().toISOString().slice(0, 10)}.${type}`;
  if (type === "svg") return save(new Blob([svg], { type: "image/svg+xml" }), name);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 2000, height: 1120 });
  canvas.getContext("2d").drawImage(image, 0, 0, 2000, 1120);
  return canvas.toBlob((blob) => save(blob, name), "image/png");
}

/** Too many names for a legend: each row of the table below shows its own line. */
function swatches(figure) {
  figure.querySelectorAll(".at-risk tbody th").forEach((head, index) => {
    const dashes = { solid: "none", dashed: "8 5", dotted: "2 4" };
    const type = dash(index);
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const given = { x1: 0, y1: 5, x2: 34, y2: 5, stroke: COLOURS[index % COLOURS.length], "stroke-width": 2.4, "stroke-dasharray": dashes[type] || type.join(" ") };
    for (const [name, value] of Object.entries(given)) line.setAttribute(name, value);
    for (const [name, value] of Object.entries({ width: 34, height: 10, class: "swatch", "aria-hidden": "true" })) drawing.setAttribute(name, value);
    drawing.append(line);
    head.prepend(drawing);
  });
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const place = figure.querySelector(".chart-area");
  place.textContent = "";
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption(KINDS[data.kind](data, place.clientWidth));
  if ((data.series || []).length > MOST_NAMES) swatches(figure);
  // Readers get the table below; the drawing itself is one picture with a name.
  place.querySelector("svg")?.setAttribute("aria-hidden", "true");
  new ResizeObserver(() => chart.resize()).observe(place);
  window.addEventListener("beforeprint", () => chart.resize({ width: 640 }));
  window.addEventListener("afterprint", () => chart.resize({ width: "auto" }));
  for (const button of figure.querySelectorAll("[data-export]")) {
    button.addEventListener("click", () => exported(figure, data, button.dataset.export));
  }
  figure.dataset.drawn = "";
}

export function drawAll() {
  document.querySelectorAll("figure[data-chart]:not([data-drawn])").forEach(draw);
}
