/** How many series the theme has colours for: the tokens --series-1 to --series-9. */
export const SeriesColours = 9;

/** Sets the colour of the element's swatches to a token of the theme. */
export function setSwatch(element, token) {
  element.style.setProperty('--swatch', `var(${token})`);
}
