import { SeriesColours } from '../series-colours.js';

const ReplacementFactor = 1.25;

const collator = new Intl.Collator('en', { numeric: true });

/**
 * Chooses the pages that are shown by name: as many as there are colours. A page replaces a shown one only if it is clearly
 * busier. Otherwise pages with similar counts would replace each other all the time.
 */
export class Leaders {
  #names = [];

  get names() {
    return this.#names;
  }

  /** Updates the names from the events per page, and returns them in alphabetical order. */
  choose(totals) {
    const busiest = [...totals].sort(([a, x], [b, y]) => y - x || collator.compare(a, b));
    const names = this.#names.filter(name => totals.has(name));
    for (const [name, total] of busiest.slice(0, SeriesColours)) {
      if (names.includes(name)) continue;
      if (names.length < SeriesColours) names.push(name);
      else {
        const leastBusy = names.reduce((a, b) => (totals.get(a) <= totals.get(b) ? a : b));
        if (total < totals.get(leastBusy) * ReplacementFactor) continue;
        names[names.indexOf(leastBusy)] = name;
      }
    }
    return this.#names = names.sort(collator.compare);
  }
}
