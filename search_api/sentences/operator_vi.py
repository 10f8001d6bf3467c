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

# resources
OLDER_GENERATION = "yellow: đang trả lời từ thế hệ {generation}, không theo được chỉ mục mới: {problem}"
