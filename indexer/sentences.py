"""Lists the sentences that people read in notes, errors and labels of the index, grouped by the module that uses them.

Placeholders are named: `sentences.ANY_YEAR.format(date=text)`.
"""

from __future__ import annotations

# indexer.search.current_reader
INDEX_CLOSED = "Chỉ mục đã được đóng."

# indexer.search.query.parser
UNOPENED_BRACKET = "Đã bỏ qua dấu “)” không có dấu “(” đi trước."
UNCLOSED_BRACKET = "Thiếu dấu “)”: đã hiểu ngoặc kéo dài đến hết."
EMPTY_BRACKETS = "Đã bỏ qua cặp ngoặc không có từ nào."
DEEP_BRACKET = "Đã bỏ qua dấu “(” lồng quá sâu."
UNCLOSED_QUOTE = "Thiếu dấu ngoặc kép đóng: đã hiểu cụm từ kéo dài đến hết."
NOTHING_BEFORE_OR = "Đã bỏ qua “{operator}” vì không có từ nào đi trước."
NOTHING_AFTER_OR = "Đã bỏ qua “{operator}” vì không có từ nào theo sau."
NOTHING_AFTER_MINUS = "Đã bỏ qua dấu “-” vì không có từ nào theo sau."
FIELD_WITHOUT_VALUE = "Đã bỏ qua “{field}” vì không có giá trị theo sau."

# indexer.search.query.understanding
NO_WORD = "Câu hỏi không có chữ hay số nào để tìm; xin gõ vài từ, số hiệu, ngày hoặc tên cán bộ."
NOT_ALL = "Câu hỏi dài: kết quả gồm cả văn bản chỉ có một phần các từ; muốn có đủ mọi từ, xin viết ngắn lại."
IMPOSSIBLE_DATE = (
    "“{date}” không phải là ngày có thật nên chỉ được tìm như những từ thường; xin kiểm tra lại ngày, tháng, năm."
)
ONE_LETTER_NAME = "“{letter}” chỉ có một chữ cái nên được tìm như một từ trong họ tên; xin gõ đủ họ và tên."
NO_COMMON_DAY = (
    "Những mốc thời gian trong câu hỏi không có ngày nào chung (ngày bắt đầu ở sau ngày kết thúc); xin sửa lại."
)
UNKNOWN_FIELD_VALUE = "Đã bỏ qua “{field}” vì không hiểu giá trị."

# indexer.search.query.dates
ANY_YEAR = "{date}, mọi năm"
