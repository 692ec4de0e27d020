# Writes TARGET: every migration's text, grouped by room, as migrations_of(room). FILES is a CMake list.
# Each text becomes one raw string; a list is never made of it, since SQL is full of semicolons.
set(body "")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  get_filename_component(folder "${file}" DIRECTORY)
  get_filename_component(folder "${folder}" DIRECTORY)
  get_filename_component(room "${folder}" NAME)
  get_filename_component(parent "${folder}" DIRECTORY)
  get_filename_component(parent "${parent}" NAME)
  if(parent STREQUAL "platform")
    set(room "platform")
  endif()
  if(NOT name MATCHES "^0*([1-9][0-9]*)_.+\\.sql$")
    message(FATAL_ERROR "${file}: a migration is named 0001_what.sql")
  endif()
  set(number ${CMAKE_MATCH_1})
  if(DEFINED taken_${room}_${number})
    message(FATAL_ERROR "${file}: ${room} already has a migration ${number}: ${taken_${room}_${number}}")
  endif()
  set(taken_${room}_${number} "${name}")
  file(READ "${file}" sql)
  string(APPEND body "        {\"${room}\", ${number}, \"${name}\", R\"~~~(${sql})~~~\"},\n")
endforeach()
file(WRITE "${TARGET}" "// Written by cmake/embed_migrations.cmake.
#include \"platform/db/db.hpp\"

#include <algorithm>
#include <tuple>

namespace xiuhua {
namespace {

std::vector<Migration> sorted() {
    std::vector<Migration> all{
${body}    };
    std::sort(all.begin(), all.end(), [](const Migration& left, const Migration& right) {
        return std::tie(left.room, left.number) < std::tie(right.room, right.number);
    });
    return all;
}

}  // namespace

std::span<const Migration> migrations_of(std::string_view room) {
    static const std::vector<Migration> all = sorted();
    const auto first = std::find_if(all.begin(), all.end(),
                                    [&](const Migration& m) { return m.room == room; });
    const auto last = std::find_if(first, all.end(),
                                   [&](const Migration& m) { return m.room != room; });
    return {first, last};
}

}  // namespace xiuhua
")
