"""List the sentences that people read where an engine cannot answer or be written, by the module that uses them."""

# memory.py, whoosh/generations.py
NO_INDEX = "Chưa có chỉ mục: hãy chạy `python -m indexer build`."

# factory.py
UNKNOWN_ENGINE = (
    "Không có bộ máy tìm kiếm nào tên {scheme!r}: đặt HDND_ENGINE là whoosh:ĐƯỜNG_DẪN, memory: "
    "hoặc opensearch+http://MÁY:CỔNG/TÊN"
)

# whoosh/engine.py
UNWRITABLE = (
    "Không ghi được chỉ mục vào {root} ({why}): chỉ mục đang dùng vẫn nguyên; "
    "hãy kiểm tra ổ đĩa và quyền ghi rồi chạy lại."
)
DISK_FULL = (
    "Đĩa đầy khi đang lập chỉ mục tại {root}: chỉ mục đang dùng vẫn nguyên; hãy giải phóng dung lượng rồi chạy lại."
)

# whoosh/generations.py
_REBUILD = "hãy chạy `python -m indexer build --fresh` để dựng lại (dữ liệu gốc vẫn nguyên trong kho)"
DAMAGED_POINTER = f"Tệp {{path}} bị hỏng: {_REBUILD}."
DAMAGED_FILE = f"Tệp {{name}} của chỉ mục tại {{folder}} bị hỏng: {_REBUILD}."
DAMAGED_INDEX = f"Chỉ mục tại {{folder}} bị hỏng hoặc thiếu tệp: {_REBUILD}."
FOREIGN_INDEX = f"Chỉ mục tại {{root}} do một phiên bản khác của phần mềm tạo ra: {_REBUILD}."
UNREADABLE = "Không đọc được chỉ mục tại {folder} ({why}): hãy sửa việc ấy rồi chạy lại."
OUT_OF_MEMORY = "thiếu bộ nhớ"
LOCKED = "Một tiến trình khác (số {process}) đang lập chỉ mục tại {root}: hãy đợi nó xong rồi chạy lại."
UNKNOWN_PROCESS = "chưa rõ"
NO_FOLDER = "Không ghi được chỉ mục vào {root} ({why}): hãy kiểm tra quyền ghi hoặc đặt lại HDND_ENGINE."
