const Timeout = 10_000;

/** Why a request failed, from RFC 9457 problem details where the answer has them. */
export class Problem extends Error {
  constructor({ status = 0, title, detail, errors = {}, restored, retryAfter, toldInStream = false, timedOut = false }) {
    super(title);
    Object.assign(this, { status, title, detail, errors, restored, retryAfter, toldInStream, timedOut });
  }
}

/** The title and the detail of a problem. */
export const textOf = problem => [problem.message, problem.detail].filter(Boolean).join(' ');

/**
 * Like fetch, with a timeout in milliseconds that goes for the body too. Anything other than success is thrown as a Problem. An
 * abort stays an abort.
 */
export async function request(url, { timeout, signal, ...options } = {}) {
  const signals = [signal, timeout && AbortSignal.timeout(timeout)].filter(Boolean);
  const response = await explained(fetch(url, { cache: 'no-store', ...options, signal: AbortSignal.any(signals) }));
  if (response.ok) return response;
  throw await problemOf(response);
}

export const jsonOf = response => explained(response.json());

export async function getJson(url, options) {
  return jsonOf(await request(url, { timeout: Timeout, ...options }));
}

async function explained(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    if (error.name !== 'TimeoutError') throw new Problem({ title: 'The service can’t be reached.' });
    // A browser has six connections per host, and each window of this page keeps two: a request may never have left.
    throw new Problem({ title: 'The service doesn’t answer, or too many windows of this page are open.', timedOut: true });
  }
}

async function problemOf(response) {
  const retryAfter = Number.parseInt(response.headers.get('retry-after'), 10);
  const base = {
    status: response.status,
    title: `The service answered ${response.status}.`,
    retryAfter: Number.isNaN(retryAfter) ? undefined : retryAfter,
  };
  try {
    const { title, detail, errors, restored } = await response.json();
    return new Problem({ ...base, title: title ?? base.title, detail, errors, restored });
  } catch {
    return new Problem(base);
  }
}
