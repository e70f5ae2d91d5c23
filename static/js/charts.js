// Charts in the house style. A chart is <div data-chart="ID"> with its data in json_script#ID;
// its table stands beside it (components/chart.html). Colours come from the tokens in hongmen.css.

const css = getComputedStyle(document.documentElement);
const token = (name) => css.getPropertyValue(`--${name}`).trim();
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const font = getComputedStyle(document.body).fontFamily;
const COLOURS = [1, 2, 3, 4, 5, 6].map((number) => token(`chart-${number}`));
const QUIET = { color: token("ink-3"), fontFamily: font, fontSize: 12 };

// Few names are all shown, broken into lines; of many, as many as there is room for.
function nameLabels(chart, width) {
  if (chart.kind === "rows") return { ...QUIET, width: 112, overflow: "truncate" };
  if (chart.categories.length > 8) return { ...QUIET, hideOverlap: true };
  return { ...QUIET, interval: 0, width: (width - 48) / chart.categories.length - 8, overflow: "break", lineHeight: 16 };
}

const categoryAxis = (chart, width) => ({
  type: "category",
  data: chart.categories,
  inverse: chart.kind === "rows",
  axisTick: { show: false },
  axisLine: { lineStyle: { color: token("line-strong") } },
  axisLabel: nameLabels(chart, width),
});

// From nought, lines too: a small change must not look like a large one.
const valueAxis = (chart) => ({
  type: "value",
  max: chart.max, // 100 for shares that add up
  axisLabel: QUIET,
  splitLine: { lineStyle: { color: token("line") } },
});

const seriesOf = (chart) => chart.series.map((one) => ({
  name: one.name,
  data: one.data,
  type: chart.kind === "line" ? "line" : "bar",
  stack: chart.kind === "stacked" || chart.stacked ? "all" : undefined,
  color: one.tone ? token(one.tone) : undefined,
  barMaxWidth: 28,
  symbol: "circle",
  symbolSize: 6,
  lineStyle: { width: 2 },
  itemStyle: chart.kind === "line" ? {} : { borderRadius: 2 },
  emphasis: { focus: "series" },
  connectNulls: false,
}));

function option(chart, width) {
  const across = chart.kind === "rows";
  return {
    animation: !calm,
    animationDuration: 200,
    color: COLOURS,
    textStyle: { fontFamily: font },
    aria: { enabled: false }, // the table says it
    grid: { top: chart.series.length > 1 ? 36 : 12, right: 16, bottom: 4, left: 4, containLabel: true },
    legend: chart.series.length > 1
      ? { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, itemGap: 16, textStyle: { ...QUIET, color: token("ink-2") } }
      : undefined,
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // the HTML kind needs inline style, which the content policy forbids
      confine: true,
      axisPointer: { type: chart.kind === "line" ? "line" : "shadow", shadowStyle: { color: "rgba(48, 38, 28, 0.05)" } },
      backgroundColor: token("ink"),
      borderWidth: 0,
      padding: [8, 12],
      textStyle: { color: "#fff", fontFamily: font, fontSize: 13 },
      valueFormatter: (value) => (value === null || value === undefined ? "—" : `${value}${chart.unit ?? ""}`),
    },
    xAxis: across ? valueAxis(chart) : categoryAxis(chart, width),
    yAxis: across ? categoryAxis(chart, width) : valueAxis(chart),
    series: seriesOf(chart),
  };
}

function draw(place) {
  const chart = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const drawing = window.echarts.init(place, null, { renderer: "canvas" });
  const show = () => drawing.setOption(option(chart, place.clientWidth));
  show();
  if (chart.urls) {
    place.dataset.clickable = "";
    drawing.on("click", ({ dataIndex }) => { if (chart.urls[dataIndex]) location.assign(chart.urls[dataIndex]); });
  }
  new ResizeObserver(() => { drawing.resize(); show(); }).observe(place);
}

const drawAll = (root) => root.querySelectorAll("[data-chart]:not([_echarts_instance_])").forEach(draw);

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.target));
