import { Link } from "@tanstack/react-router";
import type { Comment } from "@/api/types";

/** The name of a member, and the way to their page; of somebody who left only that. */
export function AuthorLink({ author, className }: { author: Comment["author"]; className?: string }) {
  if (!author.username) return <span className={className}>Somebody who left</span>;
  return (
    <Link className={className} to="/u/$name" params={{ name: author.username }}>
      {author.username}
    </Link>
  );
}
