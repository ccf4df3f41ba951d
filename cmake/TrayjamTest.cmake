# Tests. Criterion runs each test in a process of its own; where it cannot go
# (TSan: Snaipe/Criterion#274, Windows) only the plain TAP programs are built.
set(TRAYJAM_CRITERION OFF)
if(UNIX AND NOT TRAYJAM_SANITIZE MATCHES "thread")
  find_library(CRITERION_LIBRARY criterion)
  if(CRITERION_LIBRARY)
    set(TRAYJAM_CRITERION ON)
  endif()
endif()

# Criterion's headers and macros are not written for our warning set. Linked
# last, so that these come after the flags they undo.
add_library(trayjam_criterion_flags INTERFACE)
target_compile_options(trayjam_criterion_flags INTERFACE
  -Wno-conversion -Wno-pedantic -Wno-missing-prototypes -Wno-shadow)
if(TRAYJAM_CRITERION)
  target_link_libraries(trayjam_criterion_flags INTERFACE ${CRITERION_LIBRARY})
endif()

# trayjam_unit(NAME LABEL label SOURCES ... LINKS ...): one Criterion program;
# every test in it becomes a ctest of its own, named suite/test.
function(trayjam_unit name)
  cmake_parse_arguments(PARSE_ARGV 1 unit "" "LABEL" "SOURCES;LINKS")
  if(NOT TRAYJAM_CRITERION)
    return()
  endif()
  if(NOT unit_LABEL)
    set(unit_LABEL unit)
  endif()
  add_executable(${name} ${unit_SOURCES})
  target_compile_definitions(${name} PRIVATE
    TRAYJAM_SOURCE_FOLDER="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${unit_LINKS} trayjam_criterion_flags)
  set(found "${CMAKE_CURRENT_BINARY_DIR}/${name}_tests.cmake")
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -DEXE=$<TARGET_FILE:${name}> -DOUT=${found}
            -DLABEL=${unit_LABEL}
            -P ${PROJECT_SOURCE_DIR}/cmake/DiscoverCriterion.cmake
    BYPRODUCTS ${found} VERBATIM)
  file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/${name}_include.cmake"
    "if(EXISTS \"${found}\")\n  include(\"${found}\")\nelse()\n  add_test(${name}_not_built ${name}_not_built)\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES
    "${CMAKE_CURRENT_BINARY_DIR}/${name}_include.cmake")
endfunction()

# trayjam_tap(NAME LABEL label SOURCES ... LINKS ...): a plain program that
# prints TAP and exits non-zero on failure; built everywhere.
# COST: whole programs begin first, tests of a moment fill up the end.
# SHARE: of the four tests at a time that it keeps others from: 4 where clients
# must really meet, 2 where there are many of them.
function(trayjam_tap name)
  cmake_parse_arguments(PARSE_ARGV 1 tap "" "LABEL;SHARE" "SOURCES;LINKS")
  if(NOT tap_LABEL)
    set(tap_LABEL unit)
  endif()
  add_executable(${name} ${tap_SOURCES})
  target_link_libraries(${name} PRIVATE ${tap_LINKS})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${tap_LABEL} TIMEOUT 300
    COST 20)
  if(tap_SHARE)
    set_tests_properties(${name} PROPERTIES PROCESSORS ${tap_SHARE})
  endif()
endfunction()

# trayjam_python(NAME LABEL label FILE test_x.py): one pytest file, run with
# Debian's interpreter. TRAYJAM points at the program under test. SHARE as above.
function(trayjam_python name)
  cmake_parse_arguments(PARSE_ARGV 1 py "" "LABEL;FILE;TIMEOUT;SHARE" "")
  if(NOT UNIX OR TRAYJAM_SANITIZE MATCHES "thread")
    return()
  endif()
  if(NOT py_TIMEOUT)
    set(py_TIMEOUT 300)
  endif()
  add_test(NAME ${name}
    COMMAND /usr/bin/python3 -m pytest -q -rs -p no:cacheprovider
            "${CMAKE_CURRENT_SOURCE_DIR}/${py_FILE}"
    WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")
  set_tests_properties(${name} PROPERTIES LABELS "${py_LABEL}"
    TIMEOUT ${py_TIMEOUT} COST 10 SKIP_REGULAR_EXPRESSION "\n[0-9]+ skipped in "
    ENVIRONMENT "TRAYJAM=${PROJECT_BINARY_DIR}/trayjam;TRAYJAM_SOURCE=${PROJECT_SOURCE_DIR};TRAYJAM_BUILD=${PROJECT_BINARY_DIR};PYTHONDONTWRITEBYTECODE=1;PYTHONPATH=${PROJECT_SOURCE_DIR}")
  if(py_SHARE)
    set_tests_properties(${name} PROPERTIES PROCESSORS ${py_SHARE})
  endif()
endfunction()
