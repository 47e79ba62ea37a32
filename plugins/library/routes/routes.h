// The library's routes; each function registers those of one file. [control]
#pragma once
#include "services.h"

namespace veza::library {

void add_upload_route(Services& services);      // POST /tracks
void add_track_routes(Services& services);      // GET /tracks, GET, PATCH, DELETE /tracks/{id}
void add_file_routes(Services& services);       // GET /tracks/{id}/stream, POST /auth/stream-token
void add_cover_routes(Services& services);      // GET, PUT, DELETE /tracks/{id}/cover
void add_batch_routes(Services& services);      // POST /tracks/batch
void add_duplicate_routes(Services& services);  // GET /tracks/duplicates
void add_browse_routes(Services& services);     // GET /artists…, /albums…, /genres, /tags/suggest
void add_lyrics_routes(Services& services);     // GET, PUT /tracks/{id}/lyrics
void add_recommend_routes(Services& services);  // GET /tracks/recommendations
void add_search_routes(Services& services);     // GET /search and /search/suggest, GET and DELETE /me/searches

}  // namespace veza::library
