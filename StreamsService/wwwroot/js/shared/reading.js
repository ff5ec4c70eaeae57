const ActivityTimeout = 20_000;

/**
 * Detects whether the user is reading in a scroller, so that new rows don't move the content away. The user is reading if the
 * scroller is scrolled, contains the focus, or the pointer moved over it recently. A resting pointer does not count, so a wall
 * display keeps updating.
 */
export class Reading {
  #scroller;
  #newestButton;
  #onChange;
  #lastActivity = -Infinity;
  #timer;
  #wasReading = false;

  /** newestButton: scrolls back to the newest row. onChange: called with true or false when the user starts or stops reading. */
  constructor(scroller, newestButton, onChange) {
    this.#scroller = scroller;
    this.#newestButton = newestButton;
    this.#onChange = onChange;
    for (const type of ['pointermove', 'wheel', 'keydown']) {
      scroller.addEventListener(type, () => this.#onActivity(), { passive: true });
    }
    scroller.addEventListener('pointerleave', () => { this.#lastActivity = -Infinity; this.#notify(); });
    for (const type of ['scroll', 'focusin']) scroller.addEventListener(type, () => this.#notify(), { passive: true });
    // During focusout, the element that will get the focus is not known yet.
    scroller.addEventListener('focusout', () => setTimeout(() => this.#notify()));
  }

  get isReading() {
    return this.#scroller.scrollTop > 8 || this.#hasFocusInside || performance.now() - this.#lastActivity < ActivityTimeout;
  }

  /** Scrolls back to the newest row, which ends the reading. */
  stop() {
    this.#lastActivity = -Infinity;
    // The focused element is about to be removed or hidden. A focus elsewhere on the page is left alone.
    if (this.#hasFocusInside || document.activeElement === this.#newestButton) this.#scroller.focus({ preventScroll: true });
    this.#scroller.scrollTop = 0;
    this.#notify();
  }

  get #hasFocusInside() {
    return this.#scroller.contains(document.activeElement) && document.activeElement !== this.#scroller;
  }

  #onActivity() {
    this.#lastActivity = performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#notify(), ActivityTimeout + 100);
    this.#notify();
  }

  #notify() {
    if (this.isReading === this.#wasReading) return;
    this.#wasReading = !this.#wasReading;
    this.#onChange(this.#wasReading);
  }
}
