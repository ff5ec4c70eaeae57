import { byId, el, setText } from '../../_content/WebTheme/js/dom.js';
import { mean, number, plural, time } from '../../_content/WebTheme/js/format.js';
import { visible } from '../../_content/WebTheme/js/visible-text.js';

const MaxRows = 10;
let describedStart;

/** A text alternative of the chart for screen readers: the last complete window as a sentence and as a table. */
export function describeLastWindow(store, starts, now) {
  const start = starts.findLast(candidate => candidate + store.windowMs <= now && store.window(candidate)?.size > 0);
  // Update once per window: a screen reader can't read a text that changes several times a second.
  if (start === describedStart) return;
  describedStart = start;
  if (start === undefined) {
    setText(byId('chart-summary'), 'No events in the last five minutes.');
    byId('chart-table').replaceChildren();
    return;
  }

  const rows = [...store.window(start).values()].sort((a, b) => Number(b.count) - Number(a.count));
  const total = rows.reduce((sum, row) => sum + Number(row.count), 0);
  const heading = `Last complete window, ${time(start)}`;
  setText(byId('chart-summary'), `${heading}: ${plural(total, 'event')} on ${plural(rows.length, 'page')}, most on ${rows[0].page}.`);
  byId('chart-table').replaceChildren(el('table', {},
    el('caption', {}, `${heading}, busiest pages`),
    el('thead', {}, el('tr', {}, ...['Page', 'Events', 'Mean ms'].map(text => el('th', { scope: 'col' }, text)))),
    el('tbody', {}, ...rows.slice(0, MaxRows).map(row => el('tr', {},
      el('th', { scope: 'row' }, ...visible(row.page)), el('td', {}, number(row.count)), el('td', {}, number(mean(row))))))));
}
