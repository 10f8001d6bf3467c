"""List every sentence that the corpus shows to people: errors, failures, reports of commands.

`{name}` marks what a caller fills in by `str.format`. Help texts of commands stay with their commands, labels of kinds
with the document, descriptions of variables with the settings.
"""

from __future__ import annotations

# corpus.settings
UNKNOWN_SETTING = "Không có biến {name}: có lẽ là {nearest}; hãy sửa tên hoặc bỏ biến này."
SETTING_WITHOUT_SCHEME = "{name} phải bắt đầu bằng tên loại và dấu hai chấm, ví dụ {example}."
SETTING_NOT_AN_ADDRESS = "{name} phải là địa chỉ và cổng, ví dụ {example}, không phải {value!r}."
SETTING_NOT_NETWORKS = (
    "{name} phải là các địa chỉ hoặc mạng cách nhau bằng dấu phẩy, ví dụ 127.0.0.1,10.0.0.0/8, không phải {value!r}."
)
SETTING_NOT_A_SWITCH = "{name} phải là on (bật) hoặc off (tắt), không phải {value!r}."
SETTING_NOT_A_WEB_ADDRESS = (
    "{name} phải là địa chỉ http hoặc https chỉ gồm tên máy (và cổng), ví dụ https://tracuu.binhhoa.example, "
    "không phải {value!r}."
)
SETTING_OUT_OF_RANGE = "{name} phải là số nguyên từ {minimum} đến {maximum}, không phải {value!r}."

# corpus.document
DOCUMENT_NOT_AN_OBJECT = "phải là một đối tượng JSON"
DOCUMENT_WITHOUT_WORDS = "cần có ít nhất một trong hai trường title, text"
NOT_A_STRING = "phải là chuỗi ký tự"
NOT_A_KIND = "phải là một trong: {kinds}"
NOT_AN_ISO_DATE = "phải là ngày dạng 2020-01-13, không phải {value!r}"
NOT_AN_ISO_TIME = "phải là thời điểm ISO 8601, không phải {value!r}"
TIME_OUTSIDE_CALENDAR = "thời điểm {value!r} nằm ngoài lịch"
NOT_A_LIST = "phải là một danh sách"
NOT_OFFSETS = "phải là một danh sách số nguyên từ 0, không giảm"
NOT_PERCENTS = "phải là một danh sách số nguyên từ 0 đến 100"
NOT_A_PERCENT = "phải là số nguyên từ 0 đến 100"
ITEM_WITHOUT_FIELD = "mỗi mục cần trường {name}"
ITEM_FIELD_OF_WRONG_TYPE = "trường {name} của một mục có kiểu không đúng"

# corpus.ingest
NTH_DOCUMENT = "{path}, văn bản thứ {number}"
DOCUMENT_NOT_STORABLE = "không giữ được văn bản này: {error}"
ID_TAKEN = (
    "mã {id} đã thuộc về một văn bản khác đọc trước đó; "
    "văn bản này được giữ với mã {new_id}, hãy sửa mã trong tệp nếu cần"
)
LINK_TO_PARENT = "liên kết vòng về thư mục chứa chính nó; hãy bỏ liên kết này"
LINK_TO_ITSELF = "liên kết vòng về chính nó; hãy bỏ liên kết này"
LINK_LEADS_OUT = (
    "liên kết dẫn ra ngoài thư mục được thêm nên không đọc; "
    "nếu muốn đọc, hãy thêm thẳng nơi nó dẫn đến, hoặc dùng --follow-links"
)
PATH_FORBIDDEN = "không có quyền đọc; hãy cấp quyền đọc rồi thêm lại"
PATH_MISSING = "không tìm thấy, hoặc là liên kết đến nơi không còn; hãy kiểm tra đường dẫn"
PATH_UNREADABLE = "hệ thống không đọc được ({reason}); hãy kiểm tra đường dẫn và ổ đĩa"

