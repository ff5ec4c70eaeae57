import { byId, el, setChildren, setText } from '../dom.js';
import { short } from '../format.js';
import { setSwatch } from '../series-colours.js';
import { setVisibleText } from '../visible-text.js';

/** The legend of the chart: buttons that hide and show pages. It is HTML instead of canvas, so that it works with a keyboard. */
export class Legend {
  #buttons = new Map();
  #hiddenKeys = new Set();
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  isShown(key) {
    return !this.#hiddenKeys.has(key);
  }

  /** entries: { key, label, token, events } */
  show(entries) {
    const nodes = entries.map(entry => {
      const button = this.#buttons.get(entry.key) ?? this.#add(entry.key);
      setSwatch(button, entry.token);
      setVisibleText(button.children[1], entry.label);
      setText(button.children[2], short(entry.events));
      button.title = entry.label;
      return button;
    });
    setChildren(byId('legend'), nodes);
    const keys = new Set(entries.map(entry => entry.key));
    for (const key of this.#buttons.keys()) {
      if (keys.has(key)) continue;
      this.#buttons.delete(key);
      this.#hiddenKeys.delete(key);
    }
  }

  #add(key) {
    const button = el('button', { type: 'button', class: 'legend-entry', 'aria-pressed': 'true', 'data-page': key },
      el('span', { class: 'swatch' }), el('span', { class: 'legend-name' }), el('span', { class: 'legend-count' }));
    button.addEventListener('click', () => {
      if (!this.#hiddenKeys.delete(key)) this.#hiddenKeys.add(key);
      button.setAttribute('aria-pressed', String(this.isShown(key)));
      this.#onChange();
    });
    this.#buttons.set(key, button);
    return button;
  }
}
