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
_REBUILD = "hãy chạy `python -m indexer build` để lập lại (dữ liệu gốc vẫn nguyên trong kho)"
DAMAGED_POINTER = f"Tệp {{path}} bị hỏng: {_REBUILD}."
DAMAGED_FILE = f"Tệp {{name}} của chỉ mục tại {{folder}} bị hỏng: {_REBUILD}."
DAMAGED_INDEX = f"Chỉ mục tại {{folder}} bị hỏng hoặc thiếu tệp: {_REBUILD}."
FOREIGN_INDEX = f"Chỉ mục tại {{root}} do một phiên bản khác của phần mềm tạo ra: {_REBUILD}."
UNREADABLE = "Không đọc được chỉ mục tại {folder} ({why}): hãy sửa việc ấy rồi chạy lại."
OUT_OF_MEMORY = "thiếu bộ nhớ"
LOCKED = "Một tiến trình khác (số {process}) đang lập chỉ mục tại {root}: hãy đợi nó xong rồi chạy lại."
UNKNOWN_PROCESS = "chưa rõ"
NO_FOLDER = "Không ghi được chỉ mục vào {root} ({why}): hãy kiểm tra quyền ghi hoặc đặt lại HDND_ENGINE."

# opensearch/url.py
CLUSTER_URL_SHAPE = (
    "opensearch+http://USER:PASS@HOST:PORT,HOST:PORT/TÊN (https cho TLS; TÊN gồm chữ nhỏ, chữ số, - và _)"
)
CLUSTER_URL_MALFORMED = f"HDND_ENGINE không đúng dạng: hãy viết {CLUSTER_URL_SHAPE}."
CLUSTER_USER_MISSING = "Có mật khẩu vào cụm mà không có tên: hãy đặt HDND_ENGINE_USER, hoặc ghi tên trong HDND_ENGINE."
CLUSTER_UNKNOWN_OPTION = "HDND_ENGINE có tùy chọn lạ {option!r}: chỉ có shards, timeout và ca; hãy bỏ nó đi."
CLUSTER_HOST_MALFORMED = f"HDND_ENGINE có máy chủ không đọc được: hãy viết {CLUSTER_URL_SHAPE}."
CLUSTER_OPTION_OUT_OF_RANGE = "HDND_ENGINE: {option} phải là số nguyên từ 1 đến {maximum}, không phải {text!r}."

# opensearch/client.py
CLUSTER = "Cụm OpenSearch tại {hosts}"
CLUSTER_DISK_FULL = (
    "{cluster} đã khóa ghi vì đĩa gần đầy: chỉ mục đang dùng vẫn nguyên; hãy giải phóng đĩa của các nút rồi chạy lại."
)
CLUSTER_VERSION_UNKNOWN = "không rõ"
CLUSTER_DISTRIBUTION_UNKNOWN = "khác OpenSearch"
CLUSTER_TOO_OLD = (
    "Cụm máy chủ chạy bản {version} ({distribution}), dịch vụ cần OpenSearch từ bản {minimum} trở lên: "
    "hãy nâng cấp cụm hoặc đặt lại HDND_ENGINE."
)
CLUSTER_ANSWER_NOT_JSON = "{cluster} trả lời không phải JSON: hãy kiểm tra HDND_ENGINE."
CLUSTER_CERTIFICATE_UNTRUSTED = (
    "{cluster} có chứng chỉ TLS không tin được: hãy thêm ?ca=TỆP vào HDND_ENGINE, hoặc sửa chứng chỉ."
)
CLUSTER_UNREACHABLE = (
    "{cluster} không trả lời: hãy kiểm tra cụm có chạy không, mạng và HDND_ENGINE; "
    "dịch vụ tự chạy tiếp khi cụm trở lại."
)
CLUSTER_LOGIN_REJECTED = (
    "{cluster} không nhận tên hoặc mật khẩu: hãy sửa HDND_ENGINE, hoặc HDND_ENGINE_USER và HDND_ENGINE_PASSWORD."
)
CLUSTER_FORBIDDEN = "{cluster} không cho tài khoản này làm việc ấy ({reason}): hãy cấp quyền cho nó."
CLUSTER_NO_SUCH_INDEX = "{cluster} không có chỉ mục ấy ({reason})."
CLUSTER_TOO_BUSY = "{cluster} đang quá bận ({kind}): hãy đợi một lát rồi thử lại."
CLUSTER_NOT_READY = "{cluster} chưa sẵn sàng ({kind}): hãy đợi một lát rồi thử lại."
CLUSTER_REQUEST_REJECTED = "{cluster} từ chối ({kind}: {reason}): hãy xem nhật ký của cụm."

