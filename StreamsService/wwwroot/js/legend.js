import { byId, el, setChildren, setText } from './dom.js';
import { short } from './format.js';

/** The legend of the chart: buttons that hide and show pages. It is HTML instead of canvas, so that it works with a keyboard. */
export class Legend {
  #buttons = new Map();
  #off = new Set();
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  isOn(key) {
    return !this.#off.has(key);
  }

  /** entries: { key, label, token, events } */
  show(entries) {
    const nodes = entries.map(entry => {
      const button = this.#buttons.get(entry.key) ?? this.#add(entry.key);
      button.style.setProperty('--swatch', `var(${entry.token})`);
      setText(button.children[1], entry.label);
      setText(button.children[2], short(entry.events));
      button.title = entry.label;
      return button;
    });
    setChildren(byId('legend'), nodes);
    const shown = new Set(entries.map(entry => entry.key));
    for (const key of this.#buttons.keys()) {
      if (shown.has(key)) continue;
      this.#buttons.delete(key);
      this.#off.delete(key);
    }
  }

  #add(key) {
    const button = el('button', { type: 'button', class: 'legend-entry', 'aria-pressed': 'true', 'data-page': key },
      el('span', { class: 'swatch' }), el('span', { class: 'legend-name' }), el('span', { class: 'legend-count' }));
    button.addEventListener('click', () => {
      if (!this.#off.delete(key)) this.#off.add(key);
      button.setAttribute('aria-pressed', String(this.isOn(key)));
      this.#onChange();
    });
    this.#buttons.set(key, button);
    return button;
  }
}
