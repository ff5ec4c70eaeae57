import { el, setText } from '../../_content/WebTheme/js/dom.js';
import { mean, moment, number } from '../../_content/WebTheme/js/format.js';
import { visible } from '../../_content/WebTheme/js/visible-text.js';

const Figures = ['count', 'users', 'mean', 'minimum', 'maximum', 'total'];

/** A table row: one page in one window. */
export class StatisticsRow {
  #time;
  #figures;

  constructor(row, now) {
    const start = Date.parse(row.window);
    this.#time = el('time', { datetime: row.window }, moment(start, now));
    this.#figures = Figures.map(name => el('td', { class: 'number', 'data-figure': name }));
    this.element = el('tr', { 'data-testid': 'statistics-row', 'data-page': row.page, 'data-window': row.window },
      el('td', { class: 'window' }, this.#time), el('th', { scope: 'row', class: 'page', title: row.page }, ...visible(row.page)), ...this.#figures);
  }

  /** repeatsWindow: the row above has the same window, so this row's time is shown less prominently. */
  show(row, isOpen, repeatsWindow) {
    const figures = { ...row, mean: mean(row) };
    Figures.forEach((name, i) => setText(this.#figures[i], figures[name] === undefined ? '–' : number(figures[name])));
    this.element.classList.toggle('open', isOpen);
    this.element.classList.toggle('same', repeatsWindow);
    this.#time.title = isOpen ? `${row.window}, still open` : row.window;
  }

  static skeleton() {
    return el('tr', { class: 'skeleton-row', 'aria-hidden': 'true' },
      ...Array.from({ length: Figures.length + 2 }, () => el('td', {}, el('span', { class: 'skeleton' }, ' '))));
  }
}
