# Debian 12's packages, as docs/decisions/0001-dependencies.md lists them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL REQUIRED)
pkg_check_modules(XIUHUA_PACKAGES REQUIRED IMPORTED_TARGET
  sqlite3 libpq libsodium liboath fmt spdlog prometheus-cpp-core icu-uc icu-i18n cairo cairo-pdf
  pango pangocairo pangoft2 fontconfig harfbuzz-subset libqrencode libcurl libzip pugixml xlsxwriter libbrotlienc libbrotlicommon zlib libpng libfido2)
# Their headers lie in /usr/include under names of their own: linked only, so that no other file's flags change.
pkg_check_modules(XIUHUA_PAPERS REQUIRED libqpdf poppler-cpp zxing libjpeg)

add_library(xiuhua_dependencies INTERFACE)
target_link_libraries(xiuhua_dependencies INTERFACE
  PkgConfig::XIUHUA_PACKAGES ${XIUHUA_PAPERS_LINK_LIBRARIES} Boost::json OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
target_include_directories(xiuhua_dependencies SYSTEM INTERFACE ${XIUHUA_PACKAGES_INCLUDE_DIRS})
