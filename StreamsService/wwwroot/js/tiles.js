import { byId, setText } from './dom.js';
import { rate, seconds, short } from './format.js';

const Points = 60;
const Width = 120;
const Height = 36;

/** The tiles at the top of the page. They are updated with each summary. */
export class Tiles {
  #root = byId('tiles');
  #rates = [];
  #remembered = false;

  show(summary) {
    this.#figure('eventsPerSecond', rate(summary.eventsPerSecond));
    for (const name of ['pages', 'users', 'late', 'lag', 'instances']) {
      this.#figure(name, summary[name] === null ? '–' : short(summary[name]));
    }
    this.#rates.push(summary.eventsPerSecond);
    if (this.#rates.length > Points) this.#rates.shift();
    this.#sparkline();
  }

  /** Sets earlier rates, one per second, so that the sparkline is not empty before the first summaries. */
  remember(rates) {
    if (this.#remembered) return;
    this.#remembered = true;
    this.#rates = rates().slice(0, -this.#rates.length || undefined).concat(this.#rates).slice(-Points);
  }

  showTopology({ partitions }) {
    const worst = Math.max(0, ...partitions.map(partition => partition.lagSeconds ?? 0));
    const unready = partitions.filter(partition => partition.state !== 'running' || !partition.instance).length;
    this.#detail('lag', worst >= 0.1 ? `records, ${seconds(worst)} behind` : 'records behind', worst >= 5);
    const all = partitions.length;
    this.#detail('instances', unready > 0 ? `${unready} of ${all} partitions not running` : `share ${all} partitions`, unready > 0);
  }

  #figure(name, text) {
    const element = this.#root.querySelector(`[data-tile="${name}"]`);
    element.classList.remove('skeleton');
    setText(element, text);
  }

  #detail(name, text, warning) {
    const element = this.#root.querySelector(`[data-detail="${name}"]`);
    setText(element, text);
    element.classList.toggle('warning', warning);
  }

  #sparkline() {
    const rates = this.#rates;
    const highest = Math.max(1, ...rates);
    const x = i => Width - (rates.length - 1 - i) * (Width / (Points - 1));
    const y = value => Height - 2 - (value / highest) * (Height - 4);
    const line = rates.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
    this.#root.querySelector('.sparkline-line').setAttribute('d', line);
    this.#root.querySelector('.sparkline-area').setAttribute('d', `${line}V${Height}H${x(0).toFixed(1)}Z`);
  }
}
