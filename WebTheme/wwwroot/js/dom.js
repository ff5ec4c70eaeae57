export const byId = id => document.getElementById(id);

/** Creates an element. Strings become text nodes, so data is never interpreted as markup. Empty children are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== undefined && child !== null && child !== false && child !== ''));
  return element;
}

/** Text for screen readers only. */
export const visuallyHidden = text => el('span', { class: 'visually-hidden' }, text);

/** Sets the text only if it changed: otherwise the node would need a new layout and lose the user's selection. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Replaces the children with these nodes, and moves as few nodes as possible. */
export function setChildren(parent, nodes) {
  let current = parent.firstChild;
  for (const node of nodes) {
    if (node === current) current = current.nextSibling;
    else parent.insertBefore(node, current);
  }
  while (current) {
    const next = current.nextSibling;
    current.remove();
    current = next;
  }
}
