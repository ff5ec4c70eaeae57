const MaxRecords = 100;

/** The latest records of a topic, for a window that is opened later than others. */
export class LatestRecords {
  #records = new Map(); // by partition, offset and time: a stream that is opened again begins with records that are already here
  #receivedAt;

  add({ type, data, receivedAt }) {
    if (type !== 'records') return;
    for (const record of data.records) this.#records.set(`${record.partition}:${record.offset}:${record.time}`, record);
    this.#receivedAt = receivedAt;
    for (const id of this.#records.keys()) {
      if (this.#records.size <= MaxRecords) return;
      this.#records.delete(id);
    }
  }

  events() {
    if (this.#records.size === 0) return [];
    return [{ type: 'records', data: { records: [...this.#records.values()], skipped: 0 }, isComplete: true, receivedAt: this.#receivedAt }];
  }
}
