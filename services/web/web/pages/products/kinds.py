"""What differs between devices, options and services, and where each is. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One of the three."""

    path: str
    title: str
    singular: str

    @property
    def api(self) -> str:
        """Address at the gateway."""
        return f"/api/catalog{self.path}"


DEVICE = Kind("/devices", "Devices", "device")
OPTION = Kind("/options", "Options", "option")
SERVICE = Kind("/services", "Services", "service")
KINDS = (DEVICE, OPTION, SERVICE)
