# Dependencies and compiler settings, in one place. Everything comes from Debian packages (deploy/packages.txt).
find_package(Protobuf REQUIRED MODULE)  # Debian's protobuf has no CONFIG package
find_package(absl REQUIRED CONFIG)
find_package(gRPC REQUIRED CONFIG)
find_package(SQLite3 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(CLI11 REQUIRED CONFIG)
find_package(nlohmann_json REQUIRED CONFIG)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq>=15)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
find_package(Boost 1.74 REQUIRED)  # headers only: Asio and Beast
find_package(ZLIB REQUIRED)
find_package(EXPAT REQUIRED)
pkg_check_modules(MINIZIP REQUIRED IMPORTED_TARGET minizip)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core)
# A form is hundreds of small allocations on many threads: about an eighth more gets and submits than with glibc's malloc.
find_library(JEMALLOC_LIBRARY jemalloc REQUIRED)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Paths below the source folder count as relative: builds in other folders share what they have in common.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
                                  ${CCACHE_PROGRAM})
endif()

# Warnings are errors for our code. Generated code is built without them (heng_proto is SYSTEM for its users).
add_library(heng_options INTERFACE)
target_compile_options(heng_options INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
                                              -Wimplicit-fallthrough -Werror)
target_include_directories(heng_options INTERFACE ${CMAKE_SOURCE_DIR})

if(HENG_SANITIZE)
  # GCC sees uninitialised values in its own headers once sanitizers have changed the code; the other builds do check.
  target_compile_options(heng_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_compile_options(-fsanitize=${HENG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HENG_SANITIZE})
else()
  # Debian's hardening, so that what is tested and measured is what is packaged; PIE is the compiler's default there.
  add_compile_options($<$<CONFIG:RelWithDebInfo>:-U_FORTIFY_SOURCE> $<$<CONFIG:RelWithDebInfo>:-D_FORTIFY_SOURCE=2>
                      -fstack-protector-strong)
  add_link_options(-Wl,-z,relro -Wl,-z,now)
endif()

# heng_embed(<target> <symbol> <files...>): makes text files part of a library, as
#   namespace heng::embedded { extern const std::vector<std::pair<std::string, std::string>> <symbol>; }
# (file name, content), so that a binary needs no data files beside it.
function(heng_embed target symbol)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DSYMBOL=${symbol} "-DFILES=${ARGN}" -P ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
