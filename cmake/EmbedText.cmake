# trayjam_embed_texts(OUTPUT GROUP...): a C file in the build folder with the
# whole text of each file, for tables of what is shipped. A group is a folder of
# *.ini or *.sh; the last part of its name is that of its table, `static const
# struct tj_shipped NAME[]`, sorted by file name.
#
# The same file is its own build step: cmake -DOUT=... -P EmbedText.cmake.
if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  set(arrays "")
  foreach(group IN LISTS GROUPS)
    file(GLOB paths "${FOLDER}/${group}/*.ini" "${FOLDER}/${group}/*.sh")
    get_filename_component(table "${group}" NAME)
    list(SORT paths)
    set(rows "")
    set(number 0)
    foreach(path IN LISTS paths)
      get_filename_component(name "${path}" NAME_WE)
      # The first line is a comment that says in one sentence what it is.
      file(STRINGS "${path}" first LIMIT_COUNT 1)
      string(REPLACE "\\;" ";" first "${first}")
      if(NOT first MATCHES "^[;#] *(.*[^ ])")
        message(FATAL_ERROR "${path} does not begin with a comment that says what it is")
      endif()
      string(REPLACE "\\" "\\\\" about "${CMAKE_MATCH_1}")
      string(REPLACE "\"" "\\\"" about "${about}")
      # Bytes, not a literal: C99 promises literals of 4095 characters only.
      file(READ "${path}" hex HEX)
      string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
      string(REGEX REPLACE "(................................................................................)"
                           "\\1\n    " bytes "${bytes}")
      string(APPEND arrays
        "static const char ${table}_${number}[] = {\n    ${bytes}0x00\n};\n")
      string(APPEND rows "    { \"${name}\", \"${about}\", ${table}_${number} },\n")
      math(EXPR number "${number} + 1")
    endforeach()
    string(APPEND arrays "static const struct tj_shipped ${table}[] = {\n${rows}};\n")
  endforeach()
  file(WRITE "${OUT}" "/* Made by cmake/EmbedText.cmake. */\n${arrays}")
  return()
endif()

# CONFIGURE_DEPENDS: a new file is noticed at the next build.
set(TRAYJAM_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")
function(trayjam_embed_texts output)
  set(sources "")
  foreach(group IN LISTS ARGN)
    file(GLOB found CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${group}/*.ini"
         "${CMAKE_CURRENT_SOURCE_DIR}/${group}/*.sh")
    list(APPEND sources ${found})
  endforeach()
  add_custom_command(OUTPUT "${output}"
    COMMAND ${CMAKE_COMMAND} "-DOUT=${output}" "-DGROUPS=${ARGN}"
            "-DFOLDER=${CMAKE_CURRENT_SOURCE_DIR}" -P "${TRAYJAM_EMBED_SCRIPT}"
    DEPENDS ${sources} "${TRAYJAM_EMBED_SCRIPT}" VERBATIM)
endfunction()
