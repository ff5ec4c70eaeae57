import { el, visuallyHidden } from '../../_content/WebTheme/js/dom.js';
import { number, timeToMillisecond } from '../../_content/WebTheme/js/format.js';
import { visible } from '../../_content/WebTheme/js/visible-text.js';
import { layOut } from './json-layout.js';

const PreviewLength = 300;

/** One record as a row. When it is opened, it shows the key, the headers and the value, which is laid out if it is JSON. */
export function recordRow(record) {
  const details = el('details', {}, el('summary', { class: 'tail-row', tabindex: '-1' },
    el('time', { datetime: record.time }, timeToMillisecond(Date.parse(record.time))),
    el('span', { class: 'tail-key' }, ...textOrNote(preview(record.key), 'no key')),
    el('span', { class: 'tail-value' }, tagOf(record.encoding), ...textOrNote(preview(record.value), 'tombstone')),
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

function bodyOf({ key, value, encoding, size, headers, time }) {
  return el('div', { class: 'tail-body' },
    ...section('Key', [], key === null ? el('p', {}, note('none')) : el('pre', {}, ...visible(key))),
    ...section('Value', [encoding, size !== undefined && `the beginning of ${number(size)} bytes`],
      value === null ? el('p', {}, note('none: a tombstone')) : el('pre', {}, ...visible(encoding ? value : layOut(value)))),
    ...section('Headers', [], headers.length === 0
      ? el('p', {}, note('none'))
      : el('dl', { class: 'headers' }, ...headers.flatMap(header =>
        [el('dt', {}, ...visible(header.name)), el('dd', {}, ...textOrNote(header.value, 'null'))]))),
    ...section('Time', [], el('p', { class: 'mono' }, time)));
}

const section = (heading, tags, content) =>
  [el('p', { class: 'tail-body-head' }, heading, ...tags.map(tagOf)), content];

const tagOf = text => text && el('span', { class: 'tag' }, text);

// Not between the halves of a surrogate pair.
const preview = text => text?.slice(0, PreviewLength).replace(/[\ud800-\udbff]$/, '');

const textOrNote = (text, noteText) => (text === null || text === undefined ? [note(noteText)] : visible(text));

const note = text => el('em', {}, text);
