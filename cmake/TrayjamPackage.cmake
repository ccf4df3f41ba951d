# cpack: DEB and TGZ on Linux, ZIP on Windows; `./dev package` makes them.
set(CPACK_PACKAGE_NAME trayjam)
set(CPACK_PACKAGE_CONTACT "trayjam maintainers <trayjam@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGE_FILE_NAME
    "trayjam-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CHECKSUM SHA256)
if(WIN32)
  set(CPACK_GENERATOR ZIP)
else()
  set(CPACK_GENERATOR DEB TGZ)
endif()
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Clients in threads and processes lock, unlock, eject and load a drive at
random, simulated or real; what happened is recorded, judged against the
documented rules of the class driver, and reported.")
# The program runs and judges without Python; only the pages need it.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "python3 (>= 3.11), python3-numpy, python3-jinja2, python3-jsonschema")
# Python leaves compiled modules beside ours: made here, and not left behind.
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${PROJECT_SOURCE_DIR}/cmake/debian/postinst"
    "${PROJECT_SOURCE_DIR}/cmake/debian/prerm")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)

install(FILES LICENSE README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
file(GLOB pages "${PROJECT_SOURCE_DIR}/docs/*.md")
install(FILES ${pages} DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs")
install(DIRECTORY docs/examples DESTINATION "${CMAKE_INSTALL_DOCDIR}")
find_program(GZIP gzip)
if(WIN32 OR NOT GZIP)
  install(FILES CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
else()
  # As Debian's policy names them.
  set(changelog "${PROJECT_BINARY_DIR}/changelog.gz")
  add_custom_command(OUTPUT "${changelog}"
    COMMAND "${GZIP}" -9 -n -c "${PROJECT_SOURCE_DIR}/CHANGELOG.md" > "${changelog}"
    DEPENDS CHANGELOG.md VERBATIM)
  add_custom_target(changelog ALL DEPENDS "${changelog}")
  install(FILES "${changelog}" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
  install(FILES LICENSE RENAME copyright DESTINATION "${CMAKE_INSTALL_DOCDIR}")
endif()
