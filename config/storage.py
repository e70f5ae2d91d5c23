"""Static files under names that never change their content, found without searching twice."""

from __future__ import annotations

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, with every address made once: a page asks for a dozen of them."""

    def url(self, name: str | None, force: bool = False) -> str:
        return super().url(name, force) if force else self._address(name)

    @cache  # noqa: B019 - there is one storage in a process
    def _address(self, name: str | None) -> str:
        return super().url(name)