# corpus.readers
FILE_FORBIDDEN = "không có quyền đọc tệp; hãy cấp quyền đọc rồi thêm lại"
FILE_MISSING = "không tìm thấy tệp; hãy kiểm tra lại đường dẫn"
FILE_UNREADABLE = "hệ thống không đọc được tệp ({reason}); hãy kiểm tra ổ đĩa"
FILE_NOT_REGULAR = "không phải là một tệp thường; hãy chỉ ra tệp hoặc thư mục chứa tệp"
FILE_EMPTY = "tệp trống, không có gì để đọc"
FILE_TOO_LARGE = "tệp lớn hơn {megabytes} MB; hãy chia nhỏ rồi thêm lại"
TOO_MANY_LINES = "nội dung có hơn {limit} dòng; hãy bỏ bớt dòng trống hoặc chia nhỏ rồi thêm lại"
FORMAT_UNKNOWN = "chưa đọc được loại tệp này; hiện đọc được: {formats}"
PLAIN_TEXT = "văn bản thuần (.txt)"
ARCHIVE_DAMAGED = "tệp nén bị hỏng hoặc bị cắt ngang; hãy chép hoặc tải lại tệp"
ENCODING_UNKNOWN = "không nhận ra bảng mã của tệp; hãy lưu lại tệp bằng Unicode (UTF-8) rồi thêm lại"

# corpus.reread
REREAD_WITHOUT_ORIGINAL = "bản gốc {sha256} không còn hoặc đã hỏng nên không đọc lại được; hãy thêm lại tệp ấy"
REREAD_PLACE = "{id} (bản gốc {where})"
REREAD_LOST = "không còn đọc được văn bản này từ bản gốc {name}; văn bản trong kho được giữ như cũ, hãy xem lại"

# corpus.readers.fields
RECORD_NOT_AN_OBJECT = "phải là một đối tượng JSON ({{…}}), không phải giá trị khác"
RECORD_WITHOUT_WORDS = "không có tiêu đề và nội dung; hãy thêm trường title hoặc text"
FIELD_LEFT_OUT = "bỏ qua trường {name}: {reason}"
VALUE_TOO_LONG = "quá dài"
NESTED_TOO_DEEP = "các phần của nội dung lồng nhau quá sâu; hãy bỏ bớt lớp bọc bên ngoài"
EMPTY_DAY = "“{text}” không phải một ngày có thật, chỉ là giá trị thay cho ô trống"
NOT_A_NUMBER = "NaN và Infinity không phải giá trị của JSON"
NOT_A_DATE = "“{text}” không phải là một ngày có thật; hãy ghi dạng 2020-01-13"
NOT_A_TIME = "“{text}” không phải là một thời điểm có thật; hãy ghi dạng 2020-01-13T08:30:00+07:00"
NOT_A_WEB_ADDRESS = "“{text}” không phải địa chỉ trang web (http hoặc https, không kèm tên người dùng, trên một dòng)"
ATTACHMENT_WITHOUT_ADDRESS = "giữ tệp đính kèm {name}, bỏ địa chỉ của tệp: {reason}"
NTH_VALUE = "{name} (mục {number})"
NOT_A_PAGE_COUNT = "“{text}” không phải số trang"
NOT_A_SHA256 = "“{text}” không phải mã sha256 (64 chữ số hệ mười sáu)"
NO_PERSON_IN_VALUE = "không thấy tên người trong “{text}”"

# corpus.readers.html
PAGE_DAMAGED = "trang HTML bị hỏng, không tách được nội dung; hãy lưu lại cả trang từ trình duyệt"
PAGE_UNREADABLE = "không đọc được trang HTML này; hãy mở bằng trình duyệt và lưu lại cả trang"
PAGE_WITH_TOO_MANY_TAGS = "trang có hơn {limit} thẻ HTML; hãy chia nhỏ, hoặc lưu thành văn bản thuần rồi thêm lại"
TAG_WITH_TOO_MANY_ATTRIBUTES = "một thẻ HTML có hơn {limit} thuộc tính; hãy sửa trang rồi thêm lại"
PAGE_WITH_TOO_MANY_ATTRIBUTES = "các thẻ của trang có hơn {limit} thuộc tính; hãy lưu thành văn bản thuần rồi thêm lại"
PAGE_WITHOUT_ARTICLE = "không tìm thấy nội dung bài viết trong trang; hãy lưu trang của chính bài viết đó"
PAGE_OF_SEARCH = "đây là trang tìm kiếm, không phải văn bản; hãy mở văn bản cần lưu, rồi lưu trang của văn bản đó"
PAGE_OF_ERROR = "đây là trang báo lỗi của trang web, không phải bài viết; hãy mở lại bài viết rồi lưu trang"

