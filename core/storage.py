"""Where static files come from when they are served compressed and under hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names inside our ES modules too, so that one module may import another."""

    support_js_module_import_aggregation = True
