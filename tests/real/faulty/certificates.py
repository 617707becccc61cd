"""A certificate authority of the tests' own, a server's certificate that it signed, and one that nobody signed."""

import ipaddress
import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

# The system's clock judges them, whatever the bot's own says: valid for as long as certificates can be.
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
NAMED = "bot.example.org"
"""What the files of deploy/ call the machine."""
LOG = "log.example.org"
"""What docs/operate.md calls the one that takes its log."""
_HERE = x509.SubjectAlternativeName(
    [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName(NAMED), x509.DNSName(LOG)]
)


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Certificates:
    """What a server on 127.0.0.1 shows, which is `NAMED` and `LOG` as well."""

    def __init__(self, folder: Path) -> None:
        """Make them; `folder` holds their files."""
        authority = ec.generate_private_key(ec.SECP256R1())
        name = _named("an authority of these tests")
        own = _certificate(name, name, authority, authority, x509.BasicConstraints(ca=True, path_length=None))
        self.authority = folder / "authority.pem"
        self.authority.write_bytes(own.public_bytes(serialization.Encoding.PEM))
        self.shown = folder / "good.pem"
        """The key and the certificate of `good`, for a server of another program."""
        self.good = _server(self.shown, name, authority)
        self.bad = _server(folder / "bad.pem", _named("nobody"), None)
        """No client that checks anything goes on."""

    @staticmethod
    def rsa(folder: Path) -> ssl.SSLContext:
        """Make the same as `bad` with a key of RSA, which can exchange secrets without forward secrecy."""
        return _server(folder / "rsa.pem", _named("nobody"), None, rsa.generate_private_key(65_537, 2_048))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    signing: Key,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(_FROM).not_valid_after(_UNTIL)
    return made.add_extension(extension, critical=False).sign(signing, hashes.SHA256())


def _server(path: Path, issuer: x509.Name, signing: Key | None, key: Key | None = None) -> ssl.SSLContext:
    """What serves with a new key; its certificate is its own word when nobody signs it."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(_named("127.0.0.1"), issuer, key, signing or key, _HERE)
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.touch(mode=0o600)
    path.write_bytes(plain + certificate.public_bytes(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context
