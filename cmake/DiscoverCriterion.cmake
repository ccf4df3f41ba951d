# Asks a Criterion program for its tests and writes a ctest file.
execute_process(COMMAND ${EXE} --list OUTPUT_VARIABLE listing RESULT_VARIABLE result)
if(result)
  message(FATAL_ERROR "${EXE} --list ended with ${result}")
endif()
string(REPLACE "\n" ";" lines "${listing}")
set(suite "")
set(text "")
foreach(line IN LISTS lines)
  if(line MATCHES "^([A-Za-z0-9_]+): [0-9]+ test")
    set(suite "${CMAKE_MATCH_1}")
  elseif(line MATCHES "^[^A-Za-z0-9_]+ *([A-Za-z0-9_]+)(.*)$" AND suite)
    set(test "${suite}/${CMAKE_MATCH_1}")
    string(APPEND text
      "add_test([==[${test}]==] [==[${EXE}]==] --filter [==[${test}]==] -j1 --quiet)\n"
      "set_tests_properties([==[${test}]==] PROPERTIES LABELS ${LABEL} TIMEOUT 120)\n")
  endif()
endforeach()
file(WRITE "${OUT}" "${text}")
