const Idle = 20_000;

/**
 * Tells whether somebody is reading in a scroller, so that it doesn't move away under their eyes: it is scrolled, has the
 * focus inside, or the pointer over it. A pointer that was left there is not a reader: a screen on the wall must go on.
 */
export class Reading {
  #scroller;
  #newer;
  #moved = -Infinity;
  #timer;
  #was = false;
  #onChange;

  /** newer: the button that leads back to the newest. */
  constructor(scroller, newer, onChange) {
    this.#scroller = scroller;
    this.#newer = newer;
    this.#onChange = onChange;
    for (const type of ['pointermove', 'wheel', 'keydown']) {
      scroller.addEventListener(type, () => this.#touch(), { passive: true });
    }
    scroller.addEventListener('pointerleave', () => { this.#moved = -Infinity; this.#check(); });
    for (const type of ['scroll', 'focusin']) scroller.addEventListener(type, () => this.#check(), { passive: true });
    // The element that gets the focus isn't known yet when the old one loses it.
    scroller.addEventListener('focusout', () => setTimeout(() => this.#check()));
  }

  get now() {
    return this.#scroller.scrollTop > 8 || this.#focusedInside || performance.now() - this.#moved < Idle;
  }

  /** Back to the newest. */
  stop() {
    this.#moved = -Infinity;
    // Both are about to go; whoever types elsewhere keeps the focus.
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
