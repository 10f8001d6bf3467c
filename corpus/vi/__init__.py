"""Hold all that the project knows of the Vietnamese language; a leaf that imports nothing else of the project.

Words that its modules share: a *tidy* text (`text.tidy`; the parameter `clean`) is in NFC with plain spaces and no
invisible characters; a *folded* one (`text.fold`) has no marks, and d for đ; a *bare* one was written without marks, so
each of its syllables may stand for any marked form. A *term* (`text.term`) is a syllable as it is compared: tidy, in
lower case, its tone mark at one place. Offsets are code points of the text that a function was given, unless it says
otherwise; `offsets.align` maps those of the tidy text back. The word lists in `data/` explain their form in their first
lines; `word_lists` reads them.
"""
