# trayjam_room(NAME SOURCES ... LINKS ...): a static library whose LINKS repeat
# the arrows of ARCHITECTURE.md. Every include path starts at the root.
find_package(Threads REQUIRED)

# What everything is compiled with; trayjam_flags adds what only whole programs
# of ours can have.
add_library(trayjam_plain_flags INTERFACE)
target_compile_features(trayjam_plain_flags INTERFACE c_std_11)
target_include_directories(trayjam_plain_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(trayjam_plain_flags INTERFACE
  $<$<BOOL:${UNIX}>:_GNU_SOURCE>
  $<$<BOOL:${WIN32}>:__USE_MINGW_ANSI_STDIO=1 _WIN32_WINNT=0x0A00 WIN32_LEAN_AND_MEAN>)
target_compile_options(trayjam_plain_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes
  -Wswitch-enum -Wvla
  # Doubles must round the same everywhere: no fused multiply-add.
  -ffp-contract=off
  $<$<BOOL:${TRAYJAM_WERROR}>:-Werror>)
add_library(trayjam_flags INTERFACE)
target_link_libraries(trayjam_flags INTERFACE trayjam_plain_flags)
if(TRAYJAM_SANITIZE)
  target_compile_options(trayjam_flags INTERFACE
    -fsanitize=${TRAYJAM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(trayjam_flags INTERFACE -fsanitize=${TRAYJAM_SANITIZE})
endif()
if(TRAYJAM_FUZZ)
  target_compile_options(trayjam_flags INTERFACE -fsanitize=fuzzer-no-link
    "-fsanitize-coverage-ignorelist=${PROJECT_SOURCE_DIR}/tests/fuzz/unguided.txt")
endif()
if(TRAYJAM_COVERAGE)
  target_compile_options(trayjam_flags INTERFACE --coverage -O0)
  target_link_options(trayjam_flags INTERFACE --coverage)
endif()
target_link_libraries(trayjam_plain_flags INTERFACE Threads::Threads)
if(WIN32)
  target_link_options(trayjam_flags INTERFACE -static)
endif()

function(trayjam_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;LINKS")
  add_library(${name} STATIC ${room_SOURCES})
  target_link_libraries(${name} PUBLIC trayjam_flags ${room_LINKS})
  set_target_properties(${name} PROPERTIES C_EXTENSIONS OFF)
endfunction()