# corpus.readers.jsonl
NTH_ITEM = "{file}, mục {number}"
NTH_LINE = "{file}, dòng {number}"
LINE_TOO_LONG = "dòng dài hơn {megabytes} MB; hãy chia nhỏ dòng này"
JSON_TOO_MANY_PARTS = "JSON có hơn {limit} phần tử; hãy chia nhỏ rồi thêm lại"
ARCHIVE_CUT_AT_LINE = "tệp nén bị hỏng hoặc bị cắt ngang từ dòng này; hãy chép hoặc tải lại tệp rồi thêm lại"
INVALID_JSON = "không phải JSON hợp lệ (tại {place}); hãy sửa chỗ này"
AT_CHARACTER = "ký tự {column}"
FROM_LINE = "đoạn bắt đầu ở dòng {line}"
AT_LINE_AND_CHARACTER = "dòng {line}, ký tự {column}"
JSON_TOO_DEEP = "JSON lồng nhau quá sâu hoặc có số quá dài; hãy sửa chỗ này"
INVALID_ARRAY = "mảng JSON: {error}"

# corpus.readers.refusals
TEXT_IS_FRAGMENT = "chỉ là một mảnh mã HTML, không phải cả trang; hãy mở trang bằng trình duyệt và lưu lại cả trang"
TEXT_IS_ERROR_PAGE = "chỉ là trang báo lỗi của cổng thông tin, không có văn bản; hãy tải lại trang này"
TEXT_IS_SEARCH_FORM = "chỉ là biểu mẫu tìm kiếm, không có văn bản; hãy lưu trang của chính văn bản đó"
TEXT_IS_LISTING = "chỉ là danh sách tin, không có nội dung bài; hãy lưu trang của từng bài"

# corpus.readers.table
TABLE_FORMAT = "bảng CSV, TSV (.csv, .tsv)"
TABLE_WITHOUT_WORDS = (
    "không cột nào là tiêu đề hay nội dung (các cột: {names}); hãy đặt tên cột ở dòng đầu, ví dụ title, text, so_hieu"
)
ROW_TOO_LONG = "dòng có {cells} ô mà chỉ có {names} cột; hãy đặt ô có dấu ngăn cách trong dấu ngoặc kép"
QUOTE_NOT_CLOSED = "dấu ngoặc kép mở ở dòng này không được đóng; hãy sửa chỗ này"
QUOTE_INSIDE_CELL = 'dấu ngoặc kép giữa ô; hãy viết mỗi dấu ấy thành hai dấu ("")'

# corpus.readers.markdown
INVALID_YAML = "phần đầu giữa hai dòng --- không phải YAML hợp lệ{place}; hãy sửa chỗ này"
INVALID_TOML = "phần đầu giữa hai dòng +++ không phải TOML hợp lệ; hãy sửa phần đầu này"
FRONT_MATTER_TOO_LONG = "phần đầu của tệp dài hơn {limit} ký tự; hãy chuyển nội dung dài xuống dưới phần đầu"
IN_LINE = " (dòng {line})"
FRONT_MATTER_WITHOUT_FIELDS = "phần đầu giữa hai dòng --- phải gồm các trường dạng “tên: giá trị”"

# corpus.store.store, corpus.store.tables
NOT_A_STORE = "{name} không phải là kho văn bản: hãy đặt HDND_STORE vào nơi khác."
STORE_TOO_NEW = (
    "Kho {name} do một phiên bản mới hơn ghi (lược đồ {version}, bản này chỉ biết đến {supported}): "
    "hãy nâng cấp chương trình."
)
STORE_MISSING = "Chưa có kho văn bản ở {name}: hãy thêm văn bản bằng `python -m corpus add ĐƯỜNG_DẪN…`, rồi chạy lại."
STORE_ENCODING = (
    "Cơ sở dữ liệu {name} dùng bảng mã {encoding}, không giữ được tiếng Việt: "
    "hãy tạo cơ sở dữ liệu khác bằng lệnh createdb -E UTF8 -T template0."
)
STORED_DOCUMENT_DAMAGED = "Văn bản {id} trong kho {name} bị hỏng: hãy thêm lại văn bản này ({error})."
STORED_BYTES_CHANGED = "dữ liệu đã đổi so với lúc ghi"
ID_NOT_SAFE = "{id!r} không dùng được trong địa chỉ trang"

