import * as activity from '../../_content/WebTheme/js/activity.js';
import { StreamHub } from '../streams/stream-hub.js';

const PingInterval = 5000;
const MaxUnanswered = 2;
const WorkerName = 'streams 1'; // change it with the messages: an older page's worker runs until all of its windows are closed

const streams = new Set();
let port;
let unanswered = 0;
let reconnects = 0;
let isShared = globalThis.SharedWorker !== undefined;

/** A stream of the service, which this window reads together with all other windows of the browser, through a StreamHub. */
export class LiveStream {
  #handlers;
  #onState;

  /**
   * kind: statistics or records. handlers: by event type, called with the data and { isComplete, receivedAt }. onState: called with
   * { name, retryAt?, problem? }, where name is connecting, live, catching-up, reconnecting, refused, paused or hidden. Without a url,
   * there is no stream.
   */
  constructor({ kind, url, handlers, onState }) {
    this.kind = kind;
    this.#handlers = handlers;
    this.#onState = onState;
    streams.add(this);
    this.open(url);
  }

  /** Reads another URL from now on; without a URL, there is no stream. */
  open(url) {
    this.url = url && new URL(url, document.baseURI).href;
    this.showActivity();
    tell();
  }

  /** Ends the wait for the next attempt. */
  retry() {
    tell(this.url);
  }

  receive({ state, type, data, ...event }) {
    if (state) this.#onState(state);
    else this.#handlers[type]?.(data, event);
  }

  showActivity() {
    const reason = activity.inactiveReason();
    if (reason) this.#onState({ name: reason });
  }
}

/** Tells the hub which streams this window wants. */
function tell(retry) {
  if (!port) connect();
  const wanted = activity.isActive() ? [...streams].filter(stream => stream.url).map(({ kind, url }) => ({ kind, url })) : [];
  port.postMessage({ wanted, retry });
}

function receive({ data: { url, ...message } }) {
  unanswered = reconnects = 0;
  if (url === undefined || !activity.isActive()) return;
  for (const stream of streams) if (stream.url === url) stream.receive(message);
}

// The hub is in a shared worker, or in this window if the browser has no shared workers.
function connect() {
  port?.close();
  if (isShared) port = sharedPort();
  else {
    const channel = new MessageChannel();
    new StreamHub().add(channel.port1);
    port = channel.port2;
  }
  unanswered = 0;
  port.onmessage = receive;
}

function sharedPort() {
  const worker = new SharedWorker(new URL('../streams/worker.js', import.meta.url), { type: 'module', name: WorkerName });
  worker.onerror = () => reconnect(false);
  return worker.port;
}

function reconnect(shared) {
  isShared &&= shared;
  connect();
  tell();
}

// Pings tell the hub that this window is still there, and this window that the worker is.
setInterval(() => {
  if (!activity.isActive()) return;
  if (++unanswered <= MaxUnanswered) tell();
  else reconnect(reconnects++ === 0); // a worker that has ended is started again; if that does not help, this window reads by itself
}, PingInterval);

activity.onChange(() => {
  for (const stream of streams) stream.showActivity();
  tell();
});
