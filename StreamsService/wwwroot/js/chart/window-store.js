import * as clock from '../shared/clock.js';

const HistoryLength = 5 * 60_000;

/** The statistics of the last five minutes, by window and page. New statistics replace the earlier ones of the same window and page. */
export class WindowStore {
  #windows = new Map();
  windowMs = 5000;

  apply(rows) {
    for (const row of rows) {
      const start = Date.parse(row.window);
      if (Number.isNaN(start)) continue;
      let window = this.#windows.get(start);
      if (!window) this.#windows.set(start, window = new Map());
      window.set(row.page, row);
    }
    this.#removeOldWindows();
  }

  /** The starts of the windows of the last five minutes, oldest first, including windows without events. */
  starts() {
    const lastStart = this.#lastStart();
    const starts = [];
    for (let start = lastStart - HistoryLength + this.windowMs; start <= lastStart; start += this.windowMs) starts.push(start);
    return starts;
  }

  /** The rows of one window by page, or undefined. */
  window(start) {
    return this.#windows.get(start);
  }

  /** The number of events per page over these windows. */
  totals(starts) {
    const totals = new Map();
    for (const start of starts) {
      for (const row of this.#rowsOf(start)) totals.set(row.page, (totals.get(row.page) ?? 0) + Number(row.count));
    }
    return totals;
  }

  /** The events per second of the complete windows, one value per second. */
  rates() {
    const starts = this.starts().filter(start => start + this.windowMs <= clock.now());
    return starts.flatMap(start => {
      let events = 0;
      for (const row of this.#rowsOf(start)) events += Number(row.count);
      const seconds = this.windowMs / 1000;
      return Array(Math.max(1, Math.round(seconds))).fill(events / seconds);
    });
  }

  #rowsOf(start) {
    return this.#windows.get(start)?.values() ?? [];
  }

  // The axis ends at the current window, so that a pause in the events is visible as a gap. If all events are from another time,
  // for example when an old topic is replayed, the axis ends at the newest event's window.
  #lastStart() {
    const current = Math.floor(clock.now() / this.windowMs) * this.windowMs;
    let newest = -Infinity;
    for (const start of this.#windows.keys()) {
      if (start > current - HistoryLength && start <= current) return current;
      newest = Math.max(newest, start);
    }
    return newest === -Infinity || Math.abs(newest - current) < 2 * HistoryLength ? current : newest;
  }

  #removeOldWindows() {
    const lastStart = this.#lastStart();
    for (const start of this.#windows.keys()) {
      if (start <= lastStart - HistoryLength) this.#windows.delete(start);
    }
    // Event times come from clients. Windows far in the future would never be removed by age, so their number is limited.
    const maxWindows = 2 * HistoryLength / this.windowMs;
    if (this.#windows.size > maxWindows) {
      const newestFirst = [...this.#windows.keys()].sort((a, b) => b - a);
      for (const start of newestFirst.slice(0, newestFirst.length - maxWindows)) this.#windows.delete(start);
    }
  }
}
