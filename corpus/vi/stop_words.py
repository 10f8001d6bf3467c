"""Define words without a meaning of their own: function words, and the words of a question for an office holder."""

from __future__ import annotations

# With which no phrase ends, as more must follow.
FUNCTION_WORDS = frozenset(
    (
        *("của", "và", "các", "cho", "với", "trong", "tại", "về", "là", "để", "ở", "từ", "đến", "được", "bị", "có"),
        *("không", "những", "một", "khi", "vì", "do", "theo", "sau", "trước", "trên", "dưới", "vào", "ra", "này"),
        *("đã", "sẽ", "đang", "còn", "cùng", "như", "mà", "thì", "bằng", "qua", "giữa", "ngoài", "mỗi", "mọi"),
    )
)

# Folded syllables of a question for who holds an office (`ai là`, `năm`, `thời kỳ`, `giai đoạn`, `hiện nay`).
WHO_HOLDS_WORDS = frozenset(("ai", "la", "cua", "nam", "thoi", "ky", "giai", "doan", "hien", "nay"))
