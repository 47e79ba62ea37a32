#include <poll.h>

#include <boost/test/unit_test.hpp>
#include <veza/testing/fake_host.hpp>

namespace veza::testing {
namespace {

struct Fixture {
  FakeHost host{VEZA_FAKE_PLUGIN};
  Db db{host.handle()};
  Jobs jobs{host.handle()};
  Events events{host.handle()};

  void queue(const JobSpec& spec) {
    db.write([&](const Tx& tx) { jobs.enqueue(tx, spec); });
  }
};

BOOST_FIXTURE_TEST_SUITE(fake_work, Fixture)

BOOST_AUTO_TEST_CASE(jobs_run_when_the_test_says) {
  int runs = 0;
  jobs.handle("a", 1, [&](const Job& job) {
    ++runs;
    BOOST_TEST(job.payload()["n"] == 1);
    BOOST_TEST(job.attempt() == 1);
    job.progress(0.5);
  });
  queue({.kind = "a", .payload = {{"n", 1}}, .unique_key = "k"});
  queue({.kind = "a", .payload = {{"n", 1}}, .unique_key = "k"});
  BOOST_TEST(host.jobs.all.size() == 1U, "the key is taken");
  host.jobs.run_all();
  BOOST_TEST(runs == 1);
  BOOST_TEST(host.jobs.all[0].state == "done");
  BOOST_TEST(host.jobs.all[0].progress == 0.5);
}

BOOST_AUTO_TEST_CASE(a_rolled_back_write_queues_and_tells_nothing) {
  BOOST_CHECK_THROW(db.write([&](const Tx& tx) {
    jobs.enqueue(tx, {.kind = "a"});
    events.emit(tx, {.type = "fake.thing.made.v1", .aggregate_type = "thing", .aggregate_id = "1"});
    throw Error(VEZA_E_CONFLICT, "no");
  }),
                    Error);
  BOOST_TEST(host.jobs.all.empty());
  BOOST_TEST(host.events.emitted.empty());
}

BOOST_AUTO_TEST_CASE(failures_are_tried_again_or_final) {
  jobs.handle("retry", 1, [](const Job&) { throw Error(VEZA_E_UNAVAILABLE, "later"); });
  jobs.handle("final", 1, [](const Job&) { throw Error(VEZA_E_INVALID, "never"); });
  queue({.kind = "retry", .max_attempts = 2});
  queue({.kind = "final"});
  host.jobs.run_all();
  BOOST_TEST(host.jobs.all[0].state == "queued");
  BOOST_TEST(host.jobs.all[0].error == "later");
  BOOST_TEST(host.jobs.all[1].state == "failed");
  host.jobs.run_all();
  BOOST_TEST(host.jobs.all[0].state == "failed");
}

BOOST_AUTO_TEST_CASE(a_cancelled_job_is_told_and_writes_nothing) {
  jobs.handle("a", 1, [&](const Job& job) {
    host.jobs.all[0].cancel();
    pollfd fd{job.cancel_fd(), POLLIN, 0};
    BOOST_TEST(::poll(&fd, 1, 60'000) == 1);
    BOOST_TEST(job.cancelled());
    bool wrote = false;
    BOOST_CHECK_THROW(job.complete([&](const Tx&) { wrote = true; }), Error);
    BOOST_TEST(!wrote);
    throw Error(VEZA_E_CANCELLED, "cancelled");
  });
  queue({.kind = "a", .unique_key = "k"});
  host.jobs.run_all();
  BOOST_TEST(host.jobs.all[0].state == "cancelled");
  queue({.kind = "a", .unique_key = "k2"});
  db.write([&](const Tx& tx) { jobs.cancel(tx, "k2"); });
  BOOST_TEST(host.jobs.all[1].state == "cancelled");
}

BOOST_AUTO_TEST_CASE(a_scheduled_job_is_queued_when_the_test_says) {
  int runs = 0;
  jobs.handle("report", 1, [&](const Job& job) { runs += job.payload()["pages"].get<int>(); });
  jobs.schedule("weekly", "0 9 * * mon", {.kind = "report", .payload = {{"pages", 2}}});
  BOOST_CHECK_THROW(jobs.schedule("weekly", "daily 03:30", {.kind = "report"}), Error);
  BOOST_TEST(host.jobs.cron.at("weekly").schedule == "0 9 * * mon");
  host.jobs.strike("weekly");
  host.jobs.strike("weekly");
  host.jobs.run_all();
  host.jobs.strike("weekly");
  host.jobs.run_all();
  BOOST_TEST(runs == 4, "never two at a time");
}

BOOST_AUTO_TEST_CASE(events_reach_consumers_by_pattern) {
  std::vector<std::string> seen;
  events.subscribe("exact", "fake.thing.made.v1", [&](const Event& event) { seen.push_back("exact " + event.id); });
  events.subscribe("all", "fake.*", [&](const Event& event) { seen.push_back("all " + event.type); });
  events.subscribe("other", "other.*", [&](const Event&) { seen.push_back("other"); });
  db.write([&](const Tx& tx) {
    events.emit(tx, {.type = "fake.thing.made.v1", .aggregate_type = "thing", .aggregate_id = "1"});
  });
  host.events.deliver_emitted();
  host.events.deliver_emitted();
  BOOST_TEST(seen.size() == 2U);
}

BOOST_AUTO_TEST_CASE(users_are_found_by_the_beginning_of_their_names) {
  const Identity identity(host.handle());
  host.identity.users["1"] = {"1", "ada", "user", {}};
  host.identity.users["2"] = {"2", "Adam", "user", {}};
  host.identity.users["3"] = {"3", "bob", "user", {}};
  BOOST_TEST(identity.find_users("AD", 5).size() == 2U);
  BOOST_TEST(identity.find_users("AD", 1)[0]["username"] == "ada");
  BOOST_TEST(identity.find_users("", 5).empty());
}

BOOST_AUTO_TEST_CASE(mails_are_kept_once_committed) {
  Mail mail(host.handle());
  host.identity.users["1"] = {"1", "ada", "user", {}};
  BOOST_TEST(mail.available());
  db.write([&](const Tx& tx) {
    mail.send(tx, {.to_user = "1", .subject = "Hello", .text = mail.site_name() + " " + mail.site_url(), .kind = "a"});
  });
  BOOST_REQUIRE(host.mail.sent.size() == 1U);
  BOOST_TEST(host.mail.sent[0].to_user == "1");
  BOOST_TEST(host.mail.sent[0].text == "Test site https://site.example");
  const auto refused = [&](const MailMessage& message) {
    veza_status status = VEZA_OK;
    try {
      db.write([&](const Tx& tx) { mail.send(tx, message); });
    } catch (const Error& error) {
      status = error.status();
    }
    return status;
  };
  BOOST_TEST(refused({.to_user = "2", .subject = "x", .text = "x", .kind = "a"}) == VEZA_E_NOT_FOUND);
  BOOST_TEST(refused({.to = "nobody", .subject = "x", .text = "x", .kind = "a"}) == VEZA_E_INVALID);
  BOOST_TEST(refused({.to = "a@b.org", .subject = "x\r\nBcc: y", .text = "x", .kind = "a"}) == VEZA_E_INVALID);
  host.mail.configured = false;
  BOOST_TEST(!mail.available());
  BOOST_TEST(refused({.to = "a@b.org", .subject = "x", .text = "x", .kind = "a"}) == VEZA_E_UNAVAILABLE);
  BOOST_TEST(host.mail.sent.size() == 1U);
}

BOOST_AUTO_TEST_CASE(commands_are_given_their_line_and_what_they_print_is_kept) {
  Cli cli(host.handle());
  BOOST_TEST(!cli.in_command());
  cli.add("count", [](const Command& command) {
    if (command.words().size() != 1) return command.wrong_usage("name one folder.");
    if (command.interrupted()) throw Error(VEZA_E_CANCELLED, "interrupted");
    command.progress(1, 3, "files", "a.txt");
    if (!command.has("quiet"))
      command.print("In " + command.words()[0] + ", above " + command.get("above").value_or("0") + "\n");
    return 0;
  });
  BOOST_CHECK_THROW(cli.add("count", [](const Command&) { return 0; }), Error);
  BOOST_CHECK_THROW(cli.add("undeclared", [](const Command&) { return 0; }), Error);
  const auto ran = host.cli.run("count", {{"/music"}, {{"above", "10"}}});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.out == "In /music, above 10\n");
  BOOST_TEST(ran.done == 1U);
  BOOST_TEST(ran.total == 3U);
  BOOST_TEST(host.cli.run("count", {{"/music"}, {{"quiet", ""}}}).out.empty());
  BOOST_TEST(host.cli.run("count").status == 64);
  BOOST_TEST(host.cli.run("count").err == "veza: name one folder.\n");
  host.cli.interrupt();
  BOOST_TEST(host.cli.run("count", {{"/music"}, {}}).error == "interrupted");
}

BOOST_AUTO_TEST_CASE(messages_are_published_and_received) {
  WebSockets ws(host.handle());
  ws.topic("fake.", [](const Principal& who, std::string_view topic) { return who.signed_in() && topic == "fake.a"; });
  ws.type("Echo", [&](uint64_t connection, const Principal&, const Json& frame) { ws.send(connection, frame); });
  const User ada{"1", "ada", "user", {}};
  BOOST_TEST(host.ws.may_subscribe(ada, "fake.a"));
  BOOST_TEST(!host.ws.may_subscribe({}, "fake.a"));
  BOOST_TEST(!host.ws.may_subscribe(ada, "fake.b"));
  host.ws.receive(7, ada, {{"type", "Echo"}});
  BOOST_TEST(host.ws.sent().at(0).connection == 7U);
  ws.publish("fake.a", {{"type", "News"}});
  BOOST_TEST(host.ws.published().at(0).topic == "fake.a");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::testing
