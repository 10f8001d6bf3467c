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
