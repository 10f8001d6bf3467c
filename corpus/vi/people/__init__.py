"""Find persons and their roles in Vietnamese texts, and resolve the short mentions of these persons.

In the order in which a text passes them, its wrapped lines joined: `roles` reads official roles with their bodies
(`Chủ tịch UBND huyện`), `honorifics` recognises what presents a name (`đồng chí`, a list of persons),
`role_attribution` decides which roles belong to which name, `private_people` who is none of public office, and `find`
scans a text with all of them and splits fields such as a signer's. `coreference` then resolves `ông Tuấn` or `Chủ tịch
huyện` to a full name before it. `ranks` orders the offices that a person holds.
"""
