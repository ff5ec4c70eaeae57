import { textOf } from '../_content/WebTheme/js/api.js';
import { byId, setText } from '../_content/WebTheme/js/dom.js';
import { ColourSlots } from '../_content/WebTheme/js/colours.js';
import { Leaders } from '../_content/WebTheme/js/chart/leaders.js';
import { Legend } from '../_content/WebTheme/js/chart/legend.js';
import { StackedBars } from '../_content/WebTheme/js/chart/stacked-bars.js';
import { tooltip } from '../_content/WebTheme/js/chart/chart-tooltip.js';
import { plural } from '../_content/WebTheme/js/format.js';
import { SeriesColours } from '../_content/WebTheme/js/series-colours.js';
import { BucketLengths } from './selection.js';
import { labelOf, labels, startsOf, titleOf } from './time-axis.js';

const Others = '\u0000others';

/** The views per bucket as stacked bars: the busiest pages by name, the others together. */
export class Chart {
  #bars = new StackedBars({
    right: 16,
    tooltip: index => this.#tooltip(index),
    render: () => this.#render(),
    missing: 'The chart could not be loaded; the tables show the data.',
  });
  #leaders = new Leaders();
  #colours = new ColourSlots(SeriesColours);
  #legend = new Legend(() => this.#render());
  #content;
  #starts = [];
  #series = [];

  constructor() {
    this.#bars.load();
  }

  /**
   * totals: as in the response of the service. first: the start of the first bucket; undefined: where the totals begin. problem: why there
   * are no totals, if so.
   */
  show({ totals, bucket, first, now, rangeText, problem }) {
    const step = BucketLengths[bucket];
    const views = new Map(); // by start, then by page
    const pages = new Map();
    for (const { start, page, views: number } of totals) {
      const at = Date.parse(start);
      if (!views.has(at)) views.set(at, new Map());
      views.get(at).set(page, Number(number));
      pages.set(page, (pages.get(page) ?? 0) + Number(number));
    }
    const times = [...views.keys()];
    const last = Math.max(Math.floor(now / step) * step, ...times.slice(-1));
    this.#content = { views, pages, bucket, now, rangeText, problem };
    this.#starts = startsOf(first ?? times[0] ?? last, last, bucket);
    this.#render();
  }

  #render() {
    if (!this.#content) return;

    const { views, pages } = this.#content;
    const leaders = this.#leaders.choose(pages);
    const named = new Set(leaders);
    this.#colours.assign(leaders);
    const entries = leaders.map(page => ({ key: page, label: page, token: this.#colours.token(page), events: pages.get(page) }));
    if (pages.size > leaders.length) {
      const events = [...pages].reduce((sum, [page, number]) => (named.has(page) ? sum : sum + number), 0);
      entries.push({ key: Others, label: plural(pages.size - leaders.length, 'other'), token: '--series-others', events });
    }
    this.#legend.show(entries);
    this.#series = entries.filter(entry => this.#legend.isShown(entry.key)).map(entry => ({
      ...entry,
      counts: this.#starts.map(start => countOf(views.get(start), entry.key, named)),
    }));
    this.#draw();
    this.#describe();
  }

  #draw() {
    const { bucket, now } = this.#content;
    const isLabelled = labels(this.#starts, bucket, this.#bars.width);
    const isOpen = this.#starts.map(start => start + BucketLengths[bucket] > now);
    const axisLabel = { interval: (index, start) => isLabelled(Number(start)), formatter: start => labelOf(Number(start), bucket) };
    this.#bars.show({ data: this.#starts.map(String), axisLabel }, this.#series.map(({ key, label, token, counts }) => ({
      id: key, name: label, type: 'bar', stack: 'views', silent: true,
      barCategoryGap: this.#bars.width / this.#starts.length > 6 ? '18%' : '0%', barMaxWidth: 64,
      itemStyle: { color: this.#bars.colour(token) },
      data: counts.map((count, i) => (isOpen[i] ? { value: count, itemStyle: { opacity: 0.5 } } : count)), // it still grows
    })));
  }

  /** Updates the texts around the chart, and the data attributes that browser tests read. */
  #describe() {
    const { pages, rangeText, problem } = this.#content;
    const total = [...pages.values()].reduce((sum, number) => sum + number, 0);
    const [busiest] = [...pages].sort(([, a], [, b]) => b - a);
    const nothing = problem ? textOf(problem)
      : rangeText === 'all time' ? 'No page views are stored yet. They appear with the first event.' : `No page views in the ${rangeText}.`;
    this.#bars.dataset.total = total;
    byId('chart-skeleton').hidden = true;
    byId('chart-empty').hidden = total > 0;
    setText(byId('chart-empty'), nothing);
    setText(byId('chart-note'), total === 0 ? '' : `${plural(total, 'view')}, ${rangeText}`);
    setText(byId('chart-summary'), busiest
      ? `${plural(total, 'view')} on ${plural(pages.size, 'page')}, ${rangeText}, most on ${busiest[0]}: ${plural(busiest[1], 'view')}. The table of totals has the numbers.`
      : nothing);
  }

  #tooltip(index) {
    const start = this.#starts[index];
    if (start === undefined) return '';
    const { bucket, now } = this.#content;
    const rows = this.#series.map(({ label, token, counts }) => ({ label, token, count: counts[index] }));
    return tooltip(titleOf(start, bucket), start + BucketLengths[bucket] > now ? 'so far' : '', rows);
  }
}

function countOf(pages, key, named) {
  if (key !== Others) return pages?.get(key) ?? 0;
  let sum = 0;
  for (const [page, views] of pages ?? []) if (!named.has(page)) sum += views;
  return sum;
}