# opensearch/engine.py
CLUSTER_FLUSH_FAILED = (
    "Cụm chưa ghi được hết chỉ mục mới {index} xuống đĩa: chỉ mục đang dùng vẫn nguyên; "
    "hãy xem nhật ký của cụm rồi chạy lại."
)
CLUSTER_NODE_LOST = (
    "Cụm đã mất một nút giữ chỉ mục đang lập {index}: chỉ mục đang dùng vẫn nguyên; "
    "hãy chạy lại lệnh này khi cụm đã ổn định."
)

# opensearch/generations.py
CLUSTER_REBUILD = "hãy chạy `python -m indexer build` để lập lại (dữ liệu gốc vẫn nguyên trong kho)"
CLUSTER_ALIAS_AMBIGUOUS = (
    "Tên {name} trên cụm đang chỉ tới {count} chỉ mục ({indices}): hãy bỏ tên ấy khỏi các chỉ mục thừa, chỉ giữ một."
)
CLUSTER_NAME_TAKEN = (
    "Trên cụm đã có một chỉ mục khác tên {name}, không phải của dịch vụ: "
    "hãy đặt tên khác trong HDND_ENGINE, hoặc tự đổi tên chỉ mục ấy."
)
CLUSTER_NO_INDEX = "Chưa có chỉ mục: trên cụm không có tên {name}; hãy chạy `python -m indexer build`."
CLUSTER_INDEX_JUST_LOST = f"Chỉ mục {{index}} vừa mất khỏi cụm: {CLUSTER_REBUILD}."
CLUSTER_ALIAS_FOREIGN = (
    "Tên {name} trên cụm chỉ tới chỉ mục {index} không phải của dịch vụ: "
    "hãy đặt tên khác trong HDND_ENGINE, hoặc bỏ tên ấy khỏi chỉ mục đó."
)
CLUSTER_OTHER_VERSION = (
    "Chỉ mục {index} do một phiên bản khác của phần mềm tạo ra: nếu là bản mới hơn, hãy khởi động lại "
    f"dịch vụ bằng bản ấy; nếu không, {CLUSTER_REBUILD}."
)
CLUSTER_OTHER_BUILDER = "Một tiến trình khác đang lập chỉ mục {name}: hãy đợi nó xong rồi chạy lại."

# opensearch/reader.py
CLUSTER_PHRASE_TOO_BROAD = (
    "Cụm từ trong ngoặc kép dài và có ở quá nhiều văn bản: hãy viết ngắn lại hoặc thêm điều kiện để tìm ít hơn."
)
CLUSTER_DOCUMENTS_UNREADABLE = "Cụm chưa đọc được {count} văn bản của chỉ mục {index}: hãy đợi một lát rồi thử lại."
CLUSTER_INDEX_RED = (
    "Chỉ mục {index} đỏ (red): có mảnh không nút nào giữ; hãy khởi động lại nút đã mất, "
    "hoặc chạy `python -m indexer build --fresh` để lập lại."
)
CLUSTER_INDEX_YELLOW = "yellow: có mảnh chưa đủ bản sao, hãy xem các nút của cụm"
CLUSTER_INDEX_GONE = (
    "Chỉ mục {index} không còn trên cụm: hãy khởi động lại dịch vụ bằng phiên bản đã lập chỉ mục mới, "
    "hoặc chạy `python -m indexer build`."
)

# opensearch/writer.py
CLUSTER_RECORDS_REJECTED = (
    "Cụm không nhận {count} bản ghi ({reasons}): chỉ mục đang dùng vẫn nguyên; "
    "hãy sửa hoặc bỏ các văn bản ấy rồi chạy lại."
)
CLUSTER_INDEX_INCOMPLETE = (
    "Chỉ mục mới {index} không đủ ({reason}) nên không được dùng: chỉ mục đang dùng vẫn nguyên; "
    "hãy xem nhật ký của cụm rồi chạy lại."
)
CLUSTER_WRONG_COUNT = "có {count} bản ghi, phải là {expected}"
CLUSTER_RECORD_DIFFERS = "bản ghi {id} không như đã gửi"
CLUSTER_BULK_NOT_TAKEN = "cụm không nhận {count} bản ghi dù đã gửi {attempts} lần"
CLUSTER_SHARDS_NOT_COUNTED = "có mảnh của {index} không đếm được"
