#include "plugins/control_thread.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>

#include "plugins/gate.h"

namespace veza::plugins {
namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(threads)

BOOST_AUTO_TEST_CASE(tasks_run_one_after_another_on_one_thread) {
  ControlThread control;
  std::thread::id first, second;
  BOOST_TEST(control.run([&] { first = std::this_thread::get_id(); }, 60s));
  BOOST_TEST(control.run([&] { second = std::this_thread::get_id(); }, 60s));
  BOOST_TEST((first == second));
  BOOST_TEST((first != std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(one_that_hangs_is_left_behind) {
  ControlThread control;
  auto release = std::make_shared<std::promise<void>>();
  auto ended = std::make_shared<std::promise<void>>();
  BOOST_TEST(!control.run(
      [release, ended] {
        release->get_future().wait();
        ended->set_value();
      },
      20ms));
  bool ran = false;
  BOOST_TEST(control.run([&] { ran = true; }, 60s));
  BOOST_TEST(ran);
  release->set_value();
  BOOST_TEST((ended->get_future().wait_for(60s) == std::future_status::ready));
}

BOOST_AUTO_TEST_CASE(a_closed_gate_lets_nobody_in_and_waits_for_the_last) {
  Gate gate;
  BOOST_TEST(!Gate::Visit(gate));
  gate.open();
  std::promise<void> inside, leave;
  std::thread visitor([&] {
    const Gate::Visit visit(gate);
    inside.set_value();
    leave.get_future().wait();
  });
  inside.get_future().wait();
  gate.close();
  BOOST_TEST(!Gate::Visit(gate));
  BOOST_TEST(!gate.wait_empty(std::chrono::steady_clock::now()));
  leave.set_value();
  BOOST_TEST(gate.wait_empty(std::chrono::steady_clock::now() + 60s));
  visitor.join();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