# corpus.store.database
STORE_URL_UNKNOWN = (
    "Không hiểu địa chỉ kho {url!r}: đặt HDND_STORE dạng sqlite:///var/store.sqlite "
    "hoặc postgresql+psycopg://NGƯỜI_DÙNG:MẬT_KHẨU@MÁY/CƠ_SỞ_DỮ_LIỆU; trong mật khẩu, "
    "các dấu @ : / % phải viết là %40 %3A %2F %25."
)
STORE_FOLDER_NOT_MADE = "Không tạo được thư mục cho kho {path}: {reason}."

# corpus.store.errors; the last one in corpus.store.build_lock too
STORE_LOCKED = "Kho {name} đang bị chương trình khác khóa: hãy đợi chương trình đó xong rồi chạy lại."
STORE_DISK_FULL = "Đĩa chứa kho {name} đã đầy: hãy giải phóng chỗ rồi chạy lại."
STORE_DAMAGED = "Kho {name} bị hỏng: hãy lấy lại bản sao lưu, hoặc làm kho mới và thêm lại văn bản."
STORE_UNREACHABLE = (
    "Không kết nối được với PostgreSQL của kho {name} ({reason}): "
    "hãy xem máy chủ có đang chạy không, tên máy và cổng trong HDND_STORE có đúng không, rồi chạy lại."
)
STORE_DISCONNECTED = (
    "PostgreSQL của kho {name} đã ngắt kết nối: hãy xem máy chủ có đang chạy không rồi chạy lại; "
    "những gì đã ghi xong vẫn còn."
)
STORE_FILE_READ_ONLY = "Kho {name} không cho ghi: hãy kiểm tra quyền của tệp và của thư mục chứa nó."
STORE_FILE_NOT_OPENED = "Không mở được kho {name}: hãy kiểm tra đường dẫn và quyền của thư mục chứa nó."
STORE_FILE_IO_ERROR = "Không đọc ghi được kho {name}: hãy kiểm tra đĩa (còn chỗ không, có lỗi không) rồi chạy lại."
STORE_SERVER_READ_ONLY = "PostgreSQL của kho {name} chỉ cho đọc: hãy đặt HDND_STORE vào máy chủ chính, nơi được ghi."
STORE_LOGIN_REFUSED = "PostgreSQL của kho {name} từ chối tên hoặc mật khẩu: hãy sửa trong HDND_STORE hoặc tệp .pgpass."
STORE_USER_REFUSED = (
    "PostgreSQL của kho {name} không cho người dùng này vào từ máy này: "
    "hãy kiểm tra tên người dùng trong HDND_STORE và tệp pg_hba.conf của máy chủ."
)
STORE_DATABASE_MISSING = (
    "PostgreSQL chưa có cơ sở dữ liệu của kho {name}: hãy tạo bằng lệnh createdb, hoặc sửa tên trong HDND_STORE."
)
STORE_RIGHTS_MISSING = (
    "Người dùng trong HDND_STORE không đủ quyền trên kho {name}: "
    "hãy cho người đó sở hữu cơ sở dữ liệu (ALTER DATABASE … OWNER TO …)."
)
STORE_TOO_MANY_CONNECTIONS = (
    "PostgreSQL của kho {name} đã hết chỗ cho kết nối mới: "
    "hãy tăng max_connections của máy chủ, hoặc giảm HDND_PROCESSES."
)
STORE_SERVER_STARTING = "PostgreSQL của kho {name} đang khởi động hoặc đang dừng: hãy đợi một lát rồi chạy lại."
STORE_OTHER_ERROR = "Kho {name} báo lỗi: {reason}."
UNKNOWN = "không rõ"

# corpus.store.build_lock
BUILD_LOCK_NOT_OPENED = "Không khóa được kho {path} để lập chỉ mục: {reason}."
BUILD_LOCK_TAKEN = "Một tiến trình khác ({holder}) đang lập chỉ mục từ kho {name}: hãy đợi nó xong rồi chạy lại."
HOLDER_PROCESS = "số {pid}"

