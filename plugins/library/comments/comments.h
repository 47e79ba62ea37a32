// The table library_comments.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "comments/comment.h"
#include "rules/listing.h"

namespace veza::library {

struct CommentQuery {
  std::string sort = "position";  // also "created_at", "-created_at"
  std::string parent_id;          // the answers to it; empty: what answers nothing
  bool only_timed = false;
  int64_t per_page = 20;
  std::string cursor;
};
// Everything wrong adds to `problems`.
CommentQuery parse_comment_query(const QueryValue& value, int64_t per_page, Problems& problems);

struct CommentPage {
  std::vector<Comment> comments;
  std::optional<std::string> next_cursor;
  int64_t total = 0;  // counted no further than one over exact_total
};

// Reads: [worker]. The functions that take a Tx: inside its transaction, which holds the track (Tracks::hold): so two
// changes of one track's comments come one after the other.
class Comments {
 public:
  explicit Comments(const Db& db) : db_(db) {}

  std::optional<Comment> find(std::string_view id) const;
  CommentPage list(std::string_view track_id, const CommentQuery& query, Problems& problems) const;

  static std::optional<Comment> find(const Tx& tx, std::string_view id);
  static void insert(const Tx& tx, const Comment& comment);
  static void set_body(const Tx& tx, std::string_view id, std::string_view body, int64_t now);
  // With the answers to it, which are given.
  static std::vector<Comment> remove(const Tx& tx, std::string_view id);
  // Some of somebody's, at most `most`, track by track.
  static std::vector<Comment> of(const Tx& tx, std::string_view user_id, int64_t most);

 private:
  const Db& db_;
};

}  // namespace veza::library
