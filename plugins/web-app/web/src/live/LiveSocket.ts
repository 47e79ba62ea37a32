import { backoff } from "./backoff";

/** What the server sends; frames without a topic answer a request and are of no interest here. */
interface Frame {
  type: string;
  topic?: string;
  data?: unknown;
}

export type TopicHandler = (type: string, data: unknown) => void;

/** An unused connection is kept for a moment: the next page often wants one again. */
const LINGER = 20_000;

function parse(text: unknown): Frame | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One WebSocket for all topics of a page. It connects with the first subscription, subscribes
 * again after a break, and waits longer from one failure to the next.
 */
export class LiveSocket {
  private socket: WebSocket | undefined;
  private readonly handlers = new Map<string, Set<TopicHandler>>();
  private readonly watchers = new Set<() => void>();
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `recover` runs before every new attempt: an old access token is the usual reason for a refusal. */
  constructor(
    private readonly open: () => WebSocket,
    private readonly recover: () => Promise<unknown> = () => Promise.resolve(),
  ) {}

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Calls `watcher` whenever `isOpen` may have changed. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  subscribe(topic: string, handler: TopicHandler): () => void {
    const handlers = this.handlers.get(topic) ?? new Set();
    if (handlers.size === 0) {
      this.handlers.set(topic, handlers);
      this.send({ type: "Subscribe", topic });
    }
    handlers.add(handler);
    this.connect();
    return () => {
      handlers.delete(handler);
      if (handlers.size > 0 || this.handlers.get(topic) !== handlers) return;
      this.handlers.delete(topic);
      this.send({ type: "Unsubscribe", topic });
      if (this.handlers.size === 0) this.later(LINGER, () => this.closeIfIdle());
    };
  }

  /** Connects anew, with the cookies of now: after signing in or out. */
  reset(): void {
    this.failures = 0;
    this.socket?.close();
  }

  private connect(): void {
    if (this.socket) return;
    clearTimeout(this.timer);
    const socket = this.open();
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.failures = 0;
      for (const topic of this.handlers.keys()) this.send({ type: "Subscribe", topic });
      this.tell();
    });
    socket.addEventListener("message", ({ data }) => this.deliver(parse(data)));
    socket.addEventListener("close", () => {
      this.socket = undefined;
      this.tell();
      if (this.handlers.size > 0) this.later(backoff(this.failures++), () => void this.retry());
    });
  }

  private async retry(): Promise<void> {
    await this.recover().catch(() => undefined);
    if (this.handlers.size > 0) this.connect();
  }

  private deliver(frame: Frame | undefined): void {
    if (!frame?.topic) return;
    for (const handler of this.handlers.get(frame.topic) ?? []) handler(frame.type, frame.data);
  }

  private send(frame: object): void {
    if (this.isOpen) this.socket?.send(JSON.stringify(frame));
  }

  private later(delay: number, work: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(work, delay);
  }

  private closeIfIdle(): void {
    if (this.handlers.size === 0) this.socket?.close();
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}
