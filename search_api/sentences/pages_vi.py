"""List in Vietnamese what the pages say, grouped by template or module; templates know it as `s`.

A second language of the pages is one file more with the same names. A sentence with tags is used as
`(s.NAME | safe).format(…)`, which escapes the values.
"""

from search_api.sentences.councils_vi import *  # noqa: F403
from search_api.sentences.labels_vi import *  # noqa: F403

LANGUAGE = "vi"
LOCALE = "vi_VN"  # as Open Graph writes it
LANGUAGE_NAME = "Tiếng Việt"

# frame.html
SITE_NAME = "Tra cứu tin và văn bản HĐND, UBND"
SITE_SHORT_NAME = "Tra cứu HĐND, UBND"
SITE_NAVIGATION = "Trang chung"
HELP = "Hướng dẫn"
SKIP_TO_CONTENT = "Đến nội dung chính"
DISCLAIMER = "Kết quả tra cứu giúp tìm nhanh; khi cần viện dẫn, xin đối chiếu với văn bản gốc của cơ quan ban hành."
FOR_DEVELOPERS = "Giao diện cho lập trình viên"
BROWSER_SEARCH_NAME = "HĐND, UBND"

# parts.html
SEARCH_LABEL = "Từ ngữ, số hiệu, ngày hoặc tên cán bộ"
SEARCH_BUTTON = "Tìm"
SUGGESTIONS = {
    "list": "Gợi ý",
    "count": "Có {count} gợi ý, chọn bằng phím mũi tên.",
    "official": "Cán bộ",
    "number": "Số hiệu",
    "phrase": "Cụm từ",
    "document": "Tin và văn bản",
}
MORE_VALUES = "Xem thêm {count}"
ALSO_AT = "Cũng đăng tại"

# failure.html
NO_PAGE = "Không có trang nào ở địa chỉ này. Có thể đường dẫn đã cũ hoặc chép thiếu."
TO_HOME = "Về trang đầu"

# home.html
HOME_TITLE = "Tìm nghị quyết, văn bản và tin hoạt động của HĐND, UBND"
HOME_LEAD = (
    "Tìm theo từ ngữ, theo ngày tháng và theo tên cán bộ. Gõ có dấu hay không dấu, viết tắt hay viết đủ đều được."
)
LATEST = "Mới nhất"
ALL_LATEST = "Xem tất cả, mới nhất trước"
EXAMPLES = "Thử tìm"
EXAMPLE_WITHOUT_MARKS = "Gõ không dấu cũng tìm được"
EXAMPLE_NUMBER = "Tìm theo số hiệu, đầy đủ hay viết gọn"
EXAMPLE_OFFICIAL = "Tìm theo tên cán bộ và chức vụ từng thời kỳ"
HOLDINGS = "Dữ liệu hiện có"
HOLDINGS_NONE = "Chưa có tin hoặc văn bản nào."
HOLDINGS_DOCUMENTS = "{count} tin và văn bản"
HOLDINGS_YEARS = ", từ năm {first} đến năm {last}"
HOLDINGS_OFFICIALS = "; {count} cán bộ được nhắc đến kèm chức vụ"
HOLDINGS_SCANS = "Có {count} văn bản đọc từ bản chụp."
HOLDINGS_POOR_SCANS = "Trong đó {count} văn bản có trang kém rõ, cần đối chiếu với bản gốc."
LAST_ADDED = "Cập nhật gần nhất: {day}."

