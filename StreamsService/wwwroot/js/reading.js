const Idle = 20_000;

/**
 * Tells whether somebody is reading in a scroller, so that it doesn't move away under their eyes: it is scrolled, has the
 * focus inside, or the pointer over it. A pointer that was left there is not a reader: a screen on the wall must go on.
 */
export class Reading {
  #scroller;
  #moved = -Infinity;
  #timer;
  #was = false;
  #onChange;

  constructor(scroller, onChange) {
    this.#scroller = scroller;
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
    const focused = this.#scroller.contains(document.activeElement) && document.activeElement !== this.#scroller;
    return this.#scroller.scrollTop > 8 || focused || performance.now() - this.#moved < Idle;
  }

  /** Back to the newest. */
  stop() {
    this.#moved = -Infinity;
    // What had the focus, such as the button that said so, is about to go.
    if (this.#scroller.closest('.panel').contains(document.activeElement)) this.#scroller.focus({ preventScroll: true });
    this.#scroller.scrollTop = 0;
    this.#check();
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
