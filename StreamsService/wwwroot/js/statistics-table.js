import * as attention from './attention.js';
import * as clock from './clock.js';
import { byId, setChildren, setText } from './dom.js';
import { getJson, textOf } from './api.js';
import { Reading } from './reading.js';
import { StatisticsRow } from './statistics-row.js';

const PageSize = 50;
const MostRows = 1000;
const RefreshEvery = 2000;
const TypingPause = 250;

const identity = row => `${row.window} ${row.page}`;

/** The statistics, newest first. The top of the table is refreshed continuously, except while the user reads. */
export class StatisticsTable {
  #rows = [];
  #shown = new Map();
  #next;
  #search = '';
  #request;
  #timer;
  #changed = false;
  #newer = byId('statistics-newer');
  #reading = new Reading(byId('statistics-scroller'), this.#newer, reading => this.#follow(reading));
  windowMs = 5000;
  retention = Infinity;

  constructor() {
    byId('search').addEventListener('input', () => this.#typed());
    byId('more').addEventListener('click', () => this.#more());
    this.#newer.addEventListener('click', () => { this.#reading.stop(); this.#reset(); });
    this.#skeleton();
    this.#reset();
  }

  /** The statistics have changed. */
  changed() {
    this.#changed = true;
    if (this.#reading.now) this.#newer.hidden = false;
    else this.#soon();
  }

  /** The service is reachable again: retry the requests that failed. */
  retry() {
    if (this.#changed && !this.#reading.now) this.#reset();
  }

  #follow(reading) {
    this.#note();
    if (reading) return;
    this.#newer.hidden = true;
    if (this.#changed) this.#soon();
  }

  #soon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // Wait for a pending response. If responses are slow, cancelling and requesting again could delay them indefinitely.
      if (attention.wanted() && !this.#reading.now && !this.#request) this.#refresh();
    }, RefreshEvery);
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const search = byId('search').value.trim();
      if (search === this.#search) return;
      this.#search = search;
      this.#reading.stop();
      this.#reset();
    }, TypingPause);
  }

  #reset() {
    return this.#load(this.#first(), page => { this.#rows = page.windows; this.#next = page.next; });
  }

  #refresh() {
    return this.#load(this.#first(), page => this.#merge(page));
  }

  async #more() {
    await this.#load(this.#next, page => {
      const known = new Set(this.#rows.map(identity));
      this.#next = page.next;
      this.#rows = this.#trimmed(this.#rows.concat(page.windows.filter(row => !known.has(identity(row)))));
    });
    if (document.activeElement === document.body) byId('statistics-scroller').focus({ preventScroll: true });
  }

  #first() {
    const query = new URLSearchParams({ limit: PageSize });
    if (this.#search) query.set('search', this.#search);
    return `statistics?${query}`;
  }

  async #load(url, take) {
    this.#request?.abort();
    const request = this.#request = new AbortController();
    this.#changed = false;
    try {
      take(await getJson(url, { signal: request.signal }));
      this.#request = undefined;
      this.#render();
      if (this.#changed && !this.#reading.now) this.#soon();
    } catch (error) {
      if (error.name === 'AbortError') return;
      this.#request = undefined;
      // Keep the rows that are shown, and load again later.
      this.#changed = true;
      if (this.#rows.length === 0) this.#skeleton();
      this.#note(textOf(error));
      if (error.timedOut) this.#soon();
    }
  }

  #note(problem) {
    const note = byId('statistics-note');
    note.classList.toggle('problem', problem !== undefined);
    setText(note, problem ?? (this.#reading.now ? 'held while you read' : ''));
  }

  #merge(page) {
    const newest = new Set(page.windows.map(identity));
    const rest = this.#rows.filter(row => !newest.has(identity(row)));
    // Keep the older rows only if the new page of results overlaps them, so that no row between is missing.
    const joins = rest.length < this.#rows.length && this.#rows.length > PageSize;
    if (joins) this.#rows = this.#trimmed(this.#retained(page.windows.concat(rest)));
    else {
      this.#rows = page.windows;
      this.#next = page.next;
    }
  }

  #trimmed(rows) {
    if (rows.length > MostRows) this.#next = undefined;
    return rows.slice(0, MostRows);
  }

  /** Removes rows whose window is past the retention of the service. */
  #retained(rows) {
    // Retention is measured in stream time, which may be long ago when an old topic is replayed.
    const newest = rows.length > 0 ? Date.parse(rows[0].window) : 0;
    const horizon = Math.min(clock.now() - this.windowMs, newest) - this.retention;
    return rows.filter(row => Date.parse(row.window) > horizon);
  }

  #render() {
    const rows = this.#rows;
    const now = clock.now();
    const shown = new Map();
    const nodes = rows.map((row, i) => {
      const id = identity(row);
      const tableRow = this.#shown.get(id) ?? new StatisticsRow(row, now);
      tableRow.show(row, Date.parse(row.window) + this.windowMs > now, rows[i - 1]?.window === row.window);
      shown.set(id, tableRow);
      return tableRow.element;
    });
    this.#shown = shown;
    setChildren(byId('statistics-rows'), nodes);

    byId('more').hidden = !this.#next || rows.length >= MostRows;
    byId('statistics-empty').hidden = rows.length > 0;
    setText(byId('statistics-empty'), this.#search
      ? `No page matches “${this.#search}”.`
      : 'No statistics yet. They appear with the first event.');
    this.#note();
  }

  #skeleton() {
    this.#shown.clear();
    setChildren(byId('statistics-rows'), Array.from({ length: 8 }, () => StatisticsRow.skeleton()));
  }
}
