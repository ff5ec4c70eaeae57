import { el } from '../dom.js';
import { number } from '../format.js';
import { setSwatch } from '../series-colours.js';
import { visible } from '../visible-text.js';

/**
 * The content of the tooltip of a window. Returns a DOM node instead of HTML, because page names come from clients and may contain
 * markup.
 */
export function tooltip(heading, state, rows) {
  const busy = rows.filter(row => row.count > 0).sort((a, b) => b.count - a.count);
  const total = busy.reduce((sum, row) => sum + row.count, 0);
  return el('div', { class: 'tip' },
    el('p', { class: 'tip-head' }, heading, state && el('span', { class: 'tag' }, state)),
    ...busy.map(({ label, token, count }) => line(label, count, token)),
    line('Total', total));
}

function line(label, count, token) {
  const swatch = el('span', { class: token ? 'swatch' : 'swatch none' });
  if (token) setSwatch(swatch, token);
  return el('p', { class: token ? 'tip-line' : 'tip-line tip-total' },
    swatch, el('span', { class: 'tip-name' }, ...visible(label)), el('span', { class: 'tip-count' }, number(count)));
}
