# SPDX-License-Identifier: MIT
"""An action of the page as a line for a worker (cli/panel_desk.h): nothing
but words of these lists gets there, and a name without line ends."""

from typing import Any

VERBS = {"query", "lock", "unlock", "eject", "load", "load2", "mcn_off",
         "mcn_on", "prevent", "allow", "secure_prevent", "secure_allow",
         "verify", "close"}
FLAGS = {"dismount", "ignore_volume", "quiet"}
HANDS = {"press", "insert", "take", "open", "close"}
CLIENTS = 4
NAME_BYTES = 63
KEYS = {"drive", "client", "verb", "hand", "flags", "name"}


class BadOrder(Exception):
    """What was expected instead."""


def _whole(value: Any, low: int, high: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or \
            not low <= value <= high:
        raise BadOrder(f"{what}: a number from {low} to {high} was expected")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or \
            len(value.encode()) > NAME_BYTES:
        raise BadOrder(f"name: text of at most {NAME_BYTES} bytes, without "
                       "line ends, was expected")
    return value


def read(order: Any, drives: int) -> tuple[int, str]:
    """(which drive, the rest of the line behind its number)."""
    if not isinstance(order, dict) or not set(order) <= KEYS:
        raise BadOrder("an object with " + ", ".join(sorted(KEYS)) +
                       " was expected")
    drive = _whole(order.get("drive"), 0, drives - 1, "drive")
    if "hand" in order:
        if order["hand"] not in HANDS:
            raise BadOrder("hand: one of " + ", ".join(sorted(HANDS)) +
                           " was expected")
        return drive, f"0 hand {order['hand']}"
    client = _whole(order.get("client"), 1, CLIENTS, "client")
    verb, flags = order.get("verb"), order.get("flags", [])
    if not isinstance(verb, str) or verb not in VERBS:
        raise BadOrder("verb: one of " + ", ".join(sorted(VERBS)) +
                       " was expected")
    if not isinstance(flags, list) or \
            not all(isinstance(flag, str) and flag in FLAGS for flag in flags):
        raise BadOrder("flags: a list of " + ", ".join(sorted(FLAGS)) +
                       " was expected")
    name = _name(order.get("name", ""))
    return drive, " ".join([str(client), verb, *flags, f"name={name}"])
