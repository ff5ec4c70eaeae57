import { resolve } from './colours.js';

const Library = new URL('../_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js', import.meta.url);
const Minute = 60_000;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

let library;

/** Draws lines over time into an element, and goes on doing so with each update until it is disposed. */
export async function create(element, data) {
  library ??= load();
  await library;
  return new LineChart(element, data);
}

function load() {
  if (globalThis.echarts) return Promise.resolve();
  return new Promise((loaded, failed) => {
    const script = document.createElement('script');
    script.src = Library;
    script.onload = loaded;
    script.onerror = () => { library = undefined; failed(new Error('The chart library could not be loaded.')); };
    document.head.append(script);
  });
}

class LineChart {
  #element;
  #chart;
  #data;
  #colours = new Map();
  #resized = new ResizeObserver(() => { this.#chart.resize(); this.#draw(); });
  #themed = () => { this.#colours.clear(); this.#draw(); };

  constructor(element, data) {
    this.#element = element;
    this.#data = data;
    this.#chart = globalThis.echarts.init(element, null, { renderer: 'canvas' });
    this.#resized.observe(element);
    addEventListener('themechange', this.#themed);
    this.#draw();
  }

  update(data) {
    this.#data = data;
    this.#draw();
  }

  dispose() {
    removeEventListener('themechange', this.#themed);
    this.#resized.disconnect();
    this.#chart.dispose();
  }

  #colour(token) {
    if (!this.#colours.has(token)) this.#colours.set(token, resolve(token));
    return this.#colours.get(token);
  }

  #draw() {
    const { times, lines } = this.#data;
    const fontSize = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75;
    const label = { color: this.#colour('--text-muted'), fontSize };
    const line = { lineStyle: { color: this.#colour('--line') } };
    const span = times.at(-1) - times[0];
    this.#chart.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 0, right: 8, top: 8, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: {
        type: 'time', min: times[0], max: times.at(-1), minInterval: span > 2 * Minute ? Minute : 10_000,
        splitNumber: Math.max(2, Math.floor(this.#element.clientWidth / 110)),
        axisLine: line, axisTick: { show: false }, splitLine: { show: false },
        axisLabel: { ...label, hideOverlap: true, formatter: span > 2 * Minute ? '{HH}:{mm}' : '{HH}:{mm}:{ss}' },
      },
      yAxis: {
        type: 'value', splitNumber: this.#element.clientHeight < 200 ? 2 : 4, splitLine: line,
        axisLabel: { ...label, formatter: axisText },
      },
      tooltip: {
        trigger: 'axis', confine: true, appendTo: this.#element, transitionDuration: 0,
        axisPointer: { type: 'line', lineStyle: { color: this.#colour('--line-strong') } },
        backgroundColor: this.#colour('--surface-raised'), borderColor: this.#colour('--line'), padding: 12,
        formatter: params => this.#tip(params[0]?.dataIndex),
      },
      series: lines.map(({ name, token, values }, index) => ({
        id: index, name, type: 'line', symbol: 'none', silent: true, connectNulls: false,
        lineStyle: { width: 1.75, color: this.#colour(token) },
        itemStyle: { color: this.#colour(token) },
        areaStyle: lines.length === 1 ? { color: this.#colour(token), opacity: 0.12 } : undefined,
        data: values.map((value, i) => point(times[i], value, isAlone(values, i))),
      })),
    }, { replaceMerge: ['series'] });
  }

  #tip(index) {
    const { times, lines, unit } = this.#data;
    const tip = block('tip');
    if (times[index] === undefined) return tip;

    tip.append(block('tip-head', timeOfDay.format(times[index])));
    const present = lines.filter(({ values }) => values[index] !== null);
    for (const { name, token, values } of present) {
      const swatch = block('swatch');
      swatch.style.setProperty('--swatch', `var(${token})`);
      const row = block('tip-line');
      row.append(swatch, block('tip-name', name), block('', `${text(values[index])} ${unit}`.trimEnd()));
      tip.append(row);
    }
    if (present.length === 0) tip.append(block('tip-line', 'Nothing came in.'));
    return tip;
  }
}

/** A value between two gaps belongs to no stretch of line, so it needs a dot to be seen. */
const isAlone = (values, i) => values[i] !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null;

const point = (time, value, alone) => (alone ? { value: [time, value], symbol: 'circle', symbolSize: 4 } : [time, value]);

const text = value => (Math.abs(value) >= 100 ? whole : short).format(value);

const axisText = value => (Math.abs(value) >= 10_000 ? compact : short).format(value);

function block(name, content = '') {
  const element = document.createElement('div');
  element.className = name;
  element.textContent = content;
  return element;
}
