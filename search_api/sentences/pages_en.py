"""List in English what the pages say; `pages_vi` has the same names and placeholders.

Documents stay Vietnamese. A value in a sentence that is used as `(s.NAME | safe).format(…)` and may be Vietnamese
stands in an element with `lang="vi"`; all other values are marked by themselves.
"""

from search_api.sentences.councils_en import *  # noqa: F403
from search_api.sentences.labels_en import *  # noqa: F403

LANGUAGE = "en"
LOCALE = "en_GB"
LANGUAGE_NAME = "English"

# frame.html
SITE_NAME = "News and documents of People’s Councils and Committees"
SITE_SHORT_NAME = "Council documents"
SITE_NAVIGATION = "Site"
BROWSER_SEARCH_NAME = "Councils"
HELP = "Help"
SKIP_TO_CONTENT = "Skip to the main content"
DISCLAIMER = (
    "This search helps to find documents quickly; before citing one, compare it with the original of the issuing body."
)
FOR_DEVELOPERS = "Interface for developers"

# parts.html
SEARCH_LABEL = "Words, document number, date or name of an official"
SEARCH_BUTTON = "Search"
SUGGESTIONS = {
    "list": "Suggestions",
    "count": "{count} suggestions, choose with the arrow keys.",
    "official": "Officials",
    "number": "Document numbers",
    "phrase": "Phrases",
    "document": "News and documents",
}
MORE_VALUES = "Show {count} more"
ALSO_AT = "Also published by"

# failure.html
NO_PAGE = "There is no page at this address. The link may be old or incomplete."
TO_HOME = "Go to the front page"

# home.html
HOME_TITLE = "Find resolutions, documents and news of People’s Councils and Committees"
HOME_LEAD = (
    "Search by words, by date and by the names of officials, in Vietnamese. "
    "Words may be typed with or without diacritics, in full or abbreviated."
)
EXAMPLES = "Try"
EXAMPLE_WITHOUT_MARKS = "Diacritics are not needed"
EXAMPLE_NUMBER = "By document number, in full or in short"
EXAMPLE_OFFICIAL = "By the name of an official, with the offices held"
LATEST = "Newest"
ALL_LATEST = "See all, newest first"
HOLDINGS = "What is here"
HOLDINGS_NONE = "There are no news items or documents yet."
HOLDINGS_DOCUMENTS = "{count} news items and documents"
HOLDINGS_YEARS = ", from {first} to {last}"
HOLDINGS_OFFICIALS = "; {count} officials who are mentioned with their offices"
HOLDINGS_SCANS = "Read from scans: {count}."
HOLDINGS_POOR_SCANS = "With pages that are hard to read and should be compared with the original: {count}."
LAST_ADDED = "Last updated: {day}."

# results.html
RESULTS = "Search results"
DAYS = "Choose a period"
DAYS_FROM = "From"
DAYS_TO = "To"
DAYS_BY = "By"
DAYS_APPLY = "Apply"
DAYS_OF_CALENDAR = "Day"
DAYS_TYPED = "or month, quarter, year"
DAYS_FORMS = "Pick a day in the calendar, or type 03/2020, Q1/2020 or 2020. Both ends are included."
DAY_PRESETS = {"year": "This year", "recent": "Last 30 days", "term": "This term"}
FILTERED_BY = "Filters"
FILTERED_BY_MORE = "More filters"
REMOVE_FILTER_NAMED = "Remove filter:"
UNDERSTOOD = "Understood as"
SHOWN_APART = "Below: documents that have all the words, but not side by side ({count})."
DID_YOU_MEAN = 'Did you mean <a href="{address}"><b lang="vi">{query}</b></a>?'
SHOWN_INSTEAD = 'Nothing was found for “{typed}”. These are the results for <b lang="vi">“{query}”</b>.'
SEARCH_AS_TYPED = "Search for what was typed"
OFFICIAL = "Official"
EXACT_NUMBER = "Exact number"
TOTAL = "Results: <strong>{count}</strong>"
TOTAL_PAGE = ", page {page}"
SORT = "Sort by"
FILTER_RESULTS = "Filter results"
FILTER_RESULTS_CHOSEN = "Filter results ({count} chosen)"
FILTER_APPLY = "Filter"
FILTERS_UNLISTED = "More choices with fewer results: {count}."
CLEAR_ALL = "Remove all"
TO_RESULTS = "Back to the results"
ALL_YEARS = "Show all years"
NO_TITLE = "No title"
PAST_THE_END = "This page is empty: the list has only {count} results."
TO_PASSAGE = "To this passage"
TO_FIRST_PAGE = "Go to the first page"
NO_RESULTS = "No news item or document was found"
WAYS_ON = "These searches have results:"
NO_RESULTS_FEWER_WORDS = "Use fewer words, only the main ones: all words must be in the same document."
NO_RESULTS_NUMBER = (
    'If you know the number, type it, for example <q lang="vi">12/NQ-HĐND</q>; '
    "if you know an official’s name, type the full name."
)
NO_RESULTS_MARKS = "If you are not sure of the diacritics, leave them out."
TO_HELP = "How to search"
RESULT_PAGES = "Pages of results"
PREVIOUS_PAGE = "Previous page"
PAGE = "Page {page}"
NEXT_PAGE = "Next page"

