# SPDX-License-Identifier: MIT
"""Reads a run folder and writes what people and CI read. Never judges."""