# corpus.store.copy
COPY_ONTO_ITSELF = "Kho mới chính là kho đang dùng ({name}): hãy chọn nơi khác cho kho mới."
COPY_TARGET_NOT_EMPTY = "Kho {name} không trống (có {documents} văn bản, {changes} thay đổi): hãy chọn một kho mới."
COPY_INCOMPLETE = "Kho {name} không nhận đủ dữ liệu: hãy chạy lại lệnh sao chép."
COPY_SOURCE_DAMAGED = "Văn bản {id} trong kho {name} bị hỏng: hãy thêm lại văn bản này, rồi sao chép lại."
COPY_ID_KEY_DAMAGED = "mã {id} mất gốc (nó được đặt cho trang nào, tệp nào): hãy thêm lại văn bản này vào kho mới"
COPY_REDIRECT_DAMAGED = "mã {id} không còn dẫn đúng đến văn bản mà nó đã nhập vào, nên không sao chép"
COPY_PERSON_ID_DAMAGED = "mã {id} của một người bị hỏng nên không sao chép: người ấy có thể mang mã khác ở kho mới"
COPY_ORIGINAL_DAMAGED = "bản gốc {sha256} ở nơi giữ cũ bị hỏng: hãy thêm lại tệp ấy vào kho mới"
COPY_ORIGINAL_MISSING = "{id}: bản gốc không còn ở nơi giữ cũ; hãy thêm lại tệp ấy vào kho mới"

# corpus.store.originals, corpus.store.database_originals
ORIGINAL_UNREADABLE = "Không đọc được bản gốc {path} ({reason}): hãy kiểm tra quyền đọc và ổ đĩa rồi chạy lại."
ORIGINAL_NOT_WRITTEN = "Không ghi được bản gốc vào {path} ({reason}): hãy kiểm tra chỗ trống và quyền ghi rồi chạy lại."
ORIGINALS_PLACE_UNKNOWN = "Nơi giữ bản gốc (HDND_BLOBS) phải là file:ĐƯỜNG_DẪN hoặc store:, không phải {place!r}."

# corpus.store.failures
MORE_FAILURES_OF_FILE = "và {count} lỗi nữa trong tệp này"

# corpus.store.check
CHECK_DATABASE = "Tệp của kho {name} bị hỏng ({reason}): hãy lấy lại bản sao lưu, hoặc làm kho mới và thêm lại văn bản."
CHECK_IDENTITY = (
    "Kho {name} mất danh tính: hãy lấy lại bản sao lưu, hoặc sao chép sang kho mới (python -m corpus copy)."
)
CHECK_CHANGE = (
    "Thay đổi số {number} trong kho {name} bị hỏng: văn bản vẫn dùng được; "
    "hãy sao chép sang kho mới (python -m corpus copy) rồi lập lại chỉ mục."
)
CHECK_DOCUMENT_NOT_LOGGED = "Văn bản {id} khác với thay đổi cuối của nó trong kho {name}: hãy thêm lại văn bản này."
CHECK_DOCUMENT_LOST = "Văn bản {id} không còn trong kho {name} mà chưa hề được bỏ: hãy thêm lại văn bản này."
CHECK_ID_KEY = "Mã {id} trong kho {name} mất gốc (nó được đặt cho trang nào, tệp nào): hãy thêm lại văn bản này."
CHECK_REDIRECT = "Mã {id} trong kho {name} không còn dẫn đúng đến văn bản mà nó đã nhập vào: hãy lấy lại bản sao lưu."
CHECK_PERSON_ID = (
    "Mã {id} của một người trong kho {name} bị hỏng: "
    "hãy lập lại toàn bộ chỉ mục (python -m indexer build --fresh), hoặc lấy lại bản sao lưu."
)
CHECK_ORIGINAL_DAMAGED = "Bản gốc {sha256} bị hỏng: hãy thêm lại tệp ấy."
CHECK_ORIGINAL_MISSING = "Bản gốc {sha256} của văn bản {id} không còn: hãy thêm lại tệp ấy."

