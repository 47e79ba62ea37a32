// The main of every unit-test program (Boost.Test, dynamic library).
#define BOOST_TEST_MODULE veza
#include <boost/test/unit_test.hpp>
