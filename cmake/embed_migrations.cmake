# Writes TARGET: every migration's text, grouped by room, as migrations_of(room).
# SQL holds semicolons, which CMake lists split at, so each file is copied as one raw string.
set(body "")
set(rooms "")
separate_arguments(FILES)
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  get_filename_component(folder ${file} DIRECTORY)
  get_filename_component(folder ${folder} DIRECTORY)
  get_filename_component(room ${folder} NAME)
  get_filename_component(parent ${folder} DIRECTORY)
  get_filename_component(parent ${parent} NAME)
  if(parent STREQUAL "platform")
    set(room "platform")
  endif()
  string(REGEX MATCH "^0*([0-9]+)" _ ${name})
  set(number ${CMAKE_MATCH_1})
  file(READ ${file} sql)
  string(APPEND body "    {\"${room}\", ${number}, \"${name}\", R\"~~~(${sql})~~~\"},\n")
endforeach()
file(WRITE ${TARGET} "// Written by cmake/embed_migrations.cmake.
#include \"platform/db/db.hpp\"

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
