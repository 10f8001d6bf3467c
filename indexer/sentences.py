"""List the sentences that people read in notes, errors and labels of the index, grouped by the module that uses them.

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
AND = "Đã hiểu “{operator}” là phép “và”: văn bản phải có cả hai phần."
OR = "Đã hiểu “{operator}” là phép “hoặc”: văn bản chỉ cần có một trong hai phần."
NOT = "Đã hiểu “{operator}” là phép loại trừ: văn bản không được có phần đứng sau."
WILDCARD = "Đã hiểu “{word}” là mọi từ bắt đầu bằng “{start}”."
IGNORED_WILDCARD = "Đã bỏ qua dấu “*” trong “{word}”: dấu này chỉ dùng được ở cuối một từ đã gõ ít nhất hai chữ cái."
NOTHING_BEFORE_OR = "Đã bỏ qua “{operator}” vì không có từ nào đi trước."
NOTHING_AFTER_OR = "Đã bỏ qua “{operator}” vì không có từ nào theo sau."
NOTHING_AFTER_MINUS = "Đã bỏ qua dấu “-” vì không có từ nào theo sau."
UNKNOWN_FIELD = "“{field}” không phải là tên trường nên được tìm như một từ thường."
FIELD_WITHOUT_VALUE = "Đã bỏ qua “{field}” vì không có giá trị theo sau."

# indexer.search.query.understanding
NO_WORD = "Câu hỏi không có chữ hay số nào để tìm; xin gõ vài từ, số hiệu, ngày hoặc tên cán bộ."
NOT_ALL = "Câu hỏi dài: kết quả gồm cả văn bản chỉ có một phần các từ; muốn có đủ mọi từ, xin viết ngắn lại."
NOT_ALL_OF_QUESTION = (
    "Đã hiểu là câu hỏi: kết quả gồm cả văn bản chỉ có một phần các từ; muốn có đủ mọi từ, xin chỉ gõ những từ cần tìm."
)
IMPOSSIBLE_DATE = (
    "“{date}” không phải là ngày có thật nên chỉ được tìm như những từ thường; xin kiểm tra lại ngày, tháng, năm."
)
ONE_LETTER_NAME = "“{letter}” chỉ có một chữ cái nên được tìm như một từ trong họ tên; xin gõ đủ họ và tên."
NO_COMMON_DAY = (
    "Những mốc thời gian trong câu hỏi không có ngày nào chung (ngày bắt đầu ở sau ngày kết thúc); xin sửa lại."
)
UNKNOWN_FIELD_VALUE = "Đã bỏ qua “{field}” vì không hiểu giá trị."

# indexer.search.query.neighbours
NO_SUCH_PHRASE = "Không văn bản nào có cụm “{phrase}”."
ONLY_APART = "Không văn bản nào có cụm “{phrase}”; {count} văn bản có cả hai chữ."
ONLY_APART_AMONG_OTHERS = "Không văn bản nào có cụm “{phrase}”; {count} văn bản có đủ các chữ đã gõ."

# indexer.search.query.entities
UNKNOWN_NUMBER = "Không có văn bản nào mang số hiệu “{number}”."

# indexer.search.query.dates
ANY_YEAR = "{date}, mọi năm"

# indexer.search.hits
ONLY_MENTIONS = "nhắc đến {date}"

# indexer.indexing.build
ALWAYS_OVERTAKEN = "Nhiều tiến trình khác liên tục lập chỉ mục: hãy đợi chúng xong rồi chạy lại."

# indexer.indexing.workers
WORKER_KILLED = (
    "Một tiến trình đọc văn bản đã bị hệ thống dừng, có thể vì thiếu bộ nhớ: chỉ mục đang dùng vẫn nguyên; "
    "hãy xem bộ nhớ còn trống rồi chạy lại."
)

# indexer.analysis.segmentation.crf_model
UNREADABLE_MODEL = "Không đọc được mô hình của pyvi trong {folder}: hãy cài lại pyvi 0.1.1."

# indexer.evaluation.relevance
NOT_INDEXED = "Có văn bản không lập chỉ mục được: {failure}"
RANK = "thứ {rank}"
NO_RANK = "không trong {depth} kết quả đầu"
MISSED = "{query}\n  đúng: {relevant} ({rank})"
UNREADABLE_ARTICLE = "{where}: không đọc được văn bản ({error})."
NOT_A_QUESTION = "{where}: cần có “question” (chuỗi) và “relevant” (danh sách mã văn bản)."
LINE_OF_FILE = "{file}, dòng {number}"
NOT_JSON = "{where}: không phải JSON hợp lệ."
NOT_AN_OBJECT = "{where}: cần một đối tượng JSON."

# indexer.commands
STOPPED_UNHARMED = "Đã dừng theo yêu cầu. Chỉ mục đang dùng vẫn nguyên: chạy lại lệnh này để lập lại."
BUILDING = "Lập chỉ mục"
FAILURE = "Lỗi: {failure}"
NOTHING_CHANGED = "Không có gì thay đổi từ lần lập chỉ mục trước."
STILL_MISSING = "Không có gì thay đổi từ lần lập chỉ mục trước; vẫn còn {count} văn bản chưa vào được chỉ mục."
BUILT = "Đã lập chỉ mục {indexed} văn bản, bỏ {deleted}, cập nhật {people} cán bộ, lỗi {failures}; thế hệ {generation}."
INTACT = "Chỉ mục nguyên vẹn: thế hệ {generation}, {count} mục, tới thay đổi số {change}."
BEHIND = "Còn {changes} thay đổi trong kho chưa vào chỉ mục: hãy chạy `python -m indexer build`."
MISSING = "Chỉ mục còn thiếu {count} văn bản của kho ({ids}): hãy chạy `python -m indexer build` để biết vì sao."
OTHER_STORE = (
    "Chỉ mục này không phải của kho hiện nay (kho khác, kho phục hồi từ bản sao, hoặc kho mất những thay đổi cuối): "
    "hãy chạy `python -m indexer build` để lập lại từ đầu."
)
NOTE = "Lưu ý: {note}"
UNDERSTOOD_AS = "Hiểu “{text}” là {type}: {meaning}"
OFFER = "Có phải cần tìm: {query}?"
RESULTS = "{total} kết quả\n"
NO_RESULTS = "Không tìm thấy văn bản nào: hãy bớt từ, hoặc bỏ bộ lọc."
DOCUMENT_ID = "mã {id}"
ENTITY_TYPES = {
    "date": "ngày",
    "number": "số hiệu",
    "official": "cán bộ",
    "kind": "loại văn bản",
    "issuer": "cơ quan",
    "abbreviation": "chữ viết tắt",
    "telex": "phím Telex, VNI",
    "spelling": "gõ nhầm",
    "accent": "chữ không dấu",
    "unit": "đơn vị hành chính",
}
UNIT_UNTIL = "đến {day}"
