import { textOf } from '../_content/WebTheme/js/api.js';
import { byId, el, setChildren, setText } from '../_content/WebTheme/js/dom.js';
import { number, plural } from '../_content/WebTheme/js/format.js';
import { visible } from '../_content/WebTheme/js/visible-text.js';

const MaxRows = 200;

/** Adds the totals of all buckets, by page. Sums may exceed what a number holds exactly. */
export function byPage(totals) {
  const pages = new Map();
  for (const { page, views, total, minimum, maximum } of totals) {
    const sum = pages.get(page);
    if (!sum) {
      pages.set(page, { page, views: BigInt(views), total: BigInt(total), minimum, maximum });
      continue;
    }
    sum.views += BigInt(views);
    sum.total += BigInt(total);
    if (minimum < sum.minimum) sum.minimum = minimum;
    if (maximum > sum.maximum) sum.maximum = maximum;
  }
  return [...pages.values()].sort((a, b) => Number(b.views - a.views));
}

/** The totals of each page, most views first. */
export class TotalsTable {
  #rows = new Map();

  constructor() {
    setChildren(byId('totals-rows'), Array.from({ length: 5 }, () => skeletonRow(5)));
  }

  /** problem: why there are no totals, if so. */
  show(pages, rangeText, problem) {
    const rows = pages.slice(0, MaxRows).map(total => {
      const row = this.#rows.get(total.page) ?? newRow(total.page);
      const figures = [total.views, total.total / total.views, total.minimum, total.maximum];
      figures.forEach((figure, i) => setText(row.children[i + 1], number(figure)));
      return [total.page, row];
    });
    this.#rows = new Map(rows);
    setChildren(byId('totals-rows'), rows.map(([, row]) => row));
    byId('totals-empty').hidden = pages.length > 0;
    setText(byId('totals-empty'), problem ? textOf(problem) : 'No totals.');
    setText(byId('totals-note'), pages.length > MaxRows ? `${MaxRows} of ${plural(pages.length, 'page')}, ${rangeText}` : rangeText);
  }
}

const newRow = page => el('tr', { 'data-testid': 'totals-row', 'data-page': page },
  el('th', { scope: 'row', class: 'page', title: page }, ...visible(page)),
  ...Array.from({ length: 4 }, () => el('td', { class: 'number' })));

/** A row that stands for data that is being loaded. */
export const skeletonRow = columns => el('tr', { class: 'skeleton-row', 'aria-hidden': 'true' },
  ...Array.from({ length: columns }, () => el('td', {}, el('span', { class: 'skeleton' }, ' '))));
