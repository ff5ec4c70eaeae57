import { Problem, request } from '../../_content/WebTheme/js/api.js';
import { parseExactly } from '../../_content/WebTheme/js/exact-json.js';
import { serverSentEvents } from './server-sent-events.js';

const FirstDelay = 1000;
const MaxDelay = 15_000;
const MaxRetryAfter = 60_000;
const StableAfter = 10_000;

/**
 * Reads server-sent events with fetch, until it is closed. EventSource stops at any status other than 200 and does not report the reason.
 * This class distinguishes a service that is catching up from one that is unreachable, reports when it will retry, and resumes after the
 * last received event at any instance.
 */
export class EventStream {
  #url;
  #onEvent;
  #onState;
  #silenceTimeout;
  #endsWhenRefused;
  #lastId;
  #closed = new AbortController();
  #wake = () => {};

  /**
   * onEvent: called with { type, data, id }. onState: called with { name, retryAt?, problem? }, where name is connecting, live, catching-up,
   * reconnecting or refused. silenceTimeout: the stream is reopened when no data arrives for this many milliseconds. endsWhenRefused: after
   * a 4xx response other than 408, 425 and 429, there is no retry.
   */
  constructor({ url, onEvent, onState, silenceTimeout, endsWhenRefused = false }) {
    this.#url = url;
    this.#onEvent = onEvent;
    this.#onState = onState;
    this.#silenceTimeout = silenceTimeout;
    this.#endsWhenRefused = endsWhenRefused;
    this.#keepOpen(this.#closed.signal);
  }

  close() {
    this.#closed.abort();
  }

  /** Ends the wait for the next attempt. */
  retry() {
    this.#wake();
  }

  async #keepOpen(closed) {
    let failures = 0;
    let problem;
    this.#onState({ name: 'connecting' });
    while (!closed.aborted) {
      const started = performance.now();
      try {
        await this.#read(closed, problem?.sentInStream);
        problem = undefined;
      } catch (error) {
        problem = error;
      }
      if (closed.aborted) return;

      if (this.#endsWhenRefused && isRefused(problem)) {
        this.#onState({ name: 'refused', problem });
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
      await this.#sleep(delay, closed);
      if (!closed.aborted && !catchingUp) this.#onState({ name, problem });
    }
  }

  // afterErrorEvent: the last stream was accepted but then sent an error event. This one is reported as live only after its first
  // event.
  async #read(closed, afterErrorEvent) {
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
        signal: AbortSignal.any([closed, silent.signal]),
      });
      if (!afterErrorEvent) this.#onState({ name: 'live' });
      for await (const { type, data, id } of serverSentEvents(response.body, restartTimer)) {
        if (closed.aborted) return;
        if (type === 'error') throw new Problem({ title: 'The stream ended.', ...JSON.parse(data), sentInStream: true });
        if (afterErrorEvent) this.#onState({ name: 'live' });
        afterErrorEvent = false;
        this.#onEvent({ type, data: parseExactly(data), id });
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

  #sleep(milliseconds, closed) {
    return new Promise(resolve => {
      const end = () => {
        clearTimeout(timer);
        closed.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      closed.addEventListener('abort', end);
      this.#wake = end;
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
