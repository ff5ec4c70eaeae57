import { byId, el, setText } from '../../_content/WebTheme/js/dom.js';
import { textOf } from '../../_content/WebTheme/js/api.js';
import { LiveStream } from '../shared/live-stream.js';
import { Reading } from '../shared/reading.js';
import { plural } from '../../_content/WebTheme/js/format.js';
import { moveFocus } from './row-focus.js';
import { recordRow } from './record-row.js';
import { throttled } from '../../_content/WebTheme/js/throttled.js';

const MaxRows = 100;
const MaxRowsPerRender = 30;

const urlOf = topic => `records?topic=${encodeURIComponent(topic)}`;
const idOf = record => `${record.partition}:${record.offset}:${record.time}`;

/** The latest records of a topic, newest first. New records are held back while the user reads. */
export class Records {
  #list = byId('tail');
  #topic = byId('topic');
  #newestButton = byId('tail-newer');
  #waiting = [];
  #arrivedCount = 0; // since the waiting records were last shown; only the newest of them wait
  #skipped = 0;
  #recordIds = new Set();
  #topics;
  #openTopic;
  #state = { name: 'connecting' };
  #receipt;
  #reading = new Reading(byId('tail-scroller'), this.#newestButton, () => this.#refresh());
  #refresh = throttled(() => this.#render(), 300);
  #stream;

  constructor() {
    this.#stream = new LiveStream({
      kind: 'records',
      handlers: { records: batch => this.#receive(batch) },
      onState: state => { this.#state = state; this.#refresh(); },
    });
    byId('tail-scroller').addEventListener('keydown', event => moveFocus(event, this.#list));
    this.#topic.addEventListener('change', () => { if (this.#topic.value !== this.#openTopic) this.#open(); });
    this.#newestButton.addEventListener('click', () => { this.#reading.stop(); this.#render(); });
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
    this.#receipt = { topic, partition, offset };
    for (const row of this.#list.children) row.classList.toggle('own', this.#isOwn(row.record));
  }

  retry() {
    this.#stream.retry();
  }

  #open() {
    this.#list.replaceChildren();
    this.#recordIds.clear();
    this.#waiting = [];
    this.#arrivedCount = this.#skipped = 0;
    this.#openTopic = this.#topic.value;
    this.#stream.open(this.#topic.value && urlOf(this.#topic.value));
    this.#refresh();
  }

  #receive({ records, skipped }) {
    this.#skipped += Number(skipped);
    for (const record of records) {
      // A reopened stream may begin with records that are already shown.
      const id = idOf(record);
      if (this.#recordIds.has(id)) continue;
      this.#recordIds.add(id);
      this.#arrivedCount++;
      this.#waiting.push(record);
    }
    if (this.#waiting.length > MaxRows) {
      for (const record of this.#waiting.splice(0, this.#waiting.length - MaxRows)) this.#recordIds.delete(idOf(record));
    }
    this.#refresh();
  }

  #render() {
    const isReading = this.#reading.isReading;
    if (!isReading) this.#showWaiting();
    this.#newestButton.hidden = !isReading || this.#waiting.length === 0;
    setText(byId('tail-newer-count'), this.#arrivedCount > MaxRows ? `${MaxRows}+` : String(this.#arrivedCount));
    const problem = this.#problem();
    byId('tail-note').classList.toggle('problem', problem !== undefined);
    setText(byId('tail-note'), problem ?? this.#note(isReading));
    setText(byId('tail-empty'), this.#list.childElementCount > 0 ? '' : this.#emptyNote());
    byId('tail-empty').hidden = this.#list.childElementCount > 0;
  }

  #showWaiting() {
    const newest = this.#waiting.slice(-MaxRowsPerRender);
    this.#skipped += this.#waiting.length - newest.length;
    this.#waiting = [];
    this.#arrivedCount = 0;
    if (newest.length === 0) return;

    const rows = document.createDocumentFragment();
    for (const record of newest.reverse()) {
      const row = recordRow(record);
      row.classList.toggle('own', this.#isOwn(record));
      rows.append(row);
    }
    this.#list.prepend(rows);
    while (this.#list.childElementCount > MaxRows) {
      this.#recordIds.delete(idOf(this.#list.lastChild.record));
      this.#list.lastChild.remove();
    }
    if (this.#recordIds.size > 4 * MaxRows) this.#recordIds = new Set([...this.#list.children].map(row => idOf(row.record)));
  }

  #isOwn(record) {
    const receipt = this.#receipt;
    return receipt?.topic === this.#topic.value && receipt.partition === record.partition && receipt.offset === record.offset;
  }

  #problem() {
    const { name, problem } = this.#state;
    return name === 'refused' || problem?.sentInStream ? textOf(problem) : undefined;
  }

  #note(isReading) {
    if (this.#topics?.length === 0) return '';
    if (this.#state.name !== 'live') return this.#state.name.replace('-', ' ');
    if (isReading) return 'held while you read';
    return this.#skipped > 0 ? `${plural(this.#skipped, 'record')} skipped` : '';
  }

  #emptyNote() {
    if (this.#topics?.length === 0) return 'No topics are configured for this panel.';
    return this.#state.name === 'live' ? `Waiting for records on ${this.#topic.value}.` : noteOf(this.#state);
  }
}

function noteOf({ name, problem }) {
  switch (name) {
    case 'connecting': return 'Connecting…';
    case 'catching-up': return 'The service is catching up.';
    case 'reconnecting': return problem?.title ?? 'Reconnecting…';
    case 'refused': return 'This topic is not shown.';
    case 'paused': return 'Paused.';
    default: return '';
  }
}