# document.html
DOCUMENT = "Document"
BACK_TO_LIST = "← Back to the list of results"
BACK_TO_RESULTS = "← Back to the results for “{query}”"
TO_ABOUT = "Details, officials, files"
TO_FILES = "Attachments ({count})"
TO_RELATIONS = "Related documents ({count})"
WHOLE_TEXT = "Full text"
NO_TEXT = "The full text of this document is not here yet."
ABOUT_DOCUMENT = "About this document"
ABOUT = "Details"
NUMBER = "Number"
KIND = "Type"
ISSUER = "Body"
PLACE = "Place"
ISSUED = "Issued"
EFFECTIVE = "In force from"
EXPIRES = "In force until"
STATUS = "Status"
STATUS_STATED = "According to the source"
PUBLISHED = "Published"
SESSION = "Session"
SESSION_ORDINAL = "No. {session}"
TERM = "Term"
SECTION = "Section"
AUTHOR = "Author"
SOURCE = "Source"
ORIGINAL = "Original"
TO_ORIGINAL = "View at the source"
GET_ORIGINAL = "Download the original ({facts})"
OPEN_ORIGINAL = "Open the original"
PAGES_OF_FILE = "pages: {count}"
READ_FROM_SCAN = "This text was read from a scan; before you cite it, compare it with the original."
READ_FROM_SCAN_POORLY = "This text was read from a scan that is hard to read; compare it with the original."
READ_FROM_SCAN_PAGES = (
    "This text was read from a scan; page {pages} is hard to read and should be compared with the original."
)
MORE_PAGES = " and {count} more"
OFFICIALS = "Officials mentioned"
SIGNER = "signed"
UNSURE_SIGNER = "Signed by"
UNSURE_SIGNER_READ = "uncertain: the scan may say {name}; see the original"
CONTENTS = "Contents"
CONTENTS_FROM_TO = "{first} to {last}"
ATTACHMENTS = "Attachments"
ATTACHED_PAGE = "{name}, page {page}"
ATTACHED_TEXT = "Text of the file {name}"
OPEN_FILE = "Open the file"
READ_FILE_HERE = "Read its text here"
FILE_ELSEWHERE = "This file is not kept here."
NO_FILE_TEXT = "No text could be read from this file, so it cannot be searched; please open it."
ATTACHED_TEXT_CUT = "Only the beginning of the file is shown here; for the rest see the file itself."
TABLE = "Table {number}"
TABLE_REST = "The other rows of the table"
PAGE_OF_FILE = "page {page}"
NOT_READ_OF_FILE = "What could not be read"

# _marks.html
MARKS = "Matches"
MARKS_FOUND = "Matches of “{query}” ({count})"
MARKS_MORE_PLACES = "More places with matches: {count}"
MARK_BEFORE = "Previous match"
MARK_AFTER = "Next match"
MARK_NOW = "Current match"

