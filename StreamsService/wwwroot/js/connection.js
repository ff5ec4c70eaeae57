import * as attention from './attention.js';
import { byId, setText } from './dom.js';
import { age, time } from './format.js';

const StaleAfter = 3000;

/** Shows the state of the connection in the header, and in a notice while the data on the page is not live. */
export class Connection {
  #pill = byId('connection');
  #toast = byId('toast');
  #state = { name: 'connecting' };
  #since = Date.now();
  #lastData;
  #announced;
  onRetry = () => {};

  constructor() {
    byId('pause').addEventListener('click', () => this.#togglePause());
    byId('toast-action').addEventListener('click', () => (attention.isPaused() ? this.#togglePause() : this.onRetry()));
    setInterval(() => this.#render(), 500);
    this.#render();
  }

  set state(state) {
    if (state.name !== this.#state.name) this.#since = Date.now();
    this.#state = state;
    this.#render();
  }

  /** Data came in just now. */
  heard() {
    this.#lastData = Date.now();
  }

  #togglePause() {
    attention.setPaused(!attention.isPaused());
    setText(byId('pause-label'), attention.isPaused() ? 'Resume' : 'Pause');
    byId('pause').classList.toggle('paused', attention.isPaused());
  }

  #render() {
    const { name, problem, retryAt } = this.#state;
    if (name === 'hidden') return;
    const wait = retryAt ? Math.max(1, Math.ceil((retryAt - Date.now()) / 1000)) : undefined;
    const percent = problem?.restored === undefined ? '' : ` ${Math.round(problem.restored * 100)} %`;
    const [label, title] = {
      connecting: ['Connecting', 'Connecting to the service.'],
      live: ['Live', 'Live.'],
      'catching-up': [`Catching up${percent}`, 'The service is catching up.'],
      reconnecting: ['Reconnecting', whyLost(problem)],
      paused: ['Paused', 'Paused.'],
    }[name];
    setText(byId('connection-label'), label);
    setText(byId('countdown'), wait ? ` in ${wait} s` : '');
    this.#pill.dataset.state = name;

    const quiet = name === 'live' || (name === 'connecting' && Date.now() - this.#since < StaleAfter);
    const stale = !quiet && this.#lastData !== undefined;
    document.body.classList.toggle('stale', stale && name !== 'paused');
    setText(byId('toast-title'), title);
    setText(byId('toast-detail'), this.#detail(name, stale));
    byId('toast-progress').hidden = name !== 'catching-up';
    byId('toast-progress').value = problem?.restored ?? 0;
    byId('toast-action').hidden = !['paused', 'reconnecting'].includes(name);
    setText(byId('toast-action'), name === 'paused' ? 'Resume' : 'Retry now');
    this.#toast.dataset.state = name;
    if (quiet && this.#toast.contains(document.activeElement)) byId('main').focus({ preventScroll: true });
    this.#toast.hidden = quiet;
    this.#announce(name, title);
  }

  #detail(name, stale) {
    if (stale) return `What you see is from ${time(this.#lastData)}, ${age(Date.now() - this.#lastData)} ago.`;
    return name === 'catching-up' ? 'It is reading its statistics from Kafka. The page will fill when it is ready.' : '';
  }

  // Announce each change once, and not each second of the countdown.
  #announce(name, title) {
    if (this.#announced === name || (name === 'connecting' && this.#announced === undefined)) return;
    if (this.#announced !== undefined || name !== 'live') setText(byId('announcement'), title);
    this.#announced = name;
  }
}

// The missing network is only mentioned, and the page keeps trying: a service on this device can be reached without a network.
function whyLost(problem) {
  const why = problem?.title ?? 'The connection was lost.';
  return navigator.onLine ? why : `${why} This device has no network.`;
}
