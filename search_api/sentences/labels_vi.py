"""Give the Vietnamese names of kinds, relations and statuses, and list how days and numbers are written."""

from types import MappingProxyType

from corpus.document import KIND_LABELS as KIND_LABELS
from corpus.document import RELATION_LABELS as RELATION_LABELS
from indexer.schema.effect import STATUS_LABELS as STATUS_LABELS

# labels: how days, numbers and sizes are written
DAY = "{day:02}/{month:0>2}/{year:04}"
MONTHS = {number: str(number) for number in range(1, 13)}
THOUSANDS, DECIMAL = ".", ","
SPAN_DAY = "ngày {day}"
SPAN_MONTH = "tháng {month}/{year}"
SPAN_QUARTER = "quý {numeral}/{year}"
SPAN_FIRST_HALF = "6 tháng đầu năm {year}"
SPAN_SECOND_HALF = "6 tháng cuối năm {year}"
SPAN_YEAR = "năm {year}"
SPAN_YEARS = "các năm {first}–{last}"
SPAN_DAYS = "từ {first} đến {last}"

# labels: notes come with a Vietnamese sentence; other languages word them by their codes
NOTES = MappingProxyType[str, str]({})
