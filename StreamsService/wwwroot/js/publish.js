import * as clock from './shared/clock.js';
import { byId, el, setText, visuallyHidden } from '../_content/WebTheme/js/dom.js';
import { jsonOf, request } from '../_content/WebTheme/js/api.js';
import { number, timeSpan, timeToMillisecond } from '../_content/WebTheme/js/format.js';

const Timeout = 15_000;
const JsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const Fields = ['name', 'user', 'duration'];

/** The form that publishes one event. onReceipt is called with the topic, partition and offset of the record. */
export class Publish {
  #form = byId('publish');
  #button = this.#form.querySelector('button[type="submit"]');
  #status = byId('publish-status');
  #onReceipt;
  #isBusy = false;
  #isOff = false;

  constructor(onReceipt) {
    this.#onReceipt = onReceipt;
    this.#form.addEventListener('submit', event => { event.preventDefault(); this.#publish(); });
  }

  showTopology({ publishing, minimumDuration }) {
    this.#isOff = !publishing;
    byId('publish-off').hidden = publishing;
    for (const control of this.#form.elements) control.disabled = !publishing;
    const threshold = timeSpan(minimumDuration);
    setText(byId('publish-hint'), threshold > 0 ? `Views up to ${number(threshold)} ms are not counted.` : '');
  }

  /** Sets the suggested page names. */
  suggest(pages) {
    byId('pages').replaceChildren(...pages.map(page => el('option', { value: page })));
  }

  async #publish() {
    if (this.#isBusy || this.#isOff) return;
    this.#setBusy(true);
    this.#clearResult();
    try {
      const response = await request('events', {
        method: 'POST',
        timeout: Timeout,
        headers: { 'content-type': 'application/json' },
        body: this.#readEvent(),
      });
      const receipt = await jsonOf(response);
      this.#showReceipt(receipt, traceIdOf(response));
      this.#onReceipt(receipt);
    } catch (problem) {
      this.#showProblem(problem);
    } finally {
      this.#setBusy(false);
    }
  }

  // The service validates the event. A duration that is a JSON number is sent as it was typed, with all of its digits, and any other input
  // as text. The event's date is taken from the clock of the service: if this device's clock were ahead, the event would be rejected as
  // one from the future.
  #readEvent() {
    const { name, user, duration } = this.#form.elements;
    const text = duration.value.trim();
    const event = { name: name.value, user: user.value, date: new Date(clock.now()).toISOString() };
    return `${JSON.stringify(event).slice(0, -1)},"duration":${JsonNumber.test(text) ? text : JSON.stringify(text)}}`;
  }

  #setBusy(busy) {
    this.#isBusy = busy;
    // The button is not disabled while busy, because it would lose the focus.
    this.#button.setAttribute('aria-disabled', String(busy));
    setText(this.#button, busy ? 'Publishing…' : 'Publish');
  }

  #clearResult() {
    this.#status.replaceChildren();
    this.#showError(undefined);
    for (const field of Fields) this.#showFieldError(field, undefined);
  }

  #showReceipt({ topic, partition, offset, timestamp }, traceId) {
    const parts = [
      el('p', { class: 'receipt-head' }, `On ${topic}`),
      el('p', { 'data-testid': 'receipt', 'data-partition': partition, 'data-offset': offset },
        `partition ${partition} · offset ${offset} · ${timeToMillisecond(Date.parse(timestamp))}`),
    ];
    if (traceId) {
      const code = el('code', { 'data-testid': 'trace-id' }, traceId);
      parts.push(el('p', { class: 'trace' }, el('span', {}, 'Trace '), code, copyButton(traceId)));
    }
    this.#status.replaceChildren(el('div', { class: 'receipt' }, ...parts));
  }

  #showProblem(problem) {
    const otherErrors = [];
    let firstInvalid;
    for (const [member, messages] of Object.entries(problem.errors ?? {})) {
      const field = Fields.find(name => name === member.toLowerCase());
      if (!field) otherErrors.push(`${member} ${messages.join(', ')}`);
      else {
        this.#showFieldError(field, messages.join(', '));
        firstInvalid ??= this.#form.elements[field];
      }
    }
    const doubt = problem.timedOut ? 'The event may or may not have been published.' : undefined;
    const retry = problem.retryAfter > 0 ? `Try again in ${problem.retryAfter} s.` : undefined;
    this.#showError([problem.message, problem.detail, doubt, ...otherErrors, retry].filter(Boolean).join(' '));
    firstInvalid?.focus();
  }

  #showError(text) {
    byId('publish-error').hidden = text === undefined;
    setText(byId('publish-error'), text ?? '');
  }

  #showFieldError(field, text) {
    const error = byId(`publish-${field}-error`);
    error.hidden = text === undefined;
    setText(error, text ?? '');
    const input = this.#form.elements[field];
    if (text === undefined) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  }
}

function traceIdOf(response) {
  return /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(response.headers.get('traceresponse') ?? '')?.[1];
}

function copyButton(text) {
  const label = el('span', {}, 'Copy');
  const button = el('button', { type: 'button', class: 'button small', 'data-testid': 'copy-trace-id' },
    label, visuallyHidden('the trace id'));
  button.addEventListener('click', async () => {
    setText(label, await copy(text, button) ? 'Copied' : 'Press Ctrl+C');
    setTimeout(() => setText(label, 'Copy'), 2000);
  });
  return button;
}

// Browsers don't allow clipboard access to pages loaded over plain HTTP from another machine. In that case the text is selected.
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(button.previousElementSibling);
    return document.execCommand('copy');
  }
}
