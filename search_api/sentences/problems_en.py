"""List in English why a request cannot be answered; `problems_vi` has the same names."""

# problems: the title of each status
TITLES = {
    400: "Bad request",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    413: "Content too large",
    414: "URI too long",
    415: "Unsupported media type",
    416: "Range not satisfiable",
    431: "Request header fields too large",
    500: "Internal server error",
    501: "Not implemented",
    503: "Service unavailable",
}

# app, middleware, server, resources
NOT_FOUND = "There is nothing at this address. /v1/openapi.json lists what there is."
NO_DOCUMENT = "No document has this identifier. Look for it with /v1/search."
NO_OFFICIAL = "No official has this identifier. Look for the person with /v1/officials?q=."
NO_BODY = "No body has this identifier. Look for it with /v1/bodies?q=."
NO_SITTING = "No session has this identifier. Look for it with /v1/sessions?q=."
ORIGINALS_OFF = "This service does not send original files. The text is at /v1/documents/{{id}}."
ORIGINAL_NOT_KEPT = "This file is not kept here. Where the document has an address at its source (url), get it there."
ORIGINAL_OF_SEVERAL = (
    "This document was read from a file that may hold others, which is not sent. Its text is at /v1/documents/{id}."
)
ORIGINAL_DAMAGED = "The kept copy of this file is damaged and is not sent. Get it at the source, or tell the operator."
ORIGINAL_AWAY = "The kept files cannot be read now. Try again in a few minutes."
NO_ATTACHMENT = "This document has {count} attachments, numbered from 1; there is none of this number."
RANGE_OUTSIDE = "The file has {size} bytes; the requested range is outside of it."
METHOD_NOT_ALLOWED = "This address does not take {method}: use {allowed}."
NOT_ACCEPTABLE = "This address answers in application/json only: set Accept to application/json or */*."
UNSUPPORTED = "This address does not take content of that type: send no content, or application/json."
TOO_LARGE = "The content is larger than this service takes: send it in parts."
TOO_LONG = "The address is longer than this service takes: shorten the query or use fewer filters."
HEADERS_TOO_LARGE = "The header fields are larger than this service takes: send fewer or shorter ones."
BAD_HTTP = "The request is not well-formed HTTP and could not be read."
NO_ENCODING = "Only Transfer-Encoding: chunked is supported."
FAILED = "The service met an unexpected error and has logged it. Try again later, or tell its operator."
BUSY = "Too many requests are waiting. Try again in a few seconds."
STORE_AWAY = "The store of documents does not answer now. Try again in a few minutes."

# problems of the engine, whose own sentences are Vietnamese
UNAVAILABLE = "The index cannot answer now. Try again later, or ask the operator to build it."
TOO_BROAD = "The quoted phrase is long and too many documents may have it: shorten it or add filters."
NOT_BUILT = "The service is being prepared, come back in a few minutes."
ENGINE_AWAY = "Searching is interrupted for the moment. Try again in a few minutes."

# pages/routes
NO_DOCUMENT_PAGE = "There is no document at this address."
NO_BODY_PAGE = "There is no body at this address."
NO_SITTING_PAGE = "There is no session at this address."
NO_OFFICIAL_PAGE = "There is no official at this address."

# parameters
UNREADABLE = "Parameters must be percent-encoded UTF-8, at most {limit} of them. Example: {example}."
NO_PARAMETERS = "This address has no parameters: leave out “{name}”."
UNKNOWN_PARAMETER = "There is no parameter “{name}” at this address. Known: {known}. Example: {example}."
BAD_VALUE = "Parameter {name} {rule}, not “{value}”. Example: {example}."
REPEATED = "Parameter {name} may be given once only. Example: {example}."
BACKWARDS = "Parameter to must not be earlier than from. Example: from=2020-01&to=2020-12."
OUT_OF_REACH = (
    "Only the first {reach} results can be paged through: with size={size}, page is at most {last}. Narrow the search."
)

# parameter_forms: what follows the name of a parameter in BAD_VALUE
RULE_TEXT = "has at most {letters} letters"
RULE_LINE = "is one line of text of at most {letters} letters"
RULE_CHOICE = "must be one of: {choices}"
RULE_LIST = "is a comma list of: {choices}"
RULE_NUMBER_FROM = "must be a whole number from {least}"
RULE_NUMBER = "must be a whole number from {least} to {most}"
RULE_SPAN = "must be a year, a month or a day"
RULE_TYPED_SPAN = "must be a year, a month or a day"
RULE_DAY = "must be a day"

# request_body
BODY_NOT_JSON = "Send JSON in UTF-8 with text. Example: {example}."
BODY_WITHOUT_TEXT = "Send a JSON object with text. Example: {example}."
BODY_UNKNOWN_FIELD = "Send text only: leave out “{name}”. Example: {example}."
BODY_BAD_TEXT = "text must be a string that is not blank, of at most {letters} letters. Example: {example}."
