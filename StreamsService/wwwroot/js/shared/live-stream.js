import * as activity from './activity.js';
import { Problem, request } from './api.js';
import { serverSentEvents } from './server-sent-events.js';

const FirstDelay = 1000;
const MaxDelay = 15_000;
const MaxRetryAfter = 60_000;
const StableAfter = 10_000;

/**
 * Reads server-sent events with fetch. EventSource stops at any status other than 200 and does not report the reason. This class
 * distinguishes a service that is catching up from one that is unreachable, reports when it will retry, and resumes after the
 * last received event at any instance.
 */
export class LiveStream {
  #url;
  #handlers;
  #onState;
  #silenceTimeout;
  #endsWhenRefused;
  #refusal;
  #lastId;
  #current;
  #wake = () => {};

  /**
   * handlers: by event type, called with the parsed data and the id. onState: called with { name, retryAt?, problem? }, where name is
   * connecting, live, catching-up, reconnecting, refused, paused or hidden. silenceTimeout: the stream is reopened when no data arrives
   * for this many milliseconds. endsWhenRefused: after a 4xx response other than 408, 425 and 429, there is no retry until `open` is
   * called. Without a url, there is no request.
   */
  constructor({ url, handlers, onState, silenceTimeout, endsWhenRefused = false }) {
    this.#url = url;
    this.#handlers = handlers;
    this.#onState = onState;
    this.#silenceTimeout = silenceTimeout;
    this.#endsWhenRefused = endsWhenRefused;
    activity.onChange(() => this.#update());
    this.#update();
  }

  /** Reads another URL from now on; without a URL, there is no request. */
  open(url) {
    this.#url = url;
    this.#lastId = this.#refusal = undefined;
    this.#stop();
    this.#update();
  }

  /** Ends the wait for the next attempt. */
  retry() {
    this.#wake();
  }

  #update() {
    const reason = activity.inactiveReason();
    if (reason) {
      this.#stop();
      this.#onState({ name: reason });
    } else if (this.#refusal) {
      this.#onState({ name: 'refused', problem: this.#refusal });
    } else if (!this.#current && this.#url) {
      this.#current = new AbortController();
      this.#keepOpen(this.#current.signal);
    }
  }

  #stop() {
    this.#current?.abort();
    this.#current = undefined;
  }

  async #keepOpen(stopped) {
    let failures = 0;
    let problem;
    this.#onState({ name: 'connecting' });
    while (!stopped.aborted) {
      const started = performance.now();
      try {
        await this.#read(stopped, problem?.sentInStream);
        problem = undefined;
      } catch (error) {
        problem = error;
      }
      if (stopped.aborted) return;

      if (this.#endsWhenRefused && isRefused(problem)) {
        this.#refusal = problem;
        this.#update();
        return;
      }
      // The service may reject the id in `since`. Start without it.
      if (problem?.status >= 400 && problem.status < 500) this.#lastId = undefined;
      // A stream can take a while before it sends an error event, so a long stream that ends with one counts as a failure.
      const wasStable = performance.now() - started > StableAfter && !problem?.sentInStream;
      failures = wasStable ? 1 : failures + 1;
      const catchingUp = problem?.restored !== undefined;
      const delay = catchingUp ? FirstDelay : delayAfter(failures, problem);
      const name = catchingUp ? 'catching-up' : 'reconnecting';
      this.#onState({ name, problem, retryAt: catchingUp ? undefined : Date.now() + delay });
      await this.#sleep(delay, stopped);
      if (!stopped.aborted && !catchingUp) this.#onState({ name, problem });
    }
  }

  // afterErrorEvent: the last stream was accepted but then sent an error event. This one is reported as live only after its first
  // event.
  async #read(stopped, afterErrorEvent) {
    const silent = new AbortController();
    let timer;
    const restartTimer = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(new DOMException('Silent', 'TimeoutError')), this.#silenceTimeout);
    };
    try {
      restartTimer();
      const response = await request(this.#urlSinceLastEvent(), {
        headers: { accept: 'text/event-stream' },
        signal: AbortSignal.any([stopped, silent.signal]),
      });
      if (!afterErrorEvent) this.#onState({ name: 'live' });
      for await (const { type, data, id } of serverSentEvents(response.body, restartTimer)) {
        if (stopped.aborted) return;
        if (type === 'error') throw new Problem({ title: 'The stream ended.', ...JSON.parse(data), sentInStream: true });
        if (afterErrorEvent) this.#onState({ name: 'live' });
        afterErrorEvent = false;
        this.#handlers[type]?.(JSON.parse(data), id);
        if (id) this.#lastId = id;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #urlSinceLastEvent() {
    if (!this.#lastId) return this.#url;
    return `${this.#url}${this.#url.includes('?') ? '&' : '?'}since=${encodeURIComponent(this.#lastId)}`;
  }

  #sleep(milliseconds, stopped) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => { clearTimeout(timer); resolve(); };
      stopped.addEventListener('abort', this.#wake, { once: true });
    });
  }
}

/** Whether the service rejected the request for a reason that a retry will not change. */
const isRefused = problem => problem?.status >= 400 && problem.status < 500 && ![408, 425, 429].includes(problem.status);

/** The delay doubles with each failure. The jitter keeps many clients from reconnecting at the same moment. */
function delayAfter(failures, problem) {
  const ceiling = Math.min(MaxDelay, FirstDelay * 2 ** (failures - 1));
  const delay = ceiling * (0.5 + Math.random() / 2);
  return Math.max(delay, Math.min(MaxRetryAfter, (problem?.retryAfter ?? 0) * 1000));
}
