import { parseExactly } from './exact-json.js';

const Timeout = 10_000;

/**
 * The error of a failed request, taken from RFC 9457 problem details if the response has them. sentInStream: the service accepted the
 * request, and reported the error as the last event of the stream.
 */
export class Problem extends Error {
  constructor({ status = 0, title, detail, errors = {}, restored, retryAfter, sentInStream = false, timedOut = false }) {
    super(title);
    Object.assign(this, { status, title, detail, errors, restored, retryAfter, sentInStream, timedOut });
  }
}

/** The title and the detail of a problem. */
export const textOf = problem => [problem.message, problem.detail].filter(Boolean).join(' ');

/**
 * Like fetch, with a timeout in milliseconds that includes reading the body. Throws a Problem unless the status is 2xx. An AbortError
 * is rethrown unchanged.
 */
export async function request(url, { timeout, signal, ...options } = {}) {
  const signals = [signal, timeout && AbortSignal.timeout(timeout)].filter(Boolean);
  const response = await toProblem(fetch(url, { cache: 'no-store', ...options, signal: AbortSignal.any(signals) }));
  if (response.ok) return response;
  throw await problemOf(response);
}

/** The JSON of a response, with exact whole numbers. */
export const jsonOf = async response => parseExactly(await toProblem(response.text()));

export async function getJson(url, options) {
  return jsonOf(await request(url, { timeout: Timeout, ...options }));
}

/** Awaits a promise, and replaces the errors of the network by problems. */
async function toProblem(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    if (error.name !== 'TimeoutError') throw new Problem({ title: 'The service can’t be reached.' });
    throw new Problem({ title: 'The service doesn’t respond.', timedOut: true });
  }
}

async function problemOf(response) {
  const retryAfter = Number.parseInt(response.headers.get('retry-after'), 10);
  const base = {
    status: response.status,
    title: `The service responded with status ${response.status}.`,
    retryAfter: Number.isNaN(retryAfter) ? undefined : retryAfter,
  };
  try {
    const { title, detail, errors, restored } = await response.json();
    return new Problem({ ...base, title: title ?? base.title, detail, errors, restored });
  } catch {
    return new Problem(base);
  }
}
