"""Reading a return: a file becomes a table, each row is checked, and compared with what is held. Nothing here writes.

`files` tells what a file is and refuses what is dangerous; `reading` makes a `layout.Table` of it, `cells` telling what
is written in place of numbers and `leftovers` what is not read; `checks` is a folder in which each file is one
check; `staging` runs them and compares, as `comparing` says; `template` writes the workbook forces fill in, `refused`
the rows to mend.
"""