# _effect.html, _relations.html; effect_notice, relation_groups, chain_picture
EFFECT_SINCE = " from {day}"
EFFECT_UNTIL = " until {day}"
EFFECT_STARTS = ", in force from {day}"
EFFECT_BY = ": {relation}"
EFFECT_MAYBE_BY = ": perhaps {relation}"
EFFECT_PARTS = " ({parts})"
EFFECT_ON = "On {day}: {effect}"
EFFECT_ON_OTHER_DAY = "See the status on another day"
EFFECT_DAY = "Status on"
EFFECT_SHOW = "Show"
STATED = "The source says: “{words}”."
CHANGED_PARTS = "{parts}: {change}"
RELATIONS = "Related documents"
RELATION_PARTS = "Parts: {parts}"
RELATIONS_UNSHOWN = "And {count} more."
RELATIONS_MORE = "More documents that cite this one: {count}."
DOCUMENTS_CITING_THIS = "Documents that cite this number"
CHAIN_TITLE = "Chart of {count} documents that change each other’s validity"
CHAIN_DAYS = ", from {first} to {last}"
CHAIN_AS_LIST = "Show the chart as a list"
CHAIN_DEED = "{relation} {numbers}"
CHAIN_IN_PART = "{relation} in part"
CHAIN_THIS = "(this document)"

# bars.html, bar_chart
CHART_YEARS = "News and documents by year"
CHART_MONTHS = "News and documents by month, {year}"
CHART_BAR = "{name}: {count}"
CHART_COUNT = "Count"
CHART_AS_TABLE = "Show as a table"
CHART_EARLIER = "Documents from before {year}, not drawn: {count}."

# labels, results_links
FACET_LABELS = {
    "kind": "Type",
    "year": "Year",
    "month": "Month",
    "issuer": "Body",
    "section": "Section",
    "official": "Person mentioned",
    "term": "Term",
    "session": "Session",
    "status": "Status",
    "source": "Source",
    "citing": "Documents citing",
    "unit": "Administrative unit",
}
DATE_LABELS = {
    "any": "Any date",
    "own": "Date of the document",
    "published": "Date published",
    "issued": "Date issued",
    "effective": "Date in force",
    "mentioned": "Date mentioned",
}
SORT_LABELS = {"relevance": "Best match", "newest": "Newest", "oldest": "Oldest"}
GUESS_LABELS = {
    "date": "dates",
    "number": "document numbers",
    "official": "names of officials",
    "abbreviation": "abbreviations",
    "telex": "Telex and VNI typing",
    "spelling": "typing errors",
    "issuer": "bodies",
    "kind": "document types",
    "accent": "diacritics",
    "unit": "administrative units",
    "all": "anything",
}
SPAN_FROM = "from {day}"
SPAN_UNTIL = "until {day}"
MEANING_UNIT = "{name} ({facts})"
UNIT_UNTIL = "ceased to exist on {day}"
UNIT_UNTIL_LATEST = "ceased to exist by {day}"
UNIT_SINCE = "from {day}"
UNIT_IN = "in {place}"
UNIT_NOW = "now part of {names}"
UNIT_WAS = "formed from {names}"
UNIT_WAS_IN = "formerly part of {names}"
UNIT_INCLUDES = "including the former {names}"
UNITS_MORE = "{names} and {count} more units"
WITH_SUCCESSORS = "also documents of {names}"
WITH_PREDECESSORS = "also documents of the former units"
UNITS_WITH_LABELS = {
    "predecessors": "With former units",
    "successors": "With succeeding units",
}

