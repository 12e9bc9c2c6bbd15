"""Makes proposals of a published report's text: pure, a file's bytes in and what it seems to say out."""
