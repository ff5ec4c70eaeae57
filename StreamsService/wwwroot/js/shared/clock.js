// The clock of the service. The current window depends on it, and the clock of the device may be minutes off.
let offset = 0;

export const now = () => Date.now() + offset;

export function synchronise(serverTime) {
  const difference = Date.parse(serverTime) - Date.now();
  // Small differences come from network latency. Following them would make the chart jitter.
  if (Number.isFinite(difference) && Math.abs(difference - offset) > 1500) offset = difference;
}
