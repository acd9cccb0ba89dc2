"""An authority of our own and what it signs, as PEM files in a folder."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Authority:
    """Signs certificates; its own is ``<name>.pem``."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = named(name)
        self.file = folder / f"{name}.pem"
        limits = x509.BasicConstraints(ca=True, path_length=0)
        self.certificate = begun(self.name, self.name, self.key).add_extension(limits, critical=True)
        self.signed = self.certificate.sign(self.key, hashes.SHA256())
        self.file.write_bytes(pem(self.signed))

    def sign(self, name: str, host: str = "127.0.0.1") -> tuple[Path, Path]:
        """Files of a certificate for this name and address, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        places = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host)), x509.DNSName(name)])
        made = begun(named(name), self.name, key).add_extension(places, critical=False)
        certificate, secret = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        certificate.write_bytes(pem(made.sign(self.key, hashes.SHA256())))
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
        return certificate, secret


def named(name: str) -> x509.Name:
    """A subject."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    """A certificate that holds from yesterday to tomorrow."""
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    return made.not_valid_before(now - DAY).not_valid_after(now + DAY)


def pem(certificate: x509.Certificate) -> bytes:
    """As a file."""
    return certificate.public_bytes(serialization.Encoding.PEM)
