# SPDX-License-Identifier: MIT
"""Sizes of a trace file (docs/TRACE_FORMAT.md), for those who do not read it."""

HEADER_SIZE = 128
RECORD_SIZE = 64
