// Windows are cut by the clock of the service; a screen in the office may be minutes off.
let offset = 0;

export const now = () => Date.now() + offset;

export function synchronise(serverTime) {
  const difference = Date.parse(serverTime) - Date.now();
  // Small differences are the way over the network, and would make the chart tremble.
  if (Number.isFinite(difference) && Math.abs(difference - offset) > 1500) offset = difference;
}
