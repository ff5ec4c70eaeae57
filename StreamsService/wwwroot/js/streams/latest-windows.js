const MaxRows = 50_000;
const MaxAge = 6 * 60_000; // the page shows five minutes

/** The statistics of the last minutes and the last summary, for a window that is opened later than others. */
export class LatestWindows {
  #rows = new Map(); // by window and page; the one that changed last is at the end
  #isComplete = false;
  #receivedAt;
  #summary;

  add(event) {
    if (event.type === 'summary') this.#summary = event;
    if (event.type !== 'windows') return;
    for (const row of event.data.windows) {
      const id = `${row.window} ${row.page}`;
      this.#rows.delete(id);
      this.#rows.set(id, { row, receivedAt: event.receivedAt });
    }
    this.#isComplete ||= event.isComplete;
    this.#receivedAt = event.receivedAt;
    this.#removeOldRows(event.receivedAt);
  }

  /** isLive: whether the last summary still holds. Its time is compared with the clock. */
  events(isLive) {
    if (this.#receivedAt === undefined) return [];
    const windows = [...this.#rows.values()].map(({ row }) => row);
    const snapshot = { type: 'windows', data: { windows }, isComplete: this.#isComplete, receivedAt: this.#receivedAt };
    return isLive && this.#summary ? [snapshot, this.#summary] : [snapshot];
  }

  #removeOldRows(now) {
    for (const [id, { receivedAt }] of this.#rows) {
      if (this.#rows.size <= MaxRows && now - receivedAt < MaxAge) return;
      this.#rows.delete(id);
    }
  }
}
