"""A real nginx before the application: TLS, and uploads handed out after the rights were asked."""

from __future__ import annotations

import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from branches.choices import Role
from meetings.models import Attachment
from tests.factories import BranchFactory, MeetingFactory, UserFactory, user_with
from tests.jobs.conftest import until
from tests.servers import free_port, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
TEMPLATE = django_settings.BASE_DIR / "deploy/nginx/default.conf.template"
AROUND = """
daemon off; pid $folder/pid; error_log $folder/error.log; worker_processes 1; $user
events {}
http {
    access_log off; default_type application/octet-stream;
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/f; uwsgi_temp_path $folder/u; scgi_temp_path $folder/s;
    include $folder/site.conf;
}
"""


@pytest.fixture
def proxy(live_server, settings, tmp_path) -> Iterator[str]:
    """nginx as in production, with a certificate of its own; yields its address."""
    settings.X_ACCEL_PREFIX = "/protected/"
    settings.ALLOWED_HOSTS = ["localhost"]
    port = free_port()
    certificate(tmp_path)
    told = {
        "HTTP_PORT": f"127.0.0.1:{free_port()}",
        "HTTPS_PORT": f"127.0.0.1:{port}",
        "WEB_ADDRESS": live_server.url.removeprefix("http://"),
        "MEDIA_FOLDER": settings.MEDIA_ROOT,
        "TLS_FOLDER": tmp_path,
    }
    site = Template(TEMPLATE.read_text()).safe_substitute(told)
    (tmp_path / "site.conf").write_text(site.replace("/dev/stdout", f"{tmp_path}/access.log"))
    user = "user root;" if Path("/root").owner() == "root" and Path.home() == Path("/root") else ""
    around = Template(AROUND).substitute(folder=tmp_path, user=user)
    (tmp_path / "nginx.conf").write_text(around)
    server = subprocess.Popen(["/usr/sbin/nginx", "-c", tmp_path / "nginx.conf", "-p", tmp_path])
    try:
        wait_for(port)
        yield f"https://localhost:{port}"
    finally:
        server.terminate()
        server.wait()


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


class Straight(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def ask(address, tmp_path, user=None):
    """Status, headers and body, as ``user``."""
    browser = Client()
    if user:
        browser.force_login(user)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    trusting = ssl.create_default_context(cafile=tmp_path / "server.crt")
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusting), Straight)
    try:
        answer = opener.open(urllib.request.Request(address, headers={"Cookie": cookies}))
    except urllib.error.HTTPError as refusal:
        answer = refusal
    with answer:
        return answer.status, answer.headers, answer.read()


@pytest.fixture
def photo():
    """Its row, of a branch whose secretary may see it."""
    branch = BranchFactory()
    meeting = MeetingFactory(branch=branch)
    name = default_storage.save("meetings/2026/09/照片.jpg", ContentFile(b"\xff\xd8 a photo"))
    return Attachment.objects.create(
        branch=branch, meeting=meeting, file=name, thumbnail=name, name="现场.jpg", size=9,
        sha256="0" * 64, uploaded_by=UserFactory(),
    )  # fmt: skip


def test_an_upload_is_handed_out_by_nginx_to_who_may_see_it(proxy, photo, tmp_path):
    secretary = user_with(Role.SECRETARY, branch=photo.branch)
    address = f"{proxy}/meetings/attachments/{photo.pk}/"
    status, headers, body = ask(address, tmp_path, secretary)

    assert (status, body) == (200, b"\xff\xd8 a photo")
    assert headers["Server"] == "nginx"
    assert headers["ETag"]  # nginx read the file, the application did not
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"].startswith("private")
    stranger = user_with(Role.SECRETARY, branch=BranchFactory())
    assert ask(address, tmp_path, stranger)[0] == 404
    assert ask(address, tmp_path)[0] == 302


def test_nobody_reaches_the_uploads_past_the_application(proxy, photo, tmp_path):
    for path in ("/protected/meetings/2026/09/", "/protected/", "/metrics"):
        assert ask(proxy + path, tmp_path, user_with(Role.ADMINISTRATOR))[0] == 404


def test_pages_come_over_tls_with_an_id_and_no_query_is_written_down(proxy, tmp_path):
    status, headers, _ = ask(f"{proxy}/accounts/login/?next=/secret-word/", tmp_path)

    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    written = until((tmp_path / "access.log").read_text, "nginx writes its line")
    assert headers["X-Request-ID"] in written
    assert "/accounts/login/" in written
    assert "secret-word" not in written
