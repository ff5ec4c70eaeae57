/** Hands out a limited number of colours: a name keeps its own as long as it is shown, and mostly gets the same one again later. */
export class ColourSlots {
  #count;
  #slots = new Map();

  constructor(count) {
    this.#count = count;
  }

  assign(names) {
    const shown = new Set(names);
    for (const name of this.#slots.keys()) if (!shown.has(name)) this.#slots.delete(name);
    const taken = new Set(this.#slots.values());
    for (const name of names) {
      if (this.#slots.has(name)) continue;
      let slot = hash(name) % this.#count;
      for (let tries = 0; taken.has(slot) && tries < this.#count; tries++) slot = (slot + 1) % this.#count;
      taken.add(slot);
      this.#slots.set(name, slot);
    }
  }

  /** The name of the token with this name's colour. */
  token(name) {
    const slot = this.#slots.get(name);
    return slot === undefined ? '--series-others' : `--series-${slot + 1}`;
  }
}

/** What a token's colour is at present, for a canvas, which knows no custom properties. */
export function resolve(token) {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  probe.hidden = true;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

// A polynomial hash and not a better mixed one: P1, P2, P3 then have neighbouring and so different colours.
function hash(text) {
  let value = 0;
  for (let i = 0; i < text.length; i++) value = (Math.imul(value, 31) + text.charCodeAt(i)) >>> 0;
  return value;
}
