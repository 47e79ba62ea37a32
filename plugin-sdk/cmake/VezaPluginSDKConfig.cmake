# find_package(VezaPluginSDK 1): the target veza::sdk and the function veza_add_plugin.
include(CMakeFindDependencyMacro)
find_dependency(nlohmann_json 3.11)
include("${CMAKE_CURRENT_LIST_DIR}/VezaPluginSDKTargets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/VezaAddPlugin.cmake")
