#include "search/query.h"

#include <algorithm>

#include "search/words.h"

namespace veza::library {
namespace {

constexpr size_t max_words = 32;
constexpr int max_depth = 16;

struct Token {
  enum class Kind { text, quoted, open, close, minus };
  Kind kind;
  std::string_view text;
};

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The bytes of a quotation mark at `at`; 0 when there is none.
size_t quote_at(std::string_view text, size_t at) {
  if (text[at] == '"') return 1;
  const auto mark = text.substr(at, 3);
  return mark == "“" || mark == "”" || mark == "„" ? 3 : 0;
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> out;
  bool begins = true;  // where a minus takes away what follows
  for (size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      begins = true;
      ++at;
    } else if (const size_t mark = quote_at(text, at)) {
      size_t end = at += mark;
      while (end < text.size() && quote_at(text, end) == 0) ++end;
      out.push_back({Token::Kind::quoted, text.substr(at, end - at)});
      at = end < text.size() ? end + quote_at(text, end) : end;
      begins = true;
    } else if (text[at] == '(' || text[at] == ')') {
      out.push_back({text[at] == '(' ? Token::Kind::open : Token::Kind::close, text.substr(at, 1)});
      begins = true;
      ++at;
    } else if (text[at] == '-' && begins && at + 1 < text.size() && !is_blank(text[at + 1])) {
      out.push_back({Token::Kind::minus, text.substr(at, 1)});
      ++at;
    } else {
      size_t end = at;
      while (end < text.size() && !is_blank(text[end]) && text[end] != '(' && text[end] != ')' &&
             quote_at(text, end) == 0) {
        ++end;
      }
      out.push_back({Token::Kind::text, text.substr(at, end - at)});
      at = end;
      begins = false;
    }
  }
  return out;
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Node parse() {
    Node out{Node::Kind::all};
    // A closing bracket that nothing opened ends no query.
    while (at_ < tokens_.size()) {
      add(out, any(0));
      if (at_ < tokens_.size()) ++at_;
    }
    return single(std::move(out));
  }

 private:
  bool is(Token::Kind kind) const { return at_ < tokens_.size() && tokens_[at_].kind == kind; }
  bool is_word(std::string_view word) const { return is(Token::Kind::text) && tokens_[at_].text == word; }
  // Whether something to search for follows the token after this one.
  bool something_after() const { return at_ + 1 < tokens_.size() && tokens_[at_ + 1].kind != Token::Kind::close; }
  static bool empty(const Node& node) { return node.kind != Node::Kind::phrase && node.parts.empty(); }
  static void add(Node& to, Node part) {
    if (!empty(part)) to.parts.push_back(std::move(part));
  }
  static Node single(Node node) {
    if (node.kind == Node::Kind::without || node.parts.size() != 1) return node;
    Node only = std::move(node.parts.front());
    return only;
  }

  Node any(int depth) {
    Node out{Node::Kind::any};
    add(out, all(depth));
    while (is_word("OR") && !out.parts.empty() && something_after()) {
      ++at_;
      add(out, all(depth));
    }
    if (out.parts.empty()) return Node{Node::Kind::all};
    return single(std::move(out));
  }

  Node all(int depth) {
    Node out{Node::Kind::all};
    while (at_ < tokens_.size() && !is(Token::Kind::close)) {
      if (!out.parts.empty() && something_after()) {
        if (is_word("OR")) break;
        if (is_word("AND")) {
          ++at_;
          continue;
        }
      }
      add(out, unary(depth));
    }
    return single(std::move(out));
  }

  Node unary(int depth) {
    bool without = false;
    while (is(Token::Kind::minus) || (is_word("NOT") && something_after())) {
      without = !without;
      ++at_;
    }
    Node part = primary(depth);
    if (!without || empty(part)) return part;
    Node out{Node::Kind::without};
    out.parts.push_back(std::move(part));
    return out;
  }

  Node primary(int depth) {
    if (at_ >= tokens_.size() || is(Token::Kind::close)) return Node{Node::Kind::all};
    const Token token = tokens_[at_++];
    if (token.kind == Token::Kind::open) {
      if (depth >= max_depth) return Node{Node::Kind::all};
      Node inner = any(depth + 1);
      if (is(Token::Kind::close)) ++at_;
      return inner;
    }
    Node out{Node::Kind::phrase, words_of(token.text)};
    if (out.words.size() > max_words - used_) out.words.resize(max_words - used_);
    used_ += out.words.size();
    if (out.words.empty()) return Node{Node::Kind::all};
    out.prefix = token.kind == Token::Kind::text && token.text.ends_with('*');
    return out;
  }

