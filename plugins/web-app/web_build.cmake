# Builds web/ in a copy of it, so that no build writes into the source tree and two build folders do not disturb each
# other:  cmake -DROOT=… -DSTAGE=… -DOUT=… -DNPM=… -P web_build.cmake
# The copy has the shape of the repository, because the page's client types come from every part's openapi.json.
set(web "${STAGE}/plugins/web-app/web")

file(GLOB fragments RELATIVE "${ROOT}" "${ROOT}/host/*/openapi.json" "${ROOT}/host/*/openapi_*.json"
  "${ROOT}/plugins/*/openapi.json")
file(REMOVE_RECURSE "${STAGE}/host" "${web}/src" "${web}/public" "${web}/scripts" "${web}/tests" "${web}/dist")
file(GLOB staged "${STAGE}/plugins/*/openapi.json")
if(staged)
  file(REMOVE ${staged})
endif()
file(MAKE_DIRECTORY "${STAGE}/host" "${web}")
foreach(fragment ${fragments})
  get_filename_component(folder "${STAGE}/${fragment}" DIRECTORY)
  file(COPY "${ROOT}/${fragment}" DESTINATION "${folder}")
endforeach()
file(COPY "${ROOT}/plugins/web-app/web/" DESTINATION "${web}"
  PATTERN node_modules EXCLUDE PATTERN dist EXCLUDE PATTERN schema.d.ts EXCLUDE)

function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${web}" RESULT_VARIABLE result OUTPUT_VARIABLE said
    ERROR_VARIABLE said)
  if(NOT result EQUAL 0)
    string(JOIN " " command ${ARGN})
    message(FATAL_ERROR "${command} failed in ${web}:\n${said}")
  endif()
endfunction()

# Packages are installed again only when the lock file changed.
file(SHA256 "${web}/package-lock.json" lock)
set(installed "")
if(EXISTS "${STAGE}/installed")
  file(READ "${STAGE}/installed" installed)
endif()
if(NOT installed STREQUAL lock)
  run("${NPM}" ci --no-audit --no-fund --prefer-offline)
  file(WRITE "${STAGE}/installed" "${lock}")
endif()
run("${NPM}" run build)

file(REMOVE_RECURSE "${OUT}")
file(COPY "${web}/dist/" DESTINATION "${OUT}")
