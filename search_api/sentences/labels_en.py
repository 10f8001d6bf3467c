"""List in English the names of kinds, relations and statuses, how days are written, and the notes on a query.

`labels_vi` has the same names. Notes are worded by their codes.
"""

from types import MappingProxyType

KIND_LABELS = {
    "news": "News",
    "resolution": "Resolution",
    "decision": "Decision",
    "proposal": "Proposal",
    "notice": "Notice",
    "report": "Report",
    "plan": "Plan",
    "directive": "Directive",
    "official-letter": "Official letter",
    "law": "Law",
    "ordinance": "Ordinance",
    "decree": "Decree",
    "circular": "Circular",
    "joint-resolution": "Joint resolution",
    "guidance": "Guidance",
    "programme": "Programme",
    "minutes": "Minutes",
    "official-dispatch": "Urgent dispatch",
    "conclusion": "Conclusion",
    "other": "Other document",
}
RELATION_LABELS = {
    "repeals": ("Repeals", "Repealed by"),
    "replaces": ("Replaces", "Replaced by"),
    "suspends": ("Suspends", "Suspended by"),
    "extends": ("Extends the validity of", "Validity extended by"),
    "consolidates": ("Consolidates", "Consolidated in"),
    "corrects": ("Corrects", "Corrected by"),
    "amends": ("Amends", "Amended by"),
    "guides": ("Gives details on", "Detailed by"),
    "based-on": ("Based on", "Legal basis of"),
    "cites": ("Cites", "Cited in"),
}
STATUS_LABELS = {
    "in-force": "In force",
    "not-yet": "Not yet in force",
    "partly-expired": "Partly expired",
    "expired": "Expired",
    "suspended": "Suspended",
    "unknown": "Status unknown",
}

# labels: how days, numbers and sizes are written
DAY = "{day} {month} {year}"
MONTHS = {
    1: "January",
    2: "February",
    3: "March",
    4: "April",
    5: "May",
    6: "June",
    7: "July",
    8: "August",
    9: "September",
    10: "October",
    11: "November",
    12: "December",
}
THOUSANDS, DECIMAL = ",", "."
SPAN_DAY = "{day}"
SPAN_MONTH = "{month} {year}"
SPAN_QUARTER = "quarter {numeral} of {year}"
SPAN_FIRST_HALF = "first half of {year}"
SPAN_SECOND_HALF = "second half of {year}"
SPAN_YEAR = "{year}"
SPAN_YEARS = "{first}–{last}"
SPAN_DAYS = "{first} to {last}"

NOTES = MappingProxyType(
    {
        "unopened-bracket": "A “)” without a “(” before it was ignored.",
        "unclosed-bracket": "A “)” is missing: the bracket was taken to reach to the end.",
        "empty-brackets": "A pair of brackets without a word was ignored.",
        "deep-bracket": "A “(” that is nested too deep was ignored.",
        "unclosed-quote": "The closing quotation mark is missing: the phrase was taken to reach to the end.",
        "operator-and": "“{text}” was taken as AND: documents must have both parts.",
        "operator-or": "“{text}” was taken as OR: documents need only one of the two parts.",
        "operator-not": "“{text}” was taken as NOT: documents must not have the part that follows.",
        "wildcard": "“{text}” was taken as all words that begin so.",
        "ignored-wildcard": "The “*” in “{text}” was ignored: it can only end a word of at least two letters.",
        "nothing-before-operator": "“{text}” was ignored, because no word is before it.",
        "nothing-after-operator": "“{text}” was ignored, because no word follows it.",
        "nothing-after-minus": "A “-” was ignored, because no word follows it.",
        "field-without-value": "“{text}” was ignored, because no value follows it.",
        "no-word": "The query has no word or number to search for; type a few words, a number, a date or a name.",
        "not-all-words": (
            "The query is long: documents with only some of the words are among the results. "
            "To find those with all words, make it shorter."
        ),
        "impossible-date": "“{text}” is no real date and was searched for as ordinary words; check the date.",
        "one-letter-name": "“{text}” is a single letter and was searched for as a word of a name; type the full name.",
        "no-common-day": "The dates in the query have no day in common (the first is after the last); correct them.",
        "unknown-field": "“{text}” begins with no known field, so it was searched for as ordinary words.",
        "unknown-value": "“{text}” was ignored, because its value was not understood.",
        "no-such-phrase": "No document has the phrase “{text}”.",
        "unknown-number": "No document has the number “{text}”.",
    }
)
