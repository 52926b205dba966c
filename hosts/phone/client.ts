/** Questions to the device. A phone's Wi-Fi may go away in the middle of one: then it fails, and is asked again. */
import type { PortalRefusal, PortalSession } from "../../src/provisioning/portal-messages.js";

const answerMs = 4000; // ms, for an answer; the radio may be on another channel

export interface Answer<T> {
  /** of HTTP; 0: the device did not answer */
  status: number;
  body: T & Partial<PortalRefusal>;
}

let token = "";

export async function ask<T = object>(path: string, body?: object): Promise<Answer<T>> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), answerMs);
  try {
    const response = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: { "Content-Type": "application/json", "X-Setup-Token": token },
      signal: abort.signal,
      body: body ? JSON.stringify(body) : null,
    });
    return { status: response.status, body: (await response.json()) as Answer<T>["body"] };
  } catch {
    return { status: 0, body: {} as Answer<T>["body"] };
  } finally {
    clearTimeout(timer);
  }
}

/** Makes this page the one that holds the portal. take: also from another page of this phone. */
export async function openSession(take: boolean): Promise<Answer<PortalSession>> {
  const answer = await ask<PortalSession>("/session", { take });
  if (answer.status === 200) token = answer.body.token;
  return answer;
}
