import * as activity from '../_content/WebTheme/js/activity.js';

const RetryInterval = 2000;

/** Requests the same again and again while the page is active, also after failures. */
export class Poller {
  #load;
  #show;
  #interval;
  #onState;
  #timer;
  #request;

  /**
   * load: requests the data, with an AbortSignal. show: shows it. interval: returns the milliseconds between two requests.
   * onState: called with undefined after a success, and with the Problem after a failure.
   */
  constructor({ load, show, interval, onState }) {
    this.#load = load;
    this.#show = show;
    this.#interval = interval;
    this.#onState = onState;
    activity.onChange(() => (activity.isActive() ? this.refresh() : this.#stop()));
  }

  /** Requests now, and drops the answer to a request that is under way. */
  async refresh() {
    this.#stop();
    if (!activity.isActive()) return;

    const request = this.#request = new AbortController();
    let wait;
    try {
      const data = await this.#load(request.signal);
      if (request.signal.aborted) return;
      this.#show(data);
      this.#onState(undefined);
      wait = this.#interval();
    } catch (problem) {
      if (request.signal.aborted) return;
      this.#onState(problem);
      wait = Math.max(RetryInterval, (problem.retryAfter ?? 0) * 1000);
    }
    this.#timer = setTimeout(() => this.refresh(), wait);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#request?.abort();
  }
}
