"""List in Vietnamese what the pages of officials, bodies and sittings say."""

# official.html
OFFICIAL_TITLE = "{name} – Cán bộ"
OFFICIAL_DESCRIPTION = "Chức vụ qua các thời kỳ của {name}, kèm tin và văn bản nhắc đến."
OTHER_SPELLINGS = "Còn được viết là: {names}."
SAME_NAME = "Có người khác cùng tên:"
ROLES = "Chức vụ qua các thời kỳ"
ROLES_HINT = (
    "Thời gian là ngày của văn bản sớm nhất và muộn nhất nhắc đến chức vụ; thời gian giữ chức thật có thể dài hơn."
)
ROLE = "Chức vụ"
ROLE_DAYS = "Thời gian"
ROLE_WITHOUT_DAYS = "Không rõ thời gian"
ROLE_DOCUMENTS = "{count} tin, văn bản"
ROLE_MORE_DOCUMENTS = "Danh sách này gồm văn bản đầu tiên và các văn bản gần đây nhất."
ROLES_UNLISTED = "Còn {count} chức vụ trước đó chưa liệt kê ở đây."
NO_ROLES = "Chưa rõ chức vụ."
OFFICIAL_DOCUMENTS = "Tin và văn bản nhắc đến"
ALL_DOCUMENTS = "Xem tất cả {count} tin và văn bản nhắc đến {name}"

# body.html
BODY_TITLE = "{name} – Cơ quan"
BODY_DESCRIPTION = "Văn bản đã ban hành, cán bộ theo nhiệm kỳ và quá trình hoạt động của {name}."
BODY_LEVELS = {
    "national": "Cơ quan trung ương",
    "province": "Cơ quan cấp tỉnh",
    "district": "Cơ quan cấp huyện",
    "commune": "Cơ quan cấp xã",
}
BODY_CHOICES = "Nhiều nơi có cơ quan cùng tên này, xin chọn:"
BODY_IN = "Thuộc {name}, {place}."
BODY_OF = "Thuộc {name}."
BODY_SINCE = "Hoạt động từ {day}."
BODY_UNTIL = "Kết thúc hoạt động {day}."
BODY_UNTIL_LATEST = "Kết thúc hoạt động chậm nhất {day}."
BODY_NOW = "Cơ quan tiếp nhận"
BODY_WAS = "Cơ quan trước đó"
UNIT_WITH_SUCCESSORS = "Xem văn bản của đơn vị này và các đơn vị tiếp nhận"
UNIT_WITH_PREDECESSORS = "Xem văn bản của đơn vị này và các đơn vị trước đây"
NOT_CERTAIN = "(các nguồn chưa thống nhất)"
BODY_ENDED = "{name} (kết thúc hoạt động {day})."
BODY_ENDED_LATEST = "{name} (kết thúc hoạt động chậm nhất {day})."
BODY_HEIRS = "Cơ quan tiếp nhận:"
SAME_BODY_NAME = "Có cơ quan khác tên chỉ khác ở dấu:"
BODY_DOCUMENTS = "Văn bản đã ban hành"
ALL_BODY_DOCUMENTS = "Xem tất cả {count} văn bản"
NO_BODY_DOCUMENTS = "Chưa có văn bản nào của cơ quan này."
BODY_OFFICIALS = "Cán bộ theo nhiệm kỳ"
BODY_OFFICIALS_LISTED = "Đang hiện {listed} trong số {count} cán bộ, là những người được nhắc đến gần đây nhất."
BODY_TERM = "Nhiệm kỳ {term}"
BODY_NO_TERM = "Không rõ nhiệm kỳ"

# sitting.html
SITTING = "Kỳ họp"
SITTING_TITLE = "{sitting} – Kỳ họp"
SITTING_DESCRIPTION = "{name}: tờ trình, báo cáo, nghị quyết và tin của kỳ họp."
SITTING_NAME = "Kỳ họp thứ {number}"
SITTING_OF_SERIES = "Kỳ họp {series} lần thứ {number}"
FIRST = "nhất"
WHOLE_SITTING = "{sitting}, {council}, nhiệm kỳ {term}"
TERM_WITH_ORDINAL = "{term} (khóa {ordinal})"
SITTING_DAYS = "Ngày họp"
SITTING_PLACE = "Địa điểm"
SITTING_PRESIDING = "Chủ tọa"
SITTING_HINT = "Ngày, địa điểm và chủ tọa ghi theo các tin, văn bản của kỳ họp."
SITTING_GROUPS = {
    "agenda": "Triệu tập, chương trình kỳ họp",
    "proposals": "Tờ trình",
    "reports": "Báo cáo",
    "verification": "Báo cáo thẩm tra",
    "resolutions": "Nghị quyết",
    "results": "Thông báo, biên bản",
    "news": "Tin về kỳ họp",
}
NAMED_IN = "Được nêu trong"
SITTING_UNLISTED = "Còn {count} văn bản khác của kỳ họp chưa liệt kê ở đây."
OTHER_SITTINGS = "Xem các kỳ họp khác của {council}"
BODY_SITTINGS = "Kỳ họp theo nhiệm kỳ"
SITTINGS_UNLISTED = "Đang hiện {listed} kỳ họp gần đây nhất trong số {count} kỳ họp."
