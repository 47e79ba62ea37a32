#include "comments/comments.h"

#include <veza/id.hpp>

#include "rules/cursor.h"

namespace veza::library {
namespace {

const std::string columns =
    "c.id, c.track_id, c.user_id, c.parent_id, c.position_ms, c.body, c.created_at, c.edited_at, "
    "(SELECT COUNT(*) FROM library_comments a WHERE a.parent_id = c.id)";

Comment read(const Row& row) {
  Comment out;
  out.id = row.text(0);
  out.track_id = row.text(1);
  out.user_id = row.text(2);
  out.parent_id = row.maybe_text(3);
  out.position_ms = row.maybe_integer(4);
  out.body = row.text(5);
  out.created_at = row.integer(6);
  out.edited_at = row.maybe_integer(7);
  out.reply_count = row.integer(8);
  return out;
}

// Sorted behind every moment: the words of the index.
constexpr int64_t whole_track = 9007199254740991;

struct Order {
  std::string column;
  bool down;
};
Order order_of(const CommentQuery& query) {
  if (query.sort == "position") return {"COALESCE(c.position_ms, 9007199254740991)", false};
  return {"c.created_at", query.sort == "-created_at"};
}

}  // namespace

CommentQuery parse_comment_query(const QueryValue& value, int64_t per_page, Problems& problems) {
  CommentQuery out;
  out.per_page = per_page;
  out.cursor = value("cursor").value_or("");
  if (const auto parent = value("parent_id")) {
    if (is_id(*parent)) {
      out.parent_id = *parent;
      out.sort = "created_at";
    } else {
      problems.push_back({"parent_id", "must be the id of a comment"});
    }
  }
  if (const auto sort = value("sort")) {
    if (*sort == "position" || *sort == "created_at" || *sort == "-created_at") {
      out.sort = *sort;
    } else {
      problems.push_back({"sort", "must be position, created_at or -created_at"});
    }
  }
  if (const auto timed = value("timed")) {
    if (*timed != "true") problems.push_back({"timed", "must be true, or left out"});
    out.only_timed = true;
  }
  return out;
}

std::optional<Comment> Comments::find(std::string_view id) const {
  std::optional<Comment> out;
  if (!is_id(id)) return out;
  db_.query("SELECT " + columns + " FROM library_comments c WHERE c.id = $1", {id},
            [&](const Row& row) { out = read(row); });
  return out;
}

std::optional<Comment> Comments::find(const Tx& tx, std::string_view id) {
  std::optional<Comment> out;
  if (!is_id(id)) return out;
  tx.query("SELECT " + columns + " FROM library_comments c WHERE c.id = $1", {id},
           [&](const Row& row) { out = read(row); });
  return out;
}

CommentPage Comments::list(std::string_view track_id, const CommentQuery& query, Problems& problems) const {
  CommentPage out;
  std::optional<Cursor> after;
  // Cursors know an order by a number as one by a time.
  const std::string sort = "comments.created_at " + query.sort;
  if (!query.cursor.empty() && !(after = decode_cursor(sort, query.cursor))) {
    problems.push_back({"cursor", "is not the next_cursor of this list; start without one"});
    return out;
  }
  Params params{track_id};
  std::string where = "c.track_id = $1";
  if (query.parent_id.empty()) {
    where += " AND c.parent_id IS NULL";
  } else {
    params.emplace_back(query.parent_id);
    where += " AND c.parent_id = $2";
  }
  if (query.only_timed) where += " AND c.position_ms IS NOT NULL";
  db_.query("SELECT COUNT(*) FROM (SELECT 1 FROM library_comments c WHERE " + where + " LIMIT " +
                std::to_string(exact_total + 1) + ") counted",
            params, [&](const Row& row) { out.total = row.integer(0); });
  const auto [column, down] = order_of(query);
  if (after) {
    params.emplace_back(std::get<int64_t>(after->value));
    params.emplace_back(after->id);
    where += " AND (" + column + ", c.id) " + (down ? "<" : ">") + " ($" + std::to_string(params.size() - 1) + ", $" +
             std::to_string(params.size()) + ")";
  }
  const std::string direction = down ? " DESC" : "";
  db_.query("SELECT " + columns + " FROM library_comments c WHERE " + where + " ORDER BY " + column + direction +
                ", c.id" + direction + " LIMIT " + std::to_string(query.per_page + 1),
            params, [&](const Row& row) { out.comments.push_back(read(row)); });
  if (static_cast<int64_t>(out.comments.size()) > query.per_page) {
    out.comments.pop_back();
    const Comment& last = out.comments.back();
    const int64_t value = query.sort == "position" ? last.position_ms.value_or(whole_track) : last.created_at;
    out.next_cursor = encode_cursor(sort, {value, last.id});
  }
  return out;
}

void Comments::insert(const Tx& tx, const Comment& comment) {
  tx.execute(
      "INSERT INTO library_comments (id, track_id, user_id, parent_id, position_ms, body, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {comment.id, comment.track_id, comment.user_id, comment.parent_id, comment.position_ms, comment.body,
       comment.created_at});
}

void Comments::set_body(const Tx& tx, std::string_view id, std::string_view body, int64_t now) {
  tx.execute("UPDATE library_comments SET body = $2, edited_at = $3 WHERE id = $1", {id, body, now});
}

std::vector<Comment> Comments::remove(const Tx& tx, std::string_view id) {
  std::vector<Comment> answers;
  tx.query("SELECT " + columns + " FROM library_comments c WHERE c.parent_id = $1 ORDER BY c.created_at, c.id", {id},
           [&](const Row& row) { answers.push_back(read(row)); });
  tx.execute("DELETE FROM library_comments WHERE parent_id = $1", {id});
  tx.execute("DELETE FROM library_comments WHERE id = $1", {id});
  return answers;
}

std::vector<Comment> Comments::of(const Tx& tx, std::string_view user_id, int64_t most) {
  std::vector<Comment> out;
  tx.query("SELECT " + columns + " FROM library_comments c WHERE c.user_id = $1 ORDER BY c.track_id, c.id LIMIT $2",
           {user_id, most}, [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

}  // namespace veza::library
