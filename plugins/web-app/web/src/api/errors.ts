export interface FieldProblem {
  field: string;
  problem: string;
}

/** An answer of the server that is not a success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: FieldProblem[] = [],
    readonly requestId?: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "ApiError";
  }

  get isOffline(): boolean {
    return this.status === 0;
  }

  problemOf(field: string): string | undefined {
    return this.details.find((detail) => detail.field === field)?.problem;
  }
}

export function offlineError(): ApiError {
  return new ApiError(0, "offline", "The server cannot be reached. Check your connection and try again.");
}

interface ErrorEnvelope {
  error?: { code?: string; message?: string; details?: FieldProblem[]; request_id?: string };
}

/** Reads the error envelope; a body that is none (a proxy's page, say) still gives a sentence. */
export function errorFrom(status: number, body: unknown, retryAfter?: string | null): ApiError {
  const error = typeof body === "object" && body !== null ? (body as ErrorEnvelope).error : undefined;
  const seconds = Number(retryAfter);
  return new ApiError(
    status,
    error?.code ?? `http_${status}`,
    error?.message ?? `The server answered with status ${status}.`,
    Array.isArray(error?.details) ? error.details : [],
    error?.request_id,
    Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
  );
}

/** The sentence to show for anything that a promise was rejected with. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "Something went wrong.";
}
