import * as clock from '../shared/clock.js';
import { byId, setText } from '../../_content/WebTheme/js/dom.js';
import { ColourSlots } from '../../_content/WebTheme/js/colours.js';
import { Leaders } from '../../_content/WebTheme/js/chart/leaders.js';
import { Legend } from '../../_content/WebTheme/js/chart/legend.js';
import { StackedBars } from '../../_content/WebTheme/js/chart/stacked-bars.js';
import { SeriesColours } from '../../_content/WebTheme/js/series-colours.js';
import { throttled } from '../../_content/WebTheme/js/throttled.js';
import { plural, timeToMinute, time } from '../../_content/WebTheme/js/format.js';
import { tooltip } from '../../_content/WebTheme/js/chart/chart-tooltip.js';
import { describeLastWindow } from './chart-summary.js';

const Others = '\u0000others';

/** The events per window of the last five minutes as stacked bars: the busiest pages by name, the others together. */
export class Chart {
  #store;
  #bars;
  #leaders = new Leaders();
  #colours = new ColourSlots(SeriesColours);
  #legend;
  #grace = 0;
  #starts = [];
  #series = [];
  #isLoaded = false;

  refresh = throttled(() => this.#render(), 400);

  constructor(store) {
    this.#store = store;
    this.#legend = new Legend(() => this.#render());
    this.#bars = new StackedBars({
      label: { interval: (index, label) => Number(label) % 60_000 < store.windowMs, formatter: label => timeToMinute(Number(label)) },
      right: 8,
      tooltip: index => this.#tooltip(index),
      render: () => this.#render(),
      resized: this.refresh,
      missing: 'The chart could not be loaded; the numbers below are live.',
    });
    this.#bars.load();
  }

  set grace(milliseconds) {
    this.#grace = milliseconds;
    this.refresh();
  }

  /** The busiest pages. */
  get pages() {
    return this.#leaders.names;
  }

  /** Ends the placeholder: data has been loaded, even if there are no events. */
  showData() {
    this.#isLoaded = true;
    this.refresh();
  }

  #render() {
    const store = this.#store;
    const starts = store.starts();
    const totals = store.totals(starts);
    const leaders = this.#leaders.choose(totals);
    this.#colours.assign(leaders);

    const leaderNames = new Set(leaders);
    let others = 0;
    for (const [page, events] of totals) if (!leaderNames.has(page)) others += events;
    const entries = leaders.map(page => ({ key: page, label: page, token: this.#colours.token(page), events: totals.get(page) }));
    if (totals.size > leaders.length) {
      entries.push({ key: Others, label: plural(totals.size - leaders.length, 'other'), token: '--series-others', events: others });
    }
    this.#legend.show(entries);

    this.#starts = starts;
    this.#series = entries.filter(entry => this.#legend.isShown(entry.key)).map(entry => ({
      ...entry,
      counts: starts.map(start => {
        const window = store.window(start);
        return entry.key === Others ? sumOfOthers(window, leaderNames) : Number(window?.get(entry.key)?.count ?? 0);
      }),
    }));
    this.#draw();
    this.#describe(totals.size);
  }

  #draw() {
    const now = clock.now();
    // A lighter bar may still change: very light while its window is current, slightly lighter during the grace period.
    const opacity = this.#starts.map(start => {
      const end = start + this.#store.windowMs;
      return end > now ? 0.45 : end + this.#grace > now ? 0.75 : 1;
    });
    const isWide = this.#bars.width > 600;
    this.#bars.show({ data: this.#starts.map(String) }, this.#series.map(({ key, label, token, counts }) => ({
      id: key, name: label, type: 'bar', stack: 'events', barCategoryGap: isWide ? '22%' : '12%', silent: true,
      itemStyle: { color: this.#bars.colour(token) },
      data: counts.map((count, i) => (opacity[i] === 1 ? count : { value: count, itemStyle: { opacity: opacity[i] } })),
    })));
  }

  /** Updates the texts around the chart, and the data attributes that browser tests read. */
  #describe(pages) {
    let total = 0;
    let lastIndex = -1;
    for (const { counts } of this.#series) {
      counts.forEach((count, i) => {
        total += count;
        if (count > 0 && i > lastIndex) lastIndex = i;
      });
    }
    this.#bars.dataset.total = total;
    this.#bars.dataset.lastWindow = lastIndex < 0 ? '' : new Date(this.#starts[lastIndex]).toISOString().replace('.000Z', 'Z');

    byId('chart-skeleton').hidden = this.#isLoaded;
    byId('chart-empty').hidden = !this.#isLoaded || total > 0;
    setText(byId('chart-empty'), pages > 0 ? 'All pages are hidden.' : 'No events in the last five minutes.');
    setText(byId('chart-heading'), `Events per ${this.#store.windowMs / 1000} s window`);
    setText(byId('chart-note'), total > 0 ? `${plural(total, 'event')} in 5 min · lighter: still open` : '');
    describeLastWindow(this.#store, this.#starts, clock.now());
  }

  #tooltip(index) {
    const start = this.#starts[index];
    if (start === undefined) return '';
    const rows = this.#series.map(({ label, token, counts }) => ({ label, token, count: counts[index] }));
    const isOpen = start + this.#store.windowMs > clock.now();
    return tooltip(`${time(start)} – ${time(start + this.#store.windowMs)}`, isOpen ? 'open' : '', rows);
  }
}

function sumOfOthers(window, leaderNames) {
  let sum = 0;
  for (const row of window?.values() ?? []) if (!leaderNames.has(row.page)) sum += Number(row.count);
  return sum;
}
