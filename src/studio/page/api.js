// SPDX-License-Identifier: BSL-1.0
// Calls of the studio's API.

const stored = 'godwit.token';
let token = sessionStorage.getItem(stored) ?? '';

/** Whether the page may change anything: it takes --write and the switch. */
export const mode = { possible: false, on: false };

export class ApiError extends Error {
  /** @param {number} status @param {Fault} details */
  constructor(status, details) {
    super(details.message);
    this.status = status;
    this.details = details;
  }
}

/** Exchanges the token of the address, which works once, and takes it out of there; false if there is none. */
export async function enter() {
  const once = /^#once=([\w-]+)$/.exec(location.hash)?.[1];
  if (!once) return false;
  history.replaceState(null, '', location.pathname);
  token = (await call('exchange', { once })).token;
  sessionStorage.setItem(stored, token);
  return true;
}

/** @type {(name: string, body: object, signal?: AbortSignal) => Promise<Response>} */
const post = async (name, body, signal) => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`api/${name}`, { method: 'POST', headers, body: JSON.stringify(body), signal });
  } catch (error) {
    if (!signal?.aborted) dispatchEvent(new CustomEvent('studio-gone'));
    throw signal?.aborted ? error : new ApiError(0, { code: 'gone', message: 'the studio does not answer', hint: 'start it again and open the address that it prints' });
  }
  dispatchEvent(new CustomEvent('studio-there'));
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    if (response.status === 401) dispatchEvent(new CustomEvent('studio-locked'));
    throw new ApiError(response.status, { ...answer, ...(answer.error ?? { code: 'io', message: `the studio answers ${response.status}` }) });
  }
  return response;
};

/** @type {(name: string, body?: object, signal?: AbortSignal) => Promise<any>} */
export const call = async (name, body = {}, signal) => {
  const answer = await (await post(name, body, signal)).json();
  if (answer.error) throw new ApiError(200, { ...answer, ...answer.error });
  return answer;
};

// Hands out the lines of a stream as they come.
/** @type {(name: string, body: object, line: (value: any) => void, signal?: AbortSignal) => Promise<void>} */
export const stream = async (name, body, line, signal) => {
  const response = await post(name, body, signal);
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
    rest = done ? '' : /** @type {string} */ (lines.pop());
    for (const text of lines) if (text) line(JSON.parse(text));
    if (done) return;
  }
};

/** @type {(name: string, body: object) => Promise<Blob>} */
export const blob = async (name, body) => (await post(name, body)).blob();

/** @type {Map<string, Promise<any>>} */
const kept = new Map();

// An answer that is asked for once, until `forget`.
/** @type {(name: string, body?: object) => Promise<any>} */
export function once(name, body = {}) {
  const key = name + JSON.stringify(body);
  let answer = kept.get(key);
  if (!answer) {
    answer = call(name, body);
    answer.catch(() => kept.delete(key));
    kept.set(key, answer);
  }
  return answer;
}

export const forget = () => kept.clear();

/** @returns {Promise<Overview>} */
export const overview = () => once('overview');
/** @returns {Promise<Status>} */
export const status = () => once('status');
/** @type {(which?: Part) => Promise<Schema>} */
export const schema = (which = {}) => once('schema', which);
