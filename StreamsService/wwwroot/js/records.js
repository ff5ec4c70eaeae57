import { byId, el, setText } from './dom.js';
import { LiveStream } from './streams.js';
import { Reading } from './reading.js';
import { plural } from './format.js';
import { moveFocus } from './row-keys.js';
import { recordRow } from './record-row.js';
import { throttled } from './frame.js';

const MostRows = 100;
const MostPerFrame = 30;
const Silence = 60_000;

const address = topic => `records?topic=${encodeURIComponent(topic)}`;
const identity = record => `${record.partition}:${record.offset}:${record.time}`;

/** The end of a topic, newest first. Records wait while somebody reads. */
export class Records {
  #list = byId('tail');
  #topic = byId('topic');
  #newer = byId('tail-newer');
  #waiting = [];
  #arrived = 0;
  #skipped = 0;
  #known = new Set();
  #state = { name: 'connecting' };
  #published;
  #reading = new Reading(byId('tail-scroller'), this.#newer, () => this.#refresh());
  #refresh = throttled(() => this.#render(), 300);
  #stream;

  constructor() {
    this.#stream = new LiveStream({
      url: address(this.#topic.value),
      handlers: { records: batch => this.#take(batch) },
      onState: state => { this.#state = state; this.#refresh(); },
      silence: Silence,
    });
    byId('tail-scroller').addEventListener('keydown', event => moveFocus(event, this.#list));
    this.#topic.addEventListener('change', () => this.#open());
    this.#newer.addEventListener('click', () => { this.#reading.stop(); this.#render(); });
  }

  /** Marks the record of this receipt, if its topic is shown, when it comes by. */
  mark({ topic, partition, offset }) {
    this.#published = { topic, partition, offset };
    for (const row of this.#list.children) row.classList.toggle('own', this.#isOwn(row.record));
  }

  retry() {
    this.#stream.retry();
  }

  #open() {
    this.#list.replaceChildren();
    this.#known.clear();
    this.#waiting = [];
    this.#arrived = this.#skipped = 0;
    this.#stream.open(address(this.#topic.value));
    this.#refresh();
  }

  #take({ records, skipped }) {
    this.#skipped += skipped ?? 0;
    for (const record of records) {
      // A stream that was reopened may begin with what was already shown.
      const id = identity(record);
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      this.#arrived++;
      this.#waiting.push(record);
    }
    if (this.#waiting.length > MostRows) {
      for (const record of this.#waiting.splice(0, this.#waiting.length - MostRows)) this.#known.delete(identity(record));
    }
    this.#refresh();
  }

  #render() {
    const waits = this.#reading.now;
    if (!waits) this.#append();
    this.#newer.hidden = !waits || this.#waiting.length === 0;
    setText(byId('tail-newer-count'), this.#arrived > MostRows ? `${MostRows}+` : String(this.#arrived));
    setText(byId('tail-note'), this.#note(waits));
    setText(byId('tail-empty'), this.#list.childElementCount > 0 ? '' : this.#emptyNote());
    byId('tail-empty').hidden = this.#list.childElementCount > 0;
  }

  #append() {
    const fresh = this.#waiting.slice(-MostPerFrame);
    this.#skipped += this.#waiting.length - fresh.length;
    this.#waiting = [];
    this.#arrived = 0;
    if (fresh.length === 0) return;

    const rows = document.createDocumentFragment();
    for (const record of fresh.reverse()) {
      const row = recordRow(record);
      row.classList.toggle('own', this.#isOwn(record));
      rows.append(row);
    }
    this.#list.prepend(rows);
    while (this.#list.childElementCount > MostRows) {
      this.#known.delete(identity(this.#list.lastChild.record));
      this.#list.lastChild.remove();
    }
    if (this.#known.size > 4 * MostRows) this.#known = new Set([...this.#list.children].map(row => identity(row.record)));
  }

  #isOwn(record) {
    const own = this.#published;
    return own !== undefined && own.topic === this.#topic.value && own.partition === record.partition && own.offset === record.offset;
  }

  #note(waits) {
    if (this.#state.name !== 'live') return this.#state.name.replace('-', ' ');
    if (waits) return 'held while you read';
    return this.#skipped > 0 ? `${plural(this.#skipped, 'record')} left out` : '';
  }

  #emptyNote() {
    return this.#state.name === 'live' ? `Waiting for records on ${this.#topic.value}.` : stateNote(this.#state);
  }
}

function stateNote({ name, problem }) {
  switch (name) {
    case 'connecting': return 'Connecting…';
    case 'catching-up': return 'The service is catching up.';
    case 'reconnecting': return problem?.title ?? 'Reconnecting…';
    case 'paused': return 'Paused.';
    case 'offline': return 'Offline.';
    default: return '';
  }
}
