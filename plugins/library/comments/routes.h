// The routes of comments, and what tells of them.
#pragma once
#include "services.h"

namespace veza::library {

// GET, POST /tracks/{id}/comments, PATCH, DELETE /tracks/{id}/comments/{comment_id}; the hook comment.check; and
// "CommentsChanged" on the WebSocket topic "track.<id>". [control]
void add_comments(Services& services);

}  // namespace veza::library
