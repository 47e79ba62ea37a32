#include "routes.h"

#include <algorithm>
#include <memory>

#include "auth/caller.h"

namespace veza::opensubsonic {
namespace {

constexpr const char* protocol = "1.16.1";
constexpr uint64_t most_form = 1U << 20;

enum class Form { xml, json, jsonp };

struct Asked {
  Params params;
  Form form = Form::xml;
  std::string callback;
};

Node envelope(const char* status) {
  Node out;
  out.set("status", status)
      .set("version", protocol)
      .set("type", "veza")
      .set("serverVersion", "1.0.0")
      .set("openSubsonic", true);
  return out;
}

Response write(const Asked& asked, const Node& root, int http) {
  switch (asked.form) {
    case Form::json:
      return Response::bytes(http, "application/json; charset=utf-8", to_json_text(root));
    case Form::jsonp:
      return Response::bytes(http, "application/javascript; charset=utf-8",
                             asked.callback + "(" + to_json_text(root) + ");");
    case Form::xml:
      break;
  }
  return Response::bytes(http, "application/xml; charset=utf-8", to_xml_text(root));
}

Response refuse(const Asked& asked, const Failure& failure) {
  Node root = envelope("failed");
  root.node("error").set("code", static_cast<int>(failure.code())).set("message", failure.what());
  auto response = write(asked, root, failure.http());
  response.header("Cache-Control", "no-store");
  if (failure.http() == 429 || failure.http() == 503) response.header("Retry-After", "10");
  return response;
}

void read(const Request& request, Asked& asked) {
  bool sound = asked.params.read(request.raw_query());
  const auto type = request.header("content-type").value_or("");
  if (sound && request.method() == "POST" && type.substr(0, 33) == "application/x-www-form-urlencoded") {
    sound = asked.params.read(request.body());
  }
  const auto form = asked.params.text("f", "xml");
  asked.form = form == "json" ? Form::json : form == "jsonp" ? Form::jsonp : Form::xml;
  if (asked.form == Form::jsonp) {
    asked.callback = asked.params.text("callback");
    if (!is_callback(asked.callback)) {
      asked.form = Form::json;
      throw Failure(Code::missing_parameter, "The parameter \"callback\" must be the name of a function.");
    }
  }
  if (!sound) throw Failure(Code::generic, "The parameters cannot be read: an escape is broken or text is not UTF-8.");
}

// What other servers have and this one never will.
bool is_elsewhere(const std::string& method) {
  static constexpr const char* known[] = {"addChatMessage",
                                          "createInternetRadioStation",
                                          "createPodcastChannel",
                                          "deleteInternetRadioStation",
                                          "deletePodcastChannel",
                                          "deletePodcastEpisode",
                                          "downloadPodcastEpisode",
                                          "getCaptions",
                                          "getChatMessages",
                                          "getInternetRadioStations",
                                          "getNewestPodcasts",
                                          "getPodcastEpisode",
                                          "getPodcasts",
                                          "getVideoInfo",
                                          "getVideos",
                                          "jukeboxControl",
                                          "refreshPodcasts",
                                          "updateInternetRadioStation"};
  return std::find(std::begin(known), std::end(known), method) != std::end(known);
}

Response run(const Services& services, const Methods& methods, const Request& request, const Asked& asked) {
  std::string name(request.param("method"));
  if (name.ends_with(".view")) name.resize(name.size() - 5);
  Node root = envelope("ok");
  if (name == "getOpenSubsonicExtensions") {
    add_extensions(root);
    return write(asked, root, 200);
  }
  const Method* method = methods.find(name);
  if (method == nullptr && is_elsewhere(name)) throw Failure(Code::generic, "This site has nothing of that kind.", 410);
  if (method == nullptr) throw Failure(Code::generic, "There is no such method.", 404);
  const Caller caller = identify(services, request, asked.params);
  const Site site(services, request, caller);
  const Call call{asked.params, site};
  if (method->answer) return method->answer(call);
  method->fill(call, root);
  return write(asked, root, 200).header("Cache-Control", "no-store");
}

Response answer(const Services& services, const Methods& methods, const Request& request) {
  Asked asked;
  try {
    read(request, asked);
    return run(services, methods, request, asked);
  } catch (const Failure& failure) {
    return refuse(asked, failure);
  } catch (const HttpError& error) {
    return refuse(asked, Failure(Code::generic, error.what()));
  } catch (const std::exception& error) {
    services.log.error("A call of an app failed", {{"request_id", request.id()}, {"problem", error.what()}});
    return refuse(asked, Failure(Code::generic, "Something went wrong on the server. Please try again.", 500));
  }
}

}  // namespace

void add_rest_routes(Services& services) {
  const auto methods = std::make_shared<Methods>();
  add_system_methods(*methods);
  add_browsing_methods(*methods);
  add_list_methods(*methods);
  add_search_methods(*methods);
  add_media_methods(*methods);
  add_playlist_methods(*methods);
  add_annotation_methods(*methods);
  add_queue_methods(*methods);
  add_share_methods(*methods);
  add_user_methods(*methods);
  RouteOptions options;
  options.body_limit = most_form;
  const auto handler = [&services, methods](const Request& request) { return answer(services, *methods, request); };
  services.http.get("/rest/{method}", handler, options);
  services.http.post("/rest/{method}", handler, options);
}

}  // namespace veza::opensubsonic
