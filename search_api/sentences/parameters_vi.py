"""List in Vietnamese what each parameter of an address means, as the OpenAPI document describes it."""

# /v1/search
QUERY = "Từ cần tìm, số hiệu, ngày tháng hoặc tên cán bộ; cú pháp ở phần mô tả chung. Để trống thì chỉ lọc."
KIND = "Loại; nhắc lại để chọn nhiều loại."
ISSUER = "Cơ quan ban hành, đúng như giá trị trong facets."
OFFICIAL = "Mã của cán bộ được nhắc đến."
SECTION = "Chuyên mục."
TERM = "Nhiệm kỳ."
SESSION = "Số thứ tự của kỳ họp."
STATUS = "Hiệu lực vào ngày on: mã hoặc tên như trong facets, hoặc lời của nguồn khi hệ thống chưa tính được."
CITING = "Chỉ lấy văn bản dẫn chiếu văn bản có mã hoặc số hiệu này."
RELATION = "Chỉ lấy văn bản có quan hệ này với văn bản nêu ở citing; không có citing thì với bất kỳ văn bản nào."
EFFECT_ON = "Ngày xét hiệu lực; để trống là hôm nay."
SOURCE = "Nguồn của văn bản."
UNIT = "Đơn vị hành chính của cơ quan ban hành hoặc của nơi trong văn bản: mã, tên kèm cấp hoặc mã số."
UNITS_WITH = "Lấy thêm các đơn vị trước đây (predecessors) hoặc các đơn vị tiếp nhận (successors) của unit."
FROM = "Từ năm, tháng hoặc ngày này (kể cả)."
TO = "Đến năm, tháng hoặc ngày này (kể cả)."
DATE = "Loại ngày mà from và to lọc."
SORT = "Thứ tự."
PAGE = "Trang, từ 1; page × size không quá {reach}."
SIZE = "Số kết quả mỗi trang."
FACETS = "Danh sách, cách nhau bằng dấu phẩy, các cột cần đếm; mỗi cột được đếm như khi chưa lọc theo chính cột đó."
LITERAL = "Danh sách, cách nhau bằng dấu phẩy, các loại phỏng đoán không được làm; all: không đoán gì."

# /v1/officials
NAME = "Họ tên, có dấu hoặc không dấu."
BODY = "Cơ quan mà cán bộ giữ chức."
ON = "Ngày mà cán bộ đang giữ chức theo các văn bản."

# /v1/bodies
BODY_NAME = "Tên cơ quan, có dấu hoặc không dấu, viết tắt hoặc viết đủ."

# /v1/sessions
SITTING = "Kỳ họp cần tìm: số thứ tự, khóa hoặc nhiệm kỳ, tên HĐND."
SITTING_BODY = "Mã hoặc tên của HĐND."
SITTING_TERM = "Nhiệm kỳ (2016-2021) hoặc khóa (XIX)."

# /v1/suggest
TYPED = "Những chữ đã gõ, từ một chữ cái."