# results.html
RESULTS = "Kết quả tìm kiếm"
DAYS = "Chọn khoảng thời gian"
DAYS_FROM = "Từ"
DAYS_TO = "Đến"
DAYS_BY = "Xét theo"
DAYS_APPLY = "Áp dụng"
DAYS_OF_CALENDAR = "Ngày"
DAYS_TYPED = "hoặc tháng, quý, năm"
DAYS_FORMS = "Chọn ngày trên lịch, hoặc ghi: tháng 3/2020, quý I/2020, 2020. Cả hai đầu đều được tính."
DAY_PRESETS = {"year": "Năm nay", "recent": "30 ngày qua", "term": "Nhiệm kỳ này"}
FILTERED_BY = "Đang lọc theo"
FILTERED_BY_MORE = "Điều kiện khác đang lọc"
REMOVE_FILTER_NAMED = "Bỏ điều kiện:"
UNDERSTOOD = "Hiểu là"
SHOWN_APART = "{count} văn bản dưới đây có đủ các chữ, nhưng các chữ không đứng liền nhau."
DID_YOU_MEAN = 'Có phải cần tìm: <a href="{address}"><b>{query}</b></a>?'
SHOWN_INSTEAD = "Không có kết quả cho “{typed}”. Đang hiện kết quả cho <b>“{query}”</b>."
SEARCH_AS_TYPED = "Vẫn tìm đúng như đã gõ"
OFFICIAL = "Cán bộ"
EXACT_NUMBER = "Đúng số hiệu"
TOTAL = "<strong>{count}</strong> kết quả"
TOTAL_PAGE = ", trang {page}"
SORT = "Sắp xếp"
FILTER_RESULTS = "Lọc kết quả"
FILTER_RESULTS_CHOSEN = "Lọc kết quả (đang có {count} điều kiện)"
FILTER_APPLY = "Lọc"
FILTERS_UNLISTED = "Còn {count} lựa chọn khác ít kết quả hơn."
CLEAR_ALL = "Bỏ tất cả"
TO_RESULTS = "Về danh sách kết quả"
ALL_YEARS = "Xem mọi năm"
NO_TITLE = "Không có tiêu đề"
PAST_THE_END = "Trang này không có kết quả nào: danh sách chỉ có {count} kết quả."
TO_PASSAGE = "Đến đoạn này"
TO_FIRST_PAGE = "Về trang đầu"
NO_RESULTS = "Chưa tìm thấy tin hoặc văn bản nào phù hợp"
WAYS_ON = "Những cách tìm sau có kết quả:"
NO_RESULTS_FEWER_WORDS = "Bớt từ, chỉ giữ những từ chính: các từ đã gõ phải cùng có trong một văn bản."
NO_RESULTS_NUMBER = "Nếu biết số hiệu, gõ số hiệu, ví dụ <q>12/NQ-HĐND</q>; nếu biết tên cán bộ, gõ họ tên."
NO_RESULTS_MARKS = "Không chắc dấu, có thể gõ không dấu."
TO_HELP = "Xem hướng dẫn tìm kiếm"
RESULT_PAGES = "Các trang kết quả"
PREVIOUS_PAGE = "Trang trước"
PAGE = "Trang {page}"
NEXT_PAGE = "Trang sau"

