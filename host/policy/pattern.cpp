#include "policy/pattern.h"

namespace veza::policy {
namespace {

bool in_range(unsigned char c, char low, char high) { return c >= low && c <= high; }

bool in_class(unsigned char c, char letter) {
  const bool lower = in_range(c, 'a', 'z');
  const bool upper = in_range(c, 'A', 'Z');
  const bool digit = in_range(c, '0', '9');
  switch (letter) {
    case 'a':
      return lower || upper;
    case 'c':
      return c < 0x20 || c == 0x7f;
    case 'd':
      return digit;
    case 'g':
      return c > 0x20 && c < 0x7f;
    case 'l':
      return lower;
    case 'p':
      return c > 0x20 && c < 0x7f && !lower && !upper && !digit;
    case 's':
      return c == ' ' || in_range(c, '\t', '\r');
    case 'u':
      return upper;
    case 'w':
      return lower || upper || digit;
    case 'x':
      return digit || in_range(c, 'a', 'f') || in_range(c, 'A', 'F');
    default:
      return false;
  }
}

// What "%<letter>" stands for: a class, its complement for a capital, or the character itself.
void add_escape(std::bitset<256>& set, char letter) {
  const char lower = static_cast<char>(letter | 0x20);
  if (std::string_view("acdglpsuwx").find(lower) == std::string_view::npos ||
      !in_class(static_cast<unsigned char>(letter), 'a')) {
    set.set(static_cast<unsigned char>(letter));
    return;
  }
  const bool complement = letter != lower;
  for (unsigned c = 0; c < 256; ++c)
    if (in_class(static_cast<unsigned char>(c), lower) != complement) set.set(c);
}

}  // namespace

class PatternCompiler {
 public:
  PatternCompiler(std::string_view text, bool anchors) : text_(text) {
    if (anchors && !text_.empty() && text_[0] == '^') {
      pattern_.anchored_ = true;
      at_ = 1;
    }
  }

  base::Result<Pattern> run() {
    if (text_.size() > max_pattern_bytes) return fail("pattern too long");
    while (at_ < text_.size())
      if (!item()) return fail(problem_);
    if (!open_.empty()) return fail("unfinished capture");
    return std::move(pattern_);
  }

 private:
  using Kind = Pattern::Kind;

  static tl::unexpected<base::Error> fail(std::string problem) {
    return base::fail(base::Code::invalid, std::move(problem));
  }
  bool problem(std::string text) {
    problem_ = std::move(text);
    return false;
  }
  bool more(size_t n = 0) const { return at_ + n < text_.size(); }

  bool item() {
    const char c = text_[at_];
    if (c == '(') return open();
    if (c == ')') return close();
    if (c == '$' && at_ + 1 == text_.size()) {
      ++at_;
      pattern_.items_.push_back({Kind::end, {}, 0, 0});
      return true;
    }
    if (c == '%' && more(1)) {
      const char next = text_[at_ + 1];
      if (next == 'b') return balance();
      if (next == 'f') return frontier();
      if (next >= '0' && next <= '9') return back(next);
    }
    return single();
  }

  bool open() {
    if (pattern_.capture_count_ == max_captures) return problem("too many captures");
    const auto number = static_cast<uint8_t>(pattern_.capture_count_++);
    if (more(1) && text_[at_ + 1] == ')') {
      at_ += 2;
      closed_.set(number);
      pattern_.items_.push_back({Kind::position, {}, number, 0});
      return true;
    }
    ++at_;
    open_.push_back(number);
    pattern_.items_.push_back({Kind::open, {}, number, 0});
    return true;
  }

  bool close() {
    if (open_.empty()) return problem("invalid pattern capture");
    ++at_;
    closed_.set(open_.back());
    pattern_.items_.push_back({Kind::close, {}, open_.back(), 0});
    open_.pop_back();
    return true;
  }

  bool back(char digit) {
    const int number = digit - '1';
    if (number < 0 || number >= pattern_.capture_count_ || !closed_.test(static_cast<size_t>(number)))
      return problem(std::string("invalid capture index %") + digit + " in pattern");
    at_ += 2;
    pattern_.items_.push_back({Kind::back, {}, static_cast<uint8_t>(number), 0});
    return true;
  }

