"""A notice says in one sentence whether a document is in force, and which place of which document changed that."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.results import Effect, RelatedDocument, Relation
from search_api.pages.effect_notice import badge, effect_notice, named, place_link

TODAY = date(2026, 1, 15)
REPEALING = RelatedDocument("nq-5", "Mức hỗ trợ nông thôn mới", "05/2020/NQ-HĐND", date(2020, 7, 15))


def by(relation: str, *parts: str, where: str | None = "Điều 8, khoản 2") -> Relation:
    return Relation(relation, "in", "05/2020/NQ-HĐND", parts, REPEALING, "Bãi bỏ …", where)


def shown(effect: Effect) -> str | None:
    notice = effect_notice(effect, today=TODAY)
    if notice is None:
        return None
    link = f" [{notice.link.text}]" if notice.link else ""
    return f"{notice.status}{notice.why}{link}{notice.rest} {notice.stated or ''}".strip()


FIRST, LAST = date(2021, 1, 1), date(2027, 12, 31)


@pytest.mark.parametrize(
    ("effect", "text"),
    [
        (
            Effect(TODAY, "expired", FIRST, by=by("repeals")),
            "Hết hiệu lực từ 01/01/2021: bị bãi bỏ bởi [khoản 2 Điều 8 Nghị quyết 05/2020/NQ-HĐND].",
        ),
        (
            Effect(TODAY, "partly-expired", FIRST, by=by("repeals", "khoản 3 Điều 4", where="Điều 2")),
            "Hết hiệu lực một phần từ 01/01/2021: bị bãi bỏ bởi [Điều 2 Nghị quyết 05/2020/NQ-HĐND] (khoản 3 Điều 4).",
        ),
        (
            Effect(TODAY, "suspended", FIRST, LAST, by("suspends", where=None)),
            "Ngưng hiệu lực từ 01/01/2021 đến hết 31/12/2027: bị ngưng hiệu lực bởi [Nghị quyết 05/2020/NQ-HĐND].",
        ),
        (Effect(TODAY, "not-yet", until=date(2026, 1, 31)), "Chưa có hiệu lực, có hiệu lực từ 01/02/2026."),
        (Effect(TODAY, "not-yet", until=date.max), "Chưa có hiệu lực."),
        (Effect(TODAY, "expired", FIRST), "Hết hiệu lực từ 01/01/2021."),
        (
            Effect(TODAY, "unknown", FIRST, by=by("repeals", where="Điều 2")),
            "Chưa rõ hiệu lực từ 01/01/2021: có thể bị bãi bỏ bởi [Điều 2 Nghị quyết 05/2020/NQ-HĐND].",
        ),
        (
            Effect(TODAY, "Còn hiệu lực", FIRST, by=by("repeals", where=None), stated="Còn hiệu lực"),
            "Chưa rõ hiệu lực từ 01/01/2021: có thể bị bãi bỏ bởi [Nghị quyết 05/2020/NQ-HĐND]. "
            "Trang nguồn ghi: “Còn hiệu lực”.",
        ),
        (Effect(TODAY, "Hết hiệu lực", FIRST, stated="Hết hiệu lực"), "Trang nguồn ghi: “Hết hiệu lực”."),
        (
            Effect(date(2021, 6, 1), "Hết hiệu lực", stated="Hết hiệu lực"),
            "Vào ngày 01/06/2021: Chưa rõ hiệu lực. Trang nguồn ghi: “Hết hiệu lực”.",
        ),
        (Effect(TODAY, "in-force", FIRST, stated="Còn hiệu lực"), None),
        (
            Effect(TODAY, "in-force", FIRST, stated="Hết hiệu lực"),
            "Còn hiệu lực từ 01/01/2021. Trang nguồn ghi: “Hết hiệu lực”.",
        ),
        (Effect(TODAY, "expired", FIRST, stated="Hết hiệu lực toàn bộ"), "Hết hiệu lực từ 01/01/2021."),
        (Effect(TODAY, "in-force", FIRST, stated="Đang hiệu lực"), None),
        (Effect(TODAY, "in-force", FIRST, stated="Không phù hợp"), None),
        (Effect(TODAY, "unknown"), None),
        (Effect(TODAY, "Hết hiệu lực", stated="Hết hiệu lực"), "Trang nguồn ghi: “Hết hiệu lực”."),
        (Effect(TODAY, "Còn hiệu lực", stated="Còn hiệu lực"), None),
        (Effect(TODAY, None), None),
        (
            Effect(date(2021, 6, 1), "in-force", FIRST, stated="Hết hiệu lực"),
            "Vào ngày 01/06/2021: Còn hiệu lực từ 01/01/2021.",
        ),
        (Effect(date(2021, 6, 1), "in-force", FIRST), "Vào ngày 01/06/2021: Còn hiệu lực từ 01/01/2021."),
    ],
)
def test_the_notice_says_status_days_and_cause(effect: Effect, text: str | None) -> None:
    assert shown(effect) == text


def test_a_number_is_named_with_its_kind_where_it_has_one() -> None:
    numbers = ("05/2020/NQ-HĐND", "62/TTr-UBND", "01/VBHN-HĐND", "77/2015/QH13", "không rõ")
    names = [named(Relation("cites", "out", number)) for number in numbers]
    assert names == ["Nghị quyết 05/2020/NQ-HĐND", "Tờ trình 62/TTr-UBND", *numbers[2:]]
    assert named(Relation("cites", "in", "", document=RelatedDocument("tin", "Kỳ họp thứ 4"))) == "Kỳ họp thứ 4"


def test_the_place_is_linked_at_its_article() -> None:
    assert place_link(by("repeals")).href == "/van-ban/nq-5#dieu-8"
    assert place_link(by("repeals", where="Quy chế, Điều 3")).href == "/van-ban/nq-5#quy-che-dieu-3"
    assert place_link(by("repeals", where=None)).href == "/van-ban/nq-5"
    assert place_link(Relation("repeals", "in", "05/2020/NQ-HĐND")).href is None


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("in-force", "✓ Còn hiệu lực"),
        ("Còn hiệu lực", "✓ Còn hiệu lực"),
        ("unknown", None),
        (None, None),
        ("not-yet", "○ Chưa có hiệu lực"),
        ("partly-expired", "◐ Hết hiệu lực một phần"),
        ("suspended", "‖ Ngưng hiệu lực"),
        ("Hết hiệu lực toàn bộ", "✕ Hết hiệu lực"),
        ("Không phù hợp", "? Không phù hợp"),
    ],
)
def test_a_badge_tells_a_status_by_words_and_sign(status: str | None, shown: str | None) -> None:
    made = badge(status)
    assert (made and f"{made.sign} {made.text}") == shown
