// The words of smart playlists' rules and the columns behind them. The track's row is `t`.
#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace veza::library {

enum class SmartKind { text, exact, whole, real, date, boolean };

struct SmartField {
  std::string_view name;
  SmartKind kind;
  std::string_view column;       // the value of a track
  std::string_view exists = {};  // for what a track has several of: "EXISTS (SELECT … WHERE …", without what is asked
  int64_t scale = 1;             // of the column's unit to the rule's
};

inline constexpr std::array smart_fields{
    SmartField{"title", SmartKind::text, "t.title_key"},
    SmartField{"artist", SmartKind::text, "t.artist_key"},
    SmartField{"album", SmartKind::text, "x.title_key", "SELECT 1 FROM library_albums x WHERE x.id = t.album_id"},
    SmartField{"genre", SmartKind::text, "x.key",
               "SELECT 1 FROM library_track_tags x WHERE x.track_id = t.id AND x.kind = 'genre'"},
    SmartField{"tag", SmartKind::text, "x.key",
               "SELECT 1 FROM library_track_tags x WHERE x.track_id = t.id AND x.kind = 'tag'"},
    SmartField{"key", SmartKind::exact, "t.musical_key"},
    SmartField{"year", SmartKind::whole, "t.year"},
    SmartField{"plays", SmartKind::whole, "t.play_count"},
    SmartField{"likes", SmartKind::whole, "t.like_count"},
    SmartField{"bpm", SmartKind::real, "t.bpm"},
    SmartField{"duration", SmartKind::whole, "t.duration_ms", {}, 1000},
    SmartField{"added", SmartKind::date, "t.created_at"},
    SmartField{"liked", SmartKind::boolean, "x.user_id", "SELECT 1 FROM library_likes x WHERE x.track_id = t.id"},
    SmartField{"mine", SmartKind::boolean, "t.owner_id"}};

inline const SmartField* smart_field(std::string_view name) {
  for (const auto& field : smart_fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}
inline std::string smart_field_names() {
  std::string out;
  for (const auto& field : smart_fields) out += (out.empty() ? "" : ", ") + std::string(field.name);
  return out;
}

inline std::span<const std::string_view> smart_operators(SmartKind kind) {
  static constexpr std::string_view text[] = {"is", "is_not", "contains", "not_contains", "starts_with"};
  static constexpr std::string_view exact[] = {"is", "is_not"};
  static constexpr std::string_view number[] = {"is", "is_not", "less_than", "greater_than", "between"};
  static constexpr std::string_view date[] = {"before", "after", "in_last_days"};
  static constexpr std::string_view boolean[] = {"is"};
  switch (kind) {
    case SmartKind::text:
      return text;
    case SmartKind::exact:
      return exact;
    case SmartKind::whole:
    case SmartKind::real:
      return number;
    case SmartKind::date:
      return date;
    case SmartKind::boolean:
      return boolean;
  }
  return boolean;
}

struct SmartOrder {
  std::string_view name, sql;
};
// Nothing known is sorted as nothing: the databases disagree where NULL goes.
inline constexpr std::array smart_orders{SmartOrder{"-created_at", "t.created_at DESC, t.id DESC"},
                                         SmartOrder{"created_at", "t.created_at, t.id"},
                                         SmartOrder{"title", "t.title_key, t.id"},
                                         SmartOrder{"artist", "t.artist_key, t.title_key, t.id"},
                                         SmartOrder{"-plays", "t.play_count DESC, t.id DESC"},
                                         SmartOrder{"plays", "t.play_count, t.id"},
                                         SmartOrder{"-likes", "t.like_count DESC, t.id DESC"},
                                         SmartOrder{"-year", "COALESCE(t.year, 0) DESC, t.id DESC"},
                                         SmartOrder{"year", "COALESCE(t.year, 0), t.id"},
                                         SmartOrder{"bpm", "COALESCE(t.bpm, 0), t.id"},
                                         SmartOrder{"duration", "COALESCE(t.duration_ms, 0), t.id"}};

inline const SmartOrder* smart_order(std::string_view name) {
  for (const auto& order : smart_orders) {
    if (order.name == name) return &order;
  }
  return nullptr;
}
inline std::string smart_order_names() {
  std::string out;
  for (const auto& order : smart_orders) out += (out.empty() ? "" : ", ") + std::string(order.name);
  return out;
}

}  // namespace veza::library
