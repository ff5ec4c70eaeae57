/** Why a request failed, from RFC 9457 problem details where the answer has them. */
export class Problem extends Error {
  constructor({ status = 0, title, detail, errors = {}, restored, retryAfter, toldInStream = false }) {
    super(title);
    Object.assign(this, { status, title, detail, errors, restored, retryAfter, toldInStream });
  }
}

/** The title and the detail of a problem. */
export const textOf = problem => [problem.message, problem.detail].filter(Boolean).join(' ');

/** Like fetch, but anything other than success is thrown as a Problem. An abort stays an abort. */
export async function request(url, options) {
  let response;
  try {
    response = await fetch(url, { cache: 'no-store', ...options });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem({ title: 'The service can’t be reached.' });
  }
  if (response.ok) return response;
  throw await problemOf(response);
}

export async function getJson(url, options) {
  const response = await request(url, options);
  return response.json();
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