  bool balance() {
    if (!more(3)) return problem("malformed pattern (missing arguments to '%b')");
    pattern_.items_.push_back(
        {Kind::balance, {}, static_cast<uint8_t>(text_[at_ + 2]), static_cast<uint8_t>(text_[at_ + 3])});
    at_ += 4;
    return true;
  }

  bool frontier() {
    at_ += 2;
    if (!more() || text_[at_] != '[') return problem("missing '[' after '%f' in pattern");
    Pattern::Item item{Kind::frontier, {}, 0, 0};
    if (!set(item.set)) return false;
    pattern_.items_.push_back(item);
    return true;
  }

  bool single() {
    Pattern::Item item;
    const char c = text_[at_];
    if (c == '%') {
      if (!more(1)) return problem("malformed pattern (ends with '%')");
      add_escape(item.set, text_[at_ + 1]);
      at_ += 2;
    } else if (c == '[') {
      if (!set(item.set)) return false;
    } else {
      if (c == '.')
        item.set.set();
      else
        item.set.set(static_cast<unsigned char>(c));
      ++at_;
    }
    if (more()) {
      ++at_;
      switch (text_[at_ - 1]) {
        case '?':
          item.kind = Kind::optional;
          break;
        case '*':
          item.kind = Kind::greedy;
          break;
        case '+':
          item.kind = Kind::greedy_one;
          break;
        case '-':
          item.kind = Kind::lazy;
          break;
        default:
          --at_;
          break;
      }
    }
    pattern_.items_.push_back(item);
    return true;
  }

  // From '[' to its ']'. A ']' in first place stands for itself.
  bool set(std::bitset<256>& out) {
    size_t at = at_ + 1;
    const bool complement = at < text_.size() && text_[at] == '^';
    if (complement) ++at;
    bool first = true;
    for (;; first = false) {
      if (at >= text_.size()) return problem("malformed pattern (missing ']')");
      if (text_[at] == ']' && !first) break;
      if (text_[at] == '%') {
        if (at + 1 >= text_.size()) return problem("malformed pattern (missing ']')");
        add_escape(out, text_[at + 1]);
        at += 2;
      } else if (at + 2 < text_.size() && text_[at + 1] == '-' && text_[at + 2] != ']') {
        for (unsigned c = static_cast<unsigned char>(text_[at]); c <= static_cast<unsigned char>(text_[at + 2]); ++c)
          out.set(c);
        at += 3;
      } else {
        out.set(static_cast<unsigned char>(text_[at]));
        ++at;
      }
    }
    at_ = at + 1;
    if (complement) out.flip();
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  Pattern pattern_;
  std::vector<uint8_t> open_;
  std::bitset<max_captures> closed_;
  std::string problem_;
};

base::Result<Pattern> Pattern::compile(std::string_view text, bool anchors) {
  return PatternCompiler(text, anchors).run();
}

class PatternMatcher {
 public:
  PatternMatcher(const Pattern& pattern, std::string_view subject, Pattern::Found& found,
                 const Pattern::Interrupt& interrupt)
      : items_(pattern.items_), subject_(subject), captures_(found.captures), interrupt_(interrupt) {}

  bool stopped() const { return stopped_; }

