"""What differs between devices, options and services, and where each is. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from chassis.language import N_
from web.api import catalog
from web.api.operation import Command, Get

Product = catalog.ProductView
Row = catalog.DevicesItem | catalog.OptionsItem | catalog.ServicesItem
Page = catalog.DevicesPage | catalog.OptionsPage | catalog.ServicesPage


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One of the three, and what catalog does with it."""

    path: str
    title: str
    singular: str
    listed: Get[Page]
    create: Command[Product]
    read: Callable[[str], Get[Product]]
    edit: Callable[[str], Command[Product]]
    approve: Callable[[str], Command[Product]]
    withdraw_approval: Callable[[str], Command[Product]]
    discontinue: Callable[[str], Command[Product]]
    history: Callable[[str], Get[list[catalog.Step]]]
    image: Callable[[str], Get[bytes]]
    documents: Callable[[str], Get[list[catalog.AttachmentView]]]
    upload: Callable[[str], Command[catalog.AttachmentView]]
    download: Callable[[str, str], Get[bytes]]


DEVICE = Kind(
    path="/devices",
    title=N_("Devices"),
    singular=N_("device"),
    listed=catalog.list_devices(),
    create=catalog.create_device(),
    read=catalog.read_device,
    edit=catalog.edit_device,
    approve=catalog.approve_device,
    withdraw_approval=catalog.withdraw_approval_of_device,
    discontinue=catalog.discontinue_device,
    history=catalog.read_history_of_device,
    image=catalog.read_image_of_device,
    documents=catalog.list_document_of_devices,
    upload=catalog.upload_document_of_device,
    download=catalog.download_document_of_device,
)
OPTION = Kind(
    path="/options",
    title=N_("Options"),
    singular=N_("option"),
    listed=catalog.list_options(),
    create=catalog.create_option(),
    read=catalog.read_option,
    edit=catalog.edit_option,
    approve=catalog.approve_option,
    withdraw_approval=catalog.withdraw_approval_of_option,
    discontinue=catalog.discontinue_option,
    history=catalog.read_history_of_option,
    image=catalog.read_image_of_option,
    documents=catalog.list_document_of_options,
    upload=catalog.upload_document_of_option,
    download=catalog.download_document_of_option,
)
SERVICE = Kind(
    path="/services",
    title=N_("Services"),
    singular=N_("service"),
    listed=catalog.list_services(),
    create=catalog.create_service(),
    read=catalog.read_service,
    edit=catalog.edit_service,
    approve=catalog.approve_service,
    withdraw_approval=catalog.withdraw_approval_of_service,
    discontinue=catalog.discontinue_service,
    history=catalog.read_history_of_service,
    image=catalog.read_image_of_service,
    documents=catalog.list_document_of_services,
    upload=catalog.upload_document_of_service,
    download=catalog.download_document_of_service,
)
KINDS = (DEVICE, OPTION, SERVICE)
