# Build rules shared by host, plugins and tests. Targets get their warnings, sanitizers, precompiled header and
# include paths here, so a floor's CMakeLists.txt only says what it is made of and what it may use.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")

find_program(VEZA_CCACHE ccache)
if(VEZA_CCACHE)
  # Precompiled headers need these two sloppiness flags to hit the cache (ccache manual, "Precompiled headers").
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${VEZA_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${VEZA_CCACHE})
endif()

include(GNUInstallDirs)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)

# The tree a build runs from is shaped like an installed one: bin/veza finds ../lib/veza/plugins and ../share/veza.
set(VEZA_BIN_DIR "${CMAKE_BINARY_DIR}/bin")
set(VEZA_PLUGIN_DIR "${CMAKE_BINARY_DIR}/lib/veza/plugins")
set(VEZA_LIBEXEC_DIR "${CMAKE_BINARY_DIR}/lib/veza/libexec")
set(VEZA_SHARE_DIR "${CMAKE_BINARY_DIR}/share/veza")

add_library(veza_flags INTERFACE)
target_compile_options(veza_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Werror -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside inlined libstdc++ code (GCC bugs 105329 and 105651).
  target_compile_options(veza_flags INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-maybe-uninitialized)
endif()
if(VEZA_SANITIZE)
  target_compile_options(veza_flags INTERFACE -fsanitize=${VEZA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(veza_flags INTERFACE -fsanitize=${VEZA_SANITIZE})
  if(VEZA_SANITIZE STREQUAL "thread")
    target_compile_options(veza_flags INTERFACE -Wno-tsan)
  endif()
endif()

# Headers compiled once: one set for the host's floors, one for every test program (with Boost.Test and its main).
add_library(veza_pch STATIC "${PROJECT_SOURCE_DIR}/packaging/cmake/pch.cpp")
target_link_libraries(veza_pch PRIVATE veza_flags Threads::Threads)
target_precompile_headers(veza_pch PRIVATE "${PROJECT_SOURCE_DIR}/packaging/cmake/pch.h")

find_package(Boost 1.74 REQUIRED COMPONENTS unit_test_framework filesystem)
# Test code is compiled as fast as it can be: half the time. What it tests has the flags of the site.
set(VEZA_TEST_FLAGS $<$<CONFIG:Release>:-O0> $<$<CONFIG:Release>:-U_FORTIFY_SOURCE>)
# An executable, so that its precompiled header is compiled with the flags of the executables that reuse it (-fPIE).
add_executable(veza_test_main "${PROJECT_SOURCE_DIR}/packaging/cmake/test_main.cpp")
target_compile_definitions(veza_test_main PRIVATE BOOST_TEST_DYN_LINK)
target_link_libraries(veza_test_main PRIVATE Boost::unit_test_framework veza_flags Threads::Threads)
target_compile_options(veza_test_main PRIVATE ${VEZA_TEST_FLAGS})
target_precompile_headers(veza_test_main PRIVATE "${PROJECT_SOURCE_DIR}/packaging/cmake/pch_test.h")

# veza_library(net SOURCES server.cpp … LINKS veza::base …)
# Makes the static library veza_net from the current folder. Its headers are reached as "net/…" by those, and only
# those, that link it: the include root holds one link, so an include cannot point up a floor.
function(veza_library NAME)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  set(root "${CMAKE_BINARY_DIR}/include/${NAME}")
  file(MAKE_DIRECTORY "${root}")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${root}/${NAME}" SYMBOLIC)
  add_library(veza_${NAME} STATIC ${A_SOURCES})
  add_library(veza::${NAME} ALIAS veza_${NAME})
  target_include_directories(veza_${NAME} PUBLIC "${root}")
  target_link_libraries(veza_${NAME} PUBLIC ${A_LINKS} Threads::Threads PRIVATE veza_flags ${A_PRIVATE_LINKS})
  target_precompile_headers(veza_${NAME} REUSE_FROM veza_pch)
endfunction()

# What a build that runs only the unit tests has to make (ThreadSanitizer's).
add_custom_target(unit_tests)

# veza_test(unit_net SOURCES a.cpp … LINKS veza::net … [LABELS unit])
# One Boost.Test program and one CTest entry; main comes with it, so a source only includes <boost/test/unit_test.hpp>.
function(veza_test NAME)
  cmake_parse_arguments(A "" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(${NAME} ${A_SOURCES} $<TARGET_OBJECTS:veza_test_main>)
  if(NOT VEZA_TESTS)
    set_target_properties(${NAME} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
  target_link_libraries(${NAME} PRIVATE ${A_LINKS} Boost::unit_test_framework veza_flags Threads::Threads)
  target_compile_definitions(${NAME} PRIVATE BOOST_TEST_DYN_LINK VEZA_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
  target_compile_options(${NAME} PRIVATE ${VEZA_TEST_FLAGS})
  target_precompile_headers(${NAME} REUSE_FROM veza_test_main)
  add_test(NAME ${NAME} COMMAND ${NAME} --log_level=test_suite --color_output=no)
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 120)
  endif()
  set_tests_properties(${NAME} PROPERTIES TIMEOUT ${A_TIMEOUT} LABELS "${A_LABELS}")
  if("unit" IN_LIST A_LABELS)
    add_dependencies(unit_tests ${NAME})
  endif()
endfunction()

# veza_service_test(unit_data postgres [TIMEOUT seconds] [ARGS …])
# The unit test program once more, as CTest entry unit_data_postgres: with that service beside it, which it finds in its
# environment. Tests of one service only are labelled with its name and disabled; those of the embedded default that the
# service replaces ("sqlite") are left out.
function(veza_service_test PROGRAM SERVICE)
  cmake_parse_arguments(A "" "TIMEOUT" "ARGS" ${ARGN})
  find_program(VEZA_NODE node REQUIRED)
  add_test(NAME ${PROGRAM}_${SERVICE}
    COMMAND ${VEZA_NODE} ${PROJECT_SOURCE_DIR}/tests/support/with.mjs ${SERVICE} --
            $<TARGET_FILE:${PROGRAM}> --log_level=test_suite --color_output=no ${A_ARGS})
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 300)
  endif()
  # The servers' scripts use packages of tests/package.json, also where only the unit tests are asked for.
  set_tests_properties(${PROGRAM}_${SERVICE} PROPERTIES TIMEOUT ${A_TIMEOUT} LABELS "unit;${SERVICE}"
    FIXTURES_REQUIRED node_modules)
endfunction()

# veza_fuzzer(fuzz_head SOURCES fuzz_head.cpp … INCLUDES … LIBS …)
# A libFuzzer program. Debian's g++ has no libFuzzer, so clang builds the named sources by themselves, with
# AddressSanitizer, apart from the g++ objects; CTest runs it for five seconds over its seed corpus.
function(veza_fuzzer NAME)
  cmake_parse_arguments(A "" "CORPUS" "SOURCES;INCLUDES;LIBS;FLAGS" ${ARGN})
  find_program(VEZA_CLANGXX NAMES clang++-14 clang++ REQUIRED)
  # Not NAME itself: Ninja would have two rules for one path, the target's and the file's.
  set(exe "${CMAKE_CURRENT_BINARY_DIR}/${NAME}.fuzz")
  # libFuzzer adds what it finds to the first folder, which must not be the seed corpus in the source tree.
  set(found "${CMAKE_CURRENT_BINARY_DIR}/${NAME}.found")
  file(MAKE_DIRECTORY "${found}")
  set(includes "")
  foreach(dir ${A_INCLUDES})
    list(APPEND includes "-I${dir}")
  endforeach()
  add_custom_command(OUTPUT "${exe}"
    COMMAND ${VEZA_CLANGXX} -std=c++20 -O1 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
            ${includes} ${A_FLAGS} ${A_SOURCES} -o ${exe} ${A_LIBS}
    DEPENDS ${A_SOURCES} WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" COMMAND_EXPAND_LISTS VERBATIM)
  add_custom_target(${NAME} ALL DEPENDS "${exe}")
  add_test(NAME ${NAME} COMMAND ${exe} -max_total_time=5 -rss_limit_mb=1024 -max_len=65536 ${found} ${A_CORPUS})
  set_tests_properties(${NAME} PROPERTIES TIMEOUT 120 LABELS fuzz)
endfunction()

