/**
 * What a link of an e-mail or of a provider's answer carries after its "#". A fragment never reaches a server, its
 * logs or a Referer. "#TOKEN", or "#token=TOKEN&…" where there is more to say.
 */
export function fragment(hash: string): { token?: string; methods?: string[] } {
  const text = hash.replace(/^#/, "");
  if (!text) return {};
  if (!text.includes("=")) return { token: text };
  const values = new URLSearchParams(text);
  return {
    token: values.get("token") ?? undefined,
    methods: values.get("methods")?.split(",").filter(Boolean),
  };
}

/** The token of this page's address, read at its first drawing: `const [token] = useState(fragmentToken)`. */
export function fragmentToken(): string | undefined {
  return fragment(window.location.hash).token;
}
