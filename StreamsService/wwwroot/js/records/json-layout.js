const Token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;
const MaxIndentation = 40; // otherwise the size would grow with the square of the depth

/**
 * Puts the members and items of JSON on lines of their own. Its tokens are copied as they are: no digit, escape or duplicate member
 * changes. A text that is not JSON, for example because it was cut, is returned unchanged.
 */
export function layOut(text) {
  if (!isJson(text)) return text;
  const parts = [];
  let depth = 0;
  let previous = '';
  for (const [token] of text.matchAll(Token)) {
    const closes = token === '}' || token === ']';
    const isFirstInside = previous === '{' || previous === '[';
    if (closes) depth--;
    if (isFirstInside !== closes || previous === ',') parts.push('\n', '  '.repeat(Math.min(depth, MaxIndentation)));
    else if (previous === ':') parts.push(' ');
    parts.push(token);
    if (token === '{' || token === '[') depth++;
    previous = token;
  }
  return parts.join('');
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
