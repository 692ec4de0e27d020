# Writes TARGET: the text of every paper template, so that the program carries its own first versions.
# One raw string a file: JSON holds semicolons in Chinese prose rarely, but CMake would split at them.
set(body "")
separate_arguments(FILES)
foreach(file ${FILES})
  file(READ ${file} json)
  string(APPEND body "    R\"~~~(${json})~~~\",\n")
endforeach()
file(WRITE ${TARGET} "// Written by cmake/embed_templates.cmake.
#include \"rooms/documents/templates.hpp\"

namespace xiuhua::documents {

std::span<const std::string_view> builtin_templates() {
    static constexpr std::string_view all[] = {
${body}    };
    return all;
}

}  // namespace xiuhua::documents
")
