import * as activity from '../_content/WebTheme/js/activity.js';
import { byId, setText } from '../_content/WebTheme/js/dom.js';
import { age, time } from '../_content/WebTheme/js/format.js';

const StaleAfter = 3000;

/** Shows the state of the connection in the header, and in a notice while the data on the page is not live. */
export class Connection {
  #pill = byId('connection');
  #toast = byId('toast');
  #state = { name: 'connecting' };
  #stateSince = Date.now();
  #lastDataAt;
  #announcedState;
  onRetry = () => {};

  constructor() {
    byId('pause').addEventListener('click', () => this.#togglePause());
    byId('toast-action').addEventListener('click', () => (activity.isPaused() ? this.#togglePause() : this.onRetry()));
    setInterval(() => this.#render(), 500);
    this.#render();
  }

  set state(state) {
    if (state.name !== this.#state.name) this.#stateSince = Date.now();
    this.#state = state;
    this.#render();
  }

  /** Notes when data was received. */
  dataReceived(at) {
    this.#lastDataAt = at;
  }

  #togglePause() {
    activity.setPaused(!activity.isPaused());
    setText(byId('pause-label'), activity.isPaused() ? 'Resume' : 'Pause');
    byId('pause').classList.toggle('paused', activity.isPaused());
  }

  #render() {
    const { name, problem, retryAt } = this.#state;
    if (name === 'hidden') return;
    const retrySeconds = retryAt ? Math.max(1, Math.ceil((retryAt - Date.now()) / 1000)) : undefined;
    const percent = problem?.restored === undefined ? '' : ` ${Math.round(problem.restored * 100)} %`;
    const [label, title] = {
      connecting: ['Connecting', 'Connecting to the service.'],
      live: ['Live', 'Live.'],
      'catching-up': [`Catching up${percent}`, 'The service is catching up.'],
      reconnecting: ['Reconnecting', reasonOf(problem)],
      paused: ['Paused', 'Paused.'],
    }[name];
    setText(byId('connection-label'), label);
    setText(byId('countdown'), retrySeconds ? ` in ${retrySeconds} s` : '');
    this.#pill.dataset.state = name;

    const isNormal = name === 'live' || (name === 'connecting' && Date.now() - this.#stateSince < StaleAfter);
    const isStale = !isNormal && this.#lastDataAt !== undefined;
    document.body.classList.toggle('stale', isStale && name !== 'paused');
    setText(byId('toast-title'), title);
    setText(byId('toast-detail'), this.#detail(name, isStale));
    byId('toast-progress').hidden = name !== 'catching-up';
    byId('toast-progress').value = problem?.restored ?? 0;
    byId('toast-action').hidden = !['paused', 'reconnecting'].includes(name);
    setText(byId('toast-action'), name === 'paused' ? 'Resume' : 'Retry now');
    this.#toast.dataset.state = name;
    if (isNormal && this.#toast.contains(document.activeElement)) byId('main').focus({ preventScroll: true });
    this.#toast.hidden = isNormal;
    this.#announce(name, title);
  }

  #detail(name, isStale) {
    if (isStale) return `What you see is from ${time(this.#lastDataAt)}, ${age(Date.now() - this.#lastDataAt)} ago.`;
    return name === 'catching-up' ? 'It is reading its statistics from Kafka. The page will fill when it is ready.' : '';
  }

  // Announce each change once, and not each second of the countdown.
  #announce(name, title) {
    if (this.#announcedState === name || (name === 'connecting' && this.#announcedState === undefined)) return;
    if (this.#announcedState !== undefined || name !== 'live') setText(byId('announcement'), title);
    this.#announcedState = name;
  }
}

// The missing network is only mentioned, and the page keeps trying: a service on this device can be reached without a network.
function reasonOf(problem) {
  const reason = problem?.title ?? 'The connection was lost.';
  return navigator.onLine ? reason : `${reason} This device has no network.`;
}
