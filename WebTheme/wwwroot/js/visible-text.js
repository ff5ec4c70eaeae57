import { el } from './dom.js';

// Control characters other than tab and line feed, characters that change the direction of the text after them, invisible ones, and
// halves of surrogate pairs. The joiners U+200C and U+200D are left out: emoji and several scripts need them.
const Hidden = /[^\P{Cc}\t\n]|[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** The text as nodes. A character that would not be seen, or would change how others are seen, is in an element that shows its code. */
export function visible(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(Hidden)) {
    nodes.push(text.slice(end, index), el('span', { class: 'hidden-character', 'data-code': codeOf(character) }, character));
    end = index + character.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

/** Shows a text that comes from clients, and does nothing if the element shows it already. */
export function setVisibleText(element, text) {
  if (element.textContent !== text) element.replaceChildren(...visible(text));
}

const codeOf = character => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
