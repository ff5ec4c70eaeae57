import { byId, el, setChildren } from '../_content/WebTheme/js/dom.js';

const Minute = 60_000;
const Hour = 60 * Minute;
const Day = 24 * Hour;

/** The length of each bucket in milliseconds. */
export const BucketLengths = { minute: Minute, hour: Hour, day: Day };

/** For each choice of time: its length, and the bucket that suits it. */
const Ranges = {
  '15m': { length: 15 * Minute, bucket: 'minute' },
  '1h': { length: Hour, bucket: 'minute' },
  '6h': { length: 6 * Hour, bucket: 'minute' },
  '24h': { length: Day, bucket: 'hour' },
  '7d': { length: 7 * Day, bucket: 'hour' },
  '30d': { length: 30 * Day, bucket: 'day' },
  all: { length: Infinity, bucket: 'day' },
};

const MaxBuckets = 1500; // more bars than pixels

const collator = new Intl.Collator('en', { numeric: true });

/** What the visitor has chosen: page, time and bucket. The address of the page has it, too, so that it can be kept and shared. */
export class Selection {
  #page = byId('page');
  #range = byId('range');
  #bucket = byId('bucket');
  #pages = [];

  /** onChange: called when another choice was made. */
  constructor(onChange) {
    this.#readAddress();
    byId('choices').addEventListener('submit', event => event.preventDefault());
    byId('choices').addEventListener('change', event => {
      if (event.target === this.#range) this.#bucket.value = Ranges[this.range].bucket;
      this.#limitBuckets();
      this.#writeAddress();
      onChange();
    });
  }

  /** The name of the page; empty for all pages. */
  get page() {
    return this.#page.value;
  }

  get range() {
    return this.#range.value;
  }

  get bucket() {
    return this.#bucket.value;
  }

  /** The time as text, such as "last hour". */
  get rangeText() {
    return this.#range.selectedOptions[0].textContent.toLowerCase();
  }

  /** The start of the first bucket; undefined for all time. */
  from(now) {
    const { length } = Ranges[this.range];
    const step = BucketLengths[this.bucket];
    return Number.isFinite(length) ? Math.floor((now - length) / step) * step : undefined;
  }

  /** Offers these pages. The chosen one stays, even if it is not among them. */
  offer(pages) {
    const names = [...new Set(this.page ? [...pages, this.page] : pages)].sort(collator.compare);
    if (names.length === this.#pages.length && names.every((name, i) => name === this.#pages[i])) return; // an open list stays open
    this.#pages = names;
    const chosen = this.page;
    setChildren(this.#page, [this.#page.options[0], ...names.map(name => el('option', { value: name }, name))]);
    this.#page.value = chosen;
  }

  #readAddress() {
    const address = new URLSearchParams(location.search);
    if (Object.hasOwn(Ranges, address.get('range'))) this.#range.value = address.get('range');
    this.#bucket.value = Object.hasOwn(BucketLengths, address.get('bucket')) ? address.get('bucket') : Ranges[this.range].bucket;
    this.#limitBuckets();
    const page = address.get('page');
    if (page) {
      this.#page.append(el('option', { value: page }, page));
      this.#page.value = page;
      this.#pages = [page];
    }
  }

  #writeAddress() {
    const address = new URLSearchParams({ range: this.range, bucket: this.bucket });
    if (this.page) address.set('page', this.page);
    history.replaceState(null, '', `?${address}`);
  }

  /** Only buckets that the time has some of, and not more than the chart can show. */
  #limitBuckets() {
    const { length, bucket } = Ranges[this.range];
    for (const option of this.#bucket.options) {
      const count = length / BucketLengths[option.value];
      option.disabled = length === Infinity ? option.value !== 'day' : count < 1 || count > MaxBuckets;
    }
    if (this.#bucket.selectedOptions[0].disabled) this.#bucket.value = bucket;
  }
}
