# The program: commands over the libraries, at the top of the build folder.
add_executable(trayjam
  main.c commands.c command_json.c help.c options.c exit_codes.c
  cmd_run.c cmd_check.c cmd_export.c cmd_story.c cmd_list.c cmd_explain.c cmd_canary.c mutant_rules.c
  cmd_compare.c cmd_doctor.c cmd_bench.c cmd_request.c cmd_hold.c
  cmd_panel.c panel_desk.c panel_order.c event_text.c
  cmd_drives.c drive_rows.c drive_look.c asking.c wrapped.c
  cmd_serve.c cmd_drive.c cmd_drive_words.c cmd_worker.c
  real_drive_text.c
  cmd_diff.c diff_stage.c diff_operator.c diff_play.c diff_compare.c diff_events.c
  diff_expected.c diff_text.c
  run_setup.c run_folder.c run_facts.c run_judge.c run_json.c run_json_end.c run_json_contention.c
  app_text.c
  run_latency.c run_outputs.c end_text.c race_text.c
  summary_text.c summary_contention.c summary_paint.c progress.c progress_table.c progress_json.c pace.c
  metrics.c reports.c report_formats.c early_end.c catalogue.c
  single_drive.c scratch_folder.c bench_figures.c bench_record.c bench_fault.c
  bench_server.c bench_judge.c)
target_link_libraries(trayjam PRIVATE tj_stress)
if(WIN32)
  # Names in UTF-8, long paths, and no question of compatibility.
  enable_language(RC)
  target_sources(trayjam PRIVATE trayjam.rc)
  set_source_files_properties(trayjam.rc PROPERTIES
    OBJECT_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/trayjam.manifest")
endif()
string(TOLOWER "${CMAKE_C_COMPILER_ID}" trayjam_compiler)
target_compile_definitions(trayjam PRIVATE
  TRAYJAM_VERSION="${PROJECT_VERSION}"
  TRAYJAM_BUILD="${trayjam_compiler} ${CMAKE_C_COMPILER_VERSION}, ${CMAKE_BUILD_TYPE}, ${CMAKE_SYSTEM_NAME} ${CMAKE_SYSTEM_PROCESSOR}")
set_target_properties(trayjam PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}" C_EXTENSIONS OFF)

# A build finds the report maker as an installed program does: by its own
# folder, never by a path compiled in.
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/share")
file(CREATE_LINK "${PROJECT_SOURCE_DIR}/reports"
     "${PROJECT_BINARY_DIR}/share/reports" COPY_ON_ERROR SYMBOLIC)

file(CREATE_LINK "${PROJECT_SOURCE_DIR}/panel"
     "${PROJECT_BINARY_DIR}/share/panel" COPY_ON_ERROR SYMBOLIC)

install(TARGETS trayjam RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
