"""List in Vietnamese what the person who runs the service reads: in a terminal, and at `/health/ready`."""

# commands
SERVING = "Đang phục vụ tại {url}"
NOT_SEARCHABLE = "Chưa tìm được: {problem}"
MEMORY_IS_OF_ONE_PROCESS = "Chỉ mục memory: chỉ có trong một tiến trình: hãy đặt HDND_PROCESSES=1 hoặc đổi HDND_ENGINE."

# listening
PORT_TAKEN = (
    "Cổng {port} của {host} đang có chương trình khác dùng: hãy dừng chương trình đó, "
    "hoặc đặt HDND_LISTEN sang cổng khác, ví dụ {host}:{other}."
)
PORT_FORBIDDEN = "Không được phép dùng cổng {port}: hãy đặt HDND_LISTEN sang một cổng từ 1024 trở lên."
NO_SUCH_ADDRESS = (
    "Không lắng nghe được ở {host}:{port}: máy này không có địa chỉ đó. Hãy sửa HDND_LISTEN, ví dụ 127.0.0.1:8080."
)

# prefork
PROCESS_REPLACED = "Tiến trình {process} đã chết và được thay: {cause}."
CAUSE_SIGBUS = (
    "một tệp đang dùng bị cắt ngắn hoặc đĩa hỏng (SIGBUS); hãy chạy `python -m indexer check`, "
    "và đừng chép đè lên tệp chỉ mục khi dịch vụ đang chạy"
)
CAUSE_SIGKILL = "bị buộc dừng (SIGKILL), thường vì máy hết bộ nhớ"
CAUSE_SIGNAL = "nhận tín hiệu {signal}"
CAUSE_EXIT = "kết thúc với mã {code}"

# clients, server
PEER_AT_LIMIT = (
    "{client} đã giữ {limit} kết nối, mức cao nhất cho một địa chỉ: kết nối thêm bị đóng ngay. "
    "Nếu đó là máy chủ web đặt phía trước dịch vụ, hãy ghi địa chỉ ấy vào HDND_TRUSTED_PROXIES."
)
PROXIED_CLIENT_AT_LIMIT = "{client} đã giữ {limit} kết nối qua máy chủ phía trước: yêu cầu thêm được trả lời 503."
ANSWERS_WAIT = "Quá nhiều câu trả lời chờ được đọc: đã đóng kết nối của {client}, nơi chờ nhiều nhất."

# resources
OLDER_GENERATION = "yellow: đang trả lời từ thế hệ {generation}, không theo được chỉ mục mới: {problem}"

# kept_files
ORIGINAL_DAMAGED = (
    "Bản gốc {sha256} không còn đúng như khi được giữ nên không gửi cho ai: hãy chạy `python -m corpus check`, "
    "rồi thêm lại tệp ấy bằng `python -m corpus add`."
)

# site
SITE_MISSING = "Không có tệp {file}: hãy tạo tệp ấy hoặc bỏ biến HDND_SITE."
SITE_UNREADABLE = "Không đọc được {file} ({reason}): hãy kiểm tra quyền đọc của người chạy dịch vụ."
SITE_TOO_LARGE = "{file} lớn hơn {kilobytes} KB: hãy rút ngắn."
SITE_NOT_UNICODE = "{file} không phải là tệp UTF-8: hãy lưu lại bằng Unicode (UTF-8)."
SITE_NOT_TOML = '{file} sai cú pháp TOML ở dòng {line}: mỗi dòng ghi dạng khóa = "giá trị".'
SITE_UNKNOWN_KEY = "{file} có khóa {key} mà dịch vụ không biết, có lẽ là {nearest}; dùng được: {known}."
SITE_NOT_A_TABLE = "{file}: {key} phải là một bảng: hãy ghi dòng [{key}] rồi các khóa ở dưới."
SITE_NOT_A_TEXT = '{file}: {key} phải là chữ trong ngoặc kép, dài nhất {limit} ký tự, ví dụ {key} = "…".'
SITE_NOT_A_LINE = "{file}: {key} phải nằm trên một dòng: hãy bỏ chỗ xuống dòng."
SITE_LOGO_MISSING = (
    '{file}: không đọc được tệp biểu trưng {name!r}: hãy đặt tệp cạnh site.toml và ghi logo = "tên tệp".'
)
SITE_LOGO_TOO_LARGE = "{file}: biểu trưng {name} lớn hơn {kilobytes} KB: hãy dùng ảnh nhỏ hơn."
SITE_LOGO_FORMAT = "{file}: biểu trưng {name} không phải ảnh SVG, PNG, JPEG hoặc WebP: hãy lưu lại ở một dạng này."
SITE_REPORT_TO = (
    "{file}: report_to phải là địa chỉ thư hoặc địa chỉ https của biểu mẫu, "
    'ví dụ report_to = "vanphong@binhhoa.example", không phải {value!r}.'
)
SITE_NOT_A_COLOUR = '{file}: {key} phải là màu dạng #rrggbb, ví dụ {key} = "#0b4f7d", không phải {value!r}.'
SITE_TOO_BRIGHT = (
    "{file}: {key} = {value} khó đọc: độ tương phản với {ground} chỉ {ratio}, cần từ 7 trở lên; hãy chọn màu đậm hơn."
)
SITE_TOO_DARK = (
    "{file}: {key} = {value} khó đọc: độ tương phản với {ground} chỉ {ratio}, cần từ 7 trở lên; hãy chọn màu sáng hơn."
)
