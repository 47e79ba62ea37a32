# Installs what package-lock.json of DIR names, once: again only when the lock file is newer than the installation.
if("${DIR}/package-lock.json" IS_NEWER_THAN "${DIR}/node_modules/.package-lock.json")
  execute_process(COMMAND ${NPM} ci --no-audit --no-fund WORKING_DIRECTORY "${DIR}" COMMAND_ERROR_IS_FATAL ANY)
endif()
