import { el, visuallyHidden } from '../shared/dom.js';
import { timeToMillisecond } from '../shared/format.js';

/** One record as a row. When it is opened, it shows the headers and the value, which is indented if it is JSON. */
export function recordRow(record) {
  const details = el('details', {}, el('summary', { class: 'tail-row', tabindex: '-1' },
    el('time', { datetime: record.time }, timeToMillisecond(Date.parse(record.time))),
    el('span', { class: 'tail-key' }, textOrNote(record.key, 'no key')),
    el('span', { class: 'tail-value' }, textOrNote(record.value, 'tombstone')),
    el('span', { class: 'number' }, visuallyHidden('partition '), String(record.partition)),
    el('span', { class: 'number' }, visuallyHidden('offset '), String(record.offset))));
  // The details are built on first opening, because most rows are never opened.
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(bodyOf(record));
  });
  const row = el('li', { 'data-testid': 'tail-row', 'data-partition': record.partition, 'data-offset': record.offset }, details);
  row.record = record;
  return row;
}

function bodyOf(record) {
  const headers = Object.entries(record.headers ?? {});
  return el('div', { class: 'tail-body' },
    el('p', { class: 'tail-body-head' }, 'Value', record.encoding && el('span', { class: 'tag' }, record.encoding)),
    record.value === null ? el('p', {}, textOrNote(null, 'none: a tombstone')) : el('pre', {}, indented(record.value)),
    el('p', { class: 'tail-body-head' }, 'Headers'),
    headers.length === 0
      ? el('p', {}, textOrNote(null, 'none'))
      : el('dl', { class: 'headers' }, ...headers.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))])),
    el('p', { class: 'tail-body-head' }, 'Time'),
    el('p', { class: 'mono' }, record.time));
}

function indented(value) {
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

const textOrNote = (text, note) => (text === null || text === undefined ? el('em', {}, note) : text);
