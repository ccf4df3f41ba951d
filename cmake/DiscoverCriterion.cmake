# Asks a Criterion program for its tests and writes a ctest file.
#
# A test is asked for by the shortest beginning of its name that no other test
# of its suite has: Criterion's time for reading a pattern grows with the square
# of its length, and a whole sentence took it a second.
execute_process(COMMAND ${EXE} --list OUTPUT_VARIABLE listing RESULT_VARIABLE result)
if(result)
  message(FATAL_ERROR "${EXE} --list ended with ${result}")
endif()

# How many of the names begin with that.
function(count_beginning begin names count)
  set(found 0)
  foreach(name IN LISTS names)
    string(FIND "${name}" "${begin}" at)
    if(at EQUAL 0)
      math(EXPR found "${found} + 1")
    endif()
  endforeach()
  set(${count} ${found} PARENT_SCOPE)
endfunction()

# The pattern of one name among those of its suite.
function(shortest_pattern name names pattern)
  string(LENGTH "${name}" length)
  set(${pattern} "${name}" PARENT_SCOPE)
  foreach(size RANGE 4 ${length} 4)
    string(SUBSTRING "${name}" 0 ${size} begin)
    count_beginning("${begin}" "${names}" count)
    if(count EQUAL 1)
      set(${pattern} "${begin}*" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

string(REPLACE "\n" ";" lines "${listing}")
set(suites "")
set(suite "")
foreach(line IN LISTS lines)
  if(line MATCHES "^([A-Za-z0-9_]+): [0-9]+ test")
    set(suite "${CMAKE_MATCH_1}")
    list(APPEND suites "${suite}")
  elseif(line MATCHES "^[^A-Za-z0-9_]+ *([A-Za-z0-9_]+)(.*)$" AND suite)
    list(APPEND tests_of_${suite} "${CMAKE_MATCH_1}")
  endif()
endforeach()

set(text "")
foreach(suite IN LISTS suites)
  foreach(name IN LISTS tests_of_${suite})
    shortest_pattern("${name}" "${tests_of_${suite}}" pattern)
    string(APPEND text
      "add_test([==[${suite}/${name}]==] [==[${EXE}]==] --filter [==[${suite}/${pattern}]==] -j1 --quiet)\n"
      "set_tests_properties([==[${suite}/${name}]==] PROPERTIES LABELS ${LABEL} TIMEOUT 120)\n")
  endforeach()
endforeach()
file(WRITE "${OUT}" "${text}")
