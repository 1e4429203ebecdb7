# The ground floor of scoring: exact decimals, reading values, form checks. Paths are relative to scoring/.
set(HENG_SCORING_BASE_SOURCES
    decimal.cc
    field_check.cc
    form_check.cc
    text.cc
    value.cc
    value_date.cc
    value_unit.cc)