  std::vector<Token> tokens_;
  size_t at_ = 0;
  size_t used_ = 0;
};

void collect(const Node& node, std::vector<std::string>& out) {
  if (node.kind == Node::Kind::without) return;
  for (size_t i = 0; i < node.words.size(); ++i) {
    const bool begins = node.prefix && i + 1 == node.words.size();
    const std::string word = node.words[i] + (begins ? "*" : "");
    if (std::find(out.begin(), out.end(), word) == out.end()) out.push_back(word);
  }
  for (const auto& part : node.parts) collect(part, out);
}

// A word holds neither of the marks that are doubled here; should one ever, it still ends no string.
std::string quoted(std::string_view word, char mark, bool backslashes) {
  std::string out(1, mark);
  for (const char c : word) {
    if (c == mark || (backslashes && c == '\\')) out += c;
    out += c;
  }
  return out + mark;
}

struct Language {
  std::string_view both, either, except;
  std::string (*phrase)(const Node&);
};

std::string fts5_phrase(const Node& node) {
  std::string words;
  for (const auto& word : node.words) words.append(words.empty() ? "" : " ").append(word);
  return quoted(words, '"', false) + (node.prefix ? "*" : "");
}

// Every two words beside each other are a lexeme (0003_search.postgres.sql); of more than two, their places say whether
// the pairs hang together.
std::string ts_phrase(const Node& node) {
  const auto& words = node.words;
  const auto beginning = [&](size_t i) { return node.prefix && i + 1 == words.size() ? ":*" : ""; };
  if (words.size() == 1) return quoted(words[0], '\'', true) + beginning(0);
  std::string pairs, places = quoted(words[0], '\'', true);
  for (size_t i = 1; i < words.size(); ++i) {
    pairs.append(i > 1 ? " & " : "").append(quoted(words[i - 1] + " " + words[i], '\'', true)).append(beginning(i));
    places.append(" <-> ").append(quoted(words[i], '\'', true)).append(beginning(i));
  }
  return words.size() == 2 ? pairs : "(" + pairs + " & (" + places + "))";
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  if (parts.size() == 1) return parts.front();
  std::string out;
  for (const auto& part : parts) out.append(out.empty() ? "(" : between).append(part);
  return out.empty() ? out : out + ")";
}

// FTS5 has no NOT of one side, so that both engines get "this, except that".
std::string written(const Node& node, const std::string& everything, const Language& language) {
  if (node.kind == Node::Kind::phrase) return language.phrase(node);
  std::vector<std::string> wanted, unwanted;
  const auto each = [&](const Node& part) {
    const bool not_it = part.kind == Node::Kind::without && node.kind != Node::Kind::any;
    auto text = written(not_it ? part.parts.front() : part, everything, language);
    if (!text.empty()) (not_it ? unwanted : wanted).push_back(std::move(text));
  };
  if (node.kind == Node::Kind::without) {
    auto text = written(node.parts.front(), everything, language);
    if (text.empty()) return text;
    unwanted.push_back(std::move(text));
  } else {
    for (const auto& part : node.parts) each(part);
  }
  if (unwanted.empty()) return joined(wanted, node.kind == Node::Kind::any ? language.either : language.both);
  if (wanted.empty()) wanted.push_back(everything);
  return "(" + joined(wanted, language.both) + std::string(language.except) + joined(unwanted, language.either) + ")";
}

bool has_phrase(std::string_view line, const std::string& phrase, bool prefix) {
  for (size_t at = line.find(phrase); at != std::string_view::npos; at = line.find(phrase, at + 1)) {
    const size_t end = at + phrase.size();
    if ((at == 0 || line[at - 1] == ' ') && (prefix || end == line.size() || line[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

bool matches(const Node& query, const std::vector<std::string_view>& lines) {
  const auto part = [&](const Node& each) { return matches(each, lines); };
  switch (query.kind) {
    case Node::Kind::phrase: {
      std::string phrase;
      for (const auto& word : query.words) phrase.append(phrase.empty() ? "" : " ").append(word);
      return std::any_of(lines.begin(), lines.end(),
                         [&](std::string_view line) { return has_phrase(line, phrase, query.prefix); });
    }
    case Node::Kind::all:
      return std::all_of(query.parts.begin(), query.parts.end(), part);
    case Node::Kind::any:
      return std::any_of(query.parts.begin(), query.parts.end(), part);
    case Node::Kind::without:
      return std::none_of(query.parts.begin(), query.parts.end(), part);
  }
  return false;
}

Node parse_query(std::string_view text) { return Parser(tokens_of(cut(text, max_searched_bytes))).parse(); }

std::vector<std::string> wanted_words(const Node& query) {
  std::vector<std::string> out;
  collect(query, out);
  return out;
}

Node widened(const Node& query, const std::vector<std::pair<std::string, std::vector<std::string>>>& near) {
  if (query.kind == Node::Kind::without) return query;
  if (query.kind == Node::Kind::phrase) {
    if (query.words.size() != 1 || query.prefix) return query;
    const auto found =
        std::find_if(near.begin(), near.end(), [&](const auto& each) { return each.first == query.words.front(); });
    if (found == near.end() || found->second.empty()) return query;
    Node any{Node::Kind::any, {}, false, {query}};
    for (const auto& word : found->second) any.parts.push_back({Node::Kind::phrase, {word}, false, {}});
    return any;
  }
  Node out = query;
  for (auto& part : out.parts) part = widened(part, near);
  return out;
}

std::string to_fts5(const Node& query, std::string_view everything) {
  return written(query, quoted(everything, '"', false), {" AND ", " OR ", " NOT ", &fts5_phrase});
}

std::string to_tsquery(const Node& query, std::string_view everything) {
  return written(query, quoted(everything, '\'', true), {" & ", " | ", " & ! ", &ts_phrase});
}

}  // namespace veza::library
