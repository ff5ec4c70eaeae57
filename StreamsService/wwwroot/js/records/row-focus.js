const StepOfKey = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** Moves the focus between rows with the arrow keys, Home and End, so that the list needs only one Tab stop. */
export function moveFocus(event, list) {
  const step = StepOfKey[event.key];
  if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  const rows = [...list.querySelectorAll('summary')];
  if (rows.length === 0) return;
  event.preventDefault();
  const current = rows.indexOf(document.activeElement.closest('li')?.querySelector('summary'));
  rows[Math.min(rows.length - 1, Math.max(0, current + step))].focus();
}
