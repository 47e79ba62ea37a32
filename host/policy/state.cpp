#include "policy/state.h"

#include <algorithm>
#include <cstdlib>

#include "policy/sandbox.h"
#include "policy/script_api.h"
#include "policy/snapshot.h"
#include "policy/verdict.h"

namespace veza::policy {
namespace {

constexpr int instructions_between_looks = 200;
constexpr size_t kept_patterns = 64;
constexpr size_t max_log_lines = 10;
constexpr size_t max_log_bytes = 1000;
constexpr size_t worth_a_look = 4096;

constexpr const char* deadline_text = "the script took too long";

[[noreturn]] int on_panic(lua_State*) {
  // Every call runs in protected mode, so this is a fault of ours; the engine contains it.
  throw std::runtime_error("Lua failed outside protected mode");
}

struct RunArguments {
  State* state;
  const Registration* registration;
  const base::Json* input;
  std::optional<Decision> decision;
};

int run_protected(lua_State* lua) {
  auto& arguments = *static_cast<RunArguments*>(lua_touserdata(lua, 1));
  lua_rawgeti(lua, LUA_REGISTRYINDEX, arguments.registration->run);
  push_snapshot(lua, *arguments.input);
  push_context(lua);
  lua_call(lua, 2, 1);
  arguments.decision = read_verdict(lua, -1);
  return 0;
}

}  // namespace

// Memory is counted to the byte. A block that would be over a limit, or that is wanted when time is up, is refused;
// Lua turns that into an error the script cannot get around. Shrinking is never refused (the manual demands it).
void* State::allocate(void* self, void* block, size_t old_size, size_t new_size) {
  auto& state = *static_cast<State*>(self);
  const size_t held = block == nullptr ? 0 : old_size;
  if (new_size == 0) {
    std::free(block);
    state.used_ -= held;
    return nullptr;
  }
  if (new_size > held && !state.closing_) {
    if (new_size > state.limits_.block || state.used_ - held + new_size > state.limits_.memory) return nullptr;
    if (new_size >= worth_a_look && state.budget_.running() && state.budget_.expired()) {
      if (state.lua_ != nullptr) lua_sethook(state.lua_, on_count, LUA_MASKCOUNT, 1);
      return nullptr;
    }
  }
  void* moved = std::realloc(block, new_size);
  if (moved != nullptr) state.used_ = state.used_ - held + new_size;
  return moved;
}

// Once time is up the hook fires at every instruction, so that a script that catches the error meets it again at once.
void State::on_count(lua_State* lua, lua_Debug*) {
  State& state = of(lua);
  if (!state.budget_.expired()) return;
  lua_sethook(lua, on_count, LUA_MASKCOUNT, 1);
  raise_deadline(lua);
}

void State::raise_deadline(lua_State* lua) {
  luaL_error(lua, deadline_text);
  std::abort();  // luaL_error does not return; its declaration does not say so
}

void State::check_time(lua_State* lua) {
  if (out_of_time()) raise_deadline(lua);
}

bool State::out_of_time() {
  if (!budget_.expired()) return false;
  lua_sethook(lua_, on_count, LUA_MASKCOUNT, 1);
  return true;
}

void State::start(int64_t microseconds) {
  budget_.start(microseconds);
  lua_sethook(lua_, on_count, LUA_MASKCOUNT, instructions_between_looks);
}

void State::finish() {
  lua_sethook(lua_, nullptr, 0, 0);
  budget_.stop();
  ++generation_;
}

base::Result<std::unique_ptr<State>> State::create(std::shared_ptr<const ScriptSet> scripts, const Limits& limits) {
  std::unique_ptr<State> state(new State(std::move(scripts), limits));
  state->lua_ = lua_newstate(allocate, state.get());
  if (state->lua_ == nullptr) return base::fail(base::Code::too_large, "there is no memory for a Lua state");
  *static_cast<State**>(lua_getextraspace(state->lua_)) = state.get();
  lua_atpanic(state->lua_, on_panic);
  state->start(limits.load_deadline_us);
  auto loaded = state->load();
  state->finish();
  if (!loaded) return base::fail(loaded.error());
  auto& list = state->registrations_;
  std::sort(list.begin(), list.end(), [](const Registration& a, const Registration& b) {
    return a.priority != b.priority ? a.priority > b.priority : a.id < b.id;
  });
  for (size_t i = 0; i < list.size(); ++i)
    for (size_t j = i + 1; j < list.size(); ++j)
      if (list[i].id == list[j].id)
        return base::fail(base::Code::invalid,
                          "hooks/" + list[j].script + ".lua: another hook has the id '" + list[j].id + "'" +
                              (list[i].script == list[j].script ? "" : " (in hooks/" + list[i].script + ".lua)"));
  return state;
}

State::~State() {
  closing_ = true;
  if (lua_ != nullptr) lua_close(lua_);
}

base::Status State::protect(lua_CFunction body, void* argument) {
  // Neither push allocates.
  lua_pushcfunction(lua_, body);
  lua_pushlightuserdata(lua_, argument);
  const int status = lua_pcall(lua_, 1, 0, 0);
  if (status == LUA_OK) return {};
  base::Error error = failure(status);
  lua_settop(lua_, 0);
  return base::fail(std::move(error));
}

base::Error State::failure(int status) {
  const bool late = budget_.expired();
  if (late)
    return {base::Code::cancelled,
            std::string(deadline_text) + " (over " +
                std::to_string((loading_ != nullptr ? limits_.load_deadline_us : limits_.deadline_us) / 1000) + " ms)"};
  if (status == LUA_ERRMEM)
    return {base::Code::too_large, "the script wanted more memory than the " + std::to_string(limits_.memory >> 20) +
                                       " MiB it may use, or a single text or table of more than " +
                                       std::to_string(limits_.block >> 10) + " KiB"};
  // Not lua_tolstring for other types: that could run the script's own __tostring.
  if (lua_type(lua_, -1) != LUA_TSTRING)
    return {base::Code::invalid,
            std::string("the script raised an error that is no text but a ") + luaL_typename(lua_, -1)};
  size_t size = 0;
  const char* text = lua_tolstring(lua_, -1, &size);
  return {base::Code::invalid, std::string(text, std::min<size_t>(size, 500))};
}

base::Status State::load() {
  if (auto opened = protect(open_sandbox, nullptr); !opened) return opened;
  for (const auto& script : scripts_->hooks) {
    loading_ = &script.name;
    auto done = protect(load_script, const_cast<ScriptSet::Script*>(&script));
    if (!done) {
      const auto error = done.error();
      loading_ = nullptr;
      // Lua's own texts begin with the file already.
      if (error.message.starts_with("hooks/") || error.message.starts_with("lib/")) return base::fail(error);
      return base::fail_while("loading hooks/" + script.name + ".lua", error);
    }
    loading_ = nullptr;
  }
  return {};
}

base::Result<std::optional<Decision>> State::run(const Registration& registration, const base::Json& input,
                                                 const Moment& moment) {
  moment_ = moment;
  random_ = moment.seed;
  RunArguments arguments{this, &registration, &input, {}};
  start(limits_.deadline_us);
  const auto done = protect(run_protected, &arguments);
  finish();
  if (!done) return base::fail(done.error());
  return std::move(arguments.decision);
}

const Pattern& State::pattern(lua_State* lua, std::string_view text, bool anchors) {
  auto& kept = anchors ? anchored_patterns_ : patterns_;
  const auto found = kept.find(text);
  if (found != kept.end()) return found->second;
  {
    auto compiled = Pattern::compile(text, anchors);
    if (compiled) {
      if (kept.size() >= kept_patterns) kept.clear();
      return kept.emplace(std::string(text), std::move(*compiled)).first->second;
    }
    lua_pushlstring(lua, compiled.error().message.data(), compiled.error().message.size());
  }
  luaL_error(lua, "%s", lua_tostring(lua, -1));
  std::abort();
}

// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
uint64_t State::random() {
  uint64_t z = (random_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

void State::log(std::string text) {
  if (log_.size() >= max_log_lines) return;
  text.resize(std::min(text.size(), max_log_bytes));
  log_.push_back(std::move(text));
}

std::vector<std::string> State::take_log() { return std::exchange(log_, {}); }

}  // namespace veza::policy
