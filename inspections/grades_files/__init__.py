"""Reading a file of published grades: it becomes rows, and each is compared with what is held. Nothing is saved here.

`reading` makes rows of a CSV; `messages` is what is said of a file or row that cannot be taken; `lookup` is what the
database says; `resolving` finds what a row is about; `planning` says what each row would do.
"""
