"""List in English what the pages of officials, bodies and sittings say."""

# official.html
OFFICIAL_TITLE = "{name} – Official"
OFFICIAL_DESCRIPTION = "Offices of {name} over time, with the news and documents that name them."
OTHER_SPELLINGS = "Also written: {names}."
SAME_NAME = "Other persons of this name:"
ROLES = "Offices over time"
ROLES_HINT = (
    "The days are those of the first and last document that mentions the office; it may have been held for longer."
)
ROLE = "Office"
ROLE_DAYS = "Time"
ROLE_WITHOUT_DAYS = "Time unknown"
ROLE_DOCUMENTS = "News items and documents: {count}"
ROLE_MORE_DOCUMENTS = "This list has the first document and the latest ones."
ROLES_UNLISTED = "Earlier offices that are not listed here: {count}."
NO_ROLES = "No office is known."
OFFICIAL_DOCUMENTS = "News items and documents that mention this person"
ALL_DOCUMENTS = "All {count} news items and documents that mention {name}"

# body.html
BODY_TITLE = "{name} – Body"
BODY_DESCRIPTION = "Documents issued by {name}, its officials by term, and its history."
BODY_LEVELS = {
    "national": "National body",
    "province": "Provincial body",
    "district": "District body",
    "commune": "Commune body",
}
BODY_CHOICES = "Several places have a body of this name, choose one:"
BODY_IN = "Of {name}, {place}."
BODY_OF = "Of {name}."
BODY_SINCE = "Active from {day}."
BODY_UNTIL = "Ceased to exist on {day}."
BODY_UNTIL_LATEST = "Ceased to exist by {day}."
BODY_NOW = "Succeeded by"
BODY_WAS = "Preceded by"
UNIT_WITH_SUCCESSORS = "Documents of this unit and of its successors"
UNIT_WITH_PREDECESSORS = "Documents of this unit and of its predecessors"
NOT_CERTAIN = "(sources disagree)"
BODY_ENDED = "{name} (ceased to exist on {day})."
BODY_ENDED_LATEST = "{name} (ceased to exist by {day})."
BODY_HEIRS = "Succeeded by:"
SAME_BODY_NAME = "Another body has a name that differs only in diacritics:"
BODY_DOCUMENTS = "Documents issued"
ALL_BODY_DOCUMENTS = "All {count} documents"
NO_BODY_DOCUMENTS = "There are no documents of this body yet."
BODY_OFFICIALS = "Officials by term"
BODY_OFFICIALS_LISTED = "The {listed} most recently mentioned of {count} officials are shown."
BODY_TERM = "Term {term}"
BODY_NO_TERM = "Term unknown"

# sitting.html

# sitting.html
SITTING = "Council session"
SITTING_TITLE = "{sitting} – Council session"
SITTING_NAME = "Session {number}"
SITTING_OF_SERIES = "Session {number} ({series})"
FIRST = "1"
WHOLE_SITTING = "{sitting}, {council}, term {term}"
TERM_WITH_ORDINAL = "{term} (no. {ordinal})"
SITTING_DAYS = "Days"
SITTING_PLACE = "Place"
SITTING_PRESIDING = "Presided by"
SITTING_HINT = "Days, place and presiding members are as news and documents of the session state them."
SITTING_GROUPS = {
    "agenda": "Convening and agenda",
    "proposals": "Proposals",
    "reports": "Reports",
    "verification": "Verification reports",
    "resolutions": "Resolutions",
    "results": "Notices and minutes",
    "news": "News of the session",
}
NAMED_IN = "Named in"
SITTING_UNLISTED = "Further documents of the session that are not listed here: {count}."
OTHER_SITTINGS = "Other sessions of {council}"
BODY_SITTINGS = "Sessions by term"
SITTINGS_UNLISTED = "The latest {listed} of {count} sessions are listed."
