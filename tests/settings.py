"""Settings of the suite: those of the product with cheap passwords and a throw-away folder.

By itself this is an embedded installation; ``python -m tests.servers`` sets the environment of a
production one (PostgreSQL and Redis). Every process of xdist has its own database, broker and
folder; what a test starts inherits the same environment.
"""

import atexit
import os
import shutil
import tempfile

PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

os.environ.setdefault("EMBEDDED", "1")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("FIELD_KEYS", "t1:" + "5a" * 32)
# playwright's loop and the ORM share a thread
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
if "HONGMEN_TEST_FOLDER" not in os.environ:
    os.environ["HONGMEN_TEST_FOLDER"] = tempfile.mkdtemp(prefix="hongmen-test-")
    atexit.register(shutil.rmtree, os.environ["HONGMEN_TEST_FOLDER"], ignore_errors=True)
os.environ["VAR_DIR"] = f"{os.environ['HONGMEN_TEST_FOLDER']}/{PROCESS}"
for name, first in (("CELERY_BROKER_URL", 0), ("CACHE_URL", 8)):
    if os.environ.get(name, "").startswith("redis:"):
        server = os.environ[name].rpartition("/")[0]
        os.environ[name] = f"{server}/{first + int(PROCESS.removeprefix('gw'))}"

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, VAR_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PREPARED_CHECKED = True  # every prepared query is compared with one built anew
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
STATIC_ROOT = VAR_DIR / "static"  # empty, but there: WhiteNoise warns of a missing one
STATIC_ROOT.mkdir(exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the processes that a test starts open the same one.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
