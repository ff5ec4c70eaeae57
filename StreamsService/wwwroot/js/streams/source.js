import { EventStream } from './event-stream.js';
import { LatestRecords } from './latest-records.js';
import { LatestWindows } from './latest-windows.js';

const Kinds = {
  statistics: { silenceTimeout: 15_000, newSnapshot: () => new LatestWindows() },
  records: { silenceTimeout: 60_000, endsWhenRefused: true, newSnapshot: () => new LatestRecords() },
};

/** One stream of the service with its listeners. A new listener gets the state of the stream, and what the others have been sent so far. */
export class Source {
  #url;
  #ports = new Set();
  #snapshot;
  #state = { name: 'connecting' };
  #stream;

  constructor(kind, url) {
    const { newSnapshot, ...options } = Kinds[kind];
    this.kind = kind;
    this.#url = url;
    this.#snapshot = newSnapshot();
    this.#stream = new EventStream({
      url,
      ...options,
      onEvent: event => this.#onEvent(event),
      onState: state => this.#onState(state),
    });
  }

  get hasListeners() {
    return this.#ports.size > 0;
  }

  join(port) {
    this.#ports.add(port);
    port.postMessage({ url: this.#url, state: this.#state });
    for (const event of this.#snapshot.events(this.#state.name === 'live')) port.postMessage({ url: this.#url, ...event });
  }

  leave(port) {
    this.#ports.delete(port);
  }

  retry() {
    this.#stream.retry();
  }

  close() {
    this.#stream.close();
  }

  #onEvent({ type, data, id }) {
    const event = { type, data, isComplete: id !== undefined, receivedAt: Date.now() };
    this.#snapshot.add(event);
    this.#send(event);
  }

  #onState({ problem, ...state }) {
    // Errors lose their own properties on the way to a window.
    this.#state = problem ? { ...state, problem: { ...problem, message: problem.message } } : state;
    this.#send({ state: this.#state });
  }

  #send(message) {
    for (const port of this.#ports) port.postMessage({ url: this.#url, ...message });
  }
}
