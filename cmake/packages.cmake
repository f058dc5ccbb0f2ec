# Debian packages, by scripts/package: hemiola, for those who play, and hemiola-studio, which has LibTorch.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME hemiola)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Hemiola's developers <hemiola@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "harmony and rhythm of any sound, live, for SuperCollider")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL player)
if(HEMIOLA_STUDIO)
  list(APPEND CPACK_COMPONENTS_ALL studio)
endif()
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_PLAYER_PACKAGE_NAME hemiola)
set(CPACK_COMPONENT_PLAYER_DESCRIPTION
"UGens, classes, the worker that runs the model, and the default model.
A variational autoencoder takes music apart into harmony and rhythm, which
come back as control signals, and puts them together in new ways.")
set(CPACK_DEBIAN_PLAYER_PACKAGE_RECOMMENDS
  "supercollider-server, supercollider-language, supercollider-supernova, fonts-dejavu-core")

set(CPACK_DEBIAN_STUDIO_PACKAGE_NAME hemiola-studio)
set(CPACK_COMPONENT_STUDIO_DESCRIPTION
"Trains models on your own music, measures them, and plays on GPUs.")
set(CPACK_DEBIAN_STUDIO_PACKAGE_DEPENDS "hemiola (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_STUDIO_PACKAGE_RECOMMENDS "fluid-soundfont-gm, libopenblas0-pthread")
include(CPack)