# understood
MEANINGS_OR = " or "
EFFECT_ON_DAY = "Status on {day}"
GUESS_DISABLED = "No guessing of {guess}"
QUERY_CUT = "The query is too long: only its first {letters} characters were searched for. Keep only the main words."
DAY_IGNORED = "The field {field} is not used, because it says “{value}”. Write 2020, 01/2020 or 13/01/2020."
DAYS_EXCHANGED = "From was “{first}”, which is after To, “{last}”, so the two were exchanged."
PAGE_NO_NUMBER = "“{value}” is not the number of a page, so this is the first page."
PAGE_BELOW_FIRST = "Pages are numbered from 1, so this is the first page."
PAGE_PAST_LAST = "There is no page {value}: the number of pages is {pages}. This is the first page."
PARAMETER_REPEATED = "The address gives {name} more than once; only the first value is used."
ADDRESS_UNREADABLE = (
    "The address cannot be read: it has more than {limit} conditions, or characters that are damaged. "
    "All news and documents are shown."
)
PAGE_IGNORED = (
    "Only the first {reach} results can be paged through, so this is the first page. Add words or filters to narrow it."
)
FILTER_IGNORED = "A condition in the address cannot be used and was ignored: {name}={value}."

# page_request
NO_SUCH_LANGUAGE = "There are no pages in the language “{value}”; this page is in English."
SEVERAL_LANGUAGES = "The address names two languages; this page is in the first, English."

# coverage.html, coverage_page
COVERAGE = "What is here"
COVERAGE_LEAD = "News and documents over time, by kind and by source; the latest update, and what is missing."
COVERAGE_OVER_TIME = "Over time"
COVERAGE_MONTHS = "The last 24 months"
COVERAGE_BY_KIND = "By kind"
COVERAGE_BY_SOURCE = "By source"
COVERAGE_LAST = "Last updated"
COVERAGE_MORE_SOURCES = "And {count} other sources."
COVERAGE_GAPS = "What is missing"
COVERAGE_WITHOUT_TEXT = "Documents without their full text, found by title and details only: {count}."
COVERAGE_FROM_SCAN = "Documents read from scans: {count}. Please compare with the original before quoting."
COVERAGE_POORLY = "Documents with pages that were hard to read, where words may be wrong: {count}."
COVERAGE_PARTLY = "Documents of which a part could not be read, as their pages say: {count}."

# understood
UNDERSTOOD_AS = "“{text}”: {meaning}"
MAY_BE = "“{text}” may be:"
UNDO_GUESS = "Do not understand it so"
ALSO_SEARCHED = "Also searched for: {words}"
UNDO_OTHER_FORMS = "Search only for what was typed"
READ_AS_KEYS = "Read as Telex or VNI typing: “{text}”"
SEE_ALSO = "See also:"
BODY_PAGE = "Page of {name}"
EVERY_YEAR = "every year"
ONE_DAY = "{day}"
DAYS_FROM_TO = "{first} to {last}"
DAY_FIRST = "Documents of {day} come first"
ONLY_THESE_DAYS = "Only search this period"
ONLY_THIS_PERSON = "Only search documents that mention this person"
MEANING_NUMBER = "number {number}"
MEANING_DOCUMENT = "{kind} number {number}"
MEANING_DOCUMENT_YEAR = "{kind} number {number} of {year}"
SEARCH_FOR = "Search for “{query}”"
ALL_WORDS = "Only search documents with all the words"
WORD_NOWHERE = "No document has the word “{word}”."
WITHOUT_CONDITION = "Remove filter: {name}"
WITHOUT_CONDITIONS = "Remove all filters"

COVERAGE_UNREAD = "Files that could not be read"
COVERAGE_FILE = "File"
COVERAGE_REASON = "Reason"
COVERAGE_DAY = "Day"
COVERAGE_NO_SOURCE = "no source given"
COVERAGE_MORE_UNREAD = "And {count} more."
COVERAGE_NO_GAPS = "All files that were collected could be read."
SITTING_DESCRIPTION = "{name}: proposals, reports, resolutions and news of the sitting."
PRINTED = "Printed on {day} from {address}."
PRINTED_QUERY = "Search query: “{query}”."

# site.toml
PRIVACY = "Privacy"
REPORT = "Report a mistake in this document"
REPORT_SUBJECT = "Mistake: {name}"
REPORT_BODY = "The mistake:"
