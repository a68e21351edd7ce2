"""Files of records that explain themselves: a bundle (.zip), a workbook (.xlsx), Stata (.dta).

They hold the rows of the files of queries/records/files.py, and what leaves is decided there.
"""
