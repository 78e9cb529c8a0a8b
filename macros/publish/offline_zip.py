"""A zip of the whole site that works from a folder, without a server."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from macros.core.address import printed_address
from macros.core.cite_handbook import slug
from macros.core.html import fill_slots, parse_file
from macros.core.templates import render_text

ZIP = "downloads/offline.zip"
"""The zip, below the site."""
ONLINE_ONLY = re.compile(r"404\.html|sitemap\.xml.*|robots\.txt|assets/cards/.*")
"""Files that only a web server needs."""


def write_offline_zip(site: Path, name: str, version: str, address: str) -> int:
    """Write the zip, and link to it on each page. Return its size in bytes."""
    top, root = f"{slug(name).removeprefix('the-')}-{version}", urlsplit(address).path
    files = [("READ ME.txt", _readme(name, version, address)), *_zip_files(site, root)]
    with zipfile.ZipFile(site / ZIP, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for file, data in files:
            # The real date would differ between builds; 1980 is the earliest that a zip can hold.
            entry = zipfile.ZipInfo(f"{top}/{file}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16  # Unix permissions: everyone may read
            out.writestr(entry, data)
    size = (site / ZIP).stat().st_size
    link = render_text("offline-link", address=root + ZIP, size=size)
    for path in site.rglob("*.html"):
        page = parse_file(path)
        if fill_slots(page, {"offline-link": link}):
            path.write_text(page.html or "", "utf-8")
    return size


def _readme(name: str, version: str, address: str) -> bytes:
    """Return the zip's READ ME.txt. It names the site's address only if that is public."""
    values = {"name": name, "version": version, "address": printed_address(address)}
    return render_text("read-me", "txt", **values).encode()


def _zip_files(site: Path, root: str) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the zip as its path below the site and its content, in order."""
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        name = file.relative_to(site).as_posix()
        if name == ZIP or ONLINE_ONLY.fullmatch(name):
            continue
        if file.suffix == ".html":
            yield name, offline_html(parse_file(file), name, root).encode()
        else:
            yield name, file.read_bytes()


def offline_html(page: LexborHTMLParser, name: str, root: str) -> str:
    """Return the HTML of a page for use from a folder: its links lead to files.

    `name` is the file's path below the site, `root` the path of the site. Changes the page.
    """
    # Browsers refuse to preload a font from a folder.
    for link in page.css("link[rel=preload]"):
        link.decompose()
    for element in page.css("[href], [src]"):
        for key in {"href", "src"} & set(element.attributes):
            element.attrs[key] = _file_link(element.attributes[key] or "", name, root)
    # A page opened from a folder has no origin that 'self' could match.
    for policy in page.css("meta[http-equiv=Content-Security-Policy]"):
        rule = re.sub(r"(\w+-src) 'self'", r"\1 'self' file:", policy.attributes["content"] or "")
        policy.attrs["content"] = rule
    return page.html or ""


def _file_link(address: str, name: str, root: str) -> str:
    """Return the address of a link in the file `name` as a relative path to a file.

    Links to other sites and within the page stay.
    """
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return address
    path = urljoin(root + name, parts.path).removeprefix(root)
    if not path or path.endswith("/"):
        path += "index.html"
    to = posixpath.relpath(path, posixpath.dirname(name))
    return parts._replace(path=to).geturl()
