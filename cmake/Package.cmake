# Debian packages: `cpack --config build/release/CPackConfig.cmake -B build/release/deb`. What is in them, and why two:
# deploy/deb/README.md.
include(GNUInstallDirs)

# lintian calls the address bogus, and it is: there is none before somebody answers for the packages.
set(HENG_PACKAGE_MAINTAINER "Heng maintainers <heng@localhost.localdomain>"
    CACHE STRING "Maintainer field of the packages, NAME <ADDRESS>: whoever builds them for others")

# The date in the changelog is the last change's, so that the same source makes the same package.
execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} log -1 --format=%ct OUTPUT_VARIABLE HENG_SOURCE_TIME
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  set(HENG_SOURCE_TIME $ENV{SOURCE_DATE_EPOCH})
elseif(NOT HENG_SOURCE_TIME)
  string(TIMESTAMP HENG_SOURCE_TIME %s UTC)
endif()

set(deb ${CMAKE_SOURCE_DIR}/deploy/deb)
set(made ${CMAKE_BINARY_DIR}/package)
set(doc_files ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/README.zh-CN.md)

# Gzipped without name and time, as Debian wants manual pages and changelogs.
function(heng_gzip from to)
  execute_process(COMMAND gzip -9nc ${from} OUTPUT_FILE ${to} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(heng_package_common component package program)
  configure_file(${deb}/changelog.in ${made}/${package}/changelog @ONLY)
  heng_gzip(${made}/${package}/changelog ${made}/${package}/changelog.gz)
  heng_gzip(${deb}/man/${program}.1 ${made}/${package}/${program}.1.gz)
  heng_gzip(${CMAKE_SOURCE_DIR}/CHANGELOG.md ${made}/${package}/CHANGELOG.md.gz)
  install(FILES ${made}/${package}/${program}.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT ${component})
  install(FILES ${made}/${package}/changelog.gz ${made}/${package}/CHANGELOG.md.gz ${deb}/copyright ${doc_files}
          DESTINATION share/doc/${package} COMPONENT ${component})
endfunction()

execute_process(COMMAND date -u -R -d @${HENG_SOURCE_TIME} OUTPUT_VARIABLE HENG_SOURCE_DATE OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)

# The client: the command and its completions.
install(TARGETS heng RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT client)
add_custom_command(
  OUTPUT ${made}/heng.bash ${made}/_heng
  COMMAND heng completion bash > ${made}/heng.bash
  COMMAND heng completion zsh > ${made}/_heng
  DEPENDS heng
  VERBATIM)
add_custom_target(heng_completions ALL DEPENDS ${made}/heng.bash ${made}/_heng)
install(FILES ${made}/heng.bash DESTINATION share/bash-completion/completions RENAME heng COMPONENT client)
install(FILES ${made}/_heng DESTINATION share/zsh/vendor-completions COMPONENT client)
heng_package_common(client heng-client heng)

# The server: the service, its unit, its user, its settings, and what an administrator reads.
install(TARGETS hengd RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT server)
install(FILES deploy/systemd/hengd.service DESTINATION lib/systemd/system COMPONENT server)
install(FILES deploy/systemd/heng.sysusers DESTINATION lib/sysusers.d RENAME heng-server.conf COMPONENT server)
install(FILES deploy/systemd/heng.tmpfiles DESTINATION lib/tmpfiles.d RENAME heng-server.conf COMPONENT server)
install(FILES deploy/hengd.toml DESTINATION /etc/heng PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ COMPONENT server)
install(DIRECTORY deploy/runbooks deploy/postgres deploy/monitoring DESTINATION share/doc/heng-server COMPONENT server)
install(FILES deploy/deb/server/lintian-overrides DESTINATION share/lintian/overrides RENAME heng-server COMPONENT server)
heng_package_common(server heng-server hengd)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME heng)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL server client)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
                                                WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_DEBUGINFO_PACKAGE ON)  # strips the programs; their symbols go into packages of their own
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${HENG_PACKAGE_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_SERVER_PACKAGE_NAME heng-server)
set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION net)
set(CPACK_DEBIAN_SERVER_DESCRIPTION "performance self-evaluation forms of public budgets, server
hengd keeps, scores and grades the self-evaluation forms of Chinese budget
performance management: exact decimals, an explanation for every number, an
event log in which every change shows. The store is one SQLite file, or a
PostgreSQL database shared by several servers.")
# postinst makes the user and the folders with systemd's own tools.
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "systemd, ca-certificates")
# PDFs need a font with Chinese; everything else works without.
set(CPACK_DEBIAN_SERVER_PACKAGE_RECOMMENDS "heng-client, fonts-noto-cjk")
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA ${deb}/server/conffiles ${deb}/server/postinst ${deb}/server/prerm
                                              ${deb}/server/postrm)

set(CPACK_DEBIAN_CLIENT_PACKAGE_NAME heng-client)
set(CPACK_DEBIAN_CLIENT_PACKAGE_SECTION net)
set(CPACK_DEBIAN_CLIENT_PACKAGE_DEPENDS "ca-certificates")
set(CPACK_DEBIAN_CLIENT_PACKAGE_SUGGESTS "bash-completion")
set(CPACK_DEBIAN_CLIENT_DESCRIPTION "performance self-evaluation forms of public budgets, command line
heng scores, checks and files the self-evaluation forms of Chinese budget
performance management, lists and explains what a server keeps, and tries
other scoring policies on it. Scoring and checking work without a server.")
include(CPack)