# document.html
DOCUMENT = "Văn bản"
BACK_TO_LIST = "← Trở lại danh sách kết quả"
BACK_TO_RESULTS = "← Trở lại kết quả tìm “{query}”"
TO_ABOUT = "Thông tin, cán bộ, tệp"
TO_FILES = "Tệp kèm theo ({count})"
TO_RELATIONS = "Quan hệ với văn bản khác ({count})"
WHOLE_TEXT = "Toàn văn"
NO_TEXT = "Chưa có toàn văn của văn bản này."
ABOUT_DOCUMENT = "Thông tin về văn bản"
ABOUT = "Thông tin"
NUMBER = "Số hiệu"
KIND = "Loại"
ISSUER = "Cơ quan"
PLACE = "Địa bàn"
ISSUED = "Ngày ban hành"
EFFECTIVE = "Có hiệu lực từ"
EXPIRES = "Có hiệu lực đến hết"
STATUS = "Hiệu lực"
STATUS_STATED = "Nguồn ghi"
PUBLISHED = "Ngày đăng"
SESSION = "Kỳ họp"
SESSION_ORDINAL = "thứ {session}"
TERM = "Nhiệm kỳ"
SECTION = "Chuyên mục"
AUTHOR = "Tác giả"
SOURCE = "Nguồn"
ORIGINAL = "Bản gốc"
TO_ORIGINAL = "Xem trên trang nguồn"
GET_ORIGINAL = "Tải bản gốc ({facts})"
OPEN_ORIGINAL = "Mở bản gốc"
PAGES_OF_FILE = "{count} trang"
READ_FROM_SCAN = "Văn bản này đọc từ bản chụp; khi cần viện dẫn, xin đối chiếu với bản gốc."
READ_FROM_SCAN_POORLY = "Văn bản này đọc từ bản chụp kém rõ, xin đối chiếu với bản gốc."
READ_FROM_SCAN_PAGES = "Văn bản này đọc từ bản chụp; trang {pages} kém rõ, xin đối chiếu với bản gốc."
MORE_PAGES = " và {count} trang khác"
OFFICIALS = "Cán bộ được nhắc đến"
SIGNER = "người ký"
UNSURE_SIGNER = "Người ký"
UNSURE_SIGNER_READ = "chưa chắc chắn: bản chụp có thể ghi {name}, xin xem bản gốc"
CONTENTS = "Mục lục"
CONTENTS_FROM_TO = "{first} đến {last}"
ATTACHMENTS = "Tệp kèm theo"
ATTACHED_PAGE = "{name}, trang {page}"
ATTACHED_TEXT = "Nội dung tệp {name}"
OPEN_FILE = "Mở tệp"
READ_FILE_HERE = "Xem nội dung tại đây"
FILE_ELSEWHERE = "Tệp này chưa được lưu ở đây."
NO_FILE_TEXT = "Chưa đọc được chữ trong tệp này nên chưa tìm được trong tệp; xin mở tệp để xem."
ATTACHED_TEXT_CUT = "Trang này chỉ hiện phần đầu của tệp; xin mở tệp để xem tiếp."
TABLE = "Bảng {number}"
PRINTED = "In ngày {day} từ {address}."
PRINTED_QUERY = "Từ khóa tìm kiếm: “{query}”."
TABLE_REST = "Các dòng còn lại của bảng"
PAGE_OF_FILE = "trang {page}"
NOT_READ_OF_FILE = "Phần chưa đọc được"

# _marks.html
MARKS = "Các chỗ khớp"
MARKS_FOUND = "{count} chỗ khớp với “{query}”"
MARKS_MORE_PLACES = "Xem thêm {count} mục có chỗ khớp"
MARK_BEFORE = "Chỗ khớp trước"
MARK_AFTER = "Chỗ khớp sau"
MARK_NOW = "Đang ở chỗ khớp"

# _effect.html, _relations.html; effect_notice, relation_groups, chain_picture
EFFECT_SINCE = " từ {day}"
EFFECT_UNTIL = " đến hết {day}"
EFFECT_STARTS = ", có hiệu lực từ {day}"
EFFECT_BY = ": {relation}"
EFFECT_MAYBE_BY = ": có thể {relation}"
EFFECT_PARTS = " ({parts})"
EFFECT_ON = "Vào ngày {day}: {effect}"
EFFECT_ON_OTHER_DAY = "Xem hiệu lực vào ngày khác"
EFFECT_DAY = "Hiệu lực vào ngày"
EFFECT_SHOW = "Xem"
STATED = "Trang nguồn ghi: “{words}”."
CHANGED_PARTS = "{parts}: {change}"
RELATIONS = "Quan hệ với văn bản khác"
RELATION_PARTS = "Phần: {parts}"
RELATIONS_UNSHOWN = "Và {count} văn bản khác."
RELATIONS_MORE = "Và {count} văn bản khác viện dẫn văn bản này."
DOCUMENTS_CITING_THIS = "Văn bản viện dẫn số hiệu này"
CHAIN_TITLE = "Sơ đồ {count} văn bản làm thay đổi hiệu lực của nhau"
CHAIN_DAYS = ", từ {first} đến {last}"
CHAIN_AS_LIST = "Xem sơ đồ dưới dạng danh sách"
CHAIN_DEED = "{relation} {numbers}"
CHAIN_IN_PART = "{relation} một phần"
CHAIN_THIS = "(văn bản này)"

