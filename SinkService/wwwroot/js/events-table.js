import { byId, el, setChildren, setText } from '../_content/WebTheme/js/dom.js';
import { moment, number } from '../_content/WebTheme/js/format.js';
import { visible } from '../_content/WebTheme/js/visible-text.js';
import { skeletonRow } from './totals-table.js';

const UserLength = 8;

/** The latest events, newest first. While the visitor has scrolled down or has the focus on a row, the rows do not move. */
export class EventsTable {
  #scroller = byId('events-scroller');
  #rows = new Map();
  #hasData = false;

  constructor() {
    setChildren(byId('events-rows'), Array.from({ length: 10 }, () => skeletonRow(6)));
  }

  /** reset: what is shown is an answer to another question, so that it is replaced even while the visitor reads. */
  show(events, page, reset) {
    if (reset) this.#scroller.scrollTop = 0;
    const isReading = this.#hasData && !reset && this.#isReading;
    setText(byId('events-note'), isReading ? 'held while you read' : page);
    if (isReading) return;

    const now = Date.now();
    const rows = events.map(event => {
      const id = `${event.partition}/${event.offset}`;
      return [id, this.#rows.get(id) ?? newRow(event, id, now)];
    });
    this.#hasData = true;
    this.#rows = new Map(rows);
    setChildren(byId('events-rows'), rows.map(([, row]) => row));
    byId('events-empty').hidden = events.length > 0;
    setText(byId('events-empty'), page ? 'No events of this page are stored.' : 'No events are stored yet. They appear with the first page view.');
  }

  get #isReading() {
    const focused = document.activeElement;
    return this.#scroller.scrollTop > 8 || (this.#scroller.contains(focused) && focused !== this.#scroller);
  }
}

function newRow(event, id, now) {
  return el('tr', { 'data-testid': 'event-row', 'data-partition': event.partition, 'data-offset': event.offset },
    el('td', {}, el('time', { datetime: event.viewedAt, title: event.viewedAt }, moment(Date.parse(event.viewedAt), now))),
    el('th', { scope: 'row', class: 'page', title: event.page }, ...visible(event.page)),
    el('td', { class: 'user', title: event.user }, ...visible(short(event.user))),
    el('td', { class: 'number' }, number(event.duration)),
    el('td', {}, event.durationClass),
    el('td', { class: 'number' }, el('a', { href: `events/${id}`, title: 'The event as JSON' }, `${event.partition} / ${event.offset}`)));
}

const short = user => (user.length > UserLength + 1 ? `${user.slice(0, UserLength)}…` : user);
