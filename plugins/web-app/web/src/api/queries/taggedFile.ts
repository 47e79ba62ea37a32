import { useMutation } from "@tanstack/react-query";
import { apiUrl } from "../apiUrl";
import { api, unwrap } from "../client";
import { ApiError } from "../errors";

const askAgainMs = 500;

/** Has the track's tags written into a copy of its file; gives the address of the copy. */
async function taggedFile(id: string): Promise<string> {
  const track = { params: { path: { id } } };
  try {
    await unwrap(api.POST("/api/v1/tracks/{id}/tags/write", { ...track, body: {} }));
  } catch (error) {
    // Asked for in another tab: that one will do.
    if (!(error instanceof ApiError && error.code === "busy")) throw error;
  }
  for (;;) {
    const { state, problem } = await unwrap(api.GET("/api/v1/tracks/{id}/tags/write", track));
    if (state === "ready") return apiUrl(`/api/v1/tracks/${id}/tags/file`);
    if (state !== "pending") throw new Error(problem ?? "The file with these tags could not be written.");
    await new Promise((done) => setTimeout(done, askAgainMs));
  }
}

export function useTaggedFile(id: string) {
  return useMutation({ mutationFn: () => taggedFile(id) });
}
