const Idle = 20_000;

/**
 * Detects whether the user is reading in a scroller, so that new rows don't move the content away. The user is reading if the
 * scroller is scrolled, contains the focus, or the pointer moved over it recently. A resting pointer does not count, so a wall
 * display keeps updating.
 */
export class Reading {
  #scroller;
  #newer;
  #moved = -Infinity;
  #timer;
  #was = false;
  #onChange;

  /** newer: the button that scrolls back to the newest row. */
  constructor(scroller, newer, onChange) {
    this.#scroller = scroller;
    this.#newer = newer;
    this.#onChange = onChange;
    for (const type of ['pointermove', 'wheel', 'keydown']) {
      scroller.addEventListener(type, () => this.#touch(), { passive: true });
    }
    scroller.addEventListener('pointerleave', () => { this.#moved = -Infinity; this.#check(); });
    for (const type of ['scroll', 'focusin']) scroller.addEventListener(type, () => this.#check(), { passive: true });
    // During focusout, the element that will get the focus is not known yet.
    scroller.addEventListener('focusout', () => setTimeout(() => this.#check()));
  }

  get now() {
    return this.#scroller.scrollTop > 8 || this.#focusedInside || performance.now() - this.#moved < Idle;
  }

  /** Scrolls back to the newest row. */
  stop() {
    this.#moved = -Infinity;
    // The focused element is about to be removed or hidden. A focus elsewhere on the page is left alone.
    if (this.#focusedInside || document.activeElement === this.#newer) this.#scroller.focus({ preventScroll: true });
    this.#scroller.scrollTop = 0;
    this.#check();
  }

  get #focusedInside() {
    return this.#scroller.contains(document.activeElement) && document.activeElement !== this.#scroller;
  }

  #touch() {
    this.#moved = performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), Idle + 100);
    this.#check();
  }

  #check() {
    if (this.now === this.#was) return;
    this.#was = !this.#was;
    this.#onChange(this.#was);
  }
}
