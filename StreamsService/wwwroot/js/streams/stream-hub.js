import { Source } from './source.js';

const MaxTopics = 3;
const SilenceTimeout = 30_000;

/**
 * Reads each stream once for all windows that want it. A browser opens at most six HTTP/1.1 connections per host, for all windows
 * together. The hub keeps at most four of them open: the statistics and the records of three topics. The others are left for requests.
 *
 * A window sends `{ wanted: [{ kind, url }], retry?: url }` when what it wants changes, and every few seconds. The hub answers each message
 * with `{}`, and sends `{ url, state }` and `{ url, type, data, isComplete, receivedAt }`.
 */
export class StreamHub {
  #windows = new Set();
  #sources = new Map(); // by URL

  constructor() {
    setInterval(() => this.#removeSilentWindows(), SilenceTimeout / 3);
  }

  add(port) {
    const window = { port, wanted: [], joined: new Set(), heardAt: 0 };
    port.onmessage = ({ data }) => this.#receive(window, data);
  }

  #receive(window, { wanted, retry }) {
    window.wanted = wanted;
    window.heardAt = performance.now();
    this.#windows.add(window);
    window.port.postMessage({});
    this.#sources.get(retry)?.retry();
    this.#update();
  }

  // A window sends a message when it is closed, but not if its process is killed. The next message of a suspended window adds it again.
  #removeSilentWindows() {
    for (const window of this.#windows) {
      if (performance.now() - window.heardAt < SilenceTimeout) continue;
      window.wanted = [];
      this.#windows.delete(window);
      this.#leaveUnwanted(window);
    }
    this.#update();
  }

  #update() {
    for (const window of this.#windows) this.#leaveUnwanted(window);
    for (const [url, source] of this.#sources) {
      if (source.hasListeners) continue;
      source.close();
      this.#sources.delete(url);
    }
    for (const window of this.#windows) this.#joinWanted(window);
  }

  #leaveUnwanted(window) {
    for (const url of window.joined) {
      if (window.wanted.some(stream => stream.url === url)) continue;
      this.#sources.get(url).leave(window.port);
      window.joined.delete(url);
    }
  }

  #joinWanted(window) {
    for (const { kind, url } of window.wanted) {
      if (window.joined.has(url)) continue;
      const source = this.#sources.get(url) ?? this.#open(kind, url);
      if (source) {
        source.join(window.port);
        window.joined.add(url);
      } else window.port.postMessage({ url, state: { name: 'refused', problem: tooManyTopics } });
    }
  }

  #open(kind, url) {
    const sameKind = [...this.#sources.values()].filter(source => source.kind === kind);
    if (kind === 'records' && sameKind.length >= MaxTopics) return undefined;
    const source = new Source(kind, url);
    this.#sources.set(url, source);
    return source;
  }
}

const tooManyTopics = {
  message: `Other windows of this browser already show ${MaxTopics} topics.`,
  detail: 'Choose one of these topics, or close one of the windows.',
};