# corpus.cli.terminal
ERROR = "Lỗi: {message}"
NOTE = "Lưu ý: {message}"
STOPPED = "Đã dừng theo yêu cầu."
NO_SUCH_OPTION = "không có tùy chọn {option}"
MISSING_PARAMETER = "thiếu {parameter}"
NO_SUCH_COMMAND = "không có lệnh {command}"
OPTION_NOT_A_FILE = "{option} phải là một tệp có thật và đọc được"
OPTION_NOT_WRITABLE = "{option} phải là một tệp ghi được, trong một thư mục có thật"
OPTION_VALUE = "tùy chọn {option} thiếu hoặc thừa giá trị"
OPTION_NOT_A_CHOICE = "{option} phải là một trong: {choices}"
OPTION_NOT_IN_RANGE = "{option} phải là số nguyên từ {minimum} trở lên"
OPTION_NOT_BETWEEN = "{option} phải là số nguyên từ {minimum} đến {maximum}"
USAGE_ERROR = "Lỗi: {message}. Xem cách dùng: {path} --help"

# corpus.cli.progress
PROGRESS_RATE = "{documents} văn bản, {rate:.0f} văn bản/giây"
PROGRESS_TIME_LEFT = ", còn {time}"
HOURS_AND_MINUTES = "{hours} giờ {minutes} phút"
MINUTES_AND_SECONDS = "{minutes} phút {seconds} giây"
SECONDS = "{seconds} giây"

# corpus.cli.commands
STOPPED_RESUMABLE = "Đã dừng theo yêu cầu. Những gì đã ghi vẫn còn: chạy lại đúng lệnh này để làm tiếp."
ADD_TITLE = "Thêm văn bản"
REREAD_TITLE = "Đọc lại bản gốc"
REREAD_DONE = "Đọc lại {originals} bản gốc: thêm mới {added}, thay đổi {changed}, không đổi {same}, lỗi {failed}."
REREAD_NOTHING = "Mọi bản gốc đều đã đọc bằng phiên bản này: không có gì để đọc lại."
EXPORT_TITLE = "Xuất văn bản"
COPY_TITLE = "Sao chép kho"
CHECK_TITLE = "Kiểm tra kho"
INTACT = "Kho nguyên vẹn: {documents} văn bản, {changes} thay đổi, {originals} bản gốc."
DAMAGED = "Có {count} chỗ hỏng, trong {documents} văn bản, {changes} thay đổi, {originals} bản gốc."
NO_SUCH_PATH = "không có tệp hay thư mục nào tên {path}"
NO_SUCH_DOCUMENT = "kho không có văn bản {id}"
REMOVED = "Đã bỏ {count} văn bản."
ADDED = "Thêm mới {added}, thay đổi {changed}, không đổi {same}, trùng {repeated}, lỗi {failed}."
REPEATED_DOCUMENT = "{where}: giống hệt văn bản {id} đã đọc trong lần thêm này"
MORE_FAILURES = "… và {count} lỗi nữa: {where}"
MORE_NOTES = "… và {count} lưu ý nữa: {where}"
FAILURES_IN_FILE = "xem {file}"
FAILURES_NEED_FILE = "dùng --failures FILE để xem tất cả"
COPIED = "Đã sao chép {documents} văn bản, {changes} thay đổi, {originals}."
COPIED_ORIGINALS = "{count} bản gốc"
ORIGINALS_STAYED = "bản gốc ở nguyên chỗ cũ"
USE_NEW_STORE = "Từ nay hãy đặt HDND_STORE{originals} theo kho mới."
AND_NEW_ORIGINALS = " và HDND_BLOBS"
DOCUMENT_COUNT = "Số văn bản: {count}"
LAST_CHANGE = "Thay đổi gần nhất: {time:%d/%m/%Y %H:%M} (số {number})"
NOT_READ = "Chưa đọc được"
MEMBER_OF_FILE = "{path}, {member}"
MORE_NOT_READ = "… và {count} lỗi nữa"
BY_SOURCE = "Nguồn"
BY_KIND = "Loại"
BY_YEAR = "Năm"
VALUE_NOT_GIVEN = "(chưa ghi)"

