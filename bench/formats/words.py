"""List what the records of `bench/formats/records.py` are made of: invented names, subjects and sentences."""

from __future__ import annotations

SURNAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "Lương", "Đinh", "Trịnh", "Mai",
)  # fmt: skip
MIDDLE = (
    "Văn", "Thị", "Hữu", "Đức", "Minh", "Quốc", "Thanh", "Ngọc", "Xuân", "Thế", "Công", "Anh", "Thúy", "Hồng", "Kim",
)  # fmt: skip
GIVEN = (
    "Hùng", "Lan", "Tuấn", "Hạnh", "Dũng", "Hương", "Sơn", "Thảo", "Bình", "Nga", "Cường", "Vân", "Khải", "Yến",
    "Long", "Trang", "Phúc", "Quỳnh", "Thắng", "Mai",
)  # fmt: skip
PLACES = (
    "Bình Hòa", "Yên Sơn", "Tân Phú", "Hưng Lợi", "Khánh Vĩnh", "Đồng Giữa", "Phước Thuận", "Cẩm Đông", "Vĩnh Quới",
    "Long Kiến", "Thượng Nông", "Quảng Lạc", "Mỹ Thành", "Xuân Áng", "An Ngãi", "Đắk Rơ Ông", "Ia Hrung", "Nậm Sỏ",
)  # fmt: skip
PROVINCES = ("Lâm Đồng", "Quảng Ninh", "Phú Thọ", "Gia Lai", "Đồng Tháp", "Cà Mau", "Lạng Sơn", "Thanh Hóa")
SUBJECTS = (
    "rà soát, nâng cấp hệ thống cấp nước sạch nông thôn",
    "bảo đảm trật tự, an toàn giao thông trong dịp lễ hội mùa xuân",
    "hỗ trợ hộ nghèo sửa chữa nhà ở bị thiệt hại do bão lũ",
    "quản lý, sử dụng quỹ đất công ích và mặt nước chuyên dùng",
    "phòng, chống dịch bệnh trên đàn gia súc, gia cầm",
    "thu gom, vận chuyển và xử lý chất thải rắn sinh hoạt",
    "tổ chức thi tuyển công chức, viên chức sự nghiệp giáo dục",
    "đặt tên đường, phố và công trình công cộng",
    "khen thưởng các tập thể, cá nhân có thành tích trong phong trào thi đua",
    "điều chỉnh dự toán chi thường xuyên của các đơn vị sự nghiệp",
)
SENTENCES = (
    "Các cơ quan, đơn vị được giao chủ trì có trách nhiệm xây dựng kế hoạch chi tiết, phân công rõ người, rõ "
    "việc, rõ thời "
    "hạn hoàn thành.",
    "Kinh phí thực hiện do ngân sách địa phương bảo đảm theo phân cấp hiện hành và các nguồn hợp pháp khác.",
    "Trường hợp vượt quá thẩm quyền, đơn vị kịp thời báo cáo để được xem xét, quyết định; mỗi quý họp ít nhất "
    "một lần, ghi "
    "biên bản và lưu trữ hồ sơ đầy đủ.",
    "Hồ sơ gồm đơn đề nghị, bản sao giấy tờ tùy thân, giấy xác nhận của thôn, tổ dân phố và các tài liệu có liên quan.",
    "Việc niêm yết danh sách được thực hiện công khai tại trụ sở và nhà văn hóa thôn trong thời hạn 07 ngày làm việc.",
    "Người đứng đầu cơ quan chịu trách nhiệm về tính chính xác của số liệu báo cáo; không để xảy ra lãng phí, "
    "tiêu cực.",
    "Chế độ báo cáo định kỳ thực hiện trước ngày 15 của tháng cuối quý bằng văn bản giấy và qua hệ thống điện tử.",
    "Tổ chức, cá nhân có thành tích được khen thưởng; nếu vi phạm thì tùy theo tính chất, mức độ mà bị xử lý "
    "theo pháp luật.",
    "Diện tích thực hiện là 12.450,5 m² tại 03 khu vực, tổng mức đầu tư không quá 1.275.000.000 đồng.",
    "Ưu tiên hộ có người cao tuổi, người khuyết tật, hộ ở vùng sâu, vùng xa và hộ đồng bào dân tộc thiểu số.",
    "Định mức hỗ trợ một lần bằng 1,5 lần mức lương cơ sở; trường hợp đặc biệt do Chủ tịch quyết định.",
    "Giao bộ phận chuyên môn theo dõi, đôn đốc, tổng hợp kết quả và tham mưu sơ kết, tổng kết hằng năm.",
)
POINTS = (
    "Tuyên truyền, phổ biến quy định của pháp luật đến từng hộ dân bằng hình thức phù hợp;",
    "Kiểm tra định kỳ hoặc đột xuất, lập biên bản và kiến nghị biện pháp khắc phục;",
    "Phối hợp với Mặt trận Tổ quốc và các đoàn thể vận động nhân dân tham gia giám sát;",
    "Bố trí cán bộ đủ năng lực, trang thiết bị và địa điểm tiếp nhận hồ sơ thuận tiện;",
    "Tổng hợp khó khăn, vướng mắc phát sinh và đề xuất phương án giải quyết.",
)
TITLES = (
    "Phạm vi điều chỉnh",
    "Đối tượng áp dụng",
    "Giải thích từ ngữ",
    "Nguyên tắc thực hiện",
    "Thẩm quyền quyết định",
    "Trình tự, thủ tục",
    "Trách nhiệm của các cơ quan",
    "Kinh phí thực hiện",
    "Chế độ báo cáo",
    "Hiệu lực thi hành",
)
CHAPTERS = ("QUY ĐỊNH CHUNG", "TRÌNH TỰ, THỦ TỤC THỰC HIỆN", "TỔ CHỨC THỰC HIỆN")
ROMAN = ("I", "II", "III", "IV")
