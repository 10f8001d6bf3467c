"""Tell which text a printed code stands for: signs of symbol fonts, ligatures, hyphens, what prints nothing."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Signs of Symbol and Wingdings, which stand at U+F000 and up (or as the letters of those codes) and say nothing beyond
# their font. Bullets are all one sign, so that an item is known by it.
_WINGDINGS = {
    0x6C: "•", 0x6E: "•", 0x9F: "•", 0xA7: "•", 0x76: "•", 0xD8: "•", 0xB7: "•", 0x77: "•", 0x75: "•", 0x9E: "•",
    0x6F: "☐", 0x70: "☐", 0x71: "☐", 0xA8: "☐", 0x72: "☐", 0xFC: "✓", 0xFE: "☑", 0x78: "☒", 0xFD: "☒", 0x53: "☒",
    0xDC: "➔", 0xE8: "➔", 0xFB: "✗", 0xE0: "→", 0xF0: "→", 0x46: "→", 0xDF: "←", 0xA3: "☐", 0x52: "☑", 0x54: "☒",
}  # fmt: skip
_SYMBOL = dict(zip(range(65, 91), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)) | dict(
    zip(range(97, 123), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)
) | {
    0x2D: "-", 0xA3: "≤", 0xA5: "∞", 0xA8: "•", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB2: "”", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…",
    0xC5: "⊕", 0xD0: "∠", 0xD1: "∇", 0xD6: "√", 0xD7: "⋅", 0xDE: "⇒", 0xE5: "∑",
}  # fmt: skip
_HYPHENS = frozenset((0x02, 0xAD, 0xFFFE, 0x2010, 0x2011))  # pdfium gives U+FFFE or U+0002 for one at a line end
_BULLETS = frozenset("●■◆○◦▪▫➢➤❖✓★☆◾◽▶►∙·⁃‣")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@lru_cache(4096)
def printed(code: int, font: str) -> str:
    """Return the text that a code of a font prints, empty where it prints nothing or nobody knows what.

    Codes of old Vietnamese encodings stay, U+00AD too, which is `ư` in TCVN3: their fonts are not known here.
    """
    symbols = _symbols(font)
    if symbols and (sign := symbols.get(code - 0xF000 if 0xF000 <= code <= 0xF0FF else code)):
        return sign
    if 0xE000 <= code <= 0xF8FF:
        low = code - 0xF000
        return (_WINGDINGS.get(low) or _SYMBOL.get(low) or ("•" if low >= 0xA0 else "")) if low >= 0x20 else ""
    if code in _HYPHENS:
        return "\xad" if code == 0xAD and _may_be_legacy(font) else "-"
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or code == 0xFFFD:
        return ""
    letter = chr(code)
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", letter)
    category = unicodedata.category(letter)
    if category in ("Cc", "Cf") and not (0x80 <= code <= 0x9F and _may_be_legacy(font)):
        return ""
    return " " if category in ("Zs", "Zl", "Zp") else letter


def symbol(code: int, font: str) -> str:
    """Return the sign that a symbol font shows for a code, empty where it is not known or only an ornament."""
    return (_symbols(font) or _WINGDINGS).get(code & 0xFF, "")


def raised(figures: str) -> str:
    """Return figures as they stand above a line."""
    return figures.translate(_RAISED)


def is_bullet(sign: str) -> bool:
    """Tell whether a sign before an item means no more than that it is one."""
    return sign in _BULLETS or sign == "•"


def _symbols(font: str) -> dict[int, str] | None:
    name = font.lower()
    if "wingding" in name or "webdings" in name or "dingbat" in name:
        return _WINGDINGS
    return _SYMBOL if "symbol" in name and "segoe" not in name else None


def _may_be_legacy(font: str) -> bool:
    name = font.rpartition("+")[2].lower()
    return name.startswith((".vn", "vn", "vni", "vps", "abc", "_vn", "vi "))