# corpus.formats.detection, corpus.formats.process_apart, corpus.readers.foreign
FORMAT_LOCKED = "tệp {name} được khóa bằng mật khẩu; hãy mở tệp, bỏ mật khẩu, lưu lại rồi thêm lại"
FORMAT_ARCHIVE = "tệp nén {name} chưa đọc được; hãy giải nén rồi thêm thư mục vừa giải nén"
FORMAT_IMAGE = "ảnh {name}: chưa đọc được chữ trong ảnh; hãy thêm bản PDF hoặc Word của văn bản này nếu có"
FORMAT_MSG = "thư {name} chưa đọc được; hãy mở thư, lưu riêng các tệp đính kèm rồi thêm các tệp ấy"
FORMAT_PRESENTATION = "tệp trình chiếu {name} chưa đọc được; hãy xuất ra PDF rồi thêm lại"
FORMAT_AS_PDF = "tệp {name} chưa đọc được; hãy xuất ra PDF rồi thêm lại"
FORMAT_AS_DOCX = "tệp {name} chưa đọc được; hãy mở bằng LibreOffice, lưu lại dạng .docx rồi thêm lại"
FORMAT_NO_DOCUMENT = "không phải văn bản ({name}); hãy bỏ tệp này khỏi thư mục"
READING_TOO_LONG = "đọc quá {seconds} giây chưa xong nên đã dừng; hãy mở tệp, lưu lại hoặc in ra PDF rồi thêm lại"
READING_TOO_LARGE = "đọc tệp cần quá nhiều bộ nhớ nên đã dừng; hãy chia nhỏ tệp rồi thêm lại"
READING_BROKE = "tệp bị hỏng, không đọc được; hãy mở tệp, lưu lại hoặc in ra PDF rồi thêm lại"
ATTACHMENT_NOTE = "tệp đính kèm {name}: {message}"
ATTACHMENT_CUT = "tệp quá dài, chỉ tìm được trong {limit} ký tự đầu; bản gốc vẫn được giữ đủ"
PAGES_NOT_READ = "trang {pages} là ảnh chụp, chưa đọc được"
ONLY_SCANS = "tệp chỉ gồm ảnh chụp ({count} trang), chưa đọc được chữ; {remedy}"
OTHER_COPY = "hãy thêm bản có chữ của văn bản này nếu có"
SCANS_WITHOUT_WORDS = "tệp chỉ gồm ảnh chụp, không thấy chữ nào trên ảnh; hãy kiểm tra lại tệp, hoặc chụp lại cho rõ"
PAGES_WITHOUT_WORDS = "trang {pages} là ảnh chụp, không thấy chữ nào trên ảnh"
PAGES_READ_BADLY = "trang {pages} đọc từ bản chụp kém rõ, có thể sai chữ; hãy đối chiếu với bản gốc"
RECOGNITION_WITHOUT_ENGINE = (
    "muốn đọc ảnh chụp, hãy cài Tesseract có tiếng Việt (pip install pillow tesserocr, "
    "apt install tesseract-ocr-vie) rồi thêm lại"
)
RECOGNITION_WITHOUT_LANGUAGE = (
    "muốn đọc ảnh chụp, hãy cài tiếng Việt cho Tesseract (apt install tesseract-ocr-vie, "
    "hoặc đặt HDND_TESSDATA là thư mục có vie.traineddata) rồi thêm lại"
)
FILE_CHANGED = "tệp thay đổi trong khi đang đọc; hãy đợi tệp ghi xong rồi thêm lại"

