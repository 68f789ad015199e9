"""What text layer does a PDF have?

pypdf reads it in a process of its own with limits on memory and processor time, since a PDF can be written
to exhaust either. A blank line stands between pages.
"""

import logging
import resource
import subprocess
import sys
from pathlib import Path

from index.errors import SourceError
from index.intake.sources.document import Document, RawFile

__all__ = ["read_pdf"]

MEMORY_BYTES = 2_000_000_000
SECONDS = 120
PAGES = 5_000


def read_pdf(path: Path, file: RawFile) -> Document:
    """Return the text layer of a PDF. Raises SourceError where there is none."""
    command = [sys.executable, "-m", "index.intake.sources.pdf", str(path.resolve())]
    root = Path(__file__).resolve().parents[3]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, timeout=2 * SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise SourceError(path, 0, f"took longer than {2 * SECONDS} seconds to read") from error
    if done.returncode == 3:
        raise SourceError(path, 0, done.stderr.decode("utf-8", "replace").strip())
    if done.returncode:
        raise SourceError(path, 0, "needs more memory or time to read than is allowed, or is damaged")
    text = done.stdout.decode("utf-8")
    if not text.strip():
        raise SourceError(path, 0, "has no text layer; run character recognition on it first")
    return file.document(text)


def _extract(path: str) -> str:
    """Return the text of all pages."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            raise SourceError(path, 0, "is encrypted")
        if len(reader.pages) > PAGES:
            raise SourceError(path, 0, f"has more than {PAGES} pages")
        pages = [page.extract_text() for page in reader.pages]
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise SourceError(path, 0, f"is not a PDF that can be read: {error}") from error
    return "\n\n".join(pages).replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _main() -> int:
    """Run as the process of its own: text to standard output, or a message and status 3."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns where our message goes
    try:
        text = _extract(sys.argv[1])
    except SourceError as error:
        sys.stderr.write(error.message)
        return 3
    sys.stdout.buffer.write(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
