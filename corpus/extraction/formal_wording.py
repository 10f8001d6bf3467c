"""Hold the wording of formal documents that both their frame and their parts are found by, as regular expressions."""

from __future__ import annotations

import re

from corpus.vi.bounded import compile_bounded

# To be compiled without regard to capitals.
COUNTRY = r"cộng\s+h(?:oà|òa)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam"
MOTTO = r"độc\s+lập\s*[-–—]\s*tự\s+do\s*[-–—]\s*hạnh\s+ph[úu]c"
GROUND_VERBS = r"căn\s+cứ|xét|theo|thực\s+hiện|thi\s+hành"  # with which a ground begins
SUBJECT = compile_bounded(r"(?:v/v|về\s+việc)(?!\w)", re.IGNORECASE)
RECIPIENTS_LABEL = re.compile(r"^[^\w\n]{0,16}nơi[^\S\n]+(?:nhận|gửi)", re.IGNORECASE | re.MULTILINE)
