# veza_add_plugin(<id> SOURCES a.cpp … [LINKS lib …] [FILES path …] [OUTPUT_DIR dir] [NO_INSTALL])
#
# Makes the plugin folder ${VEZA_PLUGIN_DIR}/<id>/ (default build/plugins/<id>/; OUTPUT_DIR names another parent):
# <id>.so, plugin.json, and migrations/ and openapi.json where the source folder has them. FILES copies further files
# or folders of the source folder beside them. `cmake --install` puts the folder into lib/veza/plugins/<id>/.
#
# Targets: plugin_<id> is the shared object; plugin_<id>_code holds the same objects for unit tests:
# target_link_libraries(my_test PRIVATE plugin_<id>_code).
#
# The object exports veza_plugin_entry_v1 and nothing else, and must resolve every symbol it uses at link time.
function(veza_add_plugin ID)
  set(VEZA_ADD_PLUGIN_MAP "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/veza-plugin.map")
  cmake_parse_arguments(A "NO_INSTALL" "OUTPUT_DIR" "SOURCES;LINKS;FILES" ${ARGN})
  if(NOT ID MATCHES "^[a-z][a-z0-9-]*$")
    message(FATAL_ERROR "veza_add_plugin: \"${ID}\" is not a plugin id (lower-case letters, digits and hyphens)")
  endif()
  if(A_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "veza_add_plugin(${ID}): unknown arguments ${A_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT A_OUTPUT_DIR)
    set(A_OUTPUT_DIR "${VEZA_PLUGIN_DIR}")
  endif()
  if(NOT A_OUTPUT_DIR)
    set(A_OUTPUT_DIR "${CMAKE_BINARY_DIR}/plugins")
  endif()
  set(dir "${A_OUTPUT_DIR}/${ID}")

  add_library(plugin_${ID}_code OBJECT ${A_SOURCES})
  target_link_libraries(plugin_${ID}_code PUBLIC veza::sdk ${A_LINKS})
  set_target_properties(plugin_${ID}_code PROPERTIES POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_include_directories(plugin_${ID}_code PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
  list(LENGTH A_SOURCES sources)
  if(sources GREATER 3)
    target_precompile_headers(plugin_${ID}_code PRIVATE <veza/plugin.hpp>)
  endif()

  add_library(plugin_${ID} MODULE)
  target_link_libraries(plugin_${ID} PRIVATE plugin_${ID}_code)
  set_target_properties(plugin_${ID} PROPERTIES PREFIX "" OUTPUT_NAME "${ID}" SUFFIX ".so" LINKER_LANGUAGE CXX
    LIBRARY_OUTPUT_DIRECTORY "${dir}" LINK_DEPENDS "${VEZA_ADD_PLUGIN_MAP}")
  target_link_options(plugin_${ID} PRIVATE "LINKER:--version-script=${VEZA_ADD_PLUGIN_MAP}" "LINKER:--as-needed")
  if(NOT (VEZA_SANITIZE AND CMAKE_CXX_COMPILER_ID MATCHES "Clang"))
    target_link_options(plugin_${ID} PRIVATE "LINKER:-z,defs") # clang leaves its sanitizer run-time to the program
  endif()
  if(TARGET veza_flags)
    target_link_libraries(plugin_${ID}_code PRIVATE veza_flags)
    target_link_libraries(plugin_${ID} PRIVATE veza_flags)
  endif()

  # Folders are replaced as a whole, so that a migration that was renamed does not stay behind.
  set(copies COMMAND ${CMAKE_COMMAND} -E make_directory "${dir}")
  set(inputs "")
  foreach(name plugin.json openapi.json migrations ${A_FILES})
    set(from "${CMAKE_CURRENT_SOURCE_DIR}/${name}")
    if(IS_DIRECTORY "${from}")
      file(GLOB_RECURSE files CONFIGURE_DEPENDS "${from}/*")
      list(APPEND inputs ${files})
      list(APPEND copies COMMAND ${CMAKE_COMMAND} -E rm -rf "${dir}/${name}"
        COMMAND ${CMAKE_COMMAND} -E copy_directory "${from}" "${dir}/${name}")
      if(NOT A_NO_INSTALL)
        install(DIRECTORY "${from}" DESTINATION "lib/veza/plugins/${ID}")
      endif()
    elseif(EXISTS "${from}")
      list(APPEND inputs "${from}")
      list(APPEND copies COMMAND ${CMAKE_COMMAND} -E copy "${from}" "${dir}/${name}")
      if(NOT A_NO_INSTALL)
        install(FILES "${from}" DESTINATION "lib/veza/plugins/${ID}")
      endif()
    elseif(name STREQUAL "plugin.json" OR name IN_LIST A_FILES)
      message(FATAL_ERROR "veza_add_plugin(${ID}): ${from} does not exist")
    endif()
  endforeach()
  set(stamp "${CMAKE_CURRENT_BINARY_DIR}/plugin_${ID}.files")
  add_custom_command(OUTPUT "${stamp}" ${copies} COMMAND ${CMAKE_COMMAND} -E touch "${stamp}"
    DEPENDS ${inputs} COMMENT "Copying the files of plugin ${ID}" VERBATIM)
  add_custom_target(plugin_${ID}_files ALL DEPENDS "${stamp}")
  add_dependencies(plugin_${ID} plugin_${ID}_files)
  if(NOT A_NO_INSTALL)
    install(TARGETS plugin_${ID} LIBRARY DESTINATION "lib/veza/plugins/${ID}")
  endif()
endfunction()
