"""List in Vietnamese why a request cannot be answered; `problems_en` has the same names."""

# problems: the title of each status
TITLES = {
    400: "Yêu cầu chưa đúng",
    404: "Không tìm thấy",
    405: "Phương thức không dùng được ở đây",
    406: "Không có dạng trả lời được yêu cầu",
    413: "Nội dung gửi lên quá lớn",
    414: "Địa chỉ quá dài",
    415: "Dạng nội dung không được nhận",
    416: "Khoảng byte không có trong tệp",
    431: "Phần đầu của yêu cầu quá lớn",
    500: "Dịch vụ gặp lỗi",
    501: "Cách truyền không được hỗ trợ",
    503: "Dịch vụ tạm thời chưa trả lời được",
}

# app, middleware, server, resources
NOT_FOUND = "Không có gì ở địa chỉ này. Các địa chỉ của giao diện lập trình nằm trong /v1/openapi.json."
NO_DOCUMENT = "Không có văn bản nào mang mã này. Hãy tìm lại bằng /v1/search."
NO_OFFICIAL = "Không có cán bộ nào mang mã này. Hãy tìm lại bằng /v1/officials?q=."
NO_BODY = "Không có cơ quan nào mang mã này. Hãy tìm lại bằng /v1/bodies?q=."
NO_SITTING = "Không có kỳ họp nào mang mã này. Hãy tìm lại bằng /v1/sessions?q=."
ORIGINALS_OFF = "Dịch vụ này không cho tải bản gốc. Toàn văn nằm ở /v1/documents/{{id}}; bản gốc xin xem ở trang nguồn."
ORIGINAL_NOT_KEPT = "Dịch vụ không giữ tệp này. Nếu văn bản có địa chỉ nguồn (url), xin tải ở đó."
ORIGINAL_OF_SEVERAL = (
    "Văn bản này được đọc từ một tệp có thể chứa nhiều văn bản khác nên không gửi cả tệp. Toàn văn nằm ở "
    "/v1/documents/{id}."
)
ORIGINAL_DAMAGED = "Bản giữ lại của tệp này đã hỏng nên không gửi. Xin tải ở trang nguồn, hoặc báo cho người quản trị."
ORIGINAL_AWAY = "Nơi giữ bản gốc đang không đọc được. Xin thử lại sau ít phút."
NO_ATTACHMENT = "Văn bản này có {count} tệp kèm theo, đánh số từ 1; không có tệp mang số này."
RANGE_OUTSIDE = "Tệp có {size} byte; khoảng byte được yêu cầu nằm ngoài tệp."
METHOD_NOT_ALLOWED = "Địa chỉ này không nhận phương thức {method}: hãy dùng {allowed}."
NOT_ACCEPTABLE = "Địa chỉ này chỉ trả lời bằng application/json: hãy để Accept là application/json hoặc */*."
UNSUPPORTED = "Địa chỉ này không nhận nội dung dạng đó: hãy bỏ phần nội dung hoặc gửi application/json."
TOO_LARGE = "Nội dung gửi lên vượt quá mức dịch vụ nhận: hãy chia nhỏ rồi gửi lại."
TOO_LONG = "Địa chỉ dài hơn mức dịch vụ nhận: hãy rút ngắn câu tìm hoặc bớt điều kiện lọc."
HEADERS_TOO_LARGE = "Phần đầu của yêu cầu lớn hơn mức dịch vụ nhận: hãy bớt hoặc rút ngắn các trường đầu."
BAD_HTTP = "Yêu cầu không đúng quy cách HTTP nên dịch vụ không đọc được."
NO_ENCODING = "Dịch vụ chỉ nhận Transfer-Encoding: chunked."
FAILED = "Dịch vụ gặp lỗi ngoài dự kiến và đã ghi lại. Xin thử lại sau; nếu vẫn lỗi, xin báo cho người quản trị."
BUSY = "Hiện có quá nhiều người cùng tìm. Xin thử lại sau vài giây."
STORE_AWAY = "Kho văn bản đang không trả lời. Xin thử lại sau ít phút."

# problems of the engine, whose own sentences are Vietnamese
UNAVAILABLE = "{reason}"
TOO_BROAD = "{reason}"
NOT_BUILT = "Dịch vụ đang được chuẩn bị, xin trở lại sau ít phút."
ENGINE_AWAY = "Dịch vụ tìm kiếm đang tạm gián đoạn. Xin thử lại sau ít phút."

# pages/routes
NO_DOCUMENT_PAGE = (
    "Không có văn bản ở địa chỉ này. Có thể đường dẫn đã chép thiếu, hoặc văn bản không còn được lưu ở đây. "
    "Xin tìm lại theo tên hoặc số hiệu."
)
NO_BODY_PAGE = "Không có cơ quan nào ở địa chỉ này. Xin tìm lại theo tên cơ quan."
NO_SITTING_PAGE = "Không có kỳ họp nào ở địa chỉ này. Xin tìm lại theo số kỳ họp và tên HĐND."
NO_OFFICIAL_PAGE = "Không có cán bộ nào ở địa chỉ này. Xin tìm lại theo họ tên."

# parameters
UNREADABLE = "Các tham số phải là UTF-8 mã hóa phần trăm và không quá {limit}. Ví dụ: {example}."
NO_PARAMETERS = "Địa chỉ này không có tham số nào: hãy bỏ “{name}”."
UNKNOWN_PARAMETER = "Không có tham số “{name}” ở địa chỉ này. Dùng được: {known}. Ví dụ: {example}."
BAD_VALUE = "Tham số {name} {rule}, không phải “{value}”. Ví dụ: {example}."
REPEATED = "Tham số {name} chỉ được nêu một lần. Ví dụ: {example}."
BACKWARDS = "Tham số to phải không sớm hơn from. Ví dụ: from=2020-01&to=2020-12."
OUT_OF_REACH = (
    "Chỉ xem được {reach} kết quả đầu: với size={size}, page lớn nhất là {last}. Hãy thêm từ hoặc điều kiện lọc."
)

# parameter_forms: what follows the name of a parameter in BAD_VALUE
RULE_TEXT = "dài nhất {letters} chữ"
RULE_LINE = "là một dòng chữ, dài nhất {letters} chữ"
RULE_CHOICE = "phải là một trong: {choices}"
RULE_LIST = "là danh sách cách nhau bằng dấu phẩy, gồm: {choices}"
RULE_NUMBER_FROM = "phải là số nguyên từ {least}"
RULE_NUMBER = "phải là số nguyên từ {least} đến {most}"
RULE_SPAN = "phải là năm, tháng hoặc ngày"
RULE_TYPED_SPAN = "cần là năm, tháng hoặc ngày"
RULE_DAY = "phải là một ngày"

# request_body
BODY_NOT_JSON = "Nội dung gửi lên phải là JSON (UTF-8) có trường text. Ví dụ: {example}."
BODY_WITHOUT_TEXT = "Nội dung gửi lên phải là đối tượng JSON có trường text. Ví dụ: {example}."
BODY_UNKNOWN_FIELD = "Chỉ gửi trường text: hãy bỏ “{name}”. Ví dụ: {example}."
BODY_BAD_TEXT = "Trường text phải là một chuỗi có chữ, dài nhất {letters} chữ. Ví dụ: {example}."
