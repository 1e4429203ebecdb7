# Tests of the ground floor of scoring (scoring/base.cmake).
find_package(rapidcheck REQUIRED CONFIG)

heng_test(scoring_decimal_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/decimal_test.cc LIBS heng_scoring rapidcheck rapidcheck_gtest)
heng_test(scoring_text_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/text_test.cc LIBS heng_scoring rapidcheck rapidcheck_gtest)
heng_test(scoring_value_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/value_test.cc LIBS heng_scoring rapidcheck rapidcheck_gtest)
heng_test(scoring_form_check_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/form_check_test.cc LIBS heng_scoring)
