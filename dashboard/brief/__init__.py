"""What leaves the site as a sheet of paper: the brief of a month, and posters for a meeting.

A sheet's content is plain data, made once (`content`, `walk`); PDF and HTML only set it.
"""
