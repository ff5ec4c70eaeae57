/**
 * Parses a text/event-stream body as defined by the HTML standard. `onData` is called for every chunk, including comments. The caller
 * detects a silent connection with it, for which @microsoft/fetch-event-source has no callback; event-stream.js says why not EventSource.
 */
export async function* serverSentEvents(body, onData) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let incompleteLine = '';
  let endsWithReturn = false;
  let event = newEvent();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onData();
      // A carriage return at the end of a chunk may be the first half of a CRLF. Only the chunk is split: a line may be megabytes long.
      const text = endsWithReturn ? `\r${value}` : value;
      endsWithReturn = text.endsWith('\r');
      const lines = (endsWithReturn ? text.slice(0, -1) : text).split(/\r\n|\n|\r/);
      lines[0] = incompleteLine + lines[0];
      incompleteLine = lines.pop();
      for (const line of lines) {
        if (line !== '') readField(line, event);
        else {
          if (event.data.length > 0) yield { type: event.type, data: event.data.join('\n'), id: event.id };
          event = newEvent();
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

const newEvent = () => ({ type: 'message', data: [], id: undefined });

function readField(line, event) {
  const colon = line.indexOf(':');
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
  if (field === 'data') event.data.push(value);
  else if (field === 'event') event.type = value;
  else if (field === 'id') event.id = value;
}
