"""Find dates, council terms and council sessions in Vietnamese texts and queries, as spans of days.

`span` is the half-open interval of days in which all results are given. `forms` reads written dates (`ngày 13/1/2020`,
`quý I`), possibly without a year, and `relative` dates that depend on a reference day (`hôm qua`, `hai tuần qua`).
`find` runs both over a text or a query, gives years to dates without one and joins ranges; it also reads the values of
filters and date fields. `sessions` finds council sessions and terms (`kỳ họp thứ 10`, `nhiệm kỳ 2016-2021`) and knows
when each term ran.
"""
