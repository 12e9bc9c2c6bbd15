"""Production's settings, with the floor's address beside the product's own."""

from peel.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
