// Whether the page needs data: not while it is paused or hidden.
const listeners = new Set();
let paused = false;
let leaving = false;

/** Why the page needs no data: 'paused', 'hidden', or null when it does need data. */
export function inactiveReason() {
  if (paused) return 'paused';
  return document.hidden || leaving ? 'hidden' : null;
}

export const isActive = () => inactiveReason() === null;

export function onChange(listener) {
  listeners.add(listener);
}

export function setPaused(value) {
  paused = value;
  notify();
}

export const isPaused = () => paused;

function notify() {
  for (const listener of listeners) listener();
}

document.addEventListener('visibilitychange', notify);
addEventListener('pagehide', () => { leaving = true; notify(); });
addEventListener('pageshow', () => { leaving = false; notify(); });
