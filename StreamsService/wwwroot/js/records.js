import { byId, el, setText } from './dom.js';
import { textOf } from './api.js';
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

/** The latest records of a topic, newest first. New records are held back while the user reads. */
export class Records {
  #list = byId('tail');
  #topic = byId('topic');
  #newer = byId('tail-newer');
  #waiting = [];
  #arrived = 0;
  #skipped = 0;
  #known = new Set();
  #topics;
  #state = { name: 'connecting' };
  #published;
  #reading = new Reading(byId('tail-scroller'), this.#newer, () => this.#refresh());
  #refresh = throttled(() => this.#render(), 300);
  #stream;

  constructor() {
    this.#stream = new LiveStream({
      handlers: { records: batch => this.#take(batch) },
      onState: state => { this.#state = state; this.#refresh(); },
      silence: Silence,
      endsWhenRefused: true,
    });
    byId('tail-scroller').addEventListener('keydown', event => moveFocus(event, this.#list));
    this.#topic.addEventListener('change', () => this.#open());
    this.#newer.addEventListener('click', () => { this.#reading.stop(); this.#render(); });
  }

  /** Sets the topics to choose from. The current choice is kept if it is one of them. */
  showTopology({ records: topics = [] }) {
    if (this.#topics?.join('\n') === topics.join('\n')) return;
    this.#topics = topics;
    const chosen = this.#topic.value;
    this.#topic.replaceChildren(...topics.map(topic => el('option', {}, topic)));
    if (topics.includes(chosen)) this.#topic.value = chosen;
    this.#topic.disabled = topics.length === 0;
    byId('topic-field').hidden = byId('tail-columns').hidden = topics.length === 0;
    if (this.#topic.value !== chosen || topics.length === 0) this.#open();
  }

  /** Highlights the record of this receipt when it arrives, if its topic is shown. */
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
    this.#stream.open(this.#topic.value && address(this.#topic.value));
    this.#refresh();
  }

  #take({ records, skipped }) {
    this.#skipped += skipped ?? 0;
    for (const record of records) {
      // A reopened stream may begin with records that are already shown.
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
    const problem = this.#problem();
    byId('tail-note').classList.toggle('problem', problem !== undefined);
    setText(byId('tail-note'), problem ?? this.#note(waits));
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

  #problem() {
    const { name, problem } = this.#state;
    return name === 'refused' || problem?.toldInStream ? textOf(problem) : undefined;
  }

  #note(waits) {
    if (this.#topics?.length === 0) return '';
    if (this.#state.name !== 'live') return this.#state.name.replace('-', ' ');
    if (waits) return 'held while you read';
    return this.#skipped > 0 ? `${plural(this.#skipped, 'record')} skipped` : '';
  }

  #emptyNote() {
    if (this.#topics?.length === 0) return 'No topics are configured for this panel.';
    return this.#state.name === 'live' ? `Waiting for records on ${this.#topic.value}.` : stateNote(this.#state);
  }
}

function stateNote({ name, problem }) {
  switch (name) {
    case 'connecting': return 'Connecting…';
    case 'catching-up': return 'The service is catching up.';
    case 'reconnecting': return problem?.title ?? 'Reconnecting…';
    case 'refused': return 'The service does not show this topic.';
    case 'paused': return 'Paused.';
    default: return '';
  }
}
