// The routes of accounts. openapi.json in this folder describes them.
#pragma once
#include <vector>

#include "http/route.h"
#include "identity/cookies.h"
#include "net/response.h"

namespace veza::identity {

class Identity;
struct SignedIn;
struct Actor;
struct ClientInfo;

// register, login, refresh, logout, me
std::vector<http::Route> auth_routes(Identity& identity);
// GET and POST /api/v1/setup
std::vector<http::Route> setup_routes(Identity& identity);
// /account/factors, totp, backup-codes
std::vector<http::Route> factor_routes(Identity& identity);
// /account/passkeys…
std::vector<http::Route> passkey_routes(Identity& identity);
// /auth/second-factor…, /auth/passkey…, /auth/reauthenticate/options
std::vector<http::Route> second_factor_routes(Identity& identity);
// Confirming an address, a forgotten password, signing in by a mailed link
std::vector<http::Route> link_routes(Identity& identity);
// /auth/reauthenticate; /account/password, /account/email, /account/sessions
std::vector<http::Route> account_routes(Identity& identity);
// GET /.well-known/jwks.json
std::vector<http::Route> key_routes(Identity& identity);

// The cookie of a browser that signed in before; device_cookie.h checks it.
std::string device_cookie_of(const Identity& identity, const http::Context& context);
// Where this client's cookies go, and what they are called there.
CookiePlace cookie_place(const Identity& identity, const http::Context& context);
// /api/v1/account/tokens
std::vector<http::Route> token_routes(Identity& identity);
// /api/v1/admin/permissions, roles and users
std::vector<http::Route> role_routes(Identity& identity);

Actor actor_of(const http::Context& context);
ClientInfo client_info(const http::Context& context);
// The wire's Session, with its cookies.
net::Response session_response(Identity& identity, const http::Context& context, const SignedIn& session, int status);

}  // namespace veza::identity
