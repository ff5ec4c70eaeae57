import * as activity from '../../_content/WebTheme/js/activity.js';
import * as clock from '../shared/clock.js';
import { byId, setChildren, setText } from '../../_content/WebTheme/js/dom.js';
import { getJson, textOf } from '../../_content/WebTheme/js/api.js';
import { Reading } from '../shared/reading.js';
import { StatisticsRow } from './statistics-row.js';

const PageSize = 50;
const MaxRows = 1000;
const RefreshInterval = 2000;
const TypingPause = 250;

const idOf = row => `${row.window} ${row.page}`;

/** The statistics, newest first. The top of the table is refreshed continuously, except while the user reads. */
export class StatisticsTable {
  #rows = [];
  #tableRows = new Map();
  #next;
  #search = '';
  #request;
  #timer;
  #hasChanged = false;
  #newestButton = byId('statistics-newer');
  #reading = new Reading(byId('statistics-scroller'), this.#newestButton, reading => this.#onReading(reading));
  windowMs = 5000;
  retention = Infinity;

  constructor() {
    byId('search').addEventListener('input', () => this.#searchLater());
    byId('more').addEventListener('click', () => this.#loadMore());
    this.#newestButton.addEventListener('click', () => { this.#reading.stop(); this.#reset(); });
    this.#showSkeleton();
    this.#reset();
  }

  /** Refreshes the table soon, or when the user stops reading. */
  markChanged() {
    this.#hasChanged = true;
    if (this.#reading.isReading) this.#newestButton.hidden = false;
    else this.#refreshLater();
  }

  /** The service is reachable again: retry the requests that failed. */
  retry() {
    if (this.#hasChanged && !this.#reading.isReading) this.#reset();
  }

  #onReading(reading) {
    this.#showNote();
    if (reading) return;
    this.#newestButton.hidden = true;
    if (this.#hasChanged) this.#refreshLater();
  }

  #refreshLater() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // Wait for a pending response. If responses are slow, cancelling and requesting again could delay them indefinitely.
      if (activity.isActive() && !this.#reading.isReading && !this.#request) this.#refresh();
    }, RefreshInterval);
  }

  #searchLater() {
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
    return this.#load(this.#firstPageUrl(), page => { this.#rows = page.windows; this.#next = page.next; });
  }

  #refresh() {
    return this.#load(this.#firstPageUrl(), page => this.#merge(page));
  }

  async #loadMore() {
    await this.#load(this.#next, page => {
      const shownIds = new Set(this.#rows.map(idOf));
      this.#next = page.next;
      this.#rows = this.#limited(this.#rows.concat(page.windows.filter(row => !shownIds.has(idOf(row)))));
    });
    if (document.activeElement === document.body) byId('statistics-scroller').focus({ preventScroll: true });
  }

  #firstPageUrl() {
    const query = new URLSearchParams({ limit: PageSize });
    if (this.#search) query.set('search', this.#search);
    return `statistics?${query}`;
  }

  async #load(url, show) {
    this.#request?.abort();
    const request = this.#request = new AbortController();
    this.#hasChanged = false;
    try {
      show(await getJson(url, { signal: request.signal }));
      this.#request = undefined;
      this.#render();
      if (this.#hasChanged && !this.#reading.isReading) this.#refreshLater();
    } catch (error) {
      if (error.name === 'AbortError') return;
      this.#request = undefined;
      // Keep the rows that are shown, and load again later.
      this.#hasChanged = true;
      if (this.#rows.length === 0) this.#showSkeleton();
      this.#showNote(textOf(error));
      if (error.timedOut) this.#refreshLater();
    }
  }

  #showNote(problem) {
    const note = byId('statistics-note');
    note.classList.toggle('problem', problem !== undefined);
    setText(note, problem ?? (this.#reading.isReading ? 'held while you read' : ''));
  }

  /** Puts a new first page of results before the older rows. */
  #merge(page) {
    const newestIds = new Set(page.windows.map(idOf));
    const olderRows = this.#rows.filter(row => !newestIds.has(idOf(row)));
    // Keep the older rows only if the new page of results overlaps them, so that no row between is missing.
    const overlaps = olderRows.length < this.#rows.length && this.#rows.length > PageSize;
    if (overlaps) this.#rows = this.#limited(this.#unexpired(page.windows.concat(olderRows)));
    else {
      this.#rows = page.windows;
      this.#next = page.next;
    }
  }

  /** Removes rows beyond the largest number that the table shows. */
  #limited(rows) {
    if (rows.length > MaxRows) this.#next = undefined;
    return rows.slice(0, MaxRows);
  }

  /** Removes rows whose window is past the retention of the service. */
  #unexpired(rows) {
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
      const id = idOf(row);
      const tableRow = this.#tableRows.get(id) ?? new StatisticsRow(row, now);
      tableRow.show(row, Date.parse(row.window) + this.windowMs > now, rows[i - 1]?.window === row.window);
      shown.set(id, tableRow);
      return tableRow.element;
    });
    this.#tableRows = shown;
    setChildren(byId('statistics-rows'), nodes);

    byId('more').hidden = !this.#next || rows.length >= MaxRows;
    byId('statistics-empty').hidden = rows.length > 0;
    setText(byId('statistics-empty'), this.#search
      ? `No page matches “${this.#search}”.`
      : 'No statistics yet. They appear with the first event.');
    this.#showNote();
  }

  #showSkeleton() {
    this.#tableRows.clear();
    setChildren(byId('statistics-rows'), Array.from({ length: 8 }, () => StatisticsRow.skeleton()));
  }
}
