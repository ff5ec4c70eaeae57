import { byId, setText } from '../_content/WebTheme/js/dom.js';
import { rate, seconds, short } from '../_content/WebTheme/js/format.js';

const MaxPoints = 60;
const Width = 120;
const Height = 36;

/** The tiles at the top of the page. They are updated with each summary. */
export class Tiles {
  #root = byId('tiles');
  #rates = [];
  #hasHistory = false;

  show(summary) {
    this.#figure('eventsPerSecond', rate(summary.eventsPerSecond));
    for (const name of ['pages', 'users', 'late', 'lag', 'instances']) {
      this.#figure(name, summary[name] === null ? '–' : short(summary[name]));
    }
    this.#rates.push(summary.eventsPerSecond);
    if (this.#rates.length > MaxPoints) this.#rates.shift();
    this.#sparkline();
  }

  /** Adds earlier rates, one per second, on the first call: the sparkline is then not empty before the first summaries. */
  addHistory(rates) {
    if (this.#hasHistory) return;
    this.#hasHistory = true;
    this.#rates = rates().slice(0, -this.#rates.length || undefined).concat(this.#rates).slice(-MaxPoints);
  }

  showTopology({ partitions }) {
    const maxLagSeconds = Math.max(0, ...partitions.map(partition => partition.lagSeconds ?? 0));
    const notRunning = partitions.filter(partition => partition.state !== 'running' || !partition.instance).length;
    this.#detail('lag', maxLagSeconds >= 0.1 ? `records, ${seconds(maxLagSeconds)} behind` : 'records behind', maxLagSeconds >= 5);
    const total = partitions.length;
    const shared = notRunning > 0 ? `${notRunning} of ${total} partitions not running` : `share ${total} partitions`;
    this.#detail('instances', shared, notRunning > 0);
  }

  #figure(name, text) {
    const element = this.#root.querySelector(`[data-tile="${name}"]`);
    element.classList.remove('skeleton');
    setText(element, text);
  }

  #detail(name, text, isWarning) {
    const element = this.#root.querySelector(`[data-detail="${name}"]`);
    setText(element, text);
    element.classList.toggle('warning', isWarning);
  }

  #sparkline() {
    const rates = this.#rates;
    const highest = Math.max(1, ...rates);
    const x = i => Width - (rates.length - 1 - i) * (Width / (MaxPoints - 1));
    const y = value => Height - 2 - (value / highest) * (Height - 4);
    const line = rates.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
    this.#root.querySelector('.sparkline-line').setAttribute('d', line);
    this.#root.querySelector('.sparkline-area').setAttribute('d', `${line}V${Height}H${x(0).toFixed(1)}Z`);
  }
}