# bars.html, bar_chart
CHART_YEARS = "Tin và văn bản theo năm"
CHART_MONTHS = "Tin và văn bản theo tháng, năm {year}"
CHART_BAR = "{name}: {count}"
CHART_COUNT = "Số lượng"
CHART_AS_TABLE = "Xem dạng bảng"
CHART_EARLIER = "Không vẽ {count} văn bản trước năm {year}."

# labels, results_links
FACET_LABELS = {
    "kind": "Loại",
    "year": "Năm",
    "month": "Tháng",
    "issuer": "Cơ quan",
    "section": "Chuyên mục",
    "official": "Người được nhắc đến",
    "term": "Nhiệm kỳ",
    "session": "Kỳ họp",
    "status": "Hiệu lực",
    "source": "Nguồn",
    "citing": "Văn bản viện dẫn",
    "unit": "Đơn vị hành chính",
}
DATE_LABELS = {
    "any": "Bất kỳ ngày nào",
    "own": "Ngày của văn bản",
    "published": "Ngày đăng",
    "issued": "Ngày ban hành",
    "effective": "Ngày có hiệu lực",
    "mentioned": "Ngày được nhắc đến",
}
SORT_LABELS = {"relevance": "Phù hợp nhất", "newest": "Mới nhất", "oldest": "Cũ nhất"}
GUESS_LABELS = {
    "date": "ngày tháng",
    "number": "số hiệu",
    "official": "tên cán bộ",
    "abbreviation": "chữ viết tắt",
    "telex": "cách gõ Telex, VNI",
    "spelling": "lỗi gõ",
    "issuer": "cơ quan",
    "kind": "loại văn bản",
    "accent": "dấu tiếng Việt",
    "unit": "đơn vị hành chính",
    "all": "điều gì",
}
SPAN_FROM = "từ {day}"
SPAN_UNTIL = "đến hết {day}"
MEANING_UNIT = "{name} ({facts})"
UNIT_IN = "thuộc {place}"
UNIT_UNTIL = "kết thúc hoạt động {day}"
UNIT_UNTIL_LATEST = "kết thúc hoạt động chậm nhất {day}"
UNIT_SINCE = "từ {day}"
UNIT_NOW = "nay thuộc {names}"
UNIT_WAS = "hình thành từ {names}"
UNIT_WAS_IN = "trước đây thuộc {names}"
UNIT_INCLUDES = "gồm cả {names} trước đây"
UNITS_MORE = "{names} và {count} đơn vị khác"
WITH_SUCCESSORS = "xem cả văn bản của {names}"
WITH_PREDECESSORS = "xem cả văn bản của các đơn vị trước đây"
UNITS_WITH_LABELS = {
    "predecessors": "Gồm cả các đơn vị trước đây",
    "successors": "Gồm cả các đơn vị tiếp nhận",
}

