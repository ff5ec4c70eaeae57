const Shown = 9;
const Lead = 1.25;

const collator = new Intl.Collator('en', { numeric: true });

/**
 * Chooses the pages that are shown by name. A page replaces a shown one only if it is clearly busier. Otherwise pages with
 * similar counts would replace each other all the time.
 */
export class Leaders {
  #names = [];

  get names() {
    return this.#names;
  }

  /** The names of the busiest pages in alphabetical order. */
  choose(totals) {
    const busiest = [...totals].sort(([a, x], [b, y]) => y - x || collator.compare(a, b));
    const names = this.#names.filter(name => totals.has(name));
    for (const [name, total] of busiest.slice(0, Shown)) {
      if (names.includes(name)) continue;
      if (names.length < Shown) names.push(name);
      else {
        const least = names.reduce((a, b) => (totals.get(a) <= totals.get(b) ? a : b));
        if (total < totals.get(least) * Lead) continue;
        names[names.indexOf(least)] = name;
      }
    }
    return this.#names = names.sort(collator.compare);
  }
}
