"""A network of its own without a way out, and what a container must not be able to do."""

import fcntl
import json
import os
import shutil
import socket
import struct
from typing import Any

from saleswire.missing import Missing

GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1  # of linux/sockios.h and linux/if.h
LOOK = ("python", "-m", "saleswire.image.look")
EXPECTED = {
    "user": 10001,
    "capabilities": "0000000000000000",
    "new privileges": "1",
    "writable": ["/var/lib/saleswire"],
    "tools": [],
    "setuid": [],
    "dated byte code": 0,
    "interfaces": ["lo"],
}


def breaches(answer: str) -> list[str]:
    """What differs from what is expected, in words."""
    found: dict[str, Any] = json.loads(answer)
    return [f"{name} is {found[name]}, not {want}" for name, want in EXPECTED.items() if found[name] != want]


def walled_off(command: list[str]) -> list[str]:
    """A command in a network namespace of its own; raises Missing where we may not make one."""
    if os.geteuid() or not shutil.which("unshare"):
        raise Missing("a network of its own takes root here", "sudo make test-image")
    return ["unshare", "--net", *command]


def raise_loopback() -> None:
    """Have 127.0.0.1 in a new network namespace; raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, GET_FLAGS, request))[1]
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", flags | UP))