# understood
UNDERSTOOD_AS = "“{text}”: {meaning}"
MAY_BE = "“{text}” có thể là:"
UNDO_GUESS = "Không hiểu như vậy"
ALSO_SEARCHED = "Tìm cả {words}"
UNDO_OTHER_FORMS = "Chỉ tìm đúng chữ đã gõ"
READ_AS_KEYS = "Đọc theo cách gõ Telex, VNI: “{text}”"
SEE_ALSO = "Xem thêm:"
BODY_PAGE = "Trang về {name}"
EVERY_YEAR = "mọi năm"
ONE_DAY = "ngày {day}"
DAYS_FROM_TO = "từ {first} đến {last}"
DAY_FIRST = "Ưu tiên văn bản của ngày {day}"
ONLY_THESE_DAYS = "Chỉ tìm trong thời gian này"
ONLY_THIS_PERSON = "Chỉ tìm văn bản nhắc đến người này"
MEANING_NUMBER = "số hiệu {number}"
MEANING_DOCUMENT = "{kind} số {number}"
MEANING_DOCUMENT_YEAR = "{kind} số {number} năm {year}"
SEARCH_FOR = "Tìm “{query}”"
ALL_WORDS = "Chỉ tìm văn bản có đủ mọi từ"
WORD_NOWHERE = "Không văn bản nào có chữ “{word}”."
WITHOUT_CONDITION = "Bỏ điều kiện: {name}"
WITHOUT_CONDITIONS = "Bỏ mọi điều kiện lọc"
MEANINGS_OR = " hoặc "
EFFECT_ON_DAY = "Hiệu lực vào ngày {day}"
GUESS_DISABLED = "Không đoán {guess}"
QUERY_CUT = "Câu tìm quá dài nên chỉ tìm theo {letters} ký tự đầu. Xin giữ lại những từ chính."
DAY_IGNORED = "Chưa lọc theo ô {field} vì ô này ghi “{value}”. Xin ghi 2020, 01/2020 hoặc 13/01/2020."
DAYS_EXCHANGED = "Ô Từ ghi “{first}”, sau ô Đến ghi “{last}”, nên đã đổi chỗ hai ô cho nhau."
PAGE_NO_NUMBER = "“{value}” không phải là số trang, nên đây là trang đầu."
PAGE_BELOW_FIRST = "Các trang được đánh số từ 1, nên đây là trang đầu."
PAGE_PAST_LAST = "Không có trang {value} vì kết quả chỉ có {pages} trang. Đây là trang đầu."
PARAMETER_REPEATED = "Đường dẫn ghi {name} nhiều lần; chỉ dùng giá trị đầu tiên."
ADDRESS_UNREADABLE = (
    "Chưa đọc được đường dẫn: có hơn {limit} điều kiện, hoặc có ký tự bị hỏng. Đang hiện mọi tin và văn bản."
)
PAGE_IGNORED = "Chỉ xem được {reach} kết quả đầu, nên đây là trang đầu. Xin thêm từ hoặc điều kiện lọc để thu hẹp."
FILTER_IGNORED = "Đã bỏ qua một điều kiện không dùng được trong đường dẫn: {name}={value}."

# page_request
NO_SUCH_LANGUAGE = "Chưa có trang bằng ngôn ngữ “{value}”, nên đang hiện trang tiếng Việt."
SEVERAL_LANGUAGES = "Đường dẫn ghi hai ngôn ngữ; đang hiện ngôn ngữ đứng trước, là tiếng Việt."

# coverage.html, coverage_page
COVERAGE = "Dữ liệu hiện có"
COVERAGE_LEAD = "Số tin và văn bản theo thời gian, loại và nguồn; lần cập nhật gần nhất và những gì còn thiếu."
COVERAGE_OVER_TIME = "Theo thời gian"
COVERAGE_MONTHS = "24 tháng gần đây"
COVERAGE_BY_KIND = "Theo loại"
COVERAGE_BY_SOURCE = "Theo nguồn"
COVERAGE_LAST = "Cập nhật gần nhất"
COVERAGE_MORE_SOURCES = "Và {count} nguồn khác."
COVERAGE_GAPS = "Những gì còn thiếu"
COVERAGE_WITHOUT_TEXT = "{count} văn bản chưa có toàn văn, chỉ tìm được theo tiêu đề và thông tin đi kèm."
COVERAGE_FROM_SCAN = "{count} văn bản đọc từ bản chụp; khi cần viện dẫn, xin đối chiếu với bản gốc."
COVERAGE_POORLY = "{count} văn bản có trang chụp kém rõ, có thể đọc sai một số chữ."
COVERAGE_PARTLY = "{count} văn bản có phần chưa đọc được; trang của văn bản ghi rõ phần nào."
COVERAGE_UNREAD = "Tệp chưa đọc được"
COVERAGE_FILE = "Tệp"
COVERAGE_REASON = "Lý do"
COVERAGE_DAY = "Ngày"
COVERAGE_NO_SOURCE = "Không ghi nguồn"
COVERAGE_MORE_UNREAD = "Và {count} mục khác."
COVERAGE_NO_GAPS = "Mọi tệp đã thu thập đều đọc được."

# site.toml
PRIVACY = "Quyền riêng tư"
REPORT = "Báo lỗi văn bản này"
REPORT_SUBJECT = "Báo lỗi: {name}"
REPORT_BODY = "Lỗi thấy trong văn bản:"
