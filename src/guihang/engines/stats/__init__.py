"""The statistics of outcomes: pure functions of columns or of counts that add up.

Every module names the source of its method and the program whose answers it reproduces. What may
be printed of a figure is decided in :mod:`guihang.engines.retention`, never here.
"""