# corpus.formats: Word, tables, archives, mail
CONTENT_DAMAGED = "tệp bị hỏng hoặc bị cắt ngang; hãy chép hoặc tải lại tệp"
CONTENT_LOCKED = "tệp được khóa bằng mật khẩu; hãy mở tệp, bỏ mật khẩu, lưu lại rồi thêm lại"
CONTENT_PART_TOO_LARGE = "một phần trong tệp lớn hơn {megabytes} MB sau khi giải nén; hãy chia nhỏ tệp rồi thêm lại"
CONTENT_EMPTY = "tệp không có chữ nào để đọc"
CONTENT_TOO_LONG = "tệp có hơn {limit} chữ cái; hãy chia nhỏ rồi thêm lại"
CONTENT_TOO_DEEP = "các phần của tệp lồng nhau quá sâu; hãy mở tệp bằng Word hoặc LibreOffice và lưu lại rồi thêm lại"
NOT_A_WORD_FILE = "tệp không phải văn bản Word; hãy mở bằng Word hoặc LibreOffice và lưu lại dạng .docx rồi thêm lại"
WORD_TOO_OLD = "tệp của Word trước bản 97; hãy mở bằng Word hoặc LibreOffice và lưu lại dạng .docx rồi thêm lại"
CONTENT_TOO_COMPLEX = (
    "tệp có quá nhiều lệnh định dạng; hãy mở bằng Word hoặc LibreOffice, lưu lại dạng .docx rồi thêm lại"
)
NOT_AN_RTF_FILE = "tệp không phải văn bản RTF; hãy mở bằng Word hoặc LibreOffice và lưu lại dạng .docx rồi thêm lại"
SHEET_TOO_LARGE = "bảng tính khai một vùng hơn {limit} ô; hãy xóa các ô thừa ở xa bảng, lưu lại rồi thêm lại"
NTH_TABLE_ROW = "{file}, hàng thứ {number} dưới tên cột"
NOT_A_SHEET = "tệp không phải bảng tính; hãy mở bằng Excel hoặc LibreOffice và lưu lại dạng .xlsx rồi thêm lại"
MEMBER_OUTSIDE = "tên tệp trong tệp nén dẫn ra ngoài thư mục nên không đọc; hãy đổi tên tệp này rồi nén lại"
MEMBER_NESTED = "tệp nén nằm trong tệp khác nên không đọc; hãy giải nén rồi thêm lại"
MEMBER_TOO_LARGE = "lớn hơn {megabytes} MB sau khi giải nén; hãy chia nhỏ rồi thêm lại"
MEMBER_NAMED_TWICE = "tệp nén có hai tệp cùng tên này; tệp sau được đọc với tên {name}"
MEMBERS_TOO_MANY = "tệp nén có hơn {limit} tệp; các tệp sau không được đọc, hãy chia nhỏ rồi thêm lại"
MEMBERS_TOO_LARGE = (
    "các tệp trong tệp nén lớn hơn {megabytes} MB sau khi giải nén; các tệp sau không được đọc, "
    "hãy chia nhỏ rồi thêm lại"
)
MAIL_TOO_COMPLEX = "thư có hơn {limit} phần; các phần sau không được đọc, hãy lưu riêng các tệp đính kèm rồi thêm lại"
MAIL = "thư (.eml)"
NOT_A_MAIL = "tệp không phải thư điện tử dạng .eml; hãy mở thư và lưu lại dạng .eml rồi thêm lại"

# corpus.formats.image
IMAGE_DAMAGED = "tệp ảnh bị hỏng hoặc bị cắt ngang; hãy chép hoặc tải lại tệp"
IMAGE_TOO_LARGE = "ảnh có hơn {megapixels} triệu điểm ảnh; hãy thu nhỏ ảnh rồi thêm lại"
IMAGE_TOO_SMALL = "ảnh nhỏ quá ({width}×{height} điểm ảnh) nên không đọc được chữ; hãy chụp lại rõ hơn nếu là văn bản"
IMAGE_TOO_MANY_PAGES = "tệp ảnh có hơn {limit} trang nên chỉ đọc {limit} trang đầu; hãy chia nhỏ tệp rồi thêm lại"
IMAGE_WITHOUT_TEXT = "ảnh không phải là bản chụp văn bản; hãy bỏ tệp này, hoặc chụp lại cho rõ nếu là văn bản"

# corpus.formats.pdf
PDF_DAMAGED = "tệp PDF bị hỏng hoặc bị cắt ngang; hãy chép hoặc tải lại tệp"
PDF_EMPTY = "tệp PDF không có trang nào"
PDF_PAGES_DAMAGED = "không đọc được trang {pages} vì trang bị hỏng; các trang khác vẫn được giữ"
PDF_TOO_MANY_PAGES = "tệp PDF có {pages} trang nên chỉ đọc {limit} trang đầu; hãy chia nhỏ tệp rồi thêm lại"
PDF_TOO_LONG = "tệp PDF có hơn {letters} triệu chữ nên chỉ đọc đến trang {page}; hãy chia nhỏ tệp rồi thêm lại"
