import createClient from "openapi-fetch";
import { authFetch } from "./authFetch";
import { basePath } from "./basePath";
import { ApiError, errorFrom, offlineError } from "./errors";
import type { paths } from "./schema";

/** The typed client: every path, parameter and body comes from openapi.json. */
export const api = createClient<paths>({
  baseUrl: window.location.origin + basePath,
  fetch: authFetch,
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The success body of an answer, or an `ApiError` with the server's own sentence. */
export async function body<T>(answer: Promise<Answer<T>>): Promise<T> {
  let settled: Answer<T>;
  try {
    settled = await answer;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    if (error instanceof ApiError) throw error;
    throw offlineError();
  }
  const { data, error, response } = settled;
  if (!response.ok) throw errorFrom(response.status, error, response.headers.get("Retry-After"));
  return data as T;
}

/** What is inside the success envelope. */
export async function unwrap<T extends { data: unknown }>(answer: Promise<Answer<T>>): Promise<T["data"]> {
  return (await body(answer)).data;
}
