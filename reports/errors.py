# SPDX-License-Identifier: MIT
"""What can go wrong, by exit code. The text names the thing and both sides."""


class ReportError(Exception):
    """Ends make.py with a message and its exit code."""

    exit_code = 70


class BadInput(ReportError):
    """The input is there, but is not what it should be."""

    exit_code = 65


class Missing(ReportError):
    """A file, a folder or a Python package is not there."""

    exit_code = 66


class WriteFailure(ReportError):
    """A report could not be written."""

    exit_code = 74
