#include "plugins/instance.h"

#include <algorithm>

#include "plugins/boundary.h"
#include "plugins/command_run.h"
#include "plugins/library.h"
#include "veza/abi/config.h"
#include "veza/abi/log.h"

namespace veza::plugins {
namespace {

using base::Code;

constexpr size_t max_service_id = 80;
constexpr size_t max_sentence = 64U << 10;

int64_t remaining_ms(std::chrono::steady_clock::time_point deadline) {
  using namespace std::chrono;
  return std::max<int64_t>(0, duration_cast<milliseconds>(deadline - steady_clock::now()).count());
}

}  // namespace

Instance::Instance(InstanceSpec spec, const Services& services, Offers& offers)
    : offers_(offers), in_command_(services.in_command) {
  context_.manifest = std::move(spec.manifest);
  context_.folder = std::move(spec.folder);
  context_.scratch_dir = std::move(spec.scratch_dir);
  context_.libexec_dir = std::move(spec.libexec_dir);
  context_.settings = std::move(spec.settings);
  context_.log = services.log.named("plugin." + context_.id());
  services_ = make_services(context_, services);
  host_ = {.struct_size = sizeof host_,
           .abi_major = VEZA_ABI_MAJOR,
           .abi_minor = VEZA_ABI_MINOR,
           .reserved = 0,
           .ctx = this,
           .service = &find_service,
           .offer = &offer,
           .last_error = &last_sentence,
           .set_error = &set_error};
  plugin_.struct_size = sizeof plugin_;
}

base::Status Instance::create() {
  const auto entry = load_library(context_.folder + "/" + context_.manifest.library);
  if (!entry) return base::fail(entry.error());
  context_.calls_out.open();
  if (auto status = call_plugin([&] { return (*entry)(&host_, &plugin_); }); !status) return status;
  if (!plugin_.start || !plugin_.stop || !plugin_.destroy) {
    return base::fail(Code::unsupported, "its entry left start, stop or destroy empty");
  }
  return {};
}

base::Status Instance::start() {
  context_.registering = std::this_thread::get_id();
  const auto status = call_plugin([&] { return plugin_.start(plugin_.self); });
  context_.registering = std::thread::id();
  return status;
}

base::Status Instance::go_live() {
  context_.calls_in.open();
  context_.live.store(true, std::memory_order_release);
  if (in_command_) return {};
  for (const auto& service : services_) {
    if (auto status = service->go_live(); !status) return status;
  }
  return {};
}

base::Result<int> Instance::run_command(const std::string& name, CommandRun& run) {
  const auto found = context_.commands.find(name);
  if (found == context_.commands.end()) {
    return base::fail(Code::not_found, "plugin \"" + context_.id() + "\" did not register its command " + name);
  }
  const Gate::Visit visit(context_.calls_in);
  if (!visit) return base::fail(Code::cancelled, "plugin \"" + context_.id() + "\" is not running");
  int32_t result = 0;
  const auto done = call_plugin([&] {
    result = found->second(run);
    return std::min(result, int32_t{VEZA_OK});
  });
  if (!done) return base::fail(done.error());
  return std::min(result, 125);
}

void Instance::close() {
  context_.live.store(false, std::memory_order_release);
  context_.calls_in.close();
}

void Instance::step(const char* name, void (*function)(void*)) {
  const auto status = call_plugin([&] {
    function(plugin_.self);
    return veza_status{VEZA_OK};
  });
  if (!status) {
    context_.log.error("plugin \"" + context_.id() + "\" failed in " + name + ": " + status.error().message);
  }
}

void Instance::drain() {
  if (plugin_.drain) step("drain", plugin_.drain);
}

void Instance::stop() { step("stop", plugin_.stop); }

void Instance::destroy() {
  if (plugin_.destroy) step("destroy", std::exchange(plugin_.destroy, nullptr));
}

bool Instance::sweep(std::chrono::steady_clock::time_point deadline) {
  close();
  offers_.remove_owner(context_.id());
  bool all = true;
  for (const auto& service : services_) all = service->sweep(remaining_ms(deadline)) && all;
  return context_.calls_in.wait_empty(deadline) && all;
}

bool Instance::refuse_calls(std::chrono::steady_clock::time_point deadline) {
  context_.calls_out.close();
  return context_.calls_out.wait_empty(deadline);
}

const void* Instance::lookup(std::string_view id) {
  for (const auto& service : services_) {
    if (service->id() == id) return service->table();
  }
  return offers_.find(id);
}

const void* Instance::find_service(void* ctx, veza_str id) noexcept {
  auto* self = static_cast<Instance*>(ctx);
  const void* table = nullptr;
  contained([&] {
    if (!self || !readable(id, max_service_id)) return bad_argument("service", "the id is no text of up to 80 bytes");
    const auto name = view(id);
    const bool always = name == VEZA_LOG_V1 || name == VEZA_CONFIG_V1;
    if (!always && !self->context_.manifest.requirement(name)) {
      return refuse(Code::not_found, "plugin.json does not require " + std::string(name) + "; add it to \"requires\"");
    }
    table = self->lookup(name);
    if (!table) return refuse(Code::not_found, "nobody offers " + std::string(name));
    return veza_status{VEZA_OK};
  });
  return table;
}

veza_status Instance::offer(void* ctx, veza_str id, const void* table) noexcept {
  auto* self = static_cast<Instance*>(ctx);
  if (!self) return bad_argument("offer", "ctx is NULL");
  return guarded(self->context_.calls_out, [&] {
    if (auto status = self->context_.check_registering("offer"); status < 0) return status;
    if (!readable(id, max_service_id) || !table) return bad_argument("offer", "no id, or no table");
    const std::string name(view(id));
    const auto& offers = self->context_.manifest.offers;
    if (std::find(offers.begin(), offers.end(), name) == offers.end()) {
      return refuse(Code::forbidden, "plugin.json does not offer " + name + "; add it to \"offers\"");
    }
    return from(self->offers_.add(name, self->context_.id(), table));
  });
}

veza_str Instance::last_sentence(void*) noexcept { return abi(last_error()); }

void Instance::set_error(void*, veza_str text) noexcept {
  contained([&] {
    if (readable(text, max_sentence)) set_last_error(view(text));
    return veza_status{VEZA_OK};
  });
}

}  // namespace veza::plugins