  // The end of a match of the items from `i` on at `at`.
  std::optional<size_t> match(size_t at, size_t i) {
    for (; i < items_.size(); ++i) {
      if (!step()) return std::nullopt;
      const Pattern::Item& item = items_[i];
      switch (item.kind) {
        case Pattern::Kind::one:
          if (!fits(item, at)) return std::nullopt;
          ++at;
          break;
        case Pattern::Kind::optional:
          if (fits(item, at))
            if (const auto end = match(at + 1, i + 1); end || stopped_) return end;
          break;
        case Pattern::Kind::greedy:
          return greedy(at, i, 0);
        case Pattern::Kind::greedy_one:
          return greedy(at, i, 1);
        case Pattern::Kind::lazy:
          return lazy(at, i);
        case Pattern::Kind::open:
          captures_[item.number] = {at, 0, false, false};
          break;
        case Pattern::Kind::position:
          captures_[item.number] = {at, 0, true, true};
          break;
        case Pattern::Kind::close:
          return close(at, i);
        case Pattern::Kind::back: {
          const auto& capture = captures_[item.number];
          // A position capture cannot be matched again; Lua calls that an invalid index.
          if (capture.position || !charge(capture.size)) return std::nullopt;
          if (subject_.substr(at, capture.size) != subject_.substr(capture.start, capture.size)) return std::nullopt;
          at += capture.size;
          break;
        }
        case Pattern::Kind::balance: {
          const auto end = balance(at, item);
          if (!end) return std::nullopt;
          at = *end;
          break;
        }
        case Pattern::Kind::frontier: {
          const auto before = at == 0 ? '\0' : subject_[at - 1];
          const auto here = at < subject_.size() ? subject_[at] : '\0';
          if (item.set.test(static_cast<unsigned char>(before)) || !item.set.test(static_cast<unsigned char>(here)))
            return std::nullopt;
          break;
        }
        case Pattern::Kind::end:
          if (at != subject_.size()) return std::nullopt;
          break;
      }
    }
    return at;
  }

 private:
  bool fits(const Pattern::Item& item, size_t at) const {
    return at < subject_.size() && item.set.test(static_cast<unsigned char>(subject_[at]));
  }

  bool step() { return charge(1); }
  bool charge(size_t steps) {
    steps_ += steps;
    if (steps_ >= 4096) {
      steps_ = 0;
      if (interrupt_.stop != nullptr && interrupt_.stop(interrupt_.self)) stopped_ = true;
    }
    return !stopped_;
  }

  std::optional<size_t> greedy(size_t at, size_t i, size_t least) {
    size_t count = 0;
    while (fits(items_[i], at + count)) ++count;
    if (!charge(count)) return std::nullopt;
    for (;; --count) {
      if (count < least || stopped_) return std::nullopt;
      if (const auto end = match(at + count, i + 1); end || stopped_) return end;
      if (count == 0 || !step()) return std::nullopt;
    }
  }

  std::optional<size_t> lazy(size_t at, size_t i) {
    for (;; ++at) {
      if (!step()) return std::nullopt;
      if (const auto end = match(at, i + 1); end || stopped_) return end;
      if (!fits(items_[i], at)) return std::nullopt;
    }
  }

  std::optional<size_t> close(size_t at, size_t i) {
    auto& capture = captures_[items_[i].number];
    const auto before = capture;
    capture.size = at - capture.start;
    capture.closed = true;
    const auto end = match(at, i + 1);
    if (!end) capture = before;
    return end;
  }

  std::optional<size_t> balance(size_t at, const Pattern::Item& item) {
    if (at >= subject_.size() || static_cast<uint8_t>(subject_[at]) != item.number) return std::nullopt;
    size_t depth = 1;
    for (size_t end = at + 1; end < subject_.size(); ++end) {
      if (!step()) return std::nullopt;
      const auto c = static_cast<uint8_t>(subject_[end]);
      if (c == item.other) {
        if (--depth == 0) return end + 1;
      } else if (c == item.number) {
        ++depth;
      }
    }
    return std::nullopt;
  }

  const std::vector<Pattern::Item>& items_;
  const std::string_view subject_;
  std::array<Pattern::Capture, max_captures>& captures_;
  const Pattern::Interrupt& interrupt_;
  size_t steps_ = 0;
  bool stopped_ = false;
};

Pattern::Outcome Pattern::search(std::string_view subject, size_t from, Found& found,
                                 const Interrupt& interrupt) const {
  PatternMatcher matcher(*this, subject, found, interrupt);
  for (size_t at = from; at <= subject.size(); ++at) {
    if (const auto end = matcher.match(at, 0)) {
      found.start = at;
      found.end = *end;
      found.capture_count = capture_count_;
      return Outcome::found;
    }
    if (matcher.stopped()) return Outcome::stopped;
    if (anchored_) break;
  }
  return Outcome::none;
}

}  // namespace veza::policy
