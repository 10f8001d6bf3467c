"""Word in English the notes on a query by their codes; Vietnamese notes come with their sentence."""

from types import MappingProxyType

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
        "unknown-value": "“{text}” was ignored, because its value was not understood.",
        "no-such-phrase": "No document has the phrase “{text}”.",
        "unknown-number": "No document has the number “{text}”.",
    }
)
