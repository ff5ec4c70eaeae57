import * as activity from '../_content/WebTheme/js/activity.js';
import { byId, setText } from '../_content/WebTheme/js/dom.js';
import { age, time } from '../_content/WebTheme/js/format.js';

/** Shows in the header, and in a notice, whether what the page shows is up to date. */
export class Connection {
  #problems = new Map();
  #lastDataAt;
  #announced;
  onRetry = () => {};

  constructor() {
    byId('pause').addEventListener('click', () => this.#togglePause());
    byId('toast-action').addEventListener('click', () => (activity.isPaused() ? this.#togglePause() : this.onRetry()));
    setInterval(() => this.#render(), 1000); // the age of the data
  }

  /** source: a part of the page. problem: why it has no data now; undefined when it has. */
  report(source, problem) {
    if (problem) this.#problems.set(source, problem);
    else {
      this.#problems.delete(source);
      this.#lastDataAt = Date.now();
    }
    this.#render();
  }

  #togglePause() {
    activity.setPaused(!activity.isPaused());
    setText(byId('pause-label'), activity.isPaused() ? 'Resume' : 'Pause');
    byId('pause').classList.toggle('paused', activity.isPaused());
    this.#render();
  }

  #render() {
    const [problem] = this.#problems.values();
    const state = activity.isPaused() ? 'paused' : problem ? 'reconnecting' : this.#lastDataAt ? 'live' : 'connecting';
    const label = { paused: 'Paused', reconnecting: 'Not up to date', live: 'Live', connecting: 'Connecting' }[state];
    const isNormal = state === 'live' || state === 'connecting';
    const isStale = !isNormal && this.#lastDataAt !== undefined;
    setText(byId('connection'), label);
    byId('connection').dataset.state = state;
    document.body.classList.toggle('stale', isStale && state !== 'paused');

    const toast = byId('toast');
    if (isNormal && toast.contains(document.activeElement)) byId('main').focus({ preventScroll: true });
    toast.hidden = isNormal;
    toast.dataset.state = state;
    setText(byId('toast-title'), state === 'paused' ? 'Paused.' : problem?.message ?? '');
    setText(byId('toast-detail'), isStale
      ? `What you see is from ${time(this.#lastDataAt)}, ${age(Date.now() - this.#lastDataAt)} ago.`
      : 'This page keeps trying.');
    setText(byId('toast-action'), state === 'paused' ? 'Resume' : 'Retry now');
    this.#announce(state, problem);
  }

  // Once per change, and not at first: then there is nothing that the visitor could have missed.
  #announce(state, problem) {
    if (state === this.#announced || state === 'connecting') return;
    if (this.#announced !== undefined || state !== 'live') {
      setText(byId('announcement'), { paused: 'Paused.', live: 'Up to date again.' }[state] ?? problem.message);
    }
    this.#announced = state;
  }
}
