// A person's data in a file: what is in it, who gets it, for how long.
#include <boost/test/unit_test.hpp>

#include "privacy/export_file.h"
#include "support.h"

using namespace veza;
using namespace veza::privacy;
using privacy::test::World;

BOOST_AUTO_TEST_SUITE(exports)

BOOST_AUTO_TEST_CASE(everything_of_one_person_and_nothing_of_another_is_in_it) {
  World world;
  auto pictures = world.part("pictures");
  BOOST_REQUIRE(world.blobs().put_bytes("pictures/1", std::string(300'000, 'p')));
  const auto notes_only = pictures.write;
  pictures.write = [notes_only](std::string_view user, ExportSink& sink) -> base::Status {
    if (auto notes = notes_only(user, sink); !notes) return notes;
    return sink.blob("files/pïcture.png", "pictures/1");
  };
  world.open({world.part("diary"), std::move(pictures)});
  world.note("diary", "ann", "dear diary");
  world.note("diary", "bob", "bob's");
  const auto id = world.ask_export("ann");
  BOOST_TEST((world.wait_for_export("ann") == ExportState::ready));
  const auto zip = world.blobs().read_all(Privacy::blob_key(id));
  BOOST_REQUIRE(zip);
  const auto files = world.unzip(*zip);
  BOOST_TEST(files.at("diary/notes.json") == R"(["dear diary"])");
  BOOST_TEST(files.at("pictures/notes.json") == "[]");
  BOOST_TEST(files.at("pictures/files/pïcture.png") == std::string(300'000, 'p'));
  const auto contents = base::Json::parse(files.at("contents.json"));
  BOOST_TEST(contents["user_id"] == "ann");
  BOOST_TEST(contents["parts"] == base::Json({"diary", "pictures"}));
  BOOST_TEST(contents["left_out"].empty());
}

BOOST_AUTO_TEST_CASE(the_link_is_its_owners_and_runs_out) {
  World world;
  world.open({world.part("diary")});
  const auto id = world.ask_export("ann");
  BOOST_TEST((world.wait_for_export("ann") == ExportState::ready));
  const auto found = world.privacy().last_export("ann");
  BOOST_REQUIRE(found);
  const auto by = [&](std::string_view user, std::string_view token) {
    const auto got = world.privacy().export_by_token(user, token);
    BOOST_REQUIRE(got);
    return got->has_value();
  };
  BOOST_TEST(by("ann", found->token));
  BOOST_TEST(!by("bob", found->token));
  BOOST_TEST(!by("", found->token));
  BOOST_TEST(!by("ann", ""));
  BOOST_TEST(!by("ann", found->token + "x"));
  // Neither the token nor anything that leads to it lies in the table.
  const auto row = world.db().row("SELECT token_hash, token_sealed FROM privacy_exports");
  BOOST_TEST((**row)[0].string() != found->token);
  BOOST_TEST((**row)[1].string().find(found->token) == std::string::npos);
  world.pass(export_days * 24 * 3600 * 1000);
  BOOST_TEST(!by("ann", found->token));
  BOOST_TEST((world.privacy().last_export("ann")->state == ExportState::none));
  BOOST_REQUIRE(world.privacy().sweep());
  BOOST_TEST(!*world.blobs().exists(Privacy::blob_key(id)));
}

BOOST_AUTO_TEST_CASE(one_is_made_at_a_time) {
  World world;
  auto slow = world.part("diary");
  std::atomic<bool> go{false};
  slow.write = [&go](std::string_view, ExportSink& sink) -> base::Status {
    while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return sink.json("notes.json", "[]");
  };
  world.open({std::move(slow)});
  world.ask_export("ann");
  const auto second = world.db().write([&](data::Transaction& tx) -> base::Status {
    auto made = world.privacy().request_export(tx, "ann", "");
    return made ? base::Status() : base::fail(made.error());
  });
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().code == base::Code::conflict));
  go = true;
  BOOST_TEST((world.wait_for_export("ann") == ExportState::ready));
}

BOOST_AUTO_TEST_CASE(one_that_was_cut_short_is_made_anew) {
  World world;
  auto stuck = world.part("diary");
  std::atomic<bool> reached{false};
  stuck.write = [&reached](std::string_view, ExportSink& sink) -> base::Status {
    reached = true;
    for (;;) {
      if (auto put = sink.json("n" + std::to_string(std::rand()) + ".json", "[]"); !put) return put;
    }
  };
  world.open({std::move(stuck)});
  const auto id = world.ask_export("ann");
  BOOST_REQUIRE(test::eventually([&] { return reached.load(); }));
  world.close();
  BOOST_TEST(!*world.blobs().exists(Privacy::blob_key(id)));
  world.open({world.part("diary")});
  world.pass(60'000);
  BOOST_TEST((world.wait_for_export("ann") == ExportState::ready));
}

BOOST_AUTO_TEST_CASE(a_part_that_does_not_run_is_named) {
  World world;
  world.open({world.part("diary"), world.part("gone")});
  world.open({world.part("diary")});
  const auto id = world.ask_export("ann");
  BOOST_TEST((world.wait_for_export("ann") == ExportState::ready));
  const auto files = world.unzip(*world.blobs().read_all(Privacy::blob_key(id)));
  BOOST_TEST(base::Json::parse(files.at("contents.json"))["left_out"][0]["part"] == "gone");
}

struct Name {
  std::string name;
  bool good;
};

BOOST_AUTO_TEST_CASE(files_have_names_that_stay_in_their_folder) {
  const std::vector<Name> table = {{"a.json", true},
                                   {"a/b.json", true},
                                   {"ü.json", true},
                                   {"", false},
                                   {"/a", false},
                                   {"a/", false},
                                   {"a//b", false},
                                   {"..", false},
                                   {"../a", false},
                                   {"a/../b", false},
                                   {"./a", false},
                                   {"a\\b", false},
                                   {"c:a", false},
                                   {"a\nb", false},
                                   {std::string("a\0b", 3), false},
                                   {"a\xff", false},
                                   {std::string(201, 'a'), false}};
  for (const auto& row : table) BOOST_TEST(file_name_problem(row.name).empty() == row.good, row.name);
}

BOOST_AUTO_TEST_SUITE_END()
