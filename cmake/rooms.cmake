# xiuhua_room(isolation USES registry documents): declares a room and the rooms whose public.hpp it may include.
# tools/tidy reads these lines; the build needs only the names.
set(XIUHUA_ROOMS "")
macro(xiuhua_room room)
  list(APPEND XIUHUA_ROOMS ${room})
endmacro()

# Compiles every migrations/*.sql of platform and rooms into one source file.
function(xiuhua_migrations out)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/server/platform/*/migrations/*.sql
    ${PROJECT_SOURCE_DIR}/server/rooms/*/migrations/*.sql)
  set(target ${CMAKE_BINARY_DIR}/generated/migrations.cpp)
  add_custom_command(OUTPUT ${target}
    COMMAND ${CMAKE_COMMAND} -DTARGET=${target} "-DFILES=${files}"
      -P ${PROJECT_SOURCE_DIR}/cmake/embed_migrations.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed_migrations.cmake
    VERBATIM)
  set(${out} ${target} PARENT_SCOPE)
endfunction()

# Compiles the paper templates of room documents into one source file.
function(xiuhua_templates out)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/server/rooms/documents/templates/*.json)
  set(target ${CMAKE_BINARY_DIR}/generated/templates.cpp)
  add_custom_command(OUTPUT ${target}
    COMMAND ${CMAKE_COMMAND} -DTARGET=${target} "-DFILES=${files}"
      -P ${PROJECT_SOURCE_DIR}/cmake/embed_templates.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed_templates.cmake
    VERBATIM)
  set(${out} ${target} PARENT_SCOPE)
endfunction()

# One ctest line a folder: "rooms/isolation" runs the test cases of the files in that folder.
function(xiuhua_test_folders target)
  set(folders "")
  foreach(file ${ARGN})
    cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE relative)
    cmake_path(GET relative PARENT_PATH folder)
    list(APPEND folders ${folder})
  endforeach()
  list(REMOVE_DUPLICATES folders)
  list(REMOVE_ITEM folders server/testkit)
  set(seconds_max 600)
  if(XIUHUA_SANITIZE)
    set(seconds_max 3000)  # Drawing and reading papers takes ten times as long then.
  endif()
  foreach(folder ${folders})
    string(REPLACE "server/" "" name ${folder})
    add_test(NAME ${name} COMMAND ${target} "--source-file=*${folder}/*" --no-intro=true)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${seconds_max})
  endforeach()
endfunction()
